"""Planted faults of complaints: late, unanswered, put right twice, judged by the wrong people.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from typing import Any, Final

from fbo.back.finance import credited
from fbo.company.engine import clocking
from fbo.company.reporting import time_ledger
from fbo.front.sales import OrderLine
from fbo.front.service import Complaint, Remedy
from fbo.kernel.money import Money
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.complaint_to_resolution import on_file as complaint_on_file
from fbo.processes.complaint_to_resolution.on_file import ComplaintOnFile
from fbo.processes.complaint_to_resolution.putting_right import ComplaintPuttingRight
from fbo.processes.remedying import Remedying
from fbo.processes.remedying.issuing import RemedyIssuing
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting
from fbo.workflow import decide, elapsing
from fbo.workflow.definition import Definition

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of complaints."""

_noticed_by = planting.listed(MUTANTS)


@_noticed_by("test_cm_1_what_is_answered_at_once_keeps_the_laws")
def acknowledgement_skipped() -> Planting:
    """An answer goes out, and nothing is acknowledged with it."""
    answered: Any = vars(ComplaintOnFile)["_answered"]

    def instead(case: Any, kind: Any, **changes: object) -> Any:
        changed = answered(case, kind, **changes)
        told = changed.responses if kind == "ack" else changed.responses[-1:]
        return changed.changed({"responses": told})

    return planting.instead(ComplaintOnFile, "_answered", instead)


@_noticed_by("test_cm_4_twelve_days_with_the_customer_keep_the_laws")
def final_response_paused() -> Planting:
    """A question to the customer stops what the law gives us, too."""
    gaps: Any = vars(elapsing)["gaps"]

    def instead(terms: Any, course: Any, calendar: Any) -> Any:
        paused = elapsing.Terms(terms.target, "service", terms.budget, terms.warns, terms.until)
        return gaps(paused, course, calendar)

    return planting.instead(elapsing, "gaps", instead)


@_noticed_by("test_cm_7_what_is_agreed_anew_keeps_the_laws")
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


@_noticed_by("test_cm_6_a_refund_and_another_one_keep_the_laws")
def unit_made_good_twice() -> Planting:
    """Whoever has his money back has the goods once more, too: on a complaint."""
    whatever_left: Any = property(lambda line: line.shipped)
    return planting.instead(OrderLine, "redressable", whatever_left)


@_noticed_by("test_cm_9_what_is_put_right_keeps_the_laws")
def less_than_agreed() -> Planting:
    """Receivables credit half of what was agreed."""
    credit: Any = vars(RemedyIssuing)["_credit"]

    def instead(case: Any, what: Any) -> None:
        credit(case, what.replacing(amount=Money.from_minor(what.amount.minor // 2, "EUR")))

    return planting.instead(RemedyIssuing, "_credit", instead)


@_noticed_by("test_cm_3_whoever_tries_to_approve_keeps_the_laws")
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


@_noticed_by("test_cm_10_what_was_claimed_and_put_right_keeps_the_laws")
def claims_of_ended_complaints_count() -> Planting:
    """What was claimed is disputed for ever."""
    always: Any = property(lambda _: True)
    return planting.instead(ComplaintOnFile, "is_disputing", always)


@_noticed_by("test_cm_2_what_the_back_office_hears_keeps_the_laws")
def owner_at_the_back() -> Planting:
    """Whoever takes a complaint in answers for it, wherever he sits."""
    kept: Any = vars(ComplaintOnFile)["_kept"]

    def instead(case: Any, **changes: object) -> Any:
        if case.document.owner is None and case.hand.kind == "employee":
            changes["owner"] = case.hand.id
        return kept(case, **changes)

    return planting.instead(ComplaintOnFile, "_kept", instead)


@_noticed_by("test_cm_5_two_complaints_about_one_line_keep_the_laws")
def line_credited_without_end() -> Planting:
    """No invoice minds how much of a line was credited already."""
    return planting.instead(credited, "_why_beyond", planting.nothing)


@_noticed_by("test_cm_5_what_nobody_may_offer_keeps_the_laws")
def anybody_offers_anything() -> Planting:
    """Whatever is offered counts as approved."""

    def instead(case: Any, remedies: Any) -> bool:
        del case, remedies
        return True

    return planting.instead(ComplaintOnFile, "_is_approved", instead)


@_noticed_by("test_cm_8_what_is_not_paid_back_yet_keeps_the_laws")
def resolved_with_a_remedy_open() -> Planting:
    """Nobody waits for what was agreed to be done."""

    def instead(_: Any) -> bool:
        return True

    return planting.instead(ComplaintToResolution.definition.rules["all_is_done"], "ask", instead)


@_noticed_by("test_cm_11_what_was_found_keeps_the_laws")
def blame_is_shown() -> Planting:
    """The customer reads whose fault it was."""
    return planting.instead(Complaint, "public", (*Complaint.public, "causes"))


@_noticed_by("test_cm_12_from_every_open_state_there_is_an_end_and_the_ombudsman")
def no_way_outside() -> Planting:
    """No step leads to the ombudsman any more."""
    targets: Any = vars(Definition)["targets"]

    def instead(definition: Any, step: Any, state: str) -> Any:
        return set(targets(definition, step, state)) - {"referred_to_adr"}

    return planting.instead(Definition, "targets", instead)


@_noticed_by("test_cm_13_two_days_with_the_customer_keep_the_laws")
def time_of_the_customer_is_nobodys() -> Planting:
    """How long the customer had it is left out."""
    all_stays: Any = vars(time_ledger)["stays"]

    def instead(company: Any) -> Any:
        return [stay for stay in all_stays(company) if stay.holder != "customer"]

    return planting.instead(time_ledger, "stays", instead)
