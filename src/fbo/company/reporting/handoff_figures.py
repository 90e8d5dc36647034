"""Figures of hand-offs: how work passes between each pair of desks.

Computed from the journal alone: how long what is offered waits, how long it is worked on, how often
it bounces back, what was missing then, and whether the times the desks have agreed on were kept.
Times are working time of the company's calendar.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from fbo.company.engine.registry import Registry
from fbo.company.reporting.projections import entries_of, project
from fbo.kernel.calendar import BusinessCalendar
from fbo.ports.storage import Entry
from fbo.workflow.handoff import AGREED, CLOSED, Agreed, Body, Handoff, Spent, fold, shown

if TYPE_CHECKING:
    from fbo.company.company import Company

MOST_MISSING = 5


@dataclass(frozen=True, slots=True)
class Times:
    """Working times: their sum, the mean and the longest; zero where there are none."""

    total: timedelta = timedelta()
    mean: timedelta = timedelta()
    longest: timedelta = timedelta()

    @classmethod
    def of(cls, times: Iterable[timedelta]) -> "Times":
        """The three of some times."""
        every = tuple(times)
        total = sum(every, timedelta())
        return cls(total, total / max(len(every), 1), max(every, default=timedelta()))


@dataclass(frozen=True, slots=True)
class PairFigures:
    """From one desk to another.

    `wait` is from an offer to its acceptance, `work` from there to the end, `returned` while it lay
    with the sender again: the three add up to all the time the hand-offs took.  `returns` counts
    how often something was sent back, `right_first_time` the closed hand-offs that never were.
    `accepted_late` and `done_late` count those that came after the time the desks have agreed on,
    `late` those that did so in either way.  `missing` are the fields most often named as missing.
    """

    source: str
    desk: str
    crosses_line: bool
    count: int
    open: int
    done: int
    cancelled: int
    returns: int
    right_first_time: int
    accepted_late: int
    done_late: int
    late: int
    wait: Times
    work: Times
    returned: Times
    missing: tuple[tuple[str, int], ...]

    @property
    def bounce_rate(self) -> Fraction:
        """Returns for each hand-off."""
        return Fraction(self.returns, max(self.count, 1))

    @property
    def first_time_right(self) -> Fraction:
        """The share of those done that were never returned."""
        return Fraction(self.right_first_time, max(self.done, 1))


def every_handoff(company: "Company") -> tuple[Handoff, ...]:
    """Every hand-off of every case, in the order in which they were offered."""
    firm = company.firm
    log = HandoffLog(firm.registry, firm.calendar)
    return project(entries_of(company.store, firm.space), log).handoffs()


def by_pair(
    handoffs: Iterable[Handoff], calendar: BusinessCalendar, now: datetime
) -> tuple[PairFigures, ...]:
    """The figures of each pair of desks, those whose work waits longest on average first."""
    groups: dict[tuple[str, str], list[Handoff]] = {}
    for handoff in handoffs:
        groups.setdefault((handoff.source, handoff.desk), []).append(handoff)
    pairs = [_figures(group, calendar, now) for group in groups.values()]
    return tuple(sorted(pairs, key=lambda pair: (-pair.wait.mean, pair.source, pair.desk)))


class HandoffLog:
    """The projection that follows every hand-off from its offer to its end."""

    def __init__(self, registry: Registry, calendar: BusinessCalendar) -> None:
        self._registry = registry
        self._calendar = calendar
        self._open: dict[str, dict[str, Body]] = {}
        self._all: dict[tuple[str, str, int], tuple[str, Body]] = {}
        self._missing: dict[tuple[str, str, int], list[str]] = {}

    def see(self, entry: Entry) -> None:
        """Follow what became of the hand-offs of a case."""
        events: Iterable[Any] = entry.data.get("handoffs", ())
        for event in events:
            case = entry.data["case"]
            mine = self._open.setdefault(case, {})
            place = (case, event.get("purpose", ""), event["id"])
            body = fold(mine, event, entry.at)
            self._all[place] = (entry.type.partition(".")[0], body)
            self._missing.setdefault(place, []).extend(event.get("missing", ()))
            if event["did"] in CLOSED and not mine:
                del self._open[case]

    def handoffs(self) -> tuple[Handoff, ...]:
        """All of them so far; `missing` names every field that was ever missing."""
        return tuple(
            replace(
                shown(body, case, purpose, self._agreed(family, body), self._calendar),
                missing=tuple(self._missing[case, purpose, number]),
            )
            for (case, purpose, number), (family, body) in self._all.items()
        )

    def _agreed(self, family: str, body: Body) -> Agreed:
        """The times agreed on; those of everybody for a step that is not there any more."""
        process = self._registry.processes.get(family)
        step = process.definition.steps.get(body["step"]) if process is not None else None
        return AGREED if step is None else step.agreed


def _figures(group: list[Handoff], calendar: BusinessCalendar, now: datetime) -> PairFigures:
    spent = [handoff.spent(calendar, now) for handoff in group]
    done = [handoff for handoff in group if handoff.status == "done"]
    missing = Counter(field for handoff in group for field in handoff.missing)
    return PairFigures(
        source=group[0].source,
        desk=group[0].desk,
        crosses_line=group[0].crosses_line,
        count=len(group),
        open=sum(handoff.is_open for handoff in group),
        done=len(done),
        cancelled=sum(handoff.status == "cancelled" for handoff in group),
        returns=sum(handoff.return_count for handoff in group),
        right_first_time=sum(handoff.return_count == 0 for handoff in done),
        accepted_late=sum(_accepted_late(handoff, now) for handoff in group),
        done_late=sum(_done_late(handoff, now) for handoff in group),
        late=sum(_accepted_late(handoff, now) or _done_late(handoff, now) for handoff in group),
        wait=_part(spent, lambda one: one.wait),
        work=_part(spent, lambda one: one.work),
        returned=_part(spent, lambda one: one.returned),
        missing=tuple(sorted(missing.items(), key=lambda one: (-one[1], one[0]))[:MOST_MISSING]),
    )


def _part(spent: Iterable[Spent], part: Callable[[Spent], timedelta]) -> Times:
    return Times.of(part(one) for one in spent)


def _accepted_late(handoff: Handoff, now: datetime) -> bool:
    return _is_late(handoff.accepted_at, handoff.accept_due, now)


def _done_late(handoff: Handoff, now: datetime) -> bool:
    return _is_late(handoff.completed_at, handoff.done_due, now)


def _is_late(at: datetime | None, due: datetime | None, now: datetime) -> bool:
    """Whether something came after it was due, or is due and has not come."""
    return due is not None and (now if at is None else at) > due
