"""Time zones: what a clock on the wall says, and which instant is meant by what it says.

When clocks go forward some wall times never come, when they go back some come twice; whoever gives
one says what is meant.  Nothing here knows working hours.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from fbo.kernel.errors import InvalidTime
from fbo.kernel.limits import LIMITS
from fbo.kernel.times import day, from_microseconds, instant, microseconds

__all__ = ["Gap", "Stretch", "steady_offset", "stretches", "wall_time", "zone"]

Gap: TypeAlias = Literal["refuse", "shift"]
"""What to do with a wall time that never comes: refuse it, or add the length of the gap."""

Stretch: TypeAlias = tuple[int, int, int]
"""From, to (excluded) and the offset between them, all in microseconds UTC."""

_MICROSECOND: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1) // _MICROSECOND


def zone(key: str) -> tzinfo:
    """The zone of the IANA database by its key, such as Europe/Madrid.  Raises `InvalidTime`."""
    # Where the system has no database of zones, there still is UTC.
    if key == "UTC":
        return UTC
    try:
        return ZoneInfo(key)
    # Depending on the key: no such file, a folder, a path that leads elsewhere, no text.
    except (KeyError, OSError, ValueError, TypeError, AttributeError):
        raise InvalidTime("time zone", "is none such as Europe/Madrid") from None


def wall_time(
    on: date,
    at: time,
    tz: str,
    *,
    fold: Literal[0, 1] | None = None,
    gap: Gap = "refuse",
) -> datetime:
    """The instant, in UTC, at which the clocks of a zone show this date and time.

    A wall time that comes twice needs `fold`: 0 is the first, 1 the second.  One that never comes
    is refused, or shifted forward by the length of the gap, as RFC 5545 has it.  Raises
    `InvalidTime`.
    """
    if at.tzinfo is not None:
        raise InvalidTime("time", "of a wall has no zone of its own")
    local = datetime.combine(day(on), at, zone(tz))
    first, second = local.replace(fold=0), local.replace(fold=1)
    before, after = _offset(first), _offset(second)
    if before < after and gap == "refuse":
        raise InvalidTime("time", f"was skipped when the clocks of {tz} went forward")
    if before > after and fold is None:
        raise InvalidTime("time", f"comes twice in {tz} that day: say fold=0 or fold=1")
    # In a gap the offset before it puts the instant after it, by the gap's length.
    chosen = second if fold and before > after else first
    return instant(chosen.astimezone(UTC))


def stretches(tz: str, start: int, end: int) -> Iterator[Stretch]:
    """The time from start to end (excluded), cut where the offset of the zone changes.

    Within a stretch wall time is UTC plus the offset.  Start and end are microseconds of 1970 to
    2200.
    """
    year, at = from_microseconds(start).year, start
    while at < end:
        for change, offset in _year(tz, year):
            if change > at:
                until = min(change, end)
                yield at, until, offset
                at = until
                if at == end:
                    return
        year += 1


def steady_offset(tz: str, start: int, end: int) -> int | None:
    """The offset from start to end; `None` where it changes in between."""
    if tz == "UTC":
        return 0
    first = next(stretches(tz, start, max(end, start + 1)))
    return first[2] if first[1] >= end else None


@lru_cache(maxsize=4096)
def _year(tz: str, year: int) -> tuple[tuple[int, int], ...]:
    """The stretches of a UTC year: where each ends, and its offset."""
    where = zone(tz)
    at, end = _january(year), _january(year + 1)
    offset = _offset_at(where, at)
    ends: list[tuple[int, int]] = []
    while at < end:
        until = min(at + _DAY, end)
        following = _offset_at(where, until)
        if following != offset:
            ends.append((_change(where, at, until), offset))
            offset = following
        at = until
    return (*ends, (end, offset))


def _change(where: tzinfo, low: int, high: int) -> int:
    """The instant between the two at which the offset changes."""
    offset = _offset_at(where, low)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_at(where, middle) == offset:
            low = middle
        else:
            high = middle
    return high


def _january(year: int) -> int:
    return microseconds(datetime(year, 1, 1, tzinfo=UTC))


def _offset_at(where: tzinfo, at: int) -> int:
    # One day more than a day or an instant may be: the end of the last year belongs to the next.
    moment = datetime(LIMITS.first_year, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
    return _offset(moment.astimezone(where)) // _MICROSECOND


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta(0)
