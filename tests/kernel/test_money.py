"""Money: exact, of one currency, and shared out without losing a cent."""

import copy
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbo.kernel.currencies import DIGITS
from fbo.kernel.errors import InvalidNumber
from fbo.kernel.money import (
    Money,
    eur,
    gbp,
    money,
    price,
    usd,
)
from fbo.kernel.quantity import KILOGRAM, pieces, quantity
from fbo.testing.strategies import moneys, rates

# Making.


def test_money_has_exactly_the_digits_of_its_currency():
    assert str(eur("10.1")) == "10.10 EUR"
    assert str(usd(10)) == "10.00 USD"
    assert str(gbp(Decimal("0.5"))) == "0.50 GBP"
    assert str(money("10", "JPY")) == "10 JPY"
    assert str(money("10.1", "BHD")) == "10.100 BHD"
    assert str(Money(Decimal("10.1"), "EUR")) == "10.10 EUR"


@pytest.mark.parametrize("code", ["EUR", "JPY", "BHD", "CLF"])
def test_money_never_has_more_digits_than_its_currency(code):
    digits = DIGITS[code]
    smallest = Decimal(1).scaleb(-digits)

    assert money(smallest, code).minor == 1
    with pytest.raises(InvalidNumber):
        money(smallest / 10, code)


@pytest.mark.parametrize("bad", [10.1, True, "NaN", Decimal("NaN"), Decimal("1E+999999"), "1_0"])
def test_what_is_no_exact_number_makes_no_money(bad):
    with pytest.raises(InvalidNumber):
        eur(bad)
    with pytest.raises(InvalidNumber):
        Money(bad, "EUR")
    with pytest.raises(InvalidNumber):
        price(bad, "EUR")


def test_there_is_no_minus_nought():
    assert str(eur("-0.00")) == "0.00 EUR"
    assert str(-eur(0)) == "0.00 EUR"
    assert str(eur(-1) * 0) == "0.00 EUR"
    assert str(Money.parse("-0.00 EUR")) == "0.00 EUR"
    assert str(eur("-0.01").rate(Decimal("0.1"))) == "0.00 EUR"


@given(st.integers(-(10**20) + 1, 10**20 - 1))
def test_money_comes_back_from_its_smallest_units(minor):
    assert Money.from_minor(minor, "EUR").minor == minor


@pytest.mark.parametrize(
    "minor", [10**20, -(10**20), pytest.param(10**5000, id="10**5000"), True, 1.0, "1"]
)
def test_the_smallest_units_are_a_whole_number_within_bounds(minor):
    with pytest.raises(InvalidNumber):
        Money.from_minor(minor, "EUR")


def test_nobody_can_change_money():
    with pytest.raises(AttributeError):
        eur(1).amount = Decimal(2)  # type: ignore[misc]


# Arithmetic.


def test_money_adds_subtracts_and_multiplies_exactly():
    assert eur("0.10") + eur("0.20") == eur("0.30")
    assert eur("0.10") - eur("0.20") == eur("-0.10")
    assert 3 * eur("0.10") == eur("0.10") * 3 == eur("0.30")
    assert abs(eur(-1)) == -eur(-1) == +eur(1)


@given(st.lists(moneys(currency="EUR")))
def test_a_total_is_the_sum_of_its_smallest_units(amounts):
    total = Money.total(amounts, "EUR")

    assert total.minor == sum(amount.minor for amount in amounts)
    assert total == sum(amounts, Money.zero("EUR"))


@pytest.mark.parametrize(
    "mix", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b, lambda a, b: a >= b]
)
def test_euros_and_dollars_do_not_mix(mix):
    with pytest.raises(InvalidNumber):
        mix(eur(1), usd(1))


def test_euros_and_dollars_are_never_equal():
    assert eur(1) != usd(1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: eur(1) + 1,
        lambda: 1 + eur(1),
        lambda: eur(1) * eur(1),
        lambda: eur(1) * Decimal("0.5"),
        lambda: eur(1) * 0.5,
        lambda: eur(1) * True,
        lambda: eur(1) + price(1, "EUR"),
        lambda: eur(1) + pieces(1),
        lambda: eur(1) < 1,
        lambda: eur(1) / 2,
    ],
)
def test_money_goes_with_money_and_whole_numbers_alone(wrong):
    with pytest.raises(TypeError):
        wrong()


def test_a_sum_of_more_than_eighteen_digits_is_refused():
    most = eur("999999999999999999.99")

    assert most + eur(0) == most
    with pytest.raises(InvalidNumber):
        most + eur("0.01")


def test_money_sorts_and_can_be_a_key():
    assert sorted([eur(3), eur(1), eur(2)]) == [eur(1), eur(2), eur(3)]
    assert max(eur("9.99"), eur("10.00")) == eur(10)
    assert {eur("10.00"): "ten"}[eur(10)] == "ten"


def test_nothing_is_false_and_something_is_true():
    assert not eur(0)
    assert eur("0.01")
    assert eur("-0.01")


@given(moneys())
def test_money_survives_copy_pickle_and_repr(amount):
    assert copy.deepcopy(amount) == amount
    assert pickle.loads(pickle.dumps(amount)) == amount  # noqa: S301  our own bytes
    assert eval(repr(amount)) == amount  # noqa: S307  our own text


# Shares.


def test_ten_euros_by_three_is_333_334_333():
    assert eur(10).split([1, 1, 1]) == (eur("3.33"), eur("3.34"), eur("3.33"))
    assert eur(-10).split([1, 1, 1]) == (eur("-3.33"), eur("-3.34"), eur("-3.33"))


@given(moneys(), st.lists(moneys(currency="EUR", least=0), min_size=1, max_size=20))
def test_a_split_by_line_totals_never_loses_a_cent(amount, lines):
    weights = [*lines, eur(1)]

    assert Money.total(amount.split(weights), amount.currency) == amount


@given(moneys(currency="EUR"), st.lists(rates(), max_size=20))
def test_a_split_by_rates_never_loses_a_cent(amount, weights):
    assert Money.total(amount.split([*weights, Decimal("0.1")]), "EUR") == amount


def test_a_split_is_by_weights_of_one_kind():
    assert eur(9).split([quantity(1, KILOGRAM), quantity("0.5", KILOGRAM)]) == (eur(6), eur(3))
    with pytest.raises(InvalidNumber):
        eur(9).split([pieces(1), quantity(1, KILOGRAM)])
    with pytest.raises(InvalidNumber):
        eur(9).split([pieces(1), 1])
    with pytest.raises(InvalidNumber):
        eur(9).split([eur(1), usd(1)])
    with pytest.raises(InvalidNumber):
        eur(9).split([0.5, 0.5])  # type: ignore[list-item]


def test_parts_of_an_invoice_add_up_to_the_order():
    total = eur("10.00")

    first = total.part_of(pieces(0), pieces(1), pieces(3))
    second = total.part_of(pieces(1), pieces(1), pieces(3))
    third = total.part_of(pieces(2), pieces(1), pieces(3))

    assert (first, second, third) == (eur("3.33"), eur("3.34"), eur("3.33"))
    assert total.part_of(pieces(3), pieces(-1), pieces(3)) == -third
