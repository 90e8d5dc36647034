"""Billing: what has left is billed, what is billed is paid, and then the order is complete.

What could be refused (an invoice) follows what cannot (goods that have left), apart.
"""

from collections.abc import Sequence
from datetime import timedelta

from typing_extensions import TypeVar

from fbo.back.finance import (
    AR_CLERK,
    Allocated,
    Allocation,
    CreditNote,
    CreditPolicy,
    CustomerReceipt,
    HeldFor,
    HeldUse,
    Invoice,
    Refund,
    credit,
    posting,
    refundable,
    unapplied,
)
from fbo.back.records import Task
from fbo.back.warehouse import Shipment
from fbo.front.aftersales import RETURNS_AGENT, AfterSalesPolicy, Survey
from fbo.front.sales import (
    SALES,
    SALES_MANAGER,
    SALES_REP,
    Billing,
    CreditUse,
    Order,
    Reopening,
    nothing_is_open,
)
from fbo.front.service import SERVICE_AGENT, SERVICE_MANAGER
from fbo.kernel.money import Money
from fbo.kernel.people import SYSTEM
from fbo.kernel.times import from_iso
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash.bills import credited, invoiced
from fbo.processes.order_to_cash.deciding import OrderDeciding
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.processes.receipting import Receipting
from fbo.processes.refunding import Refunding
from fbo.processes.shipping import Shipping
from fbo.processes.surveying import Surveying
from fbo.processes.tasks import Tasking
from fbo.workflow.notice import to_customer
from fbo.workflow.reaction import when
from fbo.workflow.state import same

PAID_TWICE = "the customer paid twice"
PAID_TOO_MUCH = "the customer paid more than he owes"
PAID_TOO_LATE = "the customer paid for an order that is "
GOES_ON = ("confirmed", "in_fulfilment", "fulfilled", "on_hold", "completed")
BEFORE_ALL_HAS_LEFT = ("confirmed", "in_fulfilment")

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderBilling(At[O], abstract=True):
    """An order, its invoices and the money for them."""

    # What moves it on.
    bill = (At.confirmed | At.in_fulfilment | At.fulfilled).to(
        same, by=AR_CLERK, takes=Billing, needs=OrderOnFile.is_billable
    )
    complete = At.fulfilled.to(
        At.completed,
        by=SYSTEM,
        needs=(nothing_is_open, OrderOnFile.is_settled),
        as_soon_as=True,
        tells=to_customer("order_completed", transactional=False, once=()),
    )
    chase = (At.confirmed | At.in_fulfilment | At.fulfilled | At.on_hold).to(same, by=SYSTEM)
    use_credit = (At.confirmed | At.in_fulfilment | At.fulfilled | At.on_hold | At.completed).to(
        same, by=SYSTEM, takes=CreditUse
    )
    release_prepayment = At.completed.to(same, by=SYSTEM)
    reopen = At.completed.to(
        At.fulfilled,
        by=(SALES_REP, SALES_MANAGER, RETURNS_AGENT, SERVICE_AGENT, SERVICE_MANAGER, SYSTEM),
        takes=Reopening,
        needs=OrderOnFile.something_has_come_up,
    )

    # To what effect.
    @bill.then
    def _bill_by_hand(self, form: Billing) -> None:
        self._bill(self.document.lines, {row.line: row.quantity for row in form.lines})

    @complete.then
    def _thank(self) -> None:
        self.tell("order_completed", number=self.document.number)
        asks = self.policy(AfterSalesPolicy).asks_how_it_was and self.document.kind == "sale"
        if asks and not self.child_ids(Surveying):
            self.open(Surveying, Survey(customer=self.document.customer, about=self.id))
        self.later(OrderBilling.chase, at=None)
        if self.document.prepayment is not None and self.held.available > 0:
            self.proceed(OrderBilling.release_prepayment)

    @chase.then
    def _chase_what_is_late(self) -> None:
        """Invoices unpaid for too long are chased, each once; the next that may be is looked at."""
        policy, today = self.policy(CreditPolicy), self.calendar.day_of(self.now)
        for one in self.invoices:
            if one.state == InvoiceToCash.posted and one.document.chased_on is None:
                open_ = Money.from_minor(self.owed[one.id].posted, one.document.currency)
                late = one.document.overdue(open_, today, days=policy.overdue_days)
                if late.amount > policy.overdue_amount:
                    self.take(InvoiceToCash.chase, one.id)
        self._look_after([one.document for one in self.invoices])

    @reopen.then
    def _look_after_it_again(self) -> None:
        self._look_after([one.document for one in self.invoices])

    @release_prepayment.then
    def _give_free(self) -> None:
        self._release_prepayment()

    @use_credit.then
    def _use_what_he_has(self, form: CreditUse) -> None:
        """An invoice takes what the customer has with us: his receipts first, the oldest first."""
        owed = self.owed[form.invoice].available
        if form.note is not None:
            left = min(self.note_left[form.note, self.document.currency].available, owed)
            if left > 0:
                self._apply_note(form.note, form.invoice, left)
            return
        for receipt in sorted(self.money_of_his, key=lambda case: case.document.received_on):
            left = self._left_of(receipt)
            if left and owed > 0:
                self.take(Receipting.allocate, receipt.id, Allocation(invoices=(form.invoice,)))
                owed -= min(left, owed)
        for note in self.customers_credit_notes:
            left = min(self.notes_left[note.id].available, owed)
            if left > 0 and note.document.keep_as_credit:
                self._apply_note(note.id, form.invoice, left)
                owed -= left

    # What others have done.
    @when(Shipping.dispatch, apart=True)
    def _bill_shipment(self, _: Shipment) -> None:
        """What has left is billed, whatever became of the order since.

        So is an order that is billed at once but for its deposit: with the first goods that leave.
        """
        order = self.document
        if order.invoicing == "on_shipment" or (order.invoicing == "on_order" and order.deposit):
            self._bill(self.document.lines)

    @when(InvoiceToCash.issue, tells=to_customer("invoice"))
    def _count_invoiced(self, invoice: Invoice) -> O:
        """What is billed is not held any more but owed, and a prepayment pays it."""
        order = self.document.changed({"lines": invoiced(self.document, invoice, self.id)})
        kept = self.held.available if order.prepayment is not None else 0
        uses_credit = -self.advance.posted > kept and self.state.name in GOES_ON
        has = Money.from_minor(kept + (self._usable() if uses_credit else 0), order.currency)
        due = max((part.on for part in invoice.due), default=invoice.effective_on)
        left = max(invoice.gross - has, Money.zero(order.currency))
        self.tell("invoice", invoice=invoice.number, gross=invoice.gross, left=left, due=due)
        if not self.state.final:
            self._look_after([invoice])
        left = self._still_to_hold(order)
        limit = self.customer.credit_limit
        credit.invoiced(self, order.customer, invoice.gross, left, limit)
        if order.prepayment is not None:
            self._pay_from_prepayment(self.cause.id, invoice, order)
        if uses_credit:
            self.proceed(OrderBilling.use_credit, CreditUse(invoice=self.cause.id))
        return order

    @when(Crediting.issue, of=lambda note: note.orders, tells=to_customer("credit_note"))
    def _count_credited(self, note: CreditNote) -> O:
        """What the order or a return had credited, and was paid already, is given back.

        The customer gets the note, as he got the invoice.  Where he keeps what it comes to, what is
        open on the order's own invoices takes it first.
        """
        for bill in (one.document for one in self.invoices if one.id == note.invoice):
            self.tell("credit_note", note=note.number, gross=note.gross, invoice=bill.number)
        ours = note.origin == self.id or note.origin in self.document.returns
        if ours and note.excess and not note.keep_as_credit:
            back = min(note.excess, self._refundable(note, note.excess))
            if back.amount > 0:
                self._refund(self.cause.id, back, note.reason, invoice=note.invoice)
        elif (note.origin == self.id or note.reason == "billing_error") and note.excess:
            for invoice in self.owed:
                if self.owed[invoice].available > 0:
                    form = CreditUse(invoice=invoice, note=self.cause.id)
                    self.proceed(OrderBilling.use_credit, form)
        order: O = self.change(lines=credited(self.document, note, self.id))
        if order.uninvoiced > self.document.uninvoiced and self.state.name in (
            *GOES_ON,
            "completed",
        ):
            self._hold_what_is_billed_anew(order)
        is_due = note.excess and not note.keep_as_credit
        if self.state == At.completed and (is_due or order.uninvoiced):
            self.proceed(OrderBilling.reopen, Reopening(reason="credit_note"))
        return order

    @when(
        Receipting.register,
        of=lambda receipt: (*receipt.orders, *receipt.settles),
        apart=True,
    )
    def _money_came(self, receipt: CustomerReceipt) -> None:
        """It is kept for the order it names; an order that is over tells the one who sold it."""
        order, rest = self.document, receipt.unused
        awaited = self.id in receipt.orders and not self.state.ended
        ours = receipt.currency == order.currency
        keeps = awaited and ours and order.prepayment is not None and bool(order.uninvoiced)
        if self.state == At.fulfilled and self.is_settled():
            self.proceed(OrderBilling.complete)
        elif keeps and rest:
            self.take(Receipting.hold_for, self.cause.id, HeldFor(order=self.id))
        if self.state == At.awaiting_prepayment and awaited:
            self.proceed(OrderDeciding.accept_prepayment)
        self._start_once_paid()
        if rest and not keeps and not (awaited and ours and order.uninvoiced):
            what = self._why_he_has_more(receipt)
            self.open(Tasking, Task(desk=SALES.name, about=self.id, what=what))

    @when(
        Receipting.charge_back,
        Receipting.bounce,
        of=lambda receipt: receipt.settles,
        while_=At.completed,
        apart=True,
    )
    def _money_went(self, _: CustomerReceipt) -> None:
        self.proceed(OrderBilling.reopen, Reopening(reason="chargeback"))

    @when(
        Refunding.confirm,
        Refunding.confirm_by_hand,
        Refunding.deny,
        of=lambda refund: refund.order or (),
        while_=At.fulfilled,
        apart=True,
    )
    def _money_is_back(self, _: Refund) -> None:
        """With the last of its refunds an order may be complete."""
        if self.is_settled():
            self.proceed(OrderBilling.complete)

    @when(
        Receipting.apply_credit, of=lambda receipt: receipt.settles, while_=At.fulfilled, apart=True
    )
    def _money_was_used(self, _: CustomerReceipt) -> None:
        """An invoice that a customer's money has paid later may be the last."""
        if self.is_settled():
            self.proceed(OrderBilling.complete)

    # What the effects have in common.
    def _usable(self) -> int:
        """What the customer has with us that an invoice takes by itself."""
        notes = (note for note in self.customers_credit_notes if note.document.keep_as_credit)
        kept = sum(max(self.notes_left[note.id].available, 0) for note in notes)
        return kept + sum(map(self._left_of, self.money_of_his))

    def _left_of(self, receipt: Receipting) -> int:
        """What no invoice and no order has taken of money that has come."""
        came = receipt.state.name in ("registered", "cleared")
        return max(self.money_left[receipt.id].available, 0) if came else 0

    def _look_after(self, invoices: Sequence[Invoice]) -> None:
        """Look again when the next part of an invoice has been due for too long."""
        late = timedelta(days=self.policy(CreditPolicy).overdue_days + 1)
        days = [row.on + late for invoice in invoices for row in invoice.due]
        instants = [at for at in map(self.calendar.start_of_day, days) if at > self.now]
        known = self.facts.timers.get(OrderBilling.chase.name)
        if instants and (known is None or min(instants) < from_iso(known)):
            self.later(OrderBilling.chase, at=min(instants))

    def _hold_what_is_billed_anew(self, order: O) -> None:
        """What is not owed any more is held again: it was approved, and is not asked again."""
        limit, left = self.customer.credit_limit, self._still_to_hold(order)
        if credit.HOLD in self.holds:
            credit.keep(self, order.customer, left, limit)
        else:
            credit.hold(self, order.customer, left, limit, override=credit.APPROVED)

    def _refundable(self, note: CreditNote, excess: Money) -> Money:
        """How much of the money that came for the invoice of a new note can be given back."""
        (invoice,) = (one.document for one in self.invoices if one.id == note.invoice)
        notes = {
            one.id: one.document
            for one in self.credit_notes
            if one.document.invoice == note.invoice and one.state == Crediting.posted
        }
        kept = sum(self.notes_left[id_].available for id_ in notes if id_ != self.cause.id)
        notes[self.cause.id] = note
        zero = Money.zero(excess.currency)
        return refundable(
            invoice, notes.values(), excess + Money.from_minor(kept, excess.currency), zero
        )

    def _why_he_has_more(self, receipt: CustomerReceipt) -> str:
        """What sales is told when money has come that the order has no use for."""
        if receipt.currency != self.document.currency:
            paid, wanted = receipt.currency, self.document.currency
            return f"the customer paid in {paid} for an order in {wanted}"
        if self.state.final:
            return PAID_TOO_LATE + self.state.name
        return PAID_TOO_MUCH if receipt.allocated else PAID_TWICE

    def _start_once_paid(self) -> None:
        if self.document.shipping == "on_payment" and self.state.name in BEFORE_ALL_HAS_LEFT:
            self._start_by_itself(self.document)

    def _apply_note(self, note: str, invoice: str, units: int) -> None:
        part = Money.from_minor(units, self.document.currency)
        taken = Allocated(invoice=invoice, amount=part)
        posting.advance_applied(self, self.document.customer, (taken,), f"{note}.{invoice}")
        unapplied.use(self, note, part, what=f"{note}.{invoice}")

    def _pay_from_prepayment(self, invoice_id: str, invoice: Invoice, order: Order) -> None:
        held = Money.from_minor(max(self.held.available, 0), invoice.currency)
        part = min(held, invoice.gross)
        left = part
        for receipt in self._kept_for_it() if part else ():
            rows = (row for row in receipt.document.held if row.order == self.id)
            used = min(left, Money.total((row.amount for row in rows), left.currency))
            if used:
                form = HeldUse(order=self.id, invoice=invoice_id, amount=used)
                self.take(Receipting.apply_held, receipt.id, form)
                left -= used
        if order.shipping == "on_payment" and part == invoice.gross and not order.uninvoiced:
            self._start_now(order)
