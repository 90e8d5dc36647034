"""Money, prices and rates as fields: an instance in Python, one string in JSON."""

from decimal import Decimal

import pytest
from hypothesis import given
from pydantic import BaseModel, ValidationError

from fbo.kernel.errors import InvalidNumber, InvalidText
from fbo.kernel.money import (
    Money,
    Price,
    Rate,
    SignedPrice,
    SignedRate,
    eur,
    percent,
    price,
)
from fbo.testing.strategies import currencies, moneys, prices, rates


class Bill(BaseModel, frozen=True, strict=True):
    total: Money
    unit_price: Price = price("9.99", "EUR")
    discount: Rate = Decimal(0)


class Corrections(BaseModel, frozen=True, strict=True):
    unit_price: SignedPrice
    rate: SignedRate


def test_money_is_one_string_in_json():
    bill = Bill(total=eur("10.1"), unit_price=price("0.0333", "EUR"), discount=percent(15))

    assert bill.model_dump_json() == (
        '{"total":"10.10 EUR","unit_price":"0.0333 EUR","discount":"0.15"}'
    )
    assert bill.model_dump(mode="json")["total"] == "10.10 EUR"
    assert bill.model_dump()["total"] == eur("10.10")


@given(moneys(), prices(), rates())
def test_a_document_survives_json(total, unit_price, discount):
    bill = Bill(total=total, unit_price=unit_price, discount=discount)

    assert Bill.model_validate_json(bill.model_dump_json()) == bill
    assert Bill.model_validate(bill.model_dump(mode="json"), strict=False) == bill


@given(moneys())
def test_the_text_is_the_same_after_json(amount):
    assert str(Money.parse(str(amount))) == str(amount)


@given(prices(signed=True), rates(signed=True))
def test_signed_fields_take_both_signs(unit_price, fraction):
    made = Corrections(unit_price=unit_price, rate=fraction)

    assert Corrections.model_validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize(
    "text",
    [
        "10.10",
        "EUR 10.10",
        "10.10EUR",
        "10.10  EUR",
        "10.10 eur",
        "10.10 EUR\n",
        "10.101 EUR",
        "10.100 EUR",
        "10.0 JPY",
        "1e3 EUR",
        "1_0 EUR",
        "010 EUR",
        "+1 EUR",
        "NaN EUR",
        "1000000000000000000 EUR",
        "\u0661 EUR",
        "10.10 XXX",
        "",
        10,
        10.1,
        None,
        {"amount": "10.10", "currency": "EUR"},
    ],
)
def test_any_other_text_is_no_money(text):
    with pytest.raises((InvalidNumber, InvalidText)):
        Money.parse(text)
    with pytest.raises(ValidationError):
        Bill.model_validate({"total": text}, strict=False)


def test_fewer_digits_than_the_currency_s_are_filled_up():
    assert str(Money.parse("10 EUR")) == "10.00 EUR"
    assert str(Money.parse("-10.1 EUR")) == "-10.10 EUR"


@pytest.mark.parametrize(
    "body",
    [
        '{"total": 10}',
        '{"total": 10.10}',
        '{"total": "10.10"}',
        '{"total": "10.10 EUR", "unit_price": "-0.01 EUR"}',
        '{"total": "10.10 EUR", "discount": 0.5}',
        '{"total": "10.10 EUR", "discount": "1.01"}',
        '{"total": "10.10 EUR", "discount": "-0.01"}',
    ],
)
def test_json_of_another_form_is_refused(body):
    with pytest.raises(ValidationError):
        Bill.model_validate_json(body)


@pytest.mark.parametrize(
    "fields",
    [
        {"total": "10.10 EUR"},
        {"total": Decimal("10.10")},
        {"total": 10},
        {"total": price(1, "EUR")},
        {"total": eur(1), "discount": 0.5},
        {"total": eur(1), "discount": "0.5"},
        {"total": eur(1), "discount": Decimal("1.01")},
        {"total": eur(1), "unit_price": price("-1", "EUR", signed=True)},
    ],
)
def test_a_strict_field_takes_only_an_instance_in_python(fields):
    with pytest.raises(ValidationError):
        Bill(**fields)


def test_the_json_schema_is_a_string_with_a_pattern():
    fields = Bill.model_json_schema()["properties"]

    assert fields["total"]["type"] == "string"
    assert fields["total"]["pattern"].endswith("[A-Z]{3}$")
    assert "-" not in fields["unit_price"]["pattern"][:5]


@given(currencies())
def test_nothing_is_nothing_in_every_currency(code):
    assert Money.zero(code) == Money.parse(str(Money.zero(code)))
    assert Money.zero(code).minor == 0
