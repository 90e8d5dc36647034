"""Posting rules: which accounts a business event touches.

Each rule is a pure function from amounts to an entry of the money book, in the currency's smallest
unit.  A positive leg is a debit, a negative one a credit.
"""

from collections.abc import Sequence

from fbo.back.finance.accounts import (
    BANK,
    BANK_CLEARING,
    FEES,
    MONEY,
    OTHER_EXPENSE,
    OUTPUT_TAX,
    REVENUE,
    advances_account,
    bad_debt_account,
    receivable_account,
)
from fbo.back.finance.credit_note import CreditNote
from fbo.back.finance.invoice import Invoice
from fbo.back.finance.receipt import Allocated
from fbo.kernel.money import Money
from fbo.kernel.tax import TaxLine
from fbo.workflow.entries import Entry, Leg
from fbo.workflow.process import Case, Process


def invoice_issued(case: Process[Invoice]) -> None:
    """Debit receivables with the gross; credit revenue with the net, output tax per tax code."""
    invoice, currency = case.document, case.document.currency
    debit = Leg(receivable_account(invoice.customer, case.id), currency, invoice.gross.minor)
    earned = [Leg(REVENUE, currency, -invoice.net.minor)]
    earned += [Leg(_tax_account(tax), currency, -tax.tax.minor) for tax in invoice.tax_lines]
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


def credit_note_issued(
    case: Process[CreditNote], note: CreditNote, taken: Money, excess: Money
) -> None:
    """Debit revenue with the net and output tax; credit the invoice, and the customer the excess.

    A fee that we keep is credited to fees.  What remains was written off of the invoice, and is no
    loss any more.
    """
    currency = note.currency
    legs = [Leg(REVENUE, currency, note.net.minor)]
    legs += [Leg(_tax_account(tax), currency, tax.tax.minor) for tax in note.tax_lines]
    legs.append(Leg(receivable_account(note.customer, note.invoice), currency, -taken.minor))
    legs.append(Leg(advances_account(note.customer), currency, -excess.minor))
    if note.fee is not None:
        legs.append(Leg(FEES, currency, -note.fee.minor))
    no_loss = note.gross - taken - excess
    legs.append(Leg(bad_debt_account(note.invoice), currency, -no_loss.minor))
    _post(case, legs, "credit_note_issued")


def advance_applied(case: Case, customer: str, allocated: Sequence[Allocated], what: str) -> None:
    """Debit what the customer has with us; credit each invoice with what it takes."""
    for number, part in enumerate(allocated):
        legs = _advance(customer, part)
        _post(case, legs, f"advance_applied.{what}.{number}")


def receipt_taken_back(
    case: Case, customer: str, amount: Money, allocated: Sequence[Allocated], what: str
) -> None:
    """Debit the invoices that are open again, and the customer; credit bank clearing."""
    currency = amount.currency
    left = amount - Money.total((part.amount for part in allocated), currency)
    legs = [
        Leg(receivable_account(customer, part.invoice), currency, part.amount.minor)
        for part in allocated
    ]
    legs.append(Leg(advances_account(customer), currency, left.minor))
    legs.append(Leg(BANK_CLEARING, currency, -amount.minor))
    _post(case, legs, f"receipt_taken_back.{what}")


def receipt_cleared(case: Case, amount: Money, what: str) -> None:
    """Debit the bank; credit bank clearing."""
    currency = amount.currency
    legs = [Leg(BANK, currency, amount.minor), Leg(BANK_CLEARING, currency, -amount.minor)]
    _post(case, legs, f"receipt_cleared.{what}")


def refund_paid(case: Case, customer: str, amount: Money) -> None:
    """Debit what the customer had with us; credit bank clearing."""
    currency = amount.currency
    legs = [
        Leg(advances_account(customer), currency, amount.minor),
        Leg(BANK_CLEARING, currency, -amount.minor),
    ]
    _post(case, legs, "refund_paid")


def expense_granted(case: Case, customer: str, amount: Money) -> None:
    """Debit other expense with what a customer has spent for us; credit him with it."""
    _post(case, _expense(customer, amount), "expense_granted")


def expense_denied(case: Case, customer: str, amount: Money) -> None:
    """What was granted to him is not, after all."""
    _post(case, _expense(customer, -amount), "expense_denied")


def written_off(case: Case, customer: str, invoice: str, amount: Money, what: str) -> None:
    """Debit bad debt; credit the invoice."""
    currency = amount.currency
    legs = [
        Leg(bad_debt_account(invoice), currency, amount.minor),
        Leg(receivable_account(customer, invoice), currency, -amount.minor),
    ]
    _post(case, legs, f"written_off.{what}")


def _expense(customer: str, amount: Money) -> list[Leg]:
    currency, units = amount.currency, amount.minor
    return [Leg(OTHER_EXPENSE, currency, units), Leg(advances_account(customer), currency, -units)]


def _advance(customer: str, part: Allocated) -> list[Leg]:
    currency, units = part.amount.currency, part.amount.minor
    return [
        Leg(advances_account(customer), currency, units),
        Leg(receivable_account(customer, part.invoice), currency, -units),
    ]


def _tax_account(tax: TaxLine) -> str:
    return f"{OUTPUT_TAX}/{tax.tax_code}" if tax.tax_code else OUTPUT_TAX


def _post(case: Case, legs: Sequence[Leg], rule: str) -> None:
    """Post what is not zero; an event worth nothing posts nothing."""
    real = tuple(leg for leg in legs if leg.quantity)
    if real:
        case.post(MONEY, Entry(MONEY.book, real, id=f"{case.id}.{rule}", source=case.id))
