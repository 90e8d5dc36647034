"""Planted faults of hand-offs, as in `fbo.testing.mutants.engine`.  Never for use."""

from typing import Any, Final

from fbo.company import looking
from fbo.company.engine import carrying, records
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting
from fbo.workflow import decide, handing, handoff

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of hand-offs."""

_noticed_by = planting.listed(MUTANTS)


@_noticed_by("test_a_step_to_another_desk_offers_a_hand_off")
def nothing_is_handed_over() -> Planting:
    """A step to another desk leaves no trace of it."""

    def instead(*_: Any) -> list[Any]:
        return []

    return planting.instead(carrying, "after_step", instead)


@_noticed_by("test_nothing_is_offered_while_the_checklist_is_incomplete")
def checklist_not_looked_at() -> Planting:
    """What is not filled in is handed over all the same."""
    return planting.instead(decide, "_unfilled", planting.none)


@_noticed_by("test_a_step_of_somebody_else_does_not_accept_it")
def accepted_by_anybody() -> Planting:
    """Whoever takes a step accepts what was offered to others."""

    def instead(*_: Any) -> bool:
        return True

    return planting.instead(handing, "sits_at", instead)


@_noticed_by("test_what_was_returned_is_offered_again_and_not_anew")
def offered_anew_after_a_return() -> Planting:
    """What comes again after a return counts as another hand-off, right the first time."""

    def instead(*_: Any) -> bool:
        return False

    return planting.instead(handing, "_is_taken_again", instead)


@_noticed_by("test_the_end_of_the_case_cancels_its_questions")
def questions_outlive_their_case() -> Planting:
    """A question stays open though its case has ended."""
    return planting.instead(handing, "_ended", planting.none)


@_noticed_by("test_the_same_is_not_asked_twice")
def asked_twice() -> Planting:
    """Who is asked is asked again while he thinks."""
    return planting.instead(decide, "why_not", planting.none)


@_noticed_by("test_waiting_work_and_return_are_working_time_and_add_up")
def time_by_the_clock_on_the_wall() -> Planting:
    """Nights and weekends count as waiting."""

    def instead(self: Any, _: Any, now: Any) -> handoff.Spent:
        end = self.completed_at or now
        nothing = end - end
        return handoff.Spent(end - self.offered_at, nothing, nothing)

    return planting.instead(handoff.Handoff, "spent", instead)


@_noticed_by("test_what_is_incomplete_is_returned_with_what_is_missing")
def returned_is_done() -> Planting:
    """What is sent back counts as done."""
    became: Any = vars(handing)["_became"]

    def instead(did: str, body: Any, purpose: str = "") -> Any:
        return became("done" if did == "returned" else did, body, purpose)

    return planting.instead(handing, "_became", instead)


@_noticed_by("test_a_question_lies_on_the_worklist_of_the_desk_that_is_asked")
def question_lies_nowhere() -> Planting:
    """Whoever is asked something is not shown it."""
    return planting.instead(records, "_asked_desks", planting.none)


@_noticed_by("test_a_worklist_tells_what_was_offered_and_should_have_been_accepted")
def offer_is_left_in_peace() -> Planting:
    """Nobody sees that what was offered is not accepted."""

    def instead(*_: Any) -> bool:
        return False

    return planting.instead(looking.OnDesk, "is_left", instead)
