"""The chart of accounts of the money book.

Codes are configurable, kinds fixed.  A positive leg is a debit.  Receivables are kept one account
an invoice (`1100/customer/invoice`), so that what is open on an invoice and what the control
account says are one and the same balance; what is open never falls below zero.
"""

from collections.abc import Mapping
from functools import lru_cache

from fbo.back.finance.desk import CONTROLLER
from fbo.kernel.quantity import Commodity
from fbo.workflow.entries import Chart, Position

BANK = "1000"
BANK_CLEARING = "1010"
RECEIVABLES = "1100"
OUTPUT_TAX = "2200"
CUSTOMER_ADVANCES = "2400"
REVENUE = "4000"
FEES = "4200"
OTHER_EXPENSE = "6100"
BAD_DEBT = "7100"

NAMES: Mapping[str, str] = {
    BANK: "Bank",
    BANK_CLEARING: "Bank clearing",
    RECEIVABLES: "Receivables control",
    OUTPUT_TAX: "Output tax",
    CUSTOMER_ADVANCES: "Customer advances and deferred revenue",
    REVENUE: "Revenue",
    FEES: "Fees withheld",
    OTHER_EXPENSE: "Other expense",
    BAD_DEBT: "Bad debt",
}

MONEY = Chart(
    "money",
    {
        BANK: 0,
        BANK_CLEARING: None,
        RECEIVABLES: 0,
        OUTPUT_TAX: None,
        CUSTOMER_ADVANCES: None,
        REVENUE: None,
        FEES: None,
        OTHER_EXPENSE: None,
        BAD_DEBT: None,
    },
    posters=(CONTROLLER,),
    overriders=(CONTROLLER,),
)


def receivable_account(customer: str, invoice: str) -> str:
    """The account of what a customer owes on an invoice."""
    return f"{RECEIVABLES}/{customer}/{invoice}"


def advances_account(customer: str) -> str:
    """The account of a customer's money that no invoice has taken: his credit with us."""
    return f"{CUSTOMER_ADVANCES}/{customer}"


@lru_cache(maxsize=4096)
def receivable(invoice: str, customer: str, currency: str) -> Position:
    """The balance of what is open on an invoice."""
    return Position(MONEY, receivable_account(customer, invoice), Commodity.currency(currency))


def bad_debt_account(invoice: str) -> str:
    """The account of what was written off of an invoice."""
    return f"{BAD_DEBT}/{invoice}"


def written_off(invoice: str, currency: str) -> Position:
    """The balance of what was written off of an invoice and has not come after all."""
    return Position(MONEY, bad_debt_account(invoice), Commodity.currency(currency))


def advances(customer: str, currency: str) -> Position:
    """The balance of a customer's unapplied money; negative, for we owe it."""
    return Position(MONEY, advances_account(customer), Commodity.currency(currency))
