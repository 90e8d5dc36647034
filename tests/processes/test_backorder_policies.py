"""Whether what is missing may be waited for: the item says so, else the order, else the company."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fbo import Component, OrderPolicy, OrderToCash, Policies, StockItem, eur, until
from fbo.company.filing import Filed
from fbo.front.sales import Suspension
from fbo.kernel.backorder import may_wait
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

TODAY, YESTERDAY = date(2026, 11, 23), date(2026, 11, 22)


@pytest.fixture
def rare(shop: Shop) -> Filed[StockItem]:
    """What may not be waited for, whatever an order says."""
    return shop.item("RARE", backorder="deny")


def codes(order: OrderToCash, shop: Shop) -> list[str]:
    return [reason.code for reason in order.place.refusals(by=shop.anna)]


@pytest.mark.parametrize(
    ("policy", "waits"),
    [("allow", True), ("deny", False), (until(TODAY), True), (until(YESTERDAY), False)],
)
def test_a_policy_says_whether_an_order_waits(shop: Shop, policy: object, *, waits: bool) -> None:
    order = shop.drafted(1, backorder=policy)

    assert codes(order, shop) == ([] if waits else ["out_of_stock"])


def test_until_holds_on_its_day_and_not_on_the_next() -> None:
    assert may_wait(until(TODAY), TODAY)
    assert not may_wait(until(TODAY), TODAY + timedelta(days=1))


def test_the_day_is_the_companys(shop: Shop) -> None:
    order = shop.drafted(1, backorder=until(TODAY))

    shop.clock.advance(timedelta(days=1))

    assert codes(shop.now(order), shop) == ["out_of_stock"]


def test_what_an_item_says_comes_before_the_order(shop: Shop, rare: Filed[StockItem]) -> None:
    order = shop.drafted(lines=(shop.line(1, item=rare),), backorder="allow")

    assert codes(order, shop) == ["out_of_stock"]


def test_an_item_may_allow_what_the_order_denies(shop: Shop) -> None:
    common = shop.item("COMMON", backorder="allow")

    order = shop.placed(lines=(shop.line(1, item=common),), backorder="deny")

    assert shop.now(order).state is OrderToCash.confirmed


def test_what_the_company_says_comes_last() -> None:
    shop = Shop(policies=Policies(order=OrderPolicy(backorder=until(YESTERDAY))))

    assert codes(shop.drafted(1), shop) == ["out_of_stock"]


def test_what_may_not_wait_is_served_before_what_may(shop: Shop, rare: Filed[StockItem]) -> None:
    kit = shop.item(
        "KIT",
        kind="kit",
        backorder="deny",
        components=(Component(item=shop.lamp.id, quantity=shop.line(2).ordered),),
    )
    shop.receive(3)

    order = shop.placed(lines=(shop.line(3, "1.00"), shop.line(1, "1.00", number=2, item=kit)))

    lines = shop.now(order).document.lines
    assert [line.has("allocated").units for line in lines] == [1, 1]
    keep_the_laws(shop.company)


def test_the_item_is_asked_once_when_it_is_ordered(shop: Shop) -> None:
    order = shop.placed(1)

    shop.company.change(shop.lamp, backorder="deny")
    order.suspend(Suspension(reason="a moment"), by=shop.anna)
    order.resume(by=shop.anna)

    assert shop.now(order).state is OrderToCash.confirmed


def gone_meanwhile(shop: Shop) -> OrderToCash:
    """Ada's order, over her limit, for the last lamp, which Grace then got."""
    shop.receive(1)
    order = shop.placed(1, "2000.00", backorder="deny")
    grace = shop.customer("Grace Hopper")
    shop.placed(1, customer=grace.id)
    shop.company.change(shop.ada, credit_limit=eur("5000.00"))
    return shop.now(order)


def test_reconsidering_finds_that_the_goods_have_gone(shop: Shop) -> None:
    order = gone_meanwhile(shop)

    order.reconsider(by=shop.carla)

    assert order.state is OrderToCash.on_hold
    assert order.document.because == "out_of_stock"


def test_an_order_on_hold_for_goods_is_confirmed_once_they_are_there(shop: Shop) -> None:
    order = gone_meanwhile(shop)
    order.reconsider(by=shop.carla)
    shop.receive(1)

    order.resume(by=shop.anna)
    shop.now(order).reconsider(by=shop.carla)

    assert shop.now(order).state is OrderToCash.confirmed
    keep_the_laws(shop.company)


def test_a_prepayment_finds_that_the_goods_have_gone_and_waits_for_them(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(1, backorder="deny", prepayment=Decimal(1))
    grace = shop.customer("Grace Hopper")
    shop.placed(1, customer=grace.id)
    shop.paid(eur("100.00"), orders=(order.id,))
    assert shop.now(order).state is OrderToCash.on_hold

    shop.receive(1)
    shop.now(order).resume(by=shop.anna)

    assert shop.now(order).state is OrderToCash.confirmed
    keep_the_laws(shop.company)


def test_a_prepaid_order_that_is_resumed_too_early_waits_on(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(1, backorder="deny", prepayment=Decimal(1))
    grace = shop.customer("Grace Hopper")
    shop.placed(1, customer=grace.id)
    shop.paid(eur("100.00"), orders=(order.id,))

    shop.now(order).resume(by=shop.anna)

    assert shop.now(order).state is OrderToCash.on_hold
