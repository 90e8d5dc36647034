"""States: where a case is, on whose desk it lies, and how long it may lie there.

A state, several states joined with `|`, or `open_states` is where a step begins: `placed.to(…)`.
Targets are a state, `same`, or `before(state)`.  What a step does is in `fbo.workflow.step`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Generic,
    Literal,
    Required,
    TypeAlias,
    TypedDict,
    TypeVar,
    Unpack,
    cast,
    overload,
)

from fbo.kernel.calendar import Duration
from fbo.kernel.document import Form
from fbo.kernel.errors import BugError
from fbo.kernel.people import Desk, Role
from fbo.workflow.competence import Competence
from fbo.workflow.elapsing import Terms
from fbo.workflow.guard import Guard, Rule
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import Notice

if TYPE_CHECKING:
    from fbo.workflow.step import Step, StepOf

F = TypeVar("F", bound=Form)
T = TypeVar("T")

Roles: TypeAlias = Role | Sequence[Role]
Conditions: TypeAlias = Guard[Any] | Rule | Sequence[Guard[Any] | Rule]
Notices: TypeAlias = Notice | Sequence[Notice]
Holder = Literal["front", "back", "customer", "third party", ""]
"""Who has a case in hand while it lies in a state; empty: nobody."""


@dataclass(frozen=True, slots=True)
class OneOf(Generic[T]):
    """A closed list (of desks, of labels) and the function of the document that picks one."""

    choices: tuple[T, ...]
    by: Callable[[Any], T]

    def of(self, document: object, what: str) -> T:
        """What the function picks.  Raises `BugError` for what is not on the list."""
        picked = self.by(document)
        if picked not in self.choices:
            raise BugError(f"{what} is none of those it may be: {picked}")
        return picked


def one_of(choices: Iterable[T], *, by: Callable[[Any], T]) -> OneOf[T]:
    """The desk on which a case lies, or the label a customer sees, depends on its document."""
    return OneOf(tuple(choices), by)


class Words(TypedDict, total=False):
    """What a step may declare, beside its target and its form.

    `tells`: who hears of it.  `checklist`: fields that must be filled in before the case goes to
    another desk; `packet`: those the other desk is shown with it; `agreed`: the times the two desks
    have agreed on.  `asks`: it asks another desk something while the case stays; `answers`: it
    answers what that step asked.  `duties`: whoever took one of these steps may not take this one:
    steps of this case, or of another process (`"Buying.approve"` where it cannot be imported) whose
    cases are on file or have opened this one.  `competence`: who has it may take the step, too.
    """

    by: Required[Roles]
    needs: Conditions
    when: Conditions
    tells: Notices
    checklist: Sequence[str]
    packet: Sequence[str]
    agreed: Agreed
    asks: "Desk | OneOf[Desk]"
    answers: "Step[Any]"
    duties: Sequence["Step[Any] | StepOf[Any, Any] | str"]
    competence: Competence


SEVERAL = frozenset(("by", "needs", "tells", "checklist", "packet", "duties"))
"""The words that are one value or several."""


class Sources:
    """One or more states from which a step may be taken."""

    def __init__(self, states: tuple["State", ...], *, any_open: bool = False) -> None:
        self.states = states
        self.any_open = any_open

    def __or__(self, other: "Sources") -> "Sources":
        """These states and those."""
        return Sources((*self.states, *other.states), any_open=self.any_open or other.any_open)

    @overload
    def to(self, target: "Target", *, takes: type[F], **words: Unpack[Words]) -> "Step[F]": ...
    @overload
    def to(
        self,
        target: "Target",
        *,
        takes: None = None,
        as_soon_as: bool = False,
        **words: Unpack[Words],
    ) -> "Step[None]": ...
    def to(
        self,
        target: "Target",
        *,
        takes: type[Form] | None = None,
        as_soon_as: bool = False,
        **words: Unpack[Words],
    ) -> "Step[Any]":
        """Declare a step from here to `target`.

        `by`: the roles that may take it.  `needs` must hold whatever the branch; `when` chooses
        this branch (add others with `.otherwise`).  `takes`: the form.  `as_soon_as`: SYSTEM takes
        it by itself as soon as it is allowed.  For the other words see `Words`.
        """
        from fbo.workflow.step import Branch, Step

        declared: dict[str, Any] = {**words}
        branch = Branch(target, many(declared.pop("when", ())))
        for name in SEVERAL & declared.keys():
            declared[name] = many(declared[name])
        return Step(self, (branch,), takes=takes, as_soon_as=as_soon_as, **declared)


class State(Sources):
    """Where a case is.

    `desk`: on whose desk it lies.  `within`: how long it may lie there, one clock or several;
    `until`: the date the case itself carries.  `label`: what the customer sees, a text that may
    name public fields (`"Delivery by {promised}"`) or `one_of` several; without one he sees
    nothing of the case.  `final`: no step leads out.  `at_rest`: finished, but a named step leads
    out again.  `holder`: who holds the case meanwhile, by default the desk's office; empty: nobody
    works on it, and the desk only answers for it.  `was`: former names, so that stored cases still
    load.
    """

    def __init__(  # noqa: PLR0913  likewise
        self,
        desk: Desk | OneOf[Desk] | None = None,
        *,
        initial: bool = False,
        final: bool = False,
        at_rest: bool = False,
        within: Duration | Sequence[Duration] = (),
        until: Callable[[Any], date | datetime | None] | None = None,
        label: str | OneOf[str] = "",
        holder: Holder | None = None,
        was: Sequence[str] = (),
    ) -> None:
        super().__init__((self,))
        self.name = ""
        self._owner: type | None = None
        self.desk = desk
        self.initial = initial
        self.final = final
        self.at_rest = at_rest
        self.ended = final or at_rest
        """Whether nobody waits any more."""
        self.clocks: tuple[Duration, ...] = many(within)
        self.terms = tuple(Terms(target) for target in self.clocks)
        self.until = until
        self.labels = label.choices if isinstance(label, OneOf) else (label,) if label else ()
        self._label = label
        self.holder = holder
        self.was = tuple(was)

    def __set_name__(self, owner: type, name: str) -> None:
        """A state is called what the class calls it."""
        self.name = self.name or name
        self._owner = self._owner or owner

    def __eq__(self, other: object) -> bool:
        """The same state of a process, or of one that extends it and declares the state anew.

        So `self.went == OrderToCash.confirmed` holds in a company that runs an extension, too.
        """
        if self is other or not isinstance(other, State):
            return self is other
        mine, others = self._owner, other._owner
        if self.name != other.name or mine is None or others is None:
            return False
        return issubclass(mine, others) or issubclass(others, mine)

    def __hash__(self) -> int:
        """Equal states hash alike."""
        return hash(self.name)

    def __repr__(self) -> str:
        """As it is written in the class."""
        return f"State({self.name})"

    @property
    def desks(self) -> tuple[Desk, ...]:
        """Every desk on which a case in this state may lie."""
        if self.desk is None:
            return ()
        return self.desk.choices if isinstance(self.desk, OneOf) else (self.desk,)

    @property
    def label(self) -> str:
        """What the customer sees in this state: every text that he may see, as it is written."""
        return " / ".join(self.labels)

    @cached_property
    def clock_names(self) -> tuple[str, ...]:
        """What its clocks are called: like the state, and from the second on with a number."""
        count = len(self.clocks) + (self.until is not None)
        return tuple(self.name if n == 1 else f"{self.name}.{n}" for n in range(1, count + 1))

    def label_of(self, document: object) -> str:
        """The text of the label for this document, its names not filled in; empty: he sees nothing.

        Raises `BugError` for one that is not on the list.
        """
        if isinstance(self._label, OneOf):
            return self._label.of(document, f"the label of {self.name}")
        return self._label

    def desk_of(self, document: object) -> Desk | None:
        """The desk on which this document lies.  Raises `BugError` for one that is not declared."""
        if not isinstance(self.desk, OneOf):
            return self.desk
        return self.desk.of(document, f"the desk of {self.name}")

    def held_by(self, document: object) -> str:
        """Who holds the case here: the `holder`, else the desk's office; "" where nobody waits."""
        if self.ended:
            return ""
        if self.holder is not None:
            return self.holder
        desk = self.desk_of(document)
        return "" if desk is None else desk.office.name

    def opens(self, *, by: Roles, needs: Conditions = (), tells: Notices = ()) -> "Step[None]":
        """Declare who may open a case, what that needs and who is told; effects as for a step."""
        from fbo.workflow.step import Branch, Step

        return Step(
            sources=Sources(()),
            branches=(Branch(self, ()),),
            by=many(by),
            needs=many(needs),
            tells=many(tells),
            opening=True,
        )


@dataclass(frozen=True, slots=True)
class Same:
    """The state in which the case is."""

    def __str__(self) -> str:
        """As tables show it."""
        return "the same"


@dataclass(frozen=True, slots=True)
class Before:
    """The state from which the case came to `state`."""

    state: State

    def __str__(self) -> str:
        """As tables show it."""
        return f"before {self.state.name}"


Target: TypeAlias = State | Same | Before

same: Final = Same()


def before(state: State) -> Before:
    """Back to where the case came from when it came to `state`."""
    return Before(state)


open_states: Final = Sources((), any_open=True)
"""Every state of the process that is neither final nor at rest."""


def many(one_or_more: Any) -> tuple[Any, ...]:
    """One value, or several, as a tuple."""
    if isinstance(one_or_more, (list, tuple)):
        return tuple(cast("Sequence[Any]", one_or_more))
    return (one_or_more,)
