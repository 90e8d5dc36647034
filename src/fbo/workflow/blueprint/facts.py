"""Facts: what a service blueprint shows of a process, as plain values read from its class.

Nothing here knows where anything stands on the paper, so that a program can read the same facts
that a person sees.  What is measured comes from outside, for a class does not know it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from fbo.kernel.calendar import Duration
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.workflow.clocks import Clock
from fbo.workflow.definition import Definition
from fbo.workflow.handoff import AGREED
from fbo.workflow.state import Before, OneOf, State
from fbo.workflow.step import Step
from fbo.workflow.table import clocks, condition, in_words

if TYPE_CHECKING:
    from fbo.workflow.process import Process

Kind = Literal["open", "final", "at rest"]


@dataclass(frozen=True, slots=True)
class Measured:
    """How hand-offs from one desk to another went: so many waited so long and took so long.

    `wait` is the mean time from offer to acceptance, `work` from there to the end, each with the
    longest beside it; `late` counts those that missed the times agreed.  Times are working time;
    desks are named as `Desk.name`.
    """

    source: str
    desk: str
    count: int
    wait: timedelta
    work: timedelta
    longest_wait: timedelta
    longest_work: timedelta
    late: int = 0


@dataclass(frozen=True, slots=True)
class DeskFact:
    """A desk, its department and its office."""

    name: str
    department: str
    office: str


@dataclass(frozen=True, slots=True)
class StateFact:
    """A state: on which desks, how long, what the customer sees, who holds the case meanwhile."""

    name: str
    kind: Kind
    initial: bool
    desks: tuple[DeskFact, ...]
    holder: str
    clock: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOff:
    """A way on which the case changes desk: between which, and what they have agreed.

    `accept` and `done` are empty where no time is agreed; `agreed` says both in words; `usual`
    where it is what holds between all desks that have agreed on nothing else.
    """

    sources: tuple[str, ...]
    desks: tuple[str, ...]
    accept: str
    done: str
    agreed: str
    usual: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One way of a step out of one state; several targets only where it leads back.

    `asks` are the desks that are asked, `answers` those that were, where the step is their answer;
    `agreed` the times for it, where they are not the usual ones.
    `source` is empty for the step that opens a case.  `nth` is the branch; what the customer does
    and hears belongs to the step, so it is said with its first branch.
    """

    step: str
    nth: int
    source: str
    targets: tuple[str, ...]
    condition: str
    by: tuple[str, ...]
    needs: tuple[str, ...]
    alone: bool
    customer: bool
    told: tuple[str, ...]
    asks: tuple[str, ...]
    answers: tuple[str, ...]
    agreed: str
    hand_off: HandOff | None


@dataclass(frozen=True, slots=True)
class ClockFact:
    """A clock over several states: how long, from when, what meets it, of which kind."""

    name: str
    within: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a blueprint shows of a process."""

    name: str
    sentence: str
    states: tuple[StateFact, ...]
    ways: tuple[Way, ...]
    measured: tuple[Measured, ...] = ()
    clocks: tuple[ClockFact, ...] = ()

    def state(self, name: str) -> StateFact:
        """The state of this name."""
        return next(state for state in self.states if state.name == name)


def facts_of(process: "type[Process[Any]]", measured: Iterable[Measured] = ()) -> Facts:
    """What the class of a process says, with what was measured between its desks."""
    definition = process.definition
    sentence = (process.__doc__ or "").strip().partition("\n\n")[0]
    return Facts(
        name=definition.family,
        sentence=" ".join(sentence.split()),
        states=tuple(_state(state) for state in definition.states.values()),
        ways=tuple(_ways(definition)),
        measured=tuple(measured),
        clocks=tuple(_clock(one) for one in definition.clocks.values()),
    )


def _clock(one: Clock) -> ClockFact:
    return ClockFact(
        name=one.name,
        within=str(one.within) if isinstance(one.within, Duration) else "as the case says",
        starts=tuple(event.name for event in one.starts),
        stops=tuple(event.name for event in one.stops),
        kind=one.kind,
    )


def _state(state: State) -> StateFact:
    return StateFact(
        name=state.name,
        kind="final" if state.final else "at rest" if state.at_rest else "open",
        initial=state.initial,
        desks=tuple(
            DeskFact(desk.name, desk.department.name, desk.office.name) for desk in state.desks
        ),
        holder=state.holder or "",
        clock=clocks(state),
        labels=tuple(map(_filled, state.labels)),
    )


def _filled(label: str) -> str:
    """A label with the names of what will stand in it: "Delivery by [promised]"."""
    return label.replace("{", "[").replace("}", "]").replace("_", " ")


def _ways(definition: Definition) -> Iterator[Way]:
    for step in definition.openings:
        yield _way(definition, step, 0, "", (definition.initial.name,))
    for source in definition.states:
        for step in definition.steps.values():
            if source in definition.sources(step):
                for nth in range(len(step.branches)):
                    yield _way(
                        definition, step, nth, source, _targets(definition, step, nth, source)
                    )


def _targets(definition: Definition, step: Step[Any], nth: int, source: str) -> tuple[str, ...]:
    target = step.branches[nth].target
    if isinstance(target, Before):
        before = definition.leading_to(target.state.name)
        return tuple(name for name in definition.states if name in before)
    return (target.name if isinstance(target, State) else source,)


def _way(
    definition: Definition, step: Step[Any], nth: int, source: str, targets: tuple[str, ...]
) -> Way:
    told = [notice.template for notice in step.tells if notice.audience == "customer"]
    return Way(
        step=step.name,
        nth=nth,
        source=source,
        targets=targets,
        condition=condition(step.branches, nth),
        by=tuple(role.name for role in step.by),
        needs=tuple(in_words(each.name) for each in step.needs),
        alone=step.as_soon_as or step.by == (SYSTEM,),
        customer=CUSTOMER in step.by,
        told=() if nth else tuple(told),
        asks=_asked(step),
        answers=() if step.answers is None else _asked(step.answers),
        agreed="" if step.asks is None or step.agreed == AGREED else str(step.agreed),
        hand_off=_hand_off(definition, step, source, targets) if source else None,
    )


def _asked(step: Step[Any]) -> tuple[str, ...]:
    """The desks that a step asks."""
    desks = step.asks.choices if isinstance(step.asks, OneOf) else (step.asks,)
    return tuple(desk.name for desk in desks if desk is not None)


def _hand_off(
    definition: Definition, step: Step[Any], source: str, targets: Sequence[str]
) -> HandOff | None:
    """The desks between which the case goes, if it leaves its desk for another."""
    here = tuple(desk.name for desk in definition.states[source].desks)
    others = [
        desk.name
        for target in targets
        for desk in definition.states[target].desks
        if target != source and not definition.states[target].ended
    ]
    there = tuple(desk for desk in dict.fromkeys(others) if (desk,) != here)
    if not here or not there or set(here) == set(there):
        return None
    agreed = step.agreed
    accept, done = str(agreed.accept or ""), str(agreed.done or "")
    return HandOff(here, there, accept, done, str(agreed), agreed == AGREED)
