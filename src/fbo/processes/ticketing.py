"""Ticketing: what a customer asks for is taken up, answered and done.

What is said goes through his conversation (`fbo.processes.messaging`), on any channel; a ticket
hears of it there, and knows whose turn it is.  What he says after it was resolved is sorted: thanks
are kept, the same need opens it again, a new one is a ticket of its own.
"""

from typing import Any

from fbo.front.aftersales import Return
from fbo.front.crm import Answer, Carried, Conversation, Customer, Note, Question
from fbo.front.crm import ColleagueQuestion as BackQuestion
from fbo.front.sales import Order
from fbo.front.service import (
    CUSTOMER_SERVICE,
    SERVICE_AGENT,
    SERVICE_DEPARTMENT,
    SERVICE_LEAD,
    SERVICE_MANAGER,
    Complaint,
    Conversion,
    Heard,
    MergedInto,
    Planned,
    Solution,
    Sorted,
    TakenIn,
    Ticket,
    TicketPolicy,
    kind_of,
)
from fbo.kernel.calendar import Duration
from fbo.kernel.people import BOT, CUSTOMER, SYSTEM, Desk
from fbo.processes.messaging import Messaging
from fbo.processes.tasks import CLERKS, DESKS
from fbo.workflow.clocks import clock
from fbo.workflow.guard import rule
from fbo.workflow.notice import to_owner
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.reaction import when
from fbo.workflow.state import State, one_of, same

AGENTS = (SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER)
SPOKEN = ("opened", "awaiting_customer")
"""Where a conversation is in which we have spoken, and nobody else is asked."""
OVER = ("closed", "merged", "spam")
"""Where a conversation is in which nothing more is said."""


def asked_desk(ticket: Ticket) -> Desk:
    """The desk that was asked; the first of them if it names none."""
    return next((desk for desk in DESKS if desk.name == ticket.asked), DESKS[0])


def first_time(case: "Ticketing") -> Duration:
    """How soon the first answer is due."""
    return case.policy(TicketPolicy).first_response


def next_time(case: "Ticketing") -> Duration:
    """How soon an answer to the customer's last word is due."""
    return case.policy(TicketPolicy).next_response


def whole_time(case: "Ticketing") -> Duration:
    """How soon it is to be resolved."""
    return case.policy(TicketPolicy).resolves_within(case.document.urgency)


class Ticketing(Process[Ticket]):
    """What a customer asks for, until he has it."""

    speaker = SERVICE_DEPARTMENT

    # On file.
    customer = on_file.optional(Customer, lambda ticket: ticket.customer)
    talk = on_file.every_case(
        Messaging, lambda ticket: () if ticket.conversation is None else (ticket.conversation,)
    )
    talked_of = on_file.others("conversation", lambda ticket: ticket.conversation)

    # What must hold.
    @rule("a ticket says what is wanted")
    def says_what_is_wanted(self) -> bool:
        """Whether it has a subject or a text, and nothing was done of it yet."""
        ticket = self.document
        begun = (ticket.number, ticket.into, ticket.became, ticket.until)
        return bool(ticket.subject or ticket.text) and begun == (None,) * len(begun)

    @rule("nobody waits for the customer's word")
    def word_is_awaited(self) -> bool:
        """Whether what he says brings the ticket back to an agent's hands."""
        return self.state.name in ("awaiting_customer", "scheduled")

    @rule("no desk has this name", way_out="name a desk that takes questions")
    def desk_is_known(self, form: BackQuestion) -> bool:
        """Whether the desk asked is one of those that may be asked."""
        return any(desk.name == form.desk for desk in DESKS)

    @rule("it is planned for what is past")
    def is_to_come(self, form: Planned) -> bool:
        """Whether there is something to wait for."""
        return form.until > self.now

    @rule("a ticket is not merged into itself")
    def is_another(self, form: MergedInto) -> bool:
        """Whether it goes on in another one; that one must be open, so that no circle closes."""
        return form.into != self.id

    @rule("it does not say what it becomes", way_out="name the order, and what comes back of it")
    def says_what_it_is(self, form: Conversion) -> bool:
        """Whether there is enough to open what it is."""
        known = self.document.customer is not None
        comes_back = form.order is not None and bool(form.lines)
        return known and (form.to != "return" or comes_back)

    # Where it is.
    received = State(CUSTOMER_SERVICE, initial=True, label="Received")
    opened = State(CUSTOMER_SERVICE, label="In progress")
    awaiting_customer = State(
        CUSTOMER_SERVICE, holder="customer", label="We need something from you"
    )
    with_back = State(one_of(DESKS, by=asked_desk), label="In progress")
    scheduled = State(
        CUSTOMER_SERVICE, until=lambda ticket: ticket.until, label="Planned for {until}"
    )
    resolved = State(at_rest=True, label="Resolved")
    closed = State(final=True)
    merged = State(final=True)
    converted = State(final=True)

    # What moves it on.
    take_in = received.opens(by=(SYSTEM, BOT, CUSTOMER, *AGENTS), needs=says_what_is_wanted)
    take_up = received.to(opened, by=AGENTS)
    answer = (received | opened).to(opened, by=AGENTS, takes=Answer)
    ask = (received | opened).to(awaiting_customer, by=AGENTS, takes=Question)
    record_reply = (
        (received | opened | awaiting_customer | with_back | scheduled)
        .to(
            opened,
            by=(SYSTEM, BOT, CUSTOMER, *AGENTS),
            when=word_is_awaited,
            takes=Heard,
            tells=to_owner("ticket_reply"),
        )
        .otherwise(same)
    )
    record_late_reply = (resolved | merged).to(
        same, by=(SYSTEM, BOT, CUSTOMER, *AGENTS), takes=Heard
    )
    pass_along = (
        received | opened | awaiting_customer | with_back | scheduled | resolved | merged
    ).to(same, by=SYSTEM, takes=Heard)
    sort_reply = resolved.to(same, by=(SYSTEM, *AGENTS), takes=Sorted)
    note = (received | opened | awaiting_customer | with_back | scheduled | resolved).to(
        same, by=(*CLERKS, *AGENTS), takes=Note
    )
    hand_over = opened.to(
        with_back,
        by=AGENTS,
        needs=desk_is_known,
        takes=BackQuestion,
        checklist=("subject",),
        packet=("number", "customer", "about"),
    )
    hand_back = with_back.to(opened, by=(*CLERKS, *AGENTS), takes=Note, checklist=("subject",))
    schedule = opened.to(scheduled, by=AGENTS, needs=is_to_come, takes=Planned)
    wake = scheduled.to(opened, by=(SYSTEM, *AGENTS))
    resolve = opened.to(resolved, by=AGENTS, takes=Solution)
    reopen = resolved.to(opened, by=(SYSTEM, *AGENTS), tells=to_owner("ticket_reopened"))
    close = resolved.to(closed, by=SYSTEM)
    merge = (received | opened | awaiting_customer | scheduled).to(
        merged, by=AGENTS, needs=is_another, takes=MergedInto
    )
    take_in_another = (received | opened | awaiting_customer | with_back | scheduled).to(
        same, by=SYSTEM, takes=TakenIn
    )
    convert = (received | opened).to(converted, by=AGENTS, needs=says_what_it_is, takes=Conversion)

    # Its clocks: a note among colleagues meets none of them.
    resolution = clock(within=whole_time, stops=(resolved, closed, merged, converted))
    first_response = clock(
        within=first_time, stops=(answer, ask, resolve, convert, merge), for_good=True
    )
    next_response = clock(
        within=next_time, starts=(record_reply, reopen), stops=(answer, ask, resolve), again=True
    )

    # To what effect.
    @take_in.then
    def _number_it(self) -> Ticket:
        """It hears what is said in the conversation it comes from."""
        if self.document.conversation is not None:
            self.take(Messaging.carry, self.document.conversation, Carried(case=self.id))
        return self.change(number=self.number("ticket"))

    @answer.then
    def _say(self, form: Answer) -> Ticket | None:
        return self._send(Messaging.answer, form)

    @ask.then
    def _ask_him(self, form: Question) -> Ticket:
        ticket = self._send(Messaging.ask, form) or self.document
        return ticket.changed({"question": form.text})

    @record_reply.then
    def _hear(self, form: Heard) -> Ticket | None:
        """What he said stands in the conversation; whoever deals with it is told that he has."""
        del form
        self.tell("ticket_reply", number=self.document.number)
        return self.change(until=None, question="") if self.went == Ticketing.opened else None

    @record_late_reply.then
    def _hear_him_later(self, form: Heard) -> None:
        """On a merged ticket it goes to the one where that goes on, to the end of the chain."""
        kind = form.kind or kind_of(form.text)
        if self.document.into is not None:
            self.take(Ticketing.pass_along, self.document.into, form)
            return
        if kind == "unsure":
            after = self.calendar.add(self.now, self.policy(TicketPolicy).unsure_after)
            self.later(Ticketing.reopen, at=after)
            return
        self.proceed(Ticketing.sort_reply, Sorted(kind=kind))

    @pass_along.then
    def _hear_what_was_said_elsewhere(self, form: Heard) -> None:
        self._heard(form)

    @sort_reply.then
    def _go_by_its_kind(self, form: Sorted) -> None:
        self.later(Ticketing.reopen, at=None)
        if form.kind == "same_need":
            self.proceed(Ticketing.reopen)
        if form.kind == "new_need":
            ticket = self.document
            more = Ticket(
                customer=ticket.customer,
                subject=ticket.subject or "As said after it was resolved",
                conversation=ticket.conversation,
                linked_to=self.id,
            )
            self.open(Ticketing, more)

    @hand_over.then
    def _ask_a_desk(self, form: BackQuestion) -> Ticket:
        return self.change(asked=form.desk)

    @schedule.then
    def _plan_it(self, form: Planned) -> Ticket:
        self.later(Ticketing.wake, at=form.until)
        return self.change(until=form.until)

    @wake.then
    def _wake_up(self) -> Ticket:
        return self.change(until=None)

    @resolve.then
    def _say_what_was_done(self, form: Solution) -> Ticket:
        after = self.policy(TicketPolicy).closes_after
        self.later(Ticketing.close, at=self.calendar.add(self.now, after))
        said = self._send(Messaging.answer, Answer(text=form.text)) if form.tells else None
        return (said or self.document).changed({"solution": form.text})

    @reopen.then
    def _take_it_up_again(self) -> None:
        self.tell("ticket_reopened", number=self.document.number)

    @close.then
    def _let_the_talk_rest(self) -> None:
        """Its conversation leaves the desk, unless something else is talked of there."""
        over = {self.id, *(ticket.id for ticket in self.talked_of if ticket.state.ended)}
        for id_, talk in self.talk.items():
            if talk.state.name in SPOKEN and over.issuperset(talk.document.about):
                self.take(Messaging.resolve, id_)

    @merge.then
    def _go_on_there(self, form: MergedInto) -> Ticket:
        self.take(Ticketing.take_in_another, form.into, TakenIn(ticket=self.id))
        return self.change(into=form.into)

    @take_in_another.then
    def _know_the_other(self, form: TakenIn) -> Ticket:
        return self.change(about=(*self.document.about, form.ticket))

    @convert.then
    def _become(self, form: Conversion) -> Ticket:
        return self.change(became=self._opened_instead(form))

    # What others have done.
    @when(Messaging.record_reply, of=lambda conversation: conversation.about)
    def _he_said(self, conversation: Conversation) -> None:
        said = [message for message in conversation.messages if message.direction == "in"]
        self._heard(Heard(text=said[-1].text if said else ""))

    @property
    def open_question(self) -> str:
        """What he was asked and has not answered."""
        return self.document.question if self.state == Ticketing.awaiting_customer else ""

    # What the effects have in common.
    def _heard(self, form: Heard) -> None:
        """It is his turn on a ticket that is open; on one that is over what he said is sorted."""
        if self.state.name in ("resolved", "merged"):
            self.proceed(Ticketing.record_late_reply, form)
        elif not self.state.final:
            self.proceed(Ticketing.record_reply, form)

    def _send(self, step: Any, form: Answer) -> Ticket | None:
        """Say it in the conversation; where there is none, or it is over, in a new one."""
        for id_, talk in self.talk.items():
            if talk.state.name not in OVER:
                self.take(step, id_, form)
                return None
        ticket = self.document
        begun = Conversation(customer=ticket.customer, subject=ticket.subject, about=(self.id,))
        return self.change(conversation=self.open(Messaging, begun, then=step, form=form))

    def _opened_instead(self, form: Conversion) -> str:
        """What it turns out to be, opened for the same customer."""
        from fbo.processes.complaint_to_resolution import ComplaintToResolution
        from fbo.processes.order_to_cash import OrderToCash
        from fbo.processes.return_to_settlement import ReturnToSettlement

        customer, words = self.document.customer or "", self.document.text or self.document.subject
        if form.to == "complaint":
            said = form.statement or words
            return self.open(ComplaintToResolution, Complaint(customer=customer, statement=said))
        if form.to == "order":
            return self.open(OrderToCash, Order(customer=customer, origin=self.id))
        goods = Return(customer=customer, order=form.order or "", lines=form.lines, origin=self.id)
        return self.open(ReturnToSettlement, goods)
