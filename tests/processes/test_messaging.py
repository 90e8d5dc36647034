"""Conversations: one thread over all channels, each message once, and notes that never leave."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from fbo import (
    SALES_REP,
    SERVICE_AGENT,
    SYSTEM,
    Actor,
    Document,
    InboundMessage,
    Messaging,
    Process,
    State,
    StepRefused,
    verify,
    when,
)
from fbo.front.crm import (
    Answer,
    ColleagueQuestion,
    Customer,
    Into,
    Note,
    Question,
    Reply,
    Until,
)
from fbo.front.sales import SALES
from fbo.testing.shop import Shop

ADA = "ada@example.com"


@pytest.fixture
def iris(shop: Shop) -> Actor:
    return shop.company.hire("Iris", SERVICE_AGENT)


def message(number: int = 1, *, channel: str = "email", sender: str = ADA, **more: object):
    """A message of Ada's, whose text says which it is."""
    return InboundMessage(
        channel=channel,
        external_id=f"{channel}-{number}",
        sender=sender,
        text=f"message {number}",
        **more,
    )


def conversation(shop: Shop, number: int = 1, **more: object) -> Messaging:
    received = shop.company.receive(message(number, **more))
    return shop.company.case(Messaging, received.conversation)


def texts(case: Messaging) -> list[str]:
    return [said.text for said in case.document.messages]


def sent(shop: Shop) -> list[tuple[str, str, str]]:
    shop.company.run_due()
    return [(mail.channel, mail.to, mail.text) for mail in shop.mail.sent]


# --- taken in -----------------------------------------------------------------------------------


def test_a_message_of_a_customer_opens_a_conversation_with_him(shop: Shop) -> None:
    case = conversation(shop)

    assert (case.state.name, case.document.customer) == ("received", shop.ada.id)
    assert texts(case) == ["message 1"]


def test_a_sender_nobody_knows_has_a_conversation_without_a_customer(shop: Shop) -> None:
    first = conversation(shop, 1, sender="stranger@example.com")
    second = conversation(shop, 2, sender="Stranger@Example.com ")

    assert first.document.customer is None
    assert second.id == first.id


@pytest.mark.parametrize("number", ["+44 20 7946 0018", "0044 20 79460018", "+442079460018"])
def test_a_caller_is_known_however_his_number_is_written(shop: Shop, number: str) -> None:
    grace = shop.company.file(Customer(name="Grace", phones=("+44 (20) 7946-0018",)))

    case = conversation(shop, channel="phone", sender=number)

    assert case.document.customer == grace.id


def test_an_address_of_two_customers_belongs_to_neither(shop: Shop) -> None:
    shop.company.file(Customer(name="Ada's twin", email=ADA))

    assert conversation(shop).document.customer is None


def test_a_message_delivered_twice_is_one_message(shop: Shop) -> None:
    first = shop.company.receive(message())
    again = shop.company.receive(message())

    case = shop.company.case(Messaging, first.conversation)
    assert (first.first, again.first, again.conversation) == (True, False, case.id)
    assert texts(case) == ["message 1"]


def test_the_same_id_on_another_channel_is_another_message(shop: Shop) -> None:
    shop.company.receive(InboundMessage(channel="email", external_id="7", sender=ADA, text="a"))
    shop.company.receive(InboundMessage(channel="chat", external_id="7", sender=ADA, text="b"))

    (case,) = shop.company.find(Messaging)
    assert texts(case) == ["a", "b"]


def test_a_message_delivered_by_two_workers_at_once_is_one_message(shop: Shop) -> None:
    start = Barrier(4)

    def deliver() -> None:
        start.wait()
        shop.company.receive(message())

    workers = [Thread(target=deliver) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    (case,) = shop.company.find(Messaging)
    assert texts(case) == ["message 1"]
    assert verify(shop.company).first_fault is None


def test_a_reply_finds_the_message_it_answers(shop: Shop, iris: Actor) -> None:
    first = conversation(shop, 1)
    first.take_up(by=iris)
    first.merge(Into(into=conversation(shop, 2, sender="else@example.com").id), by=iris)

    reply = shop.company.receive(message(3, in_reply_to="email-1"))

    assert reply.conversation == first.document.into


# --- one thread ---------------------------------------------------------------------------------


def test_a_reply_on_another_channel_ends_the_wait_for_the_customer(shop: Shop, iris: Actor) -> None:
    case = conversation(shop)
    case.ask(Question(text="Which colour?"), by=iris)

    shop.company.receive(message(2, channel="chat"))

    assert shop.now(case).state.name == "opened"
    assert texts(shop.now(case)) == ["message 1", "Which colour?", "message 2"]


def test_a_case_of_another_process_goes_on_at_the_customer_s_word(iris: Actor) -> None:
    class Repair(Document):
        customer: str

    class Repairing(Process[Repair]):
        begun = State(SALES, initial=True)
        questioned = State(SALES, holder="customer")
        going_on = State(SALES)
        over = State(final=True)
        start = begun.opens(by=SALES_REP)
        put_question = begun.to(questioned, by=SALES_REP)
        go_on = questioned.to(going_on, by=(SYSTEM, SALES_REP))
        finish = going_on.to(over, by=SALES_REP)

        @when(Messaging.record_reply, of=lambda spoken: spoken.about, while_=questioned)
        def _he_has_spoken(self, spoken: Document) -> None:
            self.proceed(Repairing.go_on)

    shop = Shop(processes=(Repairing,))
    repair = shop.company.open(
        Repairing, Repair(customer=shop.ada.id), by=shop.anna, then=Repairing.put_question
    )

    shop.company.receive(message(about=(repair.id,)))

    assert shop.now(repair).state.name == "going_on"


def test_a_word_after_it_was_resolved_takes_it_up_again(shop: Shop, iris: Actor) -> None:
    case = conversation(shop)
    case.answer(Answer(text="It is on its way."), by=iris)
    case.resolve(by=iris)

    shop.company.receive(message(2))

    assert shop.now(case).state.name == "opened"


def test_what_is_resolved_closes_after_a_week_and_a_later_word_begins_anew(
    shop: Shop, iris: Actor
) -> None:
    case = conversation(shop)
    case.answer(Answer(text="It is on its way."), by=iris)
    case.resolve(by=iris)

    shop.clock.advance(timedelta(days=7))
    shop.company.run_due()
    later = shop.company.receive(message(2))

    assert shop.now(case).state.name == "closed"
    assert (later.opened, later.conversation != case.id) == (True, True)


def test_a_conversation_sleeps_until_its_day(shop: Shop, iris: Actor) -> None:
    case = conversation(shop)
    case.take_up(by=iris)
    case.snooze(Until(until=shop.clock.now() + timedelta(days=2)), by=iris)

    shop.clock.advance(timedelta(days=2))
    shop.company.run_due()

    assert shop.now(case).state.name == "opened"


def test_a_colleague_answers_in_the_thread_and_the_customer_sees_nothing(
    shop: Shop, iris: Actor
) -> None:
    case = conversation(shop)
    case.take_up(by=iris)
    case.pass_on(ColleagueQuestion(desk="WAREHOUSE", text="Is it packed?"), by=iris)

    lies_on = case.state.desk_of(case.document)
    case.advise(Note(text="Since noon."), by=shop.sam)

    assert lies_on is not None
    assert (lies_on.name, case.state.name) == ("WAREHOUSE", "opened")
    seen = str(shop.company.customer_view(case).as_json())
    assert "packed" not in seen
    assert "noon" not in seen


# --- what goes out ------------------------------------------------------------------------------


def test_a_reply_goes_by_the_channel_on_which_he_spoke_last(shop: Shop, iris: Actor) -> None:
    case = conversation(shop)
    shop.company.receive(message(2, channel="chat"))

    shop.now(case).answer(Answer(text="Soon."), by=iris)

    assert sent(shop) == [("chat", ADA, "Soon.")]
    assert shop.now(case).document.messages[-1].channel == "chat"


def test_a_chat_is_closed_after_a_day_and_the_reply_goes_by_mail(shop: Shop, iris: Actor) -> None:
    case = conversation(shop, channel="chat")
    shop.clock.advance(timedelta(hours=25))

    case.answer(Answer(text="Soon."), by=iris)

    assert sent(shop) == [("email", ADA, "Soon.")]


def test_where_there_is_no_way_to_the_customer_a_reply_is_refused(shop: Shop, iris: Actor) -> None:
    case = conversation(shop, channel="counter", sender="")

    with pytest.raises(StepRefused, match="no way to reach the customer"):
        case.answer(Answer(text="Soon."), by=iris)


def test_who_spoke_at_the_counter_is_answered_by_mail(shop: Shop, iris: Actor) -> None:
    case = conversation(shop, channel="counter")

    case.answer(Answer(text="Soon."), by=iris)

    assert sent(shop) == [("email", ADA, "Soon.")]


def test_a_note_leaves_by_no_channel(shop: Shop, iris: Actor) -> None:
    case = conversation(shop)
    case.answer(Answer(text="Soon."), by=iris)
    case.note(Note(text="he is a nuisance"), by=iris)

    assert sent(shop) == [("email", ADA, "Soon.")]
    assert "nuisance" not in str(shop.company.customer_view(case).as_json())


def test_what_was_said_is_not_in_the_journal(shop: Shop, iris: Actor) -> None:
    case = conversation(shop)
    case.answer(Answer(text="Soon."), by=iris)

    journal = str([entry.data for entry in shop.company.journal()])

    assert "message 1" not in journal
    assert "Soon." not in journal


def test_unattended_is_where_the_customer_had_the_last_word(shop: Shop, iris: Actor) -> None:
    case = conversation(shop)
    at_first = case.is_unattended
    case.note(Note(text="what now?"), by=iris)
    after_a_note = case.is_unattended
    case.answer(Answer(text="Soon."), by=iris)

    assert (at_first, after_a_note, case.is_unattended) == (True, True, False)


def test_spam_is_not_unattended(shop: Shop, iris: Actor) -> None:
    case = conversation(shop)

    case.mark_spam(by=iris)

    assert not case.is_unattended


def test_a_call_is_written_down_by_an_agent(shop: Shop, iris: Actor) -> None:
    case = conversation(shop)

    case.record_reply(Reply(channel="phone", text="he called", address="+1 555 0100"), by=iris)

    assert case.document.messages[-1].channel == "phone"
