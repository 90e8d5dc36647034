"""Elapsing: how much of a clock's time has gone, and when so much of it will have gone.

Pure arithmetic on instants, durations and a business calendar.  A clock runs from its start; it
stands still in its gaps: while the customer has a question to answer (a pause) and while nobody
waits (a stop).  What is counted in working time is paused in working time, never in seconds on the
wall.  Nothing here knows a case, and no instant is stored that could be derived.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias

from fbo.kernel.calendar import BusinessCalendar, Duration, business_hours
from fbo.kernel.frozen import frozen

Kind: TypeAlias = Literal["service", "statutory"]
"""A service clock pauses while the customer has a question to answer; a statutory one never."""

Stretch: TypeAlias = tuple[datetime, datetime | None]
"""From an instant to another, or to no end yet."""

WARNS: Final = (50, 75, 90)
"""The percents of its time at which a clock warns."""

BREACH: Final = 100

PAUSE_BUDGET: Final = business_hours(80)
"""All pauses of a service clock together: ten business days of eight hours."""

STANDS: Final = frozenset({"customer", ""})
"""While one of these holds a case, its clocks may stand still."""

_NOTHING: Final = timedelta(0)
_MICROSECOND: Final = timedelta(microseconds=1)


@frozen
class Terms:
    """What a clock allows: its time (`target`), its kind, the pauses it bears, when it warns.

    `until` is an instant that takes the place of the target: a promise, a date that was agreed.
    `budget` bounds all pauses together, in working time; without one they have no bound.
    """

    target: Duration
    kind: Kind = "service"
    budget: Duration | None = PAUSE_BUDGET
    warns: tuple[int, ...] = WARNS
    until: datetime | None = None

    @property
    def works(self) -> bool:
        """Whether it is counted in working time."""
        return self.until is not None or self.target.unit.startswith("business")


@frozen
class Course:
    """What has happened to a clock: facts, from which everything else is derived.

    `held`: since when who held the case, oldest first.  `stopped`: where the clock stood still of
    its own.  `met`: when what it waits for was done for good.  `breached`: when it was found to be
    late, under whatever terms it had then.
    """

    started: datetime
    held: Sequence[tuple[datetime, str]] = ()
    stopped: Sequence[Stretch] = ()
    met: datetime | None = None
    breached: datetime | None = None

    @property
    def stood_still(self) -> bool:
        """Whether the clock may ever have stood still before it was met; most never do."""
        if not self.held:
            return bool(self.stopped)
        return bool(self.stopped) or any(who in STANDS for _, who in self.held)


@frozen
class Gap:
    """A stretch in which a clock stands still; `pause`: for a question, not for being done."""

    since: datetime
    until: datetime | None
    pause: bool
    spent: bool = False
    """Whether it ends because the budget of pauses does, and not by itself."""


class Elapsing:
    """The time of one clock.

    `now`: a gap that is open is taken to end now.  Without `now` it has no end, unless the budget
    gives it one: so are instants to come derived, which nobody has to look at a clock for.
    """

    def __init__(
        self, terms: Terms, course: Course, calendar: BusinessCalendar, now: datetime | None = None
    ) -> None:
        self.terms = terms
        self.course = course
        self.calendar = calendar
        self._now = now
        self._works = terms.works
        self.gaps = gaps(terms, course, calendar)

    @property
    def due(self) -> datetime:
        """When it is breached.

        That is `add(start, target + all pauses)`: first the target, then the pauses that began
        before it was due, in the time the clock is counted in.  What is counted in days is due at
        the end of a day, pauses or not.
        """
        return self._due_and_lost()[0]

    @property
    def total(self) -> timedelta:
        """How long it may run, in the time it is counted in."""
        due, lost = self._due_and_lost()
        return self._between(self.course.started, due) - lost

    def consumed(self, at: datetime) -> timedelta:
        """How long it has run."""
        start = self.course.started
        if at <= start:
            return _NOTHING
        run = self._between(start, at)
        for gap in self.gaps:
            if gap.since < at:
                end = self._end(gap)
                run -= self._between(gap.since, at if end is None else min(end, at))
        return run

    def reaches(self, percent: int) -> datetime | None:
        """When so much of its time has gone; `None` while a gap without an end is in the way."""
        if percent >= BREACH:
            due = self.due
            return None if self._now is None and self._open_before(due) else due
        return self._after(self.total * percent // BREACH)

    def paused_at(self, at: datetime) -> Gap | None:
        """The pause in which the clock is at an instant."""
        for gap in self.gaps:
            if gap.pause and gap.since <= at and (gap.until is None or at < gap.until):
                return gap
        return None

    def stopped_at(self, at: datetime) -> datetime | None:
        """Since when it stands still for being done; `None` where it does not."""
        if self.course.met is not None:
            return self.course.met if self.course.met <= at else None
        for since, until in stops(self.course):
            if since <= at and (until is None or at < until):
                return max(since, self.course.started)
        return None

    # --- the arithmetic --------------------------------------------------------------------------

    def _due_and_lost(self) -> tuple[datetime, timedelta]:
        """When it is due, and how much of the time before that it stands still."""
        first = due_at_first(self.terms, self.course.started, self.calendar)
        due, lost = first, _NOTHING
        for gap in self.gaps:
            if gap.since >= due:
                break
            lost += self._between(gap.since, self._end(gap) or gap.since)
            due = self._later(first, lost)
        return due, lost

    def _later(self, due: datetime, lost: timedelta) -> datetime:
        """When it is due that much later; what is counted in days, at the end of a day."""
        if not lost:
            return due
        later = self._add(due, lost)
        if self.terms.until is not None or self.terms.target.is_time:
            return later
        return _end_of(self.calendar.day_of(later - _MICROSECOND), self.calendar)

    def _after(self, run: timedelta) -> datetime | None:
        """When it has run so long."""
        start = self.course.started
        at = self._add(start, run)
        for gap in self.gaps:
            if gap.since >= at:
                break
            end = self._end(gap)
            if end is None:
                return None
            run += self._between(gap.since, end)
            at = self._add(start, run)
        return at

    def _open_before(self, due: datetime) -> bool:
        return any(gap.until is None and gap.since < due for gap in self.gaps)

    def _end(self, gap: Gap) -> datetime | None:
        if self._now is None:
            return gap.until
        end = self._now if gap.until is None else min(gap.until, self._now)
        return max(end, gap.since)

    def _between(self, start: datetime, end: datetime) -> timedelta:
        return self.calendar.elapsed(start, end) if self._works else end - start

    def _add(self, start: datetime, run: timedelta) -> datetime:
        return self.calendar.add(start, run) if self._works else start + run


def due_at_first(terms: Terms, start: datetime, calendar: BusinessCalendar) -> datetime:
    """When a clock would be due if it never stood still."""
    if terms.until is not None:
        return max(terms.until, start)
    due = calendar.add(start, terms.target)
    if terms.works or terms.target.is_time or not terms.target:
        return due
    last = calendar.day_of(due)
    if terms.kind == "statutory":
        # What the law wants by a day on which nobody works is done before it, never after.
        last = max(calendar.roll_back(last), calendar.day_of(start))
    return _end_of(last, calendar)


def part_way(
    terms: Terms, start: datetime, due: datetime, percent: int, calendar: BusinessCalendar
) -> datetime:
    """When a clock that never stands still has run so many percent of its time."""
    if percent >= BREACH:
        return due
    if terms.works:
        return calendar.part_way(start, due, percent)
    return start + (due - start) * percent // BREACH


def gaps(terms: Terms, course: Course, calendar: BusinessCalendar) -> tuple[Gap, ...]:
    """Where a clock stands still, in order.  A statutory one never does."""
    if terms.kind == "statutory":
        return ()
    if not course.stood_still:
        return ()
    stopped = [_from(stretch, course.started) for stretch in stops(course)]
    asked = [_from(stretch, course.started) for stretch in _while(course.held, "customer")]
    found = [Gap(since, until, pause=False) for since, until in _valid(stopped)]
    pauses = sorted(_without(_valid(asked), list(_valid(stopped))), key=lambda one: one[0])
    found += _within_budget(pauses, terms.budget, calendar)
    met = course.met
    return tuple(
        sorted((gap for gap in found if met is None or gap.since < met), key=lambda gap: gap.since)
    )


def stops(course: Course) -> tuple[Stretch, ...]:
    """Where a clock stands still for being done: of its own, and while nobody waits."""
    every = sorted((*course.stopped, *_while(course.held, "")), key=lambda one: one[0])
    merged: list[Stretch] = []
    for since, until in every:
        if merged and (merged[-1][1] is None or since <= merged[-1][1]):
            before, end = merged[-1]
            merged[-1] = (before, None if end is None or until is None else max(end, until))
        else:
            merged.append((since, until))
    return tuple(merged)


def _end_of(on: date, calendar: BusinessCalendar) -> datetime:
    """The end of business on this date; where there is none, the end of the date itself."""
    ends = calendar.end_of_business_day if calendar.is_business_day(on) else calendar.end_of_day
    return ends(on)


def _within_budget(
    pauses: Iterable[Stretch], budget: Duration | None, calendar: BusinessCalendar
) -> Iterator[Gap]:
    """The pauses, cut where all of them together have used up the budget."""
    if budget is None:
        yield from (Gap(since, until, pause=True) for since, until in pauses)
        return
    left = budget.time
    for since, until in pauses:
        if not left:
            return
        used = None if until is None else calendar.elapsed(since, until)
        if used is not None and used <= left:
            yield Gap(since, until, pause=True)
            left -= used
        else:
            yield Gap(since, calendar.add(since, left), pause=True, spent=True)
            return


def _while(held: Sequence[tuple[datetime, str]], holder: str) -> Iterator[Stretch]:
    """The stretches in which somebody holds the case."""
    for place, (since, who) in enumerate(held):
        if who == holder:
            yield since, held[place + 1][0] if place + 1 < len(held) else None


def _from(stretch: Stretch, start: datetime) -> Stretch:
    since, until = stretch
    return max(since, start), until


def _valid(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    for since, until in stretches:
        if until is None or since < until:
            yield since, until


def _without(stretches: Iterable[Stretch], taken: Sequence[Stretch]) -> Iterator[Stretch]:
    """What is left of stretches beside those that are taken."""
    for stretch in stretches:
        rest = [stretch]
        for off in taken:
            rest = [part for one in rest for part in _cut(one, off)]
        yield from rest


def _cut(stretch: Stretch, off: Stretch) -> Iterator[Stretch]:
    since, until = stretch
    first, last = off
    if (until is not None and until <= first) or (last is not None and last <= since):
        yield stretch
        return
    if since < first:
        yield since, first
    if last is not None and (until is None or last < until):
        yield last, until
