"""Changing: an order is put on hold, taken up again, called off."""

from typing_extensions import TypeVar

from fbo.back.finance import CREDIT_CLERK, credit
from fbo.back.warehouse import STOREKEEPER
from fbo.back.warehouse import Reason as CancelledShipment
from fbo.front.crm import Promise
from fbo.front.sales import (
    SALES_MANAGER,
    SALES_REP,
    Cancellation,
    Order,
    Suspension,
    nothing_has_left,
    nothing_is_touched,
)
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.order_to_cash import promises
from fbo.processes.order_to_cash.deciding import OrderDeciding
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.shipping import Shipping
from fbo.workflow.notice import to_customer, to_owner
from fbo.workflow.reaction import when
from fbo.workflow.state import before

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderChanging(At[O], abstract=True):
    """An order that somebody wants otherwise."""

    # What moves it on.
    suspend = (At.placed | At.credit_hold | At.confirmed | At.in_fulfilment | At.fulfilled).to(
        At.on_hold,
        by=(SALES_REP, SALES_MANAGER, CREDIT_CLERK, STOREKEEPER),
        takes=Suspension,
        tells=to_owner("order_on_hold"),
    )
    resume = At.on_hold.to(
        before(At.on_hold),
        by=(SALES_REP, SALES_MANAGER),
        when=OrderOnFile.still_within_credit,
        checklist=("customer", "terms"),
    ).otherwise(At.credit_hold)
    cancel = (
        At.drafted | At.placed | At.credit_hold | At.confirmed | At.in_fulfilment | At.on_hold
    ).to(
        At.cancelled,
        by=(CUSTOMER, SALES_REP, SYSTEM),
        needs=(nothing_has_left, nothing_is_touched),
        takes=Cancellation,
        tells=to_customer("order_cancelled"),
    )

    # To what effect.
    @suspend.then
    def _note_why(self, form: Suspension) -> O:
        self.tell("order_on_hold", number=self.document.number, reason=form.reason)
        promises.at_risk(self, "on hold")
        return self.change(because=form.reason)

    @resume.then
    def _take_up_again(self) -> None:
        """What is over the limit is asked again; what had no limit to hold against has one now."""
        order = self.document
        if self.went == At.credit_hold:
            self.later(OrderDeciding.reconsider, at=self.calendar.next_opening(self.now))
        elif self.went != At.placed:
            self._start_by_itself(order)
        if self.went not in (At.credit_hold, At.placed) and credit.HOLD not in self.holds:
            credit.hold(self, order.customer, order.uninvoiced, self.customer.credit_limit)

    @cancel.then
    def _call_off(self, form: Cancellation) -> O:
        self.tell("order_cancelled", number=self.document.number, reason=form.reason)
        promises.falls_away(self)
        for shipment in self.shipments:
            if not shipment.state.ended:
                self.take(Shipping.cancel, shipment.id, CancelledShipment(reason=form.reason))
        lines = [
            line.move_all(("unplanned", "backordered", "allocated"), "cancelled")
            for line in self.document.lines
        ]
        return self.change(lines=lines, cancelled_on=self.now, because=form.reason)

    # What others have done.
    @when(PromiseKeeping.renegotiate, of=lambda promise: promise.about or ())
    def _go_by_the_new_promise(self, promise: Promise) -> O:
        day = self.calendar.day_of(promise.moved_to or promise.due)
        return self.change(promise=promise.replaced_by, promised=day)
