"""Order to cash: a customer's order becomes money in the bank.

Where sales, credit control, the warehouse and receivables meet.  What lies beside an order is in
`on_file`, where it may be in `states`; each office's part of the process is a file of its own:
`deciding`, `fulfilling`, `delivering`, `shortages`, `billing`, `correcting`, `changing`,
`amending`, `returning`, `making_good`.  Nothing here does input or output.
"""

from typing_extensions import TypeVar

from fbo.front.sales import Order
from fbo.processes.order_to_cash.amending import OrderAmending
from fbo.processes.order_to_cash.billing import OrderBilling
from fbo.processes.order_to_cash.changing import OrderChanging
from fbo.processes.order_to_cash.correcting import OrderCorrecting
from fbo.processes.order_to_cash.deciding import OrderDeciding
from fbo.processes.order_to_cash.delivering import OrderDelivering
from fbo.processes.order_to_cash.fulfilling import OrderFulfilling
from fbo.processes.order_to_cash.intercepting import OrderIntercepting
from fbo.processes.order_to_cash.making_good import OrderMakingGood
from fbo.processes.order_to_cash.returning import OrderReturning
from fbo.processes.order_to_cash.shortages import OrderShortages

__all__ = ["OrderToCash"]

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderToCash(
    OrderReturning[O],
    OrderIntercepting[O],
    OrderAmending[O],
    OrderChanging[O],
    OrderCorrecting[O],
    OrderMakingGood[O],
    OrderBilling[O],
    OrderDelivering[O],
    OrderFulfilling[O],
    OrderShortages[O],
    OrderDeciding[O],
):
    """A customer's order becomes money in the bank."""
