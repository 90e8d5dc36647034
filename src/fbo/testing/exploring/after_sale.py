"""The settings of what comes after a sale: goods that come back, and complaints."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from fbo.front.aftersales import DecidedLine, Disposition
from fbo.kernel.quantity import pieces
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.refunding import Refunding
from fbo.processes.remedying import Remedying
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.testing.after_sales import AfterSales
from fbo.testing.complaints import ServiceDesk
from fbo.testing.exploring.settings import FormsOf, Setting
from fbo.testing.shop import Shop

__all__ = ["COMPLAINTS", "GOODS_BACK", "RETURNS"]

ENDS: Final = (("restock", "credit"), ("refurbish", "credit"), ("scrap", "credit"))
"""What becomes of goods that came back, and of the customer who sent them."""


def _requested(shop: Shop) -> ReturnToSettlement:
    """A lamp of two is to come back."""
    shop.receive(2)
    after_sales = AfterSales(shop)
    return after_sales.requested(after_sales.delivered(shop.placed(2)), 1)


def _back(shop: Shop) -> ReturnToSettlement:
    """It has come back, and is as new."""
    shop.receive(2)
    after_sales = AfterSales(shop)
    return after_sales.back(after_sales.delivered(shop.placed(2)), 1)


def _expected_goods(shop: Shop) -> ReturnToRestock:
    shop.receive(2)
    after_sales = AfterSales(shop)
    order = after_sales.delivered(shop.placed(2))
    return after_sales.goods_of(after_sales.authorised(order, 1))


def _goods_back(shop: Shop) -> ReturnToRestock:
    return shop.company.case(ReturnToRestock, _back(shop).child_ids(ReturnToRestock)[0])


def _decided(_: Any) -> Iterable[Disposition]:
    for stock, customer in (*ENDS, ("back_to_customer", "none")):
        row: dict[str, Any] = {"line": 1, "stock": stock, "customer": customer}
        yield Disposition(lines=(DecidedLine(quantity=pieces(1), **row),))


def _received(shop: Shop) -> ComplaintToResolution:
    """Ada complains, and wants forty euro."""
    return ServiceDesk(shop).received("40.00")


def _offered(shop: Shop) -> ComplaintToResolution:
    """She was offered something."""
    return ServiceDesk(shop).offered("40.00")


DECIDES: Final[Mapping[str, FormsOf]] = {"ReturnToSettlement.decide": _decided}
RETURNS: Final = (Setting((_requested, _back), along=(ReturnToRestock, Refunding), forms=DECIDES),)
GOODS_BACK: Final = (
    Setting((_expected_goods, _goods_back), along=(ReturnToSettlement,), forms=DECIDES),
)
COMPLAINTS: Final = (Setting((_received, _offered), along=(Remedying,)),)
