"""Which currencies there are, and how many digits each has after the point.

The table is ISO 4217's, with the currencies it has withdrawn since 2015, so that old documents stay
readable.  Left out is what nobody pays with in parts of a unit: gold and other metals, bond market
units, the codes for testing and for no currency.  Nothing here knows a rate or a symbol.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, Strict, WithJsonSchema

from fbo.kernel.errors import InvalidText

__all__ = ["DIGITS", "CurrencyCode", "currency", "digits_of"]

_BY_DIGITS: Final = {
    0: ("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP "
        "BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB "
        "EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES "
        "KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR "
        "MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD "
        "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
        "TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"
    ),
    3: ("BHD IQD JOD KWD LYD OMR TND"),
    4: ("CLF UYW"),
}
_WITHDRAWN: Final = {0: "BYR", 2: "ANG BGN CUC HRK LTL MRO SLL STD VEF ZWL"}

DIGITS: Final[Mapping[str, int]] = MappingProxyType(
    {
        code: digits
        for table in (_BY_DIGITS, _WITHDRAWN)
        for digits, codes in table.items()
        for code in codes.split()
    }
)
"""Digits after the point, by currency code: 2 for EUR, 0 for JPY, 3 for BHD."""


def digits_of(code: str, *, field: str = "currency") -> int:
    """How many digits the currency has after the point.

    Raises `InvalidText` where the code is none of ISO 4217, in capitals.
    """
    digits = DIGITS.get(code) if isinstance(code, str) else None  # pyright: ignore[reportUnnecessaryIsInstance]
    if digits is None:
        raise InvalidText(field, "is no currency code of ISO 4217, such as EUR")
    return digits


def currency(code: str, *, field: str = "currency") -> str:
    """The code itself, if there is such a currency.  Raises `InvalidText`."""
    digits_of(code, field=field)
    return code


CurrencyCode: TypeAlias = Annotated[
    str,
    Strict(),
    AfterValidator(currency),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR"]}),
]
"""A currency of ISO 4217, in capitals."""
