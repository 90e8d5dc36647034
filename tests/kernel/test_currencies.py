"""Currencies: those of ISO 4217 that one can pay with, and their digits."""

import pytest
from pydantic import BaseModel, ValidationError

from fbo.kernel.currencies import DIGITS, CurrencyCode, digits_of
from fbo.kernel.errors import InvalidText


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
