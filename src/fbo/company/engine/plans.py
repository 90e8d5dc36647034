"""Plans: what a step would do, in a form that can be compared.

New ids and the present time stand as placeholders; balances are no part of it; the versions of the
records looked at are part of its digest.
"""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from fbo.kernel.json import JsonObject, canonical, parse
from fbo.kernel.numbers import Number

if TYPE_CHECKING:
    from fbo.company.engine.worksheet import Worksheet


def digest_of(sheet: "Worksheet") -> tuple[tuple[JsonObject, ...], str]:
    """The effects on a worksheet, and what seals them."""
    effects = [{"step": type_, **data} for type_, data in sheet.drafts]
    text = canonical(_plain(effects)).decode()
    text = text.replace(sheet.commit, "new").replace(sheet.at, "now")
    versions = sorted([*key, version] for key, version in sheet.looked.items())
    written = sorted([id_, work.version] for id_, work in sheet.cases.items() if work.version)
    sealed = hashlib.sha256(text.encode() + canonical([versions, written])).hexdigest()
    return tuple(parse(text)), sealed


def differences(planned: Sequence[JsonObject], now: Sequence[JsonObject]) -> tuple[str, ...]:
    """What would now be done otherwise, one line an effect."""
    lines = [
        f"{was.get('step')}: {sorted(_changed(was, is_))}"
        for was, is_ in zip(planned, now, strict=False)
        if was != is_
    ]
    if len(planned) != len(now):
        lines.append(f"{len(planned)} effects were planned, {len(now)} would follow now")
    return tuple(lines) or ("what it looked at has changed since",)


def _changed(was: JsonObject, is_: JsonObject) -> list[str]:
    return [name for name in {*was, *is_} if was.get(name) != is_.get(name)]


def _plain(value: Any) -> Any:
    """Numbers still to be given stand as their series."""
    if isinstance(value, Number):
        return f"{value.series}#{value.nth}"
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in cast("JsonObject", value).items()}
    if isinstance(value, list):
        return [_plain(part) for part in cast("list[object]", value)]
    return value
