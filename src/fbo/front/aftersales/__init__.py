"""After-sales: goods that come back, and what becomes of them and of the customer's money."""

from fbo.front.aftersales.desk import AFTER_SALES, AFTER_SALES_DEPARTMENT, RETURNS_AGENT
from fbo.front.aftersales.forms import (
    Authorisation,
    DecidedLine,
    Disposition,
    Failure,
    GoodsBack,
    Inspected,
    Inspection,
    Refusal,
    SentInstead,
    SoMuch,
)
from fbo.front.aftersales.goods_back import (
    CREDITED,
    OUR_FAULT,
    Decided,
    Return,
    ReturnLine,
    has_return_lines,
    something_has_come,
)
from fbo.front.aftersales.guards import (
    authorised_by,
    why_not_authorised,
    why_not_decided,
    why_not_inspected,
    why_not_received,
)
from fbo.front.aftersales.policy import AfterSalesPolicy
from fbo.front.aftersales.replacing import order_anew, replacement_lines, replacement_order

__all__ = [
    "AFTER_SALES",
    "AFTER_SALES_DEPARTMENT",
    "CREDITED",
    "OUR_FAULT",
    "RETURNS_AGENT",
    "AfterSalesPolicy",
    "Authorisation",
    "Decided",
    "DecidedLine",
    "Disposition",
    "Failure",
    "GoodsBack",
    "Inspected",
    "Inspection",
    "Refusal",
    "Return",
    "ReturnLine",
    "SentInstead",
    "SoMuch",
    "authorised_by",
    "has_return_lines",
    "order_anew",
    "replacement_lines",
    "replacement_order",
    "something_has_come",
    "why_not_authorised",
    "why_not_decided",
    "why_not_inspected",
    "why_not_received",
]
