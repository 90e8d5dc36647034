"""Hypothesis strategies for orders with promotions, and for what orders are amended to.

Much of it is refused: a number that is taken, a price of what is billed, less than has left.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fbo.front.sales import (
    AmendedLine,
    Amendment,
    Order,
    OrderLine,
    PromotionRule,
    charge_line,
    order_line,
    promotion_line,
)
from fbo.kernel.money import Price, eur
from fbo.kernel.quantity import pieces
from fbo.testing.documents import AWKWARD_PRICES, orders

__all__ = ["amendments", "promoted_orders"]

OFF: Final = ("0.01", "1.00", "3.33", "9.99", "20.00")
"""What promotions take off: less and more than the goods come to."""

RULES: Final = (None, PromotionRule(goods_over=eur(5)), PromotionRule(goods_over=eur(15)))


@st.composite
def promoted_orders(
    draw: st.DrawFn, *, customers: Sequence[str] = ("ada",), items: Sequence[str] = ("lamp",)
) -> Order:
    """Orders from which a promotion takes something off, at the tax of their first line."""
    order = draw(orders(customers=customers, items=items))
    first = order.lines[0]
    off = promotion_line(
        max(line.line for line in order.lines) + 1,
        "off",
        eur(draw(st.sampled_from(OFF))),
        rule=draw(st.sampled_from(RULES)),
        tax_code=first.tax_code,
        tax_rate=first.tax_rate,
    )
    return order.changed({"lines": (*order.lines, off)})


def amendments(*, items: Sequence[str] = ("lamp",)) -> SearchStrategy[Amendment]:
    """One or two lines more, less or at another price; or a line beside them."""
    rows = st.lists(_rows(), min_size=1, max_size=2, unique_by=lambda row: row.line)
    added = _lines(items).map(lambda line: (line,))
    return st.builds(
        Amendment,
        reason=st.just("agreed anew"),
        lines=rows,
        add=st.just(()) | added,
        money=st.sampled_from(("refund", "refund", "keep")),
    ) | st.builds(Amendment, reason=st.just("beside it"), add=added)


def _rows() -> SearchStrategy[AmendedLine]:
    priced = st.sampled_from(AWKWARD_PRICES).map(lambda price: Price(Decimal(price), "EUR"))
    return st.builds(
        AmendedLine,
        line=st.integers(1, 3),
        quantity=st.none() | st.integers(0, 5).map(pieces),
        unit_price=st.none() | st.none() | priced,
    )


@st.composite
def _lines(draw: st.DrawFn, items: Sequence[str]) -> OrderLine:
    number = draw(st.integers(4, 8))
    rate = Decimal(draw(st.sampled_from(("0", "0.2"))))
    code = f"S{rate}"
    match draw(st.sampled_from(("item", "item", "charge", "promotion"))):
        case "item":
            price = Price(Decimal(draw(st.sampled_from(AWKWARD_PRICES))), "EUR")
            count = pieces(draw(st.integers(1, 3)))
            item = draw(st.sampled_from(items))
            return order_line(number, item, count, price, tax_code=code, tax_rate=rate)
        case "charge":
            return charge_line(number, "fee", eur("1.11"), tax_code=code, tax_rate=rate)
        case _:
            off, rule = eur(draw(st.sampled_from(OFF))), draw(st.sampled_from(RULES))
            return promotion_line(number, "off", off, rule=rule, tax_code=code, tax_rate=rate)
