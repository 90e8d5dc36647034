"""Rules of tickets, and a machine of them alone: customers ask, agents answer, or do not.

The rules stand on anything that has a shop; the machine of the whole company has them, too.
"""

from datetime import timedelta
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fbo.adapters.ids import CountingIds
from fbo.company.receiving import InboundMessage
from fbo.company.verifying.verify import verify
from fbo.front.crm import Answer, ColleagueQuestion, Note, Question, Reply
from fbo.front.service import (
    SERVICE_AGENT,
    Conversion,
    MergedInto,
    Planned,
    Solution,
    Sorted,
    Ticket,
)
from fbo.kernel.document import Form
from fbo.kernel.errors import StepRefused
from fbo.kernel.people import Actor
from fbo.processes.messaging import Messaging
from fbo.processes.ticketing import Ticketing
from fbo.testing.laws import keep_the_laws
from fbo.testing.laws.sight import must, same
from fbo.testing.shop import Shop

__all__ = ["TicketMachine", "TicketRules"]

AT_MOST: Final = 4
SAID: Final = (
    *("Thanks, that worked", "It still flickers", "I would like another lamp"),
    *("Hm.", "Where is it?"),
)
STEPS: Final = (
    *("take_up", "answer", "ask", "note", "hand_over", "hand_back", "schedule", "wake"),
    *("resolve", "sort_reply", "reopen", "merge", "convert"),
)
MAY_BE_REFUSED: Final = frozenset(
    {"wrong_state", "is_another", "says_what_it_is", "asked_before", "can_be_reached"}
)
which_one: Final = st.integers(0, 9)


class TicketRules(RuleBasedStateMachine):
    """What customers ask for, and what customer service does about it."""

    shop: Shop

    def __init__(self) -> None:
        super().__init__()
        self.heard = 0
        self.agent: Actor | None = None

    @rule(which=which_one, text=st.sampled_from(SAID))
    def say(self, which: int, text: str) -> None:
        """A customer says something, in a conversation that has a ticket or gets one."""
        self.heard += 1
        name = f"t{self.heard}"
        sender = ("ada@example.com", "grace@example.com")[which % 2]
        message = InboundMessage(channel="email", external_id=name, sender=sender, text=text)
        received = self.shop.company.receive(message)
        tickets = self.shop.company.find(Ticketing)
        if any(one.document.conversation == received.conversation for one in tickets):
            return
        talk = self.shop.company.case(Messaging, received.conversation)
        if len(tickets) < AT_MOST and talk.document.customer is not None:
            ticket = Ticket(customer=talk.document.customer, subject="A lamp", conversation=talk.id)
            self.shop.company.open(Ticketing, ticket, by=self._agent())

    @rule(which=which_one, steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=3))
    @precondition(lambda self: self.heard)
    def deal_with_it(self, which: int, steps: list[str]) -> None:
        """An agent does something about a ticket, if it can be done."""
        for step in steps:
            ticket = self.a_ticket(which)
            if ticket is None:
                return
            form = self._form(ticket, step, which)
            if step == "merge" and form is None:
                continue
            try:
                getattr(ticket, step)(*(() if form is None else (form,)), by=self._agent())
            except StepRefused as refused:
                codes = {reason.code for reason in refused.reasons}
                must(codes <= MAY_BE_REFUSED, f"{step} of a ticket was refused for {codes}")

    @rule(which=which_one, text=st.sampled_from(SAID), asked=st.booleans())
    @precondition(lambda self: self.heard)
    def bring_to_an_end(self, which: int, text: str, *, asked: bool) -> None:
        """A ticket is resolved, after a colleague was asked or at once; the customer answers."""
        known = self.a_ticket(which)
        asks = ("hand_over", "note", "hand_back") if asked else ()
        self.deal_with_it(which=which, steps=["take_up", "wake", *asks, "resolve"])
        if known is not None and known.document.conversation is not None:
            self.heard += 1
            talk = self.shop.company.case(Messaging, known.document.conversation)
            form = Reply(channel="email", external_id=f"t{self.heard}", text=text)
            if talk.definition.leads_from("record_reply", talk.state.name):
                talk.record_reply(form, by=self._agent())

    def a_ticket(self, which: int) -> Ticketing | None:
        """A ticket, if there is one."""
        found = sorted(self.shop.company.find(Ticketing), key=lambda case: case.id)
        return found[which % len(found)] if found else None

    def _agent(self) -> Actor:
        """Somebody of customer service."""
        if self.agent is None:
            self.agent = self.shop.company.hire("Sofia", SERVICE_AGENT)
        return self.agent

    def _form(self, ticket: Ticketing, step: str, which: int) -> Form | None:
        self.heard += 1
        others = sorted(one.id for one in self.shop.company.find(Ticketing) if one.id != ticket.id)
        forms: dict[str, Form] = {
            "answer": Answer(text=f"It is on its way ({self.heard})."),
            "ask": Question(text=f"Which lamp is it ({self.heard})?"),
            "note": Note(text="He is an old customer."),
            "hand_over": ColleagueQuestion(desk="SALES", text="Where is it?"),
            "hand_back": Note(text="It is on its way."),
            "schedule": Planned(until=self.shop.clock.now() + timedelta(hours=30), reason="later"),
            "resolve": Solution(text="Turn the bulb.", tells=which % 3 > 0),
            "sort_reply": Sorted(kind="thanks"),
            "convert": Conversion(to=("complaint", "order")[which % 2]),
        }
        if step == "merge":
            return MergedInto(into=others[which % len(others)]) if others else None
        return forms.get(step)


class TicketMachine(TicketRules):
    """A shop, two customers who write, and an agent."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop(ids=CountingIds())
        self.shop.customer("Grace Hopper")

    @rule(hours=st.sampled_from((1, 2, 12, 30, 24 * 8)))
    def let_time_pass(self, hours: int) -> None:
        """Time passes, and what is due is done."""
        self.shop.clock.advance(timedelta(hours=hours))
        self.shop.company.run_due()

    @invariant()
    def the_laws_hold(self) -> None:
        """TK-1 to TK-3, after every step."""
        keep_the_laws(self.shop.company)

    def teardown(self) -> None:
        """Every record is what the journal says."""
        self.shop.company.run_due()
        same("the first fault", verify(self.shop.company).first_fault, None)
        self.shop.company.close()
