"""The relay: every message is handed over at least once, or lies with the dead letters."""

from datetime import timedelta

import pytest
from press import EDITOR, Bell, Note

from fbo import (
    SALES_REP,
    Cancellation,
    Company,
    Customer,
    MemoryNotifier,
    OrderToCash,
    Tasking,
    verify,
)
from fbo.adapters.memory import MemoryStore
from fbo.front.sales import Suspension
from fbo.kernel.people import THE_SYSTEM
from fbo.ports.notification import Delivered, Later, Message, Outcome, Refused
from fbo.ports.storage import Batch, Put
from fbo.testing.shop import MONDAY, Shop
from fbo.testing.watched import Died, WatchedStore

MINUTE = timedelta(minutes=1)


class Scripted:
    """A notifier that answers what it is told to, and notes every attempt."""

    channels = frozenset({"email", "desk"})

    def __init__(self, *answers: Outcome | Exception) -> None:
        self.answers = list(answers)
        self.attempts: list[Message] = []

    def send(self, message: Message, *, timeout: timedelta) -> Outcome:
        self.attempts.append(message)
        answer = self.answers.pop(0) if self.answers else Delivered()
        if isinstance(answer, Exception):
            raise answer
        return answer


class Picky(Scripted):
    """A notifier that never takes one kind of message."""

    def send(self, message: Message, *, timeout: timedelta) -> Outcome:
        self.attempts.append(message)
        return Refused("no such mailbox") if "received" in message.text else Delivered()


def dead(company: Company) -> list[str]:
    letters = company.driver.run(company.relay.dead_letters())
    # Orders that lie about become late, which is told to employees.
    told = [letter.body["template"] for letter in letters]
    return [template for template in told if not template.startswith("clock_")]


def later(shop: Shop, *waits: timedelta) -> None:
    for wait in waits:
        shop.clock.advance(wait)
        shop.company.run_due()


# Handing over.


def test_a_message_is_written_in_the_commit_of_its_step() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    order = shop.drafted()
    store.reset()

    order.place(by=shop.anna)

    placed = store.batches[0]
    assert [entry.type for entry in placed.entries] == ["OrderToCash.place"]
    assert [w.key[0] for w in placed.writes if isinstance(w, Put)] == ["case", "message"]


def test_a_message_reaches_the_customer(shop: Shop) -> None:
    shop.placed()

    shop.company.run_due()

    assert {(message.to, message.text) for message in shop.mail.sent} == {
        ("ada@example.com", "We have received your order 1. Thank you."),
        ("ada@example.com", "Your order 1: Confirmed."),
    }


def test_a_message_is_not_sent_before_it_is_due_to_be(shop: Shop) -> None:
    shop.placed()

    assert shop.mail.sent == []


def test_in_calm_every_message_is_sent_once(shop: Shop) -> None:
    for _ in range(60):
        shop.placed()

    shop.company.run_due()
    later(shop, *[MINUTE] * 5)

    ids = [message.id for message in shop.mail.sent]
    assert len(ids) == len(set(ids)) == 120


def test_a_message_of_a_step_that_was_refused_is_never_sent(shop: Shop) -> None:
    order = shop.drafted(lines=())
    with pytest.raises(Exception, match="no lines"):
        order.place(by=shop.anna)

    shop.company.run_due()

    assert shop.mail.sent == []


def test_a_message_that_was_delivered_is_journaled(shop: Shop) -> None:
    shop.placed()

    shop.company.run_due()

    delivered = [e.data["message"] for e in shop.company.journal() if e.type == "message.delivered"]
    assert delivered == [message.id for message in shop.mail.sent]


def test_a_step_names_the_messages_it_sent(shop: Shop) -> None:
    shop.placed()
    shop.company.run_due()

    (place,) = [e for e in shop.company.journal() if e.type == "OrderToCash.place"]

    assert place.data["told"] == [m.id for m in shop.mail.sent if "received" in m.text]


# Trying again.


def test_what_could_not_be_sent_is_tried_again() -> None:
    notifier = Scripted(Later("busy"))
    shop = Shop(notifiers=(notifier,))
    shop.placed()

    later(shop, timedelta(), MINUTE, 2 * MINUTE)

    received = [m for m in notifier.attempts if "received" in m.text]
    assert [message.attempt for message in received] == [1, 2]


def test_all_attempts_carry_the_same_id() -> None:
    notifier = Scripted(Later("busy"))
    shop = Shop(notifiers=(notifier,))
    shop.placed()

    later(shop, timedelta(), MINUTE, 2 * MINUTE)

    assert len({m.id for m in notifier.attempts if "received" in m.text}) == 1


def test_the_wait_before_an_attempt_doubles() -> None:
    notifier = Scripted(*[Later("busy")] * 100)
    shop = Shop(notifiers=(notifier,))
    shop.drafted().place(by=shop.anna)
    tried: list[int] = []

    for minute in range(20):
        seen = len(notifier.attempts)
        shop.company.run_due()
        if len(notifier.attempts) > seen:
            tried.append(minute)
        shop.clock.advance(MINUTE)

    assert tried == [0, 1, 3, 7, 15]


def test_a_notifier_that_asks_for_time_gets_it() -> None:
    notifier = Scripted(Later("busy", timedelta(minutes=30)))
    shop = Shop(notifiers=(notifier,))
    shop.placed()

    later(shop, timedelta(), 29 * MINUTE)
    assert [message.attempt for message in notifier.attempts] == [1]
    later(shop, MINUTE)

    assert [message.attempt for message in notifier.attempts] == [1, 2, 1]


def test_a_notifier_that_raises_is_tried_again() -> None:
    notifier = Scripted(ConnectionError("reset"))
    shop = Shop(notifiers=(notifier,))
    shop.placed()

    later(shop, timedelta(), MINUTE)

    assert [message.attempt for message in notifier.attempts] == [1, 2, 1]
    assert dead(shop.company) == []


def test_a_worker_that_dies_after_sending_sends_again_after_its_lease() -> None:
    store = MemoryStore()
    watched = WatchedStore(store)
    shop = Shop(watched)
    shop.placed()

    def die(batch: Batch) -> None:
        if any(entry.type == "message.delivered" for entry in batch.entries):
            raise Died

    watched.before_commit = die
    with pytest.raises(Died):
        shop.company.run_due()
    watched.before_commit = None
    shop.company.run_due()
    assert len({message.id for message in shop.mail.sent}) == len(shop.mail.sent)

    later(shop, 2 * MINUTE)

    assert len({m.id for m in shop.mail.sent}) == len(shop.mail.sent) - 1


def test_a_message_is_claimed_by_one_worker() -> None:
    store = MemoryStore()
    watched = WatchedStore(store)
    shop = Shop(watched)
    shop.placed()
    mail = MemoryNotifier()
    other = Company(store, clock=shop.clock, notifiers=(mail,))
    watched.meanwhile(other.run_due)

    shop.company.run_due()

    sent = [*shop.mail.sent, *mail.sent]
    assert len({message.id for message in sent}) == len(sent) == 2


# In their order.


def test_what_one_recipient_hears_about_one_case_arrives_in_its_order() -> None:
    notifier = Scripted(Later("busy"), Later("busy"))
    shop = Shop(notifiers=(notifier,))
    shop.placed()

    later(shop, timedelta(), MINUTE, 2 * MINUTE)

    said = ["received" in message.text for message in notifier.attempts]
    assert said == [True, True, True, False]


def test_a_message_that_waits_for_another_keeps_nobody_else_waiting() -> None:
    notifier = Scripted(Later("busy"))
    shop = Shop(notifiers=(notifier,))
    shop.placed()
    shop.clock.advance(timedelta(seconds=1))
    other = shop.placed()

    shop.company.run_due()

    sent = [m for m in notifier.attempts if f"order {other.document.number}" in m.text]
    assert len(sent) == 2


def test_more_messages_than_a_page_wait_for_one_and_keep_nobody_waiting(press: Company) -> None:
    notifier = Scripted(*[Later("busy")] * 3)
    press.driver.notifiers = (notifier,)
    edna = press.hire("Edna", EDITOR, email="edna@example.com")
    loud = press.open(Bell, Note(), by=edna)
    for _ in range(120):
        loud.strike(by=edna)
    press.open(Bell, Note(), by=edna).strike(by=edna)

    press.run_due()

    assert len({message.id for message in notifier.attempts}) == 2


def test_a_message_goes_on_when_the_one_before_it_is_dead() -> None:
    notifier = Picky()
    shop = Shop(notifiers=(notifier,))
    shop.placed()

    shop.company.run_due()

    assert ["received" in message.text for message in notifier.attempts] == [True, False]


def test_the_order_of_messages_does_not_hang_on_the_clock(shop: Shop) -> None:
    order = shop.drafted()
    order.place(by=shop.anna)
    shop.clock.set(MONDAY - timedelta(hours=1))
    order.suspend(Suspension(reason="wait"), by=shop.anna)
    shop.now(order).resume(by=shop.anna)
    shop.now(order).cancel(Cancellation(reason="no"), by=shop.anna)
    shop.clock.set(MONDAY)

    shop.company.run_due()

    told = [m.text for m in shop.mail.sent if m.to == "ada@example.com"]
    assert [text.split()[-1].rstrip(".") for text in told] == ["you", "Confirmed", "Cancelled"]


def test_a_case_whose_id_begins_like_another_has_a_line_of_its_own() -> None:
    notifier = Scripted(Later("busy"))
    shop = Shop(notifiers=(notifier,))
    for id_ in ("order", "order.1"):
        shop.company.open(OrderToCash, shop.order(), by=shop.anna, id=id_, then=OrderToCash.place)

    shop.company.run_due()

    assert len(notifier.attempts) == 3


# Nobody to send to.


def test_a_message_to_somebody_without_an_address_is_a_dead_letter(shop: Shop) -> None:
    grace = shop.company.file(Customer(name="Grace Hopper"))
    shop.placed(customer=grace.id)

    shop.company.run_due()

    letters = shop.company.driver.run(shop.company.relay.dead_letters())
    assert [message.channel for message in shop.mail.sent] == ["desk"]
    assert [letter.body["reasons"] for letter in letters] == [
        ["no address of the recipient is on file"]
    ] * 2


def test_of_a_customer_without_an_address_the_front_office_is_told(shop: Shop) -> None:
    grace = shop.company.file(Customer(name="Grace Hopper"))
    order = shop.placed(customer=grace.id)

    shop.company.run_due()

    assert [(m.to, m.subject) for m in shop.mail.sent] == [
        ("SALES", "A customer cannot be reached")
    ]
    assert todo(shop, order) == [
        ("SALES", "the customer has no address: tell him another way (order received)")
    ]


def test_of_one_case_it_is_told_once(shop: Shop) -> None:
    grace = shop.company.file(Customer(name="Grace Hopper"))
    order = shop.placed(customer=grace.id)
    shop.company.run_due()

    shop.now(order).cancel(Cancellation(reason="no"), by=shop.anna)
    shop.company.run_due()

    assert len(todo(shop, order)) == 1
    assert verify(shop.company).ok


def test_his_account_owner_is_told_by_name(shop: Shop) -> None:
    mona = shop.company.hire("Mona", SALES_REP, email="mona@fbo.example")
    grace = shop.company.file(Customer(name="Grace Hopper", account_owner=mona.id))
    shop.placed(customer=grace.id)

    shop.company.run_due()

    assert [message.to for message in shop.mail.sent] == ["mona@fbo.example"]


def todo(shop: Shop, order: OrderToCash) -> list[tuple[str, str]]:
    """The tasks about an order: on which desk, and what is to be done."""
    tasks = shop.company.find(Tasking, about=order.id)
    return [(task.document.desk, task.document.what) for task in tasks]


def test_what_nobody_of_the_staff_answers_for_is_told_to_the_desk(press: Company) -> None:
    mail = MemoryNotifier()
    press.driver.notifiers = (mail,)
    press.open(Bell, Note(), by=THE_SYSTEM).strike(by=THE_SYSTEM)

    press.run_due()

    assert [(message.channel, message.to) for message in mail.sent] == [("desk", "TABLE")]


def test_a_message_to_a_customer_who_is_not_on_file_is_a_dead_letter() -> None:
    shop = Shop()
    order = shop.placed()
    body = {"template": "x", "audience": "customer", "to": "nobody", "process": "OrderToCash"}
    message = {**body, "attempt": 0, "created": "2026-01-01T00:00:00.000000Z", "case": order.id}
    put = Put(("message", "lost"), message, 0, {"due": ("2026-01-01",)})
    shop.company.store.commit(Batch("main", "lost", (put,)))

    shop.company.run_due()

    (letter,) = shop.company.driver.run(shop.company.relay.dead_letters())
    assert letter.body["reasons"] == ["nobody is on file under the recipient's id"]


def test_a_message_that_makes_no_sense_is_a_dead_letter(shop: Shop) -> None:
    poison = Put(("message", "poison"), {"attempt": 0}, 0, {"due": ("2026-01-01",)})
    shop.company.store.commit(Batch("main", "poison", (poison,)))
    shop.placed()

    shop.company.run_due()

    letters = shop.company.driver.run(shop.company.relay.dead_letters())
    assert [letter.body["reasons"] for letter in letters] == [["it cannot be understood"]]
    assert len(shop.mail.sent) == 2


# Who does not wish to be contacted.


def completed(shop: Shop) -> list[str]:
    shop.receive(1)
    order = shop.placed(1)
    shop.shipped(order)
    shop.settled(order)
    shop.company.run_due()
    return [message.subject for message in shop.mail.sent]


def test_who_does_not_wish_to_be_contacted_hears_what_belongs_to_his_order(shop: Shop) -> None:
    shop.company.change(shop.ada, do_not_contact=True)

    assert completed(shop) == [
        *("Your order", "Your order 1", "Your goods are on their way", "Your invoice 1")
    ]


def test_who_does_not_wish_to_be_contacted_is_not_asked_how_it_was(shop: Shop) -> None:
    shop.company.change(shop.ada, do_not_contact=True)

    completed(shop)

    (letter,) = shop.company.driver.run(shop.company.relay.dead_letters())
    assert letter.body["template"] == "order_completed"
    assert letter.body["reasons"] == ["the recipient does not wish to be contacted"]


def test_anybody_else_is_thanked(shop: Shop) -> None:
    assert completed(shop)[-1] == "Thank you"


# Dead letters.


def test_what_is_refused_for_good_lies_with_the_dead_letters() -> None:
    shop = Shop(notifiers=(Picky(),))
    shop.placed()

    shop.company.run_due()

    assert dead(shop.company) == ["order_received"]


def test_a_dead_letter_keeps_its_reasons() -> None:
    shop = Shop(notifiers=(Picky(),))
    shop.placed()
    shop.company.run_due()

    (letter,) = shop.company.driver.run(shop.company.relay.dead_letters())

    assert letter.body["reasons"] == ["no such mailbox"]


def test_a_dead_letter_is_journaled() -> None:
    shop = Shop(notifiers=(Picky(),))
    shop.placed()

    shop.company.run_due()

    assert [e.type for e in shop.company.journal()].count("message.dead") == 1


def test_what_was_tried_twelve_times_is_dead() -> None:
    notifier = Scripted(*[Later("busy")] * 100)
    shop = Shop(notifiers=(notifier,))
    shop.placed()

    later(shop, *[timedelta(hours=12)] * 30)

    assert sorted(dead(shop.company)) == ["order_decided", "order_received"]
    assert max(message.attempt for message in notifier.attempts) == 12


def test_a_poison_message_stays_alone() -> None:
    notifier = Picky()
    shop = Shop(notifiers=(notifier,))
    for _ in range(3):
        shop.placed()

    shop.company.run_due()

    assert dead(shop.company) == ["order_received"] * 3
    assert len([m for m in notifier.attempts if "received" not in m.text]) == 3


def test_a_message_without_a_notifier_for_its_channel_keeps_nobody_waiting() -> None:
    desks_only = MemoryNotifier(frozenset({"desk"}))
    shop = Shop(notifiers=(desks_only,))
    shop.placed()

    later(shop, *[timedelta(hours=12)] * 30)

    assert sorted(dead(shop.company)) == ["order_decided", "order_received"]


def test_a_dead_letter_can_be_driven_again() -> None:
    shop = Shop(notifiers=(Picky(),))
    shop.placed()
    shop.company.run_due()
    (letter,) = shop.company.driver.run(shop.company.relay.dead_letters())
    mail = MemoryNotifier()
    other = Company(shop.company.store, clock=shop.clock, notifiers=(mail,))

    other.driver.run(other.relay.drive_again(letter.key[1]))
    other.run_due()

    assert [message.id for message in mail.sent] == [letter.key[1]]
    assert dead(other) == []


def test_an_application_sees_what_could_not_be_sent_and_has_it_sent_again() -> None:
    shop = Shop(notifiers=(Picky(),))
    order = shop.placed()
    shop.company.run_due()
    (letter,) = shop.company.outbox.dead_letters()
    mail = MemoryNotifier()
    other = Company(shop.company.store, clock=shop.clock, notifiers=(mail,))

    other.outbox.send_again(letter)
    other.run_due()

    assert (letter.case, letter.audience, letter.to) == (order.id, "customer", shop.ada.id)
    assert letter.reasons
    assert [message.id for message in mail.sent] == [letter.id]
    assert other.outbox.dead_letters() == ()


def test_a_dead_letter_that_is_not_there_cannot_be_driven_again(shop: Shop) -> None:
    with pytest.raises(LookupError, match="there is no dead letter nowhere"):
        shop.company.outbox.send_again("nowhere")


def test_the_clock_may_go_back_without_harm(shop: Shop) -> None:
    shop.placed()
    shop.clock.set(MONDAY - timedelta(hours=1))
    shop.company.run_due()
    assert shop.mail.sent == []

    shop.clock.set(MONDAY)
    shop.company.run_due()

    assert len(shop.mail.sent) == 2
