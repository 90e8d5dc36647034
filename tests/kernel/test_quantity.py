"""Quantities and commodities: exact in their unit, whole numbers in the books."""

import copy
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from fbo.kernel.amounts import Amount, Counted
from fbo.kernel.errors import InputError, InvalidNumber, InvalidText
from fbo.kernel.money import eur, price, usd
from fbo.kernel.quantity import (
    DAY,
    HOUR,
    KILOGRAM,
    LITRE,
    METRE,
    PIECE,
    Commodity,
    PositiveQuantity,
    Quantity,
    Unit,
    pieces,
    quantity,
)
from fbo.testing.strategies import commodities, moneys, quantities, units


class Line(BaseModel, frozen=True, strict=True):
    ordered: PositiveQuantity
    difference: Quantity = Quantity.zero(PIECE)
    unit: Unit = PIECE


# Units and quantities.


def test_a_quantity_has_exactly_the_digits_of_its_unit():
    assert str(quantity("2.5", KILOGRAM)) == "2.500 kg"
    assert str(pieces(3)) == "3 piece"
    assert str(quantity(1, HOUR)) == "1.00 h"
    assert str(quantity("0.5", DAY)) == "0.50 day"
    assert str(quantity(1, METRE)) == "1.000 m"
    assert str(Quantity(Decimal(1), LITRE)) == "1.000 l"


@pytest.mark.parametrize("unit", [PIECE, HOUR, KILOGRAM, Unit("µ".replace("µ", "u"), 6)])
def test_a_quantity_never_has_more_digits_than_its_unit(unit):
    smallest = Decimal(1).scaleb(-unit.scale)

    assert quantity(smallest, unit).units == 1
    with pytest.raises(InvalidNumber):
        quantity(smallest / 10, unit)


@pytest.mark.parametrize("bad", [2.5, True, Decimal("NaN"), Decimal("1E+999999"), "1_0", "1e3", ""])
def test_what_is_no_exact_number_makes_no_quantity(bad):
    with pytest.raises(InvalidNumber):
        quantity(bad, KILOGRAM)
    with pytest.raises(InvalidNumber):
        Quantity(bad, KILOGRAM)


@pytest.mark.parametrize("code", ["kg", "m2", "km/h", "box-12", "a" * 16, "X.1_%"])
def test_a_unit_has_a_short_code(code):
    assert Unit(code).code == code


@pytest.mark.parametrize("code", ["", "2m", "k g", "a" * 17, "m\u00b2", "kg\n", None, 5])
def test_a_unit_has_no_other_code(code):
    with pytest.raises(InvalidText):
        Unit(code)


@pytest.mark.parametrize("scale", [-1, 7, True, 1.0, "1", None])
def test_a_unit_has_nought_to_six_digits(scale):
    assert (Unit("u", 0).scale, Unit("u", 6).scale) == (0, 6)
    with pytest.raises(InvalidNumber):
        Unit("u", scale)


def test_quantities_add_within_one_unit():
    assert pieces(3) + pieces(2) == pieces(5)
    assert pieces(3) - pieces(5) == pieces(-2)
    assert pieces(3).times(4) == 4 * pieces(3) == pieces(12)
    assert quantity("0.1", KILOGRAM) + quantity("0.2", KILOGRAM) == quantity("0.3", KILOGRAM)


@pytest.mark.parametrize("other", [quantity(1, KILOGRAM), quantity(1, Unit("piece", 1))])
@pytest.mark.parametrize("mix", [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a < b])
def test_units_do_not_mix(mix, other):
    with pytest.raises(InvalidNumber):
        mix(pieces(1), other)


def test_one_kilogram_is_not_one_piece():
    assert pieces(1) != quantity(1, KILOGRAM)
    assert quantity(1, Unit("kg", 1)) != quantity(1, KILOGRAM)


@pytest.mark.parametrize("count", [1.5, True, Decimal(2), "2"])
def test_a_quantity_is_multiplied_by_a_whole_number(count):
    with pytest.raises(InvalidNumber):
        pieces(3).times(count)


@given(quantities(), st.lists(st.integers(0, 100), min_size=1).filter(any))
def test_a_split_of_a_quantity_adds_up(amount, weights):
    assert sum(amount.split(weights), Quantity.zero(amount.unit)) == amount


@given(quantities())
def test_a_quantity_comes_back_from_its_smallest_units(amount):
    assert Quantity.from_units(amount.units, amount.unit) == amount


@given(quantities())
def test_a_quantity_survives_text_copy_pickle_and_repr(amount):
    assert Quantity.parse(str(amount)) == amount
    assert copy.deepcopy(amount) == amount
    assert pickle.loads(pickle.dumps(amount)) == amount  # noqa: S301  our own bytes
    assert eval(repr(amount)) == amount  # noqa: S307  our own text


def test_quantities_sort_and_can_be_keys():
    assert sorted([pieces(3), pieces(1)]) == [pieces(1), pieces(3)]
    assert len({pieces(1), pieces(1), pieces(2)}) == 2
    assert not pieces(0)


# JSON.


def test_the_digits_of_a_quantity_tell_its_scale():
    assert Quantity.parse("2.500 kg").unit == KILOGRAM
    assert Quantity.parse("3 piece").unit == PIECE
    assert Quantity.parse("2.5 kg").unit == Unit("kg", 1)


@given(quantities(least=1), quantities(), units())
def test_a_line_survives_json(ordered, difference, unit):
    line = Line(ordered=ordered, difference=difference, unit=unit)

    assert Line.model_validate_json(line.model_dump_json()) == line
    assert Line.model_validate(line.model_dump(mode="json"), strict=False) == line


def test_a_quantity_is_one_string_in_json():
    line = Line(ordered=quantity("2.5", KILOGRAM), unit=KILOGRAM)

    assert line.model_dump(mode="json") == {
        "ordered": "2.500 kg",
        "difference": "0 piece",
        "unit": {"code": "kg", "scale": 3},
    }


@pytest.mark.parametrize("ordered", [pieces(0), pieces(-1), "3 piece", 3])
def test_what_is_ordered_is_more_than_nothing(ordered):
    assert Line(ordered=pieces(1)).ordered == pieces(1)
    with pytest.raises(ValidationError):
        Line(ordered=ordered)


@pytest.mark.parametrize(
    "text",
    [
        *("3", "piece 3", "3piece", "3  piece", "3 2m", "3 piece\n", ""),
        *("1e3 kg", "1_0 kg", "03 kg", "1.0000000 kg", "1000000000000000000 kg", "NaN kg"),
        *(3, 3.0, None),
    ],
)
def test_any_other_text_is_no_quantity(text):
    with pytest.raises(InputError):
        Quantity.parse(text)
    with pytest.raises(ValidationError):
        Line.model_validate({"ordered": text}, strict=False)


@pytest.mark.parametrize(
    "unit",
    [
        {"code": "kg"},
        {"code": "k g", "scale": 0},
        {"code": "kg", "scale": 7},
        {"code": "kg", "scale": True},
        {"code": "kg", "scale": 1.0},
        {"code": "kg", "scale": 0, "name": "kilogram"},
        "kg",
    ],
)
def test_json_of_another_form_is_no_unit(unit):
    with pytest.raises(ValidationError):
        Line.model_validate({"ordered": "1 piece", "unit": unit}, strict=False)


# Commodities.


def test_books_count_the_smallest_unit():
    assert Commodity.currency("EUR").units(eur("10.10")) == 1010
    assert Commodity.currency("JPY").units(Decimal(10)) == 10
    assert Commodity.item("lamp", PIECE).units(pieces(3)) == 3
    assert Commodity.item("wire", METRE).units(quantity("2.5", METRE)) == 2500
    assert Commodity("seat").units(4) == 4


@given(commodities(), st.integers(-(2**63) + 1, 2**63 - 1))
def test_there_and_back_is_exact(commodity, count):
    try:
        amount = commodity.amount(count)
        assert commodity.units(amount) == count
    except InvalidNumber:
        assert abs(count) >= 10 ** (18 + commodity.scale)


@given(moneys())
def test_money_comes_back_from_the_books(amount):
    commodity = Commodity.currency(amount.currency)

    assert commodity.money(commodity.units(amount)) == amount


@given(quantities())
def test_a_quantity_comes_back_from_the_books(amount):
    commodity = Commodity.item("lamp", amount.unit)

    assert commodity.quantity(commodity.units(amount)) == amount
    assert commodity.quantity(commodity.units(amount), amount.unit) == amount


@pytest.mark.parametrize(
    ("commodity", "value"),
    [
        (Commodity.currency("EUR"), usd(1)),
        (Commodity.currency("EUR"), pieces(1)),
        (Commodity.currency("EUR"), price(1, "EUR")),
        (Commodity.currency("EUR"), Decimal("0.001")),
        (Commodity.currency("EUR"), 1.0),
        (Commodity.item("lamp", PIECE), eur(1)),
        (Commodity.item("lamp", PIECE), quantity(1, KILOGRAM)),
        (Commodity.item("lamp", PIECE), Decimal("0.5")),
        (Commodity("EUR", 2), usd(1)),
        (Commodity("lamp"), quantity("0.5", KILOGRAM)),
    ],
)
def test_the_conversion_is_exact_or_an_error(commodity, value):
    with pytest.raises(InvalidNumber):
        commodity.units(value)


def test_books_count_up_to_what_every_store_can_keep():
    kilogram = Commodity.item("gold", Unit("kg", 6))
    most = 2**63 - 1

    assert kilogram.units(kilogram.amount(most)) == most
    with pytest.raises(InvalidNumber):
        kilogram.amount(most + 1)
    with pytest.raises(InvalidNumber):
        kilogram.units(Decimal(most + 1).scaleb(-6))


def test_a_commodity_is_what_its_code_and_scale_say():
    assert Commodity.item("lamp", PIECE) == Commodity("lamp")
    assert Commodity.item("lamp", PIECE, kind="seats").kind == "seats"
    assert str(Commodity.currency("EUR")) == "EUR"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Commodity("lamp").quantity(1),
        lambda: Commodity.item("lamp", PIECE).quantity(1, KILOGRAM),
        lambda: Commodity("EUR", 3).money(1),
        lambda: Commodity("lamp").money(1),
        lambda: Commodity("lamp", 7),
        lambda: Commodity(""),
        lambda: Commodity.currency("XXX"),
        lambda: Commodity("lamp").amount(True),
    ],
)
def test_what_a_commodity_is_not_is_refused(wrong):
    with pytest.raises(InputError):
        wrong()


@pytest.mark.parametrize("kind", [Amount, Counted])
def test_nothing_is_an_amount_of_nothing_in_particular(kind: type[Amount]):
    with pytest.raises(TypeError, match="abstract"):
        kind()
