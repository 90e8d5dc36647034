"""Definitions: what the class body of a process says, gathered once when the class is made.

The class is read in the order of its inheritance, so that a subclass replaces by name.  Whether the
definition makes sense is asked in `fbo.workflow.check`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from fbo.kernel.document import Document
from fbo.kernel.errors import DefinitionError, SchemaMismatch
from fbo.kernel.people import Desk, Role
from fbo.workflow.clocks import Clock
from fbo.workflow.duties import Duty, duties_of
from fbo.workflow.guard import Guard, Rule
from fbo.workflow.machine import Mover
from fbo.workflow.on_file import OnFile
from fbo.workflow.queue import Queue
from fbo.workflow.reaction import Reaction
from fbo.workflow.state import Before, OneOf, Same, State
from fbo.workflow.step import Step

if TYPE_CHECKING:
    from fbo.workflow.process import Process

T = TypeVar("T")

RESERVED = frozenset(
    "answers_for_it apply ask_no_more asked asking before begin by calendar came_from case "  # noqa: SIM905
    "cause change charts child_ids clock clocks definition document due escalated facts "
    "family file flag form hand handoff handoffs history hold holds id label later new_id "
    "next_steps now nth_number number open open_question parent plan planning policies policy "
    "post proceed refusals same settle speaker state take taker taking tell took trail version "
    "voice void went".split()
)
"""The words of every case: a part that took one would hide it."""

PARTS: tuple[type, ...] = (State, Step, Rule, OnFile, Reaction, Queue, Clock)
"""What a class body may declare."""


@dataclass(frozen=True)
class Definition:
    """A process as its class declares it."""

    name: str
    family: str
    document: type[Document]
    initial: State
    states: Mapping[str, State]
    former: Mapping[str, str]
    steps: Mapping[str, Step[Any]]
    effects: Mapping[str, str]
    openings: tuple[Step[Any], ...]
    """The step that opens a case, if there is one; a field of its own would be a descriptor."""
    rules: Mapping[str, Rule]
    on_file: Mapping[str, OnFile[Any]]
    duties: Mapping[str, tuple[Duty, ...]]
    """The duties of each step that has some."""
    reactions: tuple[Reaction[Any, Any, Any], ...]
    mover: Mover
    soon: Mapping[str, tuple[str, ...]]
    """The steps that SYSTEM takes as soon as it can, by the state they lead from."""
    queues: Mapping[str, Queue]
    """Who waits for what a book counts, by name."""
    clocks: Mapping[str, Clock]
    """What is timed over several states, by name; a state's own clocks stand with the state."""
    offers: dict[tuple[str, frozenset[Role]], tuple[str, ...]] = field(
        default_factory=dict[tuple[str, frozenset[Role]], tuple[str, ...]]
    )
    """What `steps_for` has answered, for it is asked after every step."""

    def desks(self) -> tuple[Desk, ...]:
        """Every desk on which a case may lie, or that may be asked something about one."""
        found = {desk.name: desk for state in self.states.values() for desk in state.desks}
        for step in self.steps.values():
            asked = step.asks.choices if isinstance(step.asks, OneOf) else (step.asks,)
            found.update({desk.name: desk for desk in asked if desk is not None})
        return tuple(found.values())

    def state(self, name: str) -> State:
        """A state by its stored name.  Raises `SchemaMismatch` for one the class does not know."""
        found = self.states.get(name) or self.states.get(self.former.get(name, ""))
        if found is None:
            raise SchemaMismatch(
                f"{self.family} has no state {name!r}",
                f"name it in the state that takes its place: State(…, was=({name!r},))",
            )
        return found

    def sources(self, step: Step[Any]) -> frozenset[str]:
        """The names of the states from which a step may be taken."""
        return _sources(step, self.states)

    def targets(self, step: Step[Any], source: str) -> frozenset[str]:
        """The names of the states to which a step may lead from `source`."""
        names: set[str] = set()
        for branch in step.branches:
            if isinstance(branch.target, Same):
                names.add(source)
            elif isinstance(branch.target, Before):
                names |= self.leading_to(branch.target.state.name)
            else:
                names.add(branch.target.name)
        return frozenset(names)

    def ways(self, step: Step[Any]) -> tuple[tuple[str, str], ...]:
        """Each state from which a step may be taken, with each to which it may lead from there."""
        return tuple(
            (source, target)
            for source in sorted(self.sources(step))
            for target in sorted(self.targets(step, source))
        )

    def leading_to(self, state: str) -> frozenset[str]:
        """The states from which some step leads straight to `state`."""
        return frozenset(
            source
            for step in self.steps.values()
            if any(isinstance(b.target, State) and b.target.name == state for b in step.branches)
            for source in self.sources(step) - {state}
        )

    def steps_for(self, state: str, roles: frozenset[Role]) -> tuple[str, ...]:
        """The steps that lead from a state and that one of the roles may take."""
        names = self.offers.get((state, roles))
        if names is None:
            names = self.offers[state, roles] = tuple(
                name
                for name, step in self.steps.items()
                if self.leads_from(name, state) and not roles.isdisjoint(step.by)
            )
        return names

    def leads_from(self, step: str, state: str) -> bool:
        """Whether the step may be taken in the state; the one that opens a case, in none."""
        return state in self.mover.sources.get(step, ())


def define(cls: "type[Process[Any]]", family: str) -> Definition:
    """Gather the definition of a class and check it.  Raises `DefinitionError`."""
    from fbo.workflow.check import check

    parts = _parts(cls)
    reactions: dict[str, Reaction[Any, Any, Any]] = _of(Reaction, parts)
    states = _of(State, parts)
    steps: dict[str, Step[Any]] = _of(Step, parts)
    openings = tuple(step for step in steps.values() if step.opening)
    moving = {name: step for name, step in steps.items() if not step.opening}
    _refuse_bad_names(cls, parts, states)
    if len(openings) > 1:
        ways = " and ".join(step.name for step in openings)
        raise DefinitionError(cls.__name__, f"{ways} both open it")
    on_file: dict[str, OnFile[Any]] = _of(OnFile, parts)
    duties, more = duties_of(family, moving.values(), on_file)
    definition = Definition(
        name=cls.__name__,
        family=family,
        document=_document_of(cls),
        initial=_initial(cls, states),
        states=states,
        former={former: name for name, state in states.items() for former in state.was},
        steps=moving,
        effects=_effects(cls, steps),
        openings=openings,
        rules=_of(Rule, parts),
        on_file=on_file | more,
        duties=duties,
        reactions=tuple(reactions.values()),
        mover=Mover(tuple(states)),
        soon=_soon(moving, states),
        queues=_of(Queue, parts),
        clocks=_of(Clock, parts),
    )
    check(definition, cls)
    for name, step in moving.items():
        definition.mover.add(name, definition.ways(step))
    return definition


def _initial(cls: type, states: Mapping[str, State]) -> State:
    initial = [state for state in states.values() if state.initial]
    if len(initial) != 1:
        raise DefinitionError(cls.__name__, f"has {len(initial)} initial states; it needs one")
    return initial[0]


def _parts(cls: type) -> dict[str, object]:
    """What the class body and those of its bases declare, a subclass's word being the last."""
    parts: dict[str, object] = {}
    for base in reversed(cls.__mro__):
        for name, part in vars(base).items():
            if isinstance(part, PARTS):
                if {type(part), type(parts.get(name))} == {State, Step}:
                    raise DefinitionError(cls.__name__, f"{name!r} is both a state and a step")
                parts[name] = part
            elif name in parts and not isinstance(parts[name], Reaction):
                del parts[name]
    return parts


def _of(kind: type[T], parts: Mapping[str, object]) -> dict[str, T]:
    return {name: part for name, part in parts.items() if isinstance(part, kind)}


def _effects(cls: type, steps: Mapping[str, Step[Any]]) -> dict[str, str]:
    """The effect of each step; one declared again keeps the effect it had unless it has another."""
    effects: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        for name, part in vars(base).items():
            if isinstance(part, Step) and part.effect:
                effects[name] = part.effect
    return {name: effect for name, effect in effects.items() if name in steps}


def _sources(step: Step[Any], states: Mapping[str, State]) -> frozenset[str]:
    names = {state.name for state in step.sources.states}
    if step.sources.any_open:
        names |= {name for name, state in states.items() if not state.ended}
    return frozenset(names)


def _soon(
    steps: Mapping[str, Step[Any]], states: Mapping[str, State]
) -> dict[str, tuple[str, ...]]:
    soon: dict[str, tuple[str, ...]] = {}
    for name, step in steps.items():
        for state in _sources(step, states) if step.as_soon_as else ():
            soon[state] = (*soon.get(state, ()), name)
    return soon


def _refuse_bad_names(cls: type, parts: Mapping[str, object], states: Mapping[str, State]) -> None:
    for name, part in parts.items():
        if name in RESERVED:
            kind = type(part).__name__.lower()
            raise DefinitionError(
                cls.__name__,
                f"{name!r} is a word every process has; give the {kind} another name, "
                f"such as {name}_it",
            )
    for name, state in states.items():
        for former in state.was:
            if former in states:
                raise DefinitionError(
                    cls.__name__, f"{former} is a state, and the former name of {name}"
                )


def _document_of(cls: type) -> type[Document]:
    """The document type the class names: `Process[Order]`, or the default of its type variable."""
    from fbo.workflow.process import Process

    for base in cls.__mro__:
        for generic in vars(base).get("__orig_bases__", ()):
            origin = get_origin(generic)
            if isinstance(origin, type) and issubclass(origin, Process):
                found = _concrete(get_args(generic)[0])
                if found is not None:
                    return found
    raise DefinitionError(cls.__name__, "names no document: class X(Process[Order])")


def _concrete(argument: Any) -> type[Document] | None:
    if isinstance(argument, TypeVar) or hasattr(argument, "__default__"):
        default = getattr(argument, "__default__", None)
        argument = default if isinstance(default, type) else argument.__bound__
    if isinstance(argument, type) and issubclass(argument, Document):
        return argument
    return None


def is_condition(part: object) -> bool:
    """Whether something may stand in `needs=` or `when=`."""
    return isinstance(part, (Guard, Rule))


def effect_of(cls: type, name: str) -> Any:
    """The function that is a step's effect, the most derived of its name."""
    return getattr(cls, name)
