"""Complaints as customer service has them on its desk: what is to be done, and what is answered."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from fbo import ComplaintToResolution, Customer, Redress, StepRefused, eur, pieces
from fbo.front.crm import Question, Reply
from fbo.front.service import (
    CUSTOMER_SERVICE,
    Acknowledgement,
    Assessment,
    Decision,
    Dispute,
    Findings,
    Heading,
    NewOffer,
    Proposal,
    Response,
    Review,
    RootCause,
    Subject,
)
from fbo.testing.complaints import ServiceDesk


@pytest.fixture
def service() -> ServiceDesk:
    return ServiceDesk()


def codes(attempt: Callable[[], Any]) -> list[str]:
    """For which reasons it is refused."""
    with pytest.raises(StepRefused) as refused:
        attempt()
    return [reason.code for reason in refused.value.reasons]


def on_the_desk(service: ServiceDesk) -> list[tuple[str, str]]:
    """What lies on the desk of customer service."""
    return [(row.process, row.state) for row in service.company.worklist(CUSTOMER_SERVICE)]


def test_what_is_put_right_lies_on_the_desk_until_it_is_closed(service: ServiceDesk) -> None:
    complaint = service.accept(service.offered("20.00"))
    assert complaint.state == ComplaintToResolution.resolved
    assert on_the_desk(service) == [("ComplaintToResolution", "resolved")]

    complaint.close(by=service.iris)

    assert on_the_desk(service) == []


def test_a_complaint_begins_with_nothing_done_of_it(service: ServiceDesk) -> None:
    answered = Response(kind="final", at=service.shop.clock.now())

    assert codes(lambda: service.received(responses=(answered,))) == ["has_only_begun"]


@pytest.mark.parametrize(
    "said", [{"severity": "critical"}, {"regime": "uk_disp"}, {"vexatious": True}]
)
def test_a_customer_does_not_say_of_his_own_complaint_what_is_ours_to_say(
    service: ServiceDesk, said: dict[str, Any]
) -> None:
    complaint = service.complaint(**said)

    refused = codes(lambda: service.company.open(ComplaintToResolution, complaint, by=service.ada))

    assert refused == ["says_only_his_own"]


def test_a_customer_says_himself_what_is_wrong_and_what_harm_it_does(service: ServiceDesk) -> None:
    complaint = service.complaint("20.00", distress=True, safety=True)

    taken_in = service.company.open(ComplaintToResolution, complaint, by=service.ada)

    assert taken_in.state == ComplaintToResolution.received


def test_who_works_here_says_how_grave_a_complaint_is(service: ServiceDesk) -> None:
    grave = service.received(severity="high", regime="uk_disp", vexatious=True)

    assert grave.document.severity == "high"


def test_a_complaint_does_not_come_later_than_now(service: ServiceDesk) -> None:
    tomorrow = service.shop.clock.now() + timedelta(days=1)

    assert codes(lambda: service.received(received_at=tomorrow)) == ["has_come"]


def test_nobody_disputes_what_another_was_billed(service: ServiceDesk) -> None:
    ben = service.company.file(Customer(name="Ben"))

    assert codes(lambda: service.received("50.00", customer=ben.id)) == ["not_his_own"]


def test_an_assessment_names_nothing_that_another_was_billed(service: ServiceDesk) -> None:
    ben = service.company.file(Customer(name="Ben"))
    complaint = service.acknowledged(customer=ben.id, subjects=())
    bill = Subject(kind="invoice", id=service.bill.id)
    form = Assessment(category="billing", severity="low", subjects=(bill,))

    assert codes(lambda: complaint.assess(form, by=service.iris)) == ["not_his_own"]


def test_who_speaks_for_another_with_proof_is_believed(service: ServiceDesk) -> None:
    ben = service.company.file(Customer(name="Ben"))
    for_ada = {"on_behalf_of": "Ada Lovelace", "authority_proof": "her letter of 3 May"}

    complaint = service.received("50.00", customer=ben.id, **for_ada)

    assert complaint.state == ComplaintToResolution.received


def test_a_claim_is_for_more_than_nothing(service: ServiceDesk) -> None:
    with pytest.raises(ValidationError, match="more than nothing"):
        service.complaint("-50.00")


def test_nobody_unknown_complains(service: ServiceDesk) -> None:
    assert codes(lambda: service.received(customer="nobody", subjects=())) == ["not_on_file"]


def test_a_customer_is_not_told_of_a_day_that_is_past(service: ServiceDesk) -> None:
    form = Acknowledgement(signed="Iris", next_on=date(2026, 11, 20))

    assert codes(lambda: service.received().acknowledge(form, by=service.iris)) == [
        "is_to_hear_more"
    ]


def test_a_question_that_is_answered_by_telephone_is_open_no_more(service: ServiceDesk) -> None:
    complaint = service.found()
    complaint.ask_customer(Question(text="Which lamp is it?"), by=service.iris)

    complaint.record_reply(Reply(channel="phone", text="The left one."), by=service.iris)

    assert service.company.customer_view(complaint).question == ""
    assert codes(
        lambda: complaint.ask_customer(Question(text="Which lamp is it?"), by=service.iris)
    ) == ["asked_before"]


def test_the_customer_sees_the_outcome_when_he_is_told(service: ServiceDesk) -> None:
    complaint = service.found()
    before = service.company.customer_view(complaint).fields

    service.propose(complaint, "20.00")

    after = service.company.customer_view(complaint).fields
    assert {"outcome", "told"}.isdisjoint(before)
    assert after["told"] == "upheld"


def test_a_second_look_shows_the_customer_nothing_before_he_is_told(service: ServiceDesk) -> None:
    complaint = service.turned_down()
    complaint.dispute(Dispute(), by=service.ada)
    heading = Heading(heading="flicker", outcome="upheld")
    found = Findings(headings=(heading,), root_causes=(RootCause(code="loose contact"),))

    complaint.review(Review(findings=found), by=service.mia)

    assert service.company.customer_view(complaint).fields["told"] == "not_upheld"


def test_who_is_complained_about_does_not_decide(service: ServiceDesk) -> None:
    about = (
        Subject(kind="order", id=service.order.id),
        Subject(kind="employee", id=service.mia.id),
    )
    complaint = service.found(outcome="not_upheld", subjects=about)
    no = Decision(reasons="We were right.")

    assert codes(lambda: complaint.reject(no, by=service.mia)) == ["is_not_about_him"]


def test_who_is_complained_about_does_not_approve(service: ServiceDesk) -> None:
    bill = Subject(kind="invoice", id=service.bill.id)
    about = (bill, Subject(kind="employee", id=service.conrad.id))
    complaint = service.found(subjects=about)
    complaint.request_approval(Proposal(remedies=(service.redress("120.00"),)), by=service.iris)

    assert codes(lambda: complaint.approve(Decision(reasons="Pay."), by=service.conrad)) == [
        "is_not_about_him"
    ]


def test_what_is_sent_once_more_is_worth_what_it_was_sold_at(service: ServiceDesk) -> None:
    service.shop.receive(2)
    lamps = Redress(
        kind="replacement",
        order=service.order.id,
        order_line=1,
        item=service.shop.lamp.id,
        quantity=pieces(2),
        amount=eur("0.01"),
    )

    reasons = service.found().propose.refusals(NewOffer(remedies=(lamps,)), by=service.iris)

    assert [(why.code, why.facts["total"]) for why in reasons] == [
        ("beyond_authority", "200.00 EUR")
    ]


@pytest.mark.parametrize("percent", [-60, 0, 101])
def test_a_cause_has_a_share_of_it(percent: int) -> None:
    with pytest.raises(ValidationError):
        RootCause(code="loose contact", percent=percent)


def test_an_assessment_names_no_order_of_somebody_elses(service: ServiceDesk) -> None:
    ben = service.company.file(Customer(name="Ben"))
    complaint = service.acknowledged(customer=ben.id, subjects=())
    order = Subject(kind="order", id=service.order.id)
    form = Assessment(category="delivery", severity="low", subjects=(order,))

    assert codes(lambda: complaint.assess(form, by=service.iris)) == ["not_his_own"]
