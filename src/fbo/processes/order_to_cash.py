"""Order to cash: a customer's order becomes money in the bank.

Where sales, credit control, the warehouse and receivables meet.  The commit that confirms an order
holds its value on the customer's credit line and its goods on the shelf; it is billed as it leaves,
and complete when it is paid.  Nothing here does input or output.
"""

from typing_extensions import TypeVar

from fbo.back.finance import (
    CREDIT_CLERK,
    CREDIT_CONTROL,
    RECEIVABLES,
    CustomerReceipt,
    Invoice,
    credit,
)
from fbo.back.warehouse import (
    STOREKEEPER,
    WAREHOUSE,
    Shipment,
    WarehousePolicy,
    stock,
)
from fbo.back.warehouse import Reason as CancelledShipment
from fbo.front.sales import (
    SALES,
    SALES_DEPARTMENT,
    SALES_MANAGER,
    SALES_REP,
    Cancellation,
    Order,
    Suspension,
    Turned,
    has_not_begun,
    is_complete,
    labels,
    nothing_has_left,
    nothing_is_open,
    nothing_is_touched,
    something_has_left,
)
from fbo.kernel.calendar import business_days, business_hours
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.invoice_to_cash import InvoiceToCash, Receipting
from fbo.processes.order_file import OrderOnFile
from fbo.processes.order_parts import (
    allocated_lines,
    charges_shipped,
    delivered,
    dispatched,
    invoiced,
    pick_list,
    picked,
    to_invoice,
    unpicked,
)
from fbo.processes.shipping import Shipping
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer, to_owner
from fbo.workflow.reaction import when
from fbo.workflow.state import State, before, same

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderToCash(OrderOnFile[O]):
    """A customer's order becomes money in the bank."""

    speaker = SALES_DEPARTMENT

    # Where the order is, on whose desk, and how long it may lie there.
    drafted = State(SALES, initial=True)
    placed = State(CREDIT_CONTROL, within=business_hours(4), label="Order received")
    credit_hold = State(CREDIT_CONTROL, within=business_days(2), label="Being checked")
    confirmed = State(WAREHOUSE, within=business_days(2), label=labels.CONFIRMED)
    in_fulfilment = State(WAREHOUSE, until=lambda order: order.promised, label=labels.UNDER_WAY)
    fulfilled = State(RECEIVABLES, within=business_days(1), label=labels.SENT)
    on_hold = State(SALES, within=business_days(2), label="On hold")
    completed = State(at_rest=True, label="Completed")
    rejected = State(final=True, label="Rejected")
    cancelled = State(final=True, label="Cancelled")

    # What moves it on.
    draft = drafted.opens(by=(CUSTOMER, SALES_REP, SYSTEM), needs=has_not_begun)
    place = drafted.to(
        placed,
        by=(CUSTOMER, SALES_REP),
        needs=(
            *is_complete,
            OrderOnFile.customer_is_there,
            OrderOnFile.items_are_sold,
            OrderOnFile.goods_are_there,
        ),
        checklist=("customer", "terms"),
        packet=("customer", "lines", "terms"),
        agreed=Agreed(accept=business_hours(1), done=business_hours(4)),
        tells=to_customer("order_received"),
    )
    decide = (
        placed.to(
            confirmed,
            by=(SYSTEM, CREDIT_CLERK),
            when=(OrderOnFile.within_credit, OrderOnFile.goods_are_there),
            as_soon_as=True,
            checklist=("lines", "ship_to"),
            packet=("lines", "promised", "ship_to"),
            agreed=Agreed(accept=business_hours(2)),
            tells=to_customer("order_decided"),
        )
        .otherwise(on_hold, when=OrderOnFile.within_credit)
        .otherwise(credit_hold)
    )
    reconsider = (
        credit_hold.to(
            confirmed,
            by=(SYSTEM, CREDIT_CLERK),
            when=(OrderOnFile.within_credit, OrderOnFile.goods_are_there),
            checklist=("lines", "ship_to"),
            packet=("lines", "promised", "ship_to"),
            agreed=Agreed(accept=business_hours(2)),
        )
        .otherwise(on_hold, when=OrderOnFile.within_credit)
        .otherwise(same)
    )
    reject = credit_hold.to(
        rejected, by=CREDIT_CLERK, takes=Turned, tells=to_customer("order_rejected")
    )
    start_fulfilment = (confirmed | in_fulfilment).to(
        in_fulfilment, by=STOREKEEPER, needs=OrderOnFile.goods_are_ready
    )
    allocate = (confirmed | in_fulfilment).to(
        same, by=(STOREKEEPER, SYSTEM), needs=OrderOnFile.goods_are_awaited
    )
    finish_fulfilment = (confirmed | in_fulfilment).to(
        fulfilled,
        by=SYSTEM,
        needs=(nothing_is_open, something_has_left),
        checklist=("lines",),
        packet=("lines",),
        agreed=Agreed(accept=None, done=business_days(1)),
        as_soon_as=True,
    )
    complete = fulfilled.to(
        completed,
        by=SYSTEM,
        needs=(nothing_is_open, OrderOnFile.is_settled),
        as_soon_as=True,
        tells=to_customer("order_completed", transactional=False),
    )
    suspend = (placed | credit_hold | confirmed | in_fulfilment | fulfilled).to(
        on_hold,
        by=(SALES_REP, SALES_MANAGER, CREDIT_CLERK, STOREKEEPER),
        takes=Suspension,
        tells=to_owner("order_on_hold"),
    )
    resume = on_hold.to(
        before(on_hold),
        by=(SALES_REP, SALES_MANAGER),
        when=OrderOnFile.still_within_credit,
        checklist=("customer", "terms"),
    ).otherwise(credit_hold)
    cancel = (drafted | placed | credit_hold | confirmed | in_fulfilment | on_hold).to(
        cancelled,
        by=(CUSTOMER, SALES_REP),
        needs=(nothing_has_left, nothing_is_touched),
        takes=Cancellation,
        tells=to_customer("order_cancelled"),
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
        if self.went == OrderToCash.credit_hold:
            self.later(OrderToCash.reconsider, at=self.calendar.next_opening(self.now))
        if self.went == OrderToCash.on_hold:
            return self.change(because="out_of_stock")
        if self.went != OrderToCash.confirmed:
            return None
        order = self.document
        credit.hold(self, order.customer, order.uninvoiced, self.customer.credit_limit)
        lines = allocated_lines(order, self._free_units())
        self._hold_goods(lines)
        promised = max((line.promised for line in lines if line.promised), default=order.promised)
        if not order.stocked:
            lines = charges_shipped(lines)
            self.open(InvoiceToCash, self._bill(lines), then=InvoiceToCash.submit)
        return self.change(lines=lines, promised=promised)

    @allocate.then
    def _allocate_what_came(self) -> O:
        lines = allocated_lines(self.document, self._free_units())
        self._hold_goods(lines)
        return self.change(lines=lines)

    @start_fulfilment.then
    def _make_a_pick_list(self) -> None:
        order, place = self.document, self.policy(WarehousePolicy).place
        shipment = Shipment(
            order=self.id,
            customer=order.customer,
            lines=pick_list(order, self.holds, place),
            ship_to=order.ship_to,
            ship_by=order.promised,
        )
        self.open(Shipping, shipment, then=Shipping.release)

    @complete.then
    def _thank(self) -> None:
        self.tell("order_completed", number=self.document.number)

    @reject.then
    def _turned_down(self, form: Turned) -> O:
        self.tell("order_rejected", number=self.document.number)
        return self.change(because=form.reason)

    @suspend.then
    def _note_why(self, form: Suspension) -> O:
        self.tell("order_on_hold", number=self.document.number, reason=form.reason)
        return self.change(because=form.reason)

    @resume.then
    def _take_up_again(self) -> None:
        """What is over the limit is asked again; what had no limit to hold against has one now."""
        order = self.document
        if self.went == OrderToCash.credit_hold:
            self.later(OrderToCash.reconsider, at=self.calendar.next_opening(self.now))
        elif self.went != OrderToCash.placed and credit.HOLD not in self.holds:
            credit.hold(self, order.customer, order.uninvoiced, self.customer.credit_limit)

    @cancel.then
    def _call_off(self, form: Cancellation) -> O:
        self.tell("order_cancelled", number=self.document.number, reason=form.reason)
        for shipment in self.shipments:
            if not shipment.state.ended:
                self.take(Shipping.cancel, shipment.id, CancelledShipment(reason=form.reason))
        lines = [
            line.move_all(("unplanned", "backordered", "allocated"), "cancelled")
            for line in self.document.lines
        ]
        return self.change(lines=lines, cancelled_on=self.now, because=form.reason)

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
        """What was not found is the order's again, and a later shipment's."""
        for line in shipment.lines:
            short = line.quantity - line.leaving
            if short:
                stock.reserve(self, line.hold, line.item, line.location, short)
        return self.change(lines=picked(self.document, shipment))

    @when(Shipping.dispatch)
    def _count_dispatched(self, shipment: Shipment) -> O:
        order = self.document
        lines = dispatched(order, shipment)
        if self.state.name == "in_fulfilment" and not any(line.open for line in lines):
            self.proceed(OrderToCash.finish_fulfilment)
        return self.change(lines=lines)

    @when(Shipping.confirm_delivery)
    def _count_delivered(self, shipment: Shipment) -> O:
        return self.change(lines=delivered(self.document, shipment))

    @when(Shipping.cancel)
    def _take_goods_again(self, shipment: Shipment) -> O | None:
        """What the cancelled shipment held is the order's again, while the order is open."""
        before_that = self.cause.came_from("cancelled")
        if self.state.ended or before_that in ("drafted", "waiting"):
            return None
        for line in shipment.lines:
            if line.leaving:
                stock.reserve(self, line.hold, line.item, line.location, line.leaving)
        if before_that == "assigned":
            return None
        return self.change(lines=unpicked(self.document, shipment))

    @when(Shipping.dispatch, apart=True)
    def _bill_shipment(self, _: Shipment) -> None:
        """What has left is billed, whatever became of the order since."""
        if any(to_invoice(line) for line in self.document.lines):
            self.open(InvoiceToCash, self._bill(self.document.lines), then=InvoiceToCash.submit)

    @when(InvoiceToCash.issue)
    def _count_invoiced(self, invoice: Invoice) -> O:
        order = self.document.changed({"lines": invoiced(self.document, invoice, self.id)})
        limit = self.customer.credit_limit
        credit.invoiced(self, order.customer, invoice.gross, order.uninvoiced, limit)
        return order

    @when(Receipting.register, of=lambda receipt: receipt.orders, while_=fulfilled, apart=True)
    def _money_came(self, _: CustomerReceipt) -> None:
        if self.is_settled():
            self.proceed(OrderToCash.complete)
