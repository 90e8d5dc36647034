"""Intercepting: what is picked, packed or under way may still be stopped, if the warehouse says so.

Sales asks, the order stays where it is; the warehouse says how much it can still stop, or that it
is too late, and so does its silence.  What it stops in the house goes back to the shelf, and is
cancelled like everything else; what has left is called back.
"""

from typing import Final

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
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.order_to_cash.changing import AS_AGREED, OrderChanging
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.processes.order_to_cash.stopping import (
    called_back,
    in_the_house,
    unwanted,
    why_not_stopped,
    without,
)
from fbo.processes.shipping import Shipping
from fbo.workflow.guard import rule
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer
from fbo.workflow.state import same

AN_HOUR: Final = business_hours(1)
"""So long the warehouse has to say what it can stop; after that it is too late."""

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderIntercepting(OrderChanging[O], abstract=True):
    """An order of which the customer wants less than lies picked for him."""

    # Rules.
    @rule("nothing of it has been picked", code="nothing_picked", way_out="cancel it")
    def something_is_picked(self, form: Cancellation) -> bool | Reason:
        """Whether the warehouse must be asked about what has not arrived: some of it is picked."""
        order = self.document
        why = why_not_stopped(order, unwanted(order, form))
        buckets = {bucket for line in order.lines for bucket in line.buckets}
        return why or not buckets.isdisjoint(("picked", "in_transit"))

    @rule("more would be stopped than was asked for", code="qty_exceeds_request")
    def is_as_asked(self, form: CancellationAnswer) -> bool | Reason:
        """Whether no more is stopped than was asked for and has not arrived; parcels only whole."""
        asked = self.document.asked_off
        wanted = {} if asked is None else {row.line: row.quantity for row in asked.lines}
        for row in form.lines:
            most = wanted.get(row.line)
            if most is None or most.unit != row.quantity.unit or row.quantity > most:
                return False
        if not form.lines:
            return True
        order, stopped = self.document, {row.line: row.quantity for row in form.lines}
        why = why_not_stopped(order, stopped)
        if why is None and called_back(order, stopped, self.shipments) is None:
            return Reason(
                "parcel_is_whole",
                "what has left comes back by the parcel, with all that is in it",
                way_out="call back whole parcels, or leave them out",
            )
        return why or True

    @rule("nothing is asked of the warehouse", code="no_open_question")
    def a_request_is_open(self) -> bool:
        """Whether the warehouse has been asked, and has not answered."""
        return OrderIntercepting.request_cancellation.name in self.facts.handoffs

    # What moves it on.
    request_cancellation = (At.confirmed | At.in_fulfilment | At.fulfilled | At.on_hold).to(
        same,
        by=(CUSTOMER, SALES_REP, SALES_MANAGER, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER),
        takes=Cancellation,
        needs=something_is_picked,
        asks=WAREHOUSE,
        packet=("number", "lines", "asked_off"),
        agreed=Agreed(accept=business_minutes(30), done=AN_HOUR),
    )
    answer_cancellation = (At.confirmed | At.in_fulfilment | At.fulfilled | At.on_hold).to(
        same,
        by=STOREKEEPER,
        takes=CancellationAnswer,
        needs=is_as_asked,
        answers=request_cancellation,
        tells=to_customer("cancellation_answered"),
    )
    lapse_request = (At.confirmed | At.in_fulfilment | At.fulfilled | At.on_hold).to(
        same, by=SYSTEM, needs=a_request_is_open, tells=to_customer("cancellation_answered")
    )

    # To what effect.
    @request_cancellation.then
    def _note_what_is_asked(self, form: Cancellation) -> O:
        rows = [
            CancelledLine(line=number, quantity=quantity)
            for number, quantity in unwanted(self.document, form).items()
        ]
        self.later(OrderIntercepting.lapse_request, at=self.calendar.add(self.now, AN_HOUR))
        return self.change(asked_off=AskedOff(reason=form.reason, lines=rows, money=form.money))

    @answer_cancellation.then
    def _stop_what_can_be_stopped(self, form: CancellationAnswer) -> O | None:
        """The shipments it lies in go back to the shelf; what else they held is picked again."""
        order, asked = self.document, self.document.asked_off
        stopped = {row.line: row.quantity for row in form.lines}
        self.later(OrderIntercepting.lapse_request, at=None)
        amount = order.total - without(order, stopped).total
        self.tell("cancellation_answered", number=order.number, amount=amount)
        if asked is None or not stopped:
            return self.change(asked_off=None)
        for shipment in called_back(order, stopped, self.shipments) or ():
            self.take(Shipping.call_back, shipment.id)
        kept = in_the_house(order, stopped)
        if not kept:
            return self.change(asked_off=None)
        for shipment in self.shipments:
            lines = {row.line for row in shipment.document.lines}
            if shipment.state.name in ("picked", "packed") and lines & kept.keys():
                self.take(Shipping.cancel, shipment.id, CancelledShipment(reason=asked.reason))
        rows = [CancelledLine(line=number, quantity=part) for number, part in kept.items()]
        agreed = Cancellation(reason=AS_AGREED, scope="lines", lines=rows, money=asked.money)
        self.proceed(OrderChanging.cancel, agreed)
        return None

    @lapse_request.then
    def _take_silence_for_a_refusal(self) -> O:
        """Nothing is stopped; the customer is told what he would be told if it were too late."""
        order = self.document
        self.ask_no_more(OrderIntercepting.request_cancellation)
        self.tell("cancellation_answered", number=order.number, amount=order.total - order.total)
        return self.change(asked_off=None)
