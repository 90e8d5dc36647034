"""Questions: whether the customer is waited for because he was asked something.

A service clock pauses while the customer holds the case; that it stands still is his affair only if
he knows what is wanted of him.  A step that leads to such a state tells him, or takes the question
as its form, or goes on with one that is open.  Without one it is refused.
"""

from typing import TYPE_CHECKING, Any

from fbo.kernel.errors import Reason
from fbo.workflow.state import State
from fbo.workflow.step import Step

if TYPE_CHECKING:
    from fbo.workflow.process import Process

ASKED = "open_question"


def asks_by_itself(cls: "type[Process[Any]]") -> bool:
    """Whether a process says what its open question is."""
    from fbo.workflow.process import Process

    return getattr(cls, ASKED) is not getattr(Process, ASKED)


def why_not_paused(case: "Process[Any]", step: Step[Any], target: State) -> tuple[Reason, ...]:
    """Why a step may not leave the case with the customer; nothing: it may."""
    if target.holder != "customer" or case.state.holder == "customer" or case.speaker is None:
        return ()
    told = any(notice.audience == "customer" for notice in step.tells)
    if told or step.takes is not None or not asks_by_itself(type(case)) or case.open_question:
        return ()
    reason = Reason(
        "no_open_question",
        "the customer has not been asked anything that he could answer",
        way_out="ask him first",
    )
    return (reason,)
