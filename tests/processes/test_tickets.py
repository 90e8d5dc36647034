"""What a customer asks for: whose turn it is, what he says after it was resolved, how it ends."""

from datetime import timedelta

import pytest

from fbo import (
    SERVICE_AGENT,
    Company,
    Conversation,
    Messaging,
    OrderToCash,
    ReturnToSettlement,
    StepRefused,
    Ticket,
    Ticketing,
)
from fbo.front.aftersales import ReturnLine
from fbo.front.crm import Answer, ColleagueQuestion, Note, Question, Reply
from fbo.front.service import Conversion, MergedInto, Planned, Solution, Sorted, kind_of
from fbo.kernel.people import Actor
from fbo.kernel.quantity import pieces
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.testing.shop import Shop


class Service:
    """Sofia answers Ada, who writes e-mails."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.company: Company = shop.company
        self.sofia: Actor = shop.company.hire("Sofia", SERVICE_AGENT)
        begun = Conversation(customer=shop.ada.id, subject="A lamp")
        self.talk = self.company.open(Messaging, begun, by=self.sofia)
        self.says("My lamp flickers.")

    def says(self, text: str) -> None:
        """Ada writes."""
        form = Reply(channel="email", address="ada@example.com", text=text)
        self.company.case(Messaging, self.talk.id).record_reply(form, by=self.sofia)

    def ticket(self, **fields: object) -> Ticketing:
        """Sofia opens a ticket about what Ada wrote."""
        document = Ticket.model_validate(
            {
                "customer": self.shop.ada.id,
                "subject": "A lamp flickers",
                "conversation": self.talk.id,
                **fields,
            }
        )
        return self.company.open(Ticketing, document, by=self.sofia)

    def opened(self, **fields: object) -> Ticketing:
        """She takes it up."""
        ticket = self.ticket(**fields)
        ticket.take_up(by=self.sofia)
        return ticket

    def resolved(self) -> Ticketing:
        """She says what to do."""
        ticket = self.opened()
        ticket.resolve(Solution(text="Turn the bulb."), by=self.sofia)
        return ticket

    def now(self, ticket: Ticketing) -> Ticketing:
        """The ticket as it is now."""
        found: Ticketing = self.shop.now(ticket)
        return found


@pytest.fixture
def desk(shop: Shop) -> Service:
    return Service(shop)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Thanks, that worked", "thanks"),
        ("Gracias, perfecto", "thanks"),
        ("Thank you, but it still flickers", "same_need"),
        ("Todavía parpadea", "same_need"),
        ("I would like another lamp", "new_need"),
        ("Thanks! Could you send me the invoice?", "unsure"),
        ("Hm.", "unsure"),
    ],
)
def test_a_reply_is_told_by_its_words(text: str, kind: str) -> None:
    assert kind_of(text) == kind


# --- after it was resolved ------------------------------------------------------------------------


def test_thanks_leave_it_resolved_and_keep_the_message(desk: Service) -> None:
    ticket = desk.resolved()

    desk.says("Thanks, that worked")

    assert desk.now(ticket).state is Ticketing.resolved
    assert desk.company.case(Messaging, desk.talk.id).document.said[-1].text.startswith("Thanks")


def test_thanks_start_no_clock(desk: Service) -> None:
    ticket = desk.resolved()

    desk.says("Thanks, that worked")

    running = [one.name for one in desk.now(ticket).clocks.values() if one.status == "running"]
    assert running == []


def test_the_same_need_opens_it_again_once(desk: Service) -> None:
    ticket = desk.resolved()

    desk.says("It still flickers")

    assert desk.now(ticket).state is Ticketing.opened
    assert [line.step for line in desk.now(ticket).history].count("reopen") == 1


def test_a_new_need_is_a_ticket_of_its_own(desk: Service) -> None:
    ticket = desk.resolved()

    desk.says("I would like another lamp")

    (more,) = [one for one in desk.company.find(Ticketing) if one.id != ticket.id]
    assert desk.now(ticket).state is Ticketing.resolved
    assert more.document.linked_to == ticket.id


def test_what_nobody_understands_opens_it_again_after_an_hour(desk: Service, shop: Shop) -> None:
    ticket = desk.resolved()
    desk.says("Hm.")
    assert desk.now(ticket).state is Ticketing.resolved

    shop.clock.advance(timedelta(hours=1))
    shop.company.run_due()

    assert desk.now(ticket).state is Ticketing.opened


def test_an_agent_may_say_what_it_means_before(desk: Service, shop: Shop) -> None:
    ticket = desk.resolved()
    desk.says("Hm.")

    desk.now(ticket).sort_reply(Sorted(kind="thanks"), by=desk.sofia)
    shop.clock.advance(timedelta(hours=1))
    shop.company.run_due()

    assert desk.now(ticket).state is Ticketing.resolved


def test_what_is_resolved_closes_after_five_business_days(desk: Service, shop: Shop) -> None:
    ticket = desk.resolved()

    shop.clock.advance(timedelta(days=8))
    shop.company.run_due()

    assert desk.now(ticket).state is Ticketing.closed


def test_the_conversation_of_a_closed_ticket_leaves_the_desk(desk: Service, shop: Shop) -> None:
    desk.resolved()

    shop.clock.advance(timedelta(days=8))
    shop.company.run_due()

    assert desk.company.case(Messaging, desk.talk.id).state is Messaging.resolved


def test_a_conversation_about_another_open_ticket_stays_on_the_desk(
    desk: Service, shop: Shop
) -> None:
    desk.opened()
    desk.resolved()

    shop.clock.advance(timedelta(days=8))
    shop.company.run_due()

    assert desk.company.case(Messaging, desk.talk.id).state is Messaging.opened


# --- clocks ---------------------------------------------------------------------------------------


def test_a_note_among_colleagues_is_no_response(desk: Service) -> None:
    ticket = desk.opened()

    ticket.note(Note(text="He has called before."), by=desk.sofia)

    clock = desk.now(ticket).clocks["first_response"]
    assert clock.is_open
    ticket.answer(Answer(text="We are looking into it."), by=desk.sofia)
    assert not desk.now(ticket).clocks["first_response"].is_open


def test_each_turn_of_the_customer_has_one_clock_until_he_is_answered(desk: Service) -> None:
    ticket = desk.opened()
    desk.says("Are you there?")
    desk.says("Hello?")
    assert desk.now(ticket).clocks["next_response"].is_open

    desk.now(ticket).answer(Answer(text="Yes."), by=desk.sofia)

    assert not desk.now(ticket).clocks["next_response"].is_open


def test_what_is_resolved_owes_nobody_an_answer(desk: Service) -> None:
    ticket = desk.opened()
    desk.says("Is anybody there?")
    assert desk.now(ticket).clocks["next_response"].is_open

    desk.now(ticket).resolve(Solution(text="Turn the bulb.", tells=False), by=desk.sofia)

    assert not desk.now(ticket).clocks["next_response"].is_open


def test_reopening_goes_on_with_the_clock(desk: Service, shop: Shop) -> None:
    """Created Monday 09:00, target 8 h, resolved 12:00, reopened Wednesday 10:00: due 15:00."""
    ticket = desk.opened(urgency="high")
    shop.clock.advance(timedelta(hours=3))
    desk.now(ticket).resolve(Solution(text="Turn the bulb."), by=desk.sofia)
    shop.clock.advance(timedelta(days=1, hours=22))

    desk.says("It still flickers")

    due = desk.now(ticket).clocks["resolution"].due
    assert (due.day, due.hour) == (25, 15)


def test_while_he_is_asked_the_clock_stands_still(desk: Service, shop: Shop) -> None:
    ticket = desk.opened(urgency="high")
    ticket.ask(Question(text="Which bulb?"), by=desk.sofia)
    shop.clock.advance(timedelta(hours=4))

    desk.says("A round one.")

    assert desk.now(ticket).state is Ticketing.opened
    assert desk.now(ticket).clocks["resolution"].percent == 0


# --- other desks, other tickets, other things -----------------------------------------------------


def test_a_back_office_desk_is_asked_and_answers(desk: Service, shop: Shop) -> None:
    ticket = desk.opened()

    ticket.hand_over(ColleagueQuestion(desk="WAREHOUSE", text="Which bulbs?"), by=desk.sofia)
    assert (ticket.state, ticket.label) == (Ticketing.with_back, "In progress")
    desk.now(ticket).hand_back(Note(text="Round ones."), by=shop.sam)

    assert desk.now(ticket).state is Ticketing.opened


def test_what_was_planned_after_it_was_resolved_does_not_close_by_itself(
    desk: Service, shop: Shop
) -> None:
    ticket = desk.resolved()
    desk.says("It still flickers")
    until = shop.clock.now() + timedelta(days=30)
    desk.now(ticket).schedule(Planned(until=until, reason="the part comes then"), by=desk.sofia)

    shop.clock.advance(timedelta(days=20))
    shop.company.run_due()

    assert desk.now(ticket).state is Ticketing.scheduled


def test_what_is_planned_wakes_on_its_day(desk: Service, shop: Shop) -> None:
    ticket = desk.opened()
    until = shop.clock.now() + timedelta(days=10)
    ticket.schedule(Planned(until=until, reason="bulbs arrive"), by=desk.sofia)

    shop.clock.advance(timedelta(days=9))
    shop.company.run_due()
    before = desk.now(ticket).state
    shop.clock.advance(timedelta(days=1))
    shop.company.run_due()

    assert (before, desk.now(ticket).state) == (Ticketing.scheduled, Ticketing.opened)


def test_a_reply_goes_to_the_end_of_a_chain_of_merged_tickets(desk: Service) -> None:
    first, second, third = (desk.opened(), desk.opened(conversation=None), desk.resolved())
    fourth = desk.opened(conversation=None)
    del third
    first.merge(MergedInto(into=second.id), by=desk.sofia)
    desk.now(second).merge(MergedInto(into=fourth.id), by=desk.sofia)

    desk.says("Are you there?")

    assert [line.step for line in desk.now(fourth).history].count("record_reply") == 1


def test_merged_tickets_make_no_circle(desk: Service) -> None:
    first, second = desk.opened(), desk.opened()
    first.merge(MergedInto(into=second.id), by=desk.sofia)

    for ticket, into in ((second, first), (second, second)):
        with pytest.raises(StepRefused):
            desk.now(ticket).merge(MergedInto(into=into.id), by=desk.sofia)


def test_a_ticket_that_is_a_complaint_becomes_one(desk: Service) -> None:
    ticket = desk.opened()

    ticket.convert(Conversion(to="complaint", statement="It burned down."), by=desk.sofia)

    (complaint,) = desk.company.find(ComplaintToResolution)
    assert ticket.state is Ticketing.converted
    assert (desk.now(ticket).document.became, complaint.document.statement) == (
        complaint.id,
        "It burned down.",
    )


def test_a_ticket_that_is_an_order_becomes_a_draft(desk: Service) -> None:
    desk.opened().convert(Conversion(to="order"), by=desk.sofia)

    (draft,) = desk.company.find(OrderToCash)
    assert draft.state is OrderToCash.drafted


def test_a_ticket_that_is_a_return_becomes_one(desk: Service, shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(1)
    row = ReturnLine(line=1, wanted=pieces(1), reason="defect")

    form = Conversion(to="return", order=order.id, lines=(row,))
    desk.opened().convert(form, by=desk.sofia)

    (goods,) = desk.company.find(ReturnToSettlement)
    assert goods.state is ReturnToSettlement.requested


def test_what_is_said_on_a_ticket_without_a_conversation_begins_one(desk: Service) -> None:
    ticket = desk.opened(conversation=None)

    ticket.answer(Answer(text="We have your letter."), by=desk.sofia)

    talk = desk.company.case(Messaging, desk.now(ticket).document.conversation or "")
    assert [message.text for message in talk.document.said] == ["We have your letter."]
    assert talk.document.said[0].sender == desk.sofia.id
