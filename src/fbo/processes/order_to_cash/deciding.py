"""Deciding: an order is taken, and credit control says whether it is confirmed.

The commit that confirms an order holds its value on the customer's credit line and its goods on the
shelf; what is over the limit waits on credit hold, and is asked again.
"""

from datetime import timedelta
from typing import Any, Final, TypedDict

from typing_extensions import TypeVar

from fbo.back.finance import CONTROLLER, CREDIT_CLERK, credit
from fbo.back.warehouse import Reason as CancelledShipment
from fbo.front.sales import (
    SALES_REP,
    Order,
    OrderPolicy,
    Override,
    Turned,
    has_not_begun,
    is_complete,
    is_countable,
    nothing_has_left,
    nothing_is_touched,
)
from fbo.kernel.calendar import business_hours, days, minutes
from fbo.kernel.money import Money
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import promises
from fbo.processes.order_to_cash.cancelling import freed_shipments
from fbo.processes.order_to_cash.goods import GOODS_HAVE_COME
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.processes.order_to_cash.parts import charges_shipped
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.processes.shipping import Shipping
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer
from fbo.workflow.state import same

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class ToTheWarehouse(TypedDict):
    """What the warehouse needs of an order, whichever step confirms it."""

    checklist: tuple[str, ...]
    packet: tuple[str, ...]
    agreed: Agreed


TO_THE_WAREHOUSE: Final[ToTheWarehouse] = {
    "checklist": ("lines", "ship_to"),
    "packet": ("lines", "promised", "ship_to"),
    "agreed": Agreed(accept=business_hours(2)),
}
SURE: Final = (
    OrderOnFile.within_credit,
    OrderOnFile.prepayment_is_held,
    OrderOnFile.goods_are_there,
)
PAYS_FIRST: Final = (OrderOnFile.within_credit_once_paid, OrderOnFile.prepayment_is_awaited)
A_WEEK: Final = days(7)
A_DAY: Final = timedelta(days=1)


class OrderDeciding(At[O], abstract=True):
    """An order on its way to being confirmed."""

    # What moves it on.
    draft = At.drafted.opens(
        by=(CUSTOMER, SALES_REP, SYSTEM),
        needs=(has_not_begun, is_countable, OrderOnFile.says_only_wishes),
    )
    place = At.drafted.to(
        At.placed,
        by=(CUSTOMER, SALES_REP, SYSTEM),
        needs=(
            *is_complete,
            OrderOnFile.customer_is_there,
            OrderOnFile.items_are_sold,
            OrderOnFile.says_only_wishes,
            OrderOnFile.prices_are_ours,
            OrderOnFile.goods_are_there,
        ),
        checklist=("customer", "terms"),
        packet=("customer", "lines", "terms"),
        agreed=Agreed(accept=business_hours(1), done=business_hours(4)),
        tells=to_customer("order_received", within=minutes(5)),
    )
    decide = (
        At.placed.to(
            At.confirmed,
            by=(SYSTEM, CREDIT_CLERK),
            when=SURE,
            as_soon_as=True,
            tells=to_customer("order_decided"),
            **TO_THE_WAREHOUSE,
        )
        .otherwise(At.awaiting_prepayment, when=PAYS_FIRST)
        .otherwise(At.on_hold, when=OrderOnFile.within_credit)
        .otherwise(At.credit_hold)
    )
    reconsider = (
        At.credit_hold.to(
            At.confirmed,
            by=(SYSTEM, CREDIT_CLERK),
            when=SURE,
            tells=to_customer("order_decided", moving=True),
            **TO_THE_WAREHOUSE,
        )
        .otherwise(At.awaiting_prepayment, when=PAYS_FIRST)
        .otherwise(At.on_hold, when=OrderOnFile.within_credit)
        .otherwise(same)
    )
    lapse_override = (
        (At.confirmed | At.in_fulfilment | At.fulfilled | At.on_hold)
        .to(same, by=SYSTEM, when=OrderOnFile.needs_no_override, checklist=("customer", "terms"))
        .otherwise(At.credit_hold)
    )
    override_credit = At.credit_hold.to(
        At.confirmed,
        by=CONTROLLER,
        takes=Override,
        needs=(
            OrderOnFile.goods_are_there,
            OrderOnFile.is_for_a_day_to_come,
            OrderOnFile.is_within_authority,
        ),
        duties=(place,),
        **TO_THE_WAREHOUSE,
    )
    accept_prepayment = (
        At.awaiting_prepayment.to(At.confirmed, by=SYSTEM, when=SURE, **TO_THE_WAREHOUSE)
        .otherwise(At.on_hold, when=(OrderOnFile.prepayment_is_held, OrderOnFile.within_credit))
        .otherwise(At.credit_hold, when=OrderOnFile.prepayment_is_held)
        .otherwise(same)
    )
    expire = At.awaiting_prepayment.to(At.expired, by=SYSTEM, tells=to_customer("order_expired"))
    reject = At.credit_hold.to(
        At.rejected,
        by=CREDIT_CLERK,
        takes=Turned,
        needs=(OrderOnFile.nothing_is_billed, nothing_is_touched, nothing_has_left),
        tells=to_customer("order_rejected"),
    )

    # To what effect.
    @place.then
    def _take_the_order(self) -> O:
        number = self.number("order")
        self.tell("order_received", number=number)
        order, rounding = self.as_sold(), self.policy(OrderPolicy).tax_rounding
        if order.tax_rounding is None and rounding != "document":
            order = order.changed({"tax_rounding": rounding})
        return order.changed({"number": number, "price_date": order.price_date or self.now.date()})

    @decide.then
    @reconsider.then
    def _decided(self) -> O | None:
        self.tell("order_decided", number=self.document.number, label=self.went)
        return self._settle_decision()

    def _settle_decision(self) -> O:
        """Confirmed, the order holds its credit and its goods; on credit hold it is asked again."""
        order: O = self.change(credit_decision=self.credit_decision(self.went.name))
        if self.went == At.credit_hold:
            self.later(OrderDeciding.reconsider, at=self.calendar.next_opening(self.now))
        if self.went == At.awaiting_prepayment:
            self.later(OrderDeciding.expire, at=self.calendar.add(self.now, A_WEEK))
        if self.went == At.on_hold:
            return order.changed({"because": "out_of_stock"})
        return self._confirmed(order) if self.went == At.confirmed else order

    @accept_prepayment.then
    def _settle_prepayment(self) -> O | None:
        return None if self.went == At.awaiting_prepayment else self._settle_decision()

    @override_credit.then
    def _confirm_all_the_same(self, form: Override) -> O:
        """The credit is held below the limit, with the reason, until the override expires."""
        decision = self.credit_decision(self.went.name, form)
        if form.until is not None:
            over = self.calendar.start_of_day(form.until + A_DAY)
            self.later(OrderDeciding.lapse_override, at=over)
        return self._confirmed(self.change(credit_decision=decision), override=form.reason)

    @lapse_override.then
    def _decide_without(self) -> O | None:
        """What has not begun needs credit of its own now; goods that are on their way go on."""
        if self.went == At.on_hold or self.document.credit_decision is None:
            return None
        if self.went == At.credit_hold:
            gives_up_its_credit(self)
        elif self.went != At.confirmed:
            return None
        return self.change(credit_decision=self.credit_decision(self.went.name))

    @expire.then
    def _let_it_go(self) -> None:
        self._release_prepayment()
        self.tell("order_expired", number=self.document.number)

    @reject.then
    def _turned_down(self, form: Turned) -> O:
        """Its goods are free, even those on a pick list, and what was paid for it is given back."""
        order = self.document
        self.tell("order_rejected", number=order.number)
        promises.falls_away(self)
        given_up = [
            line.move_all(("backordered", "allocated"), "unplanned") for line in order.lines
        ]
        rejected: O = self.change(because=form.reason, lines=given_up)
        for shipment in tuple(freed_shipments(order, given_up, self.shipments)):
            self.take(Shipping.cancel, shipment.id, CancelledShipment(reason=form.reason))
        held = Money.from_minor(max(self.held.available, 0), order.currency)
        if held:
            self._refund(self.id, held, form.reason)
        return rejected

    # What the effects have in common.
    def _confirmed(self, order: O, *, override: str = "") -> O:
        """Hold the credit and the goods, bill what is billed at once, promise a date.

        Services alone are done with that: no deposit is asked for what is billed at once.  What an
        order has of it from before it was held up it keeps, and gets no second time.
        """
        limit, left = self.customer.credit_limit, self._still_to_hold(order)
        credit.hold(self, order.customer, left, limit, override=override)
        lines = self._allocate(order)
        self._settle_shortage(lines, GOODS_HAVE_COME)
        promised = max((line.promised for line in lines if line.promised), default=order.promised)
        if not order.stocked:
            lines = charges_shipped(lines)
        by_hand, goods = order.invoicing == "manual", bool(order.stocked)
        if order.agreed_deposit and (goods or by_hand):
            if not self.child_ids(InvoiceToCash):
                self._bill_deposit()
        elif order.invoicing == "on_order" or not (goods or by_hand):
            self._bill(lines)
        sure = order.changed({"lines": lines, "promised": promised})
        self._start_by_itself(sure)
        return sure.changed({"promise": promises.given(self, sure)})


def gives_up_its_credit(order: OrderOnFile[Any]) -> None:
    """An order goes on credit hold: it keeps its goods, and is asked again when business opens."""
    if credit.HOLD in order.holds:
        order.void(credit.HOLD)
    order.later(OrderDeciding.reconsider, at=order.calendar.next_opening(order.now))
    promises.at_risk(order, "credit hold")
