"""Pricing: what a customer who orders by himself may say: his wishes, and of prices nothing.

There are no dated price lists yet: what counts is the list price and the tax code on the item's
record, the company's rate for that code, and the customer's terms on file.  An order that says
otherwise is not changed in silence: it is refused, so that nobody pays what he has not seen.
"""

from collections.abc import Mapping
from decimal import Decimal

from fbo.back.warehouse import StockItem
from fbo.front.crm import Customer
from fbo.front.sales import Amendment, Cancellation, Order, OrderLine
from fbo.kernel.document import Document, Value
from fbo.kernel.errors import Reason

WAY_OUT = "order at the list price and on your terms, or ask a sales representative"
NOT_OURS = "price_not_ours"
NOT_A_WISH = "not_a_wish"

WISHES = frozenset(
    {
        *("customer", "external_ref", "currency", "lines", "ship_to", "bill_to", "instructions"),
        # These he must state as they are agreed: `why_not_ours` compares them.
        *("kind", "terms", "prices_include_tax"),
    }
)
WISHES_OF_A_LINE = frozenset(
    {
        *("line", "kind", "item", "description", "unit", "buckets"),
        *("unit_price", "discount", "tax_code", "tax_rate"),
    }
)


def why_not_a_wish(order: Order) -> Reason | None:
    """What a customer states of an order that is not his to say; `None`: he says what he wants.

    When it is promised, who is served first, what waits for whose money is decided here.  Fields
    that an extension of the order adds are its own to guard.
    """
    said = _said(Order, order, WISHES)
    said += [field for line in order.lines for field in _said(OrderLine, line, WISHES_OF_A_LINE)]
    return _not_a_wish(said) if said else None


def why_not_his_to_amend(
    order: Order,
    form: Amendment,
    items: Mapping[str, StockItem],
    rates: Mapping[str, Decimal],
    *,
    tax_included: bool,
) -> Reason | None:
    """Why a customer may not amend his order like that; `None`: he may.

    He may have less of it at what was agreed, and more at our prices; he prices nothing, and dates
    nothing.
    """
    if form.promised is not None:
        return _not_a_wish(["promised"])
    lines = {line.line: line for line in order.lines}
    fresh = list(form.add)
    for row in form.lines:
        line = lines.get(row.line)
        if row.unit_price is not None or row.discount is not None:
            return Reason(NOT_OURS, "only sales changes a price", {"line": row.line}, "ask sales")
        if line is None or row.quantity is None or row.quantity == line.wanted:
            continue
        if not line.is_stocked or row.quantity > line.wanted:
            fresh.append(line)
    if fresh and order.prices_include_tax != tax_included:
        return Reason(NOT_OURS, "the order is not at list prices", way_out="ask sales")
    said = [field for line in form.add for field in _said(OrderLine, line, WISHES_OF_A_LINE)]
    reasons = (_line_not_ours(line, items, rates) for line in fresh)
    return _not_a_wish(said) if said else next(filter(None, reasons), None)


def why_not_his_to_cancel(order: Order, form: Cancellation) -> Reason | None:
    """Why a customer may not cancel these lines: a charge goes with the last of its goods."""
    kinds = {line.line: line.kind for line in order.lines}
    for row in form.lines:
        if kinds.get(row.line) in ("charge", "promotion"):
            sentence = f"line {row.line}: only sales takes off a charge or a promotion"
            return Reason(NOT_OURS, sentence, {"line": row.line}, "ask sales")
    return None


def _not_a_wish(said: list[str]) -> Reason:
    fields = sorted(set(said))
    return Reason(
        NOT_A_WISH,
        f"only sales says of an order: {', '.join(fields)}",
        {"fields": fields},
        way_out="leave it out, and say in the instructions what you would like",
    )


def _said(
    kind: type[Document] | type[Value], stated: Document | Value, wishes: frozenset[str]
) -> list[str]:
    """The other fields that are not as they are when nobody says anything."""
    return [
        name
        for name, field in kind.model_fields.items()
        if name not in wishes
        and getattr(stated, name) != field.get_default(call_default_factory=True)
    ]


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
