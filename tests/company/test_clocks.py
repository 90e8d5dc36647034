"""Clocks of a company's cases: kept by steps, ticked by a worker, each percent exactly once."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from helpdesk import HELP_DESK, HELPER, MADRID, Helping, Matter, Turning

from fbo import Actor, Company, NotAllowed, Policies, ServicePolicy, StepRefused, business_hours
from fbo.adapters.clocks import SettableClock
from fbo.adapters.memory import MemoryStore
from fbo.company.verifying.verify import verify
from fbo.kernel.times import iso
from fbo.testing.shop import Shop

MICROSECOND = timedelta(microseconds=1)


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """A time on the wall in Madrid, 2026; the 23rd of November is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Madrid")).astimezone(
        UTC
    )


@pytest.fixture
def shop() -> Shop:
    return Shop(processes=(Helping, Turning), calendar=MADRID, clock=SettableClock(at(23, 9)))


@pytest.fixture
def company(shop: Shop) -> Company:
    return shop.company


@pytest.fixture
def hal(company: Company) -> Actor:
    return company.hire("Hal", HELPER, email="hal@help.example")


@pytest.fixture
def matter(company: Company, hal: Actor) -> Helping:
    return company.open(Helping, Matter(), by=hal)


def ticks(company: Company) -> list[tuple[str, Any]]:
    return [
        (entry.data["clock"], entry.data.get("reached", "spent"))
        for entry in company.journal()
        if entry.type == "Helping.clock"
    ]


def run_at(shop: Shop, when: datetime) -> None:
    shop.clock.set(when)
    shop.company.run_due()


# --- what a case shows ----------------------------------------------------------------------------


def test_a_clock_starts_when_the_case_is_opened(matter: Helping) -> None:
    assert matter.clocks["solved"].due == at(23, 17)


def test_a_case_is_due_when_its_first_clock_is(matter: Helping) -> None:
    assert matter.due == at(23, 11)


def test_a_clock_is_asked_of_the_case_by_its_name(matter: Helping) -> None:
    solved = matter.solved

    assert solved is not None
    assert solved.status == "running"


def test_a_step_meets_a_clock_for_good(shop: Shop, matter: Helping, hal: Actor) -> None:
    shop.clock.set(at(23, 10))

    matter.assign(by=hal)

    assert matter.clocks["answered"].met_at == at(23, 10)
    assert matter.due == at(23, 17)


def test_what_arrived_out_of_hours_arrived_when_business_opened(
    company: Company, hal: Actor
) -> None:
    matter = company.open(Helping, Matter(received=at(20, 18, 10)), by=hal)

    assert matter.clocks["final"].started_at == at(23, 9)


def test_an_urgent_matter_has_less_time(company: Company, hal: Actor) -> None:
    matter = company.open(Helping, Matter(urgent=True), by=hal)

    assert matter.clocks["solved"].due == at(23, 13)


def test_the_worklist_is_in_the_order_of_clocks(company: Company, hal: Actor) -> None:
    plain = company.open(Helping, Matter(), by=hal)
    urgent = company.open(Helping, Matter(urgent=True), by=hal)
    for one in (plain, urgent):
        one.assign(by=hal)

    cases = [row.case for row in company.worklist(HELP_DESK)]

    assert cases == [urgent.id, plain.id]


# --- pauses, stops, reopening ---------------------------------------------------------------------


def test_while_the_customer_is_asked_the_clock_stands_still(
    shop: Shop, matter: Helping, hal: Actor
) -> None:
    matter.assign(by=hal)
    shop.clock.set(at(23, 10))
    matter.ask(by=hal)
    shop.clock.set(at(23, 12))

    solved = matter.clocks["solved"]

    assert solved.status == "paused"
    assert solved.due == at(24, 11)


def test_two_questions_count_both(shop: Shop, matter: Helping, hal: Actor) -> None:
    matter.assign(by=hal)
    for hour in (10, 14):
        shop.clock.set(at(23, hour))
        matter.ask(by=hal)
        shop.clock.set(at(23, hour + 1))
        matter.answer(by=hal)

    assert matter.clocks["solved"].due == at(24, 11)


def test_a_question_over_the_weekend_moves_a_clock_by_working_time(
    shop: Shop, matter: Helping, hal: Actor
) -> None:
    shop.clock.set(at(27, 9))
    friday = shop.company.open(Helping, Matter(), by=hal)
    friday.assign(by=hal)
    shop.clock.set(at(27, 16))
    friday.ask(by=hal)
    shop.clock.set(at(30, 10))

    friday.answer(by=hal)

    assert friday.clocks["solved"].due == at(30, 11)


def test_waiting_for_a_vendor_pauses_nothing(shop: Shop, matter: Helping, hal: Actor) -> None:
    matter.assign(by=hal)
    matter.order_part(by=hal)
    shop.clock.set(at(23, 15))
    matter.receive_part(by=hal)

    assert matter.clocks["solved"].due == at(23, 17)


def test_a_statutory_clock_runs_while_the_customer_is_asked(
    shop: Shop, matter: Helping, hal: Actor
) -> None:
    before = matter.clocks["final"].due
    matter.assign(by=hal)
    matter.ask(by=hal)
    shop.clock.set(at(5, 9, month=12))

    assert matter.clocks["final"].due == before
    assert matter.clocks["final"].status == "running"


def test_a_reopened_case_goes_on_with_what_was_left(
    shop: Shop, matter: Helping, hal: Actor
) -> None:
    matter.assign(by=hal)
    shop.clock.set(at(23, 12))
    matter.resolve(by=hal)
    shop.clock.set(at(25, 10))

    matter.reopen(by=hal)

    assert matter.clocks["solved"].due == at(25, 15)
    assert matter.clocks["solved"].started_at == at(23, 9)


def test_the_time_in_which_a_case_is_closed_does_not_count(
    shop: Shop, matter: Helping, hal: Actor
) -> None:
    matter.assign(by=hal)
    shop.clock.set(at(23, 12))
    matter.resolve(by=hal)
    matter.close(by=hal)
    shop.clock.set(at(25, 10))

    matter.reopen(by=hal)

    assert matter.clocks["solved"].due == at(25, 15)


def test_nobody_waits_for_a_case_that_is_closed(matter: Helping, hal: Actor) -> None:
    matter.resolve(by=hal)
    matter.close(by=hal)

    assert matter.due is None


def test_under_another_policy_a_case_keeps_its_pauses(hal: Actor) -> None:
    store, wall = MemoryStore(), SettableClock(at(23, 9))
    first = Shop(store, processes=(Helping,), calendar=MADRID, clock=wall)
    hal = first.company.hire("Hal", HELPER)
    opened = first.company.open(Helping, Matter(), by=hal)
    opened.assign(by=hal)
    wall.set(at(23, 10))
    opened.ask(by=hal)
    wall.set(at(23, 15))
    opened.answer(by=hal)

    policies = Policies(service=ServicePolicy(pause_budget=business_hours(3)))
    other = Company(store, processes=(Helping,), calendar=MADRID, clock=wall, policies=policies)
    solved = other.case(Helping, opened.id).clocks["solved"]

    assert opened.clocks["solved"].due == at(24, 14)
    assert solved.due == at(24, 12)
    assert [pause.since for pause in solved.pauses] == [at(23, 10)]


# --- thresholds -----------------------------------------------------------------------------------


def test_nothing_is_journaled_before_half_the_time_has_gone(shop: Shop, matter: Helping) -> None:
    del matter

    run_at(shop, at(23, 10) - MICROSECOND)

    assert ticks(shop.company) == []


def test_each_percent_is_journaled_when_it_is_reached(shop: Shop, matter: Helping) -> None:
    del matter
    for minute in (60, 90, 108, 120):
        run_at(shop, at(23, 9) + timedelta(minutes=minute))

    assert ticks(shop.company) == [("answered", percent) for percent in (50, 75, 90, 100)]


def test_a_percent_is_journaled_once(shop: Shop, matter: Helping) -> None:
    del matter
    for minute in (0, 1, 2, 25):
        run_at(shop, at(23, 10, minute))

    assert ticks(shop.company) == [("answered", 50)]


def test_of_two_workers_one_finds_nothing_to_do() -> None:
    store, wall = MemoryStore(), SettableClock(at(23, 9))
    one = Shop(store, processes=(Helping,), calendar=MADRID, clock=wall)
    two = Company(store, processes=(Helping,), calendar=MADRID, clock=wall)
    one.company.open(Helping, Matter(), by=one.company.hire("Hal", HELPER))

    wall.set(at(23, 11))
    one.company.run_due()
    two.run_due()

    assert ticks(two) == [("answered", percent) for percent in (50, 75, 90, 100)]


def test_a_worker_who_comes_late_journals_every_percent_and_tells_the_last(
    shop: Shop, company: Company, matter: Helping
) -> None:
    del matter
    run_at(shop, at(23, 11))

    assert [percent for _, percent in ticks(company)] == [50, 75, 90, 100]
    told = {message.to for message in shop.mail.sent}
    assert told == {"HELP_DESK", "hal@help.example", "help"}
    assert len(shop.mail.sent) == 3


def test_the_desk_is_warned_before_it_is_late(shop: Shop, matter: Helping) -> None:
    del matter
    run_at(shop, at(23, 10, 30))

    (message,) = shop.mail.sent
    assert message.to == "HELP_DESK"
    assert message.subject == "75 % of the time has gone: answered"


def test_a_percent_that_is_reached_is_taken_by_the_system(shop: Shop, matter: Helping) -> None:
    run_at(shop, at(23, 10))

    (entry,) = [e for e in shop.company.journal() if e.type == "Helping.clock"]
    assert entry.data["by"] == "system"
    assert entry.data["case"] == matter.id


def test_nothing_is_reached_while_the_customer_is_asked(
    shop: Shop, matter: Helping, hal: Actor
) -> None:
    matter.assign(by=hal)
    shop.clock.set(at(23, 10))
    matter.ask(by=hal)

    run_at(shop, at(27, 17))

    assert ticks(shop.company) == []


def test_what_was_met_reaches_nothing_any_more(shop: Shop, matter: Helping, hal: Actor) -> None:
    matter.assign(by=hal)
    matter.resolve(by=hal)

    run_at(shop, at(27, 17))

    assert ticks(shop.company) == []


# --- breaches -------------------------------------------------------------------------------------


def test_a_breach_stays_though_the_work_is_done(shop: Shop, matter: Helping, hal: Actor) -> None:
    run_at(shop, at(23, 12))
    matter.assign(by=hal)

    answered = shop.company.case(Helping, matter.id).clocks["answered"]

    assert answered.status == "breached"
    assert answered.breached_at == at(23, 11)
    assert answered.met_at == at(23, 12)


def test_what_is_done_late_was_late_though_no_worker_looked(
    shop: Shop, matter: Helping, hal: Actor
) -> None:
    shop.clock.set(at(23, 12))

    matter.assign(by=hal)

    assert matter.facts.clocks["answered"].get("breached") == iso(at(23, 11))


def test_a_breach_stays_when_there_is_more_time_afterwards(shop: Shop, hal: Actor) -> None:
    urgent = shop.company.open(Helping, Matter(urgent=True), by=hal)
    urgent.assign(by=hal)
    run_at(shop, at(23, 14))

    urgent.calm_down(by=hal)

    assert urgent.clocks["solved"].due == at(23, 17)
    assert urgent.clocks["solved"].status == "breached"
    assert urgent.clocks["solved"].breached_at == at(23, 13)


def test_at_a_breach_the_system_takes_the_step_that_the_clock_names(
    shop: Shop, matter: Helping, hal: Actor
) -> None:
    matter.assign(by=hal)

    run_at(shop, at(23, 17))
    shop.company.run_due()

    assert shop.company.case(Helping, matter.id).document.count == 1


def test_a_question_after_the_breach_changes_nothing(
    shop: Shop, matter: Helping, hal: Actor
) -> None:
    matter.assign(by=hal)
    shop.clock.set(at(24, 10))
    matter.ask(by=hal)
    shop.clock.set(at(26, 10))

    solved = matter.clocks["solved"]

    assert solved.status == "breached"
    assert solved.due == at(23, 17)


# --- the budget of pauses -------------------------------------------------------------------------


def test_when_the_budget_is_spent_the_clock_runs_and_the_owner_is_told(
    shop: Shop, matter: Helping, hal: Actor
) -> None:
    matter.assign(by=hal)
    shop.clock.set(at(23, 10))
    matter.ask(by=hal)

    run_at(shop, at(7, 10, month=12))
    run_at(shop, at(7, 11, month=12))

    assert ("solved", "spent") in ticks(shop.company)
    assert ticks(shop.company).count(("solved", "spent")) == 1
    assert shop.mail.sent[0].to == "hal@help.example"
    assert shop.company.case(Helping, matter.id).clocks["solved"].status == "running"


def test_an_answer_within_the_budget_tells_nobody(shop: Shop, matter: Helping, hal: Actor) -> None:
    matter.assign(by=hal)
    matter.ask(by=hal)
    shop.clock.set(at(4, 9, month=12))
    matter.answer(by=hal)

    shop.company.run_due()

    assert ("solved", "spent") not in ticks(shop.company)


# --- escalation -----------------------------------------------------------------------------------


def test_a_breach_escalates_the_case_to_its_department(shop: Shop, matter: Helping) -> None:
    run_at(shop, at(23, 11))

    escalated = shop.company.case(Helping, matter.id).escalated

    assert escalated["to"] == "help"
    assert escalated["reason"] == "answered: 100 % of the time has gone"


def test_a_statutory_clock_escalates_at_three_quarters(shop: Shop, hal: Actor) -> None:
    matter = shop.company.open(Helping, Matter(), by=hal)
    matter.assign(by=hal)
    matter.order_part(by=hal)
    shop.clock.set(at(23, 16))
    matter.receive_part(by=hal)
    matter.ask(by=hal)

    run_at(shop, at(4, 18, month=1).replace(year=2027))

    assert ("final", 75) in ticks(shop.company)


def test_a_flag_goes_with_the_clock_that_set_it(shop: Shop, matter: Helping, hal: Actor) -> None:
    run_at(shop, at(23, 11))

    matter.assign(by=hal)

    assert matter.escalated == {}


def test_a_case_is_escalated_by_hand(company: Company, matter: Helping, hal: Actor) -> None:
    company.escalate(matter, "the customer calls every hour", to="Maria", by=hal)

    assert matter.escalated["reason"] == "the customer calls every hour"
    assert matter.escalated["to"] == "Maria"
    assert matter.state is Helping.reported


def test_a_flag_set_by_hand_stays_when_a_clock_is_met(
    company: Company, matter: Helping, hal: Actor
) -> None:
    company.escalate(matter, "he knows the mayor", by=hal)

    matter.assign(by=hal)

    assert matter.escalated["reason"] == "he knows the mayor"


def test_a_flag_is_taken_off_by_hand(company: Company, matter: Helping, hal: Actor) -> None:
    company.escalate(matter, "he knows the mayor", by=hal)

    company.deescalate(matter, by=hal)

    assert company.case(Helping, matter.id).escalated == {}


def test_a_flag_goes_when_nobody_waits(company: Company, matter: Helping, hal: Actor) -> None:
    company.escalate(matter, "he knows the mayor", by=hal)
    matter.resolve(by=hal)

    matter.close(by=hal)

    assert matter.escalated == {}


def test_a_case_is_escalated_once(company: Company, matter: Helping, hal: Actor) -> None:
    company.escalate(matter, "he knows the mayor", by=hal)

    with pytest.raises(StepRefused, match="it is escalated already"):
        company.escalate(matter, "he is the mayor", by=hal)


def test_a_closed_case_is_not_escalated(company: Company, matter: Helping, hal: Actor) -> None:
    matter.resolve(by=hal)
    matter.close(by=hal)

    with pytest.raises(StepRefused, match="nobody waits"):
        company.escalate(matter, "he knows the mayor", by=hal)


def test_a_stranger_escalates_nothing(shop: Shop, matter: Helping) -> None:
    with pytest.raises(NotAllowed):
        shop.company.escalate(matter, "he knows the mayor", by=shop.ben)


def test_escalating_tells_the_manager(shop: Shop, matter: Helping, hal: Actor) -> None:
    shop.company.escalate(matter, "he knows the mayor", by=hal)
    shop.company.run_due()

    (message,) = shop.mail.sent
    assert message.to == "help"
    assert "he knows the mayor" in message.text


# --- what is kept ---------------------------------------------------------------------------------


def test_only_a_change_of_hands_is_kept(shop: Shop, matter: Helping, hal: Actor) -> None:
    matter.assign(by=hal)
    shop.clock.set(at(23, 10))
    matter.ask(by=hal)

    assert matter.facts.held == ((iso(at(23, 9)), "back"), (iso(at(23, 10)), "customer"))


def test_everything_is_what_the_journal_says(shop: Shop, matter: Helping, hal: Actor) -> None:
    run_at(shop, at(23, 11))
    matter.assign(by=hal)
    shop.company.escalate(matter, "he knows the mayor", by=hal)
    matter.ask(by=hal)
    run_at(shop, at(15, 10, month=12))
    matter.answer(by=hal)
    matter.resolve(by=hal)
    shop.clock.set(at(17, 10, month=12))
    matter.reopen(by=hal)

    found = verify(shop.company)

    assert found.first_fault is None


# --- in turns, and one before the other ----------------------------------------------------------


@pytest.fixture
def turns(shop: Shop, hal: Actor) -> Turning:
    case = shop.company.open(Turning, Matter(), by=hal)
    case.assign(by=hal)
    return case


def test_a_clock_of_turns_is_met_when_the_turn_is_over(
    shop: Shop, turns: Turning, hal: Actor
) -> None:
    shop.clock.set(at(23, 10))

    turns.ask(by=hal)

    assert turns.clocks["turn"].met_at == at(23, 10)


def test_with_the_next_turn_it_starts_anew(shop: Shop, turns: Turning, hal: Actor) -> None:
    turns.ask(by=hal)
    shop.clock.set(at(24, 9))

    turns.answer(by=hal)

    again = turns.clocks["turn"]
    assert (again.started_at, again.due, again.met_at) == (at(24, 9), at(24, 13), None)


def test_of_turns_that_were_late_the_next_knows_nothing(
    shop: Shop, turns: Turning, hal: Actor
) -> None:
    shop.clock.set(at(23, 16))
    turns.ask(by=hal)
    late = turns.clocks["turn"].status

    turns.answer(by=hal)

    assert (late, turns.clocks["turn"].status) == ("breached", "running")


def test_while_it_is_our_turn_it_does_not_start_anew(
    shop: Shop, turns: Turning, hal: Actor
) -> None:
    shop.clock.set(at(23, 11))

    turns.order_part(by=hal)
    turns.receive_part(by=hal)

    assert turns.clocks["turn"].started_at == at(23, 9)


def test_an_answer_is_never_due_after_the_solution(shop: Shop, hal: Actor) -> None:
    calm = shop.company.open(Turning, Matter(), by=hal)
    urgent = shop.company.open(Turning, Matter(urgent=True), by=hal)

    assert calm.clocks["first"].due == at(23, 15)
    assert urgent.clocks["first"].due == urgent.clocks["solved"].due == at(23, 13)
