"""Stays: on which desk each case lay, who held it, and for how long.

Computed from the journal alone.  A stay begins when a case comes to a desk, or into other hands on
the same desk, and ends when it goes on; a case that is finished or at rest stays with nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from fbo.company.projections import entries_of, project
from fbo.company.registry import AnyProcess, Registry
from fbo.kernel.times import from_iso
from fbo.ports.storage import Entry
from fbo.workflow.state import State

if TYPE_CHECKING:
    from fbo.company.company import Company

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay of a case.

    `desk` is empty where it lay on none; `holder` is "front", "back", "customer" or "third party";
    `arrived` whether it came to the desk then, and not only into other hands; `left` is `None`
    while it goes on; `work` counts the steps taken meanwhile, the last one included.
    """

    case: str
    process: str
    desk: str
    holder: str
    came: datetime
    arrived: bool = True
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


def stays(company: "Company") -> tuple[Stay, ...]:
    """Every stay of every case, in the order in which they began."""
    entries = entries_of(company.store, company.firm.space)
    return tuple(project(entries, Stays(company.firm.registry)).stays)


def by_desk(company: "Company", every: Iterable[Stay]) -> tuple[DeskFigures, ...]:
    """The figures of each desk, the busiest first."""
    groups: dict[str, list[Stay]] = {}
    for stay in every:
        if stay.desk:
            groups.setdefault(stay.desk, []).append(stay)
    figures = [
        DeskFigures(
            desk,
            sum(stay.arrived for stay in group),
            sum(stay.left is None for stay in group),
            sum(stay.work for stay in group),
            *_times(company, group),
        )
        for desk, group in groups.items()
    ]
    return tuple(sorted(figures, key=lambda row: (-row.steps, row.desk)))


class Stays:
    """The projection that follows every case from desk to desk and from hand to hand."""

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
        case, process = data["case"], self._registry.process(entry.type.partition(".")[0])
        state = process.definition.state(data["to"])
        desk, holder = self._where(process, state, case, data)
        here = self._leave(case, desk, holder, entry.at)
        if here is None or (here.left is not None and holder != NOBODY):
            arrived = here is None or here.desk != desk
            self._come(Stay(case, process.family, desk, holder, from_iso(entry.at), arrived))

    def _leave(self, case: str, desk: str, holder: str, at: str) -> Stay | None:
        """Count the step, and end the stay unless it goes on; `None` where there was none."""
        place = self._now.get(case)
        if place is None:
            return None
        here = self.stays[place]
        here = replace(here, work=here.work + 1)
        if (here.desk, here.holder) != (desk, holder):
            here = replace(here, left=from_iso(at))
            del self._now[case]
        self.stays[place] = here
        return here

    def _come(self, stay: Stay) -> None:
        if stay.holder != NOBODY:
            self._now[stay.case] = len(self.stays)
            self.stays.append(stay)

    def _where(self, process: AnyProcess, state: State, case: str, data: Any) -> tuple[str, str]:
        """The desk and the holder of a case in a state, as far as the journal tells them."""
        document: Any = None
        if len(state.desks) > 1:
            folded = self._documents.setdefault(case, {})
            folded.update(data.get("set", {}))
            # Not validated: what is personal stands sealed here, and no desk depends on it.
            document = process.definition.document.model_construct(**folded)
        desk = None if state.ended else state.desk_of(document)
        return "" if desk is None else desk.name, state.held_by(document)


def _times(company: "Company", group: Iterable[Stay]) -> tuple[timedelta, timedelta]:
    """The mean and the longest working time of the stays that are over."""
    elapsed = company.firm.calendar.elapsed
    times = [elapsed(stay.came, stay.left) for stay in group if stay.left is not None]
    return sum(times, timedelta()) / max(len(times), 1), max(times, default=timedelta())
