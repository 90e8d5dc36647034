"""Steps: what moves a case on, as the class declares it and as a case offers it.

On a class a step is a name for it (`OrderToCash.place`), on a case it is the thing to do
(`order.place(by=anna)`).  How a step is judged and carried out is not known here.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from fbo.kernel.document import Document, Form
from fbo.kernel.errors import DefinitionError, Reason
from fbo.kernel.people import CUSTOMER, Actor, Desk, Role
from fbo.workflow.competence import Competence
from fbo.workflow.guard import Guard, Rule
from fbo.workflow.handoff import AGREED, Agreed
from fbo.workflow.notice import Notice
from fbo.workflow.outcome import Outcome, Plan
from fbo.workflow.state import Conditions, OneOf, Sources, State, Target, many

if TYPE_CHECKING:
    from fbo.workflow.process import Process

F = TypeVar("F", bound=Form | None)
M = TypeVar("M", bound=Form)
P = TypeVar("P", bound="Process[Any]")
Effect = TypeVar("Effect", bound=Callable[..., Document | None])


@dataclass(frozen=True, slots=True)
class Branch:
    """One way a step may go: its target, if all conditions hold."""

    target: Target
    when: tuple[Guard[Any] | Rule, ...]


class Step(Generic[F]):
    """A declared step.  `F` is its form, `None` if it takes none."""

    def __init__(  # noqa: PLR0913  each is a word of the language
        self,
        sources: Sources,
        branches: tuple[Branch, ...],
        by: tuple[Role, ...],
        *,
        needs: tuple[Guard[Any] | Rule, ...] = (),
        takes: type[Form] | None = None,
        tells: tuple[Notice, ...] = (),
        checklist: tuple[str, ...] = (),
        packet: tuple[str, ...] = (),
        agreed: Agreed = AGREED,
        asks: "Desk | OneOf[Desk] | None" = None,
        answers: "Step[Any] | None" = None,
        as_soon_as: bool = False,
        duties: tuple["Step[Any] | StepOf[Any, Any] | str", ...] = (),
        competence: Competence | None = None,
        opening: bool = False,
    ) -> None:
        self.sources = sources
        self.branches = branches
        self.by = by
        self.staff = frozenset(by) - {CUSTOMER}
        self.for_customers = CUSTOMER in by
        self.needs = needs
        self.takes = takes
        self.tells = tells
        self.checklist = checklist
        self.packet = packet
        self.agreed = agreed
        self.asks = asks
        self.answers = answers
        self.as_soon_as = as_soon_as
        self.duties = duties
        self.competence = competence
        self.opening = opening
        self.name = ""
        self.effect = ""
        self._given = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """A step is called what the class calls it."""
        self.name = self.name or name

    def __repr__(self) -> str:
        """As the class calls it."""
        return f"Step({self.name})"

    def asks_of(self, document: object) -> Desk | None:
        """The desk a consultation asks about this document; `None` if the step asks nobody."""
        return self.asks.of(document, "a desk asked") if isinstance(self.asks, OneOf) else self.asks

    def otherwise(self, target: Target, *, when: Conditions = ()) -> "Step[F]":
        """Add a branch, tried after those before it; without `when` it takes all that is left."""
        more = self._again()
        more.branches = (*self.branches, Branch(target, many(when)))
        return more

    def instead(self, target: Target, *, when: Conditions) -> "Step[F]":
        """Add a branch that is tried before all others."""
        more = self._again()
        more.branches = (Branch(target, many(when)), *self.branches)
        more.name = ""
        return more

    def also(self, *states: State) -> "Step[F]":
        """The same step, from these states too."""
        more = self._again()
        more.sources = self.sources | Sources(states)
        more.name = ""
        return more

    def _again(self) -> "Step[F]":
        """The same step, which keeps its effect unless it is given another."""
        again = copy(self)
        again._given = ""  # noqa: SLF001  it is one of us
        return again

    def then(self, effect: Effect) -> Effect:
        """Make a method the step's effect.

        It may take the form, and returns the changed document or `None` for unchanged.  It is found
        by its name, so a subclass may override it and call `super()`.  Raises `DefinitionError` for
        a second one: of two only one would be run.
        """
        name = effect.__name__
        if self._given and self._given != name:
            process = effect.__qualname__.rpartition(".")[0].rpartition(".")[2]
            raise DefinitionError(
                process, f"{self._given} and {name} are both the effect of a step"
            )
        self.effect = self._given = name
        return effect

    @overload
    def __get__(self, case: None, owner: type[P]) -> "StepOf[P, F]": ...
    @overload
    def __get__(self: "Step[None]", case: P, owner: type[P]) -> "PlainStep": ...
    @overload
    def __get__(self: "Step[M]", case: P, owner: type[P]) -> "FormStep[M]": ...
    def __get__(self, case: Any, owner: Any) -> Any:
        """On the class the step's name, on a case the step itself."""
        if case is None:
            return StepOf(owner, self)
        if self.takes is None:
            return PlainStep(case, self)
        offered: FormStep[Any] = FormStep(case, self)
        return offered


class StepOf(Generic[P, F]):
    """A step of a process, to be named: `company.take(OrderToCash.place, …)`.

    It goes with cases of just that process, so that type checkers find one of another.
    """

    __slots__ = ("process", "step")

    def __init__(self, process: type[P], step: Step[F]) -> None:
        self.process = process
        self.step = step

    def __eq__(self, other: object) -> bool:
        """The same step of the same family."""
        return type(other) is StepOf and str(self) == str(cast("object", other))

    def __hash__(self) -> int:
        """Equal steps hash alike."""
        return hash(str(self))

    def __str__(self) -> str:
        """Its name in the journal: `OrderToCash.place`."""
        return f"{self.process.family}.{self.step.name}"

    def __repr__(self) -> str:
        """As it is written."""
        return f"{self.process.__name__}.{self.step.name}"

    @property
    def name(self) -> str:
        """What the class calls it."""
        return self.step.name

    def instead(self, target: Target, *, when: Conditions) -> Step[F]:
        """For a subclass: the same step, with a branch that is tried before all others."""
        return self.step.instead(target, when=when)

    @property
    def opening(self) -> bool:
        """Whether it opens a case."""
        return self.step.opening

    def also(self, *states: State) -> Step[F]:
        """For a subclass: the same step, from these states too."""
        return self.step.also(*states)


class _OnCase:
    """A step of one case: what to do, and what one may ask of it first."""

    __slots__ = ("_case", "_step")

    def __init__(self, case: "Process[Any]", step: Step[Any]) -> None:
        self._case = case
        self._step = step


class PlainStep(_OnCase):
    """A step without a form."""

    __slots__ = ()

    def __call__(self, *, by: Actor, key: str | None = None, seen: int | None = None) -> Outcome:
        """Take the step; afterwards the case shows its new state.

        `by`: who.  `key`: the same key and step again gives the first answer and has no second
        effect.  `seen`: refuse with `Conflict` if the case is no longer at this version.

        Raises `StepRefused` (`NotAllowed`, `DutyConflict`) with every reason; `Unavailable`,
        `CommitUnknown` and their like from the store.  A refused step has changed nothing.
        """
        return self._case.taking(self._step, None, by=by, key=key, seen=seen)

    def refusals(self, *, by: Actor) -> tuple[Reason, ...]:
        """Every reason this actor may know why he cannot take the step now; empty: he can."""
        return self._case.asking(self._step, None, by=by)

    def plan(self, *, by: Actor) -> Plan:
        """What the step would do, to be shown and then applied: `company.apply(plan)`."""
        return self._case.planning(self._step, None, by=by)


class FormStep(_OnCase, Generic[M]):
    """A step that is taken on a form."""

    __slots__ = ()

    def __call__(
        self, form: M, *, by: Actor, key: str | None = None, seen: int | None = None
    ) -> Outcome:
        """Take the step on this form; otherwise as a step without one.

        Raises as a step without a form does; a key used with another form is
        `IdempotencyMismatch`.
        """
        return self._case.taking(self._step, form, by=by, key=key, seen=seen)

    def refusals(self, form: M, *, by: Actor) -> tuple[Reason, ...]:
        """Every reason this actor may know why he cannot take the step now; empty: he can."""
        return self._case.asking(self._step, form, by=by)

    def plan(self, form: M, *, by: Actor) -> Plan:
        """What the step would do, to be shown and then applied: `company.apply(plan)`."""
        return self._case.planning(self._step, form, by=by)
