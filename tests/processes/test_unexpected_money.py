"""Money that comes when nobody expects it, or otherwise than agreed; terms nobody could bill."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fbo import OrderToCash, eur, usd
from fbo.back.finance import TakenBack
from fbo.front.sales.order import Instalment
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
