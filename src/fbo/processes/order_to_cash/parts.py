"""The parts of an order as they move: pure functions between an order and its shipments.

Each takes documents and gives lines back.  What is done with them is the process's; what is given
to an order of the shelves is worked out in `allocating`.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from fbo.back.warehouse import Shipment, ShipmentLine, count_of
from fbo.front.sales import Bucket, Order, OrderLine
from fbo.front.sales.promotion import with_the_goods
from fbo.kernel.quantity import Quantity

Lines: TypeAlias = Sequence[OrderLine]


def charges_shipped(lines: Lines) -> tuple[OrderLine, ...]:
    """Charges and services have no stock: they count as shipped with the first goods that are.

    A promotion counts as shipped as far as the goods that have left bear it.
    """
    moved = [
        line.move_all(("unplanned",), "shipped") if line.kind in ("service", "charge") else line
        for line in lines
    ]
    return with_the_goods(moved)


def brought(line: OrderLine, shipment: Shipment) -> Quantity:
    """How much of a line a shipment brings, as the order counts it: so many pieces, or kits."""
    return Quantity.from_units(count_of(_leaving(shipment, line.line)), line.unit)


def lines_of(line: OrderLine, shipment: Shipment) -> tuple[ShipmentLine, ...]:
    """The lines of a shipment that are of a line of the order."""
    return tuple(row for row in shipment.lines if row.line == line.line)


def picked(order: Order, shipment: Shipment) -> tuple[OrderLine, ...]:
    """The order's lines after a shipment was picked."""
    return _moved(order, shipment, "allocated", "picked")


def unpicked(order: Order, shipment: Shipment) -> tuple[OrderLine, ...]:
    """The order's lines after a picked shipment was cancelled: allocated again."""
    return _moved(order, shipment, "picked", "allocated")


def dispatched(order: Order, shipment: Shipment) -> tuple[OrderLine, ...]:
    """The order's lines after a shipment has left."""
    lines = charges_shipped(_moved(order, shipment, "picked", "shipped"))
    leaving = _counts(order, shipment)
    return tuple(
        line.add("in_transit", leaving[line.line]) if line.line in leaving else line
        for line in lines
    )


def delivered(order: Order, shipment: Shipment) -> tuple[OrderLine, ...]:
    """The order's lines after a shipment has arrived."""
    return _moved(order, shipment, "in_transit", "delivered")


def bounced(order: Order, shipment: Shipment) -> tuple[OrderLine, ...]:
    """The order's lines after a shipment could not be delivered and has come back."""
    return _moved(order, shipment, "in_transit", "bounced")


def lost(order: Order, shipment: Shipment) -> tuple[OrderLine, ...]:
    """The order's lines after a shipment was lost on its way."""
    return _moved(order, shipment, "in_transit", "lost")


def _moved(
    order: Order, shipment: Shipment, source: Bucket, target: Bucket
) -> tuple[OrderLine, ...]:
    leaving = _counts(order, shipment)
    return tuple(
        line.move(source, target, leaving[line.line]) if line.line in leaving else line
        for line in order.lines
    )


def _counts(order: Order, shipment: Shipment) -> Mapping[int, Quantity]:
    """How much of each line of the order a shipment brings, by its number."""
    numbers = {row.line for row in shipment.lines}
    return {line.line: brought(line, shipment) for line in order.lines if line.line in numbers}


def _leaving(shipment: Shipment, number: int) -> list[tuple[ShipmentLine, Quantity]]:
    return [(row, row.leaving) for row in shipment.lines if row.line == number]
