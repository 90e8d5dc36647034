"""Pricing: what a customer who orders by himself may say of prices, which is nothing of his own.

There are no dated price lists yet: what counts is the list price and the tax code on the item's
record, the company's rate for that code, and the customer's terms on file.  An order that says
otherwise is not changed in silence: it is refused, so that nobody pays what he has not seen.
"""

from collections.abc import Mapping
from decimal import Decimal

from fbo.back.warehouse import StockItem
from fbo.front.crm import Customer
from fbo.front.sales import Order, OrderLine
from fbo.kernel.errors import Reason

WAY_OUT = "order at the list price and on your terms, or ask a sales representative"
NOT_OURS = "price_not_ours"


def why_not_ours(
    order: Order,
    customer: Customer,
    items: Mapping[str, StockItem],
    rates: Mapping[str, Decimal],
    *,
    tax_included: bool,
) -> Reason | None:
    """Why an order is not at our prices and on our terms; `None`: it is."""
    if order.kind != "sale":
        return Reason(NOT_OURS, "only sales gives something instead of what was bought")
    if order.terms != customer.payment_terms:
        return Reason(NOT_OURS, "the payment terms are not those agreed on", way_out=WAY_OUT)
    if order.prices_include_tax != tax_included:
        how = "with" if tax_included else "without"
        return Reason(NOT_OURS, f"list prices are {how} tax", way_out=WAY_OUT)
    reasons = (_line_not_ours(line, items, rates) for line in order.lines)
    return next(filter(None, reasons), None)


def _line_not_ours(
    line: OrderLine, items: Mapping[str, StockItem], rates: Mapping[str, Decimal]
) -> Reason | None:
    if not line.is_stocked or line.item is None:
        sentence = f"line {line.line}: only sales adds a service, a charge or a promotion"
        return Reason(NOT_OURS, sentence, {"line": line.line}, "leave the line out, or ask sales")
    item = items[line.item]
    facts = {"line": line.line, "sku": item.sku}
    if item.list_price is None:
        return Reason(NOT_OURS, f"{item.sku} has no list price", facts, "ask for an offer")
    if item.tax_code and item.tax_code not in rates:
        return Reason(NOT_OURS, f"the tax on {item.sku} is not set", facts, "ask for an offer")
    if line.unit_price != item.list_price or line.discount:
        sentence = f"{item.sku} costs {item.list_price}, without a discount"
        return Reason(NOT_OURS, sentence, {**facts, "price": str(item.list_price)}, WAY_OUT)
    rate = rates[item.tax_code] if item.tax_code else Decimal(0)
    if (line.tax_code, line.tax_rate) != (item.tax_code, rate):
        return Reason(NOT_OURS, f"the tax on {item.sku} is not the one stated", facts, WAY_OUT)
    return None
