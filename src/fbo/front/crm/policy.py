"""What the front office decides once for all about those it speaks to."""

from fbo.kernel.calendar import Duration, business_hours
from fbo.kernel.document import Value


class PromisePolicy(Value):
    """How promises are kept an eye on.

    `warns_after`: how long the front office may think about a promise at risk before the customer
    is told of it in its name; `None`: he is told by hand only.
    """

    warns_after: Duration | None = business_hours(4)
