"""How far an order is: its goods, its bills, its money, worked out of what is on file now.

Nothing of it is stored.  The goods and the bills stand in the ledgers of its lines; the money in
the books, by invoice, by credit note, and as what is kept for the order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fbo.back.finance import CreditNote, Invoice, accounts, receivable, unapplied
from fbo.front.sales import BillingAxis, Fulfilment, Order, PaymentAxis, payment_of
from fbo.kernel.money import Money
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.order_to_cash.bills import deposit_undeducted
from fbo.processes.refunding import Refunding
from fbo.workflow.entries import Position

if TYPE_CHECKING:
    from fbo.company.company import Company


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """How far an order is; `owed` is what it comes to, `net` the money that is here for it."""

    fulfilment: Fulfilment
    billing: BillingAxis
    payment: PaymentAxis
    owed: Money
    net: Money

    def as_json(self) -> dict[str, str]:
        """As JSON."""
        return {name: str(getattr(self, name)) for name in self.__slots__}

    def sentence(self) -> str:
        """In a line."""
        paid = f"{self.payment.replace('_', ' ')} ({self.net} of {self.owed})"
        goods, bills = self.fulfilment.replace("_", " "), self.billing.replace("_", " ")
        return f"goods {goods}, bills {bills}, money {paid}"


def order_progress(company: "Company", order: str) -> OrderProgress:
    """How far an order is, by its id.  Raises `LookupError` where there is none."""
    case = company.case(OrderToCash, order)
    return OrderProgress(case.document.fulfilment, case.document.billing, *_money(company, case))


def _money(company: "Company", case: OrderToCash[Order]) -> tuple[PaymentAxis, Money, Money]:
    order, currency = case.document, case.document.currency
    bills: dict[str, Invoice] = {}
    notes: dict[str, CreditNote] = {}
    for id_ in case.child_ids(InvoiceToCash):
        bill = company.case(InvoiceToCash, id_)
        if bill.state == InvoiceToCash.posted:
            bills[id_] = bill.document
        for note_id in bill.child_ids(Crediting):
            note = company.case(Crediting, note_id)
            if note.state == Crediting.posted:
                notes[note_id] = note.document

    def posted(position: Position) -> int:
        return company.balance(position).posted

    taken_off = sum(note.gross.minor for note in notes.values())
    lost = sum(posted(accounts.written_off(id_, currency)) for id_ in bills)
    open_ = sum(posted(receivable(id_, order.customer, currency)) for id_ in bills)
    owed_on_bills = sum(bill.gross.minor for bill in bills.values()) - taken_off - lost
    excess = _minor(note.excess for note in notes.values())
    left = {id_: posted(unapplied.of(id_, currency)) for id_ in notes}
    due_back = sum(left[id_] for id_, note in notes.items() if not note.keep_as_credit)
    paid_on_bills = owed_on_bills + excess - open_
    net = paid_on_bills + posted(unapplied.of(case.id, currency)) - excess + due_back
    to_come = order.uninvoiced - deposit_undeducted(bills.values(), order)
    owed = owed_on_bills + (0 if case.state.final else max(to_come.minor, 0))
    asked = (company.case(Refunding, id_) for id_ in case.child_ids(Refunding))
    granted = due_back > 0 or any(not refund.state.ended for refund in asked)
    both = Money.from_minor(owed, currency), Money.from_minor(net, currency)
    return payment_of(*both, granted=granted), *both


def _minor(amounts: Iterable[Money | None]) -> int:
    return sum(amount.minor for amount in amounts if amount is not None)
