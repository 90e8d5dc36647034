"""Changing: an order is put on hold, taken up again, called off."""

from typing import Final

from typing_extensions import TypeVar

from fbo.back.finance import CREDIT_CLERK, Rejected, credit
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
)
from fbo.kernel.calendar import business_days
from fbo.kernel.money import Money
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import promises
from fbo.processes.order_to_cash.cancelling import (
    cancelled_lines,
    charged_back,
    credits_due,
    freed_shipments,
    gone,
)
from fbo.processes.order_to_cash.deciding import A_WEEK, OrderDeciding
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.shipping import Shipping
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer, to_owner
from fbo.workflow.reaction import when
from fbo.workflow.state import before, same

AS_AGREED: Final = "as agreed with the warehouse"
"""Why something is cancelled that the warehouse was asked to stop: for the reason it was asked."""

DRAFTS: Final = ("drafted", "submitted", "approved")

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
            needs=OrderOnFile.is_cancellable,
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
        return self.change(because=form.reason)

    @resume.then
    def _take_up_again(self) -> None:
        """What is over the limit is asked again; what had no limit to hold against has one now."""
        order = self.document
        if self.went == At.credit_hold:
            self.later(OrderDeciding.reconsider, at=self.calendar.next_opening(self.now))
        elif self.went == At.awaiting_prepayment:
            self.later(OrderDeciding.expire, at=self.calendar.add(self.now, A_WEEK))
            self.proceed(OrderDeciding.accept_prepayment)
        elif self.went != At.placed:
            self._start_by_itself(order)
        confirmed = self.went not in (At.credit_hold, At.placed, At.awaiting_prepayment)
        if confirmed and credit.HOLD not in self.holds:
            credit.hold(self, order.customer, order.uninvoiced, self.customer.credit_limit)

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
            amount=order.total - less.total,
            label=self.went,
        )
        self._cut_down(less, reason, keep=form.money == "keep")
        if self.went != At.cancelled:
            promises.is_less(self, lines)
            return less
        promises.falls_away(self)
        return less.changed({"cancelled_on": self.now, "because": reason})

    # What others have done.
    @when(PromiseKeeping.renegotiate, of=lambda promise: promise.about or ())
    def _go_by_the_new_promise(self, promise: Promise) -> O:
        day = self.calendar.day_of(promise.moved_to or promise.due)
        return self.change(promise=promise.replaced_by, promised=day)

    # What the effects have in common.
    def _cut_down(self, less: O, reason: str, *, keep: bool) -> None:
        """Free what the order needs no more: goods, shipments, drafts, credit, and money paid."""
        order = self.document
        for was, line in zip(order.lines, less.lines, strict=True):
            self._release_goods(line, was.has("allocated") - line.has("allocated"))
        for shipment in tuple(freed_shipments(order, less.lines, self.shipments)):
            self.take(Shipping.cancel, shipment.id, CancelledShipment(reason=reason))
        self._take_bills_back(less, reason, keep=keep)
        if self.went != At.cancelled:
            left = self._still_to_hold(less)
            credit.keep(self, order.customer, left, self.customer.credit_limit)
        if not keep:
            self._give_back_held_money(less, reason)

    def _take_bills_back(self, less: O, reason: str, *, keep: bool) -> None:
        """Drafts that bill too much are made anew; what is posted is credited."""
        if not self.child_ids(InvoiceToCash):
            return
        drafts = [
            one
            for one in self.invoices
            if one.state.name in DRAFTS and self._bills_ahead(one, less)
        ]
        for draft in drafts:
            self.take(InvoiceToCash.cancel, draft.id, Rejected(reason=reason))
        if drafts and self.went != At.cancelled and less.invoicing == "on_order":
            self._bill(less.lines)
        posted = {one.id: one.document for one in self.invoices if one.state.name == "posted"}
        if not posted:
            return
        notes = [note.document for note in self.credit_notes if note.state.name != "cancelled"]
        back = charged_back(self.id, less.lines, posted, notes)
        if back:
            self._bill(less.lines, back)
        for id_, form in credits_due(
            self.id, self.document, less.lines, posted, notes, keep=keep or bool(back)
        ):
            self.take(InvoiceToCash.credit, id_, form)

    def _bills_ahead(self, draft: InvoiceToCash, less: O) -> bool:
        """Whether a draft bills units that are not wanted any more."""
        before = {line.line: line.wanted for line in self.document.lines}
        changed = {line.line for line in less.lines if line.wanted != before[line.line]}
        rows = draft.document.lines
        return less.invoicing != "on_shipment" and any(row.order_line in changed for row in rows)

    def _give_back_held_money(self, less: O, reason: str) -> None:
        """A prepayment beyond what is still to be billed is refunded, without any bill."""
        held = Money.from_minor(max(self.held.available, 0), less.currency)
        over = held if self.went == At.cancelled else held - less.uninvoiced
        if over.amount > 0:
            self._refund(self.id, over, reason)
