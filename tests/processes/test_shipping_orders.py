"""Order to cash, from the promise to the door: allocate, pick, short picks, dispatch, cancel."""

import pytest

from fbo import (
    PICKER,
    Actor,
    Cancellation,
    NotAllowed,
    OrderToCash,
    Picking,
    Shipping,
    StepRefused,
    charge_line,
    eur,
    pieces,
)
from fbo.back.finance import credit
from fbo.back.warehouse import Delivery, Reason, Shipment, ShipmentLine
from fbo.front.sales import Suspension
from fbo.kernel.people import THE_SYSTEM
from fbo.testing.shop import Shop

NO_MORE = Cancellation(reason="changed her mind")
BROKEN = Reason(reason="the box broke")


def codes(refused: pytest.ExceptionInfo[StepRefused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def buckets(shop: Shop, order: OrderToCash, line: int = 1) -> dict[str, int]:
    now = shop.now(order).document
    return {bucket: q.units for bucket, q in now.line(line).buckets.items()}


def held(case: OrderToCash | Shipping) -> dict[str, int]:
    """What a case holds, by name, in units or cents."""
    return {name: max(leg[2] for leg in hold["legs"]) for name, hold in case.holds.items()}


@pytest.fixture
def order(shop: Shop) -> OrderToCash:
    """Five lamps are ordered and on the shelf."""
    shop.receive(5)
    return shop.placed(5)


# Allocate.


def test_what_has_come_is_allocated_to_what_waits(shop: Shop) -> None:
    order = shop.placed(5)
    shop.receive(3)

    assert buckets(shop, order) == {"allocated": 3, "backordered": 2}
    assert held(shop.now(order))["line-1"] == 3


def test_what_comes_later_is_held_beside_what_was(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(5)
    shop.receive(2)

    assert held(shop.now(order))["line-1"] == 4
    assert shop.on_shelf() == (4, 0)


def test_nothing_is_allocated_to_whom_waits_for_nothing(shop: Shop, order: OrderToCash) -> None:
    shop.receive(5)

    with pytest.raises(StepRefused) as refused:
        order.allocate(by=shop.sam)

    assert codes(refused) == ["goods_are_awaited"]


def test_nothing_is_allocated_while_nothing_has_come(shop: Shop) -> None:
    order = shop.placed(5)

    with pytest.raises(StepRefused) as refused:
        order.allocate(by=shop.sam)

    assert codes(refused) == ["goods_are_awaited"]


# The shipment takes over.


def test_a_shipment_takes_over_what_the_order_held(shop: Shop, order: OrderToCash) -> None:
    shipment = shop.started(order)

    assert shipment.state is Shipping.assigned
    assert held(shipment) == {"line-1": 5}
    assert held(shop.now(order)) == {"credit": 500_00}


def test_taking_over_changes_nothing_on_the_shelf(shop: Shop, order: OrderToCash) -> None:
    before = shop.on_shelf()

    shop.started(order)

    assert shop.on_shelf() == before == (5, 0)


def test_an_order_that_holds_nothing_is_not_started(shop: Shop) -> None:
    order = shop.placed(5)

    with pytest.raises(StepRefused) as refused:
        order.start_fulfilment(by=shop.sam)

    assert codes(refused) == ["goods_are_ready"]


def test_an_order_whose_goods_all_have_a_shipment_is_not_started_again(
    shop: Shop, order: OrderToCash
) -> None:
    shop.started(order)

    with pytest.raises(StepRefused) as refused:
        shop.now(order).start_fulfilment(by=shop.sam)

    assert codes(refused) == ["goods_are_ready"]


def test_a_shipment_is_for_the_goods_and_not_for_the_charges(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(lines=(shop.line(2), charge_line(2, "freight", eur("5.00"))))

    assert [line.line for line in shop.started(order).document.lines] == [1]


def test_a_shipment_that_is_unassigned_gives_the_goods_back(shop: Shop, order: OrderToCash) -> None:
    shipment = shop.started(order)

    shipment.unassign(by=shop.sam)

    assert shipment.state is Shipping.waiting
    assert held(shipment) == {}
    assert held(shop.now(order))["line-1"] == 5


def test_a_shipment_that_is_assigned_again_takes_them_again(shop: Shop, order: OrderToCash) -> None:
    shipment = shop.started(order)
    shipment.unassign(by=shop.sam)

    shipment.assign(by=shop.sam)

    assert held(shipment) == {"line-1": 5}
    assert held(shop.now(order)) == {"credit": 500_00}


def test_a_shipment_whose_goods_went_into_another_is_not_assigned_again(
    shop: Shop, order: OrderToCash
) -> None:
    first = shop.started(order)
    first.unassign(by=shop.sam)
    second = shop.started(order)

    with pytest.raises(StepRefused) as refused:
        first.assign(by=shop.sam)

    assert codes(refused) == ["hold_closed"]
    assert held(shop.now(second)) == {"line-1": 5}


def test_a_shipment_takes_over_no_more_than_the_order_holds(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(7)
    first = shop.started(order)
    first.unassign(by=shop.sam)
    shop.started(order)
    shop.receive(2)

    with pytest.raises(StepRefused) as refused:
        first.assign(by=shop.sam)

    assert codes(refused) == ["hold_closed"]
    assert held(shop.now(order))["line-1"] == 2


# Pick.


def test_what_was_picked_is_counted_in_the_order(shop: Shop, order: OrderToCash) -> None:
    shop.started(order).pick(Picking(), by=shop.sam)

    assert buckets(shop, order) == {"picked": 5}


def test_what_was_not_found_is_the_orders_again(shop: Shop, order: OrderToCash) -> None:
    shipment = shop.started(order)

    shipment.pick(Picking(quantities={1: pieces(3)}), by=shop.sam)

    assert buckets(shop, order) == {"allocated": 2, "picked": 3}
    assert held(shipment) == {"line-1": 3}
    assert held(shop.now(order))["line-1"] == 2


def test_what_was_not_found_leaves_with_a_later_shipment(shop: Shop, order: OrderToCash) -> None:
    shop.shipped(order, line_1=3)

    shop.shipped(order)

    assert shop.now(order).state is OrderToCash.fulfilled
    assert [s.document.lines[0].leaving.units for s in shop.shipments(order)] == [3, 2]


def test_a_line_of_which_nothing_was_found_stays_with_the_order(shop: Shop) -> None:
    chair = shop.item("CHAIR")
    shop.receive(1)
    shop.receive(1, chair)
    order = shop.placed(lines=(shop.line(1), shop.line(1, number=2, item=chair)))

    shop.shipped(order, line_2=0)

    assert buckets(shop, order, 1)["shipped"] == 1
    assert buckets(shop, order, 2) == {"allocated": 1}
    assert shop.on_shelf(chair) == (1, 0)


@pytest.mark.parametrize(
    ("quantities", "code"),
    [
        ({1: pieces(6)}, "qty_exceeds_assigned"),
        ({1: pieces(-1)}, "qty_exceeds_assigned"),
        ({2: pieces(1)}, "no_such_line"),
        ({1: pieces(0)}, "nothing_picked"),
    ],
)
def test_a_pick_that_cannot_be_is_refused(
    shop: Shop, order: OrderToCash, quantities: dict[int, object], code: str
) -> None:
    shipment = shop.started(order)

    with pytest.raises(StepRefused) as refused:
        shipment.pick(Picking(quantities=quantities), by=shop.sam)  # type: ignore[arg-type]

    assert codes(refused) == [code]


def test_a_picker_neither_assigns_nor_dispatches(shop: Shop, order: OrderToCash) -> None:
    pia = shop.company.hire("Pia", PICKER)
    shipment = shop.started(order)
    shipment.pick(Picking(), by=pia)

    with pytest.raises(PermissionError):
        shipment.pack(by=pia)


def test_what_was_packed_may_be_unpacked(shop: Shop, order: OrderToCash) -> None:
    shipment = shop.packed(order)

    shipment.unpack(by=shop.sam)

    assert shipment.state is Shipping.picked
    assert buckets(shop, order) == {"picked": 5}


# Dispatch and deliver.


def test_what_has_left_is_off_the_shelf(shop: Shop, order: OrderToCash) -> None:
    shop.shipped(order)

    assert shop.on_shelf() == (0, 0)
    assert held(shop.shipments(order)[0]) == {}


def test_what_has_left_is_under_way_and_billed(shop: Shop, order: OrderToCash) -> None:
    shop.shipped(order)

    assert buckets(shop, order) == {"shipped": 5, "in_transit": 5, "invoiced": 5}


def test_a_charge_leaves_with_the_first_shipment(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(lines=(shop.line(2), charge_line(2, "freight", eur("5.00"))))

    shop.shipped(order)

    assert buckets(shop, order, 2) == {"shipped": 1, "invoiced": 1}
    assert shop.now(order).invoices[0].document.gross == eur("105.00")


def test_an_order_is_fulfilled_when_its_last_unit_has_left(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(2)
    shop.shipped(order)
    assert shop.now(order).state is OrderToCash.in_fulfilment

    shop.receive(1)
    shop.shipped(order)

    assert shop.now(order).state is OrderToCash.fulfilled


def test_an_order_on_hold_is_fulfilled_when_it_resumes(shop: Shop, order: OrderToCash) -> None:
    shipment = shop.packed(order)
    shop.now(order).suspend(Suspension(reason="a moment"), by=shop.anna)
    shipment.dispatch(by=shop.sam)
    assert shop.now(order).state is OrderToCash.on_hold

    shop.now(order).resume(by=shop.anna)

    assert shop.now(order).state is OrderToCash.fulfilled


def test_what_has_left_while_the_order_was_on_hold_is_billed(
    shop: Shop, order: OrderToCash
) -> None:
    shipment = shop.packed(order)
    shop.now(order).suspend(Suspension(reason="a moment"), by=shop.anna)

    shipment.dispatch(by=shop.sam)

    assert len(shop.now(order).invoices) == 1


def test_two_parcels_of_one_order_are_billed_each(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(2)
    first = shop.packed(order)
    shop.receive(1)
    second = shop.packed(order)

    first.dispatch(by=shop.sam)
    second.dispatch(by=shop.sam)

    assert [i.document.gross for i in shop.now(order).invoices] == [eur("100.00")] * 2


def test_what_has_arrived_is_delivered(shop: Shop, order: OrderToCash) -> None:
    shipment = shop.shipped(order)

    shipment.confirm_delivery(Delivery(proof="signed by Ada"), by=shop.sam)

    assert shipment.state is Shipping.delivered
    assert shipment.document.proof == "signed by Ada"
    assert buckets(shop, order) == {"shipped": 5, "delivered": 5, "invoiced": 5}


def test_what_arrives_after_the_order_is_complete_is_counted(
    shop: Shop, order: OrderToCash
) -> None:
    shipment = shop.shipped(order)
    shop.settled(order)
    assert shop.now(order).state is OrderToCash.completed

    shipment.confirm_delivery(Delivery(), by=shop.sam)

    assert buckets(shop, order)["delivered"] == 5


# A shipment is cancelled.


@pytest.mark.parametrize("steps", [[], ["pick"], ["pick", "pack"]])
def test_a_shipment_that_has_not_left_is_cancelled_and_the_order_holds_again(
    shop: Shop, order: OrderToCash, steps: list[str]
) -> None:
    shipment = shop.started(order)
    if "pick" in steps:
        shipment.pick(Picking(), by=shop.sam)
    if "pack" in steps:
        shipment.pack(by=shop.sam)

    shipment.cancel(BROKEN, by=shop.sam)

    assert held(shipment) == {}
    assert held(shop.now(order))["line-1"] == 5
    assert buckets(shop, order) == {"allocated": 5}
    assert shop.on_shelf() == (5, 0)


def test_a_shipment_that_was_unassigned_is_cancelled_without_a_trace(
    shop: Shop, order: OrderToCash
) -> None:
    shipment = shop.started(order)
    shipment.unassign(by=shop.sam)

    shipment.cancel(BROKEN, by=shop.sam)

    assert held(shop.now(order))["line-1"] == 5
    assert buckets(shop, order) == {"allocated": 5}


def test_a_short_pick_that_is_cancelled_gives_all_of_it_back(
    shop: Shop, order: OrderToCash
) -> None:
    shipment = shop.packed(order, line_1=3)

    shipment.cancel(BROKEN, by=shop.sam)

    assert held(shop.now(order))["line-1"] == 5
    assert buckets(shop, order) == {"allocated": 5}


def test_a_shipment_is_cancelled_once(shop: Shop, order: OrderToCash) -> None:
    shipment = shop.packed(order)
    first = shipment.cancel(BROKEN, by=shop.sam, key="k1")

    assert shipment.cancel(BROKEN, by=shop.sam, key="k1") == first
    with pytest.raises(StepRefused):
        shipment.cancel(BROKEN, by=shop.sam, key="k2")
    assert held(shop.now(order))["line-1"] == 5


def test_a_shipment_that_has_left_is_not_cancelled(shop: Shop, order: OrderToCash) -> None:
    shipment = shop.shipped(order)

    with pytest.raises(StepRefused) as refused:
        shipment.cancel(BROKEN, by=shop.sam)

    assert codes(refused) == ["wrong_state"]


def test_what_was_cancelled_leaves_with_another_shipment(shop: Shop, order: OrderToCash) -> None:
    shop.packed(order).cancel(BROKEN, by=shop.sam)

    shop.shipped(order)

    assert shop.now(order).state is OrderToCash.fulfilled
    assert shop.on_shelf() == (0, 0)


def test_a_shipment_is_cancelled_while_its_order_is_on_hold(shop: Shop, order: OrderToCash) -> None:
    shipment = shop.packed(order)
    shop.now(order).suspend(Suspension(reason="a moment"), by=shop.anna)

    shipment.cancel(BROKEN, by=shop.sam)

    assert held(shop.now(order)) == {"credit": 500_00, "line-1": 5}


# The order is cancelled.


@pytest.mark.parametrize("who", ["anna", "ada"])
def test_a_confirmed_order_is_cancelled_and_gives_everything_back(
    shop: Shop, order: OrderToCash, who: str
) -> None:
    by = shop.anna if who == "anna" else Actor.customer(shop.ada.id)

    order.cancel(NO_MORE, by=by)

    assert order.state is OrderToCash.cancelled
    assert order.holds == {}
    assert buckets(shop, order) == {"cancelled": 5}
    assert shop.on_shelf() == (5, 5)
    assert shop.company.balance(credit.line(shop.ada.id, "EUR")).held == 0


def test_an_order_that_waits_for_goods_is_cancelled(shop: Shop) -> None:
    order = shop.placed(5)

    order.cancel(NO_MORE, by=shop.anna)

    assert buckets(shop, order) == {"cancelled": 5}


def test_an_order_on_credit_hold_is_cancelled_with_its_timer(shop: Shop) -> None:
    order = shop.placed(50)

    order.cancel(NO_MORE, by=shop.anna)

    assert order.facts.timers == {}


def test_an_order_on_hold_is_cancelled(shop: Shop, order: OrderToCash) -> None:
    order.suspend(Suspension(reason="a moment"), by=shop.anna)

    order.cancel(NO_MORE, by=shop.anna)

    assert order.holds == {}
    assert shop.on_shelf() == (5, 5)


def test_an_order_is_cancelled_with_the_shipments_nobody_has_picked_for(
    shop: Shop, order: OrderToCash
) -> None:
    shipment = shop.started(order)

    shop.now(order).cancel(NO_MORE, by=shop.anna)

    assert shop.now(shipment).state is Shipping.cancelled
    assert held(shop.now(shipment)) == held(shop.now(order)) == {}
    assert shop.on_shelf() == (5, 5)


def test_an_order_is_cancelled_with_a_shipment_that_waits(shop: Shop, order: OrderToCash) -> None:
    shop.started(order).unassign(by=shop.sam)

    shop.now(order).cancel(NO_MORE, by=shop.anna)

    assert shop.on_shelf() == (5, 5)


def test_an_order_of_which_something_is_picked_is_not_cancelled(
    shop: Shop, order: OrderToCash
) -> None:
    shop.packed(order)

    with pytest.raises(StepRefused) as refused:
        shop.now(order).cancel(NO_MORE, by=shop.anna)

    assert codes(refused) == ["qty_picked"]
    assert refused.value.reasons[0].way_out == "ask the warehouse, by request_cancellation"


def test_an_order_is_cancelled_once_the_warehouse_has_cancelled_its_shipment(
    shop: Shop, order: OrderToCash
) -> None:
    shop.packed(order).cancel(BROKEN, by=shop.sam)

    shop.now(order).cancel(NO_MORE, by=shop.anna)

    assert shop.on_shelf() == (5, 5)


def test_what_is_left_is_cancelled_after_a_part_has_gone(shop: Shop, order: OrderToCash) -> None:
    shop.shipped(order, line_1=2)

    shop.now(order).cancel(NO_MORE, by=shop.anna)

    assert shop.now(order).state is OrderToCash.fulfilled
    assert shop.on_shelf() == (3, 3)


def test_what_has_all_gone_is_not_cancelled(shop: Shop, order: OrderToCash) -> None:
    shop.shipped(order)

    with pytest.raises(StepRefused) as refused:
        shop.now(order).cancel(NO_MORE, by=shop.anna)

    assert codes(refused) == ["qty_exceeds_open"]


@pytest.mark.parametrize("who", ["sam", "carla", "rita", "ben"])
def test_nobody_else_cancels_an_order(shop: Shop, order: OrderToCash, who: str) -> None:
    with pytest.raises(PermissionError):
        order.cancel(NO_MORE, by=getattr(shop, who))


def test_the_customer_hears_that_his_order_is_cancelled(shop: Shop, order: OrderToCash) -> None:
    order.cancel(NO_MORE, by=shop.anna)

    shop.company.run_due()

    assert shop.mail.sent[-1].text == (
        "Something of your order 1 is cancelled (changed her mind). "
        "It came to 500.00 EUR; it comes to 0.00 EUR now. Your order now: Cancelled."
    )


# A shipment made by hand.


def made_by_hand(shop: Shop, *lines: ShipmentLine, by: Actor = THE_SYSTEM) -> Shipping:
    shipment = Shipment(order="by-hand", customer=shop.ada.id, lines=lines)
    return shop.company.open(Shipping, shipment, by=by, then=Shipping.release)


def shipment_line(shop: Shop, count: int, **more: object) -> ShipmentLine:
    given = {"line": 1, "item": shop.lamp.id, "location": "storage", "quantity": pieces(count)}
    return ShipmentLine(**{**given, **more})


def test_a_storekeeper_ships_nothing_that_no_order_asked_for(shop: Shop) -> None:
    shop.receive(3)

    with pytest.raises(NotAllowed):
        made_by_hand(shop, shipment_line(shop, 2), by=shop.sam)

    assert shop.on_shelf() == (3, 3)


def test_not_even_the_system_ships_what_no_order_asked_for(shop: Shop) -> None:
    shop.receive(3)

    with pytest.raises(StepRefused) as refused:
        made_by_hand(shop, shipment_line(shop, 2))

    assert codes(refused) == ["is_of_an_order"]
    assert "start_fulfilment" in refused.value.reasons[0].way_out


@pytest.mark.parametrize("count", [0, -1])
def test_nothing_and_less_than_nothing_are_not_shipped(shop: Shop, count: int) -> None:
    with pytest.raises(StepRefused) as refused:
        made_by_hand(shop, shipment_line(shop, count))

    assert "has_shipment_lines" in codes(refused)


def test_a_shipment_without_lines_is_refused(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        made_by_hand(shop)

    assert "has_shipment_lines" in codes(refused)


def test_two_lines_of_one_number_are_refused(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        made_by_hand(shop, shipment_line(shop, 1), shipment_line(shop, 1))

    assert "has_shipment_lines" in codes(refused)


def test_a_shipment_that_is_said_to_be_picked_is_refused(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        made_by_hand(shop, shipment_line(shop, 1, picked=pieces(5)))

    assert "has_shipment_lines" in codes(refused)
