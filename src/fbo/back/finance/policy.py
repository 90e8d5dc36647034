"""What finance decides once for all."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from fbo.kernel.document import Value
from fbo.kernel.money import Money
from fbo.kernel.rate import Rate
from fbo.kernel.text import ShortText


class CreditPolicy(Value):
    """How credit is given.

    `stop_on`: the credit status that lets no order through.  An invoice of which more than
    `overdue_amount`, in its currency, is overdue by more than `overdue_days` does not, either.
    `stale_after_days`: a decision so old is taken again before goods leave.
    """

    stop_on: ShortText = "stop"
    overdue_days: int = 30
    overdue_amount: Decimal = Decimal(50)
    stale_after_days: int = 7


class FinancePolicy(Value):
    """How invoices are issued.

    `auto_issue`: an invoice that another process opens is submitted and issued in the same commit;
    without it, it waits for a receivables clerk.  `approve_above`: what comes to more waits for the
    controller; `None`: nothing does.  `refund_limit`: up to this, in any currency, a refund needs
    no second pair of eyes.  `tolerance`, `tolerance_rate`: a difference up to the smaller of the
    two is written off when a payment comes.  `tax_rates`: the rate of each tax code, for what
    customers order by themselves; an order that sales writes states its own.
    """

    auto_issue: bool = True
    invoice_series: ShortText = "invoice"
    approve_above: Money | None = None
    refund_limit: Decimal = Decimal(100)
    tolerance: Decimal = Decimal("0.05")
    tolerance_rate: Rate = Decimal("0.005")
    tax_rates: Mapping[ShortText, Rate] = {}

    def needs_approval(self, amount: Money) -> bool:
        """Whether an invoice or a credit note over so much waits for the controller."""
        limit = self.approve_above
        return limit is not None and amount.currency == limit.currency and amount > limit

    def tolerated(self, of: Money) -> Money:
        """A difference up to this is written off: 0.05 or 0.5 %, whichever is less.

        Rounded down to what the currency has: of 1.00 nothing, and in yen less than a yen is none.
        """
        most = min(of.amount * self.tolerance_rate, self.tolerance)
        cents = (most.scaleb(of.scale)).to_integral_value(ROUND_DOWN)
        return Money.from_minor(int(cents), of.currency)
