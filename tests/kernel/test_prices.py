"""Prices and rates: exact, and rounded once when they become money."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from fbo.kernel.currencies import DIGITS
from fbo.kernel.errors import InvalidNumber
from fbo.kernel.money import (
    Price,
    eur,
    money,
    percent,
    price,
    rate,
)
from fbo.kernel.quantity import KILOGRAM, pieces, quantity
from fbo.testing.strategies import moneys, prices, quantities, rates

# Rounding.


@pytest.mark.parametrize(
    ("unit_price", "count", "discount", "total"),
    [
        ("0.0333", 100, "0", "3.33"),
        ("0.005", 1, "0", "0.01"),
        ("0.005", -1, "0", "-0.01"),
        ("0.004999", 1, "0", "0.00"),
        ("9.99", 3, "0.15", "25.47"),
        ("9.99", 3, "1", "0.00"),
        ("0.125", 1, "0.96", "0.01"),
    ],
)
def test_a_price_times_a_quantity_rounds_once(unit_price, count, discount, total):
    amount = price(unit_price, "EUR").times(pieces(count), discount=Decimal(discount))

    assert amount == eur(total)


def test_a_price_is_multiplied_by_exactly_what_was_weighed():
    assert price("3.99", "EUR").times(quantity("0.375", KILOGRAM)) == eur("1.50")
    assert price("3.99", "EUR").times(Decimal("0.375")) == eur("1.50")
    assert price("0.5", "JPY").times(3) == money(2, "JPY")


@given(prices(signed=True), quantities(least=-(10**6), most=10**6), rates())
def test_the_line_total_is_the_exact_product_rounded_half_up(unit_price, amount, discount):
    total = unit_price.times(amount, discount=discount)

    exact = Fraction(unit_price.amount) * Fraction(amount.amount) * (1 - Fraction(discount))
    step = Fraction(1, 10 ** DIGITS[unit_price.currency])
    halves = abs(exact) / step + Fraction(1, 2)
    assert abs(Fraction(total.amount)) == (halves.numerator // halves.denominator) * step
    assert total.amount * unit_price.amount * amount.amount >= 0


@given(prices(), quantities(least=0, most=10**6), rates())
def test_a_negative_quantity_mirrors_the_positive_one(unit_price, amount, discount):
    total = unit_price.times(amount, discount=discount)

    assert unit_price.times(-amount, discount=discount) == -total


@pytest.mark.parametrize("discount", [Decimal("1.01"), Decimal("-0.01"), 0.5, 0.0, False])
def test_a_discount_is_a_rate(discount):
    with pytest.raises(InvalidNumber):
        price(1, "EUR").times(1, discount=discount)


@pytest.mark.parametrize("count", [1.5, True, None, eur(1)])
def test_a_price_is_multiplied_by_a_quantity_or_an_exact_number(count):
    with pytest.raises(InvalidNumber):
        price(1, "EUR").times(count)


def test_tax_is_rounded_half_up():
    assert eur("0.50").rate(percent(19)) == eur("0.10")
    assert eur("2.50").rate(Decimal("0.05")) == eur("0.13")
    assert eur("-2.50").rate(Decimal("0.05")) == eur("-0.13")
    assert money(50, "JPY").rate(Decimal("0.05")) == money(3, "JPY")


@given(moneys(), rates(signed=True))
def test_a_rate_of_a_negative_amount_mirrors(amount, fraction):
    assert (-amount).rate(fraction) == -amount.rate(fraction) == amount.rate(-fraction)


# Rates.


def test_a_rate_is_an_exact_fraction():
    assert str(rate("0.190")) == "0.19"
    assert rate(Decimal("0.15")) == Decimal("0.15")
    assert (rate(0), rate(1)) == (0, 1)
    assert percent(19) == Decimal("0.19")
    assert percent("7.7") == Decimal("0.077")
    assert str(percent(100)) == "1"


@pytest.mark.parametrize("bad", ["-0.000001", "1.000001", 2, -1, 0.5, True, "NaN", "0.1234567"])
def test_a_rate_lies_between_nought_and_one(bad):
    with pytest.raises(InvalidNumber):
        rate(bad)


@pytest.mark.parametrize("bad", ["100.0001", "-1", "0.00001", 19.0])
def test_a_percentage_lies_between_nought_and_a_hundred(bad):
    with pytest.raises(InvalidNumber):
        percent(bad)


# Prices.


def test_a_price_has_the_digits_of_the_currency_or_up_to_six():
    assert str(price(10, "EUR")) == "10.00 EUR"
    assert str(price("0.0333", "EUR")) == "0.0333 EUR"
    assert str(price("0.033300", "EUR")) == "0.0333 EUR"
    assert str(price("0.000001", "JPY")) == "0.000001 JPY"
    assert str(price("0.05", "EUR") + price("0.0333", "EUR") - price("0.0333", "EUR")) == "0.05 EUR"
    with pytest.raises(InvalidNumber):
        price("0.0000001", "EUR")


def test_a_price_is_negative_only_where_it_says_so():
    assert price(0, "EUR") == Price.zero("EUR")
    assert str(price("-5", "EUR", signed=True)) == "-5.00 EUR"
    with pytest.raises(InvalidNumber):
        price("-0.000001", "EUR")


@given(prices(signed=True))
def test_a_price_survives_its_text_and_repr(amount):
    assert Price.parse(str(amount)) == amount
    assert str(Price.parse(str(amount))) == str(amount)
    assert eval(repr(amount)) == amount  # noqa: S307  our own text
