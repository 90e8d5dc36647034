"""Quantities: exact decimals of a unit, and the one conversion between documents and books.

A unit says how many digits its quantities have; in JSON a quantity is "2.500 kg", so that the
digits tell the unit's scale.  Books count whole numbers of a commodity's smallest unit; `Commodity`
converts exactly, or with an error.  Nothing here converts one unit into another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, cast

from pydantic import AfterValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from fbo.kernel.amounts import Amount, Counted, bounded, checked_count
from fbo.kernel.currencies import digits_of
from fbo.kernel.decimals import EXACT, NOUGHT, checked_decimal, checked_digits
from fbo.kernel.errors import InvalidNumber, InvalidText
from fbo.kernel.limits import LIMITS
from fbo.kernel.spelled import spelled
from fbo.kernel.text import store_key

if TYPE_CHECKING:
    from fbo.kernel.money import Money

__all__ = [
    "DAY",
    "HOUR",
    "KILOGRAM",
    "LITRE",
    "METRE",
    "PIECE",
    "Commodity",
    "PositiveQuantity",
    "Quantity",
    "Unit",
    "pieces",
    "quantity",
]

_CODE: Final = "[A-Za-z][A-Za-z0-9._/%-]{0,15}"
_IS_CODE: Final = re.compile(_CODE)
_WRITTEN: Final = re.compile(rf"(-?(?:0|[1-9][0-9]{{0,17}})(?:\.([0-9]{{1,6}}))?) ({_CODE})")


@dataclass(frozen=True, slots=True)
class Unit:  # noqa: PLW1641  the decorator gives what is frozen its hash
    """What is counted, and to how many digits (0 to 6) after the point.

    The code is a letter and up to 15 more letters, digits or `. _ / % -`.  Units are the same only
    if both facts are: a kilogram to three digits is not a kilogram to one.  Raises `InvalidText`,
    `InvalidNumber`.
    """

    code: str
    scale: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.code, str) or not _IS_CODE.fullmatch(self.code):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidText("unit", "is a letter and up to 15 of A-Z a-z 0-9 . _ / % -")
        checked_digits(self.scale, "scale")

    def __eq__(self, other: object) -> bool:
        # Nearly always the very same; every line that is written down is asked for its unit.
        if self is other:
            return True
        return isinstance(other, Unit) and (self.code, self.scale) == (other.code, other.scale)

    def __str__(self) -> str:
        return self.code

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # What a JSON schema says; the judgement is the function's, lest 1.0 or true be a scale.
        fields = core_schema.typed_dict_schema(
            {
                "code": core_schema.typed_dict_field(core_schema.str_schema(pattern=f"^{_CODE}$")),
                "scale": core_schema.typed_dict_field(
                    core_schema.int_schema(ge=0, le=LIMITS.fraction_digits)
                ),
            },
            extra_behavior="forbid",
        )
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_wrap_validator_function(
                lambda value, _: _unit_from_json(value), fields
            ),
            python_schema=core_schema.lax_or_strict_schema(
                lax_schema=core_schema.no_info_plain_validator_function(
                    lambda value: value if isinstance(value, cls) else _unit_from_json(value)
                ),
                strict_schema=core_schema.is_instance_schema(cls),
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _unit_to_json, when_used="json"
            ),
        )


PIECE: Final = Unit("piece")
KILOGRAM: Final = Unit("kg", 3)
METRE: Final = Unit("m", 3)
LITRE: Final = Unit("l", 3)
HOUR: Final = Unit("h", 2)
DAY: Final = Unit("day", 2)


@dataclass(frozen=True, slots=True, repr=False)
class Quantity(Counted):
    """So much of a unit, with exactly the unit's digits: 2.500 kg, 3 piece.  It may be negative.

    Adds, subtracts, compares and sorts within one unit; times an int.  Raises `InvalidNumber` for a
    float, a bool, NaN, over 18 digits before the point, or more after it than the unit has.
    """

    amount: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        number = checked_decimal(self.amount, "quantity", digits=self.unit.scale)
        object.__setattr__(self, "amount", number)

    @classmethod
    def zero(cls, unit: Unit) -> Quantity:
        """Nothing of this unit."""
        return _nothing(unit.code, unit.scale)

    @classmethod
    def from_units(cls, units: int, unit: Unit) -> Quantity:
        """So many of the unit's smallest amount: 2500 of KILOGRAM is 2.500 kg."""
        return _quantity(bounded(checked_count(units, unit.scale)), unit)

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Reads "2.500 kg"; the digits after the point are the unit's scale."""
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise _unreadable()
        return _parsed(text)

    @property
    def of(self) -> str:
        """The unit's code."""
        return self.unit.code

    @property
    def scale(self) -> int:
        """The digits of the unit."""
        return self.unit.scale

    @property
    def units(self) -> int:
        """The amount in the unit's smallest amount: 2.500 kg is 2500."""
        return self._count()

    def times(self, times: int) -> Quantity:
        """So many times as much.  Raises `InvalidNumber` where that is no whole number."""
        if type(times) is not int:
            raise InvalidNumber("times", "is a whole number")
        return self * times

    def is_like(self, other: Amount) -> bool:
        """Whether the two may be added."""
        return isinstance(other, Quantity) and self.unit == other.unit

    def __add__(self, other: Quantity) -> Quantity:  # pyright: ignore[reportIncompatibleMethodOverride]
        # What was read has the very same unit: that needs no comparison, and is nearly all.
        if type(other) is Quantity and other.unit is self.unit:
            return _quantity(bounded(EXACT.add(self.amount, other.amount)), self.unit)
        return super(Quantity, self).__add__(other)  # pyright: ignore[reportArgumentType]

    def __sub__(self, other: Quantity) -> Quantity:  # pyright: ignore[reportIncompatibleMethodOverride]
        if type(other) is Quantity and other.unit is self.unit:
            return _quantity(bounded(EXACT.subtract(self.amount, other.amount)), self.unit)
        return super(Quantity, self).__sub__(other)  # pyright: ignore[reportArgumentType]

    def _with(self, amount: Decimal) -> Quantity:
        return _quantity(bounded(amount), self.unit)

    def __repr__(self) -> str:
        return f'quantity("{self.amount}", {self.unit!r})'

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.code}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return spelled(
            cls, cls.parse, pattern=rf"^-?(0|[1-9][0-9]{{0,17}})(\.[0-9]{{1,6}})? {_CODE}$"
        )


def quantity(amount: Decimal | int | str, unit: Unit) -> Quantity:
    """So much of a unit: `quantity("2.5", KILOGRAM)`.  Raises as `Quantity` does."""
    return _quantity(checked_decimal(amount, "quantity", digits=unit.scale), unit)


def pieces(count: Decimal | int | str) -> Quantity:
    """So many pieces: `pieces(3)`.  Raises as `Quantity` does."""
    return quantity(count, PIECE)


def positive(quantity: Quantity) -> Quantity:
    """The quantity, if it is more than 0.  Raises `InvalidNumber`."""
    if quantity.amount <= 0:
        raise InvalidNumber("quantity", "is more than 0")
    return quantity


PositiveQuantity: TypeAlias = Annotated[Quantity, AfterValidator(positive)]
"""A quantity of more than 0: what is ordered, shipped, billed."""


@dataclass(frozen=True, slots=True)
class Commodity:
    """What a book counts: a code, and the digits of its smallest unit.

    `kind` says what sort of thing it is (money, goods, days, seats); `unit`, where it is given, is
    the only unit whose quantities are converted.  Code and scale alone make it what it is.  Raises
    `InvalidText`, `InvalidNumber`.
    """

    code: str
    scale: int = 0
    kind: str = field(default="goods", compare=False)
    unit: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        store_key(self.code, field="commodity")
        checked_digits(self.scale, "scale")

    @classmethod
    def currency(cls, code: str) -> Commodity:
        """The money of a currency, counted in its smallest unit."""
        return _currency(code)

    @classmethod
    def item(cls, item: str, unit: Unit, *, kind: str = "goods") -> Commodity:
        """An item of stock, a leave type, a licence: counted in this unit."""
        return _item(item, unit, kind)

    def units(self, value: Decimal | int | Money | Quantity) -> int:
        """The value as the whole number that the books count.

        Raises `InvalidNumber` for more digits than the commodity has, another currency or unit,
        and numbers beyond 2 ** 63 - 1.
        """
        if isinstance(value, Amount):
            # A price is an amount too, but nothing that a book could count.
            wanted = self.unit or (value.of if isinstance(value, Quantity) else self.code)
            if not isinstance(value, Counted) or value.of != wanted:  # pyright: ignore[reportUnnecessaryIsInstance]
                raise InvalidNumber("amount", f"of {value.of} is not counted in {self.code}")
            value = value.amount
        exact = checked_decimal(value, "amount", digits=self.scale)
        return self._within(int(exact.scaleb(self.scale, EXACT)))

    def amount(self, units: int) -> Decimal:
        """The decimal that so many of the smallest unit are.  Raises `InvalidNumber`."""
        return checked_count(self._within(units), self.scale)

    def quantity(self, units: int, unit: Unit | None = None) -> Quantity:
        """The quantity that so many of the smallest unit are, in the commodity's own unit.

        The unit is needed only where the commodity was made without one.  Raises `InvalidNumber`
        where it is another than the commodity's.
        """
        code = self.unit or (unit.code if unit else "")
        own = _unit(code, self.scale) if code else None
        if own is None or (unit or own) != own:
            raise InvalidNumber("unit", f"of {self.code} is another, or is not known")
        return Quantity.from_units(self._within(units), own)

    def money(self, units: int) -> Money:
        """The money that so many of the smallest unit are.  The commodity is a currency."""
        from fbo.kernel.money import Money  # money is priced by quantities, so it comes later

        if digits_of(self.code) != self.scale:
            raise InvalidNumber("commodity", f"{self.code} is not counted as money")
        return Money.from_minor(self._within(units), self.code)

    def __str__(self) -> str:
        return self.code

    def _within(self, units: int) -> int:
        if type(units) is not int or not -LIMITS.integer <= units <= LIMITS.integer:
            raise InvalidNumber("amount", f"of {self.code} is a whole number within 2 ** 63 - 1")
        return units


# Commodities are immutable, too, and whatever is moved is one.
@lru_cache(maxsize=1024)
def _currency(code: str) -> Commodity:
    return Commodity(code, digits_of(code), "money", code)


@lru_cache(maxsize=4096)
def _item(item: str, unit: Unit, kind: str) -> Commodity:
    return Commodity(item, unit.scale, kind, unit.code)


@lru_cache(maxsize=1024)
def _unit(code: str, scale: int) -> Unit:
    return _SHIPPED.get((code, scale)) or Unit(code, scale)


_SHIPPED: Final = {
    (unit.code, unit.scale): unit for unit in (PIECE, KILOGRAM, METRE, LITRE, HOUR, DAY)
}


# Quantities are immutable and the same ones come again and again: one piece, none left.
@lru_cache(maxsize=4096)
def _parsed(text: str) -> Quantity:
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise _unreadable()
    number, fraction, code = found.groups()
    amount = Decimal(number)
    return _quantity(amount or amount.copy_abs(), _unit(code, len(fraction or "")))


# By what makes a unit what it is: to ask for the unit's own hash takes as long as to make it anew.
@lru_cache(maxsize=1024)
def _nothing(code: str, scale: int) -> Quantity:
    return _quantity(NOUGHT[scale], _unit(code, scale))


def _unreadable() -> InvalidNumber:
    return InvalidNumber("quantity", 'is no text such as "2.500 kg"')


_set_amount = cast("Any", Quantity).amount.__set__
_set_unit = cast("Any", Quantity).unit.__set__


# Past the checks of the constructor, which the callers have made.
def _quantity(amount: Decimal, unit: Unit) -> Quantity:
    made = object.__new__(Quantity)
    _set_amount(made, amount)
    _set_unit(made, unit)
    return made


def _unit_from_json(value: Any) -> Unit:
    match value:
        case {"code": str(code), "scale": int(scale), **more} if type(scale) is int and not more:
            return _unit(code, scale)
        case _:
            raise InvalidText("unit", "is an object of its code and its scale")


def _unit_to_json(unit: Unit) -> dict[str, Any]:
    return {"code": unit.code, "scale": unit.scale}
