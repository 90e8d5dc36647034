"""Diagrams: a process as a Mermaid state diagram, with a lane an office.

Between the lanes runs the line of visibility: what lies behind it, customers do not see.  States on
no desk, or on desks of both offices, stand in no lane.  The lanes are not divided further, because
Mermaid misplaces states of nested composites that have transitions to the outside.  Nothing here
draws pixels.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from fbo.kernel.people import BACK, FRONT, Office
from fbo.workflow.definition import Definition
from fbo.workflow.state import Before, State
from fbo.workflow.step import Step
from fbo.workflow.table import clocks, condition, desks

if TYPE_CHECKING:
    from fbo.workflow.process import Process

# Mermaid reads these as its own words, whatever follows.
_WORDS = frozenset(
    ("class", "classDef", "click", "default", "href", "note", "root", "scale", "state", "style")
)
_LANES = ((FRONT, "Front office", "front_office"), (BACK, "Back office", "back_office"))


def mermaid(process: "type[Process[Any]]") -> str:
    """The process as Mermaid text: states in their lanes, each way labelled `step [condition]`.

    The same class always gives the same text.
    """
    definition = process.definition
    lines = ("stateDiagram-v2", *(f"    {line}" for line in _body(definition)))
    return "\n".join((*lines, ""))


def _body(definition: Definition) -> Iterator[str]:
    yield "direction LR"
    states = definition.states.values()
    lanes = [lane for lane in _LANES if any(_lane(state) == lane[0] for state in states)]
    for office, title, name in lanes:
        yield f'state "{title}" as {name} {{'
        for state in states:
            if _lane(state) == office:
                yield from (f"    {line}" for line in _described(state))
        yield "}"
    if len(lanes) == len(_LANES):
        yield f"note left of {lanes[-1][2]} : line of visibility"
    for state in states:
        if _lane(state) is None:
            yield from _described(state)
    yield from _ways(definition)


def _lane(state: State) -> Office | None:
    """The office on whose desks the state lies, if it is one."""
    offices = {desk.office for desk in state.desks}
    return offices.pop() if len(offices) == 1 else None


def _described(state: State) -> Iterator[str]:
    where = ", ".join(part for part in (desks(state), clocks(state)) if part)
    yield f"{_id(state.name)} : {state.name}"
    if where:
        yield f"{_id(state.name)} : {_plain(where)}"
    if state.at_rest:
        yield f"{_id(state.name)} : at rest"


def _ways(definition: Definition) -> Iterator[str]:
    openings = [step.name for step in definition.openings]
    yield _arrow("[*]", _id(definition.initial.name), openings)
    labels: dict[tuple[str, str], list[str]] = {}
    for step in definition.steps.values():
        for source, target, label in _labelled(definition, step):
            labels.setdefault((source, target), []).append(label)
    for (source, target), several in labels.items():
        yield _arrow(_id(source), _id(target), several)
    for state in definition.states.values():
        if state.final:
            yield _arrow(_id(state.name), "[*]", ())


def _labelled(definition: Definition, step: Step[Any]) -> Iterator[tuple[str, str, str]]:
    """Each way that each branch of a step may go, with its label."""
    sources = [name for name in definition.states if name in definition.sources(step)]
    for nth, branch in enumerate(step.branches):
        asked = condition(step.branches, nth)
        for source in sources:
            for target in _targets(definition, branch.target, source):
                yield source, target, f"{step.name} [{asked}]" if asked else step.name


def _targets(definition: Definition, target: object, source: str) -> Iterable[str]:
    if isinstance(target, Before):
        before = definition.leading_to(target.state.name)
        return [name for name in definition.states if name in before]
    return [target.name] if isinstance(target, State) else [source]


def _arrow(source: str, target: str, labels: Iterable[str]) -> str:
    label = _plain(" / ".join(labels))
    return f"{source} --> {target} : {label}" if label else f"{source} --> {target}"


def _id(state: str) -> str:
    return f"{state}_" if state in _WORDS else state


def _plain(text: str) -> str:
    """Without what would end a line of Mermaid, or begin a character reference."""
    return text.replace(";", ",").replace("#", "no. ")
