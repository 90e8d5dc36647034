"""Clocks by example: what a stop watch and a calendar on the wall would say, in numbers."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from fbo.kernel.calendar import (
    BusinessCalendar,
    Duration,
    business_days,
    business_hours,
    business_minutes,
    days,
    months,
)
from fbo.workflow.elapsing import Course, Elapsing, Terms
from fbo.workflow.timing import Running

MADRID = BusinessCalendar("Europe/Madrid", dict.fromkeys(range(5), ((time(9), time(17)),)))
LONDON = BusinessCalendar("Europe/London", dict.fromkeys(range(5), ((time(9), time(17)),)))
EIGHT_TO_SIX = BusinessCalendar(
    "UTC", dict.fromkeys(range(5), ((time(8), time(18)),)), [date(2021, 5, 13)]
)
WITH_LUNCH = BusinessCalendar(
    "Europe/Madrid", dict.fromkeys(range(5), ((time(9), time(13)), (time(14), time(18))))
)


def madrid(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Europe/Madrid")).astimezone(
        UTC
    )


def may(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2021, 5, day, hour, minute, tzinfo=UTC)


def elapsing(
    calendar: BusinessCalendar,
    target: Duration,
    *held: tuple[datetime, str],
    kind: str = "service",
    budget: Duration | None = None,
) -> Elapsing:
    """A clock that starts when the case first gets a holder."""
    terms = Terms(target, "statutory" if kind == "statutory" else "service", budget)
    return Elapsing(terms, Course(held[0][0], held), calendar)


# --- an incident ----------------------------------------------------------------------------------


def test_an_incident_that_waited_half_a_day_for_the_requester_is_due_half_a_day_later() -> None:
    """Ten hours a day, a holiday on the 13th; eighty hours, and 3 h 31 min for the requester."""
    clock = elapsing(
        EIGHT_TO_SIX,
        business_hours(80),
        (may(10, 8), "back"),
        (may(11, 9), "customer"),
        (may(11, 12, 31), "back"),
    )

    assert clock.due == may(21, 11, 31)


def test_a_weekend_of_waiting_adds_two_hours() -> None:
    held = ((may(10, 8), "back"), (may(14, 17), "customer"), (may(17, 9), "back"))

    waited = elapsing(EIGHT_TO_SIX, business_hours(80), *held)

    plain = elapsing(EIGHT_TO_SIX, business_hours(80), held[0])
    assert EIGHT_TO_SIX.elapsed(plain.due, waited.due) == timedelta(hours=2)


def test_what_was_resolved_after_one_minute_of_five_has_four_left_when_it_is_reopened() -> None:
    held = ((may(10, 8), "back"), (may(10, 8, 1), ""), (may(10, 9, 1), "back"))
    clock = Running("ttr", Terms(business_minutes(5)), Course(held[0][0], held))

    shown = clock.shown(EIGHT_TO_SIX, may(10, 9, 1))

    assert shown.remaining == timedelta(minutes=4)
    assert shown.due == may(10, 9, 5)


def test_waiting_for_a_vendor_does_not_move_the_due_time() -> None:
    held = ((may(10, 8), "back"), (may(11, 9), "third party"), (may(12, 9), "back"))

    clock = elapsing(EIGHT_TO_SIX, business_hours(80), *held)

    assert clock.due == elapsing(EIGHT_TO_SIX, business_hours(80), held[0]).due


# --- a complaint ----------------------------------------------------------------------------------


def test_a_case_resolved_on_monday_and_reopened_on_wednesday_is_due_on_wednesday() -> None:
    clock = elapsing(
        MADRID,
        business_hours(8),
        (madrid(2026, 11, 23, 9), "front"),
        (madrid(2026, 11, 23, 12), ""),
        (madrid(2026, 11, 25, 10), "front"),
    )

    assert clock.due == madrid(2026, 11, 25, 15)


def test_the_statutory_clock_of_a_reopened_case_is_untouched() -> None:
    held = ((madrid(2026, 11, 23, 9), "front"), (madrid(2026, 11, 23, 12), ""))
    reopened = (*held, (madrid(2026, 11, 25, 10), "front"))

    clock = elapsing(MADRID, days(56), *reopened, kind="statutory")

    assert clock.due == elapsing(MADRID, days(56), held[0], kind="statutory").due


def test_a_letter_of_friday_evening_is_received_when_business_opens_on_monday() -> None:
    assert LONDON.next_open(datetime(2026, 11, 27, 18, 10, tzinfo=UTC)) == monday_morning()


@pytest.mark.parametrize(
    ("target", "due"),
    [
        (business_days(1), datetime(2026, 12, 1, 17, tzinfo=UTC)),
        (business_days(3), datetime(2026, 12, 3, 17, tzinfo=UTC)),
        (days(56), datetime(2027, 1, 25, 17, tzinfo=UTC)),
    ],
    ids=["acknowledgement", "summary", "final"],
)
def test_what_is_counted_in_days_is_due_at_the_end_of_a_day(
    target: Duration, due: datetime
) -> None:
    clock = elapsing(LONDON, target, (monday_morning(), "front"), kind="statutory")

    assert clock.due == due


def test_twelve_days_of_waiting_for_the_customer_move_no_statutory_clock() -> None:
    asked = datetime(2026, 12, 7, 10, tzinfo=UTC)
    held = (
        (monday_morning(), "front"),
        (asked, "customer"),
        (asked + timedelta(days=12), "front"),
    )

    clock = elapsing(LONDON, days(56), *held, kind="statutory")

    assert clock.due == datetime(2027, 1, 25, 17, tzinfo=UTC)


def test_three_quarters_of_fifty_six_days_are_over_on_the_eleventh_of_january() -> None:
    clock = elapsing(LONDON, days(56), (monday_morning(), "front"), kind="statutory")

    reached = clock.reaches(75)

    assert reached is not None
    assert reached.date() == date(2027, 1, 11)


def monday_morning() -> datetime:
    return datetime(2026, 11, 30, 9, tzinfo=UTC)


# --- nights, breaks, months -----------------------------------------------------------------------


def test_a_question_over_lunch_moves_nothing() -> None:
    held = ((madrid(2026, 11, 23, 9), "front"), (madrid(2026, 11, 23, 13), "customer"))
    back = (madrid(2026, 11, 23, 14), "front")

    clock = elapsing(WITH_LUNCH, business_hours(6), *held, back)

    assert clock.due == madrid(2026, 11, 23, 16)


def test_over_the_night_on_which_clocks_go_forward_a_pause_counts_working_time() -> None:
    """From Friday, 16:00 to Monday, 10:00 are two working hours, whatever the night was worth."""
    clock = elapsing(
        MADRID,
        business_hours(8),
        (madrid(2026, 3, 27, 15), "front"),
        (madrid(2026, 3, 27, 16), "customer"),
        (madrid(2026, 3, 30, 10), "front"),
    )

    assert clock.due == madrid(2026, 3, 30, 17)


def test_a_month_from_the_end_of_january_ends_with_february() -> None:
    clock = elapsing(MADRID, months(1), (madrid(2027, 1, 31, 12), "front"))

    assert clock.due == madrid(2027, 3, 1, 0)


def test_a_statutory_time_that_ends_on_a_sunday_is_due_on_the_friday_before() -> None:
    clock = elapsing(MADRID, months(1), (madrid(2027, 1, 29, 12), "front"), kind="statutory")

    assert clock.due == madrid(2027, 2, 26, 17)


def test_a_statutory_time_is_never_due_before_the_day_it_began() -> None:
    clock = elapsing(MADRID, days(1), (madrid(2027, 1, 30, 12), "front"), kind="statutory")

    assert clock.due == madrid(2027, 1, 31, 0)


def test_after_ten_business_days_of_waiting_the_clock_runs_by_itself() -> None:
    """Asked on Monday at ten, with one hour of eight gone: the budget lasts two weeks."""
    clock = elapsing(
        MADRID,
        business_hours(8),
        (madrid(2026, 11, 23, 9), "front"),
        (madrid(2026, 11, 23, 10), "customer"),
        budget=business_hours(80),
    )

    assert clock.reaches(100) == madrid(2026, 12, 7, 17)
