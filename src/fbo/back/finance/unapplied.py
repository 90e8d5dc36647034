"""Unapplied money: what a customer has with us that no invoice has taken.

A book beside the money book, one account a source (a receipt, or a credit note that came to more
than was open), which never goes below nothing: so money is applied, paid back or taken back once,
however many ask for it at the same time.  Its sum for a customer is his account of advances.
"""

from functools import lru_cache

from fbo.kernel.money import Money
from fbo.kernel.quantity import Commodity
from fbo.workflow.entries import Chart, Entry, Position, transfer
from fbo.workflow.process import Case

UNAPPLIED = Chart("unapplied", {"source": 0, "given": None, "used": None})
HOLD = "money"
TAKEN_BACK = "taken back by the payer's bank"


@lru_cache(maxsize=4096)
def of(source: str, currency: str) -> Position:
    """What is left of a receipt or a credit note."""
    return Position(UNAPPLIED, f"source/{source}", Commodity.currency(currency))


def keep(case: Case, source: str, amount: Money, *, what: str) -> None:
    """So much of a source is left over; `what` tells one event of the case from another."""
    _move(case, "given", f"source/{source}", amount, what)


def use(case: Case, source: str, amount: Money, *, what: str, taken_back: bool = False) -> None:
    """So much of it is used.  What a bank has taken back is gone, whether it is there or not."""
    reason = TAKEN_BACK if taken_back else ""
    _move(case, f"source/{source}", "used", amount, what, reason)


def hold(case: Case, source: str, amount: Money) -> None:
    """Keep so much for a refund, which settles it when it is paid."""
    legs = transfer(f"source/{source}", "used", Commodity.currency(amount.currency), amount.minor)
    case.hold(UNAPPLIED, HOLD, legs)


def pass_on(case: Case, source: str, to: str, amount: Money, *, what: str) -> None:
    """So much of a source is kept for an order, as its prepayment."""
    _move(case, f"source/{source}", f"source/{to}", amount, what)


def _move(case: Case, source: str, target: str, amount: Money, what: str, reason: str = "") -> None:
    if amount:
        legs = transfer(source, target, Commodity.currency(amount.currency), amount.minor)
        entry = Entry(UNAPPLIED.book, legs, id=f"{case.id}.{what}", source=case.id)
        case.post(UNAPPLIED, entry, below_floor=reason)
