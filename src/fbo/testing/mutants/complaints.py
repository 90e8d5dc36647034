"""Planted faults of complaints: late, unanswered, put right twice, judged by the wrong people.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from typing import Any, Final

from fbo.company.engine import clocking
from fbo.front.sales import OrderLine
from fbo.front.service import Remedy
from fbo.kernel.money import Money
from fbo.processes.complaint_to_resolution import on_file as complaint_on_file
from fbo.processes.complaint_to_resolution.on_file import ComplaintOnFile
from fbo.processes.complaint_to_resolution.putting_right import ComplaintPuttingRight
from fbo.processes.remedying import Remedying
from fbo.processes.remedying.issuing import RemedyIssuing
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting
from fbo.workflow import decide, elapsing

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of complaints."""

_noticed_by = planting.listed(MUTANTS)


@_noticed_by("test_what_is_answered_at_once_is_acknowledged_with_it")
def acknowledgement_skipped() -> Planting:
    """An answer goes out, and nothing is acknowledged with it."""
    answered: Any = vars(ComplaintOnFile)["_answered"]

    def instead(case: Any, kind: Any, **changes: object) -> Any:
        changed = answered(case, kind, **changes)
        told = changed.responses if kind == "ack" else changed.responses[-1:]
        return changed.changed({"responses": told})

    return planting.instead(ComplaintOnFile, "_answered", instead)


@_noticed_by("test_twelve_days_of_waiting_for_the_customer_move_no_final_response")
def final_response_paused() -> Planting:
    """A question to the customer stops what the law gives us, too."""
    gaps: Any = vars(elapsing)["gaps"]

    def instead(terms: Any, course: Any, calendar: Any) -> Any:
        paused = elapsing.Terms(terms.target, "service", terms.budget, terms.warns, terms.until)
        return gaps(paused, course, calendar)

    return planting.instead(elapsing, "gaps", instead)


@_noticed_by("test_a_reopened_complaint_opens_no_remedy_twice")
def remedy_executed_twice() -> Planting:
    """What was agreed before is carried out again with what is agreed now."""

    def instead(case: Any, complaint: Any) -> None:
        for offer in complaint.offers:
            for place, what in enumerate(offer.remedies):
                remedy = Remedy(
                    complaint=case.id,
                    customer=complaint.customer,
                    currency=complaint.currency,
                    offer=offer.version,
                    place=place,
                    what=what,
                )
                case.open(Remedying, remedy, then=Remedying.approve)

    return planting.instead(ComplaintPuttingRight, "_carry_out", instead)


@_noticed_by("test_ten_more_on_the_line_are_refused_to_another_complaint")
def cap_of_one_complaint_only() -> Planting:
    """What other complaints and returns have credited does not count."""
    capped: Any = vars(complaint_on_file)["why_not_capped"]

    def instead(remedies: Any, invoices: Any, _: Any) -> Any:
        return capped(remedies, invoices, ())

    return planting.instead(complaint_on_file, "why_not_capped", instead)


@_noticed_by("test_what_was_refunded_is_not_sent_once_more")
def unit_made_good_twice() -> Planting:
    """Whoever has his money back has the goods once more, too: on a complaint."""
    whatever_left: Any = property(lambda line: line.shipped)
    return planting.instead(OrderLine, "redressable", whatever_left)


@_noticed_by("test_a_complaint_ends_with_one_credit_note")
def less_than_agreed() -> Planting:
    """Receivables credit half of what was agreed."""
    credit: Any = vars(RemedyIssuing)["_credit"]

    def instead(case: Any, what: Any) -> None:
        credit(case, what.replacing(amount=Money.from_minor(what.amount.minor // 2, "EUR")))

    return planting.instead(RemedyIssuing, "_credit", instead)


@_noticed_by("test_who_investigated_does_not_approve")
def investigator_approves() -> Planting:
    """Whoever has found out what happened approves what puts it right."""
    conflict: Any = vars(decide)["conflict"]

    def instead(case: Any, step: Any, hand: Any) -> Any:
        return (None, ()) if step.name == "approve" else conflict(case, step, hand)

    return planting.instead(decide, "conflict", instead)


@_noticed_by("test_reopened_it_has_the_hours_that_were_left")
def reopening_restarts_the_clock() -> Planting:
    """A matter that is taken up again has all its time again."""
    went_on: Any = vars(clocking)["_went_on"]

    def instead(clock: Any, kept: Any, at: str, step: str, case: Any) -> Any:
        kept = {"started": at} if step == "reopen" else kept
        return went_on(clock, kept, at, step, case)

    return planting.instead(clocking, "_went_on", instead)


@_noticed_by("test_what_is_claimed_is_disputed_until_it_is_put_right")
def claims_of_ended_complaints_count() -> Planting:
    """What was claimed is disputed for ever."""
    always: Any = property(lambda _: True)
    return planting.instead(ComplaintOnFile, "is_disputing", always)
