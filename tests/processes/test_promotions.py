"""Promotions: money off while their rule holds, billed to the cent, charged back if it fails."""

from typing import Any

import pytest

from fbo import Actor, OrderToCash, StepRefused, eur, pieces
from fbo.front.sales import (
    Cancellation,
    CancelledLine,
    OrderLine,
    PromotionRule,
    charge_line,
    promotion_line,
)
from fbo.kernel.money import percent
from fbo.kernel.quantity import Quantity
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

TAX: dict[str, Any] = {"tax_code": "S", "tax_rate": percent(20)}
OVER_A_HUNDRED = PromotionRule(goods_over=eur(100))


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.receive(10)
    return shop


def lamps(shop: Shop, count: int, price: str = "30.00") -> OrderLine:
    return shop.line(count, price).replacing(**TAX)


def fifty_off(number: int = 3, off: str = "50.00", **other: Any) -> OrderLine:
    rule = other.pop("rule", OVER_A_HUNDRED)
    return promotion_line(number, "Fifty off", eur(off), rule=rule, **{**TAX, **other})


def order_of(shop: Shop, count: int = 4, **fields: Any) -> OrderToCash:
    freight = charge_line(2, "Freight", eur("5.00"), **TAX)
    lines = (lamps(shop, count), freight, fifty_off())
    return shop.placed(lines=lines, prices_include_tax=True, **fields)


def refusal(shop: Shop, *lines: OrderLine, **fields: Any) -> str:
    with pytest.raises(StepRefused) as refused:
        shop.placed(lines=lines, **fields)
    (reason,) = refused.value.reasons
    return reason.code


def test_a_promotion_takes_money_off(shop: Shop) -> None:
    assert order_of(shop).document.total == eur("75.00")


def test_a_promotion_whose_rule_does_not_hold_is_not_placed(shop: Shop) -> None:
    assert refusal(shop, lamps(shop, 3), fifty_off()) == "promotion_does_not_hold"


def test_a_hundred_is_not_over_a_hundred(shop: Shop) -> None:
    assert refusal(shop, lamps(shop, 4, "25.00"), fifty_off()) == "promotion_does_not_hold"


def test_a_promotion_takes_off_no_more_than_the_goods_of_its_tax_come_to(shop: Shop) -> None:
    other = fifty_off(rule=None, tax_code="R", tax_rate=percent(5))

    assert refusal(shop, lamps(shop, 4), other) == "promotion_does_not_hold"


def test_a_promotion_is_given_in_money(shop: Shop) -> None:
    odd = fifty_off().replacing(unit=pieces(1).unit, buckets={"unplanned": pieces(1)})

    assert "lines_are_simple" in refusal(shop, lamps(shop, 4), odd)


def test_a_customer_gives_himself_no_promotion(shop: Shop) -> None:
    ada = Actor.customer(shop.ada.id)
    order = shop.order(lines=(shop.line(4), fifty_off(2)))

    with pytest.raises(StepRefused) as refused:
        shop.company.open(OrderToCash, order, by=ada, then=OrderToCash.place)

    assert [reason.code for reason in refused.value.reasons] == ["not_a_wish"]


def test_what_leaves_first_bears_the_promotion_first(shop: Shop) -> None:
    order = order_of(shop)

    shop.shipped(order, line_1=1)
    shop.shipped(order, line_1=1)
    shop.shipped(order)

    billed = [invoice.document.gross for invoice in shop.now(order).invoices]
    assert billed == [eur("5.00"), eur("10.00"), eur("60.00")]
    assert shop.now(order).document.uninvoiced == eur(0)
    keep_the_laws(shop.company)


def test_a_promotion_that_takes_all_off_lets_no_invoice_be_negative(shop: Shop) -> None:
    lines = (lamps(shop, 3, "0.335"), fifty_off(2, "1.01", rule=None))
    order = shop.placed(lines=lines, prices_include_tax=True)

    for _ in range(3):
        shop.shipped(order, line_1=1)

    assert [invoice.document.gross for invoice in shop.now(order).invoices] == [eur(0)] * 3
    keep_the_laws(shop.company)


def test_a_part_that_is_cancelled_takes_the_promotion_with_it(shop: Shop) -> None:
    order = order_of(shop)

    order.cancel(some(2), by=shop.anna)

    now = shop.now(order).document
    assert (now.line(3).wanted, now.total) == (Quantity.parse("0.00 EUR"), eur("65.00"))


def dear(shop: Shop, limit: str) -> OrderToCash:
    """Four lamps at 30.00 less 50.00, of somebody who may owe so much."""
    grace = shop.customer("Grace Hopper", limit=eur(limit))
    promotion = fifty_off(2, tax_code="", tax_rate=percent(0))
    return shop.placed(lines=(shop.line(4, "30.00"), promotion), customer=grace.id)


def one_less() -> Cancellation:
    row = CancelledLine(line=1, quantity=pieces(1))
    return Cancellation(reason="too many", scope="lines", lines=(row,))


def test_who_cancels_until_the_promotion_fails_needs_credit_for_what_is_dearer(shop: Shop) -> None:
    order = dear(shop, "80.00")

    with pytest.raises(StepRefused) as refused:
        order.cancel(one_less(), by=Actor.customer(order.document.customer))

    (reason,) = refused.value.reasons
    assert reason.code == "over_credit_limit"
    assert reason.sentence == (
        "without its promotion the rest comes to 90.00 EUR, which is more: "
        "90.00 EUR would be owed, the limit is 80.00 EUR"
    )
    order.cancel(Cancellation(reason="all of it then"), by=shop.anna)


def test_and_is_told_what_it_comes_to_now(shop: Shop) -> None:
    order = dear(shop, "90.00")

    order.cancel(one_less(), by=shop.anna)

    shop.company.run_due()
    assert "It came to 70.00 EUR; it comes to 90.00 EUR now." in shop.mail.sent[-1].text
    keep_the_laws(shop.company)


def test_a_promotion_in_force_stays_when_a_part_is_cancelled(shop: Shop) -> None:
    order = order_of(shop, 5)

    order.cancel(some(1), by=shop.anna)

    assert shop.now(order).document.total == eur("75.00")


def test_a_promotion_that_was_taken_off_already_is_charged_back(shop: Shop) -> None:
    order = order_of(shop)
    shop.shipped(order, line_1=1)

    shop.now(order).cancel(some(2), by=shop.anna)
    shop.shipped(order)

    now = shop.now(order)
    billed = [invoice.document.gross for invoice in now.invoices]
    assert billed == [eur("5.00"), eur("30.00"), eur("30.00")]
    assert now.document.total == eur("65.00")
    keep_the_laws(shop.company)


def test_a_credit_note_bears_the_promotion_that_goes_with_the_goods(shop: Shop) -> None:
    order = order_of(shop, invoicing="on_order")

    order.cancel(some(2), by=shop.anna)

    (note,) = shop.company.find(Crediting)
    assert note.document.gross == eur("10.00")
    assert shop.open_amount(note.document.invoice) == eur("65.00")
    keep_the_laws(shop.company)


def test_a_promotion_worth_more_than_the_goods_is_billed_and_takes_their_credit(
    shop: Shop,
) -> None:
    order = order_of(shop, invoicing="on_order")
    shop.settled(order)

    shop.now(order).cancel(some(1), by=shop.anna)

    invoices = shop.now(order).child_ids(InvoiceToCash)
    assert shop.now(order).document.total == eur("95.00")
    assert [shop.open_amount(invoice) for invoice in invoices] == [eur(0), eur("20.00")]
    keep_the_laws(shop.company)


def test_all_that_remains_is_cancelled_and_what_has_left_keeps_its_promotion(shop: Shop) -> None:
    order = order_of(shop, 6)
    shop.shipped(order, line_1=4)

    shop.now(order).cancel(Cancellation(reason="enough"), by=shop.anna)

    now = shop.now(order)
    assert (now.state.name, now.document.total) == ("fulfilled", eur("75.00"))
    shop.settled(order)
    shop.company.run_due()
    assert shop.now(order).state is OrderToCash.completed
    keep_the_laws(shop.company)


def some(count: int) -> Cancellation:
    row = CancelledLine(line=1, quantity=pieces(count))
    return Cancellation(reason="too many", scope="lines", lines=(row,))
