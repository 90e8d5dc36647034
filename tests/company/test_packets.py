"""Packets: what a desk is given with the work that is handed to it, so that nobody asks twice."""

from datetime import date, timedelta

import pytest
from deals import BENCH, BUILDER, COUNTER, SELLER, Deal, bob, sally

from fbo import (
    SERVICE_AGENT,
    Actor,
    Agreed,
    Company,
    DefinitionError,
    InboundMessage,
    Incomplete,
    Messaging,
    NotAllowed,
    Process,
    State,
    StepRefused,
    before,
    business_days,
)
from fbo.front.crm import Answer, Question
from fbo.testing.shop import Shop

FRIDAY = date(2026, 12, 4)
ADA = "ada@example.com"
WHICH = "Which floor do you live on?"


@pytest.fixture
def iris(shop: Shop) -> Actor:
    return shop.company.hire("Iris", SERVICE_AGENT)


def says(shop: Shop, text: str, number: int) -> Messaging:
    message = InboundMessage(channel="email", external_id=f"{number}", sender=ADA, text=text)
    return shop.company.case(Messaging, shop.company.receive(message).conversation)


def asked(shop: Shop, iris: Actor) -> Messaging:
    """Iris has asked Ada which floor she lives on, and Ada has said so."""
    thread = says(shop, "Where is my lamp?", 1)
    thread.ask(Question(text=WHICH), by=iris)
    return says(shop, "On the third.", 2)


# --- asked before -------------------------------------------------------------------------------


def test_who_has_answered_is_not_asked_the_same_again(shop: Shop, iris: Actor) -> None:
    thread = asked(shop, iris)

    with pytest.raises(StepRefused) as refused:
        thread.ask(Question(text="which floor do you live on"), by=iris)

    (reason,) = refused.value.reasons
    assert (reason.code, reason.said) == ("asked_before", "On the third.")


def test_nor_in_another_conversation(shop: Shop, iris: Actor) -> None:
    first = asked(shop, iris)
    first.resolve(by=iris)
    shop.clock.advance(timedelta(days=30))
    shop.company.run_due()
    second = says(shop, "One more thing.", 3)

    assert second.id != first.id
    assert [r.code for r in second.ask.refusals(Question(text=WHICH), by=iris)] == ["asked_before"]


def test_what_he_never_answered_may_be_asked_again(shop: Shop, iris: Actor) -> None:
    thread = says(shop, "Where is my lamp?", 1)
    thread.answer(Answer(text=WHICH), by=iris)

    assert thread.ask.refusals(Question(text=WHICH), by=iris) == ()


def test_what_his_answer_leaves_open_may_be_asked(shop: Shop, iris: Actor) -> None:
    thread = asked(shop, iris)

    assert thread.ask.refusals(Question(text="Is there a lift?"), by=iris) == ()


def test_what_he_answered_is_kept_by_no_journal_and_no_key(shop: Shop, iris: Actor) -> None:
    thread = asked(shop, iris)

    for _ in range(2):
        with pytest.raises(StepRefused, match="asked that before"):
            thread.ask(Question(text=WHICH), by=iris, key="once")

    assert "third" not in str(shop.company.journal())


# --- packets ------------------------------------------------------------------------------------


def test_a_packet_tells_what_the_customer_was_asked_and_answered(shop: Shop, iris: Actor) -> None:
    asked(shop, iris)
    shop.receive(1)
    order = shop.placed(1)

    packet = shop.company.handoffs.packet(order, by=shop.sam)

    assert [(one.question, one.answer) for one in packet.asked] == [(WHICH, "On the third.")]
    assert packet.asked_before("which floor do you live on?") == packet.asked[0]
    assert packet.asked_before("Is there a lift?") is None


def test_a_packet_tells_what_he_was_promised(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(1, promised=FRIDAY)

    packet = shop.company.handoffs.packet(order, by=shop.sam)

    assert [one.what for one in packet.promises] == ["delivery"]
    assert packet.fields["promised"] == FRIDAY


def test_a_packet_is_as_of_when_the_work_was_handed_over(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(1)
    shop.clock.advance(timedelta(days=1))
    shop.placed(1)

    packet = shop.company.handoffs.packet(order, by=shop.sam)

    assert packet.customer is not None
    assert [one.id for one in packet.customer.orders] == [order.id]


def test_the_warehouse_hears_nothing_of_his_money(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(1)

    seen = shop.company.handoffs.packet(order, by=shop.sam).customer

    assert seen is not None
    assert (seen.credit, seen.open_amount) == (None, ())


def test_credit_control_is_told_how_he_pays(shop: Shop) -> None:
    order = shop.placed(11)

    seen = shop.company.handoffs.packet(order, by=shop.carla).customer

    assert seen is not None
    assert seen.credit == "ok"


def test_a_packet_is_for_the_two_desks_only(shop: Shop, iris: Actor) -> None:
    order = shop.placed(11)

    with pytest.raises(NotAllowed, match="only somebody of CREDIT_CONTROL"):
        shop.company.handoffs.packet(order, by=iris)


def test_a_packet_about_nobody_has_its_fields_only() -> None:
    company = Company(processes=(Secret,))
    case = company.open(Secret, Plan(what="a table"), by=sally)
    case.hand_over(by=sally)

    packet = company.handoffs.packet(case, by=bob)

    assert (packet.fields, packet.customer, packet.asked) == ({"what": "a table"}, None, ())


class Plan(Deal):
    """A deal whose price only those who sell need to know."""

    restricted = ("answer",)


class Secret(Process[Deal]):
    """What is sold is built, by those who need not know everything."""

    noted = State(COUNTER, initial=True)
    building = State(BENCH, within=business_days(2))
    built = State(final=True)

    hand_over = noted.to(
        building, by=SELLER, checklist=("what",), packet=("what", "answer"), agreed=Agreed()
    )
    return_incomplete = building.to(before(building), by=BUILDER, takes=Incomplete)
    finish = building.to(built, by=BUILDER)


def test_a_packet_shows_no_restricted_field_to_another_department() -> None:
    sentence = "the packet of hand_over shows answer to BENCH, and Plan restricts it"

    with pytest.raises(DefinitionError, match=sentence):

        class _Told(Process[Plan]):
            noted = State(COUNTER, initial=True)
            building = State(BENCH, within=business_days(2))
            built = State(final=True)
            hand_over = noted.to(building, by=SELLER, checklist=("what",), packet=("answer",))
            return_incomplete = building.to(before(building), by=BUILDER, takes=Incomplete)
            finish = building.to(built, by=BUILDER)


def test_what_comes_back_shows_those_who_answer_for_it_everything() -> None:
    class Returned(Process[Plan]):
        noted = State(COUNTER, initial=True)
        building = State(BENCH, within=business_days(2))
        built = State(final=True)
        hand_over = noted.to(building, by=SELLER, checklist=("what",))
        ask_back = building.to(noted, by=BUILDER, checklist=("what",), packet=("answer",))
        finish = building.to(built, by=BUILDER)

    assert Returned.definition.steps["ask_back"].packet == ("answer",)
