"""Laws of an order's ledgers: what its lines say is what its shipments and invoices say.

So the axes of an order (how far it is fulfilled, billed) need no memory of their own: they are
worked out from lines that can be worked out again.
"""

from collections import defaultdict
from typing import Final

from fbo.front.sales import Bucket
from fbo.testing.laws.sight import Sight, same

WHEREABOUTS: Final = {
    "shipped": ("shipped", "in_transit"),
    "delivery_failed": ("shipped", "in_transit"),
    "in_return": ("shipped", "in_transit"),
    "delivered": ("shipped", "delivered"),
    "returned": ("shipped", "bounced"),
    "lost": ("shipped", "lost"),
    "picked": ("picked",),
    "packed": ("picked",),
}
"""In which buckets of its line the goods of a shipment are, by where the shipment is."""

COUNTED: Final[tuple[Bucket, ...]] = (
    "shipped",
    "in_transit",
    "delivered",
    "bounced",
    "lost",
    "picked",
)


def lines_say_what_their_shipments_say(sight: Sight) -> None:
    """O2C-I10: of each line so much is picked, sent, arrived, lost as its shipments carry.

    A line of a kit is shipped by component, and is left aside.
    """
    carried: defaultdict[tuple[str, int, str], int] = defaultdict(int)
    kits: set[tuple[str, int]] = set()
    for case in sight.shipments:
        for row in case.document.lines:
            if row.per_kit is not None:
                kits.add((case.document.order, row.line))
            for bucket in WHEREABOUTS.get(case.state.name, ()):
                carried[case.document.order, row.line, bucket] += row.leaving.units
    for order in sight.orders:
        for line in order.document.stocked:
            if (order.id, line.line) not in kits:
                for bucket in COUNTED:
                    what = f"{bucket} of line {line.line} of order {order.id}"
                    same(what, line.has(bucket).units, carried[order.id, line.line, bucket])


def lines_say_what_their_invoices_say(sight: Sight) -> None:
    """O2C-I10: of each line so much is billed as the posted invoices of the order bill."""
    billed: defaultdict[tuple[str, int], int] = defaultdict(int)
    for invoice in sight.issued:
        for row in invoice.lines:
            if row.order is not None and row.order_line is not None:
                billed[row.order, row.order_line] += row.quantity.units
    for order in sight.orders:
        for line in order.document.lines:
            what = f"what is billed of line {line.line} of order {order.id}"
            same(what, line.has("invoiced").units, billed[order.id, line.line])
