"""Credit: how much a customer may owe us, held before it is owed.

The credit line is a book of its own.  An approved order holds its uninvoiced value on the
customer's line; posting an invoice turns that part into use; a payment gives it back.  What may be
taken is the line's balance down to minus the limit.
"""

from functools import lru_cache

from fbo.back.finance.desk import CONTROLLER
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.quantity import Commodity
from fbo.workflow.entries import Chart, Entry, Position, transfer
from fbo.workflow.on_file import Balance
from fbo.workflow.process import Case

CREDIT = Chart("credit", {"line": 0, "used": None}, posters=(CONTROLLER,), overriders=(CONTROLLER,))
HOLD = "credit"
APPROVED = "approved with its order"
GONE = "the money has gone back"


@lru_cache(maxsize=4096)
def line(customer: str, currency: str) -> Position:
    """The balance of a customer's credit line: minus what he owes and what orders hold."""
    return Position(CREDIT, f"line/{customer}", Commodity.currency(currency))


def covers(balance: Balance, amount: Money, limit: Money | None) -> bool | Reason:
    """Whether the amount fits under the limit, beside all that is owed and held already.

    No limit covers everything.  The commit asks again under the lock.
    """
    if limit is None:
        return True
    if limit.currency != amount.currency:
        return Reason(
            "credit_currency",
            f"the credit limit is in {limit.currency}, the order in {amount.currency}",
        )
    if balance.covers(amount, floor=-limit.minor):
        return True
    used = Money.from_minor(-balance.available, amount.currency)
    return Reason(
        "over_credit_limit",
        f"{used + amount} would be owed, the limit is {limit}",
        {"used": str(used), "wanted": str(amount), "limit": str(limit)},
        way_out="wait for a payment, or have the limit raised",
    )


def hold(
    case: Case, customer: str, amount: Money, limit: Money | None, *, override: str = ""
) -> None:
    """An approved order holds its value.  A customer without a limit holds nothing.

    `override`: why it may go below the limit.
    """
    if limit is None or not amount:
        return
    account = f"line/{customer}"
    legs = transfer(account, f"used/{customer}", Commodity.currency(amount.currency), amount.minor)
    case.hold(CREDIT, HOLD, legs, floors={account: -limit.minor}, below_floor=override)


def free(balance: Balance, limit: Money | None) -> Money | None:
    """What is left of a customer's credit, to be shown; `None` where he has no limit."""
    if limit is None:
        return None
    return Money.from_minor(balance.available, limit.currency) + limit


def invoiced(case: Case, customer: str, amount: Money, left: Money, limit: Money | None) -> None:
    """An invoice of the order was posted: that part is used, the rest of the order stays held.

    What was approved is not asked again: a limit cut meanwhile refuses new orders, not this one.
    """
    keep(case, customer, left, limit)
    _use(case, customer, amount, APPROVED)


def keep(case: Case, customer: str, left: Money, limit: Money | None) -> None:
    """Of what an order holds only so much is still needed: the rest may be owed for other things.

    An order that holds nothing goes on holding nothing.
    """
    if HOLD in case.holds:
        case.void(HOLD)
        if limit is not None and left.amount > 0:
            account = f"line/{customer}"
            commodity = Commodity.currency(left.currency)
            legs = transfer(account, f"used/{customer}", commodity, left.minor)
            case.hold(CREDIT, HOLD, legs, below_floor=APPROVED)


def hold_anew(case: Case, customer: str, amount: Money, limit: Money | None) -> None:
    """An order that has become worth more holds all of it, under the limit."""
    if HOLD in case.holds:
        case.void(HOLD)
    hold(case, customer, amount, limit)


def paid(case: Case, customer: str, amount: Money) -> None:
    """Money came: so much may be owed again."""
    _use(case, customer, -amount, "")


def taken_back(case: Case, customer: str, amount: Money) -> None:
    """Money has gone back to the customer: so much is owed again, whether the line bears it."""
    _use(case, customer, amount, GONE)


def _use(case: Case, customer: str, amount: Money, reason: str) -> None:
    if not amount:
        return
    commodity = Commodity.currency(amount.currency)
    legs = transfer(f"line/{customer}", f"used/{customer}", commodity, amount.minor)
    entry = Entry(CREDIT.book, legs, source=case.cause.id)
    case.post(CREDIT, entry, below_floor=reason)
