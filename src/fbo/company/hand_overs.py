"""Hand-overs: how long cases lay on each desk, and between which desks work waits longest.

Computed from the journal alone.  A stay begins when a case comes to a desk and ends when it comes
to another one, or to its end; times are working time of the company's calendar.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from fbo.company.projections import entries_of, project
from fbo.company.registry import Registry
from fbo.kernel.times import from_iso
from fbo.ports.storage import Entry
from fbo.workflow.state import State

if TYPE_CHECKING:
    from fbo.company.company import Company


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of a case on a desk.

    `source` is the desk it came from, `None` where it was opened; `left` is `None` while it lies
    there; `work` the steps taken meanwhile, the last one included.
    """

    case: str
    process: str
    source: str | None
    desk: str
    came: datetime
    left: datetime | None = None
    work: int = 0


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """What happened on a desk: cases that came and that are still there, steps, working time."""

    desk: str
    came: int
    still: int
    steps: int
    mean: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class HandOver:
    """From one desk to another: how often, and how long cases then lay on the second one."""

    source: str
    desk: str
    count: int
    mean: timedelta
    longest: timedelta


def stays(company: "Company") -> tuple[Stay, ...]:
    """Every stay of every case on a desk, in the order in which they began."""
    entries = entries_of(company.store, company.firm.space)
    return tuple(project(entries, Stays(company.firm.registry)).stays)


def by_desk(company: "Company", every: Iterable[Stay]) -> tuple[DeskFigures, ...]:
    """The figures of each desk, the busiest first."""
    groups: dict[str, list[Stay]] = {}
    for stay in every:
        groups.setdefault(stay.desk, []).append(stay)
    figures = [
        DeskFigures(
            desk,
            len(group),
            sum(stay.left is None for stay in group),
            sum(stay.work for stay in group),
            *_times(company, group),
        )
        for desk, group in groups.items()
    ]
    return tuple(sorted(figures, key=lambda row: (-row.steps, row.desk)))


def slowest(company: "Company", every: Iterable[Stay]) -> tuple[HandOver, ...]:
    """The hand-overs between desks that are done, those that took longest on average first."""
    groups: dict[tuple[str, str], list[Stay]] = {}
    for stay in every:
        if stay.source is not None and stay.left is not None:
            groups.setdefault((stay.source, stay.desk), []).append(stay)
    pairs = [
        HandOver(source, desk, len(group), *_times(company, group))
        for (source, desk), group in groups.items()
    ]
    return tuple(sorted(pairs, key=lambda pair: (-pair.mean, pair.source, pair.desk)))


class Stays:
    """The projection that follows every case from desk to desk."""

    def __init__(self, registry: Registry) -> None:
        self.stays: list[Stay] = []
        self._registry = registry
        self._now: dict[str, int] = {}
        self._documents: dict[str, dict[str, Any]] = {}

    def see(self, entry: Entry) -> None:
        """Follow a case to where an entry leads."""
        data = entry.data
        if "to" not in data:
            return
        case, family = data["case"], entry.type.partition(".")[0]
        state = self._registry.process(family).definition.state(data["to"])
        desk = self._desk(family, state, case, data.get("set", {}))
        place = self._now.get(case)
        here = self.stays[place] if place is not None else None
        opened = "from" not in data
        if here is not None and place is not None:
            here = self.stays[place] = replace(here, work=here.work + 1)
            if here.desk == desk:
                return
            self.stays[place] = replace(here, left=from_iso(entry.at))
            del self._now[case]
        if desk is not None:
            source = self._opener(data) if opened else here.desk if here is not None else None
            self._now[case] = len(self.stays)
            came = None if source == desk else source
            self.stays.append(Stay(case, family, came, desk, from_iso(entry.at)))

    def _opener(self, data: Any) -> str | None:
        """The desk of the case that opened this one."""
        parent = data.get("parent")
        place = self._now.get(parent[1]) if parent else None
        return None if place is None else self.stays[place].desk

    def _desk(self, family: str, state: State, case: str, changed: Any) -> str | None:
        """The desk of a state; where it depends on the document, that as the journal tells it."""
        if state.ended:
            return None
        if len(state.desks) > 1:
            folded = self._documents.setdefault(case, {})
            folded.update(changed)
            document = self._registry.process(family).definition.document.load(folded)
            desk = state.desk_of(document)
            return desk.name if desk is not None else None
        return state.desks[0].name if state.desks else None


def _times(company: "Company", group: Iterable[Stay]) -> tuple[timedelta, timedelta]:
    """The mean and the longest working time of the stays that are over."""
    elapsed = company.firm.calendar.elapsed
    times = [elapsed(stay.came, stay.left) for stay in group if stay.left is not None]
    return sum(times, timedelta()) / max(len(times), 1), max(times, default=timedelta())
