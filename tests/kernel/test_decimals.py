"""Exact decimals: what is taken as one, rounding half up by magnitude, shares that add up."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbo.kernel.decimals import checked_decimal, half_up, part_minor, split_minor, trimmed
from fbo.kernel.errors import InvalidNumber

WHOLE = st.integers(-(10**24), 10**24)
WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=30).filter(any)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (10, "10.00"),
        ("10", "10.00"),
        ("10.1", "10.10"),
        ("-10.10", "-10.10"),
        ("0", "0.00"),
        ("-0.00", "0.00"),
        (Decimal("10.1000"), "10.10"),
        (Decimal("1E+3"), "1000.00"),
        (Decimal("-0"), "0.00"),
        ("999999999999999999.99", "999999999999999999.99"),
        (10**18 - 1, "999999999999999999.00"),
    ],
)
def test_a_number_is_kept_with_exactly_its_digits(value, kept):
    assert str(checked_decimal(value, "amount", digits=2)) == kept


@pytest.mark.parametrize(
    "value",
    [
        10.1,
        True,
        None,
        b"10",
        [10],
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        Decimal("-Infinity"),
        Decimal("1E+999999"),
        Decimal("1E-999999"),
        Decimal("0E+999999"),
        Decimal("10.101"),
        10**18,
        -(10**18),
        pytest.param(10**5000, id="10**5000"),
        Decimal(10**18),
        "1000000000000000000",
        "10.101",
        "10.100",
        "1e3",
        "1_000",
        "1,000",
        "1.000,00",
        " 10",
        "10 ",
        "10\n",
        "+10",
        "--10",
        "010",
        "10.",
        ".10",
        "",
        "-",
        "NaN",
        "Infinity",
        "0x10",
        "\u0661\u0660",
        "\uff11\uff10",
        "\u00b2",
        pytest.param("9" * 100_000, id="100000 digits"),
    ],
)
def test_what_is_no_exact_number_of_so_many_digits_is_refused(value):
    with pytest.raises(InvalidNumber):
        checked_decimal(value, "amount", digits=2)


def test_the_refusal_never_repeats_what_was_given():
    with pytest.raises(InvalidNumber) as refusal:
        checked_decimal("4111 1111 1111 1111", "amount")

    assert "4111" not in str(refusal.value)


def test_a_number_has_at_most_six_digits_after_the_point():
    assert str(checked_decimal("0.12345", "amount")) == "0.123450"
    assert str(checked_decimal("0.123456", "amount")) == "0.123456"
    with pytest.raises(InvalidNumber):
        checked_decimal("0.1234567", "amount")


def test_a_number_has_at_most_eighteen_digits_before_the_point():
    assert checked_decimal("9" * 17, "amount") == 10**17 - 1
    assert checked_decimal("9" * 18, "amount") == 10**18 - 1
    with pytest.raises(InvalidNumber):
        checked_decimal("1" + "0" * 18, "amount")


def test_the_caller_s_context_changes_nothing():
    with localcontext() as context:
        context.prec = 2

        assert str(checked_decimal("123456.78", "amount", digits=2)) == "123456.78"


@pytest.mark.parametrize(
    ("number", "digits", "short"),
    [
        ("0.190000", 0, "0.19"),
        ("10.000000", 2, "10.00"),
        ("0.033300", 2, "0.0333"),
        ("0", 2, "0.00"),
    ],
)
def test_idle_zeros_are_dropped_down_to_the_digits_wanted(number, digits, short):
    assert str(trimmed(checked_decimal(number, "rate"), digits=digits)) == short


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(5, 10, 1), (4, 10, 0), (-5, 10, -1), (-4, 10, 0), (15, 10, 2), (-15, 10, -2), (0, 7, 0)],
)
def test_a_half_is_rounded_away_from_nought(numerator, denominator, rounded):
    assert half_up(numerator, denominator) == rounded


@given(WHOLE, st.integers(1, 10**12))
def test_rounding_mirrors(numerator, denominator):
    assert half_up(-numerator, denominator) == -half_up(numerator, denominator)


@given(WHOLE, st.integers(1, 10**12))
def test_rounding_is_off_by_at_most_a_half(numerator, denominator):
    assert abs(2 * (half_up(numerator, denominator) * denominator - numerator)) <= denominator


def test_ten_by_one_to_one_to_one_is_three_four_three():
    assert split_minor(10, [1, 1, 1]) == (3, 4, 3)


@given(WHOLE, WEIGHTS)
def test_parts_add_up_to_the_whole(whole, weights):
    assert sum(split_minor(whole, weights)) == whole


@given(WHOLE, WEIGHTS)
def test_parts_of_a_negative_whole_mirror_those_of_the_positive_one(whole, weights):
    assert split_minor(-whole, weights) == tuple(-part for part in split_minor(whole, weights))


@given(WHOLE, WEIGHTS)
def test_a_part_is_less_than_one_away_from_its_exact_share(whole, weights):
    total = sum(weights)

    for part, weight in zip(split_minor(whole, weights), weights, strict=True):
        assert abs(part * total - whole * weight) <= total


@given(WHOLE, WEIGHTS)
def test_a_part_never_has_the_other_sign(whole, weights):
    assert all(part * whole >= 0 for part in split_minor(whole, weights))


@given(WHOLE, WEIGHTS)
def test_a_weight_of_nought_gets_nothing(whole, weights):
    assert split_minor(whole, [0, *weights, 0])[:: len(weights) + 1] == (0, 0)


@given(WHOLE, WEIGHTS)
def test_parts_taken_one_after_the_other_are_those_of_the_split(whole, weights):
    before = 0
    parts: list[int] = []

    for weight in weights:
        parts.append(part_minor(whole, before, weight, sum(weights)))
        before += weight

    assert tuple(parts) == split_minor(whole, weights)


@given(WHOLE, st.integers(0, 50), st.integers(0, 50), st.integers(1, 100))
def test_what_was_taken_can_be_taken_back(whole, before, part, total):
    taken = part_minor(whole, before, part, total)

    assert part_minor(whole, before + part, -part, total) == -taken


def test_nothing_may_be_shared_by_weights_of_nought():
    assert split_minor(0, [0, 0]) == (0, 0)
    assert split_minor(0, []) == ()


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [2, -1]])
def test_something_is_shared_by_weights_that_are_not_negative_nor_all_nought(weights):
    with pytest.raises(InvalidNumber):
        split_minor(10, weights)


@pytest.mark.parametrize(
    ("before", "part", "total"), [(0, 1, 0), (0, 1, -1), (-1, 1, 2), (1, -2, 2)]
)
def test_a_part_lies_within_what_there_is(before, part, total):
    with pytest.raises(InvalidNumber):
        part_minor(10, before, part, total)
