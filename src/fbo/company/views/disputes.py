"""Disputes: how much of an invoice a customer disputes, and what may be asked of him meanwhile.

Worked out each time from the complaints that are open; nothing is stored on the invoice.  Dunning
and statements ask `claimed`, marketing asks `is_silent_for`.
"""

from fbo.back.finance import receivable
from fbo.company.company import Company
from fbo.kernel.money import Money
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.invoice_to_cash import InvoiceToCash

__all__ = ["claimed", "disputed", "is_silent_for"]


def disputed(company: Company, invoice: str) -> Money:
    """What is disputed of an invoice: what open complaints claim of it, no more than is open.

    Raises `LookupError` where there is no such invoice.
    """
    currency = company.case(InvoiceToCash, invoice).document.currency
    open_ones = (c for c in company.find(ComplaintToResolution, invoices=invoice) if c.is_disputing)
    claims = Money.total((c.document.claimed_on(invoice) for c in open_ones), currency)
    return min(claims, open_amount(company, invoice))


def claimed(company: Company, invoice: str) -> Money:
    """What may be asked of the customer now: what is open on the invoice and not disputed."""
    return open_amount(company, invoice) - disputed(company, invoice)


def open_amount(company: Company, invoice: str) -> Money:
    """What is open on an invoice; nothing where more was paid."""
    document = company.case(InvoiceToCash, invoice).document
    where = receivable(invoice, document.customer, document.currency)
    return Money.from_minor(max(company.balance(where).posted, 0), document.currency)


def is_silent_for(company: Company, customer: str) -> bool:
    """Whether marketing sends a customer nothing: he has a serious complaint that is open."""
    complaints = company.find(ComplaintToResolution, customer=customer)
    return any(one.is_disputing and one.document.is_serious for one in complaints)
