"""Scenario: the rest is cancelled after a part was shipped, and what was paid for it comes back."""

from typing import Any

import pytest

from fbo import Policies, StepRefused, eur
from fbo.back.finance import MONEY, FinancePolicy, accounts
from fbo.front.sales import Cancellation, CancelledLine, OrderLine
from fbo.kernel.money import percent
from fbo.kernel.quantity import Commodity, pieces
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.refunding import Refunding
from fbo.testing.shop import Shop
from fbo.workflow.entries import Position


@pytest.fixture
def shop() -> Shop:
    shop = Shop(policies=Policies(finance=FinancePolicy(tax_rates={"S": percent(20)})))
    shop.receive(10)
    return shop


def taxed(shop: Shop, lamps: int, price: str) -> OrderLine:
    return shop.line(lamps, price).replacing(tax_code="S", tax_rate=percent(20))


def four_of_ten_shipped(shop: Shop, **fields: Any) -> OrderToCash:
    order = shop.placed(lines=(taxed(shop, 10, "12.00"),), **fields)
    shop.shipped(order, line_1=4)
    return shop.now(order)


def some(lamps: int, **fields: Any) -> Cancellation:
    row = CancelledLine(line=1, quantity=pieces(lamps))
    return Cancellation(reason="too many", scope="lines", lines=(row,), **fields)


def test_the_rest_is_cancelled_in_two_parts(shop: Shop) -> None:
    order = four_of_ten_shipped(shop)

    order.cancel(some(2), by=shop.anna)
    assert order.state is OrderToCash.in_fulfilment
    order.cancel(some(4), by=shop.anna)

    line = order.document.line(1)
    assert order.state is OrderToCash.fulfilled
    assert (line.shipped, line.cancelled, line.ordered) == (pieces(4), pieces(6), pieces(10))
    assert shop.on_shelf() == (6, 6)
    assert order.document.total == eur("57.60")
    assert shop.company.find(Crediting) == []


def test_no_more_is_cancelled_than_is_open(shop: Shop) -> None:
    order = four_of_ten_shipped(shop)
    order.cancel(some(6), by=shop.anna)

    with pytest.raises(StepRefused) as refused:
        order.cancel(some(1), by=shop.anna)

    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts["open"]) == ("qty_exceeds_open", "0 piece")


def test_what_was_billed_and_paid_comes_back(shop: Shop) -> None:
    order = four_of_ten_shipped(shop, invoicing="on_order")
    (invoice,) = order.child_ids(InvoiceToCash)
    shop.paid(eur("144.00"), invoice)

    shop.now(order).cancel(some(6), by=shop.anna)

    (note,) = shop.company.find(Crediting)
    (refund,) = shop.company.find(Refunding)
    assert (note.document.net, note.document.gross) == (eur("72.00"), eur("86.40"))
    assert (refund.document.amount, refund.document.order) == (eur("86.40"), order.id)
    assert refund.state is Refunding.approved
    assert shop.now(order).state is OrderToCash.fulfilled


def test_once_it_is_back_the_order_is_complete(shop: Shop) -> None:
    order = four_of_ten_shipped(shop, invoicing="on_order")
    (invoice,) = order.child_ids(InvoiceToCash)
    shop.paid(eur("144.00"), invoice)
    shop.now(order).cancel(some(6), by=shop.anna)
    (refund,) = shop.company.find(Refunding)

    refund.submit(by=shop.rita)
    refund.confirm(by=shop.rita)
    shop.company.run_due()

    bank = shop.company.balance(
        Position(MONEY, accounts.BANK_CLEARING, Commodity.currency("EUR"))
    ).posted
    assert bank == 57_60
    assert shop.now(order).state is OrderToCash.completed
