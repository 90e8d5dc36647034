"""JSON: one byte string for one value, and nothing read that would not come back the same."""

import json
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbo.kernel.errors import InputError, InvalidNumber, InvalidText, LimitExceeded
from fbo.kernel.json import canonical, encode, parse, parse_trusted
from fbo.kernel.numbers import Number

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_canonical_is_what_the_standard_library_writes_sorted(value: Any) -> None:
    assert canonical(value).decode() == json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


@given(values)
def test_what_was_written_is_read_back(value: Any) -> None:
    assert parse(canonical(value)) == value
    assert parse_trusted(encode(value)) == value


def test_keys_are_sorted_at_every_level() -> None:
    assert canonical({"b": {"z": 1, "a": 2}, "a": []}) == b'{"a":[],"b":{"a":2,"z":1}}'


@pytest.mark.parametrize("value", [0.5, float("nan"), float("inf"), {"price": 10.1}, [1.0]])
def test_a_float_is_refused(value: Any) -> None:
    with pytest.raises(InvalidNumber):
        canonical(value)


@pytest.mark.parametrize("value", [Decimal("10.10"), {1: "lamp"}, {"lamp", "chair"}, b"lamp"])
def test_what_is_no_json_is_refused(value: Any) -> None:
    with pytest.raises(InputError):
        canonical({"value": value})


def test_a_member_of_an_enumeration_is_its_text() -> None:
    class Colour(StrEnum):
        GREEN = "green"

    assert canonical([Colour.GREEN]) == b'["green"]'


@pytest.mark.parametrize("write", [canonical, encode])
def test_a_stand_in_replaces_what_is_no_json(write: Any) -> None:
    assert write({"no": Number("invoice")}, replace=lambda _: 7) == b'{"no":7}'


@pytest.mark.parametrize("write", [canonical, encode])
def test_whoever_has_no_stand_in_says_so_himself(write: Any) -> None:
    def refuse(value: object) -> Any:
        raise InvalidText("a number", f"is not {value}")

    with pytest.raises(InvalidText, match="is not Number"):
        write({"no": [Number("invoice", 1)]}, replace=refuse)


@pytest.mark.parametrize("write", [canonical, encode])
def test_a_lone_surrogate_is_not_written(write: Any) -> None:
    with pytest.raises(InvalidText):
        write({"name": "\ud800"})


@pytest.mark.parametrize("write", [canonical, encode])
def test_endless_nesting_is_not_written(write: Any) -> None:
    value: dict[str, Any] = {}
    value["again"] = value

    with pytest.raises(LimitExceeded):
        write(value)


@pytest.mark.parametrize("text", ["0.5", "[1e3]", '{"a":-0.0}', "NaN", "-Infinity"])
def test_a_float_is_not_read(text: str) -> None:
    with pytest.raises(InvalidNumber):
        parse(text)


@pytest.mark.parametrize("number", [2**63, -(2**63), 10**30])
def test_an_integer_beyond_63_bits_is_not_read(number: int) -> None:
    with pytest.raises(InvalidNumber):
        parse(str(number))


def test_a_million_digits_are_refused_unread() -> None:
    with pytest.raises(InvalidNumber):
        parse("9" * 1_000_000)


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63) + 1])
def test_the_largest_integers_are_read(number: int) -> None:
    assert parse(str(number)) == number


def test_a_key_given_twice_is_refused() -> None:
    with pytest.raises(InvalidText, match="twice"):
        parse('{"price":"10.10 EUR","price":"0.10 EUR"}')


@pytest.mark.parametrize("text", ["", "{", "[1,]", "{'a':1}", '"\n"', "1 2", "\ufeff1"])
def test_what_is_no_json_is_not_read(text: str) -> None:
    with pytest.raises(InvalidText):
        parse(text)


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    with pytest.raises(InvalidText):
        parse('"é"'.encode("latin-1"))


@pytest.mark.parametrize("text", [r'"\ud800"', r'{"\uDFFF":1}'])
def test_a_lone_surrogate_is_not_read(text: str) -> None:
    with pytest.raises(InvalidText):
        parse(text)


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert parse(r'"\ud83d\ude00"') == "\U0001f600"


@pytest.mark.parametrize("levels", [19, 20])
def test_nesting_is_read_up_to_its_limit(levels: int) -> None:
    assert canonical(parse("[" * levels + "]" * levels)) == b"[" * levels + b"]" * levels


@pytest.mark.parametrize("levels", [21, 100_000])
def test_deeper_nesting_is_refused_before_it_is_parsed(levels: int) -> None:
    with pytest.raises(LimitExceeded):
        parse("[" * levels)


def test_brackets_inside_text_do_not_nest() -> None:
    assert parse(json.dumps({"note": "[" * 50 + '"' + "{" * 50})) == {
        "note": "[" * 50 + '"' + "{" * 50
    }


def test_a_megabyte_of_escaped_quotes_is_refused_in_one_pass() -> None:
    with pytest.raises(InvalidText):
        parse('"' + r"\"" * 500_000 + "[[")
