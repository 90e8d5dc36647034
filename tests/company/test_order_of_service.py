"""What has come in is given apart in the order of service, and it can be said why."""

from datetime import date

import pytest

from fbo import OrderToCash, pieces
from fbo.back.warehouse import Component
from fbo.company.serving import give_apart, order_of_service, why_allocated
from fbo.front.sales import Suspension
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

SOON, LATER = date(2026, 11, 25), date(2026, 11, 30)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def allocated(shop: Shop, order: OrderToCash) -> int:
    return shop.now(order).document.line(1).has("allocated").units


def queue(shop: Shop) -> list[str]:
    return [turn.order for turn in order_of_service(shop.company, shop.lamp.id)]


def test_who_ordered_first_is_served_first(shop: Shop) -> None:
    first, second = shop.placed(3, "1.00"), shop.placed(3, "1.00")
    shop.receive(4)

    give_apart(shop.company, shop.lamp.id, by=shop.sam)

    assert (allocated(shop, first), allocated(shop, second)) == (3, 1)
    keep_the_laws(shop.company)


def test_who_was_promised_an_earlier_day_is_served_before(shop: Shop) -> None:
    later, soon = shop.placed(3, "1.00", promised=LATER), shop.placed(3, "1.00", promised=SOON)
    shop.receive(4)

    give_apart(shop.company, shop.lamp.id, by=shop.sam)

    assert (allocated(shop, later), allocated(shop, soon)) == (1, 3)


def test_a_line_that_is_promised_earlier_than_its_order_is_served_earlier(shop: Shop) -> None:
    desk = shop.item("DESK")
    early = shop.line(3, "1.00").replacing(promised=SOON)
    late = shop.line(1, "1.00", number=2, item=desk).replacing(promised=LATER)
    first = shop.placed(3, "1.00", promised=date(2026, 11, 27))

    second = shop.placed(lines=(early, late), promised=LATER)

    assert queue(shop) == [second.id, first.id]


def test_of_one_order_the_line_that_is_promised_earlier_is_served_before(shop: Shop) -> None:
    late = shop.line(3, "1.00").replacing(promised=LATER)
    early = shop.line(3, "1.00", number=2).replacing(promised=SOON)
    order = shop.placed(lines=(late, early))

    shop.receive(4)

    lines = shop.now(order).document.lines
    assert [line.has("allocated").units for line in lines] == [1, 3]


def test_it_is_said_what_a_kit_lacks_while_others_are_given_the_rest_of_it(shop: Shop) -> None:
    shade = shop.item("SHADE")
    parts = [Component(item=item.id, quantity=pieces(1)) for item in (shop.lamp, shade)]
    kit = shop.item("SET", kind="kit", components=parts)
    waiting = shop.placed(lines=(shop.line(1, "1.00", item=kit),))
    shop.receive(1)

    why = why_allocated(shop.company, waiting)

    assert why.lacking == {1: (shade.id,)}
    assert "line 1: a kit that lacks SHADE; others may use the rest of it" in str(why)


def test_who_is_more_urgent_is_served_before_all(shop: Shop) -> None:
    promised = shop.placed(3, "1.00", promised=SOON)
    urgent = shop.placed(3, "1.00", priority=1)

    assert queue(shop) == [urgent.id, promised.id]


def test_who_waits_for_nothing_stands_in_no_queue(shop: Shop) -> None:
    shop.receive(3)
    shop.placed(3, "1.00")

    assert queue(shop) == []


def test_a_backorder_keeps_its_place_when_something_else_of_the_order_changes(shop: Shop) -> None:
    first, second = shop.placed(3, "1.00"), shop.placed(3, "1.00")

    first.suspend(Suspension(reason="a moment"), by=shop.anna)
    shop.now(first).resume(by=shop.anna)

    assert queue(shop) == [first.id, second.id]


def test_goods_are_given_once_however_often_they_are_given_apart(shop: Shop) -> None:
    order = shop.placed(3, "1.00")
    shop.receive(2)
    give_apart(shop.company, shop.lamp.id)

    assert give_apart(shop.company, shop.lamp.id) == ()
    assert allocated(shop, order) == 2


def test_it_can_be_said_why_an_order_has_what_it_has(shop: Shop) -> None:
    shop.receive(1)
    first, second = shop.placed(3, "1.00"), shop.placed(3, "1.00")
    shop.receive(1)
    give_apart(shop.company, shop.lamp.id, by=shop.sam)

    why = why_allocated(shop.company, first)

    assert [(each.quantity, each.step) for each in why.given] == [
        (pieces(1), "decide"),
        (pieces(1), "allocate"),
    ]
    behind = why_allocated(shop.company, second).ahead[shop.lamp.id]
    assert [turn.order for turn in behind] == [first.id, second.id]
    assert "1. order 1: priority 0, promised for no day" in str(why)


def test_only_the_warehouse_gives_goods_apart(shop: Shop) -> None:
    shop.placed(3, "1.00")
    shop.receive(2)

    assert give_apart(shop.company, shop.lamp.id, by=shop.ben) == ()
