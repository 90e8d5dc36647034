"""The registry: which processes a company runs, and what reacts to what.

Made once when the company is made, which is when definitions that need each other are checked.
There is no global registry: two companies in one program may run different processes.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from fbo.back.people import HR_OFFICER
from fbo.kernel.calendar import BusinessCalendar
from fbo.kernel.document import Document
from fbo.kernel.errors import DefinitionError, SchemaMismatch
from fbo.kernel.people import Role
from fbo.workflow.check_clocks import out_of_order
from fbo.workflow.definition import Definition
from fbo.workflow.duties import OPEN
from fbo.workflow.entries import Chart
from fbo.workflow.on_file import OF_CASES
from fbo.workflow.process import Process
from fbo.workflow.reaction import Reaction

AnyProcess = type[Process[Any]]


class Reacting:
    """A reaction and the process it belongs to."""

    __slots__ = ("process", "reaction")

    # No dataclass: a reaction declared as a field would be taken for a descriptor.
    def __init__(self, process: AnyProcess, reaction: Reaction[Any, Any, Any]) -> None:
        self.process = process
        self.reaction = reaction


class Registry:
    """The processes of a company, by family, and the charts of its books, by book."""

    def __init__(self, processes: Iterable[AnyProcess], charts: Iterable[Chart] = ()) -> None:
        self.processes: dict[str, AnyProcess] = {}
        for process in processes:
            self._add(process)
        self.charts: dict[str, Chart] = {chart.book: chart for chart in charts}
        for process in self.processes.values():
            self._keep_books(process)
        self.reactions: dict[tuple[str, str], tuple[Reacting, ...]] = {}
        for process in self.processes.values():
            for reaction in process.definition.reactions:
                self._react(process, reaction)
        self.queues = tuple(
            (process, queue)
            for process in self.processes.values()
            for queue in process.definition.queues.values()
        )
        self._check_children()
        self._check_duties()

    def process(self, family: str) -> AnyProcess:
        """The class that the company runs for a family.  Raises `SchemaMismatch`."""
        found = self.processes.get(family)
        if found is None:
            raise SchemaMismatch(
                f"the company runs no process {family}",
                f"give it to the company: Company(…, processes=(…, {family}))",
            )
        return found

    @property
    def roles(self) -> dict[str, Role]:
        """Every role that may take a step, keeps a document or posts to a book, by name."""
        roles = {HR_OFFICER.name: HR_OFFICER}
        for chart in self.charts.values():
            roles.update((role.name, role) for role in (*chart.posters, *chart.overriders))
        for process in self.processes.values():
            definition = process.definition
            for step in (*definition.steps.values(), *definition.openings):
                roles.update((role.name, role) for role in step.by)
            for entry in definition.on_file.values():
                kept: tuple[Role | str, ...] = getattr(entry.of, "keepers", ())
                roles.update((role.name, role) for role in kept if not isinstance(role, str))
        return roles

    def keep_to(self, calendar: BusinessCalendar) -> None:
        """Refuse clocks that are out of order by a calendar.  Raises `DefinitionError`."""
        for process in self.processes.values():
            for fault in out_of_order(process.definition, calendar):
                raise DefinitionError(process.__name__, fault)

    def reacting_to(self, family: str, step: str) -> tuple[Reacting, ...]:
        """What reacts to a step."""
        return self.reactions.get((family, step), ())

    def document_of(self, body: Mapping[str, Any], asked: type[Document]) -> type[Document]:
        """The class of a stored document: that of its process, else the one asked for."""
        family = body.get("process")
        return asked if family is None else self.process(family).definition.document

    def _add(self, process: AnyProcess) -> None:
        other = self.processes.get(process.family)
        if other is not None and other is not process:
            if issubclass(other, process):
                return
            if not issubclass(process, other):
                raise DefinitionError(
                    process.__name__, f"and {other.__name__} are both the family {process.family}"
                )
        self.processes[process.family] = process

    def _keep_books(self, process: AnyProcess) -> None:
        for chart in process.charts:
            known = self.charts.setdefault(chart.book, chart)
            if not known.is_the_same_as(chart):
                raise DefinitionError(
                    process.__name__, f"has a chart of its own for the book {chart.book}"
                )

    def _react(self, process: AnyProcess, reaction: Reaction[Any, Any, Any]) -> None:
        for step in reaction.to:
            other = self.processes.get(step.process.family)
            if other is None:
                raise DefinitionError(
                    process.__name__,
                    f"reacts to {step}, but the company does not run {step.process.__name__}",
                )
            opens = any(opening.name == step.name for opening in other.definition.openings)
            if step.name not in other.definition.steps and not opens:
                raise DefinitionError(
                    process.__name__, f"reacts to {step}, which {other.__name__} does not have"
                )
            place = (step.process.family, step.name)
            self.reactions[place] = (
                *self.reactions.get(place, ()),
                Reacting(process, reaction),
            )

    def _check_children(self) -> None:
        for process in self.processes.values():
            for entry in process.definition.on_file.values():
                child = entry.process or (entry.of if entry.kind in OF_CASES else None)
                if child is not None and child.family not in self.processes:
                    raise DefinitionError(
                        process.__name__,
                        f"has {entry.name} on file, but the company does not run {child.__name__}",
                    )

    def _check_duties(self) -> None:
        for process in self.processes.values():
            definition = process.definition
            for name, duties in definition.duties.items():
                for duty in duties:
                    family, _, step = duty.pair[0].rpartition(".")
                    other = self.processes.get(family)
                    if other is None or not _has(other.definition, step):
                        raise DefinitionError(
                            process.__name__,
                            f"{name} has a duty towards {duty.pair[0]}, "
                            "a step that no process of the company has",
                        )


def _has(definition: Definition, step: str) -> bool:
    openings = (OPEN, *(opening.name for opening in definition.openings))
    return step in definition.steps or step in openings
