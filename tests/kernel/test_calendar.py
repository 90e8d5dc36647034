"""Business calendars: lunch breaks, holidays, nights at which the clocks change."""

import copy
import json
import pickle
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from pydantic import BaseModel, ValidationError

from fbo.kernel.calendar import (
    ALWAYS_OPEN,
    NINE_TO_FIVE,
    BusinessCalendar,
    add_months,
    business_days,
    business_hours,
    business_minutes,
    days,
    end_of_month,
    hours,
    months,
    years,
)
from fbo.kernel.errors import InvalidTime
from fbo.testing.strategies import calendars

SHOP = ((time(9), time(14)), (time(15), time(18)))
MADRID = BusinessCalendar(
    "Europe/Madrid",
    dict.fromkeys(range(5), SHOP) | {5: [(time(10), time(14))]},
    holidays=[date(2026, 1, 6), date(2026, 12, 25), date(2026, 5, 2)],
    exceptions={
        date(2026, 12, 24): [(time(9), time(13))],
        date(2026, 5, 2): [(time(10), time(12))],
    },
)
NIGHT_SHIFT = BusinessCalendar(
    "Europe/Madrid", dict.fromkeys(range(7), ((time(0), time(6)), (time(22), time(0))))
)


class Policy(BaseModel, frozen=True, strict=True):
    calendar: BusinessCalendar = NINE_TO_FIVE


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


# Working time.


def test_a_ticket_of_friday_afternoon_is_due_on_monday_morning():
    friday = utc(2026, 3, 27, 16)

    assert NINE_TO_FIVE.add(friday, business_hours(4)) == utc(2026, 3, 30, 12)


def test_working_time_ends_with_the_day_rather_than_with_the_start_of_the_next():
    friday = utc(2026, 3, 27, 16)

    assert NINE_TO_FIVE.add(friday, business_hours(1)) == utc(2026, 3, 27, 17)
    assert NINE_TO_FIVE.add(friday, business_minutes(61)) == utc(2026, 3, 30, 9, 1)


def test_the_lunch_break_counts_for_nothing():
    before, after = utc(2026, 1, 5, 12, 30), utc(2026, 1, 5, 14, 30)

    assert MADRID.elapsed(before, after) == timedelta(hours=1)
    assert MADRID.add(before, business_hours(1)) == after


def test_a_holiday_counts_for_nothing():
    assert MADRID.add(utc(2026, 1, 5, 16), business_hours(2)) == utc(2026, 1, 7, 9)


def test_an_exception_has_periods_of_its_own_on_a_holiday_too():
    assert MADRID.elapsed(utc(2026, 12, 24), utc(2026, 12, 26)) == timedelta(hours=4)
    assert MADRID.elapsed(utc(2026, 5, 2), utc(2026, 5, 3)) == timedelta(hours=2)


def test_a_day_may_end_at_midnight():
    assert NIGHT_SHIFT.elapsed(utc(2026, 1, 5), utc(2026, 1, 6)) == timedelta(hours=8)
    assert ALWAYS_OPEN.elapsed(utc(2026, 1, 5), utc(2026, 1, 6)) == timedelta(hours=24)


def test_opening_hours_stay_what_the_wall_shows_when_the_clocks_change():
    assert MADRID.next_open(utc(2026, 3, 27, 20)) == utc(2026, 3, 28, 9)
    assert MADRID.next_open(utc(2026, 3, 28, 20)) == utc(2026, 3, 30, 7)


def test_the_night_is_an_hour_shorter_in_march_and_longer_in_october():
    march, october = utc(2026, 3, 28, 21), utc(2026, 10, 24, 20)

    assert NIGHT_SHIFT.elapsed(march, march + timedelta(hours=7)) == timedelta(hours=7)
    assert NIGHT_SHIFT.add(march, business_hours(7)).astimezone(UTC) == utc(2026, 3, 29, 4)
    assert NIGHT_SHIFT.add(october, business_hours(9)) == utc(2026, 10, 25, 5)


def test_an_hour_that_never_comes_is_no_working_time():
    small_hours = BusinessCalendar("Europe/Madrid", {6: [(time(2), time(3))]})

    assert small_hours.elapsed(utc(2026, 3, 28, 12), utc(2026, 3, 29, 12)) == timedelta(0)
    assert small_hours.elapsed(utc(2026, 10, 24, 12), utc(2026, 10, 25, 12)) == timedelta(hours=2)


def test_time_runs_backwards_too():
    a, b = utc(2026, 3, 27, 16), utc(2026, 3, 30, 10)

    assert NINE_TO_FIVE.elapsed(b, a) == -NINE_TO_FIVE.elapsed(a, b) == timedelta(hours=-2)


def test_a_timedelta_is_working_time():
    assert NINE_TO_FIVE.add(utc(2026, 3, 27, 16), timedelta(hours=2)) == utc(2026, 3, 30, 10)


# Other durations.


def test_hours_pass_day_and_night():
    assert NINE_TO_FIVE.add(utc(2026, 3, 27, 16), hours(24)) == utc(2026, 3, 28, 16)


def test_a_day_of_the_calendar_may_have_twenty_three_hours():
    noon = utc(2026, 3, 28, 11)

    assert MADRID.add(noon, days(1)) - noon == timedelta(hours=23)
    assert MADRID.add(noon, hours(24)) - noon == timedelta(hours=24)


def test_a_day_later_at_a_time_that_never_comes_is_shifted_forward():
    assert MADRID.add(utc(2026, 3, 28, 1, 30), days(1)) == utc(2026, 3, 29, 1, 30)


def test_business_days_end_with_the_last_of_them():
    assert NINE_TO_FIVE.add(utc(2026, 3, 26, 10), business_days(1)) == utc(2026, 3, 27, 17)
    assert NINE_TO_FIVE.add(utc(2026, 3, 26, 10), business_days(2)) == utc(2026, 3, 30, 17)
    assert NINE_TO_FIVE.add(utc(2026, 3, 28, 10), business_days(1)) == utc(2026, 3, 30, 17)
    assert MADRID.add(utc(2026, 12, 23, 10), business_days(1)) == utc(2026, 12, 24, 12)


def test_months_are_counted_from_the_day_they_start_on():
    start = utc(2026, 1, 31, 12)

    assert NINE_TO_FIVE.add(start, months(1)) == utc(2026, 2, 28, 12)
    assert NINE_TO_FIVE.add(start, months(2)) == utc(2026, 3, 31, 12)
    assert add_months(add_months(date(2026, 1, 31), 1), 1) == date(2026, 3, 28)


def test_a_year_after_a_leap_day_is_the_28th_of_february():
    assert NINE_TO_FIVE.add(utc(2028, 2, 29, 12), years(1)) == utc(2029, 2, 28, 12)
    assert add_months(date(2028, 2, 29), 48) == date(2032, 2, 29)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert end_of_month(date(2028, 2, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "nothing", [hours(0), business_hours(0), days(0), business_days(0), months(0)]
)
def test_no_time_at_all_leads_nowhere(nothing):
    sunday_night = utc(2026, 3, 29, 1, 30)

    assert MADRID.add(sunday_night, nothing) == sunday_night


@pytest.mark.parametrize("bad", [4, 4.0, "4 hours", None])
def test_a_duration_says_its_unit(bad):
    with pytest.raises(InvalidTime):
        NINE_TO_FIVE.add(utc(2026, 3, 27), bad)


def test_working_time_is_not_taken_back():
    with pytest.raises(InvalidTime):
        NINE_TO_FIVE.add(utc(2026, 3, 27), timedelta(microseconds=-1))


# Open or closed.


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (utc(2026, 1, 5, 7, 59, 59), False),
        (utc(2026, 1, 5, 8), True),
        (utc(2026, 1, 5, 12, 59, 59), True),
        (utc(2026, 1, 5, 13), False),
        (utc(2026, 1, 5, 14), True),
        (utc(2026, 1, 5, 17), False),
        (utc(2026, 1, 6, 10), False),
        (utc(2026, 7, 6, 7), True),
        (utc(2026, 5, 2, 8), True),
    ],
)
def test_the_shop_is_open_within_its_periods(at, is_open):
    assert MADRID.is_open(at) is is_open


def test_the_next_opening_is_now_where_it_is_open():
    assert MADRID.next_open(utc(2026, 1, 5, 12)) == utc(2026, 1, 5, 12)
    assert MADRID.next_open(utc(2026, 1, 5, 13)) == utc(2026, 1, 5, 14)
    assert MADRID.next_open(utc(2026, 1, 5, 17)) == utc(2026, 1, 7, 8)


def test_business_next_begins_later_than_now_and_never_after_a_break():
    assert MADRID.next_opening(utc(2026, 1, 5, 7)) == utc(2026, 1, 5, 8)
    assert MADRID.next_opening(utc(2026, 1, 5, 8)) == utc(2026, 1, 7, 8)
    assert MADRID.next_opening(utc(2026, 1, 5, 13)) == utc(2026, 1, 7, 8)
    assert MADRID.next_opening(utc(2026, 1, 6, 12)) == utc(2026, 1, 7, 8)


def test_what_never_opens_is_refused_rather_than_awaited():
    never = BusinessCalendar("UTC", {}, exceptions={date(2026, 1, 5): [(time(9), time(10))]})

    assert never.next_open(utc(2026, 1, 1)) == utc(2026, 1, 5, 9)
    assert never.add(utc(2026, 1, 1), business_hours(1)) == utc(2026, 1, 5, 10)
    with pytest.raises(InvalidTime):
        never.add(utc(2026, 1, 1), business_minutes(61))
    with pytest.raises(InvalidTime):
        never.next_open(utc(2026, 1, 5, 10))
    with pytest.raises(InvalidTime):
        never.roll(date(2026, 1, 6))


def test_the_last_instant_can_be_asked_about():
    last = utc(2200, 12, 31, 23, 59, 59, 999_999)

    assert ALWAYS_OPEN.is_open(last)
    assert ALWAYS_OPEN.elapsed(utc(1970, 1, 1), last) == last - utc(1970, 1, 1)
    with pytest.raises(InvalidTime):
        ALWAYS_OPEN.add(last, hours(1))


@pytest.mark.parametrize("naive", [datetime(2026, 1, 5), date(2026, 1, 5), None])  # noqa: DTZ001
def test_a_naive_time_is_refused(naive):
    for ask in (MADRID.is_open, MADRID.next_open, MADRID.day_of):
        with pytest.raises(InvalidTime):
            ask(naive)
    with pytest.raises(InvalidTime):
        MADRID.elapsed(naive, utc(2026, 1, 5))
    with pytest.raises(InvalidTime):
        MADRID.add(naive, hours(1))


# Dates.


def test_the_day_is_the_one_on_the_wall():
    assert MADRID.day_of(utc(2026, 1, 4, 23)) == date(2026, 1, 5)
    assert NINE_TO_FIVE.day_of(utc(2026, 1, 4, 23)) == date(2026, 1, 4)


def test_business_days_are_those_with_any_opening():
    assert MADRID.is_business_day(date(2026, 5, 2))
    assert not MADRID.is_business_day(date(2026, 1, 6))
    assert MADRID.business_days_between(date(2026, 1, 3), date(2026, 1, 7)) == (
        date(2026, 1, 3),
        date(2026, 1, 5),
        date(2026, 1, 7),
    )
    assert MADRID.business_days_between(date(2026, 1, 7), date(2026, 1, 3)) == ()


def test_business_days_are_counted_both_ways():
    monday = date(2026, 3, 30)

    assert NINE_TO_FIVE.add_business_days(monday, 5) == date(2026, 4, 6)
    assert NINE_TO_FIVE.add_business_days(monday, -1) == date(2026, 3, 27)
    assert NINE_TO_FIVE.add_business_days(monday, 0) == monday
    assert NINE_TO_FIVE.add_business_days(date(2026, 3, 28), 0) == monday


def test_dates_roll_to_business_days():
    saturday, end_of_may = date(2026, 5, 9), date(2026, 5, 31)

    assert NINE_TO_FIVE.roll(saturday) == date(2026, 5, 11)
    assert NINE_TO_FIVE.roll_back(saturday) == date(2026, 5, 8)
    assert NINE_TO_FIVE.roll_within_month(saturday) == date(2026, 5, 11)
    assert NINE_TO_FIVE.roll_within_month(end_of_may) == date(2026, 5, 29)


def test_a_business_day_ends_with_its_last_period():
    assert MADRID.end_of_business_day(date(2026, 1, 5)) == utc(2026, 1, 5, 17)
    assert MADRID.end_of_business_day(date(2026, 12, 24)) == utc(2026, 12, 24, 12)
    assert MADRID.end_of_business_day(date(2026, 1, 6)) == utc(2026, 1, 7, 17)
    assert NIGHT_SHIFT.end_of_business_day(date(2026, 1, 5)) == utc(2026, 1, 5, 23)
    assert NIGHT_SHIFT.end_of_business_day(date(2026, 3, 29)) == utc(2026, 3, 29, 22)


def test_a_day_ends_at_midnight_on_the_wall():
    assert MADRID.end_of_day(date(2026, 3, 28)) == utc(2026, 3, 28, 23)
    assert MADRID.end_of_day(date(2026, 3, 29)) == utc(2026, 3, 29, 22)
    assert MADRID.start_of_day(date(2026, 3, 29)) == MADRID.end_of_day(date(2026, 3, 28))


# Making.


@pytest.mark.parametrize(
    "periods",
    [
        [(time(17), time(9))],
        [(time(9), time(9))],
        [(time(9), time(13)), (time(12), time(17))],
        [(time(9), time(0)), (time(10), time(11))],
        [(time(9, tzinfo=UTC), time(17))],
        [(9, 17)],
    ],
)
def test_periods_start_before_they_end_and_do_not_overlap(periods):
    assert BusinessCalendar("UTC", {0: [(time(9), time(13)), (time(13), time(17))]})
    with pytest.raises(InvalidTime):
        BusinessCalendar("UTC", {0: periods})


@pytest.mark.parametrize("weekday", [-1, 7, "monday"])
def test_a_week_has_seven_days(weekday):
    with pytest.raises(InvalidTime):
        BusinessCalendar("UTC", {weekday: SHOP})


def test_a_calendar_needs_a_zone_and_plain_dates():
    with pytest.raises(InvalidTime):
        BusinessCalendar("Europe/Atlantis", {})
    with pytest.raises(InvalidTime):
        BusinessCalendar("UTC", {}, holidays=[utc(2026, 1, 6)])


def test_the_order_of_periods_does_not_matter():
    assert BusinessCalendar("UTC", {0: SHOP}) == BusinessCalendar("UTC", {0: SHOP[::-1], 1: []})


@given(calendars())
def test_a_calendar_survives_json_copy_and_pickle(calendar):
    policy = Policy(calendar=calendar)

    assert Policy.model_validate_json(policy.model_dump_json()) == policy
    assert Policy.model_validate(policy.model_dump(mode="json"), strict=False) == policy
    assert copy.deepcopy(calendar) == calendar
    assert pickle.loads(pickle.dumps(calendar)) == calendar  # noqa: S301  our own bytes
    assert hash(calendar) == hash(copy.deepcopy(calendar))


def test_a_calendar_reads_well_in_json():
    body = json.loads(Policy(calendar=MADRID).model_dump_json())["calendar"]

    assert body["tz"] == "Europe/Madrid"
    assert body["periods"]["saturday"] == ["10:00-14:00"]
    assert "sunday" not in body["periods"]
    assert body["holidays"] == ["2026-01-06", "2026-05-02", "2026-12-25"]
    assert body["exceptions"]["2026-12-24"] == ["09:00-13:00"]
    assert json.loads(Policy(calendar=ALWAYS_OPEN).model_dump_json())["calendar"]["periods"][
        "monday"
    ] == ["00:00-24:00"]


@pytest.mark.parametrize(
    "body",
    [
        {"tz": "UTC"},
        {"tz": "Mars", "periods": {}},
        {"tz": "UTC", "periods": {"funday": []}},
        {"tz": "UTC", "periods": {"monday": ["9-17"]}},
        {"tz": "UTC", "periods": {"monday": ["17:00-09:00"]}},
        {"tz": "UTC", "periods": {"monday": ["09:00-25:00"]}},
        {"tz": "UTC", "periods": {"monday": ["24:00-09:00"]}},
        {"tz": "UTC", "periods": {}, "holidays": ["2026-02-29"]},
        {"tz": "UTC", "periods": {}, "holidays": [20_540]},
        {"tz": "UTC", "periods": {}, "exceptions": {"today": []}},
        {"tz": "UTC", "periods": {}, "colour": "red"},
        "UTC",
        None,
    ],
)
def test_json_of_another_form_is_no_calendar(body):
    with pytest.raises(ValidationError):
        Policy.model_validate({"calendar": body}, strict=False)
    with pytest.raises(ValidationError):
        Policy.model_validate_json(json.dumps({"calendar": body}))
