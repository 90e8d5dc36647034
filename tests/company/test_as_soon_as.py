"""As soon as: the system goes on by itself, in a commit of its own, and does not try for ever."""

from datetime import timedelta

import pytest
from press import EDITOR, PROCESSES, Note, Relayed, commits, types

from fbo import Actor, Company, OrderToCash, Picking, Tasking
from fbo.adapters.memory import MemoryStore
from fbo.testing.shop import Shop
from fbo.testing.watched import Died, WatchedStore

MINUTE = timedelta(minutes=1)


@pytest.fixture
def topic(press: Company) -> str:
    return press.file(Note(text="poetry")).id


def test_the_system_goes_on_in_the_same_call(press: Company, edna: Actor, topic: str) -> None:
    note = press.open(Relayed, Note(text="a poem", topic=topic), by=edna)

    note.hand_in(by=edna)

    assert note.state is Relayed.printed


def test_the_answer_is_about_the_step_that_was_taken(
    press: Company, edna: Actor, topic: str
) -> None:
    note = press.open(Relayed, Note(text="a poem", topic=topic), by=edna)

    outcome = note.hand_in(by=edna)

    assert (outcome.was, outcome.now) == ("drafted", "handed_in")


def test_each_step_that_follows_has_a_commit_of_its_own() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store, processes=PROCESSES)
    edna = shop.company.hire("Edna", EDITOR)
    topic = shop.company.file(Note(text="poetry")).id
    note = shop.company.open(Relayed, Note(text="a poem", topic=topic), by=edna)
    store.reset()

    note.hand_in(by=edna)

    assert [[entry.type for entry in batch.entries] for batch in store.batches] == [
        ["Relayed.hand_in"],
        ["Relayed.accept"],
        ["Relayed.print_it"],
    ]


def test_what_the_system_may_not_do_yet_waits(press: Company, edna: Actor) -> None:
    note = press.open(Relayed, Note(text="a poem", topic="unwritten"), by=edna)

    note.hand_in(by=edna)

    assert note.state is Relayed.handed_in


def test_what_waits_goes_on_with_the_next_step_of_the_case(press: Company, edna: Actor) -> None:
    note = press.open(Relayed, Note(text="a poem", topic="poetry"), by=edna)
    note.hand_in(by=edna)
    press.file(Note(text="about poetry"), id="poetry")

    note.touch(by=edna)

    assert note.state is Relayed.printed


def test_nobody_is_told_of_what_the_system_could_not_do(press: Company, edna: Actor) -> None:
    note = press.open(Relayed, Note(text="a poem", topic="unwritten"), by=edna)

    note.hand_in(by=edna)

    assert types(press)[-1] == "Relayed.hand_in"
    assert press.find(Tasking) == []


def test_after_a_crash_a_worker_goes_on_within_a_minute() -> None:
    store = MemoryStore()
    watched = WatchedStore(store)
    shop = Shop(watched, processes=PROCESSES)
    edna = shop.company.hire("Edna", EDITOR)
    topic = shop.company.file(Note(text="poetry")).id
    note = shop.company.open(Relayed, Note(text="a poem", topic=topic), by=edna)
    watched.die_after("Relayed.hand_in")
    with pytest.raises(Died):
        note.hand_in(by=edna)

    shop.clock.advance(MINUTE)
    worker = Company(store, processes=PROCESSES, clock=shop.clock)
    worker.run_due()

    assert worker.case(Relayed, note.id).state is Relayed.printed
    assert commits(worker, "Relayed.accept") == 1


def test_what_waits_is_asked_once_more_and_left_in_peace(
    shop_of_press: Shop, press: Company, edna: Actor
) -> None:
    note = press.open(Relayed, Note(text="a poem", topic="unwritten"), by=edna)
    note.hand_in(by=edna)

    for _ in range(5):
        shop_of_press.clock.advance(2 * MINUTE)
        press.run_due()

    assert press.case(Relayed, note.id).facts.timers == {}
    assert commits(press, "Relayed.timer") == 1


def test_what_cannot_go_on_is_not_tried_for_ever(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed()
    shop.shipped(order)
    assert shop.now(order).state is OrderToCash.fulfilled

    for _ in range(10):
        shop.clock.advance(2 * MINUTE)
        shop.company.run_due()
    entries = len(shop.company.journal())
    for _ in range(10):
        shop.clock.advance(2 * MINUTE)
        shop.company.run_due()

    assert shop.now(order).facts.timers.keys() == {"chase"}
    assert len(shop.company.journal()) == entries


def test_each_step_that_follows_is_allowed_or_refused_alone(
    press: Company, edna: Actor, topic: str
) -> None:
    note = press.open(Relayed, Note(text="", topic=topic), by=edna)

    note.hand_in(by=edna)

    assert note.state is Relayed.accepted


def test_two_who_go_on_at_once_go_on_once() -> None:
    store = MemoryStore()
    watched = WatchedStore(store)
    shop = Shop(watched)
    shop.receive(1)
    order = shop.drafted()
    watched.die_after("OrderToCash.place")
    with pytest.raises(Died):
        order.place(by=shop.anna)
    shop.clock.advance(MINUTE)
    worker = Company(store, clock=shop.clock)
    watched.meanwhile(worker.run_due)

    shop.company.run_due()

    assert types(shop.company).count("OrderToCash.decide") == 1
    assert shop.on_shelf() == (1, 0)


def test_a_shipment_that_left_before_a_crash_is_billed_by_a_worker() -> None:
    store = MemoryStore()
    watched = WatchedStore(store)
    shop = Shop(watched)
    shop.receive(1)
    order = shop.placed()
    shipment = shop.started(order)
    shipment.pick(Picking(), by=shop.sam)
    shipment.pack(by=shop.sam)
    watched.die_after("Shipping.dispatch")
    with pytest.raises(Died):
        shipment.dispatch(by=shop.sam)

    worker = Company(store, clock=shop.clock)
    worker.run_due()

    (invoice,) = worker.case(OrderToCash, order.id).invoices
    assert invoice.document.number == 1
    assert types(worker).count("InvoiceToCash.issue") == 1


def test_a_clock_that_goes_back_delays_a_bill_and_keeps_nobody_else_waiting(shop: Shop) -> None:
    """Invoices are dated in order: on the day before the last one none can be issued."""
    shop.receive(2)
    shop.shipped(shop.placed())
    second = shop.placed()
    shop.company.run_due()
    shop.clock.advance(timedelta(days=-1))
    shop.shipped(second)
    held = shop.placed(50)
    assert shop.now(second).invoices == ()

    # What the customer is told of the order that is held, and that goods have left.
    assert shop.company.run_due() == 3
    shop.clock.advance(timedelta(days=1))
    shop.company.run_due()

    assert len(shop.now(second).invoices) == 1
    assert shop.now(held).state is OrderToCash.credit_hold
