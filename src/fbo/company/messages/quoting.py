"""Quoting: a message in a colleague's own words, read from its conversation when it is sent.

The outbox says only which message of the thread it is: what was written is personal, and stays with
the conversation.  It goes by the channel and to the address that stand there, and to nobody else.
"""

from typing import Any

from fbo.company.engine.ops import Doing, Get
from fbo.company.engine.records import vault_key
from fbo.company.messages.recipients import Recipient, UndeliverableError
from fbo.kernel.times import from_iso
from fbo.ports.notification import Message
from fbo.ports.storage import Record


def quoted(record: Record) -> Doing[tuple[Recipient, Message]]:
    """A message of the thread that its case keeps, and to whom it goes.

    Raises `UndeliverableError` for what has been erased, and for what is not for the customer.
    """
    body = record.body
    (vault,) = yield Get((vault_key(body["case"]),))
    thread: list[Any] = vault.body["values"].get("messages", []) if vault is not None else []
    number = body["data"]["quote"]
    said: dict[str, Any] = thread[number] if number < len(thread) else {}
    if said.get("direction") != "out" or not said.get("address"):
        raise UndeliverableError("the thread has no such message to the customer")
    reader = Recipient(said.get("channel", "email"), said["address"])
    message = Message(
        id=record.key[1],
        channel=reader.channel,
        to=reader.address,
        subject=said.get("subject", ""),
        text=said.get("text", ""),
        html=None,
        data={},
        attempt=body["attempt"],
        created=from_iso(body["created"]),
    )
    return reader, message
