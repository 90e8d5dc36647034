"""Deciding: an order is taken, and credit control says whether it is confirmed.

The commit that confirms an order holds its value on the customer's credit line and its goods on the
shelf; what is over the limit waits on credit hold, and is asked again.
"""

from typing_extensions import TypeVar

from fbo.back.finance import CREDIT_CLERK, credit
from fbo.front.sales import SALES_REP, Order, Turned, has_not_begun, is_complete
from fbo.kernel.calendar import business_hours
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import promises
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.processes.order_to_cash.parts import allocated_lines, charges_shipped
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer
from fbo.workflow.state import same

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderDeciding(At[O], abstract=True):
    """An order on its way to being confirmed."""

    # What moves it on.
    draft = At.drafted.opens(by=(CUSTOMER, SALES_REP, SYSTEM), needs=has_not_begun)
    place = At.drafted.to(
        At.placed,
        by=(CUSTOMER, SALES_REP),
        needs=(
            *is_complete,
            OrderOnFile.customer_is_there,
            OrderOnFile.items_are_sold,
            OrderOnFile.prices_are_ours,
            OrderOnFile.goods_are_there,
        ),
        checklist=("customer", "terms"),
        packet=("customer", "lines", "terms"),
        agreed=Agreed(accept=business_hours(1), done=business_hours(4)),
        tells=to_customer("order_received"),
    )
    decide = (
        At.placed.to(
            At.confirmed,
            by=(SYSTEM, CREDIT_CLERK),
            when=(OrderOnFile.within_credit, OrderOnFile.goods_are_there),
            as_soon_as=True,
            checklist=("lines", "ship_to"),
            packet=("lines", "promised", "ship_to"),
            agreed=Agreed(accept=business_hours(2)),
            tells=to_customer("order_decided"),
        )
        .otherwise(At.on_hold, when=OrderOnFile.within_credit)
        .otherwise(At.credit_hold)
    )
    reconsider = (
        At.credit_hold.to(
            At.confirmed,
            by=(SYSTEM, CREDIT_CLERK),
            when=(OrderOnFile.within_credit, OrderOnFile.goods_are_there),
            checklist=("lines", "ship_to"),
            packet=("lines", "promised", "ship_to"),
            agreed=Agreed(accept=business_hours(2)),
        )
        .otherwise(At.on_hold, when=OrderOnFile.within_credit)
        .otherwise(same)
    )
    reject = At.credit_hold.to(
        At.rejected, by=CREDIT_CLERK, takes=Turned, tells=to_customer("order_rejected")
    )

    # To what effect.
    @place.then
    def _take_the_order(self) -> O:
        number = self.number("order")
        self.tell("order_received", number=number)
        return self.change(number=number, price_date=self.document.price_date or self.now.date())

    @decide.then
    def _decided(self) -> O | None:
        self.tell("order_decided", number=self.document.number, label=self.went)
        return self._settle_decision()

    @reconsider.then
    def _settle_decision(self) -> O | None:
        """Confirmed, the order holds its credit and its goods; on credit hold it is asked again."""
        if self.went == At.credit_hold:
            self.later(OrderDeciding.reconsider, at=self.calendar.next_opening(self.now))
        if self.went == At.on_hold:
            return self.change(because="out_of_stock")
        if self.went != At.confirmed:
            return None
        order = self.document
        credit.hold(self, order.customer, order.uninvoiced, self.customer.credit_limit)
        lines = allocated_lines(order, self._free_units())
        self._hold_goods(lines)
        promised = max((line.promised for line in lines if line.promised), default=order.promised)
        if not order.stocked:
            lines = charges_shipped(lines)
            self.open(InvoiceToCash, self._bill(lines), then=InvoiceToCash.submit)
        sure = self.change(lines=lines, promised=promised)
        return sure.changed({"promise": promises.given(self, sure)})

    @reject.then
    def _turned_down(self, form: Turned) -> O:
        self.tell("order_rejected", number=self.document.number)
        promises.falls_away(self)
        return self.change(because=form.reason)
