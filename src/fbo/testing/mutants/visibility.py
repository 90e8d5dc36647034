"""Planted faults of the line of visibility: what lies below it gets above it.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fbo.company.engine import closing
from fbo.front.crm import Message, Promise
from fbo.front.sales import Order, OrderLine
from fbo.kernel.json import Json
from fbo.kernel.times import iso
from fbo.processes.messaging import Messaging
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting
from fbo.workflow.process import Process
from fbo.workflow.showing import what_changes
from fbo.workflow.state import State

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of the line of visibility."""

_noticed_by = planting.listed(MUTANTS)
_LINE: Final = "test_what_happens_below_the_line_changes_nothing_above_it"

Event = dict[str, Json]


@_noticed_by(_LINE)
def field_leaks() -> Planting:
    """A document publishes a field that is meant for the staff."""
    return planting.instead(Order, "public", (*Order.public, "priority"))


@_noticed_by(_LINE)
def part_of_a_field_leaks() -> Planting:
    """A public part publishes how far the warehouse is."""
    return planting.instead(OrderLine, "public", (*OrderLine.public, "buckets"))


@_noticed_by(_LINE)
def notes_are_read_out() -> Planting:
    """What colleagues note among themselves is shown with what was said."""
    return planting.instead(Message, "is_public", property(lambda _: True))


@_noticed_by(_LINE)
def why_a_promise_is_at_risk_leaks() -> Planting:
    """A promise publishes why it may not be kept."""
    return planting.instead(Promise, "public", (*Promise.public, "because"))


@_noticed_by("test_a_customer_sees_what_he_is_asked_until_he_answers")
def answered_question_is_asked_on() -> Planting:
    """A question stays open after it was answered."""

    def instead(case: Messaging) -> str:
        return next((m.text for m in reversed(case.document.messages) if m.asks), "")

    return planting.instead(Messaging, "open_question", property(instead))


@_noticed_by(_LINE)
def since_tells_of_an_internal_step() -> Planting:
    """A label is new again with every step, also with one that the customer sees nothing of."""

    def instead(case: Process[Any], event: Event) -> Event:
        shown = case.facts.shown
        if not event and shown:
            shown[-1] = {**shown[-1], "at": iso(case.now)}
        return event

    return _afterwards(instead)


@_noticed_by(_LINE)
def internal_event_leaks() -> Planting:
    """An entry that shows the customer nothing is public all the same."""
    return _afterwards(lambda _, event: event or {"told": ["something"]})


@_noticed_by(_LINE)
def staff_in_an_event() -> Planting:
    """An event says who has the case."""

    def instead(case: Process[Any], event: Event) -> Event:
        return {**event, "told": [case.facts.owner]} if event else event

    return _afterwards(instead)


@_noticed_by(_LINE)
def every_state_is_shown() -> Planting:
    """A state without a label is shown by its name."""
    label_of: Callable[[State, object], str] = vars(State)["label_of"]

    def instead(state: State, document: object) -> str:
        return label_of(state, document) or state.name

    return planting.instead(State, "label_of", instead)


def _afterwards(change: Callable[[Process[Any], Event], Event]) -> Planting:
    """What a commit shows the customer, changed."""

    def instead(case: Process[Any], told: Sequence[str]) -> Event:
        return change(case, what_changes(case, told))

    return planting.instead(closing, "what_changes", instead)
