"""Exact decimals: what is taken as one, how it is rounded, how a whole is shared out.

A decimal is finite, has at most 18 digits before and 6 after its point, and comes from an int, a
`Decimal` or ASCII digits; from a float or a bool never.  Arithmetic is exact or an error.  What
must be rounded is rounded once, half up by magnitude, so that a negative value mirrors the positive
one.  Shares round cumulatively: part k = round(the first k together) - the parts before it, so that
they add up to the whole.  Nothing here knows a currency or a unit.
"""

import re
from collections.abc import Sequence
from decimal import (
    ROUND_HALF_UP,
    Clamped,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    Inexact,
    InvalidOperation,
    Overflow,
    Subnormal,
    Underflow,
)
from typing import Final

from fbo.kernel.errors import InvalidNumber
from fbo.kernel.limits import LIMITS

__all__ = [
    "EXACT",
    "HALF_UP",
    "NOUGHT",
    "QUANTUM",
    "checked_decimal",
    "checked_digits",
    "half_up",
    "part_minor",
    "split_minor",
    "trimmed",
]

# 24 digits each of a price and a quantity and 7 of a discount make 55: a product always fits.
_PRECISION: Final = 60
_BAD: Final = [InvalidOperation, DivisionByZero, Overflow, Underflow, Subnormal, Clamped]

EXACT: Final = Context(prec=_PRECISION, traps=[*_BAD, Inexact, FloatOperation])
"""The context of all arithmetic: what it cannot say exactly is an error."""

HALF_UP: Final = Context(prec=_PRECISION, rounding=ROUND_HALF_UP, traps=[*_BAD, FloatOperation])
"""The context of the one rounding at the end of a calculation."""

QUANTUM: Final = tuple(Decimal((0, (1,), -digits)) for digits in range(LIMITS.fraction_digits + 1))
"""The smallest step of a decimal, by the digits after its point."""

NOUGHT: Final = tuple(Decimal((0, (0,), -digits)) for digits in range(LIMITS.fraction_digits + 1))
"""Nothing, by the digits after its point."""

# No longer text is looked at; it leaves room to say that there are too many digits.
_LONGEST: Final = 2 * _PRECISION
_WRITTEN: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.([0-9]+))?")


def checked_decimal(
    value: Decimal | int | str, field: str, *, digits: int = LIMITS.fraction_digits
) -> Decimal:
    """The value as a decimal with exactly `digits` (0 to 6) digits after its point; never -0.

    Raises `InvalidNumber` for a float or a bool, what is not finite, digits that are not ASCII,
    signs and separators other than one minus and one point, more than 18 digits before the point,
    and more digits after it than asked for.  A `Decimal` may have zeros there, text may not.
    """
    if isinstance(value, str):
        number = _read(value, field, digits)
    elif isinstance(value, Decimal):
        number = value
    elif isinstance(value, int) and not isinstance(value, bool):  # pyright: ignore[reportUnnecessaryIsInstance]
        # Before it becomes a decimal: a bound on the work as well.
        if value.bit_length() > _PRECISION * 3:
            raise _too_large(field)
        number = Decimal(value)
    else:
        raise InvalidNumber(field, "is no exact number: give an int, a Decimal or digits as text")
    if not number.is_finite():
        raise InvalidNumber(field, "is not a finite number")
    if number.adjusted() >= LIMITS.integer_digits:
        raise _too_large(field)
    if number.adjusted() < -_PRECISION:
        raise _too_fine(field, digits)
    try:
        number = EXACT.quantize(number, QUANTUM[digits])
    except (Inexact, InvalidOperation):
        raise _too_fine(field, digits) from None
    return number or number.copy_abs()


def checked_digits(digits: int, field: str) -> int:
    """A number of digits after the point, 0 to 6.  Raises `InvalidNumber`."""
    if type(digits) is not int or not 0 <= digits <= LIMITS.fraction_digits:
        raise InvalidNumber(field, f"is a whole number from 0 to {LIMITS.fraction_digits}")
    return digits


def trimmed(number: Decimal, *, digits: int = 0) -> Decimal:
    """The checked decimal without the zeros at its end, but with at least `digits` of them."""
    short = EXACT.normalize(number)
    exponent = short.as_tuple().exponent
    return EXACT.quantize(number, QUANTUM[digits]) if int(exponent) > -digits else short


def half_up(numerator: int, denominator: int) -> int:
    """The quotient as a whole number, half up by magnitude.  The denominator is positive."""
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size


def split_minor(whole: int, weights: Sequence[int]) -> tuple[int, ...]:
    """The whole number in parts by weight; the parts add up to it.

    10 by 1:1:1 is 3, 4, 3.  A weight of 0 gets 0.  Raises `InvalidNumber` for a negative weight,
    and where there is something to share but all weights are 0.
    """
    total = sum(weights)
    if any(weight < 0 for weight in weights):
        raise InvalidNumber("weights", "are not negative")
    if not total:
        if whole:
            raise InvalidNumber("weights", "are not all 0 where there is something to share")
        return (0,) * len(weights)
    parts: list[int] = []
    share = done = 0
    for weight in weights:
        share += weight
        upto = half_up(whole * share, total)
        parts.append(upto - done)
        done = upto
    return tuple(parts)


def part_minor(whole: int, before: int, part: int, total: int) -> int:
    """What of the whole number falls to `part` of `total` when `before` of it has been shared out.

    part k = round(cumulative k) - the parts before.  A negative part takes back.  Raises
    `InvalidNumber` where `total` is not positive, or `before` or `before + part` is negative.
    """
    if total <= 0:
        raise InvalidNumber("whole", "is more than 0 where a part of it is taken")
    if before < 0 or before + part < 0:
        raise InvalidNumber("part", "takes back no more than there was before")
    return half_up(whole * (before + part), total) - half_up(whole * before, total)


def _read(text: str, field: str, digits: int) -> Decimal:
    found = _WRITTEN.fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        raise InvalidNumber(field, "is not written in plain digits, such as 10.10")
    if len(found[1] or "") > digits:
        raise _too_fine(field, digits)
    return Decimal(text)


def _too_large(field: str) -> InvalidNumber:
    return InvalidNumber(field, f"has more than {LIMITS.integer_digits} digits before the point")


def _too_fine(field: str, digits: int) -> InvalidNumber:
    return InvalidNumber(field, f"has more than {digits} digits after the point")
