"""Checks of the line of visibility: what a customer sees of a process, when its class is made.

A label shows nothing that the document does not publish, and whoever waits for something sees that
he does, on somebody's desk and under a clock.  Each function yields its faults as sentences.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fbo.kernel.people import Desk
from fbo.kernel.wording import names_in
from fbo.workflow.check_clocks import is_timed
from fbo.workflow.definition import Definition
from fbo.workflow.handing import sees_restricted
from fbo.workflow.state import OneOf, State
from fbo.workflow.step import Step

if TYPE_CHECKING:
    from fbo.workflow.process import Process


def sight(definition: Definition, cls: "type[Process[Any]]") -> Iterator[str]:
    """What is wrong with what the customer sees."""
    yield from _labels(definition)
    yield from _packets(definition)
    if cls.speaker is not None:
        yield from _waiting(definition)


def _labels(definition: Definition) -> Iterator[str]:
    """A label names public fields only, and none whose value may be erased or is given later."""
    document = definition.document
    for state in definition.states.values():
        for name in dict.fromkeys(name for text in state.labels for name in names_in(text)):
            if name not in document.public:
                yield (
                    f"the label of {state.name} names {name}, "
                    f"which is no public field of {document.__name__}"
                )
            elif name in document.personal or name in document.numbered:
                yield f"the label of {state.name} names {name}, which does not stay in a history"


def _packets(definition: Definition) -> Iterator[str]:
    """What a document restricts is not handed to a department that does not answer for it."""
    restricted = definition.document.restricted
    for step in definition.steps.values():
        for name in (each for each in step.packet if each in restricted):
            for desk in _handed_to(definition, step):
                if not sees_restricted(definition, desk.name):
                    yield (
                        f"the packet of {step.name} shows {name} to {desk.name}, "
                        f"and {definition.document.__name__} restricts it"
                    )


def _handed_to(definition: Definition, step: Step[Any]) -> Iterator[Desk]:
    """The desks to which a step may hand the case, or which it asks."""
    if step.asks is not None:
        yield from step.asks.choices if isinstance(step.asks, OneOf) else (step.asks,)
        return
    for source, target in definition.ways(step):
        here = definition.states[source].desks
        yield from (d for d in definition.states[target].desks if d not in here or len(here) > 1)


def _waiting(definition: Definition) -> Iterator[str]:
    """A customer who waits sees that he does, and somebody answers for it, by a time."""
    for name, state in definition.states.items():
        if not waits(state):
            continue
        if not state.labels:
            yield f"a customer waits in {name}, and sees nothing: it has no label"
        if not state.desks:
            yield f"a customer waits in {name}, and nobody answers for it: it has no desk"
        if not is_timed(definition, state):
            yield f"a customer waits in {name}, and no clock runs"


def waits(state: State) -> bool:
    """Whether the customer waits: not for himself, not at an end, and not for a draft.

    Nobody waits for a draft: an initial state without clock and label.
    """
    if state.ended or state.holder == "customer":
        return False
    return not (state.initial and not state.clocks and state.until is None and not state.labels)
