"""Crediting: what was billed too much is taken back, once.

A credit note is opened by its invoice, which knows what has been credited of it.  Posted, it lowers
what is open on the invoice; what it comes to beyond that is the customer's money.
"""

from fbo.back.finance import (
    AR_CLERK,
    CONTROLLER,
    RECEIVABLES,
    CreditNote,
    FinancePolicy,
    Rejected,
    accounts,
    credit,
    credits_something,
    posting,
    receivable,
    unapplied,
)
from fbo.kernel.calendar import business_days
from fbo.kernel.money import Money
from fbo.kernel.people import SYSTEM
from fbo.workflow.guard import rule
from fbo.workflow.on_file import Balance, on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State


class Crediting(Process[CreditNote]):
    """A credit note, from its draft to the books."""

    # On file.
    owed = on_file.balance(receivable, lambda note: (note.invoice, note.customer, note.currency))
    written_off = on_file.balance(accounts.written_off, lambda note: (note.invoice, note.currency))

    # What must hold.
    @rule("nobody has to approve it", way_out="issue it")
    def needs_approval(self) -> bool:
        """Whether it is above what needs nobody's approval."""
        return self.policy(FinancePolicy).needs_approval(self.document.gross)

    @rule(
        "a credit note is opened by its invoice",
        way_out="take credit of the invoice, which knows what has been credited of it",
    )
    def is_of_its_invoice(self) -> bool:
        """Whether the invoice it takes something back of has opened it."""
        return self.parent == self.document.invoice

    # Where it is.
    drafted = State(RECEIVABLES, initial=True, within=business_days(1))
    submitted = State(RECEIVABLES, within=business_days(1))
    approved = State(RECEIVABLES, within=business_days(1))
    posted = State(final=True, label="Credit note")
    cancelled = State(final=True)

    # What moves it on.
    draft = drafted.opens(by=SYSTEM, needs=(is_of_its_invoice, credits_something))
    submit = drafted.to(submitted, by=(SYSTEM, AR_CLERK), when=needs_approval).otherwise(approved)
    approve = submitted.to(approved, by=CONTROLLER, duties=(submit,))
    reject = submitted.to(drafted, by=CONTROLLER, takes=Rejected)
    issue = approved.to(posted, by=(SYSTEM, AR_CLERK))
    cancel = (drafted | submitted | approved).to(cancelled, by=AR_CLERK, takes=Rejected)

    # To what effect.
    @submit.then
    def _go_on(self) -> None:
        if self.went == Crediting.approved and self.policy(FinancePolicy).auto_issue:
            self.proceed(Crediting.issue)

    @issue.then
    def _post(self) -> CreditNote:
        """It takes what is open on its invoice, then what nobody has paid; the rest was paid."""
        note = self.document
        taken = self._up_to(self.owed, note.gross)
        no_loss = self._up_to(self.written_off, note.gross - taken)
        excess = note.gross - taken - no_loss
        posting.credit_note_issued(self, note, taken, excess)
        unapplied.keep(self, self.id, excess, what="excess")
        credit.paid(self, note.customer, note.gross - no_loss)
        number = self.number(note.series, on=note.effective_on)
        return self.change(number=number, excess=excess or None)

    def _up_to(self, there: Balance, wanted: Money) -> Money:
        return min(Money.from_minor(max(there.posted, 0), wanted.currency), wanted)
