"""Scenario: the cap on compensation counts all cases (R6)."""

import pytest

from fbo import Crediting, InvoiceToCash, StepRefused, eur
from fbo.back.finance import Credit, CreditWanted
from fbo.front.service import NewOffer
from fbo.testing.complaints import ServiceDesk


@pytest.fixture
def service() -> ServiceDesk:
    """Two lamps at 100.00: of their line a complaint has credited 150.00, a return 50.00."""
    desk = ServiceDesk()
    desk.accept(desk.offered("150.00"))
    half = CreditWanted(line=1, amount=eur("50.00"))
    back = Credit(origin=desk.order.id, reason="return", lines=(half,))
    desk.company.take(InvoiceToCash.credit, desk.bill, back, by=desk.rosa)
    return desk


def test_ten_more_on_the_line_are_refused_to_another_complaint(service: ServiceDesk) -> None:
    another = service.found()

    with pytest.raises(StepRefused) as refused:
        service.propose(another, "10.00")

    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts["remaining"]) == ("credit_cap", "0.00 EUR")


def test_ten_more_as_goodwill_are_allowed_within_authority(service: ServiceDesk) -> None:
    another = service.found()
    service.propose(another, "10.00", kind="goodwill")

    service.accept(another)

    notes = [note.document for note in service.company.find(Crediting)]
    assert sum(note.net.minor for note in notes if note.reason == "goodwill") == 1000


def test_goodwill_beyond_ones_authority_is_refused(service: ServiceDesk) -> None:
    another = service.found()
    form = NewOffer(remedies=(service.redress("60.00", "goodwill"),))

    with pytest.raises(StepRefused) as refused:
        another.propose(form, by=service.iris)

    assert [reason.code for reason in refused.value.reasons] == ["beyond_authority"]
