"""Planted faults of warranty claims and tickets: two ends for one thing, answers that are none.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

from fbo.company.messages import recipients
from fbo.company.reporting.statements import Statement
from fbo.front.aftersales import WarrantyClaim
from fbo.processes import ticketing
from fbo.processes.ticketing import Ticketing
from fbo.processes.warranty_service import WarrantyService, serving
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of warranty claims and of tickets."""

_noticed_by = planting.listed(MUTANTS)


# Warranty claims.


@_noticed_by("test_a_replacement_inherits_what_remains_and_both_serials_are_known")
def replacement_restarts_the_warranty() -> Planting:
    """What is given instead is covered for the full time once more."""

    def anew(claim: Any, on: Any, policy: Any, calendar: Any) -> Any:
        del claim
        return calendar.day_of(calendar.add(calendar.start_of_day(on), policy.length))

    return planting.instead(serving, "ends_after", anew)


@_noticed_by("test_one_claim_at_a_time_is_open_about_a_thing")
def claims_pile_up() -> Planting:
    """A thing that is claimed may be claimed once more."""
    return planting.instead(WarrantyClaim, "claimed", property(planting.nothing))


@_noticed_by("test_a_replacement_is_not_given_back_without_its_serial")
def number_of_the_other_forgotten() -> Planting:
    """What is given instead has no number."""
    return _let_pass("names_the_other")


@_noticed_by("test_a_repair_is_good_for_ninety_days_at_least")
def repair_is_good_for_what_is_left() -> Planting:
    """What was repaired is good for as long as it was, be it a day."""

    def what_is_left(claim: Any, on: Any, *_: Any) -> Any:
        return claim.ends_on or on

    return planting.instead(serving, "ends_after", what_is_left)


@_noticed_by("test_what_came_back_since_is_not_replaced_either")
def replaced_and_returned() -> Planting:
    """What is coming back for money is replaced under its warranty, too."""
    return _let_pass("is_still_his")


@_noticed_by("test_nobody_says_that_money_is_back_which_is_not")
def settled_by_a_word() -> Planting:
    """A claim is settled as soon as somebody says so."""
    return _let_pass("has_what_was_decided")


@_noticed_by("test_a_replacement_that_is_called_off_is_decided_anew")
def replacement_that_nobody_sends() -> Planting:
    """A claim goes on waiting for goods that will not be sent."""
    reaction = vars(WarrantyService)["_is_not_sent"]
    return planting.instead(reaction, "effect", planting.nothing)


# What is asked of a customer, and when he is asked how it was.


@_noticed_by("test_what_an_open_complaint_disputes_is_not_claimed")
def disputed_is_claimed() -> Planting:
    """A statement asks for all that is open, whatever is disputed of it."""

    def nothing(*_: object) -> int:
        return 0

    return planting.instead(Statement, "_disputed", nothing)


@_noticed_by("test_who_complains_of_something_serious_is_not_asked_how_it_was")
def asked_how_it_was_all_the_same() -> Planting:
    """Who complains bitterly is asked how content he is."""
    return planting.instead(recipients, "_complains", planting.none)


# Tickets.


@_noticed_by("test_a_note_among_colleagues_is_no_response")
def note_counts_as_response() -> Planting:
    """Whoever writes to a colleague has answered the customer."""
    clock = Ticketing.definition.clocks["first_response"]
    stops = (*clock.stops, Ticketing.definition.steps["note"])
    return planting.instead(clock, "stops", stops)


@_noticed_by("test_thanks_leave_it_resolved_and_keep_the_message")
def thanks_reopen() -> Planting:
    """Whoever says thanks wants something."""

    def always(text: str) -> str:
        del text
        return "same_need"

    return planting.instead(ticketing, "kind_of", always)


@_noticed_by("test_each_turn_of_the_customer_has_one_clock_until_he_is_answered")
def clock_runs_on_after_the_answer() -> Planting:
    """Who was answered still waits for an answer."""
    clock = Ticketing.definition.clocks["next_response"]
    stops = tuple(one for one in clock.stops if getattr(one, "name", "") != "answer")
    return planting.instead(clock, "stops", stops)


@_noticed_by("test_what_was_planned_after_it_was_resolved_does_not_close_by_itself")
@contextmanager
def planned_ticket_closes() -> Generator[None, None, None]:
    """What was once resolved closes after five days, wherever it is by then."""
    mover, anywhere = Ticketing.definition.mover, ("opened", "scheduled", "with_back")
    kept = mover.sources["close"]
    mover.add("close", tuple((source, "closed") for source in (*kept, *anywhere)))
    try:
        yield
    finally:
        mover.sources["close"] = kept
        for source in anywhere:
            mover.machine.remove_transition("close", source)


def _let_pass(rule: str) -> Planting:
    """A rule that is never asked."""
    asked = WarrantyService.definition.rules[rule]
    return planting.instead(asked, "ask", _yes)


def _yes(*_: object) -> bool:
    return True
