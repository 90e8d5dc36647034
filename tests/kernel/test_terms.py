"""Payment terms: when a bill is due."""

from datetime import date, time

import pytest
from hypothesis import given
from pydantic import ValidationError

from fbo.kernel.calendar import NINE_TO_FIVE, BusinessCalendar
from fbo.kernel.errors import InvalidTime
from fbo.kernel.terms import IMMEDIATE, PaymentTerms
from fbo.testing.strategies import calendars, days, payment_terms

NEAR = {"earliest": date(2024, 1, 1), "latest": date(2028, 12, 31)}


@pytest.mark.parametrize(
    ("terms", "billed", "due"),
    [
        (PaymentTerms.immediate(), date(2026, 1, 31), date(2026, 1, 31)),
        (PaymentTerms.net(30), date(2026, 1, 31), date(2026, 3, 2)),
        (PaymentTerms.net(0), date(2026, 1, 31), date(2026, 1, 31)),
        (PaymentTerms.end_of_month(), date(2026, 1, 31), date(2026, 1, 31)),
        (PaymentTerms.end_of_month(), date(2026, 2, 1), date(2026, 2, 28)),
        (PaymentTerms.end_of_month(months=1), date(2026, 1, 31), date(2026, 2, 28)),
        (PaymentTerms.end_of_month(months=1), date(2028, 1, 1), date(2028, 2, 29)),
        (PaymentTerms.end_of_month(days=30), date(2026, 1, 15), date(2026, 2, 28)),
        (PaymentTerms.end_of_month(days=30), date(2026, 1, 31), date(2026, 3, 31)),
        (PaymentTerms.on_the(15), date(2026, 1, 31), date(2026, 2, 15)),
        (PaymentTerms.on_the(15), date(2026, 12, 1), date(2027, 1, 15)),
        (PaymentTerms.on_the(30), date(2026, 1, 5), date(2026, 2, 28)),
        (PaymentTerms.on_the(15, months=0), date(2026, 1, 15), date(2026, 1, 15)),
        (PaymentTerms.on_the(15, months=0), date(2026, 1, 16), date(2026, 2, 15)),
        (PaymentTerms.on_the(10, days=30, months=0), date(2026, 1, 31), date(2026, 3, 10)),
        (PaymentTerms(months=1), date(2026, 1, 31), date(2026, 2, 28)),
    ],
)
def test_a_bill_is_due_when_its_terms_say(terms, billed, due):
    assert terms.due(billed) == due


def test_a_due_date_on_a_weekend_is_rolled_to_monday():
    saturday = date(2026, 5, 9)

    assert PaymentTerms.net(0).due(saturday) == saturday
    assert PaymentTerms.net(0).due(saturday, calendar=NINE_TO_FIVE) == date(2026, 5, 11)


def test_a_due_date_is_not_rolled_into_the_next_month():
    billed = date(2026, 5, 1)

    due = PaymentTerms.end_of_month().due(billed, calendar=NINE_TO_FIVE)

    assert due == date(2026, 5, 29)


def test_a_due_date_is_not_rolled_back_before_the_bill():
    sunday = date(2026, 5, 31)

    assert IMMEDIATE.due(sunday, calendar=NINE_TO_FIVE) == date(2026, 6, 1)


def test_a_holiday_rolls_a_due_date_too():
    calendar = BusinessCalendar(
        "Europe/Madrid", {key: [(time(9), time(17))] for key in range(5)}, [date(2026, 1, 6)]
    )

    assert PaymentTerms.net(5).due(date(2026, 1, 1), calendar=calendar) == date(2026, 1, 7)


@given(payment_terms(), days(**NEAR))
def test_a_bill_is_never_due_before_its_date(terms, billed):
    assert terms.due(billed) >= billed


@given(payment_terms(), days(**NEAR), days(**NEAR))
def test_a_later_bill_is_never_due_earlier(terms, one, other):
    first, second = sorted((one, other))

    assert terms.due(first) <= terms.due(second)


@given(payment_terms(), days(**NEAR), calendars())
def test_a_rolled_due_date_is_a_business_day_not_before_the_bill(terms, billed, calendar):
    due = terms.due(billed, calendar=calendar)

    assert calendar.is_business_day(due)
    assert due >= billed


@given(payment_terms())
def test_terms_survive_json(terms):
    assert PaymentTerms.model_validate_json(terms.model_dump_json()) == terms
    assert hash(PaymentTerms.model_validate(terms.model_dump(mode="json"))) == hash(terms)


@pytest.mark.parametrize(
    "fields",
    [
        {"days": -1},
        {"days": 3651},
        {"months": 121},
        {"on_day": 0},
        {"on_day": 32},
        {"days": 1.0},
        {"days": True},
        {"days": "30"},
        {"weeks": 2},
    ],
)
def test_terms_that_make_no_sense_are_refused(fields):
    with pytest.raises(ValidationError):
        PaymentTerms(**fields)


def test_terms_stop_at_the_end_of_the_calendar():
    assert PaymentTerms.net(1).due(date(2200, 12, 30)) == date(2200, 12, 31)
    with pytest.raises(InvalidTime):
        PaymentTerms.net(2).due(date(2200, 12, 30))


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (IMMEDIATE, "on the date"),
        (PaymentTerms.net(1), "1 day after the date"),
        (PaymentTerms.end_of_month(days=30), "the end of the month, 30 days after the date"),
        (PaymentTerms.on_the(15), "day 15, 1 month after the date"),
        (PaymentTerms.end_of_month(), "the end of the month after the date"),
    ],
)
def test_terms_can_be_read_aloud(terms, words):
    assert str(terms) == words
