"""Durations: how long something may take, in a unit that says how it is counted.

24 hours are elapsed time, 1 day is calendar time, 8 business hours are working time: three things,
and three units.  In JSON a duration is what a person would write: "4 business hours", "1 day".
When a duration that starts at some instant ends is the business calendar's to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal, TypeAlias, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from fbo.kernel.errors import InvalidTime
from fbo.kernel.spelled import spelled

__all__ = [
    "Duration",
    "business_days",
    "business_hours",
    "business_minutes",
    "days",
    "hours",
    "minutes",
    "months",
    "years",
]

Counted: TypeAlias = Literal["minute", "business minute", "day", "business day", "month"]
"""How a duration is counted."""

_UNITS: Final[tuple[Counted, ...]] = (
    "minute",
    "business minute",
    "day",
    "business day",
    "month",
)
# Two centuries in minutes: no clock of fbo's years runs longer.
_MOST: Final = 10**8
_MINUTES: Final = 60
_PATTERN: Final = "([0-9]{1,9}) ((?:business )?(?:minute|hour|day)|month)s?"
_WRITTEN: Final = re.compile(_PATTERN)


@dataclass(frozen=True, slots=True, repr=False)
class Duration:
    """So many minutes, working minutes, days, working days or months; 0 or more.

    Made by `hours(4)`, `business_hours(4)`, `days(7)` and the like.  Compares, sorts and adds among
    its own unit only: whether 7 days are longer than 40 business hours is for a calendar to say.
    Raises `InvalidTime`.
    """

    count: int
    unit: Counted

    def __post_init__(self) -> None:
        if type(self.count) is not int or not 0 <= self.count <= _MOST:
            raise InvalidTime("duration", f"is a whole number of its unit, from 0 to {_MOST}")
        if self.unit not in _UNITS:
            raise InvalidTime("duration", "is in minutes, days or months")

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Reads "4 business hours".  Raises `InvalidTime`."""
        found = _WRITTEN.fullmatch(text) if isinstance(text, str) else None  # pyright: ignore[reportUnnecessaryIsInstance]
        if not found:
            raise InvalidTime("duration", 'is no text such as "4 business hours"')
        count, word = int(found[1]), found[2]
        if word.endswith("hour"):
            count, word = count * _MINUTES, word.removesuffix("hour") + "minute"
        return cls(count, cast("Counted", word))

    @property
    def is_time(self) -> bool:
        """Whether it is counted in minutes, and not in days or months."""
        return self.unit.endswith("minute")

    @property
    def time(self) -> timedelta:
        """The minutes, working or not.  Raises `InvalidTime` for days and months."""
        if not self.is_time:
            raise InvalidTime("duration", f"of {self} is no fixed time")
        return timedelta(minutes=self.count)

    def __add__(self, other: Duration) -> Duration:
        return Duration(self.count + self._matching(other), self.unit)

    def __mul__(self, times: int) -> Duration:
        return Duration(self.count * times, self.unit)

    def __bool__(self) -> bool:
        return bool(self.count)

    def __lt__(self, other: Duration) -> bool:
        return self.count < self._matching(other)

    def __le__(self, other: Duration) -> bool:
        return self.count <= self._matching(other)

    def __gt__(self, other: Duration) -> bool:
        return self.count > self._matching(other)

    def __ge__(self, other: Duration) -> bool:
        return self.count >= self._matching(other)

    def __str__(self) -> str:
        count, unit = self.count, self.unit.removesuffix("minute")
        if self.is_time:
            whole = count and count % _MINUTES == 0
            count, unit = (count // _MINUTES, f"{unit}hour") if whole else (count, f"{unit}minute")
        return f"{count} {unit}" if count == 1 else f"{count} {unit}s"

    def __repr__(self) -> str:
        return f'Duration.parse("{self}")'

    def _matching(self, other: Duration) -> int:
        if self.unit != other.unit:
            raise InvalidTime("duration", f"in {self.unit}s does not go with one in {other.unit}s")
        return other.count

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return spelled(cls, cls.parse, pattern=f"^{_PATTERN}$")


def minutes(count: int) -> Duration:
    """Elapsed minutes, day and night."""
    return Duration(count, "minute")


def hours(count: int) -> Duration:
    """Elapsed hours, day and night: 24 of them are not always a day."""
    return minutes(count * _MINUTES)


def business_minutes(count: int) -> Duration:
    """Minutes of working time."""
    return Duration(count, "business minute")


def business_hours(count: int) -> Duration:
    """Hours of working time."""
    return business_minutes(count * _MINUTES)


def days(count: int) -> Duration:
    """Calendar days: to the same time on the wall."""
    return Duration(count, "day")


def business_days(count: int) -> Duration:
    """Working days: to the end of the last of them."""
    return Duration(count, "business day")


def months(count: int) -> Duration:
    """Calendar months from the day they start on: 31 January and 1 month is 28 February."""
    return Duration(count, "month")


def years(count: int) -> Duration:
    """Calendar years: 12 months each, so that 29 February and 1 year is 28 February."""
    return months(count * 12)
