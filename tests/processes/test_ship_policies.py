"""What may leave without the rest, and what leaves by itself."""

from typing import Any

import pytest

from fbo import OrderToCash, Shipping, StepRefused, charge_line, eur
from fbo.front.sales import Choice, Shortage
from fbo.kernel.money import percent
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop


def two_lines(shop: Shop, **fields: Any) -> OrderToCash:
    """Two lamps, which are there, and three chairs, of which one is."""
    chair = shop.item("CHAIR")
    shop.receive(2)
    shop.receive(1, chair)
    lines = (shop.line(2, "10.00"), shop.line(3, "10.00", number=2, item=chair))
    return shop.placed(lines=lines, **fields)


def refused_to_start(shop: Shop, order: OrderToCash) -> list[str]:
    with pytest.raises(StepRefused) as refused:
        shop.now(order).start_fulfilment(by=shop.sam)
    return [reason.code for reason in refused.value.reasons]


def leaving(shipment: Shipping) -> dict[int, int]:
    return {line.line: line.leaving.units for line in shipment.document.lines}


# Ship policies.


def test_an_order_that_is_to_leave_complete_waits_for_all_of_it(shop: Shop) -> None:
    order = two_lines(shop, ship_policy="complete_order")

    assert refused_to_start(shop, order) == ["ship_policy"]


def test_an_order_that_is_to_leave_complete_leaves_once_all_is_there(shop: Shop) -> None:
    order = two_lines(shop, ship_policy="complete_order")
    (chair,) = [item for item in shop.now(order).items if item != shop.lamp.id]
    shop.receive(2, shop.company.get(type(shop.lamp.document), chair))

    assert leaving(shop.started(order)) == {1: 2, 2: 3}


def test_a_line_that_is_to_leave_complete_waits_alone(shop: Shop) -> None:
    order = two_lines(shop, ship_policy="complete_line")

    assert leaving(shop.started(order)) == {1: 2}
    assert refused_to_start(shop, order) == ["ship_policy"]


def test_a_customer_who_wants_it_split_gets_what_is_there(shop: Shop) -> None:
    order = two_lines(shop, ship_policy="complete_order")
    order.report_shortage(Shortage(lines=(2,)), by=shop.sam)

    order.record_choice(Choice(choice="split"), by=shop.anna)

    assert leaving(shop.started(order)) == {1: 2, 2: 1}


# Ship methods.


def test_an_order_shipped_on_order_starts_by_itself(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(2, shipping="on_order")

    shop.company.run_due()

    assert [leaving(each) for each in shop.shipments(order)] == [{1: 2}]
    keep_the_laws(shop.company)


def test_what_comes_later_starts_by_itself_too(shop: Shop) -> None:
    order = shop.placed(2, shipping="on_order")
    shop.company.run_due()
    shop.receive(2)

    shop.company.run_due()

    assert [leaving(each) for each in shop.shipments(order)] == [{1: 2}]


def test_an_order_shipped_on_payment_waits_for_the_money(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(2, shipping="on_payment", invoicing="on_order")

    shop.company.run_due()

    assert shop.shipments(order) == []
    assert refused_to_start(shop, order) == ["not_paid"]


def test_an_order_shipped_on_payment_starts_once_it_is_paid(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(2, shipping="on_payment", invoicing="on_order")
    shop.settled(order)

    shop.company.run_due()

    assert [leaving(each) for each in shop.shipments(order)] == [{1: 2}]
    keep_the_laws(shop.company)


def test_an_order_paid_before_it_is_confirmed_starts_when_it_is(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(2, shipping="on_payment", invoicing="on_order", prepayment=percent(100))
    shop.paid(eur("200.00"), orders=(order.id,))

    shop.company.run_due()

    assert [leaving(each) for each in shop.shipments(order)] == [{1: 2}]


def test_shipping_in_two_parts_ends_with_the_same_totals_whichever_leaves_first(
    shop: Shop,
) -> None:
    totals = set()
    for first in (1, 2):
        shop = Shop()
        shop.receive(9)
        lines = (
            shop.line(4, "3.33"),
            shop.line(5, "0.07", number=2),
            charge_line(3, "freight", eur("2.50")),
        )
        order = shop.placed(lines=lines)
        shop.packed(order, **{f"line_{first}": 1}).dispatch(by=shop.sam)
        shop.shipped(order)
        invoices = shop.now(order).invoices
        totals.add(sum(invoice.document.net.minor for invoice in invoices))

    assert totals == {1332 + 35 + 250}
