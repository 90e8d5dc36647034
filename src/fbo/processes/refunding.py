"""Refunding: money goes back to a customer.

The one gate for money that goes back, whatever it is for.  What is asked for is held at once, so
that nothing is given back twice, and no more than has come; it leaves the books when the bank or
the provider has confirmed it.  One that fails is tried again, or paid by hand, and never asked for
anew.
"""

from fbo.back.finance import (
    AR_CLERK,
    CONTROLLER,
    RECEIVABLES,
    AskedBack,
    CreditNote,
    CustomerReceipt,
    Failed,
    FinancePolicy,
    Invoice,
    Refund,
    Rejected,
    accounts,
    credit,
    is_an_amount,
    posting,
    receivable,
    refundable,
    unapplied,
)
from fbo.back.records import Task
from fbo.front.sales import Order
from fbo.front.service import Remedy
from fbo.kernel.calendar import business_days
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.people import SYSTEM
from fbo.processes.crediting import Crediting
from fbo.processes.receipting import Receipting
from fbo.processes.tasks import Tasking
from fbo.workflow.clocks import clock
from fbo.workflow.decide import OPEN
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State


class Refunding(Process[Refund]):
    """A refund, from the request to the money back with the customer."""

    # On file.
    left = on_file.balance(unapplied.of, lambda refund: (refund.origin, refund.currency))
    note = on_file.optional(CreditNote, lambda refund: refund.origin)
    receipt = on_file.optional(CustomerReceipt, lambda refund: refund.origin)
    order = on_file.optional(Order, lambda refund: refund.origin)
    remedy = on_file.optional(Remedy, lambda refund: refund.origin)
    payment = on_file.optional(CustomerReceipt, lambda refund: refund.payment)
    invoice = on_file.optional(Invoice, lambda refund: refund.invoice)
    notes = on_file.cases(Crediting, "invoice", lambda refund: refund.invoice)
    kept = on_file.found_balances(
        Crediting, "invoice", unapplied.of, lambda refund: (refund.invoice, refund.currency)
    )
    owed = on_file.balance(
        receivable, lambda refund: (refund.invoice, refund.customer, refund.currency)
    )
    lost = on_file.balance(accounts.written_off, lambda refund: (refund.invoice, refund.currency))

    # What must hold.
    @rule("the money is somebody else's", code="not_his_money", way_out="name whose money it is")
    def money_is_his(self) -> bool:
        """Whether what it gives back is of the customer who gets it, and not of another."""
        origins = (self.note, self.receipt, self.order, self.remedy)
        owners = [origin.customer for origin in origins if origin is not None]
        return owners == [self.document.customer]

    @rule("so much is not there to be given back", code="over_refund")
    def money_is_there(self) -> bool:
        """Whether so much of what it gives back is unapplied."""
        return self.left.covers(self.document.amount)

    @rule("more would be given back than has come", code="over_refund")
    def money_has_come(self) -> bool | Reason:
        """Whether what a credit note grants was paid, and has not been given back already."""
        return self._why_not_paid(self.document.amount) or True

    @rule("the payment it names does not bear it", code="over_refund")
    def payment_bears_it(self) -> bool | Reason:
        """Whether the payment is the customer's, and so much of it is not given back already."""
        refund, payment = self.document, self.payment
        if payment is None:
            return refund.receipt is None
        if (payment.customer, payment.currency) != (refund.customer, refund.currency):
            sentence = "it is another customer's, or in another currency"
            return refund.receipt is None or Reason("wrong_payment", sentence)
        left = payment.refundable
        if refund.amount <= left:
            return True
        sentence = f"{left} of the payment can be given back"
        return Reason("over_refund", sentence, {"remaining": str(left)})

    @rule("the money has been taken back meanwhile", code="over_refund", way_out="deny it")
    def money_is_still_there(self) -> bool | Reason:
        """Whether nothing has happened to the money that is held for it."""
        nothing = Money.zero(self.document.currency)
        gone = self.payment is not None and self.payment.refundable < nothing
        return not gone and self.left.covers(nothing) and (self._why_not_paid(nothing) or True)

    @rule(
        "a refund above the limit is approved by somebody else than who asked for it",
        code="four_eyes",
        way_out="ask a controller",
    )
    def has_four_eyes(self) -> bool:
        """Whether it is small, or its approver did not ask for it."""
        limit = self.policy(FinancePolicy).refund_limit
        small = self.document.amount.amount <= limit
        return small or (self.by.kind != "system" and self.hand.person not in self.took(OPEN))

    # Where it is.
    requested = State(RECEIVABLES, initial=True, within=business_days(2))
    approved = State(RECEIVABLES, within=business_days(5))
    submitted = State(RECEIVABLES, within=business_days(5))
    failed = State(RECEIVABLES, within=business_days(2))
    manual = State(RECEIVABLES, within=business_days(2))
    settled = State(final=True, label="Refunded")
    denied = State(final=True)

    # From the approval to the money.
    paid_within = clock(within=business_days(5), starts=approved, stops=settled, for_good=True)

    # What moves it on.
    request = requested.opens(
        by=(SYSTEM, AR_CLERK),
        needs=(is_an_amount, money_is_his, money_is_there, money_has_come, payment_bears_it),
    )
    approve = requested.to(approved, by=(SYSTEM, CONTROLLER), needs=has_four_eyes, as_soon_as=True)
    deny = (requested | approved | failed).to(denied, by=CONTROLLER, takes=Rejected)
    submit = approved.to(submitted, by=(SYSTEM, AR_CLERK), needs=money_is_still_there)
    confirm = submitted.to(settled, by=(SYSTEM, AR_CLERK))
    fail = submitted.to(failed, by=(SYSTEM, AR_CLERK), takes=Failed)
    retry = failed.to(submitted, by=AR_CLERK, needs=money_is_still_there)
    pay_by_hand = (approved | failed).to(manual, by=AR_CLERK, needs=money_is_still_there)
    confirm_by_hand = manual.to(settled, by=AR_CLERK)

    # To what effect.
    @request.then
    def _keep_the_money(self) -> Refund:
        refund = self.document
        unapplied.hold(self, refund.origin, refund.amount)
        self._ask_of_the_payment(refund.amount)
        return self.change(order=refund.order or self._order_of_its_money())

    @deny.then
    def _let_it_be(self, _: Rejected) -> None:
        """The money stays with us, and somebody is to see what becomes of it.

        What a remedy granted is not owed any more: that writes it back.
        """
        refund = self.document
        self._ask_of_the_payment(-refund.amount)
        if self.remedy is None:
            what = f"{refund.amount} of customer {refund.customer} stay with us: refund denied"
            self.open(Tasking, Task(desk=RECEIVABLES.name, about=refund.origin, what=what))

    @confirm.then
    def _give_back(self) -> None:
        self.settle(unapplied.HOLD)
        posting.refund_paid(self, self.document.customer, self.document.amount)
        credit.taken_back(self, self.document.customer, self.document.amount)

    @confirm_by_hand.then
    def _given_by_hand(self) -> None:
        self._give_back()

    # What the rules and effects have in common.
    def _order_of_its_money(self) -> str | None:
        """The order that waits for it, where nobody has named it: that of the credit note."""
        if self.order is not None:
            return self.document.origin
        return next(iter(self.note.orders), None) if self.note is not None else None

    def _ask_of_the_payment(self, amount: Money) -> None:
        """The payment notes what is given back of it, unless it has gone meanwhile."""
        if self.payment is not None and self.payment.kept:
            payment = self.document.payment
            self.take(Receipting.count_refund, payment, AskedBack(amount=amount))

    def _why_not_paid(self, wanted: Money) -> Reason | None:
        """Why so much of a credit note cannot be given back; other money has come as it is."""
        refund, note = self.document, self.note
        if note is None:
            return None
        invoice = self.invoice
        if invoice is None or refund.invoice != note.invoice:
            return Reason("wrong_invoice", "a refund of a credit note names its invoice")
        if not self.owed.is_clear():
            return Reason(
                "invoice_is_open",
                "something is open on the invoice, which is paid first",
                way_out="let the invoice take what the customer has with us",
            )
        notes = {one.id: one.document for one in self.notes if one.state == Crediting.posted}
        units = {id_: self.kept[id_].available for id_ in notes} | {
            refund.origin: self.left.available
        }
        left = refundable(
            invoice,
            (notes | {refund.origin: note}).values(),
            Money.from_minor(sum(units.values()), refund.currency),
            Money.from_minor(self.lost.posted, refund.currency),
        )
        if wanted <= left:
            return None
        sentence = f"{left} of what has come for the invoice can be given back"
        return Reason("over_refund", sentence, {"remaining": str(left)})
