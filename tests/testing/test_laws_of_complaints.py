"""Each law of complaints (CM-1 to CM-13) holds over a short story, and fails once it is broken.

What breaks each is planted in `fbo.testing.mutants.complaints`, which names the test here.
"""

from contextlib import suppress
from datetime import timedelta

import pytest

from fbo import Complaint, ComplaintToResolution, Redress, StepRefused, eur
from fbo.front.crm import Question
from fbo.front.service import (
    Decision,
    Escalation,
    Findings,
    Heading,
    NewOffer,
    Proposal,
    Reopening,
    Review,
    RootCause,
)
from fbo.kernel.people import THE_SYSTEM
from fbo.kernel.quantity import pieces
from fbo.testing.complaints import ServiceDesk
from fbo.testing.laws import keep_the_laws
from fbo.testing.laws.complaints import (
    every_open_state_can_be_closed,
    keep_the_laws_of_complaints,
    time_is_somebodys,
)


@pytest.fixture
def service() -> ServiceDesk:
    return ServiceDesk()


def the_laws_hold(service: ServiceDesk, *secrets: str) -> None:
    keep_the_laws_of_complaints(service.company, secrets)
    for case in service.company.find(ComplaintToResolution):
        time_is_somebodys(service.company, case)
    keep_the_laws(service.company)


def days_pass(service: ServiceDesk, days: int) -> None:
    service.shop.clock.advance(timedelta(days=days))
    service.company.run_due()


def test_cm_1_what_is_answered_at_once_keeps_the_laws(service: ServiceDesk) -> None:
    complaint = service.received()
    complaint.escalate(Escalation(reason="he stands here"), by=service.iris)
    heading = Heading(heading="flicker", outcome="upheld")
    found = Findings(headings=(heading,), root_causes=(RootCause(code="loose contact"),))
    complaint = service.now(complaint)
    complaint.review(Review(findings=found), by=service.mia)

    service.propose(complaint, "20.00")

    the_laws_hold(service)


def test_cm_2_what_the_back_office_hears_keeps_the_laws(service: ServiceDesk) -> None:
    words: Complaint = service.complaint()

    service.company.open(ComplaintToResolution, words, by=service.quentin)

    the_laws_hold(service)


def test_cm_3_whoever_tries_to_approve_keeps_the_laws(service: ServiceDesk) -> None:
    complaint = service.found()
    form = Proposal(remedies=(service.redress("120.00"),), of="quality")
    complaint.request_approval(form, by=service.iris)

    with suppress(StepRefused):
        complaint.approve(Decision(reasons="fair"), by=service.quentin)

    the_laws_hold(service)


def test_cm_4_twelve_days_with_the_customer_keep_the_laws(service: ServiceDesk) -> None:
    complaint = service.found(regime="uk_disp")
    complaint.ask_customer(Question(text="Which lamp is it?"), by=service.iris)

    days_pass(service, 12)

    the_laws_hold(service)


def test_cm_5_two_complaints_about_one_line_keep_the_laws(service: ServiceDesk) -> None:
    service.accept(service.offered("150.00"))

    with suppress(StepRefused):
        service.accept(service.offered("150.00"))

    the_laws_hold(service)


def test_cm_5_what_nobody_may_offer_keeps_the_laws(service: ServiceDesk) -> None:
    complaint = service.found()
    much = Redress(kind="expenses", amount=eur("1100.00"), reason="the house burnt down")

    with suppress(StepRefused):
        complaint.propose(NewOffer(remedies=(much,)), by=service.mia)
        service.accept(complaint)

    the_laws_hold(service)


def test_cm_6_a_refund_and_another_one_keep_the_laws(service: ServiceDesk) -> None:
    service.shop.receive(2)
    service.accept(service.offered("200.00", kind="refund"))
    complaint = service.found()
    order = service.order.id
    again = Redress(
        kind="replacement", order=order, order_line=1, quantity=pieces(1), amount=eur("20.00")
    )

    with suppress(StepRefused):
        complaint.propose(NewOffer(remedies=(again,)), by=service.mia)
        service.accept(complaint)

    the_laws_hold(service)


def test_cm_7_what_is_agreed_anew_keeps_the_laws(service: ServiceDesk) -> None:
    complaint = service.accept(service.offered("40.00"))
    complaint.reopen(Reopening(reason="it flickers again"), by=service.ada)
    service.report(complaint)
    service.propose(complaint, "10.00")

    service.accept(complaint)

    the_laws_hold(service)


def test_cm_8_what_is_not_paid_back_yet_keeps_the_laws(service: ServiceDesk) -> None:
    service.shop.paid(eur("200.00"), service.bill.id)
    complaint = service.accept(service.offered("40.00"))

    with suppress(StepRefused):
        complaint.resolve(by=THE_SYSTEM)

    the_laws_hold(service)


def test_cm_9_what_is_put_right_keeps_the_laws(service: ServiceDesk) -> None:
    service.accept(service.offered("40.00"))

    the_laws_hold(service)


def test_cm_10_what_was_claimed_and_put_right_keeps_the_laws(service: ServiceDesk) -> None:
    complaint = service.found("40.00")
    service.propose(complaint, "10.00")

    service.accept(complaint)

    the_laws_hold(service)


def test_cm_11_what_was_found_keeps_the_laws(service: ServiceDesk) -> None:
    service.found()

    the_laws_hold(service, "loose contact")


def test_cm_12_from_every_open_state_there_is_an_end_and_the_ombudsman() -> None:
    every_open_state_can_be_closed()


def test_cm_13_two_days_with_the_customer_keep_the_laws(service: ServiceDesk) -> None:
    complaint = service.found()
    complaint.ask_customer(Question(text="Which lamp is it?"), by=service.iris)

    days_pass(service, 2)

    the_laws_hold(service)
