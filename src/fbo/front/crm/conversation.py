"""Conversations: what a customer and the company have said to each other, over all channels.

One thread, whatever the channel: a call is answered by e-mail, a chat goes on by telephone.  Notes
stand in the same thread and never leave it.  What is said is personal, all of it.
"""

import hashlib
from collections.abc import Mapping
from typing import ClassVar, Literal

from fbo.front.crm.customer import Customer
from fbo.front.crm.identity import digests
from fbo.kernel.document import Document, Form, Id, Many, Personal, Value
from fbo.kernel.text import LongText, Name, ShortText
from fbo.kernel.times import Instant

Channel = Literal["email", "phone", "web", "chat", "counter"]
MOST_MESSAGES = 900
"""So many messages a conversation holds; what comes then begins another."""


class Message(Value):
    """Something that was said.

    `direction`: in from the customer, out to him, or a `note` among colleagues, which is internal.
    `address`: where it came from, or where it goes to.  `external_id`: what the channel calls it;
    `in_reply_to` the external id of what it answers.  `verified`: the channel vouches for the
    sender.  `sender` is the employee who wrote what went out; `asks`: it is a question, whose
    answer is waited for.
    """

    public: ClassVar[tuple[str, ...]] = ("at", "direction", "channel", "subject", "text")

    at: Instant
    direction: Literal["in", "out", "note"] = "in"
    channel: Channel = "email"
    address: ShortText = ""
    sender: ShortText = ""
    subject: ShortText = ""
    text: LongText = ""
    external_id: ShortText = ""
    in_reply_to: ShortText = ""
    verified: bool = False
    asks: bool = False

    @property
    def is_public(self) -> bool:
        """Whether the customer said it or was told it."""
        return self.direction != "note"


class Conversation(Document):
    """A thread of messages with one customer, or with somebody who is not known yet.

    `refs` are the messages' external ids, each with its channel, as digests: no other conversation
    has one of them.  `about`: the cases it carries.  `asked` is the desk of the colleague who was
    asked, `until` how long it sleeps, `into` the conversation it was merged into.
    """

    indexed = ("customer", "identity")
    unique = ("refs",)
    public: ClassVar[tuple[str, ...]] = ("subject", "said")

    customer: Id | None = None
    subject: Personal[ShortText] = ""
    about: Many[Id] = ()
    messages: Personal[Many[Message]] = ()
    refs: Many[ShortText] = ()
    asked: ShortText = ""
    until: Instant | None = None
    into: Id | None = None

    @property
    def said(self) -> tuple[Message, ...]:
        """The public messages, oldest first."""
        return tuple(message for message in self.messages if message.is_public)

    @property
    def identity(self) -> tuple[str, ...]:
        """What somebody who is not known is found by: short digests of the addresses he used."""
        return digests(m.address for m in self.messages if m.direction == "in" and m.address)

    @property
    def is_unanswered(self) -> bool:
        """Whether the last public message is the customer's."""
        return bool(self.said) and self.said[-1].direction == "in"

    @property
    def is_full(self) -> bool:
        """Whether no more is kept here."""
        return len(self.messages) >= MOST_MESSAGES


def reference(channel: str, external_id: str) -> str:
    """What stands in `refs` for a message: its channel, and a digest of its external id."""
    return f"{channel}:{hashlib.sha256(external_id.encode()).hexdigest()[:32]}"


def way_to(
    conversation: Conversation, customer: Customer | None, open_since: Mapping[str, Instant]
) -> tuple[Channel, str] | None:
    """By which channel, and to which address, a reply goes; `None` where there is no way.

    By the last channel on which he spoke that is still open: `open_since` says since when he must
    have spoken on a channel that closes.  Else by e-mail, else by telephone, as on file.
    """
    for message in reversed(conversation.messages):
        closes = open_since.get(message.channel)
        # Nothing can be sent to a counter.
        is_open = message.channel != "counter" and (closes is None or message.at >= closes)
        if message.direction == "in" and message.address and is_open:
            return message.channel, message.address
    if customer is not None and customer.email:
        return "email", customer.email
    if customer is not None and customer.phones:
        return "phone", customer.phones[0]
    return None


class Reply(Form):
    """What a customer has said, as a channel reports it or a colleague writes it down."""

    channel: Channel
    text: Personal[LongText] = ""
    subject: Personal[ShortText] = ""
    address: Personal[ShortText] = ""
    external_id: ShortText = ""
    in_reply_to: ShortText = ""
    verified: bool = False
    at: Instant | None = None


class Answer(Form):
    """What a colleague says to the customer, in his own words."""

    text: Personal[LongText]
    subject: Personal[ShortText] = ""


class Question(Answer):
    """What a colleague asks the customer; his answer is waited for."""


class ColleagueQuestion(Form):
    """What another desk is asked; the customer does not see it."""

    desk: Name
    text: Personal[LongText]


class Note(Form):
    """A note among colleagues; it never leaves the company."""

    text: Personal[LongText]


class Until(Form):
    """How long a conversation sleeps."""

    until: Instant


class Into(Form):
    """The conversation that this one is merged into."""

    into: Id


class Carried(Form):
    """A case that is talked about in a conversation, and hears what the customer says there."""

    case: Id
