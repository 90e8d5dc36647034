"""What credit control decided about an order, on which figures.

It keeps all that the decision rests on, so that it can be explained to whoever asks, and decided
again from the figures alone.
"""

from fbo.kernel.document import Id, Value
from fbo.kernel.money import Money
from fbo.kernel.text import ShortText
from fbo.kernel.times import Day, Instant


class CreditDecision(Value):
    """What was decided, and why.

    `need` is what the order takes of the customer's credit; `free` what was left of his `limit`
    beside all else he owes and has ordered (neither is there where he has no limit); `to_come` the
    prepayment that was awaited; `stopped` whether he gets no credit at all; `overdue` what he has
    left unpaid for too long.  `override` is why the order was confirmed all the same, `allowed` how
    far beyond the limit, `until` the last day on which that holds.
    """

    at: Instant
    by: Id
    outcome: ShortText
    need: Money
    limit: Money | None = None
    free: Money | None = None
    to_come: Money | None = None
    stopped: bool = False
    overdue: Money | None = None
    override: ShortText = ""
    allowed: Money | None = None
    until: Day | None = None

    @property
    def exposure(self) -> Money | None:
        """What he owed already, and had ordered elsewhere; `None` where he has no limit."""
        if self.limit is None or self.free is None:
            return None
        return self.limit - self.free

    @property
    def excess(self) -> Money:
        """How far the order goes beyond the limit; nothing where it does not."""
        zero = Money.zero(self.need.currency)
        if self.free is None or self.free.currency != self.need.currency:
            return zero if self.limit is None else self.need
        return max(self.need - self.free, zero)

    @property
    def is_within_credit(self) -> bool:
        """The decision taken again from its figures."""
        if self.stopped or self.overdue is not None:
            return False
        if self.to_come is None:
            return not self.excess
        return self.excess <= self.to_come

    def holds_on(self, day: Day) -> bool:
        """Whether somebody has confirmed it all the same, and that still counts on a day."""
        return bool(self.override) and (self.until is None or day <= self.until)

    @property
    def explained(self) -> str:
        """The decision in a sentence."""
        if self.override:
            until = "" if self.until is None else f" until {self.until}"
            return f"confirmed{until} though {self.excess} beyond the limit: {self.override}"
        if self.stopped:
            return "the customer gets no more credit"
        if self.overdue is not None:
            return f"{self.overdue} have been overdue for too long"
        if self.limit is None:
            return "the customer has no limit" if self.need else "nothing is to be paid for it"
        said = f"{self.need} are needed beside {self.exposure}, the limit is {self.limit}"
        return said if self.to_come is None else f"{said}, and {self.to_come} are paid first"
