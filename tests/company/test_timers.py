"""Timers: at their instant, once; gone when their step leads from nowhere; refused, a task."""

from datetime import timedelta

import pytest
from press import EDITOR, PROCESSES, Note, Reminder, commits, types

from fbo import Actor, Company, Tasking
from fbo.adapters.memory import MemoryStore
from fbo.kernel.times import iso
from fbo.testing.shop import MONDAY, Shop
from fbo.testing.watched import Died, WatchedStore

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def reminder(press: Company, edna: Actor) -> Reminder:
    return press.open(Reminder, Note(text="ring"), by=edna, then=Reminder.start)


def rings(company: Company) -> int:
    return commits(company, "Reminder.ring")


def test_a_timer_stands_in_its_case(reminder: Reminder) -> None:
    assert reminder.facts.timers == {"ring": iso(MONDAY + DAY)}


def test_a_timer_does_not_ring_before_its_instant(
    shop_of_press: Shop, press: Company, reminder: Reminder
) -> None:
    del reminder
    shop_of_press.clock.set(MONDAY + DAY - MICROSECOND)

    press.run_due()

    assert rings(press) == 0


def test_a_timer_rings_at_its_instant(
    shop_of_press: Shop, press: Company, reminder: Reminder
) -> None:
    shop_of_press.clock.set(MONDAY + DAY)

    press.run_due()

    assert press.case(Reminder, reminder.id).state is Reminder.rung


def test_a_timer_rings_once(shop_of_press: Shop, press: Company, reminder: Reminder) -> None:
    shop_of_press.clock.set(MONDAY + DAY)

    press.run_due()
    press.run_due()

    assert press.case(Reminder, reminder.id).document.count == 1
    assert rings(press) == 1


def test_a_timer_that_was_missed_rings_once_on_return(
    shop_of_press: Shop, press: Company, reminder: Reminder
) -> None:
    del reminder
    shop_of_press.clock.set(MONDAY + 30 * DAY)

    press.run_due()

    assert rings(press) == 1


def test_a_timer_is_taken_by_the_system(
    shop_of_press: Shop, press: Company, reminder: Reminder
) -> None:
    shop_of_press.clock.set(MONDAY + DAY)

    press.run_due()

    assert press.history(reminder)[-1].by == "system"


def test_a_timer_that_was_put_off_rings_at_the_later_instant_only(
    shop_of_press: Shop, press: Company, edna: Actor, reminder: Reminder
) -> None:
    reminder.put_off(by=edna)
    shop_of_press.clock.set(MONDAY + DAY)
    press.run_due()
    assert rings(press) == 0

    shop_of_press.clock.set(MONDAY + 2 * DAY)
    press.run_due()

    assert rings(press) == 1


def test_a_timer_that_was_dropped_never_rings(
    shop_of_press: Shop, press: Company, edna: Actor, reminder: Reminder
) -> None:
    reminder.forget(by=edna)
    shop_of_press.clock.set(MONDAY + 30 * DAY)

    press.run_due()

    assert reminder.facts.timers == {}
    assert rings(press) == 0


def test_a_timer_goes_when_its_step_leads_from_nowhere(press: Company, edna: Actor) -> None:
    reminder = press.open(Reminder, Note(text="ring"), by=edna, then=Reminder.start)

    reminder.answer(by=edna)

    assert reminder.facts.timers == {}
    assert press.run_due() <= 1


def test_the_journal_says_which_timers_a_case_has(press: Company, edna: Actor) -> None:
    reminder = press.open(Reminder, Note(text="ring"), by=edna, then=Reminder.start)
    reminder.answer(by=edna)

    start, answer = press.journal()[-2:]

    assert start.data["timers"] == {"ring": iso(MONDAY + DAY)}
    assert answer.data["timers"] == {}


def test_a_timer_that_is_refused_becomes_a_task(
    shop_of_press: Shop, press: Company, edna: Actor
) -> None:
    reminder = press.open(Reminder, Note(topic="locked"), by=edna, then=Reminder.start)
    shop_of_press.clock.set(MONDAY + DAY)

    press.run_due()

    (task,) = press.find(Tasking)
    assert task.document.about == reminder.id
    assert task.document.what == (
        "ring was due and could not be taken: cannot ring: the note is locked"
    )


def test_a_timer_that_is_refused_is_journaled_once_and_never_comes_back(
    shop_of_press: Shop, press: Company, edna: Actor
) -> None:
    reminder = press.open(Reminder, Note(topic="locked"), by=edna, then=Reminder.start)
    for days in range(1, 4):
        shop_of_press.clock.set(MONDAY + days * DAY)
        press.run_due()

    assert press.case(Reminder, reminder.id).facts.timers == {}
    assert commits(press, "Reminder.timer") == 1
    assert len(press.find(Tasking)) == 1


def test_a_timer_with_a_fault_becomes_a_task(
    shop_of_press: Shop, press: Company, edna: Actor
) -> None:
    press.open(Reminder, Note(text="absurd"), by=edna, then=Reminder.start)
    shop_of_press.clock.set(MONDAY + DAY)

    press.run_due()

    (task,) = press.find(Tasking)
    assert task.document.what == (
        "ring was due and could not be taken: it failed with ZeroDivisionError"
    )


def test_a_timer_with_a_fault_keeps_nobody_waiting(
    shop_of_press: Shop, press: Company, edna: Actor
) -> None:
    press.open(Reminder, Note(text="absurd"), by=edna, then=Reminder.start, id="a")
    press.open(Reminder, Note(text="ring"), by=edna, then=Reminder.start, id="b")
    shop_of_press.clock.set(MONDAY + DAY)

    press.run_due()

    assert press.case(Reminder, "b").state is Reminder.rung


def test_many_timers_ring_in_one_go(shop_of_press: Shop, press: Company, edna: Actor) -> None:
    for _ in range(250):
        press.open(Reminder, Note(text="ring"), by=edna, then=Reminder.start)
    shop_of_press.clock.set(MONDAY + DAY)

    press.run_due()

    assert rings(press) == 250


def test_run_due_says_how_much_was_done(
    shop_of_press: Shop, press: Company, reminder: Reminder
) -> None:
    del reminder
    press.run_due()
    shop_of_press.clock.set(MONDAY + DAY)

    assert press.run_due() == 2  # The step, and the message that its owner is told.
    assert press.run_due() == 0


def test_of_two_workers_at_once_one_rings() -> None:
    store = MemoryStore()
    watched = WatchedStore(store)
    shop = Shop(watched, processes=PROCESSES)
    edna = shop.company.hire("Edna", EDITOR)
    reminder = shop.company.open(Reminder, Note(text="ring"), by=edna, then=Reminder.start)
    shop.clock.set(MONDAY + DAY)
    other = Company(store, processes=PROCESSES, clock=shop.clock)
    watched.meanwhile(other.run_due)

    shop.company.run_due()

    assert shop.company.case(Reminder, reminder.id).document.count == 1
    assert shop.company.find(Tasking) == []


def test_a_timer_that_is_put_off_while_it_is_about_to_ring_does_not_ring() -> None:
    watched = WatchedStore(MemoryStore())
    shop = Shop(watched, processes=PROCESSES)
    company = shop.company
    edna = company.hire("Edna", EDITOR)
    reminder = company.open(Reminder, Note(text="ring"), by=edna, then=Reminder.start)
    shop.clock.set(MONDAY + DAY)
    watched.meanwhile(lambda: company.case(Reminder, reminder.id).put_off(by=edna))

    company.run_due()

    assert company.case(Reminder, reminder.id).state is Reminder.waiting
    assert rings(company) == 0


def test_a_timer_rings_once_though_the_worker_dies_in_the_act() -> None:
    store = MemoryStore()
    watched = WatchedStore(store)
    shop = Shop(watched, processes=PROCESSES)
    edna = shop.company.hire("Edna", EDITOR)
    reminder = shop.company.open(Reminder, Note(text="ring"), by=edna, then=Reminder.start)
    shop.clock.set(MONDAY + DAY)
    watched.die_after("Reminder.ring")
    with pytest.raises(Died):
        shop.company.run_due()

    other = Company(store, processes=PROCESSES, clock=shop.clock)
    other.run_due()

    assert other.case(Reminder, reminder.id).document.count == 1
    assert types(other).count("Reminder.ring") == 1
