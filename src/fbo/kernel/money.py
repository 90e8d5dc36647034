"""Money, prices and rates: exact decimals that round once, half up.

`Money` never has more digits than its currency; a `Price`, which is per unit, may have up to six; a
`Rate` is an exact fraction.  In JSON the first two are strings such as "10.10 EUR", a rate is
"0.19".  Nothing here knows exchange rates or taxes, or formats for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import Annotated, Any, Final, TypeAlias, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from fbo.kernel.amounts import Amount, Counted, bounded, checked_count
from fbo.kernel.currencies import DIGITS, digits_of
from fbo.kernel.decimals import (
    EXACT,
    HALF_UP,
    NOUGHT,
    QUANTUM,
    checked_decimal,
    part_minor,
    split_minor,
    trimmed,
)
from fbo.kernel.errors import InvalidNumber
from fbo.kernel.quantity import Quantity
from fbo.kernel.rate import Rate, SignedRate, percent, rate
from fbo.kernel.spelled import spelled

__all__ = [
    "Money",
    "Price",
    "Rate",
    "SignedPrice",
    "SignedRate",
    "eur",
    "gbp",
    "money",
    "part_minor",
    "percent",
    "price",
    "rate",
    "split_minor",
    "usd",
]

_PATTERN: Final = r"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})? [A-Z]{3}$"
_WRITTEN: Final = re.compile(r"(-?(?:0|[1-9][0-9]{0,17})(?:\.([0-9]{1,6}))?) ([A-Z]{3})")
_ONE: Final = Decimal(1)
# One text a code: amounts of the very same one need no comparison.
_SAME: Final = {code: intern(code) for code in DIGITS}


@dataclass(frozen=True, slots=True, repr=False)
class Money(Counted):
    """An amount of a currency of ISO 4217, with exactly its digits: 10.10 EUR, 10 JPY.

    Adds, subtracts, compares and sorts within one currency; times an int.  Raises `InvalidNumber`
    for a float, a bool, NaN, over 18 digits before the point, or more after it than the currency
    has; `InvalidText` for a code that is no currency's.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        digits = digits_of(self.currency)
        object.__setattr__(self, "amount", checked_decimal(self.amount, "amount", digits=digits))

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in this currency."""
        return _nothing(currency)

    @classmethod
    def total(cls, moneys: Iterable[Money], currency: str) -> Money:
        """The sum of them all, all in this currency; of none, nothing."""
        zero = _nothing(currency)
        total = zero.amount
        for money in moneys:
            more = money if money.currency == currency else zero + money
            total = EXACT.add(total, more.amount)
        return _money(bounded(total), currency)

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """So many of the currency's smallest unit: 1010 is 10.10 EUR.  Raises `InvalidNumber`."""
        return _money(bounded(checked_count(minor, digits_of(currency))), currency)

    @classmethod
    def parse(cls, text: str) -> Money:
        """Reads "10.10 EUR".  Fewer digits than the currency's are filled up; more are refused."""
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise _unreadable("amount")
        return _parsed_money(text)

    @property
    def of(self) -> str:
        """The currency."""
        return self.currency

    @property
    def scale(self) -> int:
        """The digits of the currency."""
        return DIGITS[self.currency]

    @property
    def minor(self) -> int:
        """The amount in the currency's smallest unit: 10.10 EUR is 1010."""
        return self._count()

    def rate(self, rate: Decimal) -> Money:
        """This fraction of the amount, rounded half up: the tax on it, a fee.

        The rate is any exact decimal, 0.19 for 19 %; a negative one gives a negative amount.
        """
        exact = EXACT.multiply(self.amount, checked_decimal(rate, "rate"))
        return self._with(HALF_UP.quantize(exact, QUANTUM[self.scale]))

    def __add__(self, other: Money) -> Money:  # pyright: ignore[reportIncompatibleMethodOverride]
        if type(other) is Money and other.currency is self.currency:
            return _money(bounded(EXACT.add(self.amount, other.amount)), self.currency)
        return super(Money, self).__add__(other)  # pyright: ignore[reportArgumentType]

    def __sub__(self, other: Money) -> Money:  # pyright: ignore[reportIncompatibleMethodOverride]
        if type(other) is Money and other.currency is self.currency:
            return _money(bounded(EXACT.subtract(self.amount, other.amount)), self.currency)
        return super(Money, self).__sub__(other)  # pyright: ignore[reportArgumentType]

    def _with(self, amount: Decimal) -> Money:
        return _money(bounded(amount), self.currency)

    def __repr__(self) -> str:
        return f'money("{self.amount}", "{self.currency}")'

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return spelled(cls, cls.parse, pattern=_PATTERN)


@dataclass(frozen=True, slots=True, repr=False)
class Price(Amount):
    """Money per unit, with up to six digits after the point and at least the currency's.

    As a field it is not negative; where a promotion is a negative price, the field is a
    `SignedPrice`.  Raises as `Money` does.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        digits = digits_of(self.currency)
        number = trimmed(checked_decimal(self.amount, "price"), digits=digits)
        object.__setattr__(self, "amount", number)

    @classmethod
    def zero(cls, currency: str) -> Price:
        """Free of charge, in this currency."""
        return _price(NOUGHT[digits_of(currency)], currency)

    @classmethod
    def parse(cls, text: str) -> Price:
        """Reads "0.0333 EUR"."""
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise _unreadable("price")
        return _parsed_price(text)

    @property
    def of(self) -> str:
        """The currency."""
        return self.currency

    def times(self, quantity: Quantity | Decimal | int, *, discount: Decimal = NOUGHT[0]) -> Money:
        """Price x quantity x (1 - discount), rounded once, half up by magnitude.

        The discount is a rate from 0 to 1.  A negative quantity gives the negative of the positive
        one.  Raises `InvalidNumber`.
        """
        number = (
            quantity.amount
            if isinstance(quantity, Quantity)
            else checked_decimal(quantity, "quantity")
        )
        exact = EXACT.multiply(self.amount, number)
        if type(discount) is not Decimal or discount:
            exact = EXACT.multiply(exact, EXACT.subtract(_ONE, rate(discount)))
        rounded = HALF_UP.quantize(exact, QUANTUM[DIGITS[self.currency]])
        return _money(bounded(rounded), self.currency)

    def _with(self, amount: Decimal) -> Price:
        return _price(bounded(trimmed(amount, digits=DIGITS[self.currency])), self.currency)

    def __repr__(self) -> str:
        signed = ", signed=True" if self.amount < 0 else ""
        return f'price("{self.amount}", "{self.currency}"{signed})'

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return spelled(
            cls,
            lambda text: _not_negative(cls.parse(text)),
            pattern=_PATTERN.replace("-?", ""),
            check=_not_negative,
        )


class _Signed:
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return spelled(Price, Price.parse, pattern=_PATTERN)


SignedPrice: TypeAlias = Annotated[Price, _Signed]
"""A price that may be negative: a promotion's."""


def money(amount: Decimal | int | str, currency: str) -> Money:
    """An amount of a currency: `money("10.10", "EUR")`.  Raises as `Money` does."""
    digits = digits_of(currency)
    return _money(checked_decimal(amount, "amount", digits=digits), currency)


def eur(amount: Decimal | int | str) -> Money:
    """So many euros: `eur("10.10")`.  Raises as `Money` does."""
    return money(amount, "EUR")


def usd(amount: Decimal | int | str) -> Money:
    """So many dollars of the United States: `usd("10.10")`.  Raises as `Money` does."""
    return money(amount, "USD")


def gbp(amount: Decimal | int | str) -> Money:
    """So many pounds sterling: `gbp("10.10")`.  Raises as `Money` does."""
    return money(amount, "GBP")


def price(amount: Decimal | int | str, currency: str, *, signed: bool = False) -> Price:
    """A price per unit: `price("0.0333", "EUR")`.

    Raises as `Money` does, and `InvalidNumber` for a negative price that is not said to be signed.
    """
    digits = digits_of(currency)
    made = _price(trimmed(checked_decimal(amount, "price"), digits=digits), currency)
    return made if signed else _not_negative(made)


def _not_negative(price: Price) -> Price:
    if price.amount < 0:
        raise InvalidNumber("price", "must not be negative")
    return price


# Amounts are immutable and the same ones come again and again: a line's price, a total of nothing.
@lru_cache(maxsize=4096)
def _parsed_money(text: str) -> Money:
    number, code, digits = _read(text, "amount")
    wanted = digits_of(code)
    if digits > wanted:
        raise InvalidNumber("amount", f"has more than {wanted} digits after the point")
    if digits < wanted:
        number = EXACT.quantize(number, QUANTUM[wanted])
    return _money(number or number.copy_abs(), code)


@lru_cache(maxsize=256)
def _nothing(currency: str) -> Money:
    return _money(NOUGHT[digits_of(currency)], _SAME[currency])


@lru_cache(maxsize=4096)
def _parsed_price(text: str) -> Price:
    number, code, digits = _read(text, "price")
    wanted = digits_of(code)
    if digits != wanted:
        number = trimmed(number, digits=wanted)
    return _price(number or number.copy_abs(), code)


def _read(text: str, field: str) -> tuple[Decimal, str, int]:
    """The number, the code, and the digits after the point."""
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise _unreadable(field)
    number, fraction, code = found.groups()
    return Decimal(number), _SAME.get(code, code), len(fraction or "")


def _unreadable(field: str) -> InvalidNumber:
    return InvalidNumber(field, 'is no text such as "10.10 EUR"')


_set_money_amount = cast("Any", Money).amount.__set__
_set_money_currency = cast("Any", Money).currency.__set__
_set_price_amount = cast("Any", Price).amount.__set__
_set_price_currency = cast("Any", Price).currency.__set__


# Past the checks of the constructor, which the callers have made: four times as fast.
def _money(amount: Decimal, currency: str) -> Money:
    made = object.__new__(Money)
    _set_money_amount(made, amount)
    _set_money_currency(made, currency)
    return made


def _price(amount: Decimal, currency: str) -> Price:
    made = object.__new__(Price)
    _set_price_amount(made, amount)
    _set_price_currency(made, currency)
    return made
