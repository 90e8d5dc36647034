"""Finance: what is owed to us, what has come in, and the books that say so.

The desks and their roles, invoices and receipts, posting rules, the credit line, and the chart of
accounts.  The words debit and credit are used here alone.
"""

from fbo.back.finance import accounts, credit, posting
from fbo.back.finance.accounts import MONEY, receivable
from fbo.back.finance.desk import (
    AR_CLERK,
    CONTROLLER,
    CREDIT_CLERK,
    CREDIT_CONTROL,
    FINANCE_DEPARTMENT,
    RECEIVABLES,
)
from fbo.back.finance.invoice import (
    Due,
    Invoice,
    InvoiceLine,
    dues_add_up,
    has_invoice_lines,
    lines_add_up,
)
from fbo.back.finance.policy import CreditPolicy, FinancePolicy
from fbo.back.finance.receipt import Allocated, CustomerReceipt, is_money

__all__ = [
    "AR_CLERK",
    "CONTROLLER",
    "CREDIT_CLERK",
    "CREDIT_CONTROL",
    "FINANCE_DEPARTMENT",
    "MONEY",
    "RECEIVABLES",
    "Allocated",
    "CreditPolicy",
    "CustomerReceipt",
    "Due",
    "FinancePolicy",
    "Invoice",
    "InvoiceLine",
    "accounts",
    "credit",
    "dues_add_up",
    "has_invoice_lines",
    "is_money",
    "lines_add_up",
    "posting",
    "receivable",
]
