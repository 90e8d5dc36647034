"""Processes: the class is the definition, an instance is a case.

A subclass of `Process` says what is on file, which rules hold, where a case may be, what moves it
on and to what effect.  Inside an effect the instance is the case as it is being worked on, and
offers what an effect may ask for; in an application's hands it is a snapshot that offers its steps.
Judging and carrying out are in `fbo.workflow.decide` and in the company.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Self, TypeAlias

from typing_extensions import TypeVar

from fbo.kernel.calendar import NINE_TO_FIVE, BusinessCalendar
from fbo.kernel.document import Document, Form
from fbo.kernel.errors import BugError, DefinitionError, Reason
from fbo.kernel.numbers import Number, Want
from fbo.kernel.people import THE_SYSTEM, Actor, Department
from fbo.kernel.wording import filled
from fbo.workflow import asks
from fbo.workflow.clocks import SlaClock
from fbo.workflow.definition import Definition, define
from fbo.workflow.entries import Chart, Entry, Floors, Leg
from fbo.workflow.facts import Facts
from fbo.workflow.handing import open_handoff
from fbo.workflow.handoff import CARRIES, Handoff
from fbo.workflow.memory_case import MemoryFile, NoFile, Taker, in_memory, new_ids, new_numbers
from fbo.workflow.on_file import File
from fbo.workflow.outcome import Line, Outcome, Plan
from fbo.workflow.showing import label_of
from fbo.workflow.state import State
from fbo.workflow.step import Step, StepOf

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""The time where there is no clock: a case without a company."""


def _no_ids() -> str:
    raise BugError("an id was asked for outside an effect")


def _no_numbers(series: str) -> int:
    raise BugError(f"a number of {series} was asked for outside a company")


D = TypeVar("D", bound=Document, default=Document)
E = TypeVar("E", bound=Document)
T = TypeVar("T")


class Process(Generic[D]):
    """A process over documents of type `D`.

    `class OrderToCash(Process[Order])` defines one; `class Acme(OrderToCash, replaces=OrderToCash)`
    is the same family with something changed.  `abstract=True` is for what processes share: on
    file, rules, effects, but no states.  `speaker` is the front-office department that speaks
    to the customer; `charts` are those of books of its own, to which people may post by hand too.
    Raises `DefinitionError` when the class contradicts itself.
    """

    family: ClassVar[str] = ""
    definition: ClassVar[Definition]
    speaker: ClassVar[Department | None] = None
    charts: ClassVar[tuple[Chart, ...]] = ()

    # What a case has until a company gives it its own; so a case is made of four things only.
    version: int = 0
    file: File = NoFile()
    now: datetime = LONG_AGO
    by: Actor = THE_SYSTEM
    hand: Actor = THE_SYSTEM
    form: Form | None = None
    calendar: BusinessCalendar = NINE_TO_FIVE
    trail: Sequence[Sequence[str]] = ()
    policies: Mapping[type, Any] = MappingProxyType({})
    taker: Taker = in_memory
    new_id: Callable[[], str] = staticmethod(_no_ids)
    nth_number: Callable[[str], int] = staticmethod(_no_numbers)
    _cause: "Process[Any] | None" = None
    _went: State | None = None

    def __init_subclass__(
        cls,
        *,
        replaces: "type[Process[Any]] | None" = None,
        abstract: bool = False,
        **more: Any,
    ) -> None:
        """Read the class body, and refuse a wrong definition by name."""
        super().__init_subclass__(**more)
        if abstract:
            return
        if replaces is not None and not issubclass(cls, replaces):
            raise DefinitionError(
                cls.__name__, f"replaces {replaces.__name__}, which it does not extend"
            )
        family = replaces.family if replaces is not None else cls.__name__
        cls.definition = define(cls, family)
        cls.family = family

    def __init__(self, document: D, id: str = "", facts: Facts | None = None) -> None:  # noqa: A002
        self.document = document
        self.id = id
        self.asked: list[asks.Ask] = []
        self.facts = Facts(self.definition.initial.name) if facts is None else facts

    def __repr__(self) -> str:
        """Which case it is and where; nothing of its document, for a repr ends up in logs."""
        return f"<{type(self).__name__} {self.id or 'without a company'}: {self.facts.state}>"

    # --- a case in the hands of an application ------------------------------------------------

    @classmethod
    def case(cls, document: D, **on_file: object) -> Self:
        """A case without a company: steps are decided in memory, and nothing is kept.

        `on_file` gives what the class declares on file, by name.  What a step asks for beyond its
        document (cases opened, entries posted) stands in `asked` and is not carried out.
        """
        case = cls(document)
        case.id = "case"
        case.file = MemoryFile(on_file)
        case.new_id = new_ids()
        case.nth_number = new_numbers()
        return case

    @property
    def cause(self) -> "Process[Any]":
        """In a reaction, the case whose step is reacted to; else the case itself."""
        return self if self._cause is None else self._cause

    @cause.setter
    def cause(self, case: "Process[Any]") -> None:
        self._cause = case

    @property
    def state(self) -> State:
        """Where the case is."""
        return self.definition.states[self.facts.state]

    @property
    def label(self) -> str:
        """What the customer sees, with values as in JSON; empty: he sees nothing of the case."""
        return filled(*label_of(self))

    @property
    def voice(self) -> Department | None:
        """The front-office department that speaks to the customer of this case."""
        return self.speaker

    @property
    def answers_for_it(self) -> str:
        """The id of whoever answers for the case: who opened it, unless its document says who."""
        return self.facts.owner

    @property
    def open_question(self) -> str:
        """What the customer was asked and has not answered, in the words he was asked; or empty."""
        return ""

    @property
    def due(self) -> datetime | None:
        """The earliest instant at which one of its clocks is due; `None` where nobody waits."""
        return self.taker.due(self)

    @property
    def clocks(self) -> Mapping[str, SlaClock]:
        """How its clocks stand, by name: those of its state, and those of the process."""
        return self.taker.clocks(self)

    @property
    def escalated(self) -> Mapping[str, str]:
        """Since when it is flagged, why and to whom; empty if it is not."""
        return self.facts.escalated

    @property
    def history(self) -> tuple[Line, ...]:
        """Who took which step: the last hundred, oldest first."""
        return tuple(Line(*line) for line in self.trail)

    @property
    def holds(self) -> Mapping[str, Mapping[str, Any]]:
        """The holds that are open, by name."""
        return self.facts.holds

    @property
    def handoff(self) -> Handoff | None:
        """The open hand-off that carries the case; `None` if its work came from no other desk."""
        return self.handoffs.get(CARRIES)

    @property
    def handoffs(self) -> Mapping[str, Handoff]:
        """The open hand-offs by purpose: the consultations, and the one that carries the case."""
        return {purpose: open_handoff(self, purpose) for purpose in self.facts.handoffs}

    @property
    def parent(self) -> str | None:
        """The id of the case that opened this one."""
        return self.facts.parent[1] if self.facts.parent else None

    def child_ids(self, process: "type[Process[Any]]") -> tuple[str, ...]:
        """The ids of the cases of a process that this one opened, oldest first."""
        return tuple(self.facts.children.get(process.family, ()))

    def next_steps(self, *, by: Actor) -> tuple[str, ...]:
        """The steps this actor can take now, those without a form tried against their guards."""
        return self.taker.next_steps(self, by)

    def apply(self, plan: Plan, *, by: Actor, key: str | None = None) -> Outcome:
        """Do what a plan says, if it would still do exactly that.  Raises `PlanChanged`."""
        return self.taker.apply(self, plan, by, key)

    def taking(
        self, step: Step[Any], form: Form | None, *, by: Actor, key: str | None, seen: int | None
    ) -> Outcome:
        """Take a step; `order.place(by=anna)` is sugar for it."""
        return self.taker.take(self, step, form, by=by, key=key, seen=seen)

    def asking(self, step: Step[Any], form: Form | None, *, by: Actor) -> tuple[Reason, ...]:
        """Why the step would be refused; `order.place.refusals(by=anna)` is sugar for it."""
        return self.taker.refusals(self, step, form, by)

    def planning(self, step: Step[Any], form: Form | None, *, by: Actor) -> Plan:
        """What the step would do; `order.cancel.plan(form, by=anna)` is sugar for it."""
        return self.taker.plan(self, step, form, by)

    def took(self, step: str) -> tuple[str, ...]:
        """The persons who took a step of this case."""
        return self.facts.taken.get(step, ())

    def came_from(self, state: str) -> str:
        """Where the case was before it came to a state; its initial state if it never did."""
        return self.facts.came_from.get(state, self.definition.initial.name)

    def begin(self, target: State) -> None:
        """An effect begins: the step leads to `target`, and nothing is asked for yet."""
        self._went = target
        self.asked = []

    # --- a case being worked on: what an effect may use ----------------------------------------

    @property
    def went(self) -> State:
        """Where the step has led: `self.went == X.done`.  Raises `BugError` outside an effect."""
        if self._went is None:
            raise BugError("`went` is known in an effect only")
        return self._went

    def policy(self, kind: type[T]) -> T:
        """A department's policy, as the company holds it; its defaults if it holds none."""
        held = self.policies.get(kind)
        return held if isinstance(held, kind) else kind()

    def change(self, **changes: object) -> D:
        """The document with some fields changed, validated."""
        return self.document.changed(changes)

    def open(
        self,
        process: "Callable[[E], Process[E]]",
        document: E,
        *,
        then: "StepOf[Any, Any] | None" = None,
        form: Form | None = None,
    ) -> str:
        """Open a child case in the same commit, and perhaps take its first step; its id."""
        id_ = self.new_id()
        self.asked.append(asks.OpenCase(process, document, then, form, id_))
        return id_

    def take(self, step: "StepOf[Any, Any]", case: str, form: Form | None = None) -> None:
        """Take a step of another case in the same commit."""
        self.asked.append(asks.TakeStep(step, case, form))

    def proceed(self, step: "Step[Any] | StepOf[Any, Any]", form: Form | None = None) -> None:
        """Take a further step of this case in the same commit."""
        self.asked.append(asks.ProceedTo(step.name, form))

    def ask_no_more(self, step: "Step[Any] | StepOf[Any, Any]") -> None:
        """Take back what the step has asked another desk, if it is still open."""
        self.asked.append(asks.CloseQuestion(step.name))

    def tell(self, template: str, **data: object) -> None:
        """Fill in a notice the step declares; a state stands for the label its customer sees."""
        self.asked.append(asks.Tell(template, data))

    def later(self, step: "Step[Any] | StepOf[Any, Any]", *, at: datetime | None) -> None:
        """Have SYSTEM take a step of this case at an instant; `None` drops the timer."""
        self.asked.append(asks.SetTimer(step.name, at))

    def flag(self, reason: str) -> None:
        """Flag the case as escalated, unless it is; without a reason, take the flag off."""
        self.asked.append(asks.Flag(reason))

    def number(self, series: str, *, on: date | None = None) -> Number:
        """A number of a gapless series, given by the store; `on` makes it a dated series."""
        self.asked.append(asks.WantNumber(Want(series, on.isoformat() if on else "")))
        return Number(series, self.nth_number(series))

    def post(
        self,
        chart: Chart,
        entry: Entry,
        *,
        floors: Floors | None = None,
        below_floor: str = "",
    ) -> None:
        """Post an entry.  `below_floor`: the reason why it may pass the floor, journaled."""
        self.asked.append(asks.PostEntry(chart, entry, floors, below_floor))

    def hold(
        self,
        chart: Chart,
        name: str,
        legs: tuple[Leg, ...],
        *,
        expires: date | None = None,
        floors: Floors | None = None,
        below_floor: str = "",
    ) -> None:
        """Hold what the outgoing legs take, under a name of this case."""
        self.asked.append(asks.TakeHold(chart, name, legs, expires, floors, below_floor))

    def settle(self, name: str, *, quantity: int | None = None, on: date | None = None) -> None:
        """Post a hold of this case, all of it or so many units; the remainder is released."""
        self.asked.append(asks.SettleHold(name, quantity, on))

    def void(self, name: str) -> None:
        """Release a hold of this case."""
        self.asked.append(asks.VoidHold(name))


Case: TypeAlias = Process[Any]
"""A case of whatever process: what the faces of the books act for."""


def untie(case: Process[Any]) -> None:
    """Let a case go from the commit that worked on it: from its file, its ids and its numbers.

    The two point at each other; untied, neither has to wait for the garbage collector.
    """
    del case.file, case.new_id, case.nth_number
