"""What after-sales decides once for all."""

from fbo.kernel.calendar import Duration, days
from fbo.kernel.document import Value


class AfterSalesPolicy(Value):
    """How long goods may come back.

    `window`: so long after their delivery, unless the fault is ours.  `expires_after`: what was
    authorised is to have been sent within this time.  `asks_how_it_was`: whoever has had an order
    completed, or a complaint put right, is asked.
    """

    window: Duration = days(30)
    expires_after: Duration = days(30)
    asks_how_it_was: bool = False
