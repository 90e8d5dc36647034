"""Showing: what a customer is shown of a case, and when it changes.

A journal entry is public exactly if it changes the label that the customer sees, or tells him
something.  What he has been shown stands in the case's facts, so that his view of the case needs
nothing else; and nothing else gets into it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fbo.kernel.json import Json
from fbo.kernel.wording import names_in, worded
from fbo.workflow.facts import Facts
from fbo.workflow.state import State

if TYPE_CHECKING:
    from fbo.workflow.process import Process


def label_of(case: "Process[Any]", state: State | None = None) -> tuple[str, dict[str, Json]]:
    """The label of a case as it is now, and the values of its names; empty: he sees nothing.

    `state`: the label that its document would have in another one.
    """
    text = (state or case.state).label_of(case.document)
    return text, {name: worded(getattr(case.document, name)) for name in names_in(text)}


def shown_now(facts: Facts) -> dict[str, Any]:
    """What the customer was shown last: `at`, `label`, `with`; empty if nothing ever."""
    for event in reversed(facts.shown):
        if "label" in event:
            found: dict[str, Any] = event
            return found
    return {}


def what_changes(case: "Process[Any]", told: Sequence[str]) -> dict[str, Json]:
    """What a commit shows the customer: a label that is new to him, templates that tell him."""
    label, words = label_of(case)
    last = shown_now(case.facts)
    event: dict[str, Json] = {}
    if label != last.get("label", "") or words != last.get("with", {}):
        event["label"] = label
        if words:
            event["with"] = words
    if told:
        event["told"] = list(told)
    return event
