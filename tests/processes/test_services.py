"""Services and charges: no stock, shipped with the first goods, or with the confirmation."""

import pytest

from fbo import (
    InvoiceToCash,
    OrderToCash,
    PromiseKeeping,
    StockItem,
    charge_line,
    eur,
    pieces,
    price,
    service_line,
)
from fbo.company.filing import Filed
from fbo.kernel.quantity import HOUR, quantity
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import MONDAY, Shop

TWO_HOURS = quantity("2.00", HOUR)


@pytest.fixture
def repair(shop: Shop) -> Filed[StockItem]:
    """A service that is sold by the hour."""
    return shop.item("REPAIR", kind="service", unit=HOUR)


def test_a_service_ships_with_the_first_goods(shop: Shop, repair: Filed[StockItem]) -> None:
    shop.receive(1)
    hours = service_line(2, "repair", TWO_HOURS, price("60.00", "EUR"), item=repair.id)
    order = shop.placed(lines=(shop.line(1), hours))

    shop.shipped(order)

    now = shop.now(order)
    assert now.document.line(2).shipped == TWO_HOURS
    assert [invoice.document.net for invoice in now.invoices] == [eur("220.00")]
    keep_the_laws(shop.company)


def test_an_order_of_services_alone_ships_with_the_confirmation(shop: Shop) -> None:
    hours = service_line(1, "repair", TWO_HOURS, price("60.00", "EUR"))
    order = shop.placed(lines=(hours, charge_line(2, "travel", eur("10.00"))))

    now = shop.now(order)
    assert now.state is OrderToCash.fulfilled
    assert [invoice.document.net for invoice in now.invoices] == [eur("130.00")]
    shop.settled(order)
    assert shop.now(order).state is OrderToCash.completed
    keep_the_laws(shop.company)


def test_services_alone_are_billed_by_hand_where_that_is_agreed(shop: Shop) -> None:
    advice = service_line(1, "Advice", pieces(2), price("50.00", "EUR"))

    order = shop.placed(lines=(advice,), invoicing="manual")

    assert order.child_ids(InvoiceToCash) == ()
    assert shop.now(order).document.billing == "to_invoice"


def test_no_deposit_is_asked_for_services_that_are_billed_at_once(shop: Shop) -> None:
    advice = service_line(1, "Advice", pieces(2), price("50.00", "EUR"))

    order = shop.placed(lines=(advice,), deposit=eur("30.00"))

    (invoice,) = shop.now(order).invoices
    assert (invoice.document.kind, invoice.document.net) == ("invoice", eur("100.00"))
    keep_the_laws(shop.company)


def test_services_alone_promise_no_delivery(shop: Shop) -> None:
    hours = service_line(1, "repair", TWO_HOURS, price("60.00", "EUR"))

    shop.placed(lines=(hours,), promised=MONDAY.date())

    assert shop.company.find(PromiseKeeping) == []


def test_a_service_is_not_ordered_as_goods(shop: Shop, repair: Filed[StockItem]) -> None:
    goods = shop.line(1, item=repair)
    order = shop.drafted(lines=(goods.replacing(unit=HOUR, buckets={"unplanned": TWO_HOURS}),))

    assert [reason.code for reason in order.place.refusals(by=shop.anna)] == ["not_sold"]


def test_goods_are_not_ordered_as_a_service(shop: Shop) -> None:
    line = service_line(1, "lamp", shop.line(1).ordered, price("1.00", "EUR"), item=shop.lamp.id)
    order = shop.drafted(lines=(line,))

    assert [reason.code for reason in order.place.refusals(by=shop.anna)] == ["not_sold"]


def test_a_service_is_counted_in_its_own_unit(shop: Shop, repair: Filed[StockItem]) -> None:
    line = service_line(1, "lamp", shop.line(1).ordered, price("1.00", "EUR"), item=repair.id)
    order = shop.drafted(lines=(line,))

    assert [reason.code for reason in order.place.refusals(by=shop.anna)] == ["wrong_unit"]
