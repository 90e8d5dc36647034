"""Checks of the line of visibility: what a customer sees of a process, when its class is made.

A label shows nothing that the document does not publish, and whoever waits for something sees that
he does, on somebody's desk and under a clock.  Each function yields its faults as sentences.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fbo.kernel.wording import names_in
from fbo.workflow.check_clocks import is_timed
from fbo.workflow.definition import Definition
from fbo.workflow.state import State

if TYPE_CHECKING:
    from fbo.workflow.process import Process


def sight(definition: Definition, cls: "type[Process[Any]]") -> Iterator[str]:
    """What is wrong with what the customer sees."""
    yield from _labels(definition)
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
