"""Instants and days: moments that mean the same everywhere, and dates without a time.

An instant is an aware datetime, kept in UTC to the microsecond; a day is a plain date.  Both lie in
the years 1970 to 2200.  A naive datetime and a bare number are neither.  Local wall times are
`fbo.kernel.zones`', working time is `fbo.kernel.calendar`'s.  Nothing here reads a clock.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any, Final, TypeAlias

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from fbo.kernel.errors import InvalidTime
from fbo.kernel.limits import LIMITS
from fbo.kernel.spelled import spelled

__all__ = [
    "Day",
    "Instant",
    "day",
    "from_iso",
    "from_microseconds",
    "instant",
    "iso",
    "microseconds",
]

_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_IS_DAY: Final = re.compile(_DAY)
_INSTANT: Final = (
    rf"{_DAY}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]{{1,6}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})"
)
_IS_INSTANT: Final = re.compile(_INSTANT)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def instant(value: datetime, *, field: str = "time") -> datetime:
    """The same moment in UTC.

    Raises `InvalidTime` for what is naive or no datetime, for a local time that a change of the
    clocks skipped, and outside the years 1970 to 2200.
    """
    if not isinstance(value, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTime(field, "is no datetime")
    zone = value.tzinfo
    if zone is UTC and type(value) is datetime:
        utc = value.replace(fold=0) if value.fold else value
    else:
        utc = _in_utc(value, field)
    if not LIMITS.first_year <= utc.year <= LIMITS.last_year:
        raise _out_of_years(field)
    return utc


def iso(value: datetime) -> str:
    """The instant as text that sorts: 2026-03-28T09:00:00.000000Z.  Raises as `instant` does."""
    # Without its zone it is written in half the time, for the zone is not asked for its offset.
    return instant(value).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def from_iso(text: str, *, field: str = "time") -> datetime:
    """The instant that RFC 3339 text stands for: its offset is required, seconds too.

    Raises `InvalidTime`, also for a leap second, which `datetime` cannot say.
    """
    if not isinstance(text, str) or not _IS_INSTANT.fullmatch(text):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTime(field, "is no text such as 2026-03-28T09:00:00Z")
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidTime(field, "is on no calendar or clock") from None
    return instant(value, field=field)


def microseconds(value: datetime) -> int:
    """Microseconds from the start of 1970 in UTC to the instant."""
    return (value - _EPOCH) // _MICROSECOND


def from_microseconds(count: int) -> datetime:
    """The instant so many microseconds after the start of 1970.  Raises `InvalidTime`."""
    try:
        return instant(_EPOCH + timedelta(microseconds=count))
    except OverflowError:
        raise _out_of_years("time") from None


def day(value: date, *, field: str = "day") -> date:
    """The date itself.

    Raises `InvalidTime` for a datetime, what is no date, and outside the years 1970 to 2200.
    """
    if not isinstance(value, date) or isinstance(value, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTime(field, "is no plain date")
    if not LIMITS.first_year <= value.year <= LIMITS.last_year:
        raise _out_of_years(field)
    return value


def _day_from_iso(text: str) -> date:
    if not isinstance(text, str) or not _IS_DAY.fullmatch(text):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidTime("day", "is no text such as 2026-03-28")
    try:
        value = date.fromisoformat(text)
    except ValueError:
        raise InvalidTime("day", "is on no calendar") from None
    return day(value)


class _InstantField:
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return spelled(datetime, from_iso, pattern=f"^{_INSTANT}$", check=instant, write=iso)


class _DayField:
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return spelled(date, _day_from_iso, pattern=f"^{_DAY}$", check=day)


Instant: TypeAlias = Annotated[datetime, _InstantField]
"""A moment: an aware datetime, kept in UTC.  JSON: "2026-03-28T09:00:00.000000Z"."""

Day: TypeAlias = Annotated[date, _DayField]
"""A date without a time.  JSON: "2026-03-28"."""


def _in_utc(value: datetime, field: str) -> datetime:
    if value.utcoffset() is None:
        raise InvalidTime(field, "has no time zone")
    try:
        utc = datetime.combine(value.date(), value.timetz()).astimezone(UTC)
    except (OverflowError, ValueError):
        raise _out_of_years(field) from None
    # A fixed offset skips nothing; a zone does when its clocks go forward.
    if not isinstance(value.tzinfo, timezone):
        back = utc.astimezone(value.tzinfo).replace(tzinfo=None)
        if back != value.replace(tzinfo=None):
            raise InvalidTime(field, "was skipped when the clocks went forward")
    return utc


def _out_of_years(field: str) -> InvalidTime:
    return InvalidTime(field, f"is outside the years {LIMITS.first_year} to {LIMITS.last_year}")
