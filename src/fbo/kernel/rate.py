"""Rates: exact fractions such as a discount or a tax rate; 0.15 is 15 %.

A rate is a plain `Decimal`, with at most six digits after its point and none of them an idle zero.
Nothing here applies one: `Money.rate` and `Price.times` do.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from fbo.kernel.decimals import EXACT, checked_decimal, trimmed
from fbo.kernel.errors import InvalidNumber
from fbo.kernel.spelled import spelled

__all__ = ["Rate", "SignedRate", "percent", "rate", "signed_rate"]

_HUNDRED: Final = Decimal(100)
_DIGITS_OF_A_PERCENTAGE: Final = 4
_PATTERN: Final = r"(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$"


def rate(value: Decimal | int | str) -> Decimal:
    """An exact fraction from 0 to 1.

    Raises `InvalidNumber` for what is outside, a float, a bool, more than six digits.
    """
    number = trimmed(checked_decimal(value, "rate"))
    if not 0 <= number <= 1:
        raise InvalidNumber("rate", "must be from 0 to 1")
    return number


def signed_rate(value: Decimal | int | str) -> Decimal:
    """An exact fraction from -1 to 1: a surcharge, a correction.  Raises as `rate` does."""
    number = trimmed(checked_decimal(value, "rate"))
    if not -1 <= number <= 1:
        raise InvalidNumber("rate", "must be from -1 to 1")
    return number


def percent(value: Decimal | int | str) -> Decimal:
    """So many hundredths, from 0 to 100 with up to four digits: `percent(19)` is the rate 0.19."""
    number = checked_decimal(value, "percentage", digits=_DIGITS_OF_A_PERCENTAGE)
    if not 0 <= number <= _HUNDRED:
        raise InvalidNumber("percentage", "must be from 0 to 100")
    return rate(EXACT.divide(number, _HUNDRED))


class _RateField:
    """Reads and judges a rate."""

    def __init__(self, judge: Callable[[Decimal | int | str], Decimal], pattern: str) -> None:
        self.judge, self.pattern = judge, pattern

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return spelled(Decimal, self.judge, pattern=self.pattern, check=self.judge)


Rate: TypeAlias = Annotated[Decimal, _RateField(rate, "^" + _PATTERN)]
"""An exact fraction from 0 to 1: 0.15 is 15 %.  JSON: "0.15"."""

SignedRate: TypeAlias = Annotated[Decimal, _RateField(signed_rate, "^-?" + _PATTERN)]
"""An exact fraction from -1 to 1."""
