"""Timing: the clocks of a case as they stand, and when there is next something to do for one.

Derived each time from the facts of the case, its policies and the calendar; nothing is stored.  The
arithmetic of one clock is in `fbo.workflow.elapsing`; nothing here reads the time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from fbo.kernel.calendar import BusinessCalendar, Duration
from fbo.kernel.frozen import frozen
from fbo.kernel.times import iso
from fbo.workflow.clocks import ESCALATES, Clock, Pause, ServicePolicy, SlaClock, Status, Threshold
from fbo.workflow.elapsing import (
    BREACH,
    STANDS,
    Course,
    Elapsing,
    Gap,
    Stretch,
    Terms,
    due_at_first,
    part_way,
    stops,
)
from fbo.workflow.notice import Notice

if TYPE_CHECKING:
    from fbo.workflow.process import Process


@frozen
class Running:
    """A clock of a case that has started: under which terms, what has happened, what was seen."""

    name: str
    terms: Terms
    course: Course
    seen: int = 0
    spent: str = ""
    escalates: int = ESCALATES["service"]
    on_breach: str = ""
    tells: tuple[Notice, ...] | None = None

    @property
    def stands(self) -> bool:
        """Whether nobody waits for it: it is met, or stands still for being done."""
        course = self.course
        return course.met is not None or (
            course.stood_still and any(until is None for _, until in stops(course))
        )

    def due_and_next(self, calendar: BusinessCalendar) -> tuple[datetime, datetime | None]:
        """When it is due, and when there is next something to do for it; it must not stand."""
        elapsing = Elapsing(self.terms, self.course, calendar)
        return elapsing.due, self.next(elapsing)

    def at_first(self, calendar: BusinessCalendar) -> tuple[datetime, datetime | None]:
        """As `due_and_next` of a clock that has never stood still, and cheaper: most never do."""
        terms, start = self.terms, self.course.started
        due = due_at_first(terms, start, calendar)
        for percent in (*terms.warns, BREACH):
            if percent > self.seen:
                return due, part_way(terms, start, due, percent, calendar)
        return due, None

    def next(self, elapsing: Elapsing) -> datetime | None:
        """When there is next something to do: a percent that is reached, a budget that is spent."""
        found = [gap.until for gap in elapsing.gaps if self._ends_by_itself(gap)]
        for percent in (*self.terms.warns, BREACH):
            if percent > self.seen:
                at = elapsing.reaches(percent)
                if at is not None:
                    found.append(at)
                break
        return min((at for at in found if at is not None), default=None)

    def reached(self, calendar: BusinessCalendar, now: datetime) -> Iterator[int]:
        """The percents that are reached and that nobody has seen, in order."""
        if self.stands:
            return
        elapsing = Elapsing(self.terms, self.course, calendar)
        for percent in (*self.terms.warns, BREACH):
            if percent > self.seen:
                at = elapsing.reaches(percent)
                if at is None or at > now:
                    return
                yield percent

    def spent_at(self, calendar: BusinessCalendar, now: datetime) -> datetime | None:
        """When the budget of pauses was used up, if that has come and nobody has seen it."""
        for gap in Elapsing(self.terms, self.course, calendar).gaps:
            if self._ends_by_itself(gap) and gap.until is not None and gap.until <= now:
                return gap.until
        return None

    def shown(self, calendar: BusinessCalendar, now: datetime) -> SlaClock:
        """How the clock stands."""
        terms, course = self.terms, self.course
        elapsing = Elapsing(terms, course, calendar, now)
        due, met = elapsing.due, elapsing.stopped_at(now)
        end = now if met is None else met
        late = course.breached or (due if due < end or (met is None and due <= now) else None)
        status: Status = "running"
        if late is not None:
            status = "breached"
        elif met is not None:
            status = "met"
        elif elapsing.paused_at(now) is not None:
            status = "paused"
        percents = (*terms.warns, BREACH)
        return SlaClock(
            name=self.name,
            kind=terms.kind,
            target=None if terms.until is not None else terms.target,
            started_at=course.started,
            status=status,
            due=due,
            consumed=elapsing.consumed(end),
            total=elapsing.total,
            pauses=tuple(_pauses(elapsing.gaps, now)),
            met_at=met,
            breached_at=late,
            thresholds=tuple(Threshold(one, elapsing.reaches(one)) for one in percents),
            seen=self.seen,
        )

    def _ends_by_itself(self, gap: Gap) -> bool:
        return gap.pause and gap.spent and gap.until is not None and iso(gap.since) > self.spent


def _pauses(gaps: Iterable[Gap], now: datetime) -> Iterator[Pause]:
    for gap in gaps:
        if gap.pause and gap.since <= now:
            lasts = gap.until is None or gap.until > now
            yield Pause(gap.since, None if lasts else gap.until)


def running(case: "Process[Any]") -> Iterator[Running]:
    """The clocks of a case that have started, those of its state first."""
    yield from of_state(case)
    if case.definition.clocks and case.facts.clocks:
        yield from of_process(case, case.facts.clocks)


def of_state(case: "Process[Any]") -> Iterator[Running]:
    """The clocks of the state in which the case is: how long it may lie there."""
    state, facts = case.state, case.facts
    if state.ended or not facts.entered or not (state.clocks or state.until):
        return
    course = Course(datetime.fromisoformat(facts.entered))
    terms = state.terms
    until = state.until(case.document) if state.until else None
    if until is not None:
        terms = (*terms, Terms(_NO_TIME, until=_instant(until, case.calendar)))
    clocks = facts.clocks
    for name, term in zip(state.clock_names, terms, strict=False):
        kept = clocks.get(name)
        if kept is None:
            yield Running(name, term, course)
        else:
            seen = Course(course.started, breached=_at(kept.get("breached")))
            yield Running(name, term, seen, kept.get("seen", 0))


def of_process(case: "Process[Any]", names: Iterable[str]) -> Iterator[Running]:
    """Clocks that the process declares, by their names; others are passed over."""
    for name in names:
        declared = case.definition.clocks.get(name)
        if declared is not None:
            kept = case.facts.clocks[name]
            target = _target(declared, case, kept["started"])
            if target is not None:
                yield _running(case, declared, kept, target)


def _running(
    case: "Process[Any]", declared: Clock, kept: Mapping[str, Any], target: Duration
) -> Running:
    return Running(
        declared.name,
        Terms(target, declared.kind, case.policy(ServicePolicy).pause_budget, declared.warns),
        Course(
            datetime.fromisoformat(kept["started"]),
            _held(case.facts.held),
            _stretches(kept["stops"]) if "stops" in kept else (),
            _at(kept.get("met")),
            _at(kept.get("breached")),
        ),
        kept.get("seen", 0),
        kept.get("spent", ""),
        declared.escalates,
        declared.on_breach.name if declared.on_breach is not None else "",
        declared.tells,
    )


def _target(declared: Clock, case: "Process[Any]", started: str) -> Duration | None:
    """Its time in this case: no more than that of the clock it is ahead of."""
    mine = declared.target(case)
    its = declared.ahead_of.target(case) if declared.ahead_of is not None else None
    if mine is None or its is None:
        return mine
    start = datetime.fromisoformat(started)
    return min((mine, its), key=lambda target: case.calendar.add(start, target))


def clocks_of(case: "Process[Any]", now: datetime) -> dict[str, SlaClock]:
    """How the clocks of a case stand, by name."""
    return {one.name: one.shown(case.calendar, now) for one in running(case)}


def due_of(case: "Process[Any]", now: datetime) -> datetime | None:
    """The earliest instant at which a clock of the case that somebody waits for is due."""
    dues = [
        Elapsing(one.terms, one.course, case.calendar, now).due
        for one in running(case)
        if not one.stands
    ]
    return min(dues, default=None)


def due_and_next_of(case: "Process[Any]") -> tuple[datetime | None, datetime | None]:
    """When a case is due, as if a pause had ended where it began; when there is next work to do.

    Both follow from what is known of the case, and so stay the same until a step is taken.
    """
    dues: list[datetime] = []
    found: list[datetime] = []
    clocks, calendar = case.facts.clocks, case.calendar
    # Nobody waits for what is met: it is not even looked at.
    unmet = [name for name, kept in clocks.items() if "met" not in kept]
    for one in (*of_state(case), *(of_process(case, unmet) if unmet else ())):
        if not one.course.stood_still:
            due, following = one.at_first(calendar)
        elif not one.stands:
            due, following = one.due_and_next(calendar)
        else:
            continue
        dues.append(due)
        if following is not None:
            found.append(following)
    return min(dues, default=None), min(found, default=None)


_NO_TIME: Final = Duration(0, "business minute")


def _instant(until: date | datetime, calendar: BusinessCalendar) -> datetime:
    return until if isinstance(until, datetime) else calendar.end_of_day(until)


def _stretches(instants: Sequence[str]) -> tuple[Stretch, ...]:
    """Where it stood still: from the first instant to the second, from the third to the fourth."""
    ends = [*instants[1::2], *([None] if len(instants) % 2 else [])]
    return tuple(
        (datetime.fromisoformat(since), _at(until))
        for since, until in zip(instants[::2], ends, strict=True)
    )


def _held(held: Sequence[tuple[str, str]]) -> tuple[tuple[datetime, str], ...]:
    """Who held the case, and since when; nothing where no clock could ever have stood still."""
    if not any(who in STANDS for _, who in held):
        return ()
    return tuple((datetime.fromisoformat(since), who) for since, who in held)


def _at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
