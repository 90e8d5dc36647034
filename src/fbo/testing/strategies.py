"""Hypothesis strategies for the words both offices use, named by what they give, in the plural.

Values are valid by construction, sums of a few of them too.  What a process makes of them is the
machines' to explore; broken input is left to the tests of those who refuse it.
"""

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fbo.kernel.calendar import BusinessCalendar, Duration, Period
from fbo.kernel.currencies import DIGITS
from fbo.kernel.limits import LIMITS
from fbo.kernel.money import Money, Price
from fbo.kernel.quantity import DAY, HOUR, KILOGRAM, LITRE, METRE, PIECE, Commodity, Quantity, Unit
from fbo.kernel.terms import PaymentTerms

__all__ = [
    "calendars",
    "commodities",
    "currencies",
    "days",
    "durations",
    "identifiers",
    "instants",
    "long_texts",
    "moneys",
    "names",
    "payment_terms",
    "periods",
    "prices",
    "quantities",
    "rates",
    "short_texts",
    "store_keys",
    "units",
    "zones",
]

ZONES: Final = (
    "UTC",
    "Europe/Madrid",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
)
"""Zones of every kind: no change, two hemispheres, half hours, half an hour's change, abolished."""

_FIRST: Final = datetime(LIMITS.first_year, 1, 1)  # noqa: DTZ001  hypothesis adds the zone
_LAST: Final = datetime(LIMITS.last_year, 12, 31, 23, 59, 59, 999999)  # noqa: DTZ001
_ID: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-"
_REFUSED: Final = "".join(
    map(
        chr,
        (
            *range(0x202A, 0x202F),
            *range(0x2066, 0x206A),
            *range(0xFDD0, 0xFDF0),
            *(plane * 0x10000 + low for plane in range(17) for low in (0xFFFE, 0xFFFF)),
        ),
    )
)
_QUARTERS_OF_A_DAY: Final = 96
_MILLIARD: Final = 10**9


# Numbers.


def currencies() -> SearchStrategy[str]:
    """Codes of ISO 4217, those with no, two, three and four digits alike."""
    few = st.sampled_from(("EUR", "JPY", "BHD", "CLF"))
    return few | st.sampled_from(sorted(DIGITS))


def moneys(
    *, currency: str | None = None, least: int = -_MILLIARD, most: int = _MILLIARD
) -> SearchStrategy[Money]:
    """Amounts of one currency, or of any; `least` and `most` are in its smallest unit."""
    codes = currencies() if currency is None else st.just(currency)
    return st.builds(Money.from_minor, st.integers(least, most), codes)


def prices(*, currency: str | None = None, signed: bool = False) -> SearchStrategy[Price]:
    """Prices per unit with up to six digits after the point, up to a million."""
    codes = currencies() if currency is None else st.just(currency)
    return st.builds(Price, _decimals(-(10**6) if signed else 0, 10**6, 6), codes)


def rates(*, signed: bool = False) -> SearchStrategy[Decimal]:
    """Exact fractions from 0 (or -1) to 1."""
    common = st.sampled_from([Decimal(text) for text in ("0", "0.1", "0.19", "0.21", "0.5", "1")])
    return common | _decimals(-1 if signed else 0, 1, 6)


def units() -> SearchStrategy[Unit]:
    """The common units, and others."""
    common = st.sampled_from((PIECE, KILOGRAM, METRE, LITRE, HOUR, DAY))
    codes = st.from_regex(r"[A-Za-z][A-Za-z0-9._/%-]{0,15}", fullmatch=True)
    return common | st.builds(Unit, codes, st.integers(0, LIMITS.fraction_digits))


def quantities(
    *, unit: Unit | None = None, least: int = -_MILLIARD, most: int = _MILLIARD
) -> SearchStrategy[Quantity]:
    """Quantities of one unit, or of any; `least` and `most` are in its smallest amount."""
    chosen = units() if unit is None else st.just(unit)
    return st.builds(Quantity.from_units, st.integers(least, most), chosen)


def commodities() -> SearchStrategy[Commodity]:
    """Currencies and items of stock."""
    return st.builds(Commodity.currency, currencies()) | st.builds(
        Commodity.item, identifiers(), units()
    )


def _decimals(least: int, most: int, digits: int) -> SearchStrategy[Decimal]:
    scale = 10**digits
    return st.integers(least * scale, most * scale).map(lambda n: Decimal(n).scaleb(-digits))


# Text.


def identifiers() -> SearchStrategy[str]:
    """Ids of documents."""
    return st.text(_ID, min_size=1, max_size=LIMITS.document_id)


def short_texts(*, max_size: int = LIMITS.short_text) -> SearchStrategy[str]:
    """One line in NFC, maybe empty, from the whole of Unicode."""
    characters = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=_REFUSED)
    # Composed text may be longer than what it was made of; cut, it stays composed.
    return st.text(characters, max_size=max_size).map(
        lambda text: unicodedata.normalize("NFC", text)[:max_size]
    )


def names() -> SearchStrategy[str]:
    """One line in NFC that is not blank."""
    return short_texts().filter(lambda text: bool(text) and not text.isspace())


def store_keys() -> SearchStrategy[str]:
    """Unique values and idempotency keys."""
    return names()


def long_texts() -> SearchStrategy[str]:
    """Lines and tabs in NFC, maybe empty; mostly far shorter than allowed."""
    return st.lists(short_texts(max_size=40), max_size=20).map("\n\t".join)


# Time.


def zones() -> SearchStrategy[str]:
    """Keys of zones that differ in kind."""
    return st.sampled_from(ZONES)


def instants(
    *, earliest: datetime | None = None, latest: datetime | None = None
) -> SearchStrategy[datetime]:
    """Instants in UTC, to the microsecond, all of 1970 to 2200 unless said otherwise."""
    return st.datetimes(
        min_value=_naive(earliest, _FIRST),
        max_value=_naive(latest, _LAST),
        timezones=st.just(UTC),
    )


def days(*, earliest: date | None = None, latest: date | None = None) -> SearchStrategy[date]:
    """Dates, all of 1970 to 2200 unless said otherwise."""
    return st.dates(earliest or _FIRST.date(), latest or _LAST.date())


def durations() -> SearchStrategy[Duration]:
    """Durations of every unit, up to a few months."""
    return st.one_of(
        st.builds(
            Duration, st.integers(0, 100_000), st.sampled_from(("minute", "business minute"))
        ),
        st.builds(Duration, st.integers(0, 100), st.sampled_from(("day", "business day"))),
        st.builds(Duration, st.integers(0, 24), st.just("month")),
    )


def periods(*, at_most: int = 3) -> SearchStrategy[tuple[Period, ...]]:
    """The periods of a day, on quarters of an hour: none, one, or several with breaks."""
    return (
        st.lists(st.integers(0, _QUARTERS_OF_A_DAY), max_size=2 * at_most, unique=True)
        .map(sorted)
        .map(lambda edges: tuple(zip(edges[::2], edges[1::2], strict=False)))
        .map(lambda pairs: tuple((_quarter(start), _quarter(end)) for start, end in pairs))
    )


@st.composite
def calendars(draw: st.DrawFn, *, tz: str | None = None) -> BusinessCalendar:
    """Business calendars with some opening time every week, breaks, holidays and exceptions."""
    week = draw(st.dictionaries(st.integers(0, 6), periods(), max_size=7))
    if not any(week.values()):
        week[draw(st.integers(0, 6))] = ((time(9), time(17)),)
    years = days(earliest=date(2024, 1, 1), latest=date(2028, 12, 31))
    exceptions: Mapping[date, tuple[Period, ...]] = draw(
        st.dictionaries(years, periods(), max_size=5)
    )
    holidays = draw(st.lists(years, max_size=20))
    return BusinessCalendar(tz or draw(zones()), week, holidays, exceptions)


def payment_terms() -> SearchStrategy[PaymentTerms]:
    """Net days, ends of months, fixed days of a month, and their mixtures."""
    return st.builds(
        PaymentTerms,
        days=st.integers(0, 120),
        months=st.integers(0, 6),
        on_day=st.none() | st.integers(1, 31),
    )


def _quarter(number: int) -> time:
    hour, quarter = divmod(number % _QUARTERS_OF_A_DAY, 4)
    return time(hour, 15 * quarter)


def _naive(instant: datetime | None, default: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None) if instant else default
