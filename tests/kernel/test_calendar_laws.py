"""The laws of working time, over generated calendars, clock changes and lunch breaks among them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from fbo.kernel.calendar import BusinessCalendar, Duration, business_minutes
from fbo.kernel.errors import InvalidTime
from fbo.kernel.zones import zone
from fbo.testing.strategies import ZONES, calendars, durations, instants

# The instants around which clocks change, in each of the zones; and far away from any.
CHANGES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
    datetime(2018, 2, 18, 2, tzinfo=UTC),
    datetime(2018, 11, 4, 3, tzinfo=UTC),
]


def moments() -> st.SearchStrategy[datetime]:
    """Instants near a change of the clocks, around the holidays, or anywhere."""
    near = st.builds(
        lambda at, seconds: at + timedelta(seconds=seconds),
        st.sampled_from(CHANGES),
        st.integers(-100_000, 100_000),
    )
    soon = instants(
        earliest=datetime(2024, 1, 1, tzinfo=UTC), latest=datetime(2028, 12, 31, tzinfo=UTC)
    )
    return near | soon | instants(latest=datetime(2190, 1, 1, tzinfo=UTC))


def working_times() -> st.SearchStrategy[timedelta]:
    """Working time of nothing, of minutes, to the microsecond, of a few months."""
    return (
        st.integers(0, 3_000).map(lambda n: timedelta(minutes=n))
        | st.integers(0, 10**6).map(lambda n: timedelta(microseconds=n))
        | st.integers(0, 90).map(lambda n: timedelta(days=n))
    )


@given(calendars(), st.tuples(moments(), moments(), moments()).map(sorted))
def test_cal_1_elapsed_time_adds_up(calendar, times):
    a, b, c = times

    assert calendar.elapsed(a, b) + calendar.elapsed(b, c) == calendar.elapsed(a, c)


@given(calendars(), st.tuples(moments(), moments()).map(sorted))
def test_elapsed_time_is_between_nothing_and_the_whole(calendar, times):
    a, b = times

    assert timedelta(0) <= calendar.elapsed(a, b) <= b - a


@given(calendars(), moments(), working_times())
def test_cal_2_so_much_has_elapsed_when_so_much_was_added(calendar, start, duration):
    end = calendar.add(start, duration)

    assert end >= start
    assert calendar.elapsed(start, end) == duration


@given(calendars(), moments(), st.integers(1, 3_000))
def test_cal_2_nothing_less_has_elapsed_before(calendar, start, minutes):
    end = calendar.add(start, business_minutes(minutes))

    earlier = calendar.elapsed(start, end - timedelta(microseconds=1))

    assert earlier == timedelta(minutes=minutes, microseconds=-1)


@given(calendars(), moments())
def test_cal_2_nothing_added_is_no_time_later(calendar, start):
    assert calendar.add(start, timedelta(0)) == start


@given(calendars(), st.tuples(moments(), moments()).map(sorted), working_times())
def test_cal_3_who_starts_later_ends_no_earlier(calendar, starts, duration):
    first, second = starts

    assert calendar.add(first, duration) <= calendar.add(second, duration)


@given(calendars(), moments(), st.tuples(working_times(), working_times()).map(sorted))
def test_cal_3_what_takes_longer_ends_no_earlier(calendar, start, both):
    shorter, longer = both

    assert calendar.add(start, shorter) <= calendar.add(start, longer)


@given(calendars(), moments(), st.tuples(working_times(), working_times()))
def test_time_added_in_two_parts_is_time_added_at_once(calendar, start, parts):
    first, second = parts

    assert calendar.add(calendar.add(start, first), second) == calendar.add(start, first + second)


@pytest.mark.parametrize("tz", ZONES)
@given(data=st.data())
@settings(max_examples=30)
def test_cal_4_working_time_is_what_a_clock_on_the_wall_counts(tz, data):
    calendar = data.draw(calendars(tz=tz))
    start = data.draw(st.sampled_from(CHANGES)) - timedelta(
        minutes=data.draw(st.integers(0, 36)) * 60 + data.draw(st.sampled_from([0, 15, 30]))
    )
    quarters = data.draw(st.integers(0, 300))
    # Periods and changes of the clocks are on quarters of an hour, so that each is all or nothing.
    step = timedelta(minutes=15)

    counted = sum(on_the_wall(calendar, start + n * step) for n in range(quarters))

    assert calendar.elapsed(start, start + quarters * step) == counted * step


@given(calendars(), moments())
def test_it_is_open_where_the_wall_says_so(calendar, at):
    assert calendar.is_open(at) == on_the_wall(calendar, at)


@given(calendars(), moments())
def test_the_next_opening_is_the_first_one(calendar, at):
    opening = calendar.next_open(at)

    assert opening >= at
    assert calendar.is_open(opening)
    assert calendar.elapsed(at, opening) == timedelta(0)


@given(calendars(), st.lists(st.dates(date(2024, 1, 1), date(2190, 1, 1)), max_size=5))
def test_cal_4_far_holidays_change_nothing_nearby(calendar, far):
    near = [on for on in calendar.holidays if on.year < 2029]
    special = dict(calendar.exceptions)
    more = BusinessCalendar(
        calendar.tz,
        dict(enumerate(calendar.periods)),
        [*near, *(on for on in far if on.year > 2030)],
        special,
    )
    a, b = datetime(2024, 1, 3, 12, tzinfo=UTC), datetime(2028, 12, 29, 12, tzinfo=UTC)

    assert more.elapsed(a, b) == calendar.elapsed(a, b)


@given(calendars(), moments(), st.integers(0, 20))
def test_business_days_end_on_a_business_day_when_its_last_period_does(calendar, start, count):
    assume(count)

    end = calendar.add(start, Duration(count, "business day"))

    on = calendar.add_business_days(calendar.day_of(start), count)
    assert calendar.elapsed(end, calendar.end_of_day(on)) == timedelta(0)
    assert end >= start
    assert len(calendar.business_days_between(calendar.day_of(start), on)) in {count, count + 1}


@given(calendars(), moments(), durations())
@example(BusinessCalendar("UTC", {}), datetime(2026, 1, 1, tzinfo=UTC), business_minutes(1))
def test_a_duration_never_ends_before_it_started(calendar, start, duration):
    try:
        end = calendar.add(start, duration)
    except InvalidTime:
        assert not any(calendar.periods) or start.year > 2150
        return

    assert end >= start


def on_the_wall(calendar: BusinessCalendar, at: datetime) -> bool:
    """What somebody who looks at a clock and at the notice on the door would say."""
    local = at.astimezone(zone(calendar.tz))
    periods = calendar.periods[local.weekday()]
    if local.date() in calendar.holidays:
        periods = ()
    periods = dict(calendar.exceptions).get(local.date(), periods)
    now = local.time().replace(fold=0)
    return any(
        start <= now and (now < end or (not end.hour and not end.minute)) for start, end in periods
    )


@given(calendars(), st.tuples(moments(), moments()).map(sorted), st.integers(0, 100))
def test_part_of_the_way_is_part_of_the_working_time(calendar, times, percent):
    a, b = times

    assert calendar.part_way(a, b, percent) == calendar.add(
        a, calendar.elapsed(a, b) * percent // 100
    )
