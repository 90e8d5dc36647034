"""Messaging: a conversation with a customer, over all channels, from his first word to its end.

What he says on any channel ends his turn.  A reply goes by the last channel on which he spoke, if
that is still open; notes go nowhere.  Whoever waits for the customer's word in a process of its own
reacts: `@when(Messaging.record_reply, of=lambda conversation: conversation.about, while_=…)`.
"""

from datetime import datetime

from fbo.front.crm import (
    Answer,
    Carried,
    Channel,
    ColleagueQuestion,
    Conversation,
    ConversationPolicy,
    Customer,
    Into,
    Message,
    Note,
    Question,
    Reply,
    Until,
    asked_before,
    questions,
    reference,
    way_to,
)
from fbo.front.service import (
    CUSTOMER_SERVICE,
    SERVICE_AGENT,
    SERVICE_DEPARTMENT,
    SERVICE_LEAD,
    SERVICE_MANAGER,
)
from fbo.kernel.calendar import business_days, business_hours
from fbo.kernel.errors import Reason
from fbo.kernel.people import BOT, CUSTOMER, SYSTEM, Desk
from fbo.kernel.times import iso
from fbo.processes.tasks import CLERKS, COLLEAGUES
from fbo.workflow.guard import rule
from fbo.workflow.notice import to_customer
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State, one_of, same

AGENTS = (SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER)
REPLY = "reply"
"""The notice by which a message of the thread goes out: its text is read when it is sent."""


def asked_desk(conversation: Conversation) -> Desk:
    """The desk that was asked; the first of them if it names none."""
    return next((desk for desk in COLLEAGUES if desk.name == conversation.asked), COLLEAGUES[0])


class Messaging(Process[Conversation]):
    """A conversation with a customer."""

    speaker = SERVICE_DEPARTMENT

    # On file.
    customer = on_file.optional(Customer, lambda conversation: conversation.customer)
    with_him = on_file.others("customer", lambda conversation: conversation.customer)

    # What must hold.
    @rule("there is no way to reach the customer", way_out="write down his address or number")
    def can_be_reached(self) -> bool:
        """Whether a reply has a way to go."""
        return self._way() is not None

    @rule("nobody waits for the customer's word")
    def word_is_awaited(self) -> bool:
        """Whether what he says brings the conversation back to an agent's hands."""
        return self.state.name in ("awaiting_customer", "snoozed", "resolved")

    @rule("no desk has this name", way_out="name a desk that takes questions")
    def desk_is_known(self, form: ColleagueQuestion) -> bool:
        """Whether the desk asked is one of those that may be asked."""
        return any(desk.name == form.desk for desk in COLLEAGUES)

    @rule("he has been asked that before", code="asked_before")
    def is_new_to_him(self, form: Question) -> bool | Reason:
        """Whether he has not answered this very question, here or in another conversation."""
        threads = [case.document for case in self.with_him if case.id != self.id]
        every = (self.document, *threads)
        before = asked_before(form.text, (one for thread in every for one in questions(thread)))
        if before is None:
            return True
        return Reason(
            "asked_before",
            "he has been asked that before, and has answered",
            {"at": iso(before.at)},
            way_out="use his answer, or ask what it leaves open",
            said=before.answer,
        )

    @rule("it is to sleep until what is past")
    def is_to_come(self, form: Until) -> bool:
        """Whether it is to sleep at all."""
        return form.until > self.now

    @rule("a conversation is not merged into itself")
    def is_another(self, form: Into) -> bool:
        """Whether it is merged into another one."""
        return form.into != self.id

    # Where it is.
    received = State(CUSTOMER_SERVICE, initial=True, within=business_hours(4), label="Received")
    opened = State(CUSTOMER_SERVICE, within=business_days(2), label="In progress")
    awaiting_customer = State(
        CUSTOMER_SERVICE, holder="customer", label="We need something from you"
    )
    awaiting_colleague = State(
        one_of(COLLEAGUES, by=asked_desk), within=business_days(1), label="In progress"
    )
    snoozed = State(
        CUSTOMER_SERVICE, until=lambda conversation: conversation.until, label="In progress"
    )
    resolved = State(at_rest=True, label="Resolved")
    closed = State(final=True)
    merged = State(final=True)
    spam = State(final=True)

    # What moves it on.
    begin_it = received.opens(by=(SYSTEM, BOT, CUSTOMER, *AGENTS))
    record_reply = (
        (received | opened | awaiting_customer | awaiting_colleague | snoozed | resolved)
        .to(opened, by=(SYSTEM, BOT, CUSTOMER, *AGENTS), when=word_is_awaited, takes=Reply)
        .otherwise(same)
    )
    take_up = received.to(opened, by=AGENTS)
    answer = (received | opened | awaiting_customer | resolved).to(
        opened, by=(SYSTEM, *AGENTS), needs=can_be_reached, takes=Answer, tells=to_customer(REPLY)
    )
    ask = (received | opened | awaiting_customer | resolved).to(
        awaiting_customer,
        by=(SYSTEM, *AGENTS),
        needs=(can_be_reached, is_new_to_him),
        takes=Question,
        tells=to_customer(REPLY),
    )
    pass_on = opened.to(
        awaiting_colleague,
        by=AGENTS,
        needs=desk_is_known,
        takes=ColleagueQuestion,
        checklist=("messages",),
        packet=("customer", "about"),
    )
    advise = awaiting_colleague.to(
        opened, by=(*CLERKS, *AGENTS), takes=Note, checklist=("messages",)
    )
    note = (received | opened | awaiting_customer | awaiting_colleague | snoozed | resolved).to(
        same, by=(*CLERKS, *AGENTS), takes=Note
    )
    carry = (received | opened | awaiting_customer | awaiting_colleague | snoozed | resolved).to(
        same, by=(SYSTEM, *AGENTS), takes=Carried
    )
    snooze = opened.to(snoozed, by=AGENTS, needs=is_to_come, takes=Until)
    wake = snoozed.to(opened, by=(SYSTEM, *AGENTS))
    resolve = (opened | awaiting_customer).to(resolved, by=(SYSTEM, *AGENTS))
    reopen = resolved.to(opened, by=AGENTS)
    close = resolved.to(closed, by=SYSTEM)
    merge = (received | opened | awaiting_customer | awaiting_colleague | snoozed).to(
        merged, by=AGENTS, needs=is_another, takes=Into
    )
    mark_spam = (received | opened | awaiting_customer | awaiting_colleague | snoozed).to(
        spam, by=AGENTS
    )

    # To what effect.
    @record_reply.then
    def _hear(self, form: Reply) -> Conversation:
        """What he said joins the thread, under the name its channel has for it."""
        said = Message(
            at=self.now if form.at is None else min(form.at, self.now),
            channel=form.channel,
            address=form.address,
            subject=form.subject,
            text=form.text,
            external_id=form.external_id,
            in_reply_to=form.in_reply_to,
            verified=form.verified,
        )
        refs = self.document.refs
        if form.external_id:
            refs = (*refs, reference(form.channel, form.external_id))
        subject = self.document.subject or form.subject
        return self._with(said, refs=refs, subject=subject, until=None)

    @answer.then
    def _say(self, form: Answer) -> Conversation:
        return self._send(form)

    @ask.then
    def _ask_him(self, form: Question) -> Conversation:
        return self._send(form, asks=True)

    @pass_on.then
    def _ask_a_colleague(self, form: ColleagueQuestion) -> Conversation:
        return self._with(self._noted(form.text), asked=form.desk)

    @advise.then
    def _hear_the_colleague(self, form: Note) -> Conversation:
        return self._with(self._noted(form.text), asked="")

    @note.then
    def _note_it(self, form: Note) -> Conversation:
        return self._with(self._noted(form.text))

    @carry.then
    def _carry_it(self, form: Carried) -> Conversation:
        about = (*self.document.about, form.case)
        return self.change(about=tuple(dict.fromkeys(about)))

    @snooze.then
    def _sleep(self, form: Until) -> Conversation:
        self.later(Messaging.wake, at=form.until)
        return self.change(until=form.until)

    @wake.then
    def _wake_up(self) -> Conversation:
        return self.change(until=None)

    @resolve.then
    def _let_it_rest(self) -> None:
        after = self.policy(ConversationPolicy).closes_after
        self.later(Messaging.close, at=self.calendar.add(self.now, after))

    @merge.then
    def _point_to_the_other(self, form: Into) -> Conversation:
        return self.change(into=form.into)

    # What the effects have in common.
    @property
    def is_unattended(self) -> bool:
        """Whether the customer has had the last word, and nobody has closed the matter."""
        ended = self.state.name in ("closed", "merged", "spam")
        return self.document.is_unanswered and not ended

    @property
    def open_question(self) -> str:
        """The last question, as long as his answer is waited for."""
        if self.state.name != "awaiting_customer":
            return ""
        return next((m.text for m in reversed(self.document.messages) if m.asks), "")

    def _send(self, form: Answer, *, asks: bool = False) -> Conversation:
        """A message goes out by the channel that is open; which one stands in the thread."""
        way = self._way()
        channel, address = way or ("email", "")
        said = Message(
            at=self.now,
            direction="out",
            channel=channel,
            address=address,
            sender=self.hand.id,
            subject=form.subject or self.document.subject,
            text=form.text,
            asks=asks,
        )
        self.tell(REPLY, quote=len(self.document.messages), channel=channel)
        return self._with(said)

    def _noted(self, text: str) -> Message:
        return Message(at=self.now, direction="note", sender=self.by.id, text=text)

    def _way(self) -> tuple[Channel, str] | None:
        after = self.policy(ConversationPolicy).chat_closes_after
        spoken = [m.at for m in self.document.messages if m.channel == "chat"]
        gone = spoken and self.calendar.add(max(spoken), after) < self.now
        closed: dict[str, datetime] = {"chat": self.now} if gone else {}
        return way_to(self.document, self.customer, closed)

    def _with(self, message: Message, **changes: object) -> Conversation:
        return self.change(messages=(*self.document.messages, message), **changes)
