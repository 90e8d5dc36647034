"""Shipments: goods of one order on their way out of the house."""

from typing import ClassVar

from fbo.back.warehouse.stock import hold_name
from fbo.kernel.document import Address, Document, Id, Many, Personal, Value
from fbo.kernel.quantity import Quantity
from fbo.kernel.text import ShortText
from fbo.kernel.times import Day
from fbo.workflow.guard import guard


class ShipmentLine(Value):
    """So much of an item from a place, for a line of the order; `picked` once it has been.

    Of a component of a kit, `per_kit` says how much one kit takes.
    """

    public: ClassVar[tuple[str, ...]] = ("line", "item", "leaving", "serials")

    line: int
    item: Id
    location: ShortText
    quantity: Quantity
    per_kit: Quantity | None = None
    picked: Quantity | None = None
    serials: Many[ShortText] = ()

    @property
    def hold(self) -> str:
        """The name under which the goods are held."""
        return hold_name(self.line, self.item, self.location, in_kit=self.per_kit is not None)

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


@guard("a shipment has lines, each of a place of its own and with more than nothing on it")
def has_shipment_lines(shipment: Shipment) -> bool:
    """Whether there is something to ship, and nothing is said to be picked yet."""
    places = {(line.line, line.item, line.location) for line in shipment.lines}
    return 0 < len(places) == len(shipment.lines) and all(
        line.quantity.amount > 0 and line.picked is None for line in shipment.lines
    )
