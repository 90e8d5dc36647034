"""Instants, days and wall times: what is meant by each is certain, or it is refused."""

import itertools
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from fbo.kernel.errors import InvalidTime
from fbo.kernel.times import (
    Day,
    Instant,
    day,
    from_iso,
    from_microseconds,
    instant,
    iso,
    microseconds,
)
from fbo.kernel.zones import stretches, wall_time, zone
from fbo.testing.strategies import days, instants, zones

MADRID = ZoneInfo("Europe/Madrid")


class Event(BaseModel, frozen=True, strict=True):
    at: Instant
    on: Day = date(2026, 3, 28)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


# Instants.


def test_an_instant_is_kept_in_utc():
    event = Event(at=datetime(2026, 3, 28, 9, tzinfo=MADRID))

    assert event.at == utc(2026, 3, 28, 8)
    assert event.at.tzinfo is UTC


def test_an_instant_says_which_of_two_hours_it_means():
    first = datetime(2026, 10, 25, 2, 30, tzinfo=MADRID)

    assert instant(first) == utc(2026, 10, 25, 0, 30)
    assert instant(first.replace(fold=1)) == utc(2026, 10, 25, 1, 30)


def test_a_local_time_that_never_came_is_refused():
    assert instant(datetime(2026, 3, 29, 1, 59, 59, tzinfo=MADRID)) == utc(2026, 3, 29, 0, 59, 59)
    assert instant(datetime(2026, 3, 29, 3, tzinfo=MADRID)) == utc(2026, 3, 29, 1)
    with pytest.raises(InvalidTime):
        instant(datetime(2026, 3, 29, 2, 30, tzinfo=MADRID))


@pytest.mark.parametrize(
    "bad",
    [
        datetime(2026, 3, 28),  # noqa: DTZ001  naive on purpose
        date(2026, 3, 28),
        1_774_688_400,
        1_774_688_400.0,
        "2026-03-28T09:00:00Z",
        None,
        True,
    ],
)
def test_what_is_no_aware_datetime_is_refused(bad):
    with pytest.raises(InvalidTime):
        instant(bad)
    with pytest.raises(ValidationError):
        Event(at=bad)


def test_instants_lie_in_the_years_1970_to_2200_of_utc():
    first, last = utc(1970, 1, 1), utc(2200, 12, 31, 23, 59, 59, 999_999)
    east = timezone(timedelta(hours=14))

    assert (instant(first), instant(last)) == (first, last)
    assert instant(datetime(2201, 1, 1, tzinfo=east)).year == 2200
    for outside in (
        first - timedelta(microseconds=1),
        last + timedelta(microseconds=1),
        datetime(1970, 1, 1, tzinfo=east),
        datetime.min.replace(tzinfo=east),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
    ):
        with pytest.raises(InvalidTime):
            instant(outside)


def test_a_subclass_of_datetime_becomes_a_plain_one():
    class Stamp(datetime):
        pass

    assert type(instant(Stamp(2026, 3, 28, tzinfo=UTC))) is datetime


def test_an_instant_is_written_to_the_microsecond():
    assert iso(datetime(2026, 3, 28, 9, tzinfo=MADRID)) == "2026-03-28T08:00:00.000000Z"


@given(instants())
def test_an_instant_comes_back_from_its_text_and_its_count(at):
    assert from_iso(iso(at)) == at
    assert from_microseconds(microseconds(at)) == at


@given(instants(), instants())
def test_texts_of_instants_sort_as_the_instants_do(one, other):
    assert (iso(one) < iso(other)) == (one < other)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-28T09:00:00+01:00",
        "2026-03-28T08:00:00Z",
        "2026-03-28T08:00:00.0Z",
        "2026-03-28T08:00:00.000000-00:00",
    ],
)
def test_text_with_an_offset_is_an_instant(text):
    assert from_iso(text) == utc(2026, 3, 28, 8)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-28T09:00:00",
        "2026-03-28T09:00Z",
        "2026-03-28",
        "2026-03-28 09:00:00Z",
        "20260328T090000Z",
        "2026-W13-6T09:00:00Z",
        "2026-03-28T09:00:60Z",
        "2026-03-28T25:00:00Z",
        "2026-02-29T09:00:00Z",
        "2026-03-28T09:00:00.1234567Z",
        "2026-03-28T09:00:00+01:00:30",
        "2026-03-28T09:00:00+24:00",
        "2026-03-28T09:00:00Z\n",
        "\u0662026-03-28T09:00:00Z",
        "1969-12-31T23:59:59Z",
        "2201-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "1774688400",
        "",
        1_774_688_400,
        None,
    ],
)
def test_any_other_text_is_no_instant(text):
    with pytest.raises(InvalidTime):
        from_iso(text)
    with pytest.raises(ValidationError):
        Event.model_validate({"at": text}, strict=False)


def test_a_bare_number_in_json_is_no_instant_and_no_day():
    with pytest.raises(ValidationError):
        Event.model_validate_json('{"at": 1774688400}')
    with pytest.raises(ValidationError):
        Event.model_validate_json('{"at": "2026-03-28T09:00:00Z", "on": 20540}')


@pytest.mark.parametrize("count", [-1, 2**62, 10**30])
def test_a_count_outside_the_years_is_refused(count):
    with pytest.raises(InvalidTime):
        from_microseconds(count)


# Days.


@given(instants(), days())
def test_an_event_survives_json(at, on):
    event = Event(at=at, on=on)

    assert Event.model_validate_json(event.model_dump_json()) == event
    assert Event.model_validate(event.model_dump(mode="json"), strict=False) == event


def test_days_lie_in_the_years_1970_to_2200():
    assert day(date(1970, 1, 1)) < day(date(2200, 12, 31))
    for outside in (date(1969, 12, 31), date(2201, 1, 1)):
        with pytest.raises(InvalidTime):
            day(outside)


@pytest.mark.parametrize("bad", [utc(2026, 3, 28), "2026-03-28", 20_540, None])
def test_a_day_is_a_plain_date(bad):
    with pytest.raises(InvalidTime):
        day(bad)
    with pytest.raises(ValidationError):
        Event(at=utc(2026, 3, 28), on=bad)


@pytest.mark.parametrize("text", ["2026-02-29", "2026-3-28", "20260328", "2026-W13-6", "28.3.2026"])
def test_any_other_text_is_no_day(text):
    with pytest.raises(ValidationError):
        Event.model_validate({"at": utc(2026, 3, 28), "on": text}, strict=False)


# Wall times.


def test_a_wall_time_is_an_instant_in_its_zone():
    assert wall_time(date(2026, 1, 5), time(9), "Europe/Madrid") == utc(2026, 1, 5, 8)
    assert wall_time(date(2026, 7, 6), time(9), "Europe/Madrid") == utc(2026, 7, 6, 7)


def test_a_wall_time_that_never_comes_is_refused_or_shifted():
    night = date(2026, 3, 29)

    assert wall_time(night, time(1, 59), "Europe/Madrid") == utc(2026, 3, 29, 0, 59)
    assert wall_time(night, time(3), "Europe/Madrid") == utc(2026, 3, 29, 1)
    with pytest.raises(InvalidTime):
        wall_time(night, time(2, 30), "Europe/Madrid")
    shifted = wall_time(night, time(2, 30), "Europe/Madrid", gap="shift")
    assert shifted.astimezone(MADRID).time() == time(3, 30)
    assert wall_time(night, time(2, 30), "Europe/Madrid", gap="shift", fold=1) == shifted


def test_a_wall_time_that_comes_twice_needs_to_be_told_apart():
    night = date(2026, 10, 25)

    assert wall_time(night, time(1, 59), "Europe/Madrid") == utc(2026, 10, 24, 23, 59)
    assert wall_time(night, time(3), "Europe/Madrid") == utc(2026, 10, 25, 2)
    with pytest.raises(InvalidTime):
        wall_time(night, time(2, 30), "Europe/Madrid")
    assert wall_time(night, time(2, 30), "Europe/Madrid", fold=0) == utc(2026, 10, 25, 0, 30)
    assert wall_time(night, time(2, 30), "Europe/Madrid", fold=1) == utc(2026, 10, 25, 1, 30)


def test_the_fold_means_nothing_where_a_time_comes_once():
    on, at = date(2026, 1, 5), time(9)

    assert wall_time(on, at, "Europe/Madrid", fold=1) == wall_time(on, at, "Europe/Madrid")


@given(instants(), zones())
def test_an_instant_comes_back_from_its_wall_time(at, tz):
    local = at.astimezone(zone(tz))
    if not 1970 <= local.year <= 2200:
        return

    back = wall_time(local.date(), local.time().replace(fold=0), tz, fold=1 if local.fold else 0)

    assert back == at


@pytest.mark.parametrize(
    "key", ["", "Europe", "Europe/Atlantis", "../etc/passwd", "/etc", "x\0", None, 1]
)
def test_what_is_no_zone_is_refused(key):
    assert zone("Europe/Madrid").utcoffset(datetime(2026, 1, 1)) == timedelta(hours=1)  # noqa: DTZ001
    with pytest.raises(InvalidTime):
        zone(key)


def test_a_wall_shows_no_zone():
    with pytest.raises(InvalidTime):
        wall_time(date(2026, 1, 5), time(9, tzinfo=UTC), "Europe/Madrid")


@given(zones(), instants(), st.integers(0, 400))
@example("Europe/Madrid", utc(2026, 3, 29, 1), 1)
@example("Europe/Madrid", utc(2200, 12, 31), 0)
def test_stretches_cover_the_time_and_have_the_zones_offset(tz, start, length):
    first = microseconds(start)
    last = min(first + length * 86_400_000_000 + 1, microseconds(utc(2200, 12, 31, 23, 59, 59)) + 1)
    first = min(first, last - 1)

    cut = list(stretches(tz, first, last))

    assert cut[0][0] == first
    assert cut[-1][1] == last
    assert all(end == following for (_, end, _), (following, _, _) in itertools.pairwise(cut))
    for since, until, offset in cut:
        for at in (since, until - 1):
            shown = from_microseconds(at).astimezone(zone(tz)).utcoffset()
            assert shown == timedelta(microseconds=offset)
