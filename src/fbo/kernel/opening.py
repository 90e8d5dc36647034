"""Opening hours as a clock on the wall shows them: how much of them lies between two wall times.

Wall times are microseconds from the start of 1970 in a time without zone, where each day has 24
hours; sums over days are looked up, so that it does not matter how far apart two times lie.  What
the clocks of a zone do is the business calendar's to say.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from itertools import accumulate, pairwise
from typing import Final, TypeAlias

from fbo.kernel.errors import InvalidTime

__all__ = ["DAY", "Opening", "Period", "Periods", "checked_periods", "day_number"]

Period: TypeAlias = tuple[time, time]
"""From, to (excluded), on the wall; midnight as an end is the end of the day."""

Periods: TypeAlias = tuple[Period, ...]
"""The periods of one day, in order: before and after lunch."""

_Span: TypeAlias = tuple[int, int]

DAY: Final = 24 * 60 * 60 * 10**6
"""Microseconds of a day."""

_WEEK: Final = 7
_PAGE: Final = 128
_FIRST: Final = date(1970, 1, 1)
_FIRST_WEEKDAY: Final = _FIRST.weekday()


def checked_periods(periods: Iterable[Sequence[time]]) -> Periods:
    """The periods of a day in order.  Raises `InvalidTime` where they overlap or end too early."""
    made: list[Period] = []
    for start, end in periods:
        if any(not isinstance(t, time) or t.tzinfo for t in (start, end)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidTime("period", "goes from one time to another, both without a zone")
        made.append((start.replace(fold=0), end.replace(fold=0)))
    made.sort()
    spans = [_span(period) for period in made]
    if any(start >= end for start, end in spans):
        raise InvalidTime("period", "ends after it starts; what passes midnight is two periods")
    if any(end > start for (_, end), (start, _) in pairwise(spans)):
        raise InvalidTime("periods", "of one day do not overlap")
    return tuple(made)


def day_number(on: date) -> int:
    """Days from the start of 1970."""
    return (on - _FIRST).days


class Opening:
    """A week of opening hours, and the days that differ from it.  Never changes."""

    __slots__ = ("_differences", "_numbers", "_pages", "_special", "_week", "_week_sums")

    def __init__(self, week: Sequence[Periods], special: Mapping[date, Periods]) -> None:
        self._week = [[_span(period) for period in periods] for periods in week]
        self._week_sums = [0, *accumulate(_open(spans) for spans in self._week)]
        self._special = {
            day_number(on): [_span(period) for period in periods]
            for on, periods in sorted(special.items())
        }
        self._numbers = list(self._special)
        # The same few days are asked for again and again, and there are not that many.
        self._pages: dict[int, list[int]] = {}
        self._differences = [
            0,
            *accumulate(
                _open(spans) - _open(self._week[_weekday(number)])
                for number, spans in self._special.items()
            ),
        ]

    def spans(self, number: int) -> Sequence[tuple[int, int]]:
        """The periods of a day, in microseconds from its midnight."""
        special = self._special.get(number)
        return self._week[_weekday(number)] if special is None else special

    def until(self, wall: int) -> int:
        """Open time from a fixed wall time in the past until this one, in microseconds."""
        number, rest = divmod(wall, DAY)
        page, place = divmod(number, _PAGE)
        open_time = self._sums(page)[place]
        for start, end in self.spans(number):
            if start < rest:
                open_time += min(rest, end) - start
        return open_time

    def reach(self, wall: int, wanted: int) -> int:
        """The first wall time, after `wall`, until which there is so much open time.

        It is more than there is until `wall`, and there is so much: otherwise it does not end.
        """
        page = wall // DAY // _PAGE
        while (sums := self._sums(page))[_PAGE] < wanted:
            page += 1
        place = bisect_left(sums, wanted) - 1
        number, missing = page * _PAGE + place, wanted - sums[place]
        for start, end in self.spans(number):
            if missing <= end - start:
                return number * DAY + start + missing
            missing -= end - start
        raise InvalidTime("duration", "never passes, since there is no such opening time")

    def _sums(self, page: int) -> list[int]:
        """Open time until each midnight of a page of days, the last of them included."""
        sums = self._pages.get(page)
        if sums is None:
            first = page * _PAGE
            sums = [self._before(number) for number in range(first, first + _PAGE + 1)]
            self._pages[page] = sums
        return sums

    def _before(self, number: int) -> int:
        """Open time until the midnight before a day."""
        weeks, weekday = divmod(number + _FIRST_WEEKDAY, _WEEK)
        regular = weeks * self._week_sums[_WEEK] + self._week_sums[weekday]
        return regular + self._differences[bisect_left(self._numbers, number)]


def _weekday(number: int) -> int:
    return (number + _FIRST_WEEKDAY) % _WEEK


def _span(period: Period) -> _Span:
    start, end = (_microseconds(t) for t in period)
    return start, end or DAY


def _microseconds(t: time) -> int:
    return ((t.hour * 60 + t.minute) * 60 + t.second) * 10**6 + t.microsecond


def _open(spans: Sequence[_Span]) -> int:
    return sum(end - start for start, end in spans)
