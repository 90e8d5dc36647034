"""Shipments: goods of one order on their way out of the house."""

from typing import ClassVar

from fbo.back.warehouse.forms import Picking
from fbo.kernel.document import Address, Document, Id, Many, Personal, Value
from fbo.kernel.errors import Reason
from fbo.kernel.quantity import Quantity
from fbo.kernel.text import ShortText
from fbo.kernel.times import Day
from fbo.workflow.guard import guard


class ShipmentLine(Value):
    """So much of an item for a line of the order; `picked` once it has been."""

    public: ClassVar[tuple[str, ...]] = ("line", "item", "leaving", "serials")

    line: int
    item: Id
    location: ShortText
    quantity: Quantity
    picked: Quantity | None = None
    serials: Many[ShortText] = ()

    @property
    def hold(self) -> str:
        """The name under which the goods are held."""
        return f"line-{self.line}"

    @property
    def leaving(self) -> Quantity:
        """What leaves with the shipment: what was picked, or is to be."""
        return self.quantity if self.picked is None else self.picked


class Shipment(Document):
    """What leaves for an order at one time.

    `attempts` counts the deliveries that were tried and failed, `because` says why the last one
    did, or how the goods were lost.
    """

    indexed = ("customer", "order")
    public: ClassVar[tuple[str, ...]] = (
        "order",
        "lines",
        "ship_to",
        "carrier",
        "tracking",
        "delivered_on",
    )

    order: Id
    customer: Id
    lines: Many[ShipmentLine]
    ship_to: Personal[Address] = Address()
    carrier: ShortText = ""
    tracking: ShortText = ""
    ship_by: Day | None = None
    delivered_on: Day | None = None
    proof: ShortText = ""
    attempts: int = 0
    because: ShortText = ""


@guard("a shipment has lines, each with a number of its own and more than nothing on it")
def has_shipment_lines(shipment: Shipment) -> bool:
    """Whether there is something to ship, and nothing is said to be picked yet."""
    numbers = {line.line for line in shipment.lines}
    return 0 < len(numbers) == len(shipment.lines) and all(
        line.quantity.amount > 0 and line.picked is None for line in shipment.lines
    )


def is_picked_right(shipment: Shipment, form: Picking) -> bool | Reason:
    """Whether something was picked, of lines the shipment has, and no more than is assigned."""
    lines = {line.line: line for line in shipment.lines}
    for number, quantity in form.quantities.items():
        line = lines.get(number)
        if line is None:
            return Reason("no_such_line", f"the shipment has no line {number}")
        if quantity.unit != line.quantity.unit or not 0 <= quantity.amount <= line.quantity.amount:
            return Reason(
                "qty_exceeds_assigned",
                f"{quantity} were picked for line {number}, {line.quantity} are assigned",
                {"line": number, "assigned": str(line.quantity)},
            )
    if not any(form.quantities.get(number, line.quantity) for number, line in lines.items()):
        return Reason("nothing_picked", "nothing was picked", way_out="cancel the shipment")
    return True


def is_picked_in_part(shipment: Shipment) -> bool:
    """Whether something is missing."""
    return any(line.leaving < line.quantity for line in shipment.lines)
