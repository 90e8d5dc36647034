"""Planted faults of conversations: kept twice, told to the wrong, waited for in vain.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any, Final

from fbo.company import receiving
from fbo.company.engine.ops import Doing, Get
from fbo.company.engine.records import vault_key
from fbo.company.messages import relay
from fbo.company.messages.recipients import Recipient
from fbo.front.crm import Conversation
from fbo.ports.notification import Message
from fbo.ports.storage import Record
from fbo.processes import messaging
from fbo.processes.messaging import Messaging
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of conversations."""

_noticed_by = planting.listed(MUTANTS)


@_noticed_by("test_a_message_delivered_twice_is_one_message")
def duplicate_kept_twice() -> Planting:
    """What comes a second time is taken for something new."""
    numbers = count()

    def another(channel: str, external_id: str) -> str:
        return f"{channel}:{external_id}:{next(numbers)}"

    return planting.both(
        planting.instead(messaging, "reference", another),
        planting.instead(receiving, "reference", another),
    )


@_noticed_by("test_a_note_leaves_by_no_channel")
def internal_note_sent() -> Planting:
    """What goes out is the last message of the thread, whatever it is."""
    quoted: Callable[[Record], Doing[tuple[Recipient, Message]]] = vars(relay)["quoted"]

    def instead(record: Record) -> Doing[tuple[Recipient, Message]]:
        found: Any = yield Get((vault_key(record.body["case"]),))
        reader, message = yield from quoted(record)
        return reader, replace(message, text=found[0].body["values"]["messages"][-1]["text"])

    return planting.instead(relay, "quoted", instead)


@_noticed_by("test_a_colleague_answers_in_the_thread_and_the_customer_sees_nothing")
def internal_note_shown() -> Planting:
    """The customer sees the whole thread."""
    whole: Any = property(lambda conversation: conversation.messages)
    return planting.instead(Conversation, "said", whole)


@_noticed_by("test_a_reply_on_another_channel_ends_the_wait_for_the_customer")
def word_on_another_channel_goes_past() -> Planting:
    """Only what comes by the same channel joins a conversation."""
    of_sender: Any = vars(receiving)["_of_sender"]

    def instead(company: Any, message: Any) -> Iterator[Messaging]:
        for case in of_sender(company, message):
            if case.document.messages[0].channel == message.channel:
                yield case

    return planting.instead(receiving, "_of_sender", instead)


@_noticed_by("test_a_chat_is_closed_after_a_day_and_the_reply_goes_by_mail")
def closed_channel_used() -> Planting:
    """A reply goes by the last channel, open or not."""
    way: Any = vars(messaging)["way_to"]

    def instead(conversation: Any, customer: Any, _: Any) -> Any:
        return way(conversation, customer, {})

    return planting.instead(messaging, "way_to", instead)


@_noticed_by("test_spam_is_not_unattended")
def spam_asks_for_an_answer() -> Planting:
    """Whatever ends with the customer's word is unattended."""
    always: Any = property(lambda case: case.document.is_unanswered)
    return planting.instead(Messaging, "is_unattended", always)
