"""The errors of the books: entries, periods, holds, allocations.

Part of the tree that `fbo.kernel.errors` draws, apart from it only so that each file stays short.
Import from there.
"""
# ruff: noqa: N818  errors are named by what happened: a refusal is no mistake

from datetime import date

from fbo.kernel.error_root import RuleError


class Unbalanced(RuleError):
    """The legs of an entry do not sum to zero; or, with a `difference` of 0, one moves nothing."""

    code = "unbalanced"
    way_out = "give every leg a quantity, and add the one that is missing"

    def __init__(self, commodity: str, difference: object) -> None:
        self.commodity, self.difference = commodity, difference
        of_it = f" in {commodity}" if commodity else ""
        wrong = f"sum to {difference}, not to zero" if difference else "move nothing"
        super().__init__(f"the legs{of_it} {wrong}")


class UnknownAccount(RuleError):
    """A leg names an account its book does not have."""

    code = "unknown_account"
    way_out = "add it to the chart, or name another"

    def __init__(self, book: str, account: str) -> None:
        self.book, self.account = book, account
        super().__init__(f"the book {book} has no account {account}")


class PeriodClosed(RuleError):
    """Dated in a period that is closed."""

    code = "period_closed"
    way_out = "date it in an open period"

    def __init__(self, day: date, period: str) -> None:
        self.day, self.period = day, period
        super().__init__(f"{day} lies in {period}, which is closed")


class HoldClosed(RuleError):
    """A hold is settled or voided once, and not after its expiry."""

    code = "hold_closed"
    way_out = "take a new hold"

    def __init__(self, hold: str) -> None:
        self.hold = hold
        super().__init__(f"the hold {hold} is settled, voided or expired")


class AlreadyReversed(RuleError):
    """An entry is reversed once; the reversal may itself be reversed."""

    code = "already_reversed"
    way_out = "reverse the reversal instead"

    def __init__(self, entry: str, reversal: str) -> None:
        self.entry, self.reversal = entry, reversal
        super().__init__(f"the entry {entry} was reversed by {reversal}")


class OverAllocated(RuleError):
    """More is matched to an item than is open on it."""

    code = "over_allocated"
    way_out = "match at most what is open"

    def __init__(self, item: str, open: object, wanted: object) -> None:  # noqa: A002  the books' own word
        self.item, self.open, self.wanted = item, open, wanted
        super().__init__(f"{item} has {open} open, {wanted} was wanted")


class Overpaid(OverAllocated):
    """Live payment orders for a bill exceed what is open on it."""

    code = "overpaid"
    way_out = "pay at most what is open"
