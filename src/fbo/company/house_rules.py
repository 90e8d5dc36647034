"""House rules: the policies and the calendar of a company, kept as one versioned record.

Journal entries name the version they were decided under, and `policies.set` holds it whole, so that
a decision, and the due date it led to, can be understood by the rules of its day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fbo.company.engine.engine import Call, Engine
from fbo.company.engine.firm import Firm
from fbo.company.engine.ops import Doing, Get
from fbo.company.engine.worksheet import Worksheet
from fbo.company.policies import Policies
from fbo.kernel.calendar import NINE_TO_FIVE, BusinessCalendar
from fbo.kernel.errors import SchemaMismatch
from fbo.kernel.json import canonical
from fbo.ports.storage import Put, Record, StorePort

_CALENDAR = TypeAdapter(BusinessCalendar)
_KEY = ("policies", "current")


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What a company decides under."""

    policies: Policies
    calendar: BusinessCalendar

    def as_json(self) -> dict[str, Any]:
        """As the record and the journal keep them."""
        calendar = _CALENDAR.dump_python(self.calendar, mode="json")
        return {"policies": self.policies.as_json(), "calendar": calendar}


def kept(store: StorePort, space: str) -> HouseRules:
    """The rules a company has; the defaults where it has none yet.

    Raises `SchemaMismatch` for rules of another version, which nobody here could keep.
    """
    (record,) = store.get(space, [_KEY])
    body: Mapping[str, Any] = record.body if record is not None else {}
    try:
        policies = Policies.model_validate(body.get("policies", {}), strict=False)
    except ValidationError as error:
        unknown = {".".join(str(part) for part in fault["loc"]) for fault in error.errors()}
        raise SchemaMismatch(
            f"the store holds policies that are unknown here: {', '.join(sorted(unknown))}",
            "open it with the fbo that set them, or a newer one",
        ) from None
    return HouseRules(policies, _calendar(body) or NINE_TO_FIVE)


def keep(engine: Engine, call: Call, rules: HouseRules) -> Doing[int]:
    """Keep the rules, if they are others than before; the version that entries name."""
    (record,) = yield Get((_KEY,))
    body = rules.as_json()
    if record is not None and _same(record.body, body):
        return int(record.body["number"])

    def work(sheet: Worksheet) -> Doing[str]:
        yield from sheet.read((_KEY,))
        held: Record | None = sheet.records[_KEY]
        number = held.body["number"] + 1 if held is not None else 1
        sheet.drafts.append(("policies.set", {"by": call.by.id, "number": number, **body}))
        version = held.version if held is not None else 0
        sheet.puts.append(Put(_KEY, {**body, "number": number}, version))
        return str(number)

    done = yield from engine.commit(call, work)
    return int(done.outcome.case)


def under(firm: Firm, body: Mapping[str, Any]) -> Firm:
    """The firm as it was under recorded rules; what was not recorded, or is unknown, is as now."""
    try:
        policies = Policies.model_validate(body["policies"], strict=False).by_type()
    except ValidationError:
        policies = dict(firm.policies)
    return replace(firm, policies=policies, calendar=_calendar(body) or firm.calendar)


def _calendar(body: Mapping[str, Any]) -> BusinessCalendar | None:
    if "calendar" not in body:
        return None
    return _CALENDAR.validate_python(body["calendar"], strict=False)


def _same(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return canonical({name: was.get(name) for name in now}) == canonical(dict(now))
