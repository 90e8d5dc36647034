"""What is sent in the place of goods that a customer complains about: an order at no price."""

from collections.abc import Iterable

from fbo.front.sales import Order
from fbo.front.service.redress import Redress
from fbo.kernel.errors import Reason
from fbo.kernel.money import Price
from fbo.kernel.quantity import Quantity


def replacement_for(order: Order, what: Redress, remedy: str) -> Order:
    """An order of its own over what is sent once more: it costs nothing, and leaves at once."""
    was = order.line(what.order_line or 0)
    quantity = what.quantity or Quantity.zero(was.unit)
    line = was.replacing(
        line=1,
        unit_price=Price.zero(order.currency),
        description=was.description or "Sent once more",
        buckets={"unplanned": quantity},
        promised=None,
        replaces=None,
    )
    return Order(
        customer=order.customer,
        kind="replacement",
        origin=remedy,
        currency=order.currency,
        lines=(line,),
        ship_to=order.ship_to,
        bill_to=order.bill_to,
        shipping="on_order",
    )


def why_not_replaced(order: Order, what: Redress, before: Iterable[Redress]) -> Reason | None:
    """Why so much of a line cannot be sent once more: it never left, came back, or was replaced."""
    lines = {line.line: line for line in order.lines}
    line = lines.get(what.order_line or 0)
    if line is None or not line.is_stocked or what.quantity is None:
        return Reason("no_such_line", "it says how much of which line is sent once more")
    if what.quantity.unit != line.unit or what.quantity.amount <= 0:
        return Reason("wrong_quantity", f"it is counted in {line.unit.code}, and more than none")
    left = line.shipped - line.has("returned")
    for one in before:
        same = (one.kind, one.order, one.order_line) == (what.kind, what.order, what.order_line)
        if same and one.quantity is not None:
            left = left - one.quantity
    if what.quantity <= left:
        return None
    sentence = f"{left} of line {line.line} can still be replaced, {what.quantity} are wanted"
    facts = {"line": line.line, "open": str(left)}
    return Reason("qty_exceeds_delivered", sentence, facts, "replace no more than was delivered")
