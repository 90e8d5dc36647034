"""Shipping: goods of an order leave the house.

The order holds the goods; the shipment takes over its holds when it is assigned, settles them when
it is dispatched, and gives them back when it is cancelled.  What has left may fail to arrive: it is
sent again, comes back to the shelf it left from, or is lost.  These are facts, and nothing refuses
them.
"""

from fbo.back.warehouse import (
    PACKER,
    PICKER,
    STOREKEEPER,
    WAREHOUSE,
    Delivery,
    Picking,
    Reason,
    Shipment,
    has_shipment_lines,
    is_picked_right,
    picked_lines,
    stock,
)
from fbo.kernel.calendar import business_days
from fbo.kernel.errors import Reason as Why
from fbo.kernel.people import SYSTEM
from fbo.workflow.clocks import clock
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State


class Shipping(Process[Shipment]):
    """Goods of an order, from the pick list to the customer's door."""

    # On file: the order that has opened it.
    orders = on_file.ancestors("OrderToCash")

    # What must hold.
    @rule(
        "goods are shipped for an order only",
        way_out="take start_fulfilment of the order, which opens its shipments",
    )
    def is_of_an_order(self) -> bool:
        """Whether the order it names has opened it: it takes over that order's goods."""
        return self.parent == self.document.order

    @rule(
        "its order is on hold",
        code="order_on_hold",
        way_out="have the order taken up again, or cancel the shipment",
    )
    def order_goes_on(self) -> bool:
        """Whether nobody has held up the order, nor its credit; what has left is a fact."""
        return all(order.state.name not in ("on_hold", "credit_hold") for order in self.orders)

    @rule("more was picked than is assigned", way_out="say what was found, at most that")
    def picked_right(self, form: Picking) -> bool | Why:
        """Whether what was picked fits what is assigned."""
        return is_picked_right(self.document, form)

    # Where it is.
    drafted = State(WAREHOUSE, initial=True)
    waiting = State(WAREHOUSE, within=business_days(2))
    assigned = State(WAREHOUSE, within=business_days(2))
    picked = State(WAREHOUSE, within=business_days(1))
    packed = State(WAREHOUSE, within=business_days(1))
    shipped = State(WAREHOUSE, holder="third party", within=business_days(10), label="On its way")
    delivered = State(final=True, label="Delivered")
    delivery_failed = State(WAREHOUSE, within=business_days(2), label="Could not be delivered")
    in_return = State(
        WAREHOUSE, holder="third party", within=business_days(10), label="On its way back"
    )
    returned = State(final=True, label="Came back")
    lost = State(final=True, label="Lost")
    cancelled = State(final=True)

    # From the pick list to the lorry.
    sent_within = clock(within=business_days(2), starts=assigned, stops=shipped, for_good=True)

    # What moves it on.
    draft = drafted.opens(by=SYSTEM, needs=(is_of_an_order, has_shipment_lines))
    release = drafted.to(waiting, by=(SYSTEM, STOREKEEPER))
    assign = waiting.to(assigned, by=(SYSTEM, STOREKEEPER))
    unassign = assigned.to(waiting, by=STOREKEEPER)
    pick = assigned.to(picked, by=PICKER, needs=(picked_right, order_goes_on), takes=Picking)
    pack = picked.to(packed, by=PACKER, needs=order_goes_on)
    unpack = packed.to(picked, by=PACKER)
    dispatch = packed.to(shipped, by=STOREKEEPER)
    confirm_delivery = shipped.to(delivered, by=(SYSTEM, STOREKEEPER), takes=Delivery)
    cancel = (drafted | waiting | assigned | picked | packed).to(
        cancelled, by=(SYSTEM, STOREKEEPER), takes=Reason
    )
    fail_delivery = shipped.to(delivery_failed, by=(SYSTEM, STOREKEEPER), takes=Reason)
    reship = delivery_failed.to(shipped, by=STOREKEEPER)
    call_back = (shipped | delivery_failed).to(in_return, by=(SYSTEM, STOREKEEPER))
    receive_back = in_return.to(returned, by=STOREKEEPER)
    report_lost = (shipped | delivery_failed | in_return).to(
        lost, by=(SYSTEM, STOREKEEPER), takes=Reason
    )

    # To what effect.
    @release.then
    def _go_on(self) -> None:
        self.proceed(Shipping.assign)

    @assign.then
    def _take_over(self) -> None:
        for line in self.document.lines:
            stock.reserve(self, line.hold, line.item, line.location, line.quantity)

    @unassign.then
    def _give_back(self) -> None:
        for line in self.document.lines:
            stock.release(self, line.hold)

    @pick.then
    def _hold_what_was_picked(self, form: Picking) -> Shipment:
        lines = picked_lines(self.document, form)
        for line in lines:
            short = line.quantity - line.leaving
            if short:
                stock.release(self, line.hold, short)
        return self.change(lines=lines)

    @dispatch.then
    def _ship(self) -> None:
        for line in self.document.lines:
            if line.leaving:
                stock.ship(self, line.hold)

    @confirm_delivery.then
    def _keep_proof(self, form: Delivery) -> Shipment:
        return self.change(delivered_on=self.now.date(), proof=form.proof)

    @fail_delivery.then
    def _count_attempt(self, form: Reason) -> Shipment:
        return self.change(attempts=self.document.attempts + 1, because=form.reason)

    @receive_back.then
    def _put_back(self) -> None:
        for line in self.document.lines:
            if line.leaving:
                stock.take_back(self, line.item, line.location, line.leaving)

    @report_lost.then
    def _write_off(self, form: Reason) -> Shipment:
        for line in self.document.lines:
            if line.leaving:
                stock.lose(self, line.item, line.leaving)
        return self.change(because=form.reason)
