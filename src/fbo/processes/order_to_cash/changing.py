"""Changing: an order is put on hold, taken up again, called off."""

from collections.abc import Mapping
from typing import Final

from typing_extensions import TypeVar

from fbo.back.finance import AR_CLERK, CREDIT_CLERK, Invoice, Rejected, credit
from fbo.back.warehouse import STOREKEEPER
from fbo.back.warehouse import Reason as CancelledShipment
from fbo.front.crm import Promise
from fbo.front.sales import (
    SALES_MANAGER,
    SALES_REP,
    Cancellation,
    Order,
    OrderPolicy,
    Suspension,
    nothing_has_left,
)
from fbo.kernel.calendar import business_days
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.kernel.quantity import Quantity
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import promises
from fbo.processes.order_to_cash.bills import all_to_invoice, without
from fbo.processes.order_to_cash.cancelling import cancelled_lines, freed_shipments, gone
from fbo.processes.order_to_cash.deciding import A_WEEK, OrderDeciding, gives_up_its_credit
from fbo.processes.order_to_cash.on_file import DRAFTS, OrderOnFile
from fbo.processes.order_to_cash.settling import (
    Settlement,
    billed_otherwise,
    once_credited,
    settlement,
    within,
)
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.shipping import Shipping
from fbo.workflow.guard import rule
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer, to_owner
from fbo.workflow.reaction import when
from fbo.workflow.state import before, same

AS_AGREED: Final = "as agreed with the warehouse"
"""Why something is cancelled that the warehouse was asked to stop: for the reason it was asked."""

WANTED_NO_MORE: Final = "it is wanted no more"

HOLDERS: Final = (SALES_REP, SALES_MANAGER, CREDIT_CLERK, STOREKEEPER, AR_CLERK)
"""Who may hold an order up; who has, or a colleague of his, lets it go on."""

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderChanging(At[O], abstract=True):
    """An order that somebody wants otherwise."""

    # Rules.
    @rule("what is left would be dearer than he has credit for", code="over_credit_limit")
    def what_is_left_is_within_credit(self, form: Cancellation) -> bool | Reason:
        """Whether an order that loses its promotion with the goods, and is dearer then, fits yet.

        What is called off because we have not got it, or as the warehouse agreed, is not asked.
        """
        order = self.document
        if credit.HOLD not in self.holds or self.by.kind == "system":
            return True
        less = order.replacing(lines=cancelled_lines(order, gone(order, form)))
        more = less.uninvoiced - order.uninvoiced
        why = True if more.amount <= 0 else self._has_credit_for(more)
        if not isinstance(why, Reason):
            return why
        dearer = f"without its promotion the rest comes to {less.total}, which is more: "
        return Reason(why.code, dearer + why.sentence, why.facts, "cancel all of it, or ask sales")

    # What moves it on.
    suspend = (
        At.placed
        | At.credit_hold
        | At.awaiting_prepayment
        | At.confirmed
        | At.in_fulfilment
        | At.fulfilled
    ).to(
        At.on_hold,
        by=HOLDERS,
        takes=Suspension,
        tells=to_owner("order_on_hold"),
    )
    resume = At.on_hold.to(
        before(At.on_hold),
        by=HOLDERS,
        needs=OrderOnFile.is_held_up_by_his_own,
        when=OrderOnFile.still_within_credit,
        checklist=("customer", "terms"),
    ).otherwise(At.credit_hold)
    cancel = (
        (
            At.drafted
            | At.placed
            | At.credit_hold
            | At.awaiting_prepayment
            | At.confirmed
            | At.in_fulfilment
            | At.fulfilled
            | At.on_hold
        )
        .to(
            At.cancelled,
            by=(CUSTOMER, SALES_REP, SYSTEM),
            needs=(
                OrderOnFile.is_cancellable,
                OrderOnFile.fee_is_his_to_waive,
                what_is_left_is_within_credit,
            ),
            when=(OrderOnFile.leaves_nothing_open, nothing_has_left),
            takes=Cancellation,
            checklist=("customer",),
            packet=("lines",),
            agreed=Agreed(accept=None, done=business_days(1)),
            tells=to_customer("order_cancelled"),
        )
        .otherwise(At.fulfilled, when=OrderOnFile.leaves_nothing_open)
        .otherwise(same)
    )

    # To what effect.
    @suspend.then
    def _note_why(self, form: Suspension) -> O:
        self.tell("order_on_hold", number=self.document.number, reason=form.reason)
        promises.at_risk(self, "on hold")
        if self.state == At.awaiting_prepayment:
            # Nobody is late who is held up by us: when it goes on, he has the whole time again.
            self.later(OrderDeciding.expire, at=None)
        own = next(role for role in HOLDERS if role in self.by.roles)
        return self.change(because=form.reason, held_up_by=own.desks[0].department.name)

    @resume.then
    def _take_up_again(self) -> O:
        """What is over the limit is asked again; what had no limit to hold against has one now."""
        order: O = self.change(held_up_by="")
        if self.went == At.credit_hold:
            gives_up_its_credit(self)
        elif self.went == At.awaiting_prepayment:
            self.later(OrderDeciding.expire, at=self.calendar.add(self.now, A_WEEK))
            self.proceed(OrderDeciding.accept_prepayment)
        elif self.went != At.placed:
            self._start_by_itself(order)
        confirmed = self.went not in (At.credit_hold, At.placed, At.awaiting_prepayment)
        if confirmed and credit.HOLD not in self.holds:
            left = self._still_to_hold(order)
            credit.hold(self, order.customer, left, self.customer.credit_limit)
        return order

    @cancel.then
    def _call_off(self, form: Cancellation) -> O:
        """What is cancelled is freed everywhere; what has left stays billable, and is owed."""
        order = self.document
        lines = cancelled_lines(order, gone(order, form))
        asked = order.asked_off
        agreed = asked is not None and form.reason == AS_AGREED
        reason = asked.reason if asked is not None and agreed else form.reason
        less = self.change(lines=lines, asked_off=None if agreed else asked)
        self.tell(
            "order_cancelled",
            number=order.number,
            reason=reason,
            before=order.total,
            amount=less.total,
            label=self.went,
        )
        fee = self._fee(form, order.total - less.total)
        self._cut_down(less, reason, keep=form.money == "keep", fee=fee)
        if fee:
            self._bill_a_fee(fee)
        if self.went != At.cancelled:
            promises.is_less(self, lines)
            return less
        if form.money == "keep" and order.prepayment is not None:
            self._release_prepayment()
        promises.falls_away(self)
        return less.changed({"cancelled_on": self.now, "because": reason})

    # What others have done.
    @when(PromiseKeeping.renegotiate, of=lambda promise: promise.about or ())
    def _go_by_the_new_promise(self, promise: Promise) -> O:
        day = self.calendar.day_of(promise.moved_to or promise.due)
        return self.change(promise=promise.replaced_by, promised=day)

    # What the effects have in common.
    def _cut_down(
        self,
        less: O,
        reason: str,
        *,
        keep: bool,
        more: Mapping[int, Quantity] | None = None,
        fee: Money | None = None,
    ) -> None:
        """Free what the order needs no more: goods, shipments, drafts, credit, and money paid.

        `more`: what is wanted more by line, where something may be: that must be within credit;
        `fee`: what is to be kept of the money for it.
        """
        order = self.document
        after = {line.line: line for line in less.lines}
        for was in order.lines:
            left = after[was.line].has("allocated") if was.line in after else None
            gone = was.has("allocated") if left is None else was.has("allocated") - left
            self._release_goods(was, gone)
        for shipment in tuple(freed_shipments(order, less.lines, self.shipments)):
            self.take(Shipping.cancel, shipment.id, CancelledShipment(reason=reason))
        if self.went != At.cancelled:
            self._settle_shortage(less.lines, WANTED_NO_MORE)
        settled = self._settled(less, keep=keep)
        if self.went != At.cancelled:
            # Before anything is billed: that takes its part of what is held by itself.
            left_to_bill, limit = self._left_to_bill(less, settled), self.customer.credit_limit
            if more is not None and left_to_bill > self._held_credit():
                credit.hold_anew(self, order.customer, left_to_bill, limit)
            else:
                credit.keep(self, order.customer, left_to_bill, limit)
        self._settle_bills(less, reason, settled, more or {})
        if not keep:
            self._give_back_held_money(less, reason, fee)

    def _fee(self, form: Cancellation, value: Money) -> Money:
        """What it costs to call off so much of what is confirmed, and neither billed nor sent."""
        state, zero = self.state.name, Money.zero(value.currency)
        began = self.came_from(state) if state == "on_hold" else state
        agreed = self.policy(OrderPolicy).cancellation_fee
        billed = any(line.has("invoiced") for line in self.document.lines)
        if agreed is None or form.fee == "waived" or began != "confirmed" or billed:
            return zero
        fee = agreed if isinstance(agreed, Money) else value.rate(agreed)
        return min(fee, value) if fee.currency == value.currency else zero

    def _settled(self, less: O, *, keep: bool) -> Settlement:
        """What is to be credited and charged back of what is billed."""
        posted = self._posted()
        if not posted:
            return Settlement()
        notes = [note.document for note in self.credit_notes if note.state.name != "cancelled"]
        return settlement(self.id, self.document, less.lines, posted, notes, keep=keep)

    def _left_to_bill(self, less: O, settled: Settlement) -> Money:
        """What is still to be billed, and so to be held of the customer's credit."""
        lines = (
            once_credited(less.lines, self._posted(), settled) if settled.credits else less.lines
        )
        return self._still_to_hold(less.replacing(lines=lines))

    def _held_credit(self) -> Money:
        """What the order holds of the customer's credit."""
        legs = self.holds[credit.HOLD]["legs"] if credit.HOLD in self.holds else ()
        return Money.from_minor(max((leg[2] for leg in legs), default=0), self.document.currency)

    def _posted(self) -> dict[str, Invoice]:
        """The order's invoices that are in the books, the oldest first."""
        if not self.child_ids(InvoiceToCash):
            return {}
        return {one.id: one.document for one in self.invoices if one.state.name == "posted"}

    def _settle_bills(
        self, less: O, reason: str, settled: Settlement, more: Mapping[int, Quantity]
    ) -> None:
        """Drafts that are not right any more are made anew; what is posted is credited."""
        wrong = billed_otherwise(self.document, less)
        invoices = self.invoices if self.child_ids(InvoiceToCash) else ()
        drafts = [one for one in invoices if one.state.name in DRAFTS]
        undone = [one for one in drafts if any(r.order_line in wrong for r in one.document.lines)]
        gone = [draft.id for draft in undone]
        for id_ in gone:
            self.take(InvoiceToCash.cancel, id_, Rejected(reason=reason))
        if undone and self.went != At.cancelled and less.invoicing != "manual":
            self._bill(less.lines, undone=gone)
        elif more and less.invoicing == "on_order":
            left = without(all_to_invoice(less, less.lines), self._drafted(gone))
            self._bill(less.lines, within(more, left), undone=gone)
        if settled.back:
            self._bill(less.lines, settled.back, undone=gone)
        for id_, form in settled.credits:
            self.take(InvoiceToCash.credit, id_, form)

    def _give_back_held_money(self, less: O, reason: str, fee: Money | None = None) -> None:
        """A prepayment beyond what is still to be billed is refunded, without any bill."""
        held = Money.from_minor(max(self.held.available, 0), less.currency)
        over = held if self.went == At.cancelled else held - less.uninvoiced
        over = over if fee is None else over - fee
        if over.amount > 0:
            self._refund(self.id, over, reason)
