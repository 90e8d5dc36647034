"""Correcting: an invoice went out to the wrong address, and the order needs no state for it.

An invoice never changes once it is posted: what is left of it is credited, and billed anew to the
right address, in the same commit.  What was paid for the first pays the second.
"""

from typing_extensions import TypeVar

from fbo.back.finance import AR_CLERK, Credit, CreditNote
from fbo.back.finance.credited import credit_note_for
from fbo.front.sales import InvoiceCorrection, Order
from fbo.kernel.errors import Reason
from fbo.kernel.people import SYSTEM
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash.settling import (
    all_that_is_left,
    billed_anew,
    why_not_billed_anew,
)
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.workflow.guard import rule
from fbo.workflow.state import same

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderCorrecting(At[O], abstract=True):
    """An order of which an invoice is corrected."""

    # Rules.
    @rule("the order has no such invoice in the books", code="no_such_invoice")
    def is_correctable(self, form: InvoiceCorrection) -> bool | Reason:
        """Whether it is a posted invoice of the order's, and something of it is left."""
        invoice = next((one for one in self.invoices if one.id == form.invoice), None)
        if invoice is None or invoice.state.name != "posted":
            return False
        return why_not_billed_anew(invoice.document, self._notes_of(form.invoice)) or True

    # What moves it on.
    correct_invoice = (
        At.confirmed | At.in_fulfilment | At.fulfilled | At.on_hold | At.completed
    ).to(same, by=(AR_CLERK, SYSTEM), takes=InvoiceCorrection, needs=is_correctable)

    # To what effect.
    @correct_invoice.then
    def _bill_to_the_right_address(self, form: InvoiceCorrection) -> O:
        """The new invoice comes first, so that it takes what the credit note leaves over."""
        (invoice,) = (one.document for one in self.invoices if one.id == form.invoice)
        notes, today = self._notes_of(form.invoice), self.now.date()
        wanted = Credit(
            origin=form.origin or self.id,
            reason="billing_error",
            lines=all_that_is_left(invoice, notes),
            keep_as_credit=True,
        )
        note = credit_note_for(invoice, form.invoice, notes, wanted, today)
        anew = billed_anew(invoice, note, form.bill_to, today).changed(
            {"corrects": form.invoice, "origin": form.origin}
        )
        self.open(InvoiceToCash, anew, then=InvoiceToCash.submit)
        self.take(InvoiceToCash.credit, form.invoice, wanted)
        return self.change(bill_to=form.bill_to)

    # What the rule and the effect have in common.
    def _notes_of(self, invoice: str) -> list[CreditNote]:
        """The credit notes of an invoice that stand, or may yet be posted."""
        notes = (note for note in self.credit_notes if note.state.name != "cancelled")
        return [note.document for note in notes if note.document.invoice == invoice]
