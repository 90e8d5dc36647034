"""Intercepting: the warehouse says how much of what is packed can still be stopped."""

from datetime import timedelta
from typing import Any

import pytest

from fbo import Delivery, Picking, StepRefused, Suspension
from fbo.front.sales import Cancellation, CancellationAnswer, CancelledLine
from fbo.kernel.quantity import pieces
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.shipping import Shipping
from fbo.testing.laws import keep_the_laws
from fbo.testing.laws.handoffs import keep_handoff_laws
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


def test_what_has_left_meanwhile_is_called_back(shop: Shop, order: OrderToCash) -> None:
    order.request_cancellation(ALL, by=shop.anna)
    shipment = shop.shipments(order)[0]
    shipment.dispatch(by=shop.sam)

    shop.now(order).answer_cancellation(stops(5), by=shop.sam)

    assert shop.now(shipment).state is Shipping.in_return
    line = shop.now(order).document.line(1)
    assert (line.cancelled, line.has("in_transit")) == (pieces(2), pieces(3))
    assert shop.now(order).state is OrderToCash.fulfilled
    keep_the_laws(shop.company)


# What is under way.


@pytest.fixture
def sent(shop: Shop) -> OrderToCash:
    """An order for five lamps, all of which have left: three in one parcel, two in another."""
    order = shop.placed(5)
    shop.shipped(order, line_1=3)
    shop.shipped(order)
    return shop.now(order)


def states(shop: Shop, order: OrderToCash) -> list[str]:
    return [shipment.state.name for shipment in shop.shipments(order)]


def test_the_warehouse_is_asked_about_what_is_under_way(shop: Shop, sent: OrderToCash) -> None:
    sent.request_cancellation(ALL, by=shop.anna)

    (asked,) = sent.document.asked_off.lines if sent.document.asked_off else ()
    assert asked.quantity == pieces(5)
    assert sent.state is OrderToCash.fulfilled


def test_what_is_under_way_is_called_back_and_not_cancelled(shop: Shop, sent: OrderToCash) -> None:
    sent.request_cancellation(ALL, by=shop.anna)

    sent.answer_cancellation(stops(5), by=shop.sam)

    assert states(shop, sent) == ["in_return", "in_return"]
    assert shop.now(sent).document.line(1).cancelled == pieces(0)
    assert shop.now(sent).document.asked_off is None


def test_the_newest_parcel_that_fits_is_called_back(shop: Shop, sent: OrderToCash) -> None:
    sent.request_cancellation(some(2), by=shop.anna)

    sent.answer_cancellation(stops(2), by=shop.sam)

    assert states(shop, sent) == ["shipped", "in_return"]


def test_a_parcel_comes_back_whole(shop: Shop, sent: OrderToCash) -> None:
    sent.request_cancellation(some(4), by=shop.anna)

    with pytest.raises(StepRefused) as refused:
        sent.answer_cancellation(stops(4), by=shop.sam)

    assert [reason.code for reason in refused.value.reasons] == ["parcel_is_whole"]


def test_what_was_called_back_lies_on_the_shelf_again(shop: Shop, sent: OrderToCash) -> None:
    sent.request_cancellation(ALL, by=shop.anna)
    sent.answer_cancellation(stops(5), by=shop.sam)

    for shipment in shop.shipments(sent):
        shipment.receive_back(by=shop.sam)

    assert shop.on_shelf() == (10, 10)
    assert shop.now(sent).document.line(1).has("bounced") == pieces(5)
    keep_the_laws(shop.company)


def test_what_has_arrived_is_not_stopped(shop: Shop, sent: OrderToCash) -> None:
    shop.shipments(sent)[0].confirm_delivery(Delivery(), by=shop.sam)

    (reason,) = shop.now(sent).request_cancellation.refusals(some(3), by=shop.anna)

    assert (reason.code, reason.facts["open"]) == ("qty_exceeds_open", "2 piece")


def test_the_customer_hears_what_is_called_back(shop: Shop, sent: OrderToCash) -> None:
    sent.request_cancellation(ALL, by=shop.anna)
    sent.answer_cancellation(stops(2), by=shop.sam)

    shop.company.run_due()

    assert any("200.00 EUR could still be stopped" in message.text for message in shop.mail.sent)


# No answer.


def test_no_answer_within_an_hour_is_a_refusal(shop: Shop, order: OrderToCash) -> None:
    order.request_cancellation(ALL, by=shop.anna)

    shop.clock.advance(timedelta(hours=1))
    shop.company.run_due()

    now = shop.now(order)
    assert now.document.asked_off is None
    assert "request_cancellation" not in now.handoffs
    assert now.document.line(1).open == pieces(5)
    assert any("0.00 EUR could still be stopped" in message.text for message in shop.mail.sent)
    keep_handoff_laws(shop.company)


def test_the_hour_is_one_of_business(shop: Shop) -> None:
    shop.clock.advance(timedelta(hours=7, minutes=30))
    order = shop.placed(5)
    shop.packed(order)
    shop.now(order).request_cancellation(ALL, by=shop.anna)

    shop.clock.advance(timedelta(hours=15))
    shop.company.run_due()
    assert shop.now(order).document.asked_off is not None

    shop.clock.advance(timedelta(hours=2))
    shop.company.run_due()
    assert shop.now(order).document.asked_off is None


def test_what_was_answered_in_time_is_not_refused_later(shop: Shop, order: OrderToCash) -> None:
    order.request_cancellation(some(4), by=shop.anna)
    order.answer_cancellation(stops(1), by=shop.sam)

    shop.clock.advance(timedelta(hours=2))
    shop.company.run_due()

    assert "lapse_request" not in [line.step for line in shop.company.history(order)]


# On hold.


def test_nothing_is_picked_for_an_order_on_hold(shop: Shop) -> None:
    order = shop.placed(5)
    shipment = shop.started(order)
    shop.now(order).suspend(Suspension(reason="a moment"), by=shop.anna)

    (reason,) = shop.now(shipment).pick.refusals(Picking(), by=shop.sam)

    assert reason.code == "order_on_hold"


def test_what_is_picked_for_an_order_on_hold_is_not_packed(shop: Shop) -> None:
    order = shop.placed(5)
    shipment = shop.started(order)
    shipment.pick(Picking(), by=shop.sam)
    shop.now(order).suspend(Suspension(reason="a moment"), by=shop.anna)

    with pytest.raises(StepRefused, match="its order is on hold"):
        shipment.pack(by=shop.sam)


def test_what_has_left_all_the_same_is_a_fact(shop: Shop, order: OrderToCash) -> None:
    order.suspend(Suspension(reason="a moment"), by=shop.anna)

    shop.shipments(order)[0].dispatch(by=shop.sam)

    assert shop.now(order).document.line(1).shipped == pieces(3)
    keep_the_laws(shop.company)


def test_an_order_that_goes_on_is_picked_on(shop: Shop) -> None:
    order = shop.placed(5)
    shipment = shop.started(order)
    shop.now(order).suspend(Suspension(reason="a moment"), by=shop.anna)
    shop.now(order).resume(by=shop.anna)

    shipment.pick(Picking(), by=shop.sam)

    assert shipment.state is Shipping.picked
