"""What sales decides once for all orders."""

from typing import Literal

from fbo.kernel.backorder import Backorder
from fbo.kernel.document import Value
from fbo.kernel.money import Money
from fbo.kernel.rate import Rate
from fbo.kernel.tax import TaxRounding


class OrderPolicy(Value):
    """Defaults of orders.

    `backorder`: what happens to units that are not there: `allow` takes the order and delivers them
    later, `deny` refuses it, `until` a day allows it up to that day.  An order's own policy comes
    before this, and an item's before the order's.

    `promises`: what the date of an order promises when it is confirmed: that all is delivered by
    then, that all has left, or nothing.  `list_prices_include_tax`: whether the list prices of
    items do, at which customers order by themselves.  `tax_rounding`: where the tax of an order and
    its invoices is rounded, once for each code and rate of a document or on each line; an order
    keeps what held when it was placed.

    `cancellation_fee`: what it costs to call off an order, or a part of one, that is confirmed and
    neither billed nor sent: an amount, or a rate of the value called off; never more than that.
    """

    backorder: Backorder = "allow"
    promises: Literal["delivery", "dispatch", "nothing"] = "delivery"
    list_prices_include_tax: bool = False
    tax_rounding: TaxRounding = "document"
    cancellation_fee: Money | Rate | None = None
