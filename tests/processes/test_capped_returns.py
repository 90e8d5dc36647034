"""What a complaint has credited of a line, a return of it does not credit again."""

import pytest

from fbo import InvoiceToCash, StepRefused, eur
from fbo.back.finance import Credit, CreditWanted
from fbo.kernel.money import Money
from fbo.processes.crediting import Crediting
from fbo.testing.after_sales import AfterSales
from fbo.testing.shop import Shop


def for_a_complaint(amount: Money, reason: str = "quality") -> Credit:
    wanted = CreditWanted(line=1, amount=amount)
    return Credit.model_validate({"origin": "complaint", "reason": reason, "lines": (wanted,)})


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def invoice(shop: Shop) -> InvoiceToCash:
    """An invoice line of 200.00; a complaint credits 150.00, a return the 50.00 that are left."""
    desk = AfterSales(shop)
    shop.receive(1)
    order = desk.delivered(shop.placed(1, "200.00"))
    (id_,) = order.child_ids(InvoiceToCash)
    invoice = shop.company.case(InvoiceToCash, id_)
    invoice.credit(for_a_complaint(eur("150.00")), by=shop.rita)
    desk.decided(desk.back(order, 1), 1, "credit")
    return invoice


def test_the_return_credits_what_the_complaint_has_left(shop: Shop, invoice: InvoiceToCash) -> None:
    notes = sorted(note.document.net.minor for note in shop.company.find(Crediting))

    assert notes == [50_00, 150_00]
    assert shop.open_amount(invoice.id) == eur("0.00")


def test_a_second_complaint_finds_nothing_left(shop: Shop, invoice: InvoiceToCash) -> None:
    with pytest.raises(StepRefused) as refused:
        invoice.credit(for_a_complaint(eur("10.00")), by=shop.rita)

    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts["remaining"]) == ("credit_cap", "0.00 EUR")


def test_as_goodwill_it_is_allowed(shop: Shop, invoice: InvoiceToCash) -> None:
    assert invoice.credit.refusals(for_a_complaint(eur("10.00"), "goodwill"), by=shop.rita) == ()
