"""Money, prices and rates: exact, of one currency, rounded once."""

import copy
import pickle
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from fbo.kernel.currencies import DIGITS, CurrencyCode, digits_of
from fbo.kernel.errors import InvalidNumber, InvalidText
from fbo.kernel.money import (
    Money,
    Price,
    Rate,
    SignedPrice,
    SignedRate,
    eur,
    gbp,
    money,
    percent,
    price,
    rate,
    usd,
)
from fbo.kernel.quantity import KILOGRAM, pieces, quantity
from fbo.testing.strategies import currencies, moneys, prices, quantities, rates


class Bill(BaseModel, frozen=True, strict=True):
    total: Money
    unit_price: Price = price("9.99", "EUR")
    discount: Rate = Decimal(0)


class Corrections(BaseModel, frozen=True, strict=True):
    unit_price: SignedPrice
    rate: SignedRate


# Currencies.


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("EUR", 2),
        ("JPY", 0),
        ("BHD", 3),
        ("CLF", 4),
        ("XCG", 2),
        ("ZWG", 2),
        ("XAD", 2),
        ("HRK", 2),
    ],
)
def test_a_currency_has_the_digits_of_iso_4217(code, digits):
    assert digits_of(code) == digits


@pytest.mark.parametrize("code", ["eur", "EU", "EURO", "XAU", "XXX", "XTS", "", None, 978])
def test_what_is_no_currency_to_pay_with_is_refused(code):
    with pytest.raises(InvalidText):
        digits_of(code)


def test_the_table_of_currencies_cannot_be_changed():
    with pytest.raises(TypeError):
        DIGITS["EUR"] = 3  # type: ignore[index]


def test_a_currency_code_may_be_a_field():
    class Account(BaseModel):
        currency: CurrencyCode

    assert Account(currency="EUR").currency == "EUR"
    with pytest.raises(ValidationError):
        Account(currency="XXX")


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


# JSON.


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
