"""Invoice to cash: what a customer owes is billed, and what he pays is taken in.

An invoice that another process opens is submitted and issued in the same commit, unless finance
says otherwise.  What is open on an invoice is a balance of the money book, never a field.
"""

from fbo.back.finance import (
    AR_CLERK,
    RECEIVABLES,
    Allocated,
    CustomerReceipt,
    FinancePolicy,
    Invoice,
    credit,
    dues_add_up,
    has_invoice_lines,
    is_money,
    lines_add_up,
    posting,
    receivable,
)
from fbo.kernel.calendar import business_days
from fbo.kernel.money import Money
from fbo.kernel.people import SYSTEM
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State


class InvoiceToCash(Process[Invoice]):
    """An invoice, from its draft to the books."""

    # Where it is.
    drafted = State(RECEIVABLES, initial=True, within=business_days(1))
    approved = State(RECEIVABLES, within=business_days(1))
    posted = State(at_rest=True, label="Invoice")
    cancelled = State(final=True)

    # What moves it on.
    draft = drafted.opens(by=(SYSTEM, AR_CLERK))
    submit = drafted.to(
        approved, by=(SYSTEM, AR_CLERK), needs=(has_invoice_lines, lines_add_up, dues_add_up)
    )
    issue = approved.to(posted, by=(SYSTEM, AR_CLERK))
    cancel = (drafted | approved).to(cancelled, by=AR_CLERK)

    # To what effect.
    @submit.then
    def _go_on(self) -> None:
        if self.policy(FinancePolicy).auto_issue and self.parent is not None:
            self.proceed(InvoiceToCash.issue)

    @issue.then
    def _post(self) -> Invoice:
        posting.invoice_issued(self)
        number = self.number(self.document.series, on=self.document.effective_on)
        return self.change(number=number)


class Receipting(Process[CustomerReceipt]):
    """Money that has come in, from the bank's word to the invoices it pays."""

    # On file.
    invoices = on_file.every(Invoice, lambda receipt: receipt.invoices)
    open_amounts = on_file.balances(
        receivable,
        lambda receipt: [
            (invoice, receipt.customer, receipt.currency) for invoice in receipt.invoices
        ],
    )

    # Where it is.
    drafted = State(RECEIVABLES, initial=True, within=business_days(1))
    registered = State(RECEIVABLES, within=business_days(5), label="Payment received")
    cleared = State(at_rest=True, label="Payment received")
    discarded = State(final=True)

    # What moves it on.
    draft = drafted.opens(by=(SYSTEM, AR_CLERK), needs=is_money)
    register = drafted.to(registered, by=(SYSTEM, AR_CLERK), needs=is_money)
    clear = registered.to(cleared, by=(SYSTEM, AR_CLERK))
    discard = drafted.to(discarded, by=AR_CLERK)

    # To what effect.
    @register.then
    def _allocate(self) -> CustomerReceipt:
        receipt = self.document
        allocated = self._allocation()
        posting.receipt_registered(self, receipt.customer, receipt.amount, allocated)
        credit.paid(self, receipt.customer, receipt.amount)
        paid = [self.invoices[part.invoice] for part in allocated]
        orders = dict.fromkeys((*receipt.orders, *(o for invoice in paid for o in invoice.orders)))
        return self.change(allocated=allocated, orders=tuple(orders))

    def _allocation(self) -> tuple[Allocated, ...]:
        """Each invoice takes what is open on it, in order, while there is money."""
        receipt, left = self.document, self.document.amount
        parts: list[Allocated] = []
        for invoice in dict.fromkeys(receipt.invoices):
            key = (invoice, receipt.customer, receipt.currency)
            owed = Money.from_minor(self.open_amounts[key].available, receipt.currency)
            part = min(owed, left)
            if part.amount > 0:
                parts.append(Allocated(invoice=invoice, amount=part))
                left -= part
        return tuple(parts)
