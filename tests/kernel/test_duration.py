"""Durations: three ways to count time, which do not mix."""

import pickle
from datetime import timedelta

import pytest
from hypothesis import given
from pydantic import BaseModel, ValidationError

from fbo.kernel.calendar import (
    Duration,
    business_days,
    business_hours,
    business_minutes,
    days,
    hours,
    minutes,
    months,
    years,
)
from fbo.kernel.errors import InvalidTime
from fbo.testing.strategies import durations


class Clock(BaseModel, frozen=True, strict=True):
    within: Duration


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (minutes(1), "1 minute"),
        (minutes(90), "90 minutes"),
        (hours(1), "1 hour"),
        (hours(24), "24 hours"),
        (business_minutes(30), "30 business minutes"),
        (business_hours(4), "4 business hours"),
        (days(1), "1 day"),
        (business_days(2), "2 business days"),
        (months(1), "1 month"),
        (years(2), "24 months"),
        (hours(0), "0 minutes"),
    ],
)
def test_a_duration_reads_as_a_person_would_write_it(duration, text):
    assert str(duration) == text
    assert Duration.parse(text) == duration


@given(durations())
def test_a_duration_survives_json_pickle_and_repr(duration):
    clock = Clock(within=duration)

    assert Clock.model_validate_json(clock.model_dump_json()) == clock
    assert Clock.model_validate(clock.model_dump(mode="json"), strict=False) == clock
    assert pickle.loads(pickle.dumps(duration)) == duration  # noqa: S301  our own bytes
    assert eval(repr(duration)) == duration  # noqa: S307  our own text


def test_sixty_minutes_are_an_hour():
    assert minutes(60) == hours(1)
    assert business_minutes(60) == business_hours(1)
    assert hash(minutes(60)) == hash(hours(1))


def test_twenty_four_hours_are_not_a_day():
    assert hours(24) != days(1)
    assert business_hours(8) != business_days(1)
    assert days(30) != months(1)


def test_durations_of_one_unit_compare_and_add():
    assert sorted([hours(2), minutes(30), hours(1)]) == [minutes(30), hours(1), hours(2)]
    assert hours(1) + minutes(30) == minutes(90)
    assert business_days(2) * 3 == business_days(6)
    assert days(1) <= days(1) >= days(1)
    assert not days(0)


@pytest.mark.parametrize(
    "mix", [lambda a, b: a < b, lambda a, b: a >= b, lambda a, b: a > b, lambda a, b: a + b]
)
def test_durations_of_two_units_neither_compare_nor_add(mix):
    with pytest.raises(InvalidTime):
        mix(hours(24), days(1))


def test_only_minutes_are_a_fixed_time():
    assert business_hours(4).time == timedelta(hours=4)
    with pytest.raises(InvalidTime):
        _ = days(1).time


@pytest.mark.parametrize("count", [-1, 1.5, True, "1", None, 10**8 + 1])
def test_a_duration_is_a_whole_number_of_its_unit(count):
    assert (days(0).count, days(10**8).count) == (0, 10**8)
    with pytest.raises(InvalidTime):
        days(count)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "4 weeks",
        "4business hours",
        "-1 days",
        "1.5 hours",
        "1 business month",
        "1e3 days",
        "4  hours",
        "four hours",
        "4 hours\n",
        "٤ hours",
        "9999999999 days",
        "P4D",
        4,
        None,
    ],
)
def test_any_other_text_is_no_duration(text):
    with pytest.raises(InvalidTime):
        Duration.parse(text)
    with pytest.raises(ValidationError):
        Clock.model_validate({"within": text}, strict=False)


@pytest.mark.parametrize("within", [4, timedelta(hours=4), "4 hours"])
def test_a_field_takes_a_duration_that_says_its_unit(within):
    with pytest.raises(ValidationError):
        Clock(within=within)


def test_a_unit_is_one_of_five():
    with pytest.raises(InvalidTime):
        Duration(1, "week")  # type: ignore[arg-type]
