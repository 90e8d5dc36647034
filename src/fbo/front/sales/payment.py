"""Payment: how far an order is paid, from what is owed for it and what has come.

It is worked out and never stored.  What was granted counts as owed no more, and as paid back only
once it has been.
"""

from typing import Literal

from fbo.kernel.money import Money

PaymentAxis = Literal["unpaid", "partly_paid", "paid", "refund_due", "overpaid"]


def payment_of(owed: Money, net: Money, *, granted: bool) -> PaymentAxis:
    """How far an order is paid.

    `owed` is what it comes to, less all that was granted; `net` the money that came for it and is
    with us still; `granted`: whether something that was granted is not paid back yet.
    """
    if net == owed:
        return "paid"
    if net > owed:
        return "refund_due" if granted else "overpaid"
    return "partly_paid" if net.amount > 0 else "unpaid"
