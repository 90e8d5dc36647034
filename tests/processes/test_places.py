"""Several places: demand is summed for each item and place, and spread in the order they have."""

import pytest

from fbo import (
    OrderToCash,
    Picking,
    Policies,
    Shipping,
    StepRefused,
    WarehousePolicy,
    pieces,
    stock,
)
from fbo.back.warehouse import Found, Reason
from fbo.kernel.quantity import PIECE
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

ANNEX = "storage/annex"
BOTH = Policies(warehouse=WarehousePolicy(places=("storage", ANNEX)))


@pytest.fixture
def shop() -> Shop:
    """Three lamps lie in the storage, four in its annex."""
    shop = Shop(policies=BOTH)
    shop.receive(3)
    stock.receive(shop.company, shop.lamp.id, pieces(4), by=shop.sam, place=ANNEX)
    return shop


def held(case: OrderToCash | Shipping) -> dict[str, int]:
    """What a case holds of the goods, by place."""
    legs = [leg for h in case.holds.values() if h["book"] == "goods" for leg in h["legs"]]
    return {leg[0]: -leg[2] for leg in legs if leg[2] < 0}


def lies(shop: Shop, place: str) -> tuple[int, int]:
    standing = shop.company.balance(stock.at(shop.lamp.id, PIECE, place))
    return standing.posted, standing.available


def test_the_first_place_is_emptied_before_the_next_is_touched(shop: Shop) -> None:
    order = shop.placed(2)

    assert held(shop.now(order)) == {"storage": 2}


def test_demand_may_be_spread_over_places(shop: Shop) -> None:
    order = shop.placed(5)

    assert shop.now(order).document.line(1).has("allocated") == pieces(5)
    assert held(shop.now(order)) == {"storage": 3, ANNEX: 2}
    keep_the_laws(shop.company)


def test_what_is_allocated_is_exactly_what_was_reserved_at_all_places(shop: Shop) -> None:
    order = shop.placed(9)

    line = shop.now(order).document.line(1)
    assert (line.has("allocated"), line.has("backordered")) == (pieces(7), pieces(2))
    assert sum(held(shop.now(order)).values()) == 7
    keep_the_laws(shop.company)


def test_a_shipment_says_where_its_goods_lie(shop: Shop) -> None:
    shipment = shop.started(shop.placed(5))

    rows = {row.location: row.quantity.units for row in shipment.document.lines}
    assert rows == {"storage": 3, ANNEX: 2}
    assert held(shipment) == rows


def test_goods_leave_from_where_they_lay(shop: Shop) -> None:
    shop.shipped(shop.placed(5))

    assert (lies(shop, "storage"), lies(shop, ANNEX)) == ((0, 0), (2, 2))


def test_what_was_not_found_at_a_place_is_held_there_still(shop: Shop) -> None:
    order = shop.placed(5)
    shipment = shop.started(order)
    one = Found(line=1, item=shop.lamp.id, location=ANNEX, quantity=pieces(1))

    shipment.pick(Picking(found=(one,)), by=shop.sam)

    assert held(shipment) == {"storage": 3, ANNEX: 1}
    assert held(shop.now(order)) == {ANNEX: 1}
    keep_the_laws(shop.company)


def test_a_count_of_the_line_is_taken_from_the_first_places(shop: Shop) -> None:
    order = shop.placed(5)

    shipment = shop.packed(order, line_1=4)

    assert held(shipment) == {"storage": 3, ANNEX: 1}
    keep_the_laws(shop.company)


def test_a_line_is_counted_as_a_whole_or_by_place(shop: Shop) -> None:
    shipment = shop.started(shop.placed(5))
    one = Found(line=1, item=shop.lamp.id, location=ANNEX, quantity=pieces(1))

    with pytest.raises(StepRefused) as refused:
        shipment.pick(Picking(quantities={1: pieces(4)}, found=(one,)), by=shop.sam)

    assert [reason.code for reason in refused.value.reasons] == ["no_such_line"]


def test_nothing_is_found_where_nothing_was_to_be_picked(shop: Shop) -> None:
    shipment = shop.started(shop.placed(2))
    one = Found(line=1, item=shop.lamp.id, location=ANNEX, quantity=pieces(1))

    with pytest.raises(StepRefused) as refused:
        shipment.pick(Picking(found=(one,)), by=shop.sam)

    assert [reason.code for reason in refused.value.reasons] == ["no_such_line"]


def test_a_cancelled_shipment_gives_goods_back_where_they_lay(shop: Shop) -> None:
    order = shop.placed(5)
    shipment = shop.packed(order)

    shipment.cancel(Reason(reason="the box broke"), by=shop.sam)

    assert held(shop.now(order)) == {"storage": 3, ANNEX: 2}
    assert held(shop.now(shipment)) == {}
    keep_the_laws(shop.company)


def test_what_was_taken_last_is_given_up_first(shop: Shop) -> None:
    from fbo import Cancellation
    from fbo.front.sales import CancelledLine

    order = shop.placed(5)
    some = (CancelledLine(line=1, quantity=pieces(3)),)

    order.cancel(Cancellation(reason="too many", scope="lines", lines=some), by=shop.anna)

    assert held(shop.now(order)) == {"storage": 2}
    keep_the_laws(shop.company)


def test_the_same_item_twice_is_asked_for_once(shop: Shop) -> None:
    lines = (shop.line(4), shop.line(4, number=2))
    order = shop.drafted(lines=lines, backorder="deny")

    (reason,) = order.place.refusals(by=shop.anna)

    assert reason.facts["available"] == "7 piece"


def test_the_same_item_twice_gets_no_unit_twice(shop: Shop) -> None:
    order = shop.placed(lines=(shop.line(4, "1.00"), shop.line(4, "1.00", number=2)))

    now = shop.now(order).document
    assert [line.has("allocated").units for line in now.lines] == [4, 3]
    keep_the_laws(shop.company)


def test_a_place_that_is_no_storage_serves_no_order() -> None:
    with pytest.raises(ValueError, match="orders are served from storage"):
        WarehousePolicy(places=("quarantine",))


def test_a_company_kept_with_one_place_serves_from_it_still() -> None:
    kept = Policies.model_validate({"warehouse": {"place": "storage/old"}}, strict=False)

    assert kept.warehouse.places == ("storage/old",)


def test_goods_elsewhere_are_nobodys(shop: Shop) -> None:
    stock.receive(shop.company, shop.lamp.id, pieces(9), by=shop.sam, place="storage/shop window")

    order = shop.placed(9, "1.00")

    assert shop.now(order).document.line(1).has("backordered") == pieces(2)
