"""Issuing: each remedy becomes exactly one document, by the gate that documents of its kind have.

What credits an invoice is asked of the invoice, goods of their order, money back by a refund.  Who
carries it out has it on his desk until it is done.
"""

from fbo.back.finance import Credit, CreditWanted, Refund, credit, posting, unapplied
from fbo.front.aftersales import Return, ReturnLine, WarrantyClaim
from fbo.front.sales import InvoiceCorrection, MadeGood
from fbo.front.service import SERVICE_LEAD, SERVICE_MANAGER, Redress, Remedy, Unable
from fbo.kernel.calendar import business_days
from fbo.kernel.errors import BugError
from fbo.kernel.money import Money
from fbo.kernel.people import SYSTEM
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.refunding import Refunding
from fbo.processes.remedying.judging import address_on_file, line_of, made_good
from fbo.processes.remedying.kinds import CLERKS, CREDITS, DESKS, desk_of
from fbo.processes.remedying.on_file import RemedyOnFile as On
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.processes.warranty_service import WarrantyService
from fbo.workflow.state import State, one_of

EXPENSES = "expenses"


class RemedyIssuing(On, abstract=True):
    """A remedy on its way to what it is to become."""

    # Where it is.
    planned = State(one_of(DESKS, by=desk_of), initial=True, within=business_days(1))
    approved = State(one_of(DESKS, by=desk_of), within=business_days(2))
    issued = State(one_of(DESKS, by=desk_of), within=business_days(5))
    done = State(final=True)
    failed = State(final=True)
    cancelled = State(final=True)

    # What moves it on.
    plan_it = planned.opens(by=SYSTEM, needs=On.is_of_its_complaint)
    approve = planned.to(approved, by=SYSTEM)
    issue = approved.to(
        issued,
        by=(SYSTEM, *CLERKS),
        needs=On.has_no_document,
        when=On.can_be_issued,
        as_soon_as=True,
    ).otherwise(failed)
    finish = issued.to(done, by=SYSTEM)
    fail = (approved | issued).to(
        failed, by=(SYSTEM, *CLERKS), needs=On.is_in_hand_only, takes=Unable
    )
    cancel = (planned | approved).to(
        cancelled, by=(SYSTEM, SERVICE_LEAD, SERVICE_MANAGER), takes=Unable
    )

    # To what effect.
    @issue.then
    def _carry_out(self) -> Remedy | None:
        """The order counts the units first: it says whether they may still be made good."""
        what = self.document.what
        if self.went == RemedyIssuing.failed:
            why = self.why_not()
            return self.change(failed_for="" if why is None else why.sentence[:200])
        self._make_good(what)
        if what.is_no_document:
            self.proceed(RemedyIssuing.finish)
        elif what.kind in CREDITS:
            self._credit(what)
        elif what.kind == "correction":
            self._bill_anew(what)
        else:
            return self.change(document_ref=self._opened_for(what))
        return None

    @fail.then
    def _say_why(self, form: Unable) -> Remedy:
        return self.change(failed_for=form.reason)

    @cancel.then
    def _say_why_not(self, form: Unable) -> Remedy:
        return self.change(failed_for=form.reason)

    # How each is carried out.
    def _opened_for(self, what: Redress) -> str:
        """The case that is opened for what is no change of an invoice."""
        if what.kind == EXPENSES and what.amount is not None:
            return self._pay_expenses(what.amount)
        if what.kind == "replacement":
            return self._send_once_more(what)
        if what.kind == "return_collection":
            return self._fetch(what)
        if what.kind == "repair":
            return self._have_it_repaired(what)
        raise BugError(f"nobody carries out a {what.kind}")

    def _credit(self, what: Redress) -> None:
        """The invoice takes so much back; of a gift it pays what the customer buys next."""
        if what.invoice is not None:
            line = CreditWanted(line=line_of(what, self.invoices), amount=what.amount)
            form = Credit(
                origin=self.id,
                reason=CREDITS[what.kind],
                lines=(line,),
                keep_as_credit=what.kind == "goodwill",
            )
            self.take(InvoiceToCash.credit, what.invoice, form)

    def _bill_anew(self, what: Redress) -> None:
        """The order credits the invoice and bills it to the address on the customer's record."""
        right = address_on_file(self.customer)
        if what.invoice is not None and right is not None:
            (order,) = self.invoices[what.invoice].document.orders
            form = InvoiceCorrection(invoice=what.invoice, bill_to=right, origin=self.id)
            self.take(OrderToCash.correct_invoice, order, form)

    def _pay_expenses(self, amount: Money) -> str:
        """What he has spent is his with us at once, and goes to him as any other money does."""
        remedy = self.document
        posting.expense_granted(self, remedy.customer, amount)
        unapplied.keep(self, self.id, amount, what=EXPENSES)
        credit.paid(self, remedy.customer, amount)
        refund = Refund(
            customer=remedy.customer,
            amount=amount,
            currency=amount.currency,
            origin=self.id,
            reason=EXPENSES,
        )
        return self.open(Refunding, refund)

    def _send_once_more(self, what: Redress) -> str:
        """It costs nothing, and leaves by itself as soon as it can."""
        wanted = {line: quantity for _, line, quantity in made_good(what, self.invoices)}
        again = self.orders[what.order or ""].once_more(wanted, self.id)
        return self.open(OrderToCash, again, then=OrderToCash.place)

    def _fetch(self, what: Redress) -> str:
        """Have goods come back at our cost; what the customer has for them is decided there."""
        line, quantity = what.order_line or 0, what.quantity
        rows = [] if quantity is None else [ReturnLine(line=line, wanted=quantity, reason="defect")]
        goods = Return(
            customer=self.document.customer,
            order=what.order or "",
            lines=rows,
            origin=self.document.complaint,
            free_label=True,
        )
        return self.open(ReturnToSettlement, goods)

    def _have_it_repaired(self, what: Redress) -> str:
        """After-sales takes it in; that we repair it is agreed, whatever its warranty says."""
        claim = WarrantyClaim(
            customer=self.document.customer,
            order=what.order or "",
            line=what.order_line or 0,
            serial=what.serial,
            fault=what.reason,
            origin=self.id,
            agreed=True,
        )
        return self.open(WarrantyService, claim)

    def _make_good(self, what: Redress) -> None:
        for order, line, quantity in made_good(what, self.invoices):
            self.take(OrderToCash.make_good, order, MadeGood(line=line, quantity=quantity))
