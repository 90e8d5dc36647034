"""The placeholder of a legal number: a value that nobody changes."""

import copy

import pytest

from fbo.kernel.numbers import Number


def test_a_number_is_the_same_as_another_of_its_series_and_place() -> None:
    assert Number("invoice") == Number("invoice", 0)
    assert Number("invoice") != Number("invoice", 1)
    assert Number("invoice") != "invoice"
    assert len({Number("invoice"), Number("invoice", 0), Number("order")}) == 2


def test_a_number_is_not_changed() -> None:
    number = Number("invoice")

    with pytest.raises(AttributeError, match="not changed"):
        number.nth = 1  # type: ignore[misc]

    assert number == Number("invoice")


def test_a_number_is_the_same_once_it_was_copied() -> None:
    assert copy.deepcopy(Number("invoice", 2)) == Number("invoice", 2)


def test_a_number_shows_what_it_stands_for() -> None:
    assert repr(Number("invoice", 2)) == "Number('invoice', 2)"
