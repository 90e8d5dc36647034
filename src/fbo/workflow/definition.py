"""Definitions: what the class body of a process says, gathered once when the class is made.

The class is read in the order of its inheritance, so that a subclass replaces by name.  Whether the
definition makes sense is asked in `fbo.workflow.check`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin

from fbo.kernel.document import Document
from fbo.kernel.errors import DefinitionError, SchemaMismatch
from fbo.workflow.guard import Guard, Rule
from fbo.workflow.machine import Mover
from fbo.workflow.on_file import OnFile
from fbo.workflow.reaction import Reaction
from fbo.workflow.state import Before, Same, State
from fbo.workflow.step import Step

if TYPE_CHECKING:
    from fbo.workflow.process import Process

RESERVED = frozenset(
    "open take proceed change post hold holds settle void tell later now new_id went same before "
    "case document plan apply refusals next_steps state history due version number family "
    "definition speaker id file by hand caused_by asked parent child_ids taking asking "
    "planning".split()
)


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
    opening: Step[Any] | None
    rules: Mapping[str, Rule]
    on_file: Mapping[str, OnFile[Any]]
    reactions: tuple[Reaction[Any, Any, Any], ...]
    mover: Mover
    soon: Mapping[str, tuple[str, ...]]
    """The steps that SYSTEM takes as soon as it can, by the state they lead from."""

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
        names = {state.name for state in step.sources.states}
        if step.sources.any_open:
            names |= {name for name, state in self.states.items() if not state.ended}
        return frozenset(names)

    def targets(self, step: Step[Any]) -> frozenset[str]:
        """The names of the states to which a step may lead."""
        names: set[str] = set()
        for branch in step.branches:
            if isinstance(branch.target, Same):
                names |= self.sources(step)
            elif isinstance(branch.target, Before):
                names |= self.leading_to(branch.target.state.name)
            else:
                names.add(branch.target.name)
        return frozenset(names)

    def leading_to(self, state: str) -> frozenset[str]:
        """The states from which some step leads straight to `state`."""
        return frozenset(
            source
            for step in self.steps.values()
            if any(isinstance(b.target, State) and b.target.name == state for b in step.branches)
            for source in self.sources(step) - {state}
        )

    def leads_from(self, step: str, state: str) -> bool:
        """Whether the step may be taken in the state."""
        return state in self.mover.sources[step]


def define(cls: "type[Process[Any]]") -> Definition:
    """Gather the definition of a class and check it.  Raises `DefinitionError`."""
    from fbo.workflow.check import check

    parts = _parts(cls)
    states = {name: part for name, part in parts.items() if isinstance(part, State)}
    steps = {name: part for name, part in parts.items() if isinstance(part, Step)}
    opening = next((step for step in steps.values() if step.opening), None)
    moving = {name: step for name, step in steps.items() if not step.opening}
    _refuse_bad_names(cls, states, steps)
    initial = [state for state in states.values() if state.initial]
    if len(initial) != 1:
        raise DefinitionError(cls.__name__, f"has {len(initial)} initial states; it needs one")
    definition = Definition(
        name=cls.__name__,
        family=cls.family,
        document=_document_of(cls),
        initial=initial[0],
        states=states,
        former={former: name for name, state in states.items() for former in state.was},
        steps=moving,
        effects=_effects(cls, steps),
        opening=opening,
        rules={name: part for name, part in parts.items() if isinstance(part, Rule)},
        on_file={name: part for name, part in parts.items() if isinstance(part, OnFile)},
        reactions=tuple(part for part in parts.values() if isinstance(part, Reaction)),
        mover=Mover(tuple(states)),
        soon=_soon(moving),
    )
    check(definition, cls)
    for name, step in moving.items():
        definition.mover.add(name, definition.sources(step), definition.targets(step))
    return definition


def _parts(cls: type) -> dict[str, object]:
    """What the class body and those of its bases declare, a subclass's word being the last."""
    parts: dict[str, object] = {}
    for base in reversed(cls.__mro__):
        for name, part in vars(base).items():
            if isinstance(part, (State, Step, Rule, OnFile, Reaction)):
                parts[name] = part
            elif name in parts and not isinstance(parts[name], Reaction):
                del parts[name]
    return parts


def _effects(cls: type, steps: Mapping[str, Step[Any]]) -> dict[str, str]:
    """The effect of each step; one declared again keeps the effect it had unless it has another."""
    effects: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        for name, part in vars(base).items():
            if isinstance(part, Step) and part.effect:
                effects[name] = part.effect
    return {name: effect for name, effect in effects.items() if name in steps}


def _soon(steps: Mapping[str, Step[Any]]) -> dict[str, tuple[str, ...]]:
    soon: dict[str, tuple[str, ...]] = {}
    for name, step in steps.items():
        for state in step.sources.states if step.as_soon_as else ():
            soon[state.name] = (*soon.get(state.name, ()), name)
    return soon


def _refuse_bad_names(
    cls: type, states: Mapping[str, State], steps: Mapping[str, Step[Any]]
) -> None:
    for name in (*states, *steps):
        if name in RESERVED:
            raise DefinitionError(cls.__name__, f"{name!r} is a word every process has")
    for name in states.keys() & steps.keys():
        raise DefinitionError(cls.__name__, f"{name!r} is both a state and a step")


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
    return cast("Any", getattr(cls, name))
