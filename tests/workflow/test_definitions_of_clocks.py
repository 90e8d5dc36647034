"""Definitions of clocks: what a process says wrongly of its times is refused, by the clock's name.

Each wrong class stands beside its nearest right neighbour.
"""
# The classes are made, or not, and never used.
# pyright: basic, reportUnusedClass=false

from collections.abc import Callable
from datetime import UTC, datetime, time

import pytest
from example import SALES, SHOP
from hypothesis import given
from hypothesis import strategies as st
from notes import CLERK, Note, refused

from fbo.company.company import Company
from fbo.kernel.calendar import (
    BusinessCalendar,
    Duration,
    business_days,
    business_hours,
    days,
    hours,
)
from fbo.kernel.errors import DefinitionError
from fbo.kernel.people import SYSTEM, Actor
from fbo.testing.strategies import durations
from fbo.workflow.clocks import Clock, clock
from fbo.workflow.notice import to_customer
from fbo.workflow.process import Process
from fbo.workflow.state import State, before, open_states, same
from fbo.workflow.step import Step

NINE_TO_FIVE = BusinessCalendar("UTC", dict.fromkeys(range(5), ((time(9), time(17)),)))
ROUND_THE_CLOCK = BusinessCalendar("UTC", dict.fromkeys(range(7), ((time(0), time(23, 59)),)))


def with_clock(make: Callable[[Step[None], State], Clock]) -> type[Process[Note]]:
    """A note that is read, then filed, with a clock made of the step and the state it leads to."""

    class Wrong(Process[Note]):
        written = State(SALES, initial=True)
        seen = State(SALES)
        filed = State(final=True)
        read = written.to(seen, by=CLERK)
        put_away = seen.to(filed, by=CLERK)
        remind = seen.to(same, by=SYSTEM)
        late = make(read, seen)

    return Wrong


def test_a_clock_names_states_and_steps_of_its_process() -> None:
    stranger = State(SALES)
    with_clock(lambda read, seen: clock(within=hours(1), starts=read, stops=seen))

    with refused("Wrong: the clock late names the state ., which it does not have"):
        with_clock(lambda read, _: clock(within=hours(1), starts=read, stops=stranger))


def test_a_step_of_another_process_is_refused() -> None:
    with refused("Wrong: the clock late names the step go, which it does not have"):

        class Other(Process[Note]):
            written = State(SALES, initial=True)
            filed = State(final=True)
            go = written.to(filed, by=CLERK)

        other = Other.definition.steps["go"]
        with_clock(lambda read, _: clock(within=hours(1), starts=read, stops=other))


@pytest.mark.parametrize("percent", [0, 100, 150])
def test_a_clock_warns_before_it_is_late_and_after_it_began(percent: int) -> None:
    with_clock(lambda *_: clock(within=hours(1), warns=(50,)))

    with refused(f"Wrong: the clock late warns at {percent} %, which is not between 1 and 99"):
        with_clock(lambda *_: clock(within=hours(1), warns=(percent,), escalates=percent))


def test_a_clock_escalates_where_it_warns_or_at_its_end() -> None:
    with_clock(lambda *_: clock(within=hours(1), warns=(50, 75), escalates=75))
    with_clock(lambda *_: clock(within=hours(1), warns=(50,), escalates=100))

    with refused("Wrong: the clock late escalates at 60 %, at which it does not warn"):
        with_clock(lambda *_: clock(within=hours(1), warns=(50,), escalates=60))


def test_what_is_done_when_a_clock_is_late_the_system_can_do() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        filed = State(final=True)
        put_away = written.to(filed, by=CLERK)
        remind = written.to(same, by=SYSTEM)
        late = clock(within=hours(1), on_breach=remind)

    with refused("Wrong: the clock late takes read when it is late, which SYSTEM cannot take"):
        with_clock(lambda read, _: clock(within=hours(1), on_breach=read))


# --- an answer before the solution -------------------------------------------------------------


def in_order(mine: Duration, its: Duration) -> type[Process[Note]]:
    """An answer within the one time, on the way to a solution within the other."""

    class Wrong(Process[Note]):
        written = State(SALES, initial=True)
        filed = State(final=True)
        put_away = written.to(filed, by=CLERK)
        solved = clock(within=its)
        answered = clock(within=mine, ahead_of=solved)

    return Wrong


def test_an_answer_is_due_no_later_than_the_solution() -> None:
    in_order(business_hours(4), business_hours(4))

    with refused(
        "Wrong: the clock answered takes 5 business hours, and solved, which comes after it, "
        "4 business hours"
    ):
        in_order(business_hours(5), business_hours(4))


def test_a_clock_is_ahead_of_another_clock_of_its_process() -> None:
    elsewhere = clock(within=hours(1))

    with refused("Wrong: the clock late is ahead of ., which is no other clock"):
        with_clock(lambda *_: clock(within=hours(1), ahead_of=elsewhere))


def test_what_is_counted_otherwise_is_compared_by_the_calendar_of_the_company() -> None:
    process = in_order(business_hours(10), business_days(1))
    short = in_order(business_hours(8), business_days(2))

    Company(processes=[short], calendar=NINE_TO_FIVE)
    with pytest.raises(DefinitionError, match="the clock answered takes 10 business hours"):
        Company(processes=[process], calendar=NINE_TO_FIVE)


def test_the_same_clocks_may_be_in_order_by_another_calendar() -> None:
    process = in_order(business_hours(16), business_days(1))

    Company(processes=[process], calendar=ROUND_THE_CLOCK)
    with pytest.raises(DefinitionError, match="the clock answered takes 16 business hours"):
        Company(processes=[process], calendar=NINE_TO_FIVE)


@given(mine=durations(), its=durations(), at=st.integers(0, 167))
def test_whatever_is_accepted_is_in_order_in_every_hour_of_a_week(
    mine: Duration, its: Duration, at: int
) -> None:
    start = NINE_TO_FIVE.next_open(datetime(2026, 11, 23, tzinfo=UTC).replace(day=23 + at // 24))
    late = NINE_TO_FIVE.add(start, mine) > NINE_TO_FIVE.add(start, its)

    try:
        Company(processes=[in_order(mine, its)], calendar=NINE_TO_FIVE)
    except DefinitionError:
        return

    assert not late


# --- a pause without a question ------------------------------------------------------------------


def test_a_step_that_leaves_a_case_with_the_customer_asks_him_something() -> None:
    class Right(Process[Note]):
        speaker = SHOP
        written = State(SALES, initial=True)
        pending = State(SALES, holder="customer", within=days(7), label="We need something")
        filed = State(final=True)
        ask = written.to(pending, by=CLERK, tells=to_customer("what_colour"))
        put_away = open_states.to(filed, by=CLERK)

    with refused(
        "Wrong: ask leads to pending, where the customer is waited for, and asks him nothing"
    ):

        class Wrong(Process[Note]):
            speaker = SHOP
            written = State(SALES, initial=True)
            pending = State(SALES, holder="customer", within=days(7), label="We need something")
            filed = State(final=True)
            ask = written.to(pending, by=CLERK)
            put_away = open_states.to(filed, by=CLERK)


ANNA = Actor.employee("anna", CLERK)


class Knowing(Process[Note]):
    """A process that knows by itself whether a question is open: the note asks one."""

    speaker = SHOP

    written = State(SALES, initial=True)
    pending = State(SALES, holder="customer", within=days(7), label="We need something")
    paused = State(SALES, within=days(7), label="A moment")
    filed = State(final=True)

    wait = written.to(pending, by=CLERK)
    hold_on = pending.to(paused, by=CLERK)
    go_on = paused.to(before(paused), by=CLERK)
    put_away = open_states.to(filed, by=CLERK)

    @property
    def open_question(self) -> str:
        return self.document.words if self.document.words.endswith("?") else ""


def test_a_case_is_not_left_with_the_customer_without_a_question() -> None:
    note = Knowing.case(Note(words="hello"))

    refused = note.wait.refusals(by=ANNA)

    assert [reason.code for reason in refused] == ["no_open_question"]


def test_a_case_with_an_open_question_is_left_with_the_customer() -> None:
    note = Knowing.case(Note(words="Which colour?"))

    note.wait(by=ANNA)

    assert note.state == Knowing.pending


def test_a_case_goes_back_to_the_customer_only_while_the_question_is_open() -> None:
    note = Knowing.case(Note(words="Which colour?"))
    note.wait(by=ANNA)
    note.hold_on(by=ANNA)

    open_still = note.go_on.refusals(by=ANNA)
    note.document = Note(words="Green.")

    assert open_still == ()
    assert [reason.code for reason in note.go_on.refusals(by=ANNA)] == ["no_open_question"]
