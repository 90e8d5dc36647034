"""Stopping: how much of an order the warehouse can still keep from arriving.

What lies in the house is taken back to the shelf; what is under way is called back, and a parcel
comes back whole or goes on.  Pure functions: nothing here asks for anything.
"""

from collections.abc import Sequence
from typing import Final

from fbo.front.sales import Cancellation, Order, OrderLine
from fbo.kernel.errors import Reason
from fbo.kernel.quantity import Quantity
from fbo.processes.order_to_cash.cancelling import Gone, gone, why_not_open
from fbo.processes.order_to_cash.parts import brought
from fbo.processes.shipping import Shipping

UNDER_WAY: Final = ("shipped", "delivery_failed")
"""Where a shipment is that can still be called back."""


def stoppable(line: OrderLine) -> Quantity:
    """What of a line has not arrived: what is open, and what is under way."""
    return line.open + line.has("in_transit")


def unwanted(order: Order, form: Cancellation) -> dict[int, Quantity]:
    """How much of each line is to be stopped; without naming lines, all that has not arrived."""
    if form.scope != "all":
        return gone(order, form)
    meant = {line.line: stoppable(line) for line in order.lines}
    return {number: quantity for number, quantity in meant.items() if quantity}


def why_not_stopped(order: Order, meant: Gone) -> Reason | None:
    """Why so much cannot be stopped; `None`: it has not arrived."""
    leaving = {line.line: line for line in order.lines if line.has("in_transit")}
    for number, quantity in meant.items():
        line = leaving.get(number)
        if line is not None and quantity.unit == line.unit and quantity > stoppable(line):
            left = str(stoppable(line))
            return Reason(
                "qty_exceeds_open",
                f"{left} of line {number} have not arrived yet",
                {"line": number, "open": left},
                way_out="stop no more than that; what has arrived comes back as a return",
            )
    # Of what is on its way no more can be wrong than the unit, or that it is nothing.
    inside = {
        number: quantity
        for number, quantity in meant.items()
        if number not in leaving or quantity.unit != leaving[number].unit or quantity.amount <= 0
    }
    return why_not_open(order, inside) if inside or not meant else None


def called_back(
    order: Order, stopped: Gone, shipments: Sequence[Shipping]
) -> tuple[Shipping, ...] | None:
    """The shipments that bring what is stopped and has left, the newest first.

    `None`: no parcels bring just that.
    """
    rest = {
        line.line: stopped[line.line] - line.open
        for line in order.lines
        if line.line in stopped and stopped[line.line] > line.open
    }
    back: list[Shipping] = []
    for shipment in reversed(shipments):
        brings = {line.line: brought(line, shipment.document) for line in order.stocked}
        brings = {number: quantity for number, quantity in brings.items() if quantity}
        fits = all(
            number in rest and quantity <= rest[number] for number, quantity in brings.items()
        )
        if shipment.state.name in UNDER_WAY and brings and fits:
            back.append(shipment)
            rest |= {number: rest[number] - quantity for number, quantity in brings.items()}
    return None if any(rest.values()) else tuple(back)


def in_the_house(order: Order, stopped: Gone) -> dict[int, Quantity]:
    """What of it has not left."""
    meant = {number: min(quantity, order.line(number).open) for number, quantity in stopped.items()}
    return {number: quantity for number, quantity in meant.items() if quantity}


def without(order: Order, stopped: Gone) -> Order:
    """The order as if what is stopped, of what is picked or under way, had never been wanted."""
    return order.changed(
        {"lines": [_without(line, stopped.get(line.line)) for line in order.lines]}
    )


def _without(line: OrderLine, stopped: Quantity | None) -> OrderLine:
    if stopped is None:
        return line
    picked = min(stopped, line.has("picked"))
    left = line.move("picked", "cancelled", picked)
    beyond = max(stopped - line.open, Quantity.zero(line.unit))
    return left.move("shipped", "cancelled", min(beyond, line.has("in_transit")))
