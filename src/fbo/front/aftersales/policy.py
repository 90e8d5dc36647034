"""What after-sales decides once for all."""

from fbo.kernel.calendar import Duration, days
from fbo.kernel.document import Value
from fbo.kernel.money import Money
from fbo.kernel.rate import Rate


class AfterSalesPolicy(Value):
    """How long goods may come back.

    `window`: so long after their delivery, unless the fault is ours.  `expires_after`: what was
    authorised is to have been sent within this time.  `return_fee`: what we keep of the
    credit where the fault is not ours, an amount or a rate of it; none for what we fetch.
    `asks_how_it_was`: whoever has had an order
    completed, or a complaint put right, is asked.
    """

    window: Duration = days(30)
    return_fee: Money | Rate | None = None
    expires_after: Duration = days(30)
    asks_how_it_was: bool = False
