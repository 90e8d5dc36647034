"""Stays: on which desk each case lay, who held it, and for how long.

Computed from the journal alone.  A stay begins when a case comes to a desk, or into other hands on
the same desk, and ends when it goes on; a case that is finished or at rest stays with nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, TypeAdapter

from fbo.company.engine.registry import AnyProcess, Registry
from fbo.company.reporting.projections import entries_of, project
from fbo.kernel.document import Document
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
        self._fold(entry)
        if "to" not in data:
            return
        case, process = data["case"], self._registry.process(entry.type.partition(".")[0])
        state = process.definition.state(data["to"])
        desk, holder = self._where(process, state, case)
        here = self._leave(case, desk, holder, entry.at)
        if here is None or (here.left is not None and holder != NOBODY):
            arrived = here is None or here.desk != desk
            self._come(Stay(case, process.family, desk, holder, from_iso(entry.at), arrived))

    def _fold(self, entry: Entry) -> None:
        """Take over the changed fields of a document on which it depends where its case lies."""
        data, family = entry.data, entry.type.partition(".")[0].partition("@")[0]
        process = self._registry.processes.get(family)
        if process is not None and "case" in data and _chooses_desks(process):
            folded = self._documents.setdefault(data["case"], {})
            folded.update(data.get("set", {}))
            for name in data.get("unset", ()):
                folded.pop(name, None)

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

    def _where(self, process: AnyProcess, state: State, case: str) -> tuple[str, str]:
        """The desk and the holder of a case in a state, as far as the journal tells them."""
        document: Any = None
        if len(state.desks) > 1:
            document = as_told(process.definition.document, self._documents.get(case, {}))
        desk = None if state.ended else state.desk_of(document)
        return "" if desk is None else desk.name, state.held_by(document)


def _chooses_desks(process: AnyProcess) -> bool:
    """Whether it depends on the document where a case of the process lies."""
    return any(len(state.desks) > 1 for state in process.definition.states.values())


def as_told(kind: type[Document], folded: Mapping[str, Any]) -> Document:
    """A document as far as the journal tells: what is personal is sealed there, and left out."""
    fields = {
        name: _read(kind, name, value) if isinstance(value, (dict, list)) else value
        for name, value in folded.items()
        if name not in kind.personal
    }
    return kind.model_construct(**fields)


def _read(kind: type[Document], name: str, value: Any) -> Any:
    return _reader(kind, name).validate_python(value, strict=False)


@cache
def _reader(kind: type[Document], name: str) -> TypeAdapter[Any]:
    field = kind.model_fields[name]
    marked: Any = Annotated[field.annotation, *field.metadata, Field()]
    return TypeAdapter(marked)


def _times(company: "Company", group: Iterable[Stay]) -> tuple[timedelta, timedelta]:
    """The mean and the longest working time of the stays that are over."""
    elapsed = company.firm.calendar.elapsed
    times = [elapsed(stay.came, stay.left) for stay in group if stay.left is not None]
    return sum(times, timedelta()) / max(len(times), 1), max(times, default=timedelta())
