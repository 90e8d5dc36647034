"""Money that comes when nobody expects it, or otherwise than agreed; terms nobody could bill."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fbo import OrderToCash, eur, usd
from fbo.back.finance import TakenBack, unapplied
from fbo.front.sales.order import Instalment
from fbo.processes.receipting import Receipting
from fbo.processes.tasks import Tasking
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

ALL = Decimal(1)
DAY = date(2026, 12, 1)


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.receive(20)
    return shop


def told_sales(shop: Shop, order: OrderToCash) -> list[str]:
    """What sales was told of an order's money."""
    return [task.document.what for task in shop.company.find(Tasking, about=order.id)]


def test_who_pays_a_little_too_much_has_not_paid_twice(shop: Shop) -> None:
    order = shop.placed(4)
    shop.shipped(order)
    (invoice,) = shop.now(order).invoices

    shop.paid(eur("400.50"), invoice.id)

    assert told_sales(shop, order) == ["the customer paid more than he owes"]


def test_who_pays_for_an_order_that_has_expired_has_not_paid_twice(shop: Shop) -> None:
    order = shop.placed(prepayment=ALL)
    shop.clock.advance(timedelta(days=8))
    shop.company.run_due()

    shop.paid(eur("100.00"), orders=(order.id,))

    assert told_sales(shop, order) == ["the customer paid for an order that is expired"]


def test_money_of_another_currency_is_not_kept_for_an_order(shop: Shop) -> None:
    order = shop.placed(prepayment=ALL)

    receipt = shop.paid(usd("100.00"), orders=(order.id,))

    assert shop.now(receipt).document.unused == usd("100.00")
    assert shop.now(order).state == OrderToCash.awaiting_prepayment
    assert told_sales(shop, order) == ["the customer paid in USD for an order in EUR"]
    keep_the_laws(shop.company)


@pytest.mark.parametrize(
    "terms",
    [
        {"prepayment": eur("-0.01")},
        {"deposit": eur("-0.01")},
        {"instalments": (Instalment(due=DAY, amount=usd("100.00")),)},
        {
            "instalments": (
                Instalment(due=DAY, amount=eur("100.01")),
                Instalment(due=DAY, amount=eur("-0.01")),
            )
        },
    ],
)
def test_nobody_agrees_on_terms_that_could_not_be_billed(shop: Shop, terms: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"less than nothing|more than nothing|must be in EUR"):
        shop.order(1, **terms)


def test_that_a_prepayment_was_taken_back_after_it_was_used_is_a_fact(shop: Shop) -> None:
    order = shop.placed(2, prepayment=ALL)
    receipt = shop.paid(eur("210.00"), orders=(order.id,))
    shop.shipped(order)

    shop.now(receipt).charge_back(TakenBack(reason="stolen card"), by=shop.rita)

    assert shop.now(receipt).state.name == "bounced"
    keep_the_laws(shop.company)


def used_prepayment(shop: Shop) -> tuple[OrderToCash, Any, str]:
    """An order over 200 EUR that was paid first, and is complete; its receipt, its invoice."""
    order = shop.placed(2, prepayment=ALL)
    receipt = shop.paid(eur("200.00"), orders=(order.id,))
    shop.shipped(order)
    (invoice,) = shop.now(order).invoices
    return order, shop.now(receipt), invoice.id


def test_a_receipt_names_the_invoice_that_has_taken_a_prepayment(shop: Shop) -> None:
    order, receipt, invoice = used_prepayment(shop)

    (part,) = receipt.document.allocated
    assert (part.invoice, part.amount) == (invoice, eur("200.00"))
    assert receipt.document.settles == (order.id,)
    assert receipt.document.held == ()


def test_a_used_prepayment_that_is_taken_back_opens_the_invoice_and_the_order(shop: Shop) -> None:
    order, receipt, invoice = used_prepayment(shop)
    assert shop.now(order).state == OrderToCash.completed

    receipt.charge_back(TakenBack(reason="stolen card"), by=shop.rita)

    assert shop.open_amount(invoice) == eur("200.00")
    assert shop.now(order).state == OrderToCash.fulfilled
    assert shop.company.balance(unapplied.of(receipt.id, "EUR")).available == 0
    keep_the_laws(shop.company)


def test_an_order_whose_prepayment_was_taken_back_is_complete_when_it_is_paid(shop: Shop) -> None:
    order, receipt, invoice = used_prepayment(shop)
    receipt.charge_back(TakenBack(reason="stolen card"), by=shop.rita)

    shop.paid(eur("200.00"), invoice)

    assert shop.now(order).state == OrderToCash.completed
    keep_the_laws(shop.company)


def test_of_a_used_prepayment_the_last_invoice_gives_up_what_is_taken_back(shop: Shop) -> None:
    order = shop.placed(2, prepayment=ALL)
    receipt = shop.paid(eur("200.00"), orders=(order.id,))
    shop.shipped(order, line_1=1)
    shop.shipped(order)
    first, last = (invoice.id for invoice in shop.now(order).invoices)

    part = TakenBack(reason="disputed", amount=eur("120.00"))
    shop.now(receipt).charge_back(part, by=shop.rita)

    assert shop.open_amount(first) == eur("20.00")
    assert shop.open_amount(last) == eur("100.00")
    assert shop.now(receipt).state == Receipting.registered
    keep_the_laws(shop.company)


def test_of_two_prepayments_the_older_is_used_first(shop: Shop) -> None:
    order = shop.placed(2, prepayment=ALL)
    older = shop.paid(eur("120.00"), orders=(order.id,))
    shop.clock.advance(timedelta(days=1))
    newer = shop.paid(eur("80.00"), orders=(order.id,))

    shop.shipped(order, line_1=1)

    assert [part.amount for part in shop.now(older).document.allocated] == [eur("100.00")]
    assert shop.now(newer).document.allocated == ()


def test_one_of_two_prepayments_that_is_taken_back_leaves_the_other(shop: Shop) -> None:
    order = shop.placed(2, prepayment=ALL)
    older = shop.paid(eur("120.00"), orders=(order.id,))
    shop.clock.advance(timedelta(days=1))
    shop.paid(eur("80.00"), orders=(order.id,))
    shop.shipped(order, line_1=1)

    shop.now(older).charge_back(TakenBack(reason="disputed"), by=shop.rita)
    shop.shipped(order)

    first, last = (invoice.id for invoice in shop.now(order).invoices)
    assert (shop.open_amount(first), shop.open_amount(last)) == (eur("100.00"), eur("20.00"))
    keep_the_laws(shop.company)
