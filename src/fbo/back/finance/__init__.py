"""Finance: what is owed to us, what has come in, and the books that say so.

The desks and their roles, invoices and receipts, posting rules, the credit line, and the chart of
accounts.  The words debit and credit are used here alone.
"""

from fbo.back.finance import accounts, credit, posting, unapplied
from fbo.back.finance.accounts import MONEY, receivable
from fbo.back.finance.credit_note import (
    Credit,
    CreditedLine,
    CreditNote,
    CreditReason,
    CreditWanted,
    credits_something,
)
from fbo.back.finance.credited import credit_note_for, credited_quantity, why_not_credited
from fbo.back.finance.desk import (
    AR_CLERK,
    CONTROLLER,
    CREDIT_CLERK,
    CREDIT_CONTROL,
    FINANCE_DEPARTMENT,
    RECEIVABLES,
)
from fbo.back.finance.forms import (
    Allocation,
    AskedBack,
    Authorisation,
    Cleared,
    Failed,
    HeldFor,
    HeldUse,
    Rejected,
    TakenBack,
    WriteOff,
)
from fbo.back.finance.invoice import (
    Due,
    Invoice,
    InvoiceLine,
    dues_add_up,
    has_invoice_lines,
    lines_add_up,
    lines_say_their_tax,
)
from fbo.back.finance.payment import PaymentReport
from fbo.back.finance.policy import CreditPolicy, FinancePolicy
from fbo.back.finance.receipt import (
    Allocated,
    ChargedBack,
    CustomerReceipt,
    Held,
    is_money,
    reference_of,
)
from fbo.back.finance.refund import Refund, is_an_amount, refundable

__all__ = [
    "AR_CLERK",
    "CONTROLLER",
    "CREDIT_CLERK",
    "CREDIT_CONTROL",
    "FINANCE_DEPARTMENT",
    "MONEY",
    "RECEIVABLES",
    "Allocated",
    "Allocation",
    "AskedBack",
    "Authorisation",
    "ChargedBack",
    "Cleared",
    "Credit",
    "CreditNote",
    "CreditPolicy",
    "CreditReason",
    "CreditWanted",
    "CreditedLine",
    "CustomerReceipt",
    "Due",
    "Failed",
    "FinancePolicy",
    "Held",
    "HeldFor",
    "HeldUse",
    "Invoice",
    "InvoiceLine",
    "PaymentReport",
    "Refund",
    "Rejected",
    "TakenBack",
    "WriteOff",
    "accounts",
    "credit",
    "credit_note_for",
    "credited_quantity",
    "credits_something",
    "dues_add_up",
    "has_invoice_lines",
    "is_an_amount",
    "is_money",
    "lines_add_up",
    "lines_say_their_tax",
    "posting",
    "receivable",
    "reference_of",
    "refundable",
    "unapplied",
    "why_not_credited",
]
