"""Hearing: what has come of the document that a remedy has become.

It is done with its document: the credit note is posted, the money paid back, the goods arrived, the
repair given back.  Where that comes to nothing the remedy fails, and what it took is free again.
"""

from fbo.back.finance import CreditNote, Invoice, Refund, credit, posting, unapplied
from fbo.front.aftersales import Return, WarrantyClaim
from fbo.front.sales import MadeGood, Order, OrderPolicy
from fbo.front.service import Remedy, Unable
from fbo.kernel.quantity import Quantity
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.refunding import Refunding
from fbo.processes.remedying.issuing import EXPENSES, RemedyIssuing
from fbo.processes.remedying.judging import made_good
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.processes.warranty_service import WarrantyService
from fbo.workflow.reaction import when

ISSUED = RemedyIssuing.issued


class RemedyHearing(RemedyIssuing, abstract=True):
    """A remedy that follows its document."""

    # Goods that are fetched.
    @when(ReturnToSettlement.receive, while_=ISSUED)
    def _is_fetched(self, _: Return) -> None:
        self.proceed(RemedyIssuing.finish)

    @when(
        ReturnToSettlement.cancel,
        ReturnToSettlement.refuse,
        ReturnToSettlement.expire,
        while_=ISSUED,
    )
    def _is_not_fetched(self, _: Return) -> None:
        self._give_up("it did not come back")

    # Goods that are sent once more.
    @when(OrderToCash.complete, while_=ISSUED)
    def _has_come(self, order: Order) -> None:
        """What was called off of it, was lost or could not be delivered has put nothing right."""
        told = self.policy(OrderPolicy).promises == "delivery"
        there = sum((line.delivered if told else line.shipped).units for line in order.stocked)
        for _, _, quantity in made_good(self.document.what, self.invoices):
            if there < quantity.units:
                missing = Quantity.from_units(quantity.units - there, quantity.unit)
                self._give_up("not all of it has come", missing)
                return
        self.proceed(RemedyIssuing.finish)

    @when(OrderToCash.cancel, OrderToCash.reject, while_=ISSUED)
    def _is_not_sent(self, _: Order) -> None:
        if self.cause.state.final:
            self._give_up("it was not sent")

    # Repairs.
    @when(WarrantyService.give_up, WarrantyService.withdraw, WarrantyService.let_go, while_=ISSUED)
    def _cannot_be_repaired(self, _: WarrantyClaim) -> None:
        self._give_up("it cannot be repaired")

    @when(WarrantyService.give_back, while_=ISSUED)
    def _is_repaired(self, _: WarrantyClaim) -> None:
        """It is whole again: should it fail once more, something else may be given for it."""
        self._is_free_again()
        self.proceed(RemedyIssuing.finish)

    # Credit notes, and invoices that were billed anew.
    @when(Crediting.draft, of=lambda note: note.origin, while_=ISSUED)
    def _is_a_document(self, _: CreditNote) -> Remedy | None:
        """A correction is the invoice that is right, whatever became of the wrong one."""
        is_new = self.document.what.kind != "correction"
        return self.change(document_ref=self.cause.id) if is_new else None

    @when(Crediting.issue, of=lambda note: note.origin, while_=ISSUED)
    def _is_credited(self, note: CreditNote) -> None:
        """What was paid of it already is paid back; a gift pays what he buys next."""
        if self.document.what.kind == "correction":
            if self.document.document_ref is not None:
                self.proceed(RemedyIssuing.finish)
        elif note.keep_as_credit or not note.excess:
            self.proceed(RemedyIssuing.finish)
        else:
            refund = Refund(
                customer=note.customer,
                amount=note.excess,
                currency=note.currency,
                origin=self.cause.id,
                invoice=note.invoice,
                order=note.orders[0] if note.orders else None,
                reason="complaint",
            )
            self.open(Refunding, refund)

    @when(InvoiceToCash.issue, of=lambda invoice: invoice.origin or (), while_=ISSUED)
    def _is_billed_anew(self, _: Invoice) -> Remedy:
        """It is done once the wrong invoice is credited, too."""
        if any(n.document.origin == self.id and n.state.final for n in self.credit_notes):
            self.proceed(RemedyIssuing.finish)
        return self.change(document_ref=self.cause.id)

    @when(Crediting.cancel, of=lambda note: note.origin, while_=ISSUED)
    def _is_not_credited(self, _: CreditNote) -> None:
        self._give_up("its credit note was cancelled")

    @when(InvoiceToCash.cancel, of=lambda invoice: invoice.origin or (), while_=ISSUED)
    def _is_not_billed_anew(self, _: Invoice) -> None:
        self._give_up("its invoice was cancelled")

    # Money.
    @when(Refunding.confirm, Refunding.confirm_by_hand, while_=ISSUED)
    def _is_paid_back(self, _: Refund) -> None:
        self.proceed(RemedyIssuing.finish)

    @when(Refunding.deny, while_=ISSUED)
    def _is_not_paid_back(self, refund: Refund) -> None:
        """What was credited stays so; what he has spent was never ours to give but by this."""
        if self.document.what.kind == EXPENSES:
            posting.expense_denied(self, refund.customer, refund.amount)
            unapplied.use(self, self.id, refund.amount, what="denied")
            credit.taken_back(self, refund.customer, refund.amount)
        self.proceed(RemedyIssuing.fail, Unable(reason="its refund was denied"))

    # What they have in common.
    def _give_up(self, reason: str, missing: Quantity | None = None) -> None:
        self._is_free_again(missing)
        self.proceed(RemedyIssuing.fail, Unable(reason=reason))

    def _is_free_again(self, missing: Quantity | None = None) -> None:
        """The units, or those that are missing, may be put right in another way."""
        for order, line, quantity in made_good(self.document.what, self.invoices):
            form = MadeGood(line=line, quantity=missing or quantity, over=True)
            self.take(OrderToCash.make_good, order, form)
