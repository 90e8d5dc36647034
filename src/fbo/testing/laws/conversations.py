"""Laws of conversations (CV-1 to CV-4): each message once, notes inside, nobody left waiting."""

from collections import Counter
from collections.abc import Iterable

from fbo.company.company import Company
from fbo.front.crm import reference
from fbo.ports.notification import Message as Sent
from fbo.processes.messaging import Messaging
from fbo.testing.laws.sight import must, same


def each_message_is_kept_once(company: Company, delivered: Iterable[tuple[str, str]]) -> None:
    """CV-1: every message that was delivered, however often, is in one conversation, once."""
    kept: Counter[tuple[str, str]] = Counter()
    for case in company.find(Messaging, limit=10_000):
        heard = [m for m in case.document.messages if m.external_id]
        kept.update((m.channel, m.external_id) for m in heard)
        refs = tuple(reference(m.channel, m.external_id) for m in heard)
        same(f"the references of conversation {case.id}", case.document.refs, refs)
    same("the messages that are kept", kept, Counter(set(delivered)))


def notes_stay_inside(company: Company, sent: Iterable[Sent]) -> None:
    """CV-2: what is a note is sent to nobody, and the customer does not see it."""
    outside = " ".join(message.text for message in sent)
    for case in company.find(Messaging, limit=10_000):
        seen = outside + str(company.customer_view(case).as_json())
        for message in case.document.messages:
            left = message.direction == "note" and message.text in seen
            must(not left, f"a note of conversation {case.id} has left")


def replies_say_by_which_channel_they_went(company: Company, sent: Iterable[Sent]) -> None:
    """CV-3: what went out went by the channel, and to the address, that the thread says."""
    went = Counter((m.channel, m.to, m.text) for m in sent if m.channel != "desk")
    said = Counter(
        (m.channel, m.address, m.text)
        for case in company.find(Messaging, limit=10_000)
        for m in case.document.messages
        if m.direction == "out"
    )
    same("the replies that were sent", went, said)


def who_spoke_last_is_answered_or_waits(company: Company) -> None:
    """CV-4: unattended is where the customer had the last word; then nobody waits for him."""
    for case in company.find(Messaging, limit=10_000):
        public = [m for m in case.document.messages if m.direction != "note"]
        last = public[-1].direction if public else ""
        ended = case.state.name in ("closed", "merged", "spam")
        wanted = last == "in" and not ended
        same(f"whether conversation {case.id} is unattended", case.is_unattended, wanted)
        waits = case.state.name == "awaiting_customer" and last == "in"
        must(not waits, f"conversation {case.id} waits for what the customer has said")
