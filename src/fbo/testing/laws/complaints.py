"""Laws of complaints (CM-1 to CM-13): answered in time, by the right people, put right once."""

from datetime import datetime
from typing import Final

from fbo.back.people import Employee
from fbo.company.company import Company
from fbo.company.reporting.time_ledger import time_ledger
from fbo.company.views.disputes import disputed, open_amount
from fbo.front.service import ComplaintPolicy
from fbo.kernel.calendar import BusinessCalendar, Duration
from fbo.kernel.money import Money
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.testing.laws.remedies import keep_the_laws_of_remedies
from fbo.testing.laws.sight import must, same
from fbo.workflow.graph import reachable

ANSWERED: Final = ("closed", "forwarded", "duplicate")
FRONT_OFFICE: Final = ("SERVICE_AGENT", "SERVICE_LEAD", "SERVICE_MANAGER", "SALES_REP")
STANDS_FOR: Final = ("final", "summary")
MOST: Final = 10_000


def keep_the_laws_of_complaints(company: Company, secrets: tuple[str, ...] = ()) -> None:
    """Try every law but that of time, which reads the whole journal.  Raises `LawBrokenError`."""
    complaints = company.find(ComplaintToResolution, limit=MOST)
    for case in complaints:
        answers_begin_with_an_acknowledgement(case)
        owners_are_of_the_front_office(company, case)
        nobody_judges_his_own_work(case)
        statutory_times_run_on(company, case)
        what_is_offered_is_within_authority(company, case)
        what_is_closed_is_complete(case)
        customers_see_nothing_of_ours(company, case, secrets)
    keep_the_laws_of_remedies(company, complaints)
    invoices_are_disputed_by_what_is_claimed(company, complaints)


def answers_begin_with_an_acknowledgement(case: ComplaintToResolution) -> None:
    """CM-1: nothing is said before it is acknowledged, and nothing ends without a word."""
    said = case.document.responses
    if said:
        same(f"the first answer to complaint {case.id}", said[0].kind, "ack")
    must(said or case.state.name not in ANSWERED, f"complaint {case.id} ended without a word")
    told = [event for event in case.facts.shown if event.get("told")]
    must(said or not told, f"complaint {case.id} was answered, and not acknowledged")


def owners_are_of_the_front_office(company: Company, case: ComplaintToResolution) -> None:
    """CM-2: whoever answers to the customer sits in the front office."""
    owner = case.document.owner
    if owner is not None:
        roles = company.get(Employee, owner).document.roles
        must(set(roles) & set(FRONT_OFFICE), f"the owner of complaint {case.id} sits at the back")


def nobody_judges_his_own_work(case: ComplaintToResolution) -> None:
    """CM-3: no investigator is complained about, looks twice, or approves the remedy."""
    complaint = case.document
    levels: dict[str, set[int]] = {}
    for one in complaint.investigators:
        levels.setdefault(one.person, set()).add(one.level)
    for person, looked in levels.items():
        must(len(looked) == 1, f"{person} looked into complaint {case.id} at several levels")
        must(person not in complaint.complained_about, f"{person} looked into his own work")
        must(person not in case.took("approve"), f"{person} approved what he had found himself")
    proposed, approved = set(case.took("request_approval")), set(case.took("approve"))
    must(not proposed & approved, f"a proposal on complaint {case.id} was approved by its proposer")


def statutory_times_run_on(company: Company, case: ComplaintToResolution) -> None:
    """CM-4: they are due when the regime says, from the effective receipt on, and never later."""
    complaint, calendar = case.document, company.firm.calendar
    began = complaint.effective_received_at
    regime = company.policies.complaint.regime(complaint.regime)
    if began is None:
        must(False, f"complaint {case.id} was never received")
        return
    clocks = case.clocks
    for name, time in (("ack", regime.ack), ("final", regime.final)):
        wanted = due_by_law(calendar, began, time)
        same(f"{name} of complaint {case.id} is due", clocks[name].due, wanted)
        same(f"the pauses of {name} of complaint {case.id}", clocks[name].pauses, ())
    final = [one.at for one in complaint.responses if one.kind in STANDS_FOR]
    met = clocks["final"].met_at if final else None
    same(f"the final response to complaint {case.id}", met, final[0] if final else None)


def due_by_law(calendar: BusinessCalendar, began: datetime, time: Duration) -> datetime:
    """The end of the last day, or of the business day before, should nobody work then."""
    first = calendar.day_of(began)
    if time.unit == "business day":
        return calendar.end_of_business_day(calendar.add_business_days(first, time.count))
    last = calendar.day_of(calendar.add(began, time))
    while not calendar.is_business_day(last):
        last = calendar.add_business_days(last, -1)
    return calendar.end_of_business_day(last)


def what_is_offered_is_within_authority(company: Company, case: ComplaintToResolution) -> None:
    """CM-5: all remedies of a complaint together are within a ladder, or were approved."""
    complaint = case.document
    policy: ComplaintPolicy = company.policies.complaint
    total = Money.total((offer_worth(case, n) for n in agreed_versions(case)), complaint.currency)
    approved = complaint.adr_decision or case.took("approve") or case.took("agree_settlement")
    within = total.amount <= max(policy.authority.values())
    must(approved or within, f"{total} was granted on complaint {case.id}, which nobody may")


def agreed_versions(case: ComplaintToResolution) -> set[int]:
    """The proposals of which remedies were opened and have not failed."""
    ended = ("failed", "cancelled")
    return {one.document.offer for one in case.remedies if one.state.name not in ended}


def offer_worth(case: ComplaintToResolution, version: int) -> Money:
    """What a proposal came to."""
    complaint = case.document
    remedies = next(one.remedies for one in complaint.offers if one.version == version)
    amounts = (one.amount for one in remedies if one.amount is not None)
    return Money.total(amounts, complaint.currency)


def what_is_closed_is_complete(case: ComplaintToResolution) -> None:
    """CM-8: resolved means all is done; closed means cause, outcome and an answer."""
    if case.state.name == "resolved":
        must(all(one.state.ended for one in case.remedies), f"complaint {case.id} is not put right")
    if case.state.name == "closed":
        complaint = case.document
        complete = complaint.has_a_cause and complaint.outcome and complaint.responses
        must(complete, f"complaint {case.id} was closed with something missing")


def customers_see_nothing_of_ours(
    company: Company, case: ComplaintToResolution, secrets: tuple[str, ...]
) -> None:
    """CM-11: no notes of the investigation, no cause, no limit of anybody's authority."""
    seen = str(company.customer_view(case).as_json())
    for secret in secrets:
        must(secret not in seen, f"the customer sees {secret!r} of complaint {case.id}")


def time_is_somebodys(company: Company, case: ComplaintToResolution) -> None:
    """CM-13: the time of the front, the back, the customer and others is all there was."""
    ledger = time_ledger(company, case.id)
    held = [(datetime.fromisoformat(at), who) for at, who in case.facts.held]
    ends = [*(at for at, _ in held[1:]), company.driver.clock.now()]
    whole = sum(
        ((end - at).total_seconds() for (at, who), end in zip(held, ends, strict=True) if who), 0.0
    )
    same(f"the time of complaint {case.id}", ledger.elapsed.total_seconds(), whole)


def invoices_are_disputed_by_what_is_claimed(
    company: Company, complaints: list[ComplaintToResolution]
) -> None:
    """CM-10: the claims of open complaints, no more than is open; nothing where none is open."""
    ended = ("resolved", "closed", "withdrawn", "forwarded", "duplicate")
    for invoice in {i for case in complaints for i in case.document.invoices}:
        there = open_amount(company, invoice)
        claims = Money.total(
            (
                claim.amount
                for case in complaints
                if case.state.name not in ended
                for claim in case.document.claims
                if claim.invoice == invoice
            ),
            there.currency,
        )
        same(f"disputed of invoice {invoice}", disputed(company, invoice), min(claims, there))


def every_open_state_can_be_closed() -> None:
    """CM-12: from each state in which somebody waits a way leads to the end, and one outside."""
    definition = ComplaintToResolution.definition
    for name, state in definition.states.items():
        if not state.ended:
            found = reachable(definition, name)
            must("closed" in found, f"no way leads from {name} to the end")
            must("referred_to_adr" in found, f"no way leads from {name} outside")
