"""A state machine of conversations: customers speak on any channel, and the laws hold.

Messages come twice, out of order and from strangers; agents answer, ask, take notes and sleep on
it; after every step the laws of `fbo.testing.laws.conversations` are tried.
"""

from datetime import timedelta
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fbo.adapters.ids import CountingIds
from fbo.company.receiving import InboundMessage
from fbo.company.verifying.verify import verify
from fbo.front.crm import Answer, Channel, Note, Question, Until
from fbo.front.service import SERVICE_AGENT
from fbo.kernel.errors import StepRefused
from fbo.processes.messaging import Messaging
from fbo.testing.laws.conversations import (
    each_message_is_kept_once,
    notes_stay_inside,
    replies_say_by_which_channel_they_went,
    who_spoke_last_is_answered_or_waits,
)
from fbo.testing.laws.sight import must, same
from fbo.testing.shop import Shop

__all__ = ["ConversationMachine"]

CHANNELS: Final[tuple[Channel, ...]] = ("email", "phone", "web", "chat", "counter")
SENDERS: Final = ("ada@example.com", "ADA@example.com", "grace@example.com", "+44 20 7946", "")


class ConversationMachine(RuleBasedStateMachine):
    """A shop with two customers, an agent, and whoever else writes."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop(ids=CountingIds())
        self.company = self.shop.company
        self.shop.customer("Grace Hopper")
        self.iris = self.company.hire("Iris", SERVICE_AGENT)
        self.delivered: list[InboundMessage] = []
        self.count = 0

    @rule(
        channel=st.sampled_from(CHANNELS),
        sender=st.sampled_from(SENDERS),
        answers=st.none() | st.integers(0, 9),
    )
    def speak(self, channel: Channel, sender: str, answers: int | None) -> None:
        """Somebody says something, perhaps in answer to what was said."""
        self.count += 1
        others = [m.external_id for m in self.delivered if m.channel == channel]
        known = others[answers % len(others)] if others and answers is not None else ""
        message = InboundMessage(
            channel=channel,
            external_id=f"x{self.count}",
            sender=sender,
            text=f"word {self.count}.",
            in_reply_to=known,
        )
        self.delivered.append(message)
        before = {c.id for c in self._waiting() if c.document.customer == self.shop.ada.id}
        received = self.company.receive(message)
        must(received.first, "a new message is taken for one that has come before")
        if before and sender == SENDERS[0] and not known:
            must(received.conversation in before, "the customer's word went past who waits for it")

    @rule(which=st.integers(0, 9))
    @precondition(lambda self: self.delivered)
    def deliver_again(self, which: int) -> None:
        """A channel delivers once more what it has delivered."""
        received = self.company.receive(self.delivered[which % len(self.delivered)])
        must(not received.first, "a message that comes again is taken for a new one")

    @rule(
        which=st.integers(0, 9),
        step=st.sampled_from(("take_up", "answer", "ask", "note", "snooze", "resolve", "reopen")),
    )
    @precondition(lambda self: self.delivered)
    def work(self, which: int, step: str) -> None:
        """Iris does something about a conversation, if she can."""
        cases = sorted(self.company.find(Messaging), key=lambda case: case.id)
        case, text = cases[which % len(cases)], f"{step} {self.count} {which}."
        forms = {
            "answer": Answer(text=text),
            "ask": Question(text=text),
            "note": Note(text=text),
            "snooze": Until(until=self.shop.clock.now() + timedelta(hours=30)),
        }
        form = forms.get(step)
        try:
            getattr(case, step)(*(() if form is None else (form,)), by=self.iris)
        except StepRefused as refused:
            codes = {reason.code for reason in refused.reasons}
            must(codes <= {"wrong_state", "can_be_reached"}, f"{step} was refused for {codes}")

    @rule(hours=st.sampled_from((1, 12, 30, 24 * 8)))
    def let_time_pass(self, hours: int) -> None:
        """Time passes, and what is due is done."""
        self.shop.clock.advance(timedelta(hours=hours))
        self.company.run_due()

    @invariant()
    def the_laws_hold(self) -> None:
        """CV-1, CV-2 and CV-4, after every step."""
        each_message_is_kept_once(
            self.company, [(m.channel, m.external_id) for m in self.delivered]
        )
        notes_stay_inside(self.company, self.shop.mail.sent)
        who_spoke_last_is_answered_or_waits(self.company)

    def teardown(self) -> None:
        """CV-3, once all is sent; and every record is what the journal says."""
        self.company.run_due()
        sent = [m for m in self.shop.mail.sent if m.channel != "desk"]
        notes_stay_inside(self.company, sent)
        replies_say_by_which_channel_they_went(self.company, sent)
        same("the first fault", verify(self.company).first_fault, None)
        self.company.close()

    def _waiting(self) -> list[Messaging]:
        return self.company.find(Messaging, state="awaiting_customer")
