"""What money, prices and quantities have in common: an exact decimal of something.

Arithmetic and comparison stay within one thing: euros with euros, kilograms with kilograms.
Nothing here is used by itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal
from typing import Self, TypeAlias

from fbo.kernel.decimals import EXACT, checked_decimal, part_minor, split_minor
from fbo.kernel.errors import InvalidNumber
from fbo.kernel.limits import LIMITS

__all__ = ["Amount", "Counted", "Weight", "bounded"]


class Amount(ABC):
    """An exact decimal of something.  Frozen; hashable; sorts among its like."""

    __slots__ = ()

    amount: Decimal

    @property
    @abstractmethod
    def of(self) -> str:
        """The code of what it is an amount of: a currency or a unit."""

    @abstractmethod
    def _with(self, amount: Decimal) -> Self:
        """The same with another amount, which has the digits it must have."""

    def is_like(self, other: Amount) -> bool:
        """Whether the two may be added."""
        return type(self) is type(other) and self.of == other.of

    def _matching(self, other: Self) -> Decimal:
        if not self.is_like(other):
            raise InvalidNumber(
                "amount", f"of {self.of} and amount of {other.of} do not go together"
            )
        return other.amount

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return self._with(EXACT.add(self.amount, self._matching(other)))

    def __sub__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return self._with(EXACT.subtract(self.amount, self._matching(other)))

    def __mul__(self, times: int) -> Self:
        if type(times) is not int:
            return NotImplemented
        return self._with(EXACT.multiply(self.amount, checked_decimal(times, "times", digits=0)))

    def __rmul__(self, times: int) -> Self:
        return self.__mul__(times)

    def __neg__(self) -> Self:
        return self._with(EXACT.minus(self.amount))

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> Self:
        return self._with(EXACT.abs(self.amount))

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.amount < self._matching(other)

    def __le__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.amount <= self._matching(other)

    def __gt__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.amount > self._matching(other)

    def __ge__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.amount >= self._matching(other)

    def __str__(self) -> str:
        return f"{self.amount} {self.of}"


Weight: TypeAlias = Amount | Decimal | int
"""A share's weight: a number, or an amount among others of its kind."""


class Counted(Amount):
    """An amount of which there is a smallest one, so that it can be shared out and put in books."""

    __slots__ = ()

    @property
    @abstractmethod
    def scale(self) -> int:
        """Digits after the point: the smallest amount is 10 ** -scale."""

    def split(self, weights: Sequence[Weight]) -> tuple[Self, ...]:
        """The amount in parts by weight, rounded cumulatively, half up; they add up to it.

        10.00 EUR by 1:1:1 is 3.33, 3.34, 3.33.  Weights are ints, exact decimals, or amounts of one
        kind; a weight of 0 gets 0.  Raises `InvalidNumber` for a negative weight, or where all are
        0 and the amount is not.
        """
        parts = split_minor(self._count(), _whole_numbers(weights))
        return tuple(self._counting(part) for part in parts)

    def part_of(self, before: Weight, part: Weight, whole: Weight) -> Self:
        """What falls to `part` of `whole` when `before` of it has had its share already.

        part k = round(cumulative k) - the parts before, so that parts taken one after the other add
        up to the amount.  A negative part takes back.  Raises `InvalidNumber` where `whole` is not
        positive, or `before` or `before + part` is negative.
        """
        done, now, total = _whole_numbers((before, part, whole))
        return self._counting(part_minor(self._count(), done, now, total))

    def _count(self) -> int:
        scale = self.scale
        return int(self.amount.scaleb(scale, EXACT) if scale else self.amount)

    def _counting(self, count: int) -> Self:
        return self._with(checked_count(count, self.scale))


def bounded(amount: Decimal) -> Decimal:
    """The result of exact arithmetic, never -0.  Raises `InvalidNumber` for over 18 digits."""
    if not amount:
        return amount.copy_abs()
    if amount.adjusted() >= LIMITS.integer_digits:
        raise InvalidNumber("amount", "has more than 18 digits before the point")
    return amount


def checked_count(count: int, scale: int) -> Decimal:
    """The decimal of a count of smallest amounts.  Raises `InvalidNumber` for any but an int."""
    if type(count) is not int:
        raise InvalidNumber("count", "is a whole number")
    if count.bit_length() > _COUNT_BITS:
        raise InvalidNumber("count", "has more than 18 digits before the point")
    return Decimal(count).scaleb(-scale, EXACT) if scale else Decimal(count)


# 24 digits: 18 before the point and 6 after it.
_COUNT_BITS = 80


def _whole_numbers(weights: Sequence[Weight]) -> list[int]:
    """Weights as whole numbers in the same proportion."""
    first = next((weight for weight in weights if isinstance(weight, Amount)), None)
    decimals: list[Decimal] = []
    for weight in weights:
        if isinstance(weight, Amount):
            if first is None or not weight.is_like(first):
                raise InvalidNumber("weights", "are amounts of one kind")
            decimals.append(weight.amount)
        elif first is not None:
            raise InvalidNumber("weights", "are amounts of one kind")
        else:
            decimals.append(checked_decimal(weight, "weights"))
    return [int(weight.scaleb(LIMITS.fraction_digits, EXACT)) for weight in decimals]
