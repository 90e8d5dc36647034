"""Complaints as customer service has them on its desk: what is to be done, and what is answered."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from fbo import ComplaintToResolution, Customer, StepRefused
from fbo.front.crm import Question, Reply
from fbo.front.service import CUSTOMER_SERVICE, Acknowledgement, Assessment, Response, Subject
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
