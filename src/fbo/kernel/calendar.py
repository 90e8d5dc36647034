"""Working time: which instants count, how much of it lies between two, when so much has passed.

A `BusinessCalendar` is open at the instants at which its zone's clocks show a time within the
periods of that day.  So a night shift is an hour shorter when clocks go forward, and what is read
off the wall stays what people see there.  This alone knows dateutil, for months of different
lengths.  What a duration is for, and when its clock pauses, is said elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from fbo.kernel.calendar_form import WEEKDAYS, calendar_schema
from fbo.kernel.duration import (
    Duration,
    business_days,
    business_hours,
    business_minutes,
    days,
    hours,
    minutes,
    months,
    years,
)
from fbo.kernel.errors import InvalidTime
from fbo.kernel.limits import LIMITS
from fbo.kernel.opening import DAY, Opening, Period, Periods, checked_periods, day_number
from fbo.kernel.times import day, from_microseconds, instant, microseconds
from fbo.kernel.zones import Gap, steady_offset, stretches, wall_time, zone

__all__ = [
    "ALWAYS_OPEN",
    "NINE_TO_FIVE",
    "BusinessCalendar",
    "Duration",
    "Gap",
    "Period",
    "add_months",
    "business_days",
    "business_hours",
    "business_minutes",
    "days",
    "end_of_month",
    "hours",
    "minutes",
    "months",
    "wall_time",
    "years",
]

_MICROSECOND: Final = timedelta(microseconds=1)
_END: Final = microseconds(datetime(LIMITS.last_year + 1, 1, 1, tzinfo=UTC))
_MOST_ENDS: Final = 1000
_MOST_MONTHS: Final = 12 * (LIMITS.last_year - LIMITS.first_year + 1)


@dataclass(frozen=True, slots=True, init=False)
class BusinessCalendar:
    """When a company works.

    `tz` is a zone's key; `periods` are those of a weekday (0 is Monday), several a day where there
    is a break; `holidays` are closed; `exceptions` are days with periods of their own, holidays
    among them.  Midnight as an end is the end of the day.  Raises `InvalidTime`.
    """

    tz: str
    periods: tuple[Periods, ...]
    holidays: frozenset[date]
    exceptions: tuple[tuple[date, Periods], ...]
    _opening: Opening = field(compare=False, repr=False)
    _ends: dict[tuple[date, int], datetime] = field(compare=False, repr=False)
    """Where so many business days after a date end: asked of every case, and the same all day."""

    def __init__(
        self,
        tz: str,
        periods: Mapping[int, Iterable[Sequence[time]]],
        holidays: Iterable[date] = (),
        exceptions: Mapping[date, Iterable[Sequence[time]]] | None = None,
    ) -> None:
        zone(tz)
        if any(weekday not in range(len(WEEKDAYS)) for weekday in periods):
            raise InvalidTime("weekday", "is 0 for Monday to 6 for Sunday")
        week = tuple(checked_periods(periods.get(weekday, ())) for weekday in range(len(WEEKDAYS)))
        closed = frozenset(day(on, field="holiday") for on in holidays)
        special = {day(on): checked_periods(own) for on, own in (exceptions or {}).items()}
        opening = Opening(week, dict.fromkeys(closed, ()) | special)
        for name, value in (
            ("tz", tz),
            ("periods", week),
            ("holidays", closed),
            ("exceptions", tuple(sorted(special.items()))),
            ("_opening", opening),
            ("_ends", dict[tuple[date, int], datetime]()),
        ):
            object.__setattr__(self, name, value)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The working time from start to end; negative where the end comes first.

        elapsed(a, b) + elapsed(b, c) is elapsed(a, c).  Raises `InvalidTime` for naive datetimes.
        """
        a, b = microseconds(instant(start)), microseconds(instant(end))
        if b < a:
            return -self.elapsed(end, start)
        until = self._opening.until
        return timedelta(
            microseconds=sum(
                until(upto + offset) - until(since + offset)
                for since, upto, offset in stretches(self.tz, a, b)
            )
        )

    def add(self, start: datetime, duration: Duration | timedelta) -> datetime:
        """When the duration, started at this instant, has passed.

        Working time (a timedelta is that, too) has passed at the first instant at which so much has
        elapsed, hence at the end of a day rather than the start of the next.  Minutes and hours are
        elapsed time.  Days and months lead to the same time on the wall: shifted forward where
        clocks skip it, the first where it comes twice, the last day where a month is too short.
        Business days lead to the end of the last of them.  No time at all leads nowhere.  Raises
        `InvalidTime` for a negative timedelta, and where the end lies after the year 2200.
        """
        start = instant(start)
        if not isinstance(duration, Duration | timedelta):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidTime("duration", "says its unit, such as hours(4)")
        if isinstance(duration, timedelta):
            return self._worked(start, duration) if duration else start
        if not duration.count:
            return start
        return self._after(start, duration)

    def part_way(self, start: datetime, end: datetime, percent: int) -> datetime:
        """When so many percent of the working time from start to end have passed.

        As `add(start, elapsed(start, end) * percent // 100)`, and cheaper.
        """
        since, upto = microseconds(start), microseconds(end)
        offset = steady_offset(self.tz, since, upto)
        if offset is None:
            return self.add(start, max(self.elapsed(start, end), timedelta(0)) * percent // 100)
        until = self._opening.until
        begun = until(since + offset)
        run = (until(upto + offset) - begun) * percent // 100
        if run <= 0:
            return start
        return from_microseconds(self._opening.reach(since + offset, begun + run) - offset)

    def is_open(self, at: datetime) -> bool:
        """Whether this instant is working time; the end of a period is not."""
        since = microseconds(instant(at))
        for _, _, offset in stretches(self.tz, since, since + 1):
            number, rest = divmod(since + offset, DAY)
            return any(start <= rest < end for start, end in self._opening.spans(number))
        return False

    def next_open(self, at: datetime) -> datetime:
        """The instant itself if it is working time, else the next start of a period."""
        return self._worked(instant(at), _MICROSECOND) - _MICROSECOND

    def next_opening(self, at: datetime) -> datetime:
        """When the next business day begins, always later than this instant.

        On a business day that has not begun, that is today's first hour; breaks are no openings.
        """
        today = self.day_of(at)
        first = self.next_open(self.start_of_day(today))
        return first if first > at else self.next_open(self.end_of_day(today))

    def day_of(self, at: datetime) -> date:
        """The date on the wall at this instant."""
        return _day_at(instant(at), self.tz)

    def is_business_day(self, on: date) -> bool:
        """Whether there is any working time on this date."""
        return bool(self._opening.spans(day_number(day(on))))

    def add_business_days(self, on: date, count: int) -> date:
        """The business day so many after this date, or before it where the count is negative.

        The date itself does not count.  0 is the date itself, or the next business day.
        """
        if not count:
            return self.roll(on)
        step = 1 if count > 0 else -1
        for _ in range(abs(count)):
            on = self._business_day(_add_days(on, step), step)
        return on

    def business_days_between(self, first: date, last: date) -> tuple[date, ...]:
        """All business days from the first date to the last, both included."""
        every = (_add_days(first, n) for n in range((day(last) - day(first)).days + 1))
        return tuple(on for on in every if self.is_business_day(on))

    def roll(self, on: date) -> date:
        """The date itself if it is a business day, else the next one: *following*."""
        return self._business_day(on, 1)

    def roll_back(self, on: date) -> date:
        """The date itself if it is a business day, else the one before: *preceding*."""
        return self._business_day(on, -1)

    def roll_within_month(self, on: date) -> date:
        """The next business day, or the one before where that is in the next month.

        The market's *modified following*; source: ISDA Definitions, section 4.12.
        """
        rolled = self.roll(on)
        return rolled if rolled.month == on.month else self.roll_back(on)

    def end_of_business_day(self, on: date) -> datetime:
        """The end of the last period of this date, or of the next business day."""
        on = self.roll(on)
        midnight = self.start_of_day(on)
        return self.add(midnight, self.elapsed(midnight, self.end_of_day(on)))

    def start_of_day(self, on: date) -> datetime:
        """The midnight at which this date begins on the wall, or what comes instead of it."""
        return wall_time(on, time(), self.tz, fold=0, gap="shift")

    def end_of_day(self, on: date) -> datetime:
        """The midnight at which this date ends on the wall: the first instant after it."""
        return self.start_of_day(_add_days(on, 1))

    def _after(self, start: datetime, duration: Duration) -> datetime:
        match duration.unit:
            case "minute":
                return from_microseconds(microseconds(start) + duration.time // _MICROSECOND)
            case "business minute":
                return self._worked(start, duration.time)
            case "business day":
                return self._end_of_business_days(_day_at(start, self.tz), duration.count)
            case "day":
                return self._same_time(start, _add_days(self.day_of(start), duration.count))
            case "month":
                return self._same_time(start, add_months(self.day_of(start), duration.count))

    def _end_of_business_days(self, on: date, count: int) -> datetime:
        end = self._ends.get((on, count))
        if end is None:
            if len(self._ends) >= _MOST_ENDS:
                self._ends.clear()
            end = self.end_of_business_day(self.add_business_days(on, count))
            self._ends[on, count] = end
        return end

    def _worked(self, start: datetime, duration: timedelta) -> datetime:
        missing = duration // _MICROSECOND
        if missing < 0:
            raise InvalidTime("duration", "must not be negative")
        until = self._opening.until
        for since, upto, offset in stretches(self.tz, microseconds(start), _END):
            begun = until(since + offset)
            here = until(upto + offset) - begun
            if here >= missing:
                reached = self._opening.reach(since + offset, begun + missing)
                return from_microseconds(reached - offset)
            missing -= here
        raise InvalidTime("duration", f"does not end before the year {LIMITS.last_year + 1}")

    def _same_time(self, start: datetime, on: date) -> datetime:
        at = start.astimezone(zone(self.tz)).time()
        return wall_time(on, at, self.tz, fold=0, gap="shift")

    def _business_day(self, on: date, step: int) -> date:
        while not self.is_business_day(on):
            on = _add_days(on, step)
        return on

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return calendar_schema(cls, cls)


def add_months(on: date, count: int) -> date:
    """The same day so many months later, or the last of the month where it is too short.

    Count from the day it started on, not from one result to the next: 31 January and 1 month is 28
    February, and 2 months are 31 March.  Raises `InvalidTime` outside the years 1970 to 2200.
    """
    if not -_MOST_MONTHS <= count <= _MOST_MONTHS:
        raise InvalidTime("months", f"are at most {_MOST_MONTHS}")
    return day(day(on) + relativedelta(months=count)) if count else day(on)


def end_of_month(on: date) -> date:
    """The last day of the month."""
    return day(on) + relativedelta(day=31)


def _day_at(at: datetime, tz: str) -> date:
    return (at if tz == "UTC" else at.astimezone(zone(tz))).date()


def _add_days(on: date, count: int) -> date:
    try:
        return day(day(on) + timedelta(days=count))
    except OverflowError:
        raise InvalidTime("day", f"lies after the year {LIMITS.last_year}") from None


_office_hours = ((time(9), time(17)),)

NINE_TO_FIVE: Final = BusinessCalendar("UTC", dict.fromkeys(range(5), _office_hours))
"""Monday to Friday from nine to five, UTC, without holidays."""

ALWAYS_OPEN: Final = BusinessCalendar("UTC", dict.fromkeys(range(7), ((time(), time()),)))
"""Day and night, every day: working time is elapsed time."""
