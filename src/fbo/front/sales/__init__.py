"""Sales: orders, from the customer's wish to what is owed for it.

The desk and its roles, the order and its lines, the guards that ask about an order, and the forms
on which its steps are taken.
"""

from fbo.front.sales import labels
from fbo.front.sales.billing import BillingAxis, billable, billed, billing_of
from fbo.front.sales.credit_decision import CreditDecision
from fbo.front.sales.desk import SALES, SALES_DEPARTMENT, SALES_MANAGER, SALES_REP
from fbo.front.sales.forms import (
    AmendedLine,
    Amendment,
    AmendmentTold,
    BilledLine,
    Billing,
    Cancellation,
    CancellationAnswer,
    Choice,
    CreditUse,
    InvoiceCorrection,
    Lapsed,
    MadeGood,
    Override,
    Reopening,
    Shortage,
    Suspension,
    Turned,
)
from fbo.front.sales.fulfilment import Fulfilment, fulfilment_of
from fbo.front.sales.guards import (
    has_not_begun,
    is_complete,
    is_countable,
    nothing_has_left,
    nothing_is_open,
    nothing_is_touched,
    promotions_hold,
    something_has_left,
    why_not_made_good,
)
from fbo.front.sales.line import (
    Bucket,
    KitPart,
    LineKind,
    OrderLine,
    PromotionRule,
    charge_line,
    order_line,
    promotion_line,
    service_line,
)
from fbo.front.sales.order import AskedOff, CancelledLine, Order
from fbo.front.sales.payment import PaymentAxis, payment_of
from fbo.front.sales.policy import OrderPolicy

__all__ = [
    "SALES",
    "SALES_DEPARTMENT",
    "SALES_MANAGER",
    "SALES_REP",
    "AmendedLine",
    "Amendment",
    "AmendmentTold",
    "AskedOff",
    "BilledLine",
    "Billing",
    "BillingAxis",
    "Bucket",
    "Cancellation",
    "CancellationAnswer",
    "CancelledLine",
    "Choice",
    "CreditDecision",
    "CreditUse",
    "Fulfilment",
    "InvoiceCorrection",
    "KitPart",
    "Lapsed",
    "LineKind",
    "MadeGood",
    "Order",
    "OrderLine",
    "OrderPolicy",
    "Override",
    "PaymentAxis",
    "PromotionRule",
    "Reopening",
    "Shortage",
    "Suspension",
    "Turned",
    "billable",
    "billed",
    "billing_of",
    "charge_line",
    "fulfilment_of",
    "has_not_begun",
    "is_complete",
    "is_countable",
    "labels",
    "nothing_has_left",
    "nothing_is_open",
    "nothing_is_touched",
    "order_line",
    "payment_of",
    "promotion_line",
    "promotions_hold",
    "service_line",
    "something_has_left",
    "why_not_made_good",
]
