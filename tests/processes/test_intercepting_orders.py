"""Intercepting: the warehouse says how much of what is packed can still be stopped."""

from datetime import timedelta
from typing import Any

import pytest

from fbo import StepRefused
from fbo.front.sales import Cancellation, CancellationAnswer, CancelledLine
from fbo.kernel.quantity import pieces
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.shipping import Shipping
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import MONDAY, Shop

ALL = Cancellation(reason="moved house")
TOO_LATE = CancellationAnswer()


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.receive(10)
    return shop


@pytest.fixture
def order(shop: Shop) -> OrderToCash:
    """An order for five lamps, three of which are packed."""
    order = shop.placed(5)
    shop.packed(order, line_1=3)
    return shop.now(order)


def stops(lamps: int) -> CancellationAnswer:
    return CancellationAnswer(lines=(CancelledLine(line=1, quantity=pieces(lamps)),))


def some(lamps: int, **more: Any) -> Cancellation:
    row = CancelledLine(line=1, quantity=pieces(lamps))
    return Cancellation(reason="too many", scope="lines", lines=(row,), **more)


def test_the_warehouse_is_asked_and_has_an_hour(shop: Shop, order: OrderToCash) -> None:
    order.request_cancellation(ALL, by=shop.anna)

    asked = order.handoffs["request_cancellation"]
    assert asked.desk == "WAREHOUSE"
    assert asked.accept_due == MONDAY + timedelta(minutes=30)
    assert asked.done_due == MONDAY + timedelta(hours=1)


def test_what_it_stops_goes_back_to_the_shelf_and_is_cancelled(
    shop: Shop, order: OrderToCash
) -> None:
    order.request_cancellation(ALL, by=shop.anna)

    order.answer_cancellation(stops(5), by=shop.sam)

    assert order.state is OrderToCash.cancelled
    assert shop.on_shelf() == (10, 10)
    assert [one.state for one in shop.shipments(order)] == [Shipping.cancelled]
    keep_the_laws(shop.company)


def test_what_it_does_not_stop_is_picked_again(shop: Shop, order: OrderToCash) -> None:
    order.request_cancellation(some(4), by=shop.anna)

    order.answer_cancellation(stops(4), by=shop.sam)

    assert order.state is OrderToCash.in_fulfilment
    assert shop.on_shelf() == (10, 9)
    shop.shipped(order)
    assert shop.now(order).document.line(1).shipped == pieces(1)
    keep_the_laws(shop.company)


def test_too_late_leaves_everything_as_it_is(shop: Shop, order: OrderToCash) -> None:
    order.request_cancellation(ALL, by=shop.anna)

    order.answer_cancellation(TOO_LATE, by=shop.sam)

    assert order.state is OrderToCash.in_fulfilment
    assert order.handoffs.get("request_cancellation") is None
    assert order.document.line(1).open == pieces(5)
    assert order.document.asked_off is None


def test_the_customer_hears_how_much_could_be_stopped(shop: Shop, order: OrderToCash) -> None:
    order.request_cancellation(some(4), by=shop.anna)
    order.answer_cancellation(stops(1), by=shop.sam)

    shop.company.run_due()

    texts = {message.text for message in shop.mail.sent}
    told = "Of what you asked us to cancel of order 1, goods for 100.00 EUR could still be stopped."
    assert told in texts


def test_no_more_is_stopped_than_was_asked(shop: Shop, order: OrderToCash) -> None:
    order.request_cancellation(some(2), by=shop.anna)

    with pytest.raises(StepRefused) as refused:
        order.answer_cancellation(stops(3), by=shop.sam)

    assert [reason.code for reason in refused.value.reasons] == ["qty_exceeds_request"]


def test_nobody_is_asked_about_what_nobody_has_picked(shop: Shop) -> None:
    order = shop.placed(2)

    (reason,) = order.request_cancellation.refusals(ALL, by=shop.anna)

    assert (reason.code, reason.way_out) == ("nothing_picked", "cancel it")


def test_what_has_left_meanwhile_is_not_stopped(shop: Shop, order: OrderToCash) -> None:
    order.request_cancellation(ALL, by=shop.anna)
    shop.shipments(order)[0].dispatch(by=shop.sam)

    with pytest.raises(StepRefused) as refused:
        shop.now(order).answer_cancellation(stops(5), by=shop.sam)

    assert [reason.code for reason in refused.value.reasons] == ["qty_exceeds_open"]
