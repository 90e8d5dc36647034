"""Promotions: when they count, and how much of them an order's goods bear.

A promotion takes money off goods of its own tax.  It counts as long as its rule holds and these
goods come to at least as much; it is taken off first: what leaves bears as much of it as it can, as
with a deposit, so that no part of an order comes to less than nothing.  Pure functions on lines.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

from fbo.front.sales.line import OrderLine
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity, Unit

Lines: TypeAlias = Sequence[OrderLine]
Tax: TypeAlias = tuple[str, Decimal]


def is_promotion(line: OrderLine) -> bool:
    """Whether the line takes something off, in money, and is one that can be billed in parts."""
    unit = Unit(line.unit_price.currency, Money.zero(line.unit_price.currency).scale)
    plain = line.item is None and not line.discount
    return plain and line.unit == unit and line.unit_price.amount == -1


def judged(lines: Lines, *, again: bool = False) -> tuple[OrderLine, ...]:
    """The lines with every promotion cancelled that does not count.

    `again`: one that was cancelled is in force again where it counts again.
    """
    if not any(line.kind == "promotion" for line in lines):
        return tuple(lines)
    counts = set(_that_count(lines, again=again))
    return with_the_goods([_judged(line, line.line in counts, again=again) for line in lines])


def with_the_goods(lines: Lines) -> tuple[OrderLine, ...]:
    """The lines with so much of each promotion shipped as the goods that have left bear."""
    borne: dict[Tax, Money] = {}
    after: list[OrderLine] = []
    for line in lines:
        if line.kind == "promotion" and line.wanted:
            tax = _tax(line)
            if tax not in borne:
                goods = (one.value(one.shipped) for one in lines if _bears(one, tax))
                borne[tax] = Money.total(goods, line.unit_price.currency)
            part = min(line.wanted, Quantity(borne[tax].amount, line.unit))
            borne[tax] += line.value(part)
            more = part - line.shipped
            line = line.move("unplanned", "shipped", more) if more.amount > 0 else line  # noqa: PLW2901
        after.append(line)
    return tuple(after)


def why_not_promoted(lines: Lines) -> Reason | None:
    """Why a promotion that is asked for does not count; `None`: all of them do."""
    counts = set(_that_count(lines, again=False))
    for line in lines:
        if line.kind == "promotion" and line.wanted and line.line not in counts:
            rule = line.rule
            wants = f"over {rule.goods_over}" if rule else f"of at least {-line.value(line.wanted)}"
            return Reason(
                "promotion_does_not_hold",
                f"{line.description or 'the promotion'} wants goods {wants}, at its own tax",
                {"line": line.line, "goods": str(_goods(lines))},
                way_out="leave the promotion out, or order more",
            )
    return None


def _judged(line: OrderLine, counts: bool, *, again: bool) -> OrderLine:
    if line.kind != "promotion":
        return line
    if not counts:
        return line.move_all(("unplanned", "shipped"), "cancelled")
    return line.move_all(("cancelled",), "unplanned") if again else line


def _that_count(lines: Lines, *, again: bool) -> Iterator[int]:
    """The numbers of the promotions that count, those before first."""
    goods = _goods(lines)
    left: dict[Tax, Money] = {}
    fresh: dict[Tax, Money] = {}
    for line in lines:
        if line.kind != "promotion":
            continue
        tax, currency = _tax(line), line.unit_price.currency
        if tax not in left:
            bearing = [one for one in lines if _bears(one, tax)]
            left[tax] = Money.total((one.value(one.wanted) for one in bearing), currency)
            fresh[tax] = Money.total((one.value(one.uninvoiced) for one in bearing), currency)
        off = -line.value(line.ordered if again else line.wanted)
        more = off + line.value(line.less(("invoiced",), "credited"))
        holds = line.rule is None or (goods is not None and goods > line.rule.goods_over)
        if holds and off <= left[tax] and (more.amount <= 0 or more <= fresh[tax]):
            left[tax] -= off
            fresh[tax] -= max(more, Money.zero(currency))
            yield line.line


def _goods(lines: Lines) -> Money | None:
    """What the goods of the order come to, at its prices; `None` where it has none."""
    goods = [line.value(line.wanted) for line in lines if line.is_stocked]
    return Money.total(goods, goods[0].currency) if goods else None


def _bears(line: OrderLine, tax: Tax) -> bool:
    return line.is_stocked and _tax(line) == tax


def _tax(line: OrderLine) -> Tax:
    return line.tax_code, line.tax_rate
