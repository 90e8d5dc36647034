"""What a customer has instead: lines and orders for what is sent once more, or ordered anew."""

from fbo.front.aftersales.goods_back import Return
from fbo.front.sales import Order, OrderLine
from fbo.kernel.money import Price
from fbo.kernel.quantity import Quantity

SENT_ONCE_MORE = "Sent once more"
"""What a line at no price says, where the line it is for says nothing."""


def replacement_lines(
    order: Order, goods: Return, return_id: str, first: int
) -> tuple[OrderLine, ...]:
    """Lines over what is to be sent once more, at no price, numbered from `first` on."""
    lines: list[OrderLine] = []
    for each in goods.lines:
        due = goods.share(each.line, ("replace",), "begun") - each.replaced
        if due:
            line = _line(order, each.line, due, first + len(lines))
            nothing = Price.zero(order.currency)
            said = line.description or SENT_ONCE_MORE
            lines.append(line.replacing(unit_price=nothing, replaces=return_id, description=said))
    return tuple(lines)


def replacement_order(order: Order, goods: Return, return_id: str) -> Order:
    """An order of its own over what is to be sent once more: it costs nothing."""
    lines = replacement_lines(order, goods, return_id, 1)
    return _order(order, lines, return_id).changed(
        {"kind": "replacement", "returns": (return_id,), "shipping": "on_order"}
    )


def order_anew(order: Order, goods: Return, return_id: str) -> Order:
    """A draft of an order over what is credited and ordered once more, at the price it had."""
    rows = [row for row in goods.rows("decided") if row.customer == "credit_and_reorder"]
    lines = tuple(
        _line(order, row.line, row.quantity, number) for number, row in enumerate(rows, start=1)
    )
    return _order(order, lines, return_id)


def _order(order: Order, lines: tuple[OrderLine, ...], return_id: str) -> Order:
    return Order(
        customer=order.customer,
        origin=return_id,
        currency=order.currency,
        prices_include_tax=order.prices_include_tax,
        lines=lines,
        ship_to=order.ship_to,
        bill_to=order.bill_to,
        ship_policy=order.ship_policy,
        terms=order.terms,
    )


def _line(order: Order, of: int, quantity: Quantity, number: int) -> OrderLine:
    """A line like the one that was ordered, over so much that is still to be planned."""
    was = order.line(of)
    buckets = {"unplanned": quantity}
    return was.replacing(line=number, buckets=buckets, promised=None, replaces=None)
