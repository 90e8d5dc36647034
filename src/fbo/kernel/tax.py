"""Tax on a document: one amount per tax code and rate, rounded by one stated rule.

The tax of a document is worked out per document and rate, half up, or line by line where that is
what holds for it, and never recomputed over several documents.  Which code and rate a line has is
decided elsewhere and frozen with the line.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from fbo.kernel.decimals import EXACT
from fbo.kernel.document import Value
from fbo.kernel.money import Money
from fbo.kernel.rate import Rate
from fbo.kernel.text import ShortText

Taxed: TypeAlias = tuple[str, Decimal, Money]
"""What a line contributes: its tax code, its rate, and its amount."""

TaxRounding: TypeAlias = Literal["document", "line"]
"""Where tax is rounded: once for each code and rate of a document, or on each line of it."""


class TaxLine(Value):
    """The tax of one code and rate: on which net amount, and how much."""

    public: ClassVar[tuple[str, ...]] = ("tax_code", "rate", "base", "tax")

    tax_code: ShortText
    rate: Rate
    base: Money
    tax: Money


def tax_lines(
    parts: Iterable[Taxed], *, included: bool = False, rounding: TaxRounding = "document"
) -> tuple[TaxLine, ...]:
    """The tax lines of a document, in the order in which codes and rates first occur.

    `included`: the amounts contain their tax; it is taken out, so that net and tax add up to them.
    """
    all_ = tuple(parts)
    lines: list[TaxLine] = []
    for (code, rate), amount in _sums(all_).items():
        if rounding == "line":
            taxes = (_tax(r, part, included) for c, r, part in all_ if (c, r) == (code, rate))
            tax = Money.total(taxes, amount.currency)
        else:
            tax = _tax(rate, amount, included)
        base = amount - tax if included else amount
        lines.append(TaxLine(tax_code=code, rate=rate, base=base, tax=tax))
    return tuple(lines)


def gross(
    parts: Iterable[Taxed],
    currency: str,
    *,
    included: bool = False,
    rounding: TaxRounding = "document",
) -> Money:
    """What the tax lines of a document come to, tax and all; of none, nothing."""
    if rounding == "line":
        lines = tax_lines(parts, included=included, rounding=rounding)
        return Money.total((line.base + line.tax for line in lines), currency)
    total = Money.zero(currency)
    for (_, rate), amount in _sums(parts).items():
        total += amount if included or not rate else amount + amount.rate(rate)
    return total


def _sums(parts: Iterable[Taxed]) -> dict[tuple[str, Decimal], Money]:
    sums: dict[tuple[str, Decimal], Money] = {}
    for code, rate, amount in parts:
        sums[code, rate] = sums[code, rate] + amount if (code, rate) in sums else amount
    return sums


def _tax(rate: Decimal, amount: Money, included: bool) -> Money:
    return _included(rate, amount) if included else amount.rate(rate)


def _included(rate: Decimal, gross: Money) -> Money:
    """The tax is gross × rate / (1 + rate), half up: the share of `rate` in `1 + rate`."""
    return gross.part_of(0, rate, EXACT.add(Decimal(1), rate))
