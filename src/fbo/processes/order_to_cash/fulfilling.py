"""Fulfilling: the goods of a confirmed order leave the house.

The order follows its shipments: what is picked, sent, delivered and given back moves in its lines,
in the same commit.
"""

from typing import Final

from typing_extensions import TypeVar

from fbo.back.warehouse import STOREKEEPER, Shipment, stock
from fbo.front.sales import Order, nothing_is_open, something_has_left
from fbo.kernel.calendar import business_days
from fbo.kernel.people import SYSTEM
from fbo.processes.order_to_cash import promises
from fbo.processes.order_to_cash.allocating import pick_list, rank
from fbo.processes.order_to_cash.goods import GOODS_HAVE_COME
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.processes.order_to_cash.parts import dispatched, picked, unpicked
from fbo.processes.order_to_cash.shortages import OrderShortages
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.processes.shipping import Shipping
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer
from fbo.workflow.queue import queue
from fbo.workflow.reaction import when
from fbo.workflow.state import same

ALL_HAS_LEFT: Final = "all has left"
FOUND_AFTER_ALL: Final = "it was found after all"

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderFulfilling(OrderShortages[O], abstract=True):
    """A confirmed order and its shipments."""

    # What moves it on.
    start_fulfilment = (At.confirmed | At.in_fulfilment).to(
        At.in_fulfilment,
        by=(STOREKEEPER, SYSTEM),
        needs=(
            OrderOnFile.goods_are_ready,
            OrderOnFile.is_paid_where_it_must_be,
            OrderOnFile.credit_still_holds,
        ),
    )
    allocate = (At.confirmed | At.in_fulfilment).to(
        same, by=(STOREKEEPER, SYSTEM), needs=OrderOnFile.goods_are_awaited
    )
    goods_waited_for = queue(
        stock.GOODS, by="awaits", step=allocate, is_free=OrderOnFile.is_free, rank=rank
    )
    finish_fulfilment = (At.confirmed | At.in_fulfilment).to(
        At.fulfilled,
        by=SYSTEM,
        needs=(nothing_is_open, something_has_left),
        checklist=("lines",),
        packet=("lines",),
        agreed=Agreed(accept=None, done=business_days(1)),
        as_soon_as=True,
    )

    # To what effect.
    @start_fulfilment.then
    def _make_a_pick_list(self) -> O | None:
        """Goods leave on a decision that is not old: one taken again is kept in its place."""
        order = self.document
        shipment = Shipment(
            order=self.id,
            customer=order.customer,
            lines=pick_list(order, self.holds),
            ship_to=order.ship_to,
            ship_by=order.promised,
        )
        self.open(Shipping, shipment, then=Shipping.release)
        if not self.is_decided_anew():
            return None
        return self.change(credit_decision=self.credit_decision(At.confirmed.name))

    @finish_fulfilment.then
    def _close_what_is_asked(self) -> None:
        """Nothing is open any more, and so nothing is missing."""
        self._settle_shortage(self.document.lines, ALL_HAS_LEFT)

    @allocate.then
    def _allocate_what_came(self) -> O:
        order: O = self.change(lines=self._allocate(self.document))
        self._settle_shortage(order.lines, GOODS_HAVE_COME)
        self._start_by_itself(order)
        return order

    # What others have done.
    @when(Shipping.assign)
    def _hand_over_goods(self, shipment: Shipment) -> None:
        for line in shipment.lines:
            stock.release(self, line.hold, line.quantity)

    @when(Shipping.unassign)
    def _take_goods_back(self, shipment: Shipment) -> None:
        for line in shipment.lines:
            stock.reserve(self, line.hold, line.item, line.location, line.quantity)

    @when(Shipping.pick)
    def _count_picked(self, shipment: Shipment) -> O:
        """What was not found is the order's again, and a later shipment's; sales is asked."""
        missed = {line.line for line in shipment.lines if line.quantity != line.leaving}
        if missed:
            promises.at_risk(self, "not found")
            self._ask_about(tuple(one for one in self.document.lines if one.line in missed))
        for line in shipment.lines:
            short = line.quantity - line.leaving
            if short:
                stock.reserve(self, line.hold, line.item, line.location, short)
        lines = picked(self.document, shipment)
        if not missed:
            self._settle_shortage(lines, FOUND_AFTER_ALL)
        return self.change(lines=lines)

    @when(Shipping.dispatch, tells=to_customer("goods_sent"))
    def _count_dispatched(self, shipment: Shipment) -> O:
        order = self.document
        self.tell("goods_sent", number=order.number)
        self._say_what_left(shipment)
        lines = dispatched(order, shipment)
        if self.state.name == "in_fulfilment" and not any(line.open for line in lines):
            self.proceed(OrderFulfilling.finish_fulfilment)
        promises.has_left(self, lines)
        return self.change(lines=lines)

    @when(Shipping.cancel)
    def _take_goods_again(self, shipment: Shipment) -> O | None:
        """What the cancelled shipment held is the order's again, as far as it is wanted still."""
        before_that = self.cause.came_from("cancelled")
        if self.state.ended or before_that in ("drafted", "waiting"):
            return None
        order: O = self.document
        if before_that != "assigned":
            order = self.change(lines=unpicked(order, shipment))
        self._hold_again(order, shipment)
        promises.at_risk(self, "shipment cancelled")
        return order

    # What others do beside.
    def _say_what_left(self, shipment: Shipment) -> None:
        """Where goods were sent for something else, that hears of it."""
