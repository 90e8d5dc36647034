"""The parts of an order as they move: pure functions between an order, its shipments and invoices.

Each takes documents and gives documents or lines back.  What is done with them is the process's.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from fbo.back.warehouse import Shipment, ShipmentLine
from fbo.front.sales import Bucket, Order, OrderLine
from fbo.kernel.quantity import Quantity, Unit

Lines: TypeAlias = Sequence[OrderLine]
Free: TypeAlias = Mapping[tuple[str, Unit], int]
"""How much of each item is free, in its smallest unit."""

WAITING: tuple[Bucket, ...] = ("unplanned", "backordered")


def hold_name(line: OrderLine) -> str:
    """The name under which an order holds the goods of a line."""
    return f"line-{line.line}"


def demand(order: Order) -> dict[tuple[str, Unit], Quantity]:
    """What the order still wants from stock, summed over its lines."""
    wanted: dict[tuple[str, Unit], Quantity] = {}
    for line in order.stocked:
        key = (line.item or "", line.unit)
        waiting = line.sum_of(WAITING)
        wanted[key] = wanted[key] + waiting if key in wanted else waiting
    return wanted


def allocated_lines(order: Order, free: Free) -> tuple[OrderLine, ...]:
    """The lines with what is free allocated, in their order, and the rest backordered.

    It is one batch: a unit is given once, however many lines want it.
    """
    left = dict(free)
    lines: list[OrderLine] = []
    for line in order.lines:
        key = (line.item or "", line.unit)
        if not line.is_stocked:
            lines.append(line)
            continue
        waiting = line.sum_of(WAITING).units
        given = min(waiting, max(left.get(key, 0), 0))
        left[key] = left.get(key, 0) - given
        lines.append(_allocated(line, Quantity.from_units(given, line.unit)))
    return tuple(lines)


def charges_shipped(lines: Lines) -> tuple[OrderLine, ...]:
    """Charges and services have no stock: they count as shipped with the first goods that are."""
    return tuple(
        line if line.is_stocked else line.move_all(("unplanned",), "shipped") for line in lines
    )


def may_leave(order: Order, line: OrderLine) -> bool:
    """Whether the order's ship policy lets what is ready of a line leave now."""
    if order.ship_policy == "complete_order":
        return not any(each.sum_of(WAITING) for each in order.stocked)
    return order.ship_policy == "partial_allowed" or not line.sum_of(WAITING)


def pick_list(
    order: Order, holds: Mapping[str, Mapping[str, Any]], place: str
) -> tuple[ShipmentLine, ...]:
    """All that the order holds itself and that may leave now, as the lines of a shipment."""
    return tuple(
        ShipmentLine(
            line=line.line,
            item=line.item or "",
            location=place,
            quantity=Quantity.from_units(held_units(holds[hold_name(line)]), line.unit),
        )
        for line in order.stocked
        if hold_name(line) in holds and may_leave(order, line)
    )


def held_units(held: Mapping[str, Any]) -> int:
    """How many units a hold of goods is over."""
    return max(int(leg[2]) for leg in held["legs"])


def picked(order: Order, shipment: Shipment) -> tuple[OrderLine, ...]:
    """The order's lines after a shipment was picked."""
    return _moved(order, shipment, "allocated", "picked")


def unpicked(order: Order, shipment: Shipment) -> tuple[OrderLine, ...]:
    """The order's lines after a picked shipment was cancelled: allocated again."""
    return _moved(order, shipment, "picked", "allocated")


def dispatched(order: Order, shipment: Shipment) -> tuple[OrderLine, ...]:
    """The order's lines after a shipment has left."""
    lines = charges_shipped(_moved(order, shipment, "picked", "shipped"))
    leaving = {line.line: line.leaving for line in shipment.lines}
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


def _allocated(line: OrderLine, given: Quantity) -> OrderLine:
    """Units that have waited longest are served first; what is left waits as backordered."""
    from_backorder = min(given, line.has("backordered"))
    line = line.move("backordered", "allocated", from_backorder)
    line = line.move("unplanned", "allocated", given - from_backorder)
    return line.move_all(("unplanned",), "backordered")


def _moved(
    order: Order, shipment: Shipment, source: Bucket, target: Bucket
) -> tuple[OrderLine, ...]:
    leaving = {line.line: line.leaving for line in shipment.lines}
    return tuple(
        line.move(source, target, leaving[line.line]) if line.line in leaving else line
        for line in order.lines
    )
