"""Hypothesis strategies for the documents everyone meets first: customers, stock items, orders.

Documents are valid, but need not be accepted: an order may be over its customer's limit, or want
more than is there.  Whom and what an order names is given by id, so that it can be opened.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fbo.back.warehouse import StockItem
from fbo.front.crm import Customer, NewPromise, Promise
from fbo.front.sales import Cancellation, CancelledLine, Order, OrderLine, charge_line, order_line
from fbo.kernel.document import Address
from fbo.kernel.money import Money, Price
from fbo.kernel.quantity import PIECE, Quantity, pieces
from fbo.testing.strategies import (
    identifiers,
    instants,
    moneys,
    names,
    payment_terms,
    short_texts,
    units,
)

__all__ = ["cancellations", "customers", "new_promises", "orders", "promises", "stock_items"]

HOME: Final = Address(name="Ada Lovelace", street="12 St James's Square", city="London")
AWKWARD_PRICES: Final = ("0", "0.01", "0.333333", "1.005", "9.99", "10", "120.5")
"""Prices at which something is rounded, and those at which nothing is."""

RATES: Final = ("0", "0.05", "0.19", "0.2")


def customers(*, limits: SearchStrategy[Money | None] | None = None) -> SearchStrategy[Customer]:
    """Customers with or without an e-mail address and a credit limit in euro."""
    limited = moneys(currency="EUR", least=0, most=500_000)
    return st.builds(
        Customer,
        name=names(),
        email=st.just("") | st.just("someone@example.com"),
        credit_limit=limits if limits is not None else st.none() | limited,
        payment_terms=payment_terms(),
    )


def stock_items() -> SearchStrategy[StockItem]:
    """Goods, counted in all sorts of units."""
    return st.builds(StockItem, sku=identifiers(), name=names(), unit=units())


def promises(*, customers: Sequence[str] = ("ada",), after: datetime) -> SearchStrategy[Promise]:
    """Promises of sales and of customer service, due within some weeks after an instant."""
    return st.builds(
        Promise,
        customer=st.sampled_from(customers),
        made_by=st.sampled_from(("sales", "customer service")),
        what=st.sampled_from(("delivery", "dispatch", "a call")),
        text=short_texts(max_size=80),
        due=_soon(after),
    )


def new_promises(*, after: datetime) -> SearchStrategy[NewPromise]:
    """What may be promised instead, some of it in the past."""
    return st.builds(NewPromise, due=_soon(after - timedelta(days=1)))


def _soon(after: datetime) -> SearchStrategy[datetime]:
    return instants(earliest=after, latest=after + timedelta(days=30))


@st.composite
def orders(
    draw: st.DrawFn,
    *,
    customers: Sequence[str] = ("ada",),
    items: Sequence[str] = ("lamp",),
    most: int = 4,
    promised: Sequence[date | None] = (None,),
) -> Order:
    """Orders in euro of one to three lines, at most so many pieces a line, some with a charge."""
    count = draw(st.integers(1, 3))
    lines = [draw(_item_lines(number, items, most)) for number in range(1, count + 1)]
    if draw(st.booleans()):
        lines.append(draw(_charge_lines(count + 1)))
        lines = lines[draw(st.sampled_from((0, 0, 0, count))) :]
    return Order(
        customer=draw(st.sampled_from(customers)),
        lines=lines,
        ship_to=HOME,
        prices_include_tax=draw(st.booleans()),
        backorder=draw(st.sampled_from((None, "allow", "deny"))),
        promised=draw(st.sampled_from(promised)),
    )


@st.composite
def _item_lines(draw: st.DrawFn, number: int, items: Sequence[str], most: int) -> OrderLine:
    code, rate = _tax(draw)
    return order_line(
        number,
        draw(st.sampled_from(items)),
        Quantity.from_units(draw(st.integers(1, most)), PIECE),
        Price(Decimal(draw(st.sampled_from(AWKWARD_PRICES))), "EUR"),
        discount=Decimal(draw(st.sampled_from(("0", "0", "0.15", "1")))),
        tax_code=code,
        tax_rate=rate,
    )


@st.composite
def _charge_lines(draw: st.DrawFn, number: int) -> OrderLine:
    code, rate = _tax(draw)
    amount = draw(moneys(currency="EUR", least=0, most=1000))
    return charge_line(number, "freight", amount, tax_code=code, tax_rate=rate)


def _tax(draw: st.DrawFn) -> tuple[str, Decimal]:
    rate = draw(st.sampled_from(RATES))
    return f"S{rate}", Decimal(rate)


def cancellations() -> st.SearchStrategy[Cancellation]:
    """Of all that remains, his money given back or kept, or of a few pieces of the first line."""
    few = st.integers(1, 3).map(lambda count: CancelledLine(line=1, quantity=pieces(count)))
    some = few.map(lambda row: Cancellation(reason="too many", scope="lines", lines=(row,)))
    kept = Cancellation(reason="no more", money="keep")
    return st.just(Cancellation(reason="no more")) | st.just(kept) | some
