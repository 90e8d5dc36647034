"""Deciding: an order is taken, and credit control says whether it is confirmed.

The commit that confirms an order holds its value on the customer's credit line and its goods on the
shelf; what is over the limit waits on credit hold, and is asked again.
"""

from typing import Final, TypedDict

from typing_extensions import TypeVar

from fbo.back.finance import CONTROLLER, CREDIT_CLERK, credit
from fbo.front.sales import (
    SALES_REP,
    CreditDecision,
    Order,
    OrderPolicy,
    Override,
    Turned,
    has_not_begun,
    is_complete,
)
from fbo.kernel.calendar import business_hours, days
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.order_to_cash import promises
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.processes.order_to_cash.parts import charges_shipped
from fbo.processes.order_to_cash.states import OrderStates as At
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


class OrderDeciding(At[O], abstract=True):
    """An order on its way to being confirmed."""

    # What moves it on.
    draft = At.drafted.opens(
        by=(CUSTOMER, SALES_REP, SYSTEM), needs=(has_not_begun, OrderOnFile.says_only_wishes)
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
        tells=to_customer("order_received"),
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
    override_credit = At.credit_hold.to(
        At.confirmed,
        by=CONTROLLER,
        takes=Override,
        needs=(OrderOnFile.goods_are_there, OrderOnFile.is_within_authority),
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
        At.rejected, by=CREDIT_CLERK, takes=Turned, tells=to_customer("order_rejected")
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
        order: O = self.change(credit_decision=self._decision())
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
        decision = self._decision(form)
        return self._confirmed(self.change(credit_decision=decision), override=form.reason)

    @expire.then
    def _let_it_go(self) -> None:
        self._release_prepayment()
        self.tell("order_expired", number=self.document.number)

    @reject.then
    def _turned_down(self, form: Turned) -> O:
        self.tell("order_rejected", number=self.document.number)
        promises.falls_away(self)
        return self.change(because=form.reason)

    # What the effects have in common.
    def _confirmed(self, order: O, *, override: str = "") -> O:
        """Hold the credit and the goods, bill what is billed at once, promise a date."""
        limit = self.customer.credit_limit
        credit.hold(self, order.customer, order.uninvoiced, limit, override=override)
        lines = self._allocate(order)
        promised = max((line.promised for line in lines if line.promised), default=order.promised)
        if not order.stocked:
            lines = charges_shipped(lines)
        if order.agreed_deposit:
            self._bill_deposit()
        elif order.invoicing == "on_order" or not order.stocked:
            self._bill(lines)
        sure = order.changed({"lines": lines, "promised": promised})
        self._start_by_itself(sure)
        return sure.changed({"promise": promises.given(self, sure)})

    def _decision(self, form: Override | None = None) -> CreditDecision:
        """What was decided, on which figures."""
        return CreditDecision(
            at=self.now,
            by=self.hand.id,
            outcome=self.went.name,
            need=self.document.uninvoiced,
            free=self._free_credit(),
            override="" if form is None else form.reason,
            until=None if form is None else form.until,
        )
