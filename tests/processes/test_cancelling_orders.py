"""Cancelling: what is not wanted any more is freed, and what was paid for it comes back."""

from typing import Any

import pytest
from pydantic import ValidationError

from fbo import Policies, StepRefused, eur
from fbo.back.finance import FinancePolicy, credit, unapplied
from fbo.back.warehouse import STOREKEEPER
from fbo.front.sales import BilledLine, Billing, Cancellation, CancelledLine, charge_line
from fbo.kernel.quantity import pieces
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.refunding import Refunding
from fbo.processes.shipping import Shipping
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

ALL = Cancellation(reason="no more")
UNBILLED = Cancellation(reason="no more", scope="uninvoiced")


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.receive(10)
    return shop


def some(*lamps: int, **fields: Any) -> Cancellation:
    """So many of each line, from the first on."""
    rows = [
        CancelledLine(line=number, quantity=pieces(count))
        for number, count in enumerate(lamps, start=1)
        if count
    ]
    return Cancellation(reason="too many", scope="lines", lines=rows, **fields)


def held_credit(shop: Shop) -> int:
    return -shop.company.balance(credit.line(shop.ada.id, "EUR")).available


def refused(order: OrderToCash, form: Cancellation, shop: Shop) -> list[tuple[str, Any]]:
    return [(one.code, one.facts) for one in order.cancel.refusals(form, by=shop.anna)]


# What is meant.


def test_lines_are_named_with_their_scope_only() -> None:
    row = CancelledLine(line=1, quantity=pieces(1))

    with pytest.raises(ValidationError, match="lines are named"):
        Cancellation(reason="no more", lines=(row,))
    with pytest.raises(ValidationError, match="lines are named"):
        Cancellation(reason="no more", scope="lines")


def test_what_was_picked_is_the_warehouses_to_give(shop: Shop) -> None:
    order = shop.placed(5)
    shop.packed(order, line_1=3)

    assert refused(shop.now(order), some(2), shop) == []
    assert refused(shop.now(order), some(3), shop) == [
        ("qty_picked", {"line": 1, "picked": "3 piece"})
    ]
    assert refused(shop.now(order), some(6), shop) == [
        ("qty_exceeds_open", {"line": 1, "open": "5 piece"})
    ]


def test_a_line_the_order_does_not_have_is_not_cancelled(shop: Shop) -> None:
    order = shop.placed(5)

    assert [code for code, _ in refused(order, some(0, 1), shop)] == ["no_such_line"]


# Goods and credit.


def test_a_part_frees_its_goods_and_its_credit(shop: Shop) -> None:
    order = shop.placed(5)

    order.cancel(some(2), by=shop.anna)

    assert order.state is OrderToCash.confirmed
    assert shop.on_shelf() == (10, 7)
    assert held_credit(shop) == 300_00


def test_what_waits_for_goods_goes_first(shop: Shop) -> None:
    order = shop.placed(12, "10.00")

    order.cancel(some(3), by=shop.anna)

    line = order.document.line(1)
    assert (line.has("backordered"), line.has("allocated")) == (pieces(0), pieces(9))
    assert shop.on_shelf() == (10, 1)


def test_a_shipment_nobody_has_picked_for_goes_and_the_rest_is_held_again(shop: Shop) -> None:
    order = shop.placed(5)
    shipment = shop.started(order)

    shop.now(order).cancel(some(2), by=shop.anna)

    assert shop.now(shipment).state is Shipping.cancelled
    assert shop.on_shelf() == (10, 7)
    shop.shipped(order)
    assert shop.now(order).document.line(1).shipped == pieces(3)


def test_charges_go_with_the_last_of_their_goods(shop: Shop) -> None:
    lines = (shop.line(2), charge_line(2, "Freight", eur("9.90")))
    order = shop.placed(lines=lines)

    order.cancel(some(2), by=shop.anna)

    assert order.state is OrderToCash.cancelled
    assert order.document.total == eur("0.00")


def test_charges_stay_where_something_has_left(shop: Shop) -> None:
    lines = (shop.line(2), charge_line(2, "Freight", eur("9.90")))
    order = shop.placed(lines=lines)
    shop.shipped(order, line_1=1)

    shop.now(order).cancel(ALL, by=shop.anna)

    assert shop.now(order).document.total == eur("109.90")


# Money.


def test_a_prepayment_comes_back_without_any_bill(shop: Shop) -> None:
    order = shop.placed(4, prepayment=eur("400.00"))
    shop.paid(eur("400.00"), orders=(order.id,))
    shop.company.run_due()

    shop.now(order).cancel(some(1), by=shop.anna)

    (refund,) = shop.company.find(Refunding)
    assert (refund.document.origin, refund.document.amount) == (order.id, eur("100.00"))
    assert shop.company.find(InvoiceToCash) == shop.company.find(Crediting) == []
    assert shop.now(order).state is OrderToCash.confirmed


def test_a_prepayment_stays_with_us_where_the_customer_keeps_it(shop: Shop) -> None:
    order = shop.placed(4, prepayment=eur("400.00"))
    receipt = shop.paid(eur("400.00"), orders=(order.id,))
    shop.company.run_due()

    shop.now(order).cancel(Cancellation(reason="no more", money="keep"), by=shop.anna)

    assert shop.now(order).state is OrderToCash.cancelled
    assert shop.company.find(Refunding) == []
    assert shop.company.balance(unapplied.of(receipt.id, "EUR")).available == 400_00


def test_what_is_billed_and_not_paid_is_credited_and_nothing_comes_back(shop: Shop) -> None:
    order = shop.placed(4, invoicing="on_order")
    (invoice,) = order.child_ids(InvoiceToCash)

    order.cancel(some(1), by=shop.anna)

    assert shop.open_amount(invoice) == eur("300.00")
    assert shop.company.find(Refunding) == []
    assert held_credit(shop) == 300_00


def test_parts_of_a_billed_line_are_credited_once_each(shop: Shop) -> None:
    order = shop.placed(4, invoicing="on_order")

    for _ in range(4):
        shop.now(order).cancel(some(1), by=shop.anna)

    notes = shop.company.find(Crediting)
    assert sum((note.document.gross for note in notes), eur(0)) == eur("400.00")
    assert shop.now(order).state is OrderToCash.cancelled
    assert held_credit(shop) == 0


def test_the_customer_may_keep_what_was_credited(shop: Shop) -> None:
    order = shop.placed(4, invoicing="on_order")
    (invoice,) = order.child_ids(InvoiceToCash)
    shop.paid(eur("400.00"), invoice)

    shop.now(order).cancel(some(1, money="keep"), by=shop.anna)

    (note,) = shop.company.find(Crediting)
    assert shop.company.find(Refunding) == []
    assert shop.company.balance(unapplied.of(note.id, "EUR")).available == 100_00


def test_what_is_billed_stays_where_only_the_rest_is_cancelled(shop: Shop) -> None:
    order = shop.placed(4, invoicing="manual")
    order.bill(Billing(lines=(BilledLine(line=1, quantity=pieces(3)),)), by=shop.rita)

    assert refused(order, UNBILLED, shop) == []
    order.cancel(UNBILLED, by=shop.anna)

    assert order.document.line(1).open == pieces(3)


def test_a_draft_that_bills_too_much_is_made_anew() -> None:
    policy = FinancePolicy(approve_above=eur("50.00"))
    shop = Shop(policies=Policies(finance=policy))
    shop.receive(10)
    order = shop.placed(4, invoicing="on_order")

    order.cancel(some(1), by=shop.anna)

    states = [invoice.state for invoice in shop.now(order).invoices]
    assert states == [InvoiceToCash.cancelled, InvoiceToCash.submitted]
    assert shop.now(order).invoices[1].document.gross == eur("300.00")


def test_a_deposit_comes_back_with_the_whole_order(shop: Shop) -> None:
    order = shop.placed(4, deposit=eur("80.00"))
    (invoice,) = order.child_ids(InvoiceToCash)
    shop.paid(eur("80.00"), invoice)

    shop.now(order).cancel(ALL, by=shop.anna)

    (refund,) = shop.company.find(Refunding)
    assert refund.document.amount == eur("80.00")
    assert shop.now(order).state is OrderToCash.cancelled


def test_where_all_is_billed_nothing_is_uninvoiced_and_nobody_is_told_of_it(shop: Shop) -> None:
    order = shop.placed(4, invoicing="on_order")

    with pytest.raises(StepRefused) as refused:
        order.cancel(Cancellation(reason="no more", scope="uninvoiced"), by=shop.anna)

    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts) == ("qty_exceeds_open", {"open": "0"})


def test_the_laws_hold_after_a_part_is_cancelled(shop: Shop) -> None:
    order = shop.placed(5)
    shop.started(order)
    shop.now(order).cancel(some(2), by=shop.anna)

    keep_the_laws(shop.company)


def test_a_storekeeper_cancels_no_order(shop: Shop) -> None:
    order = shop.placed()

    with pytest.raises(StepRefused):
        order.cancel(ALL, by=shop.company.hire("Sue", STOREKEEPER))
