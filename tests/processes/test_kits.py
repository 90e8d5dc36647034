"""Kits: a line counts kits, the shelf gives their components, all of a kit or none."""

import pytest

from fbo import (
    Cancellation,
    Order,
    OrderToCash,
    Picking,
    Shipping,
    StepRefused,
    StockItem,
    eur,
    order_line,
    pieces,
    price,
)
from fbo.back.warehouse import Component, Found, Reason
from fbo.company.filing import Filed
from fbo.front.sales import CancelledLine, KitPart
from fbo.kernel.errors import InputError
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import LONDON, Shop


class Salon(Shop):
    """A shop that sells a dining set: two lamps and four chairs, for 500.00 EUR."""

    def __init__(self) -> None:
        super().__init__()
        self.chair: Filed[StockItem] = self.item("CHAIR")
        self.dining: Filed[StockItem] = self.item(
            "DINING",
            kind="kit",
            components=(
                Component(item=self.lamp.id, quantity=pieces(2)),
                Component(item=self.chair.id, quantity=pieces(4)),
            ),
        )

    def stocked(self, lamps: int, chairs: int) -> None:
        """Sam puts some lamps and chairs on the shelf."""
        for count, item in ((lamps, self.lamp), (chairs, self.chair)):
            if count:
                self.receive(count, item)

    def sets(self, count: int, **fields: object) -> OrderToCash:
        """Anna places an order for so many dining sets."""
        return self.placed(lines=(self.line(count, "5.00", item=self.dining),), **fields)


@pytest.fixture
def salon() -> Salon:
    return Salon()


def buckets(shop: Shop, order: OrderToCash, line: int = 1) -> dict[str, int]:
    now = shop.now(order).document
    return {bucket: q.units for bucket, q in now.line(line).buckets.items()}


def held(case: OrderToCash | Shipping) -> dict[str, int]:
    """What a case holds of the goods, by name."""
    holds = case.holds.items()
    return {n: max(leg[2] for leg in h["legs"]) for n, h in holds if h["book"] == "goods"}


def test_a_line_counts_kits_and_its_hold_counts_components(salon: Salon) -> None:
    salon.stocked(lamps=10, chairs=10)

    order = salon.sets(2)

    assert buckets(salon, order) == {"allocated": 2}
    assert sorted(held(salon.now(order)).values()) == [4, 8]
    assert (salon.on_shelf(), salon.on_shelf(salon.chair)) == ((10, 6), (10, 2))
    keep_the_laws(salon.company)


def test_a_kit_is_allocated_when_all_its_components_are(salon: Salon) -> None:
    salon.stocked(lamps=10, chairs=7)

    order = salon.sets(3)

    assert buckets(salon, order) == {"allocated": 1, "backordered": 2}
    assert salon.on_shelf() == (10, 8)
    keep_the_laws(salon.company)


def test_what_came_of_one_component_completes_the_kits_that_wait(salon: Salon) -> None:
    salon.stocked(lamps=10, chairs=7)
    order = salon.sets(3)

    salon.receive(1, salon.chair)

    assert buckets(salon, order) == {"allocated": 2, "backordered": 1}


def test_a_unit_is_given_once_though_a_kit_and_a_line_want_it(salon: Salon) -> None:
    salon.stocked(lamps=5, chairs=100)
    lines = (salon.line(4, "1.00"), salon.line(1, "5.00", number=2, item=salon.dining))

    order = salon.placed(lines=lines)

    assert buckets(salon, order, 1) == {"allocated": 4}
    assert buckets(salon, order, 2) == {"backordered": 1}
    assert salon.on_shelf() == (5, 1)
    keep_the_laws(salon.company)


def test_two_kits_that_share_a_component_get_no_unit_twice(salon: Salon) -> None:
    salon.stocked(lamps=3, chairs=0)
    pair = salon.item(
        "PAIR", kind="kit", components=(Component(item=salon.lamp.id, quantity=pieces(2)),)
    )
    lines = (
        salon.line(1, "1.00", item=pair),
        salon.line(1, "1.00", number=2, item=pair),
    )

    order = salon.placed(lines=lines)

    assert buckets(salon, order, 1) == {"allocated": 1}
    assert buckets(salon, order, 2) == {"backordered": 1}
    keep_the_laws(salon.company)


def test_where_nothing_may_wait_kits_and_lines_are_asked_for_together(salon: Salon) -> None:
    salon.stocked(lamps=5, chairs=100)
    lines = (salon.line(4, "1.00"), salon.line(1, "5.00", number=2, item=salon.dining))
    order = salon.drafted(lines=lines, backorder="deny")

    reasons = order.place.refusals(by=salon.anna)

    assert [reason.sentence for reason in reasons] == [
        "6 piece of LAMP are wanted, 5 piece are free"
    ]


def test_what_a_kit_is_made_of_is_frozen_when_it_is_ordered(salon: Salon) -> None:
    salon.stocked(lamps=10, chairs=10)
    order = salon.sets(1)

    less = (Component(item=salon.lamp.id, quantity=pieces(1)),)
    salon.company.change(salon.dining, components=less)
    salon.shipped(order)

    assert (salon.on_shelf(), salon.on_shelf(salon.chair)) == ((8, 8), (6, 6))
    keep_the_laws(salon.company)


def test_kits_are_shipped_by_component_and_billed_by_kit(salon: Salon) -> None:
    salon.stocked(lamps=10, chairs=10)
    order = salon.sets(2)

    shipment = salon.shipped(order)

    rows = {line.item: line.leaving.units for line in shipment.document.lines}
    assert rows == {salon.lamp.id: 4, salon.chair.id: 8}
    assert buckets(salon, order) == {"shipped": 2, "in_transit": 2, "invoiced": 2}
    (invoice,) = salon.now(order).invoices
    assert [(row.quantity, row.net) for row in invoice.document.lines] == [(pieces(2), eur("10"))]
    keep_the_laws(salon.company)


def test_a_kit_leaves_whole(salon: Salon) -> None:
    salon.stocked(lamps=10, chairs=10)
    order = salon.sets(2)
    shipment = salon.started(order)
    missing = Found(line=1, item=salon.chair.id, location="storage", quantity=pieces(7))

    shipment.pick(Picking(found=(missing,)), by=salon.sam)

    leaving = {line.item: line.leaving.units for line in shipment.document.lines}
    assert leaving == {salon.lamp.id: 2, salon.chair.id: 4}
    assert buckets(salon, order) == {"picked": 1, "allocated": 1}
    keep_the_laws(salon.company)


def test_a_picker_may_count_kits(salon: Salon) -> None:
    salon.stocked(lamps=10, chairs=10)
    order = salon.sets(2)

    salon.shipped(order, line_1=1)

    assert buckets(salon, order)["shipped"] == 1
    keep_the_laws(salon.company)


def test_no_more_kits_are_picked_than_are_assigned(salon: Salon) -> None:
    salon.stocked(lamps=10, chairs=10)
    shipment = salon.started(salon.sets(2))

    with pytest.raises(StepRefused) as refused:
        shipment.pick(Picking(quantities={1: pieces(3)}), by=salon.sam)

    assert [reason.code for reason in refused.value.reasons] == ["qty_exceeds_assigned"]


def test_a_kit_that_is_cancelled_gives_its_components_back(salon: Salon) -> None:
    salon.stocked(lamps=10, chairs=10)
    order = salon.sets(2)
    one = (CancelledLine(line=1, quantity=pieces(1)),)

    order.cancel(Cancellation(reason="too many", scope="lines", lines=one), by=salon.anna)

    assert (salon.on_shelf(), salon.on_shelf(salon.chair)) == ((10, 8), (10, 6))
    keep_the_laws(salon.company)


def test_a_cancelled_shipment_gives_its_kits_back_to_the_order(salon: Salon) -> None:
    salon.stocked(lamps=10, chairs=10)
    order = salon.sets(2)
    shipment = salon.packed(order)

    shipment.cancel(Reason(reason="the box broke"), by=salon.sam)

    assert buckets(salon, order) == {"allocated": 2}
    assert sorted(held(salon.now(order)).values()) == [4, 8]
    keep_the_laws(salon.company)


def test_a_kit_of_kits_cannot_be_ordered(salon: Salon) -> None:
    house = salon.item(
        "HOUSE", kind="kit", components=(Component(item=salon.dining.id, quantity=pieces(1)),)
    )
    order = salon.drafted(lines=(salon.line(1, item=house),))

    (reason,) = order.place.refusals(by=salon.anna)

    assert reason.sentence == "HOUSE: DINING cannot be ordered"


def test_a_kit_has_no_stock_of_its_own(salon: Salon) -> None:
    with pytest.raises(InputError, match="DINING has no stock: it is a kit"):
        salon.receive(1, salon.dining)


def test_a_kit_is_made_of_something() -> None:
    with pytest.raises(ValueError, match="a kit has components"):
        StockItem(sku="EMPTY", name="Empty", kind="kit")


def test_what_a_kit_is_made_of_is_not_for_whoever_orders_it_to_say(salon: Salon) -> None:
    line = order_line(1, salon.dining.id, pieces(1), price("5.00", "EUR"))
    cheap = line.replacing(components=(KitPart(item=salon.lamp.id, quantity=pieces(1)),))
    order = Order(customer=salon.ada.id, lines=(cheap,), ship_to=LONDON)

    with pytest.raises(StepRefused) as refused:
        salon.company.open(OrderToCash, order, by=salon.anna)

    assert [reason.code for reason in refused.value.reasons] == ["has_not_begun"]
