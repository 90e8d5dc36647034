"""Fulfilment: how far the goods of an order are, read from the ledgers of its lines.

It is worked out and never stored, so that it cannot say anything else than the lines do.
"""

from collections.abc import Iterable
from typing import Literal

from fbo.front.sales.line import OPEN, Bucket, OrderLine

Fulfilment = Literal[
    "none",
    "partly_allocated",
    "allocated",
    "backordered",
    "partly_shipped",
    "shipped",
    "partly_delivered",
    "delivered",
    "partly_returned",
    "returned",
]

READY: tuple[Bucket, ...] = ("allocated", "picked")
CAME_BACK: tuple[Bucket, ...] = ("returned", "bounced")


def fulfilment_of(lines: Iterable[OrderLine]) -> Fulfilment:
    """How far the goods are; lines without stock count only where there are no others.

    Goods that could not be delivered and are back in our hands count as come back, as those do that
    the customer returned.  What is lost is not waited for.
    """
    every = tuple(lines)
    goods = tuple(line for line in every if line.is_stocked) or every
    came_back = _some(goods, CAME_BACK)
    if came_back:
        kept = any(line.less(("delivered",), "returned") for line in goods)
        rest = kept or _some(goods, (*OPEN, "in_transit"))
        return "partly_returned" if rest else "returned"
    if _some(goods, ("delivered",)):
        return "partly_delivered" if _some(goods, (*OPEN, "in_transit")) else "delivered"
    if _some(goods, ("shipped",)):
        return "partly_shipped" if _some(goods, OPEN) else "shipped"
    return _before_any_left(goods)


def _before_any_left(goods: tuple[OrderLine, ...]) -> Fulfilment:
    if _some(goods, ("backordered",)):
        return "backordered"
    if _some(goods, READY):
        return "partly_allocated" if _some(goods, ("unplanned",)) else "allocated"
    return "none"


def _some(lines: tuple[OrderLine, ...], buckets: tuple[Bucket, ...]) -> bool:
    return any(bucket in line.buckets for line in lines for bucket in buckets)
