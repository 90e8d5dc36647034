"""The laws of clocks, over generated calendars and courses.

Breaks, clock changes and holidays far apart are among the calendars; courses go from front to back,
to the customer, to third parties, to rest and back again.  The oracle counts by the quarter of an
hour what somebody with a stop watch would count.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fbo.kernel.calendar import (
    ALWAYS_OPEN,
    NINE_TO_FIVE,
    BusinessCalendar,
    Duration,
    business_days,
    business_hours,
    business_minutes,
    days,
    hours,
)
from fbo.testing.strategies import calendars
from fbo.workflow.elapsing import Course, Elapsing, Terms
from fbo.workflow.timing import Running

law = settings(max_examples=50, deadline=None)

QUARTER = timedelta(minutes=15)
HOLDERS = ["front", "back", "customer", "third party", ""]
# Around these instants the clocks of some zone change; the others are plain days.
BEGINNINGS = [
    datetime(2026, 3, 27, 8, tzinfo=UTC),
    datetime(2026, 10, 23, 9, tzinfo=UTC),
    datetime(2026, 3, 6, 15, tzinfo=UTC),
    datetime(2026, 11, 23, 9, tzinfo=UTC),
    datetime(2027, 1, 29, 16, 30, tzinfo=UTC),
]


@st.composite
def courses(draw: st.DrawFn, holders: tuple[str, ...] = tuple(HOLDERS)) -> Course:
    """Who held a case from its start on, changing hands on quarters of an hour."""
    start = draw(st.sampled_from(BEGINNINGS)) + draw(st.integers(0, 200)) * QUARTER
    at, held = start, [(start, draw(st.sampled_from(["front", "back"])))]
    for _ in range(draw(st.integers(0, 6))):
        at += draw(st.integers(1, 150)) * QUARTER
        who = draw(st.sampled_from(holders))
        if who != held[-1][1]:
            held.append((at, who))
    if held[-1][1] in ("customer", ""):
        held.append((at + draw(st.integers(1, 150)) * QUARTER, "back"))
    return Course(start, tuple(held))


def targets() -> st.SearchStrategy[Duration]:
    """Times of every kind, from minutes to weeks."""
    return (
        st.integers(1, 200).map(lambda n: business_minutes(15 * n))
        | st.integers(1, 15).map(business_days)
        | st.integers(1, 60).map(days)
        | st.integers(1, 100).map(hours)
    )


def working_targets() -> st.SearchStrategy[Duration]:
    """Times that are counted in working time."""
    return st.integers(1, 200).map(lambda n: business_minutes(15 * n))


def running(target: Duration, course: Course, **terms: object) -> Running:
    """A clock; its pauses have no budget unless one is given."""
    return Running("solved", Terms(target, **{"budget": None, **terms}), course)


def due(calendar: BusinessCalendar, target: Duration, course: Course, **terms: object) -> datetime:
    return Elapsing(running(target, course, **terms).terms, course, calendar).due


def holder_at(course: Course, at: datetime) -> str:
    return [who for since, who in course.held if since <= at][-1]


def pauses(course: Course) -> list[tuple[datetime, datetime]]:
    ends = [since for since, _ in course.held[1:]]
    return [
        (since, end)
        for (since, who), end in zip(course.held, ends, strict=False)
        if who == "customer"
    ]


@settings(max_examples=25, deadline=None)
@given(calendars(), working_targets(), courses())
def test_sla_1_a_clock_counts_what_a_stop_watch_counts(calendar, target, course):
    left = target.count // 15
    at = course.started
    for _ in range(40_000):
        if calendar.is_open(at) and holder_at(course, at) not in ("customer", ""):
            left -= 1
        at += QUARTER
        if not left:
            break
    assume(not left)

    assert due(calendar, target, course) == at


@law
@given(calendars(), working_targets(), courses(("back", "customer")))
def test_sla_1_it_is_due_after_its_time_and_all_pauses_before_that(calendar, target, course):
    found = due(calendar, target, course)

    paused = [calendar.elapsed(a, b) for a, b in pauses(course) if a < found]

    assert found == calendar.add(course.started, target.time + sum(paused, timedelta(0)))


@law
@given(calendars(), targets(), courses(("back", "customer")), st.integers(0, 4000))
def test_sla_1_while_it_is_paused_it_is_due_as_if_the_pause_ended_now(calendar, target, course, n):
    open_ended = Course(course.started, (*course.held, (course.held[-1][0] + QUARTER, "customer")))
    now = course.held[-1][0] + (n + 1) * QUARTER
    ended = Course(course.started, (*open_ended.held, (now, "back")))

    shown = running(target, open_ended).shown(calendar, now)

    assert shown.due == due(calendar, target, ended)


@law
@given(calendars(), targets(), courses(("back", "customer")))
def test_a_pause_uses_up_no_time(calendar, target, course):
    """Whoever is in time when he asks is not late for having asked."""
    for since, until in pauses(course):
        before = running(target, course).shown(calendar, since)
        after = running(target, course).shown(calendar, until)

        assert before.status == "breached" or after.status != "breached"


@law
@given(calendars(), targets(), courses(("back",)), st.integers(0, 400))
def test_sla_2_a_pause_without_working_time_moves_nothing(calendar, target, course, n):
    since = course.started + n * QUARTER
    closed = calendar.next_open(since)
    assume(target.unit.startswith("business") and closed > since)
    asked = Course(
        course.started, ((course.started, "back"), (since, "customer"), (closed, "back"))
    )

    assert due(calendar, target, asked) == due(calendar, target, course)


@law
@given(calendars(), st.tuples(targets(), targets()), courses())
def test_sla_3_another_target_keeps_start_and_pauses(calendar, two, course):
    one, other = two

    shown = [running(target, course).shown(calendar, course.held[-1][0]) for target in (one, other)]

    late = [clock.breached_at is not None for clock in shown]
    assert shown[0].started_at == shown[1].started_at
    assert any(late) or shown[0].pauses == shown[1].pauses


@law
@given(calendars(), targets(), courses())
def test_sla_4_a_statutory_clock_never_pauses(calendar, target, course):
    undisturbed = Course(course.started, ((course.started, "back"),))

    disturbed = due(calendar, target, course, kind="statutory")
    assert disturbed == due(calendar, target, undisturbed, kind="statutory")


@law
@given(calendars(), targets(), courses())
def test_sla_5_waiting_for_a_third_party_pauses_nothing(calendar, target, course):
    by_us = tuple((at, "back" if who == "third party" else who) for at, who in course.held)

    assert due(calendar, target, course) == due(calendar, target, Course(course.started, by_us))


@law
@given(calendars(), working_targets(), courses(("back", "")))
def test_sla_6_what_is_left_when_it_is_resolved_is_left_when_it_is_reopened(
    calendar, target, course
):
    ends = [since for since, _ in course.held[1:]]
    stops = [
        (since, end) for (since, who), end in zip(course.held, ends, strict=False) if who == ""
    ]
    for since, until in stops:
        resolved = running(target, course).shown(calendar, since)
        reopened = running(target, course).shown(calendar, until)

        assert reopened.remaining == resolved.remaining


@law
@given(calendars(), targets(), courses(("back", "customer")), st.integers(1, 40))
def test_sla_8_all_pauses_together_stay_within_the_budget(calendar, target, course, quarters):
    budget = business_minutes(15 * quarters)
    now = course.held[-1][0]

    shown = running(target, course, budget=budget).shown(calendar, now)

    paused = [calendar.elapsed(one.since, one.until or now) for one in shown.pauses]
    assert sum(paused, timedelta(0)) <= budget.time


@law
@given(calendars(), working_targets(), st.integers(1, 40))
def test_sla_8_when_the_budget_is_spent_the_clock_runs_again(calendar, target, quarters):
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    budget = business_minutes(15 * quarters)
    asked = running(target, Course(start, ((start, "customer"),)), budget=budget)

    found = Elapsing(asked.terms, asked.course, calendar).reaches(100)

    assert found == calendar.add(start, budget.time + target.time)


@law
@given(calendars(), targets(), courses(), st.lists(st.integers(0, 3000), min_size=2, max_size=6))
def test_time_that_has_gone_does_not_come_back(calendar, target, course, quarters):
    times = sorted(course.started + n * QUARTER for n in quarters)
    clocks = [running(target, course).shown(calendar, now) for now in times]

    assert [c.consumed for c in clocks] == sorted(c.consumed for c in clocks)
    assert [c.due for c in clocks] == sorted(c.due for c in clocks)


@law
@given(calendars(), targets(), courses(), st.lists(st.integers(0, 3000), min_size=2, max_size=6))
def test_a_breach_is_sticky(calendar, target, course, quarters):
    times = sorted(course.started + n * QUARTER for n in quarters)

    breaches = [running(target, course).shown(calendar, now).breached_at for now in times]

    first = next((at for at in breaches if at is not None), None)
    assert all(at == first for at in breaches[breaches.index(first) :])


@law
@given(calendars(), targets(), courses())
def test_percents_are_reached_in_order_and_the_last_when_it_is_due(calendar, target, course):
    clock = running(target, course)
    elapsing = Elapsing(clock.terms, course, calendar)

    reached = [elapsing.reaches(percent) for percent in (50, 75, 90, 100)]

    assert reached == sorted(reached)
    assert reached[-1] == elapsing.due


@law
@given(calendars(), targets(), courses(), st.integers(0, 3000))
def test_what_is_reached_is_what_was_to_come(calendar, target, course, quarters):
    """A worker who looks at the instant that was foretold finds something to do, no sooner."""
    clock = running(target, course)
    assume(not clock.stands)

    following = clock.next(Elapsing(clock.terms, course, calendar))

    assert following is not None
    assert list(clock.reached(calendar, following))
    assert not list(clock.reached(calendar, following - timedelta(microseconds=1)))


@law
@given(calendars(), targets(), courses(("back",)))
def test_what_is_counted_in_days_is_due_at_the_end_of_a_day(calendar, target, course):
    assume(not target.is_time)

    found = due(calendar, target, course)

    on = calendar.day_of(found - timedelta(microseconds=1))
    ends = [calendar.end_of_day(on)]
    if calendar.is_business_day(on):
        ends.append(calendar.end_of_business_day(on))
    assert found in ends


def test_holidays_far_apart_change_nothing_between_them() -> None:
    week = dict.fromkeys(range(5), ((time(9), time(17)),))
    far = BusinessCalendar("UTC", week, [date(2000, 1, 3), date(2190, 1, 4)])
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    course = Course(
        start, ((start, "back"), (start + 2 * QUARTER, "customer"), (start + QUARTER * 8, "back"))
    )

    assert due(far, business_hours(20), course) == due(NINE_TO_FIVE, business_hours(20), course)


@pytest.mark.parametrize("target", [business_hours(3), business_days(1), days(1), hours(3)])
def test_where_it_is_always_open_a_pause_counts_as_long_as_it_lasts(target) -> None:
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    plain = Course(start, ((start, "back"),))
    asked = Course(
        start, ((start, "back"), (start + QUARTER, "customer"), (start + QUARTER * 97, "back"))
    )

    moved = due(ALWAYS_OPEN, target, asked) - due(ALWAYS_OPEN, target, plain)

    assert moved == timedelta(days=1)
