"""What a customer sees of an order where that depends on how far it is."""

from typing import Final

from fbo.front.sales.order import Order
from fbo.workflow.state import one_of


def _confirmed(order: Order) -> str:
    return "Confirmed" if order.promised is None else "Confirmed, delivery by {promised}"


def _under_way(order: Order) -> str:
    return "Partly shipped" if order.has_shipped else "Being prepared"


def _sent(order: Order) -> str:
    if not order.stocked:
        return "Delivered"
    return SHOWN.get(order.fulfilment, "On its way")


SHOWN: Final = {
    "delivered": "Delivered",
    "partly_returned": "Partly come back",
    "returned": "Come back",
}
"""What the customer sees once all goods have left, by their fulfilment."""

CONFIRMED: Final = one_of(("Confirmed, delivery by {promised}", "Confirmed"), by=_confirmed)
UNDER_WAY: Final = one_of(("Being prepared", "Partly shipped"), by=_under_way)
SENT: Final = one_of(("On its way", *SHOWN.values()), by=_sent)
