"""Intercepting: what is picked or packed already may still be cancelled, if the warehouse says so.

Sales asks, the order stays where it is; the warehouse says how much it can still stop, or that it
is too late.  What it stops goes back to the shelf, and is cancelled like everything else.
"""

from typing_extensions import TypeVar

from fbo.back.warehouse import STOREKEEPER, WAREHOUSE
from fbo.back.warehouse import Reason as CancelledShipment
from fbo.front.sales import (
    SALES_MANAGER,
    SALES_REP,
    AskedOff,
    Cancellation,
    CancellationAnswer,
    CancelledLine,
    Order,
)
from fbo.front.service import SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER
from fbo.kernel.calendar import business_hours, business_minutes
from fbo.kernel.errors import Reason
from fbo.kernel.people import CUSTOMER
from fbo.processes.order_to_cash.cancelling import gone, why_not_open
from fbo.processes.order_to_cash.changing import AS_AGREED, OrderChanging
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.processes.shipping import Shipping
from fbo.workflow.guard import rule
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer
from fbo.workflow.state import same

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderIntercepting(OrderChanging[O], abstract=True):
    """An order of which the customer wants less than lies picked for him."""

    # Rules.
    @rule("nothing of it has been picked", code="nothing_picked", way_out="cancel it")
    def something_is_picked(self, form: Cancellation) -> bool | Reason:
        """Whether the warehouse must be asked, of what is open at all."""
        order = self.document
        why = why_not_open(order, gone(order, form))
        return why or any("picked" in line.buckets for line in order.lines)

    @rule("more would be stopped than was asked for", code="qty_exceeds_request")
    def is_as_asked(self, form: CancellationAnswer) -> bool | Reason:
        """Whether no more is stopped than was asked for, and is still in the house."""
        asked = self.document.asked_off
        wanted = {} if asked is None else {row.line: row.quantity for row in asked.lines}
        for row in form.lines:
            most = wanted.get(row.line)
            if most is None or most.unit != row.quantity.unit or row.quantity > most:
                return False
        if not form.lines:
            return True
        return why_not_open(self.document, {r.line: r.quantity for r in form.lines}) or True

    # What moves it on.
    request_cancellation = (At.confirmed | At.in_fulfilment | At.fulfilled | At.on_hold).to(
        same,
        by=(CUSTOMER, SALES_REP, SALES_MANAGER, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER),
        takes=Cancellation,
        needs=something_is_picked,
        asks=WAREHOUSE,
        packet=("number", "lines", "asked_off"),
        agreed=Agreed(accept=business_minutes(30), done=business_hours(1)),
    )
    answer_cancellation = (At.confirmed | At.in_fulfilment | At.fulfilled | At.on_hold).to(
        same,
        by=STOREKEEPER,
        takes=CancellationAnswer,
        needs=is_as_asked,
        answers=request_cancellation,
        tells=to_customer("cancellation_answered"),
    )

    # To what effect.
    @request_cancellation.then
    def _note_what_is_asked(self, form: Cancellation) -> O:
        rows = [
            CancelledLine(line=number, quantity=quantity)
            for number, quantity in gone(self.document, form).items()
        ]
        return self.change(asked_off=AskedOff(reason=form.reason, lines=rows, money=form.money))

    @answer_cancellation.then
    def _stop_what_can_be_stopped(self, form: CancellationAnswer) -> O | None:
        """The shipments it lies in go back to the shelf; what else they held is picked again."""
        order, asked = self.document, self.document.asked_off
        stopped = {row.line: row.quantity for row in form.lines}
        rest = [
            line.move("picked", "cancelled", min(line.has("picked"), stopped[line.line]))
            if line.line in stopped
            else line
            for line in order.lines
        ]
        amount = order.total - order.changed({"lines": rest}).total
        self.tell("cancellation_answered", number=order.number, amount=amount)
        if asked is None or not stopped:
            return self.change(asked_off=None)
        for shipment in self.shipments:
            lines = {row.line for row in shipment.document.lines}
            if shipment.state.name in ("picked", "packed") and lines & stopped.keys():
                reason = CancelledShipment(reason=asked.reason)
                self.take(Shipping.cancel, shipment.id, reason)
        agreed = Cancellation(reason=AS_AGREED, scope="lines", lines=form.lines, money=asked.money)
        self.proceed(OrderChanging.cancel, agreed)
        return None
