"""Scenario: an order is amended and loses its promotion, and nothing is stuck."""

from typing import Any

import pytest

from fbo import Address, Amendment, Delivery, OrderToCash, eur, pieces
from fbo.back.finance import Credit, CreditWanted
from fbo.front.sales import (
    AmendedLine,
    InvoiceCorrection,
    OrderLine,
    PromotionRule,
    charge_line,
    promotion_line,
)
from fbo.kernel.money import percent
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.refunding import Refunding
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

TAX: dict[str, Any] = {"tax_code": "S", "tax_rate": percent(20)}
OVER_A_HUNDRED = PromotionRule(goods_over=eur(100))


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.receive(10)
    return shop


def lines(shop: Shop) -> tuple[OrderLine, ...]:
    return (
        shop.line(4, "30.00").replacing(**TAX),
        charge_line(2, "Shipping", eur("5.00"), **TAX),
        promotion_line(
            3, "Promotion", eur("50.00"), rule=PromotionRule(goods_over=eur(100)), **TAX
        ),
    )


def of(line: int, count: int) -> Amendment:
    row = AmendedLine(line=line, quantity=pieces(count))
    return Amendment(reason="as agreed", lines=(row,))


def prepaid(shop: Shop) -> Any:
    order = shop.placed(lines=lines(shop), prices_include_tax=True, prepayment=percent(100))
    shop.paid(eur("75.00"), orders=(order.id,))
    shop.company.run_due()
    return shop.now(order)


def billed_and_paid(shop: Shop) -> Any:
    order = shop.placed(lines=lines(shop), prices_include_tax=True, invoicing="on_order")
    shop.settled(order)
    return shop.now(order)


@pytest.mark.parametrize("paid", [prepaid, billed_and_paid], ids=lambda paid: paid.__name__)
def test_an_amended_order_that_loses_its_promotion_is_owed_the_difference(
    shop: Shop, paid: Any
) -> None:
    order = paid(shop)
    assert (order.state, order.document.total) == (OrderToCash.confirmed, eur("75.00"))

    order.amend(of(1, 2), by=shop.anna)

    (refund,) = shop.company.find(Refunding)
    assert shop.now(order).document.total == eur("65.00")
    assert refund.document.amount == eur("10.00")
    assert shop.now(order).state is OrderToCash.confirmed
    keep_the_laws(shop.company)


@pytest.mark.parametrize("paid", [prepaid, billed_and_paid], ids=lambda paid: paid.__name__)
def test_nothing_is_stuck_afterwards(shop: Shop, paid: Any) -> None:
    order = paid(shop)
    order.amend(of(1, 2), by=shop.anna)
    (refund,) = shop.company.find(Refunding)

    shipment = shop.shipped(order)
    shipment.confirm_delivery(Delivery(proof="signed"), by=shop.sam)
    refund.submit(by=shop.rita)
    refund.confirm(by=shop.rita)
    shop.company.run_due()

    assert shop.now(order).state is OrderToCash.completed
    keep_the_laws(shop.company)


@pytest.mark.parametrize("how", ["prepaid", "billed"])
def test_what_is_added_and_taken_away_again_before_it_is_paid_is_not_owed_or_given_back(
    shop: Shop, how: str
) -> None:
    terms: dict[str, Any] = (
        {"prepayment": percent(100)} if how == "prepaid" else {"invoicing": "on_order"}
    )
    order = shop.placed(1, "100.00", **terms)
    if how == "prepaid":
        shop.paid(eur("100.00"), orders=(order.id,))
        shop.company.run_due()
    else:
        shop.settled(order)
    before = shop.now(order).document

    more = shop.line(1, "30.00", number=2)
    shop.now(order).amend(Amendment(reason="one more", add=(more,)), by=shop.anna)
    assert shop.now(order).document.total == eur("130.00")
    shop.now(order).amend(of(2, 0), by=shop.anna)

    assert shop.now(order).document.total == before.total
    assert still_due(shop, order) == eur(0)
    assert shop.company.find(Refunding) == []
    keep_the_laws(shop.company)


def delivered(shop: Shop, *, paid: bool) -> Any:
    """Four lamps at 30.00 and their freight, delivered and billed."""
    order = shop.placed(lines=lines(shop)[:2], prices_include_tax=True)
    shop.shipped(order).confirm_delivery(Delivery(proof="signed"), by=shop.sam)
    shop.company.run_due()
    if paid:
        shop.settled(order)
        shop.company.run_due()
    return shop.now(order)


PARIS = Address(name="Ada Lovelace", street="1 Rue de Rivoli", city="Paris")


@pytest.mark.parametrize(("paid", "state"), [(True, "completed"), (False, "fulfilled")])
def test_the_invoice_address_of_a_delivered_order_is_corrected_without_a_state_for_it(
    shop: Shop, paid: bool, state: str
) -> None:
    order = delivered(shop, paid=paid)
    (first,) = order.invoices
    assert order.state.name == state

    order.correct_invoice(InvoiceCorrection(invoice=first.id, bill_to=PARIS), by=shop.rita)

    shop.company.run_due()
    now = shop.now(order)
    (note,), second = shop.company.find(Crediting), now.invoices[-1]
    assert (note.document.invoice, note.document.gross) == (first.id, eur("125.00"))
    assert (second.document.bill_to, second.document.gross) == (PARIS, eur("125.00"))
    assert second.document.due == first.document.due
    due = eur(0) if paid else eur("125.00")
    assert (shop.open_amount(first.id), shop.open_amount(second.id)) == (eur(0), due)
    assert (now.state.name, now.document.bill_to) == (state, PARIS)
    assert shop.company.find(Refunding) == []
    keep_the_laws(shop.company)


def test_a_corrected_order_is_completed_by_its_payment(shop: Shop) -> None:
    order = delivered(shop, paid=False)
    (first,) = order.child_ids(InvoiceToCash)
    order.correct_invoice(InvoiceCorrection(invoice=first, bill_to=PARIS), by=shop.rita)

    shop.settled(order)
    shop.company.run_due()

    assert shop.now(order).state is OrderToCash.completed
    keep_the_laws(shop.company)


def test_what_came_back_is_not_billed_again_to_the_right_address(shop: Shop) -> None:
    order = delivered(shop, paid=False)
    (first,) = order.invoices
    want = CreditWanted(line=1, quantity=pieces(1))
    first.credit(Credit(origin=order.id, reason="return", lines=(want,)), by=shop.rita)

    shop.now(order).correct_invoice(
        InvoiceCorrection(invoice=first.id, bill_to=PARIS), by=shop.rita
    )

    assert shop.now(order).invoices[-1].document.gross == eur("95.00")
    keep_the_laws(shop.company)


def test_what_is_all_credited_is_not_corrected(shop: Shop) -> None:
    order = delivered(shop, paid=False)
    (first,) = order.child_ids(InvoiceToCash)
    form = InvoiceCorrection(invoice=first, bill_to=PARIS)
    order.correct_invoice(form, by=shop.rita)

    assert [r.code for r in shop.now(order).correct_invoice.refusals(form, by=shop.rita)] == [
        "nothing_left"
    ]


def still_due(shop: Shop, order: OrderToCash) -> Any:
    owed = [shop.open_amount(invoice) for invoice in shop.now(order).child_ids(InvoiceToCash)]
    return sum(owed, eur(0))
