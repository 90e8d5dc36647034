"""What a customer has instead: lines and orders for what is sent once more, or ordered anew."""

from fbo.front.aftersales.goods_back import Return
from fbo.front.sales import Order, OrderLine
from fbo.kernel.quantity import Quantity


def replacement_lines(
    order: Order, goods: Return, return_id: str, first: int
) -> tuple[OrderLine, ...]:
    """Lines over what is to be sent once more, at no price, numbered from `first` on."""
    return tuple(
        order.line(of).once_more(due, number=number, instead_of=return_id)
        for number, (of, due) in enumerate(_due(goods).items(), start=first)
    )


def replacement_order(order: Order, goods: Return, return_id: str) -> Order:
    """An order of its own over what is to be sent once more: it costs nothing."""
    return order.once_more(_due(goods), return_id).changed({"returns": (return_id,)})


def order_anew(order: Order, goods: Return, return_id: str) -> Order:
    """A draft of an order over what is credited and ordered once more, at the price it had."""
    rows = [row for row in goods.rows("decided") if row.customer == "credit_and_reorder"]
    return Order(
        customer=order.customer,
        origin=return_id,
        currency=order.currency,
        prices_include_tax=order.prices_include_tax,
        lines=tuple(
            _anew(order.line(row.line), row.quantity, number)
            for number, row in enumerate(rows, start=1)
        ),
        ship_to=order.ship_to,
        bill_to=order.bill_to,
        ship_policy=order.ship_policy,
        terms=order.terms,
    )


def _due(goods: Return) -> dict[int, Quantity]:
    """How much of each line is to be sent once more, and is not."""
    due = {
        line.line: goods.share(line.line, ("replace",), "begun") - line.replaced
        for line in goods.lines
    }
    return {line: quantity for line, quantity in due.items() if quantity}


def _anew(was: OrderLine, quantity: Quantity, number: int) -> OrderLine:
    """A line like the one that was ordered, over so much that is still to be planned."""
    return was.replacing(
        line=number,
        buckets={"unplanned": quantity},
        components=(),
        backorder=None,
        promised=None,
        replaces=None,
    )
