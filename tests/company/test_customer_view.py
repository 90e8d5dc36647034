"""The customer's view: what he sees of an order, when it changed, and what stays inside."""

from datetime import date, timedelta

import pytest

from fbo import (
    SERVICE_AGENT,
    Actor,
    Cancellation,
    CustomerView,
    Delivery,
    InboundMessage,
    Messaging,
    Picking,
    Suspension,
    customer_view,
    verify,
)
from fbo.front.crm import Answer, Note, Question, Risk
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.testing.shop import MONDAY, Shop

FRIDAY = date(2026, 11, 27)


def seen(shop: Shop, case: object) -> CustomerView:
    return shop.company.customer_view(shop.now(case))


def labels(view: CustomerView) -> list[str]:
    return [event.label for event in view.events if event.label]


def dispatched(shop: Shop, order: object) -> None:
    shop.now(order).start_fulfilment(by=shop.sam)
    shipment = shop.shipments(order)[-1]
    shipment.pick(Picking(), by=shop.sam)
    shipment.pack(by=shop.sam)
    shipment.dispatch(by=shop.sam)


def test_a_draft_is_not_seen(shop: Shop) -> None:
    view = seen(shop, shop.drafted())

    assert not view
    assert view.as_json() == {
        "kind": "Order",
        "label": "",
        "since": None,
        "fields": {},
        "events": [],
        "parts": [],
        "promises": [],
        "messages": [],
        "question": "",
    }


def test_a_customer_sees_the_label(shop: Shop) -> None:
    shop.receive(1)

    assert seen(shop, shop.placed()).label == "Confirmed"


def test_a_customer_sees_the_day_that_was_promised(shop: Shop) -> None:
    shop.receive(1)

    order = shop.placed(promised=FRIDAY)

    assert seen(shop, order).label.startswith("Confirmed, delivery by ")
    assert customer_view(order).label == "Confirmed, delivery by 2026-11-27"


def test_a_customer_sees_every_label_in_its_turn(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(3)
    dispatched(shop, order)
    shop.receive(1)
    dispatched(shop, order)
    for shipment in shop.shipments(order):
        shipment.confirm_delivery(Delivery(proof="signed"), by=shop.sam)
    shop.settled(order)
    shop.company.run_due()

    assert labels(seen(shop, order)) == [
        *("Order received", "Confirmed", "Being prepared", "Partly shipped"),
        *("On its way", "Delivered", "Completed"),
    ]


def test_a_label_shows_since_it_was_new(shop: Shop) -> None:
    shop.receive(3)
    order = shop.placed(3)
    shop.clock.advance(timedelta(hours=2))
    shop.now(order).start_fulfilment(by=shop.sam)
    shop.clock.advance(timedelta(hours=2))
    shop.shipments(order)[0].pick(Picking(), by=shop.sam)

    view = seen(shop, order)

    assert (view.label, view.since) == ("Being prepared", MONDAY + timedelta(hours=2))


def test_a_customer_sees_what_he_was_told(shop: Shop) -> None:
    assert [event.told for event in seen(shop, shop.placed()).events] == [
        ("order_received",),
        ("order_decided",),
    ]


def test_what_the_staff_is_told_is_not_seen(shop: Shop) -> None:
    order = shop.placed()

    order.suspend(Suspension(reason="he never pays"), by=shop.anna)

    view = seen(shop, order)
    assert view.label == "On hold"
    assert "never pays" not in str(view.as_json())
    assert view.events[-1].told == ()


def test_a_shipment_is_seen_once_it_is_on_its_way(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed()
    shop.now(order).start_fulfilment(by=shop.sam)
    assert seen(shop, order).parts == ()

    shipment = shop.shipments(order)[0]
    shipment.pick(Picking(), by=shop.sam)
    shipment.pack(by=shop.sam)
    shipment.dispatch(by=shop.sam)
    shop.company.run_due()

    assert [(part.kind, part.label) for part in seen(shop, order).parts] == [
        ("Invoice", "Invoice"),
        ("Shipment", "On its way"),
    ]


def test_a_case_without_its_company_shows_itself_alone(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed()
    dispatched(shop, order)
    shop.company.run_due()

    assert customer_view(shop.now(order)).parts == ()


def test_a_case_of_a_company_may_be_named_by_its_id(shop: Shop) -> None:
    order = shop.placed()

    assert shop.company.customer_view(order.id) == seen(shop, order)


def test_a_case_keeps_the_last_fifty_things_and_the_label(shop: Shop) -> None:
    order = shop.placed()
    for _ in range(30):
        shop.now(order).suspend(Suspension(reason="a moment"), by=shop.anna)
        shop.now(order).resume(by=shop.anna)

    view = seen(shop, order)

    assert len(view.events) == 50
    assert view.label == "Confirmed"


def test_an_entry_is_public_if_the_customer_is_shown_something(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed()
    shop.now(order).start_fulfilment(by=shop.sam)

    public = [entry.type for entry in shop.company.journal() if "shown" in entry.data]

    assert public == [f"OrderToCash.{step}" for step in ("place", "decide", "start_fulfilment")]


def test_what_was_shown_is_what_the_journal_says(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(promised=FRIDAY)
    shop.now(order).cancel(Cancellation(reason="no more"), by=shop.anna)

    assert verify(shop.company).ok


def test_a_record_that_shows_what_the_journal_does_not_say_is_found(shop: Shop) -> None:
    from fbo.ports.storage import Batch, Put

    order = shop.placed()
    store = shop.company.store
    (record,) = store.get("main", (("case", order.id),))
    assert record is not None
    body = {**record.body, "shown": [{"at": record.body["shown"][0]["at"], "label": "Completed"}]}
    store.commit(Batch("main", "forged", (Put(record.key, body, record.version, record.index),)))

    found = verify(shop.company)

    assert not found.ok
    assert "shown" in str(found.first_fault)


@pytest.mark.parametrize("leak", ["because", "priority", "buckets", "hold", "owner"])
def test_what_is_for_the_staff_stands_nowhere(shop: Shop, leak: str) -> None:
    shop.receive(2)
    order = shop.placed(3)
    dispatched(shop, order)
    shop.company.run_due()

    assert f"'{leak}'" not in str(seen(shop, order).as_json())


# --- what was promised, said and asked ----------------------------------------------------------


@pytest.fixture
def iris(shop: Shop) -> Actor:
    return shop.company.hire("Iris", SERVICE_AGENT)


def thread(shop: Shop, order: object, text: str, number: int = 1) -> Messaging:
    """Ada writes about her order."""
    message = InboundMessage(
        channel="email",
        external_id=f"{number}",
        sender="ada@example.com",
        text=text,
        about=(shop.now(order).id,),
    )
    return shop.company.case(Messaging, shop.company.receive(message).conversation)


def test_a_customer_sees_what_he_was_promised(shop: Shop) -> None:
    shop.receive(1)

    (promise,) = seen(shop, shop.placed(promised=FRIDAY)).promises

    assert (promise.label, promise.fields["what"]) == ("Promised", "delivery")


def test_a_customer_does_not_see_that_a_promise_is_at_risk(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(promised=FRIDAY)
    before = seen(shop, order)
    (promise,) = shop.company.find(PromiseKeeping)

    promise.put_at_risk(Risk(because="the lorry is broken"), by=shop.anna)

    assert seen(shop, order) == before


def test_a_customer_sees_what_was_said_about_his_order(shop: Shop, iris: Actor) -> None:
    order = shop.placed()
    talk = thread(shop, order, "Where is my lamp?")
    talk.note(Note(text="she is in a hurry"), by=iris)
    talk.answer(Answer(text="On its way."), by=iris)

    said = [(m["direction"], m["text"]) for m in seen(shop, order).messages]

    assert said == [("in", "Where is my lamp?"), ("out", "On its way.")]


def test_what_was_said_about_something_else_is_not_shown_with_it(shop: Shop) -> None:
    order, other = shop.placed(), shop.placed()
    thread(shop, other, "Where is my chair?")

    assert seen(shop, order).messages == ()


def test_a_customer_sees_what_he_is_asked_until_he_answers(shop: Shop, iris: Actor) -> None:
    order = shop.placed()
    thread(shop, order, "Where is my lamp?").ask(Question(text="Which lamp?"), by=iris)
    asked = seen(shop, order).question

    thread(shop, order, "The green one.", 2)

    assert (asked, seen(shop, order).question) == ("Which lamp?", "")


def test_a_conversation_shows_its_own_question(shop: Shop, iris: Actor) -> None:
    talk = thread(shop, shop.placed(), "Where is my lamp?")

    talk.ask(Question(text="Which lamp?"), by=iris)

    view = shop.company.customer_view(talk)
    assert (view.label, view.question) == ("We need something from you", "Which lamp?")
    assert [m["text"] for m in view.messages] == ["Where is my lamp?", "Which lamp?"]
