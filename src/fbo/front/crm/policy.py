"""What the front office decides once for all about those it speaks to."""

from fbo.kernel.calendar import Duration, business_hours, days, hours
from fbo.kernel.document import Value


class ConversationPolicy(Value):
    """How conversations are kept.

    `chat_closes_after`: a chat that was silent so long is not open for a reply any more.
    `closes_after`: what is resolved closes when nobody has said anything for so long.
    """

    chat_closes_after: Duration = hours(24)
    closes_after: Duration = days(7)


class PromisePolicy(Value):
    """How promises are kept an eye on.

    `warns_after`: how long the front office may think about a promise at risk before the customer
    is told of it in its name; `None`: he is told by hand only.
    """

    warns_after: Duration | None = business_hours(4)
