"""Tickets: what a customer wants to be done or to know, which is no complaint.

What is said stands in the conversation it belongs to; a ticket knows whose turn it is.
"""

import re
from collections.abc import Sequence
from typing import ClassVar, Final, Literal

from fbo.front.aftersales.goods_back import ReturnLine
from fbo.kernel.calendar import Duration, business_days, business_hours
from fbo.kernel.document import Document, Form, Id, LegalNumber, Many, Personal, Value
from fbo.kernel.text import LongText, Name, ShortText
from fbo.kernel.times import Instant

Urgency = Literal["low", "normal", "high"]
ReplyKind = Literal["thanks", "same_need", "new_need", "unsure"]


class Ticket(Document):
    """What a customer has asked for.

    `conversation` is where it is talked about.  `asked` is the desk that was asked, `question` what
    the customer was, `until` the day for which it is planned, `into` the ticket it was merged into,
    `linked_to` the resolved one after which it came up, `became` what it was converted into.
    """

    indexed = ("customer", "conversation", "number")
    public: ClassVar[tuple[str, ...]] = ("number", "subject", "until", "solution")

    number: LegalNumber | None = None
    customer: Id | None = None
    subject: Personal[ShortText] = ""
    text: Personal[LongText] = ""
    urgency: Urgency = "normal"
    conversation: Id | None = None
    about: Many[Id] = ()
    asked: ShortText = ""
    until: Instant | None = None
    question: Personal[LongText] = ""
    solution: Personal[LongText] = ""
    into: Id | None = None
    linked_to: Id | None = None
    became: Id | None = None


class TicketPolicy(Value):
    """Within which time a ticket is answered, and brought to its end.

    `closes_after`: what is resolved closes when nobody has said anything for so long;
    `unsure_after`: a reply of which nobody knows what it means opens it again after so long.
    """

    first_response: Duration = business_hours(4)
    next_response: Duration = business_hours(8)
    resolution_low: Duration = business_hours(40)
    resolution: Duration = business_hours(24)
    resolution_high: Duration = business_hours(8)
    closes_after: Duration = business_days(5)
    unsure_after: Duration = business_hours(1)

    def resolves_within(self, urgency: Urgency) -> Duration:
        """How long a ticket of this urgency may take."""
        return {"low": self.resolution_low, "high": self.resolution_high}.get(
            urgency, self.resolution
        )


class Heard(Form):
    """What the customer has said on a ticket; without a kind it is told from the words."""

    text: Personal[LongText] = ""
    kind: ReplyKind | None = None


class Sorted(Form):
    """What a customer's reply on a resolved ticket was."""

    kind: ReplyKind


class Solution(Form):
    """What was done, in words the customer may read; `tells`: they are sent to him."""

    text: Personal[LongText]
    tells: bool = True


class Planned(Form):
    """Until when a ticket waits, and for what."""

    until: Instant
    reason: Name


class MergedInto(Form):
    """The ticket that this one goes on in."""

    into: Id


class TakenIn(Form):
    """The ticket that is merged into this one."""

    ticket: Id


class Conversion(Form):
    """What a ticket turns out to be: a complaint, an order, goods that come back.

    `statement` is what a complaint is about; `order` and `lines` what comes back of what.
    """

    to: Literal["complaint", "order", "return"]
    statement: Personal[LongText] = ""
    order: Id | None = None
    lines: Many[ReturnLine] = ()


MOST_WORDS_OF_THANKS: Final = 14
THANKS: Final = ("thank", "thanks", "cheers", "great", "perfect", "worked", "works", "gracias")
"""What somebody says who is content."""

STILL: Final = (
    *("still", "again", "not", "doesn't", "don't", "didn't", "isn't", "but", "broken"),
    *("pero", "sigue", "todavía", "aún", "no", "otra vez"),
)
"""What somebody says who is not, and means the same thing."""

ELSE: Final = ("another", "different", "also", "besides", "new", "otro", "otra", "además", "nuevo")
"""What somebody says who has something else in mind."""


def kind_of(text: str) -> ReplyKind:
    """What a reply on something resolved means, as far as its words tell.

    Short thanks without a question or a "but" are thanks; "still", "not" and their like are the
    same need; "another" and its like a new one.  Whatever else it is, nobody can be sure.
    """
    words: Sequence[str] = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower())
    said = set(words)
    if said & set(STILL):
        return "same_need"
    if said & set(ELSE):
        return "new_need"
    if said & set(THANKS) and "?" not in text and len(words) <= MOST_WORDS_OF_THANKS:
        return "thanks"
    return "unsure"
