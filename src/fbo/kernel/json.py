"""JSON as fbo writes and reads it: no float, no NaN, no key twice, no endless nesting.

`canonical` gives one byte string for one value: what is hashed, compared and signed.  `encode` is
its faster sibling for what is only stored.  `parse` reads what others sent and refuses what does
not come back the same everywhere; `parse_trusted` reads what `encode` or `canonical` wrote.
Nothing here knows documents or stores.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeAlias

from pydantic_core import PydanticSerializationError, from_json, to_json

from fbo.kernel.errors import InputError, InvalidNumber, InvalidText, LimitExceeded
from fbo.kernel.limits import LIMITS

Json: TypeAlias = Any
"""None, bool, int within 63 bits, str, list, dict with str keys; no float, no Decimal."""

JsonObject: TypeAlias = Mapping[str, Json]

_DEEPEST = 100
_NO_JSON = "is no JSON; use null, true, false, integers, text, lists and objects"
_NO_NAME = "a name in a JSON object is not text"
_LEAVES = frozenset({str, int, bool, type(None)})
_SEQUENCES = (list, tuple)
# The closing quote may be missing, and nothing is tried twice: linear on hostile text, too.
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def canonical(value: Json, *, replace: Callable[[object], Json] | None = None) -> bytes:
    """One byte string for one value: keys sorted, no spaces, UTF-8.

    `replace` is asked for a stand-in where a value is no JSON; without it, such a value, a float
    included, is refused with `InvalidNumber` or `InputError`.
    """
    return _bytes(_ordered(value, replace, _DEEPEST))


def encode(value: Json, *, replace: Callable[[object], Json] | None = None) -> bytes:
    """Like `canonical`, but with keys as they come; for what is stored and not hashed.

    Four times as fast.  It trusts its caller that all else than what `replace` is asked for is
    JSON: what a document dumped.
    """
    if replace is None:
        return _bytes(value)
    try:
        return to_json(value, fallback=replace)
    except (PydanticSerializationError, ValueError):
        # Whatever `replace` raised is not told; asked in order, it says it again.
        return canonical(value, replace=replace)


def parse(data: bytes | str, *, nesting: int = LIMITS.nesting) -> Json:
    """Read JSON from outside.

    Refuses with `LimitExceeded` what is nested deeper than `nesting`, before parsing it; with
    `InvalidNumber` floats and integers beyond 63 bits; with `InvalidText` all else that is not
    JSON in UTF-8, keys given twice and lone surrogates.
    """
    text = _text(data)
    if (depth := _depth(text)) > nesting:
        raise LimitExceeded("levels of nesting", nesting, depth)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_each_key_once,
            parse_float=_no_float,
            parse_int=_bounded,
            parse_constant=_no_float,
        )
    except json.JSONDecodeError as error:
        raise InvalidText("JSON", f"breaks off at character {error.pos}") from None
    if _SURROGATE.search(text):
        _refuse_lone_surrogates(value)
    return value


def parse_trusted(data: bytes | str) -> Json:
    """Read what `canonical` or `encode` wrote.  Fast, and no judge of its input."""
    return from_json(data)


def _bytes(value: Json) -> bytes:
    try:
        return to_json(value)
    except (PydanticSerializationError, ValueError) as error:
        if "surrogates" in str(error):
            raise InvalidText("text", "holds a lone surrogate") from None
        if "depth" in str(error) or "Circular" in str(error):
            raise LimitExceeded("levels of nesting", _DEEPEST, _DEEPEST + 1) from None
        raise InputError(f"a value {_NO_JSON}") from None


def _ordered(value: Json, replace: Callable[[object], Json] | None, room: int) -> Json:
    """Sort the keys and judge each value in one walk; the encoder then only writes.

    The walk takes half the time of the standard library's sorting encoder, which lets floats and
    names that are no text pass, so that its output would have to be searched for them.
    """
    if not room:
        raise LimitExceeded("levels of nesting", _DEEPEST, _DEEPEST + 1)
    kind: type[object] = type(value)  # pyright: ignore[reportUnknownVariableType]
    # Nearly all are these two; asking whether something is a `Mapping` takes as long as sorting it.
    if kind is dict or (kind is not list and issubclass(kind, Mapping)):
        named: Mapping[str, object] = value
        try:
            names = sorted(named)
        except TypeError:
            raise InputError(_NO_NAME) from None
        # Text is compared with text only: what can be sorted is all text if one name is.
        if names and not isinstance(names[0], str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InputError(_NO_NAME)
        ordered: dict[str, Json] = {}
        for name in names:
            part = named[name]
            leaf = type(part) in _LEAVES
            ordered[name] = part if leaf else _ordered(part, replace, room - 1)
        return ordered
    if kind is list or issubclass(kind, _SEQUENCES):
        parts: Sequence[object] = value
        if _LEAVES.issuperset(map(type, parts)):
            return parts
        return [p if type(p) in _LEAVES else _ordered(p, replace, room - 1) for p in parts]
    return _plain(value, replace)


def _plain(value: object, replace: Callable[[object], Json] | None) -> Json:
    """The plain value of an enumeration's member, or the stand-in for what is no JSON."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        _no_float("")
    if replace is not None:
        return replace(value)
    raise InputError(f"a {type(value).__name__} {_NO_JSON}")


def _text(data: bytes | str) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise InvalidText("JSON", "is not in UTF-8") from None


def _depth(text: str) -> int:
    opened = text.count("[") + text.count("{")
    if opened <= 1:
        return opened
    deepest = depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        if bracket in "[{":
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return deepest


def _each_key_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise InvalidText("JSON", "gives a key twice")
    return named


def _no_float(_: str) -> NoReturn:
    raise InvalidNumber("JSON", "holds a float; send decimals as text")


def _bounded(text: str) -> int:
    # Python takes a second over a million digits: look at the length first.
    if len(text) <= len(str(LIMITS.integer)) + 1 and abs(number := int(text)) <= LIMITS.integer:
        return number
    raise InvalidNumber("JSON", "holds an integer beyond 63 bits")


def _refuse_lone_surrogates(value: Json) -> None:
    _bytes(value)
