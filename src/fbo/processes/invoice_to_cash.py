"""Invoice to cash: what a customer owes is billed, credited where it was too much, written off.

An invoice that another process opens is submitted and issued in the same commit, unless finance
says otherwise.  It never changes once it is posted.  What is open on it is a balance of the money
book, never a field; the money that comes for it is in `fbo.processes.receipting`.
"""

from datetime import datetime, timedelta

from fbo.back.finance import (
    AR_CLERK,
    CONTROLLER,
    RECEIVABLES,
    Credit,
    CreditNote,
    CreditPolicy,
    FinancePolicy,
    Invoice,
    Rejected,
    WriteOff,
    credit,
    credit_note_for,
    dues_add_up,
    has_invoice_lines,
    lines_add_up,
    lines_say_their_tax,
    posting,
    receivable,
    why_not_credited,
)
from fbo.back.records import Task
from fbo.kernel.calendar import business_days
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.people import SYSTEM
from fbo.processes.crediting import Crediting
from fbo.processes.tasks import Tasking
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State, same


class InvoiceToCash(Process[Invoice]):
    """An invoice, from its draft to the books."""

    # On file.
    credit_notes = on_file.children(Crediting)
    owed = on_file.own_balance(receivable, lambda invoice: (invoice.customer, invoice.currency))

    # What must hold.
    @rule("nobody has to approve it")
    def needs_approval(self) -> bool:
        """Whether it is above what needs nobody's approval."""
        return self.policy(FinancePolicy).needs_approval(self.document.gross)

    @rule("more would be credited than was billed", code="credit_cap")
    def is_within_what_was_billed(self, form: Credit) -> bool | Reason:
        """Whether each line has so much left that was not credited, by whatever note."""
        why = why_not_credited(self.document, self._earlier(), form)
        return True if why is None else why

    @rule("more would be written off than is open")
    def is_open_by_so_much(self, form: WriteOff) -> bool:
        """Whether so much is owed."""
        return self.owed.covers(form.amount)

    @rule("the difference is too large to be written off by itself", way_out="ask a controller")
    def is_tolerated(self, form: WriteOff) -> bool:
        """Whether the amount is within what the policy tolerates of the invoice."""
        return form.amount <= self.policy(FinancePolicy).tolerated(self.document.gross)

    @rule("an invoice is dated today at the latest", way_out="give it the date of today")
    def is_dated_right(self) -> bool:
        """Whether one written by hand leaves its series to those who bill tomorrow.

        A number is never given for a day before that of the last one.
        """
        today = self.calendar.day_of(self.now)
        return self.parent is not None or self.document.effective_on <= today

    @rule("an invoice has a number of the company's own series")
    def is_of_our_series(self) -> bool:
        """Whether one written by hand is numbered as all others are."""
        series = self.policy(FinancePolicy).invoice_series
        return self.parent is not None or self.document.series == series

    # Where it is.
    drafted = State(RECEIVABLES, initial=True, within=business_days(1))
    submitted = State(RECEIVABLES, within=business_days(1))
    approved = State(RECEIVABLES, within=business_days(1))
    posted = State(at_rest=True, label="Invoice")
    cancelled = State(final=True)

    # What moves it on.
    draft = drafted.opens(by=(SYSTEM, AR_CLERK))
    submit = drafted.to(
        submitted,
        by=(SYSTEM, AR_CLERK),
        needs=(
            has_invoice_lines,
            lines_add_up,
            lines_say_their_tax,
            dues_add_up,
            is_dated_right,
            is_of_our_series,
        ),
        when=needs_approval,
    ).otherwise(approved)
    approve = submitted.to(approved, by=CONTROLLER, duties=(submit,))
    reject = submitted.to(drafted, by=CONTROLLER, takes=Rejected)
    issue = approved.to(posted, by=(SYSTEM, AR_CLERK))
    cancel = (drafted | submitted | approved).to(cancelled, by=(SYSTEM, AR_CLERK), takes=Rejected)
    credit = posted.to(same, by=(SYSTEM, AR_CLERK), takes=Credit, needs=is_within_what_was_billed)
    chase = posted.to(same, by=SYSTEM)
    tolerate = posted.to(same, by=SYSTEM, takes=WriteOff, needs=(is_open_by_so_much, is_tolerated))

    # To what effect.
    @submit.then
    def _go_on(self) -> None:
        """What a person opens waits for him to issue it."""
        alone = self.parent is None or not self.policy(FinancePolicy).auto_issue
        if self.went == InvoiceToCash.approved and not alone:
            self.proceed(InvoiceToCash.issue)

    @issue.then
    def _post(self) -> Invoice:
        posting.invoice_issued(self)
        number = self.number(self.document.series, on=self.document.effective_on)
        if self.parent is None and (due := self._next_look()) is not None:
            self.later(InvoiceToCash.chase, at=due)
        return self.change(number=number)

    @credit.then
    def _take_back(self, form: Credit) -> None:
        note = credit_note_for(self.document, self.id, self._earlier(), form, self.now.date())
        self.open(Crediting, note, then=Crediting.submit)

    @chase.then
    def _have_it_chased(self) -> Invoice | None:
        """A clerk is to see to it, once; what credit control looks at finds it from now on.

        An order looks after its own invoices; the others look after themselves.
        """
        policy, today = self.policy(CreditPolicy), self.calendar.day_of(self.now)
        open_ = Money.from_minor(self.owed.posted, self.document.currency)
        late = self.document.overdue(open_, today, days=policy.overdue_days)
        if late.amount <= policy.overdue_amount or self.document.chased_on is not None:
            if self.parent is None and (again := self._next_look()) is not None:
                self.later(InvoiceToCash.chase, at=again)
            return None
        what = f"an invoice has been overdue for more than {policy.overdue_days} days"
        self.open(Tasking, Task(desk=RECEIVABLES.name, about=self.id, what=what))
        return self.change(chased_on=today)

    @tolerate.then
    def _write_off_the_difference(self, form: WriteOff) -> None:
        invoice = self.document
        posting.written_off(self, invoice.customer, self.id, form.amount, self.new_id())
        credit.paid(self, invoice.customer, form.amount)

    def _next_look(self) -> datetime | None:
        """When the next part of it will have been due for too long."""
        late = timedelta(days=self.policy(CreditPolicy).overdue_days + 1)
        looks = (self.calendar.start_of_day(row.on + late) for row in self.document.due)
        return min((at for at in looks if at > self.now), default=None)

    def _earlier(self) -> list[CreditNote]:
        """The credit notes of the invoice that stand, or may yet be posted."""
        return [note.document for note in self.credit_notes if note.state != Crediting.cancelled]
