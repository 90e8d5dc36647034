"""What has left may not arrive: it is sent again, comes back to the shelf, or is lost."""

from datetime import date

import pytest

from fbo import OrderToCash, Shipping, StepRefused
from fbo.back.warehouse import Delivery, Reason, stock
from fbo.kernel.quantity import PIECE
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.tasks import Tasking
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

NOBODY_HOME = Reason(reason="nobody was at home")
GONE = Reason(reason="the carrier has lost it")


def buckets(shop: Shop, order: OrderToCash) -> dict[str, int]:
    line = shop.now(order).document.line(1)
    return {
        bucket: quantity.units for bucket, quantity in line.buckets.items() if bucket != "invoiced"
    }


@pytest.fixture
def order(shop: Shop) -> OrderToCash:
    """Five lamps were ordered."""
    shop.receive(5)
    return shop.placed(5)


@pytest.fixture
def shipment(shop: Shop, order: OrderToCash) -> Shipping:
    """All five lamps are on their way."""
    return shop.shipped(order)


def test_a_failed_delivery_is_still_on_its_way(
    shop: Shop, order: OrderToCash, shipment: Shipping
) -> None:
    shipment.fail_delivery(NOBODY_HOME, by=shop.sam)

    assert buckets(shop, order) == {"shipped": 5, "in_transit": 5}
    assert shop.now(shipment).document.attempts == 1
    assert shop.now(shipment).label == "Could not be delivered"


def test_what_is_sent_again_arrives(shop: Shop, order: OrderToCash, shipment: Shipping) -> None:
    shipment.fail_delivery(NOBODY_HOME, by=shop.sam)
    shipment.reship(by=shop.sam)

    shipment.confirm_delivery(Delivery(), by=shop.sam)

    assert buckets(shop, order) == {"shipped": 5, "delivered": 5}
    assert shop.now(order).label == "Delivered"


def test_a_failed_delivery_becomes_a_task_and_the_customer_hears_of_it(
    shop: Shop, order: OrderToCash, shipment: Shipping
) -> None:
    shipment.fail_delivery(NOBODY_HOME, by=shop.sam)

    (task,) = shop.company.find(Tasking, about=order.id)
    shop.company.run_due()
    assert task.document.desk == "SALES"
    assert "nobody was at home" in task.document.what
    assert any("has not reached you" in message.text for message in shop.mail.sent)


def test_what_comes_back_lies_on_the_shelf_again(
    shop: Shop, order: OrderToCash, shipment: Shipping
) -> None:
    shipment.call_back(by=shop.sam)

    shipment.receive_back(by=shop.sam)

    assert buckets(shop, order) == {"shipped": 5, "bounced": 5}
    assert shop.on_shelf() == (5, 5)
    assert shop.now(order).document.fulfilment == "returned"
    assert shop.now(order).label == "Come back"
    keep_the_laws(shop.company)


def test_what_is_lost_is_nobodys(shop: Shop, order: OrderToCash, shipment: Shipping) -> None:
    shipment.report_lost(GONE, by=shop.sam)

    nobodys = shop.company.balance(stock.at(shop.lamp.id, PIECE, "lost_found"))
    assert buckets(shop, order) == {"shipped": 5, "lost": 5}
    assert nobodys.posted == 5
    assert shipment.state is Shipping.lost
    keep_the_laws(shop.company)


def test_a_loss_is_a_fact_for_a_complete_order_too(
    shop: Shop, order: OrderToCash, shipment: Shipping
) -> None:
    shop.settled(order)

    shipment.report_lost(GONE, by=shop.sam)

    assert shop.now(order).state is OrderToCash.completed
    assert len(shop.company.find(Tasking, about=order.id)) == 1


def test_what_has_come_back_cannot_come_back_again(shop: Shop, shipment: Shipping) -> None:
    shipment.call_back(by=shop.sam)
    shipment.receive_back(by=shop.sam)

    with pytest.raises(StepRefused):
        shipment.receive_back(by=shop.sam)

    assert shop.on_shelf() == (5, 5)


def test_a_part_that_was_delivered_shows_in_the_order(shop: Shop) -> None:
    shop.receive(3)
    order = shop.placed(5)
    first = shop.shipped(order)

    first.confirm_delivery(Delivery(), by=shop.sam)

    assert shop.now(order).document.fulfilment == "partly_delivered"


@pytest.mark.parametrize(
    ("there", "fulfilment"), [(0, "backordered"), (3, "backordered"), (5, "allocated")]
)
def test_before_anything_left_the_goods_say_how_far_it_is(
    shop: Shop, there: int, fulfilment: str
) -> None:
    if there:
        shop.receive(there)

    order = shop.placed(5)

    assert shop.now(order).document.fulfilment == fulfilment


def test_what_is_lost_keeps_no_promise(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(5, promised=date(2026, 11, 25))
    lost, found = shop.shipped(order, line_1=2), shop.shipped(order)
    lost.report_lost(GONE, by=shop.sam)

    found.confirm_delivery(Delivery(), by=shop.sam)

    (promise,) = shop.company.find(PromiseKeeping)
    assert promise.state is PromiseKeeping.at_risk


def test_sales_has_a_task_about_what_has_come_back(shop: Shop) -> None:
    shop.receive(1)
    shipment = shop.shipped(shop.placed(1))
    shipment.call_back(by=shop.sam)

    shipment.receive_back(by=shop.sam)

    (task,) = shop.company.find(Tasking)
    assert task.document.what == "back from order 1: 1 piece; send it again, or credit it"
