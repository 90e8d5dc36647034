"""How a business calendar stands in JSON: zone, weekdays, holidays, exceptions.

    {"tz": "Europe/Madrid",
     "periods": {"monday": ["09:00-14:00", "15:00-18:00"]},
     "holidays": ["2026-01-06"],
     "exceptions": {"2026-12-24": ["09:00-13:00"]}}

A day that ends at midnight ends at 24:00.  Nothing here judges periods: the calendar does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic_core import CoreSchema, core_schema

from fbo.kernel.errors import InvalidTime
from fbo.kernel.opening import Period, Periods

if TYPE_CHECKING:
    from fbo.kernel.calendar import BusinessCalendar

C = TypeVar("C", bound="BusinessCalendar")

WEEKDAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)

_CLOCK: Final = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{6})?)?"
_PERIOD: Final = re.compile(f"({_CLOCK})-({_CLOCK})")
_MIDNIGHT_AS_END: Final = "24:00"


def calendar_schema(cls: type[C], make: Callable[..., C]) -> CoreSchema:
    """The schema of a calendar: an instance in Python, the object above in JSON."""
    text = core_schema.str_schema(strict=True)
    periods = core_schema.list_schema(core_schema.str_schema(pattern=f"^{_CLOCK}-{_CLOCK}$"))
    week = core_schema.typed_dict_schema(
        {name: core_schema.typed_dict_field(periods, required=False) for name in WEEKDAYS},
        extra_behavior="forbid",
    )
    fields = core_schema.typed_dict_schema(
        {
            "tz": core_schema.typed_dict_field(text),
            "periods": core_schema.typed_dict_field(week),
            "holidays": core_schema.typed_dict_field(core_schema.list_schema(text), required=False),
            "exceptions": core_schema.typed_dict_field(
                core_schema.dict_schema(text, periods), required=False
            ),
        },
        extra_behavior="forbid",
    )
    read = core_schema.no_info_after_validator_function(lambda value: make(**_read(value)), fields)
    instance = core_schema.is_instance_schema(cls)
    return core_schema.json_or_python_schema(
        json_schema=read,
        python_schema=core_schema.lax_or_strict_schema(
            lax_schema=core_schema.tagged_union_schema(
                {"calendar": instance, "json": read},
                discriminator=lambda value: "calendar" if isinstance(value, cls) else "json",
            ),
            strict_schema=instance,
        ),
        serialization=core_schema.plain_serializer_function_ser_schema(_write, when_used="json"),
    )


def _read(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "tz": value["tz"],
        "periods": {
            WEEKDAYS.index(name): [_period(text) for text in texts]
            for name, texts in value["periods"].items()
        },
        "holidays": [_day(text) for text in value.get("holidays", ())],
        "exceptions": {
            _day(on): [_period(text) for text in texts]
            for on, texts in value.get("exceptions", {}).items()
        },
    }


def _write(calendar: BusinessCalendar) -> dict[str, Any]:
    return {
        "tz": calendar.tz,
        "periods": {
            name: _texts(periods)
            for name, periods in zip(WEEKDAYS, calendar.periods, strict=True)
            if periods
        },
        "holidays": [on.isoformat() for on in sorted(calendar.holidays)],
        "exceptions": {on.isoformat(): _texts(periods) for on, periods in calendar.exceptions},
    }


def _period(text: str) -> Period:
    found = _PERIOD.fullmatch(text)
    if not found:
        raise InvalidTime("period", "is no text such as 09:00-17:00")
    start, end = found.groups()
    try:
        return time.fromisoformat(start), (
            time() if end == _MIDNIGHT_AS_END else time.fromisoformat(end)
        )
    except ValueError:
        raise InvalidTime("period", "is on no clock") from None


def _texts(periods: Periods) -> list[str]:
    return [f"{_clock(start)}-{_clock(end, end=True)}" for start, end in periods]


def _clock(t: time, *, end: bool = False) -> str:
    if end and t == time():
        return _MIDNIGHT_AS_END
    return t.isoformat("auto" if t.second or t.microsecond else "minutes")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidTime("day", "is no text such as 2026-03-28") from None
