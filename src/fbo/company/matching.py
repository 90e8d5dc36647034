"""Matching: what a payment is for, by what the payer wrote and by what he owes.

Explicit references come first: an order's or an invoice's number, with the word before it, or an
id.  What they do not take goes to the oldest due invoices of the customer; what nobody takes is his
credit.  Nothing is written here: a receipt allocates under the lock, in the order that is found.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fbo.back.finance import PaymentReport, receivable
from fbo.kernel.money import Money
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.receipting import Receipting
from fbo.workflow.process import Process

if TYPE_CHECKING:
    from fbo.company.company import Company

ORDER: Final = ("order", "pedido")
INVOICE: Final = ("invoice", "factura")
NUMBERED: Final = re.compile(
    rf"({'|'.join((*ORDER, *INVOICE))})?\D{{0,8}}?(?<!\d)(\d{{1,9}})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Match:
    """Who has paid, and what for: invoices in the order in which they take it, and orders."""

    customer: str
    invoices: tuple[str, ...]
    orders: tuple[str, ...]


def matched(company: "Company", report: PaymentReport) -> Match | None:
    """What a payment is for; `None` where nothing says who has paid."""
    named = list(_named(company, report))
    customer = report.customer or _payer(named)
    if customer is None:
        return None
    named = [case for case in named if case.document.customer == customer]
    orders = _ids(case for case in named if isinstance(case, OrderToCash))
    open_ = _Open(company, customer, report.amount.currency)
    invoices = [id_ for case in named for id_ in open_.invoices_of(case)]
    left = report.amount.minor - sum(map(open_.on, invoices))
    if left > 0 and not any(_is_paid_first(case) for case in named):
        for id_ in open_.oldest_first():
            if left <= 0:
                break
            if id_ not in invoices:
                invoices.append(id_)
                left -= open_.on(id_)
    about = (case.document.orders for case in named if isinstance(case, InvoiceToCash))
    orders += [id_ for ids in about for id_ in ids]
    if not orders and not any(map(open_.on, invoices)):
        orders = list(_paid_before(company, customer, report.amount))
    return Match(customer, tuple(dict.fromkeys(invoices)), tuple(dict.fromkeys(orders)))


class _Open:
    """What a customer owes, invoice by invoice; read as far as it is asked for."""

    def __init__(self, company: "Company", customer: str, currency: str) -> None:
        self._company, self._customer, self._currency = company, customer, currency
        self._read: dict[str, int] = {}

    def on(self, invoice: str) -> int:
        """What is open on an invoice, in the smallest unit."""
        if invoice not in self._read:
            where = receivable(invoice, self._customer, self._currency)
            self._read[invoice] = max(self._company.balance(where).posted, 0)
        return self._read[invoice]

    def invoices_of(self, case: Process[Any]) -> Iterator[str]:
        """The invoices that an order or an invoice means, which are owed."""
        ids = (case.id,) if isinstance(case, InvoiceToCash) else case.child_ids(InvoiceToCash)
        return (id_ for id_ in ids if self.on(id_))

    def oldest_first(self) -> Iterator[str]:
        """All that he owes, by the day it is due."""
        found = self._company.find(InvoiceToCash, customer=self._customer, limit=100_000)
        posted = [case for case in found if case.state == InvoiceToCash.posted]
        posted.sort(
            key=lambda case: (
                min((row.on for row in case.document.due), default=case.document.effective_on),
                case.id,
            )
        )
        return (
            case.id
            for case in posted
            if case.document.currency == self._currency and self.on(case.id)
        )


def _named(company: "Company", report: PaymentReport) -> Iterator[Process[Any]]:
    """The orders and invoices that the payer has named."""
    for text in report.references:
        yield from _by_id(company, text.strip())
        for word, digits in NUMBERED.findall(text.casefold()):
            number = int(digits)
            if word in INVOICE or not word:
                yield from company.find(InvoiceToCash, number=number, limit=10)
            if word in ORDER or not word:
                yield from company.find(OrderToCash, number=number, limit=10)


def _by_id(company: "Company", text: str) -> Iterator[Process[Any]]:
    try:
        case = company.read_case(text)
    except LookupError:
        return
    if isinstance(case, (OrderToCash, InvoiceToCash)):
        yield case


def _payer(named: Iterable[Process[Any]]) -> str | None:
    """Whose all of it is; `None` where it is nobody's, or several people's."""
    customers = {case.document.customer for case in named}
    return customers.pop() if len(customers) == 1 else None


def _is_paid_first(case: Process[Any]) -> bool:
    """Whether the payment is meant for an order that is not billed yet."""
    order = isinstance(case, OrderToCash) and not case.state.ended
    return order and bool(case.document.required_prepayment)


def _paid_before(company: "Company", customer: str, amount: Money) -> tuple[str, ...]:
    """The orders that the customer has paid with as much already: he may have paid twice."""
    found = company.find(Receipting, customer=customer, limit=100_000)
    same = [case.document for case in found if case.document.amount == amount]
    return next((tuple(receipt.settles) for receipt in reversed(same) if receipt.settles), ())


def _ids(cases: Iterable[Process[Any]]) -> list[str]:
    return [case.id for case in cases]
