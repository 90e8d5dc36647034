"""Receiving: what the outside reports is taken in once, and finds where it belongs.

A message that a channel hands over may come twice, out of order, or from somebody nobody knows.  It
joins the conversation it answers, else the open one of whoever sent it, else it begins another.
Whether it is the first of its kind is settled by the store: two deliveries at once are one message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fbo.company.engine.engine import Call, Done
from fbo.company.engine.ops import Doing, Get
from fbo.company.engine.records import unique_key
from fbo.company.filing import Filed
from fbo.front.crm import Channel, Conversation, Customer, Reply, reference
from fbo.front.crm.identity import digests, identity_key
from fbo.kernel.document import Id, Many, Value
from fbo.kernel.errors import Reason, StepRefused
from fbo.kernel.people import THE_SYSTEM, Actor
from fbo.kernel.text import LongText, Name, ShortText
from fbo.kernel.times import Instant
from fbo.processes.messaging import Messaging

if TYPE_CHECKING:
    from fbo.company.company import Company

ROUNDS = 5
"""So often a message looks for its conversation anew, should each close before it gets there."""


class InboundMessage(Value):
    """A message from outside, as its channel reports it.

    `external_id` is what the channel calls it: the same channel and id again is the same message.
    `sender` is the address or number it came from; `customer` is known where the channel knows him
    (he is logged in).  `verified`: the channel vouches for the sender.  `in_reply_to` is the
    external id of what it answers, `about` are cases it belongs to.
    """

    channel: Channel
    external_id: Name
    sender: ShortText = ""
    text: LongText = ""
    subject: ShortText = ""
    in_reply_to: ShortText = ""
    received_at: Instant | None = None
    verified: bool = False
    customer: Id | None = None
    about: Many[Id] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """Where a message is now.  `first`: it has come for the first time.  `opened`: it began it."""

    conversation: str
    first: bool
    opened: bool = False


def receive(company: "Company", message: InboundMessage, by: Actor = THE_SYSTEM) -> Received:
    """Take a message in, once.  Raises `StepRefused` where `by` may not report messages."""
    for _ in range(ROUNDS):
        known = company.driver.run(_known(message.channel, message.external_id))
        if known:
            return Received(known, first=False)
        found = _conversation(company, message)
        try:
            return _record(company, message, found, by)
        except StepRefused as refused:
            elsewhere = _taken_in_elsewhere(refused.reasons)
            if elsewhere:
                return Received(elsewhere, first=False)
            if found is None or not any(r.code == "wrong_state" for r in refused.reasons):
                raise
    return _record(company, message, None, by)


def _record(
    company: "Company", message: InboundMessage, found: Messaging | None, by: Actor
) -> Received:
    """The message joins a conversation, or begins one, in one commit."""
    form = Reply(
        channel=message.channel,
        text=message.text,
        subject=message.subject,
        address=message.sender,
        external_id=message.external_id,
        in_reply_to=message.in_reply_to,
        verified=message.verified,
        at=message.received_at,
    )
    engine = company.engine
    if found is not None:
        call = Call(Messaging.family, Messaging.record_reply.name, found.id, form, by)
        company.carry_out(engine.take(call))
        return Received(found.id, first=True)
    kind = company.firm.registry.process(Messaging.family)
    begun = Conversation(customer=_customer_id(company, message), about=message.about)
    call = Call(Messaging.family, "open", "", form, by)
    first = kind.definition.steps[Messaging.record_reply.name]
    done: Done = company.carry_out(engine.open(call, kind, begun, first))
    return Received(done.outcome.case, first=True, opened=True)


def _conversation(company: "Company", message: InboundMessage) -> Messaging | None:
    """The conversation a message belongs to, if there is an open one."""
    answered = None
    if message.in_reply_to:
        answered = company.driver.run(_known(message.channel, message.in_reply_to))
    if answered:
        case = _followed(company, answered)
        if _takes_more(case):
            return case
    return next(filter(_takes_more, _of_sender(company, message)), None)


def _of_sender(company: "Company", message: InboundMessage) -> Iterator[Messaging]:
    """The conversations of who sent it: those that wait for his word first, then the newest."""
    customer = _customer_id(company, message)
    if customer is not None:
        found = company.find(Messaging, customer=customer)
    else:
        key = identity_key(message.sender)
        found = [
            case
            for digest in digests((message.sender,))
            for case in company.find(Messaging, identity=digest)
            if case.document.customer is None and key in _addresses(case)
        ]
    waiting = [case for case in found if case.state.name == "awaiting_customer"]
    newest = sorted(found, key=lambda case: case.facts.entered, reverse=True)
    yield from (*waiting, *newest)


def _customer_id(company: "Company", message: InboundMessage) -> str | None:
    """Who sent it; `None` where nobody, or more than one, is on file under the address."""
    if message.customer is not None:
        return message.customer
    known: dict[str, Filed[Customer]] = {
        filed.id: filed
        for digest in digests((message.sender,))
        for filed in company.find_filed(Customer, identity=digest)
        if filed.document.is_known_as(message.sender)
    }
    alive = [id_ for id_, filed in known.items() if filed.document.merged_into is None]
    return alive[0] if len(alive) == 1 else None


def _followed(company: "Company", id_: str) -> Messaging:
    """A conversation, or the one it was merged into in the end."""
    seen: set[str] = set()
    case = company.case(Messaging, id_)
    while case.document.into is not None and case.id not in seen:
        seen.add(case.id)
        case = company.case(Messaging, case.document.into)
    return case


def _takes_more(case: Messaging) -> bool:
    return not case.state.final and not case.document.is_full


def _addresses(case: Messaging) -> set[str]:
    return {identity_key(m.address) for m in case.document.messages if m.direction == "in"}


def _known(channel: str, external_id: str) -> Doing[str]:
    """The conversation that has a message already; empty for none."""
    key = unique_key(Conversation, "refs", reference(channel, external_id))
    (record,) = yield Get((key,))
    return "" if record is None else str(record.body["id"])


def _taken_in_elsewhere(reasons: tuple[Reason, ...]) -> str:
    """Where another delivery of the same message has put it meanwhile."""
    refs = "Conversation.refs"
    taken: list[Any] = [r.facts["id"] for r in reasons if r.facts.get("field") == refs]
    return str(taken[0]) if taken else ""
