"""Posting rules: which accounts a business event touches.

Each rule is a pure function from amounts to an entry of the money book, in the currency's smallest
unit.  A positive leg is a debit, a negative one a credit.
"""

from collections.abc import Sequence

from fbo.back.finance.accounts import (
    BANK_CLEARING,
    MONEY,
    OUTPUT_TAX,
    REVENUE,
    advances_account,
    receivable_account,
)
from fbo.back.finance.invoice import Invoice
from fbo.back.finance.receipt import Allocated
from fbo.kernel.money import Money
from fbo.workflow.entries import Entry, Leg
from fbo.workflow.process import Case, Process


def invoice_issued(case: Process[Invoice]) -> None:
    """Debit receivables with the gross; credit revenue with the net, output tax per tax code."""
    invoice, currency = case.document, case.document.currency
    debit = Leg(receivable_account(invoice.customer, case.id), currency, invoice.gross.minor)
    earned = [Leg(REVENUE, currency, -invoice.net.minor)]
    earned += [
        Leg(
            f"{OUTPUT_TAX}/{tax.tax_code}" if tax.tax_code else OUTPUT_TAX, currency, -tax.tax.minor
        )
        for tax in invoice.tax_lines
    ]
    _post(case, [debit, *earned], "invoice_issued")


def receipt_registered(
    case: Case, customer: str, amount: Money, allocated: Sequence[Allocated]
) -> None:
    """Debit bank clearing; credit each invoice with what it takes, the rest to the customer."""
    currency = amount.currency
    left = amount - Money.total((part.amount for part in allocated), currency)
    legs = [Leg(BANK_CLEARING, currency, amount.minor)]
    legs += [
        Leg(receivable_account(customer, part.invoice), currency, -part.amount.minor)
        for part in allocated
    ]
    legs.append(Leg(advances_account(customer), currency, -left.minor))
    _post(case, legs, "receipt_registered")


def _post(case: Case, legs: Sequence[Leg], rule: str) -> None:
    """Post what is not zero; an event worth nothing posts nothing."""
    real = tuple(leg for leg in legs if leg.quantity)
    if real:
        case.post(MONEY, Entry(MONEY.book, real, id=f"{case.id}.{rule}", source=case.id))
