"""Tables: a process at a glance, one row a state and one row a step.

The class is the definition; this only writes down what it says, in the order in which it says it,
so that a page of documentation can be compared with the class.  Nothing here decides anything.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from fbo.kernel.calendar import Duration
from fbo.workflow.definition import Definition
from fbo.workflow.guard import Guard, Rule
from fbo.workflow.state import State
from fbo.workflow.step import Branch, Step

if TYPE_CHECKING:
    from fbo.workflow.process import Process


class Row(NamedTuple):
    """One step, in words: who takes it, from where to where, what it needs and takes, who hears."""

    step: str
    by: str
    from_: str
    to: str
    needs: str
    takes: str
    tells: str


class StateRow(NamedTuple):
    """One state, in words: on whose desk, how long, what the customer sees, what it means."""

    state: str
    desk: str
    clock: str
    label: str
    meaning: str


class ClockRow(NamedTuple):
    """One clock over several states, in words: its time, from when to when, and its kind."""

    clock: str
    within: str
    starts: str
    stops: str
    kind: str


def table(process: "type[Process[Any]]") -> tuple[Row, ...]:
    """The steps of a process, the one that opens a case first."""
    definition = process.definition
    steps = (*definition.openings, *definition.steps.values())
    return tuple(_row(definition, step) for step in steps)


def states(process: "type[Process[Any]]") -> tuple[StateRow, ...]:
    """The states of a process."""
    return tuple(
        StateRow(state.name, desks(state), clocks(state), state.label, _meaning(state))
        for state in process.definition.states.values()
    )


def timed(process: "type[Process[Any]]") -> tuple[ClockRow, ...]:
    """The clocks of a process, beside those of its states."""
    return tuple(
        ClockRow(
            name,
            str(clock.within) if isinstance(clock.within, Duration) else "by policy",
            _events(clock.starts) or "when it is opened",
            _events(clock.stops) or "at its end",
            clock.kind,
        )
        for name, clock in process.definition.clocks.items()
    )


def markdown(process: "type[Process[Any]]") -> str:
    """All tables, as a page of documentation shows them."""
    clocks = timed(process)
    lines = (
        *_grid(StateRow._fields, states(process)),
        "",
        *((*_grid(ClockRow._fields, clocks), "") if clocks else ()),
        *_grid(tuple(name.strip("_") for name in Row._fields), table(process)),
    )
    return "\n".join((*lines, ""))


def desks(state: State) -> str:
    """The desks on which a case in the state may lie."""
    return " or ".join(desk.name for desk in state.desks)


def clocks(state: State) -> str:
    """How long it may lie there."""
    until = ("until its own date",) if state.until else ()
    return ", ".join((*map(str, state.clocks), *until))


def _events(events: Iterable[Any]) -> str:
    """States and steps, in words."""
    return ", ".join(event.name for event in events)


def condition(branches: tuple[Branch, ...], nth: int) -> str:
    """When a branch is taken, in words; empty where nothing is asked."""
    asked = " and ".join(in_words(each.name) for each in branches[nth].when)
    return asked or ("otherwise" if nth else "")


def in_words(name: str) -> str:
    """A name as a person would write it."""
    return name.strip("_").replace("_", " ")


def _row(definition: Definition, step: Step[Any]) -> Row:
    return Row(
        step=step.name,
        by=", ".join(_by(step)),
        from_=_from(definition, step),
        to=_targets(step),
        needs=", ".join(_needs(step)),
        takes=step.takes.__name__ if step.takes else "",
        tells=", ".join(map(str, step.tells)),
    )


def _by(step: Step[Any]) -> Iterable[str]:
    yield from (role.name for role in step.by)
    if step.as_soon_as:
        yield "as soon as it can be"


def _from(definition: Definition, step: Step[Any]) -> str:
    named = [state.name for state in step.sources.states]
    if step.sources.any_open:
        beyond = [name for name in named if definition.states[name].ended]
        return ", ".join(("every open state", *beyond))
    return ", ".join(named)


def _targets(step: Step[Any]) -> str:
    ways: list[str] = []
    for nth, branch in enumerate(step.branches):
        target = branch.target.name if isinstance(branch.target, State) else str(branch.target)
        asked = condition(step.branches, nth)
        if asked and branch.when:
            ways.append(f"{target} if {asked}")
        else:
            ways.append(f"{asked} {target}".strip())
    return "; ".join(ways)


def _needs(step: Step[Any]) -> Iterable[str]:
    asked: tuple[Guard[Any] | Rule, ...] = step.needs
    yield from (in_words(each.name) for each in asked)
    yield from (f"{in_words(name)} filled in" for name in step.checklist)
    yield from (f"not by whoever took {getattr(other, 'name', other)}" for other in step.duties)


def _meaning(state: State) -> str:
    words = {
        "begins here": state.initial,
        "the end": state.final,
        "at rest": state.at_rest,
        f"held by the {state.holder}": bool(state.holder),
    }
    return ", ".join(word for word, holds in words.items() if holds)


def _grid(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterable[str]:
    names = tuple(heads)
    yield _line(names)
    yield _line("---" for _ in names)
    yield from map(_line, rows)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
