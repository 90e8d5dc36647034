"""The settings of what comes after a sale: goods that come back, or fail; surveys."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from fbo.front.aftersales import (
    DecidedLine,
    Disposition,
    GivenBack,
    NoCover,
    Survey,
)
from fbo.kernel.money import eur
from fbo.kernel.quantity import pieces
from fbo.processes.refunding import Refunding
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.processes.shipping import Shipping
from fbo.processes.surveying import Surveying
from fbo.processes.warranty_service import WarrantyService
from fbo.testing.after_sales import AfterSales
from fbo.testing.exploring.settings import FormsOf, Setting
from fbo.testing.shop import Shop
from fbo.testing.warranties import Warranties

__all__ = ["GOODS_BACK", "RETURNS", "SURVEYS", "WARRANTIES"]

ENDS: Final = (("restock", "credit"), ("refurbish", "credit"), ("scrap", "credit"))
"""What becomes of goods that came back, and of the customer who sent them."""

SENT_BACK: Final = (("back_to_customer", "none"), ("back_to_customer", "repair"))


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
    for stock, customer in (*ENDS, *SENT_BACK):
        row: dict[str, Any] = {"line": 1, "stock": stock, "customer": customer}
        yield Disposition(lines=(DecidedLine(quantity=pieces(1), **row),))


def _claim(shop: Shop) -> WarrantyService:
    """A lamp with a serial number, delivered today, flickers."""
    return Warranties(shop).claim()


def _replacing(shop: Shop) -> WarrantyService:
    """Another one is to be sent."""
    return Warranties(shop).replacing()


def _refunding(shop: Shop) -> WarrantyService:
    """What was paid for it is to be paid back."""
    warranties = Warranties(shop)
    shop.settled(warranties.order)
    claim = warranties.decided("refund")
    claim.start_refund(by=warranties.rosa)
    return claim


def _survey(shop: Shop) -> Surveying:
    """Ada is asked how it was."""
    survey = Survey(customer=shop.ada.id, about=shop.placed(1).id)
    return shop.company.open(Surveying, survey, by=shop.anna)


DECIDES: Final[Mapping[str, FormsOf]] = {"ReturnToSettlement.decide": _decided}
BESIDE: Final = (ReturnToRestock, Refunding, WarrantyService)
RETURNS: Final = (Setting((_requested, _back), along=BESIDE, forms=DECIDES),)
GOODS_BACK: Final = (
    Setting(
        (_expected_goods, _goods_back), along=(ReturnToSettlement, WarrantyService), forms=DECIDES
    ),
)
CLAIMS: Final[Mapping[str, FormsOf]] = {
    "WarrantyService.decline_cover": lambda _: (NoCover(reason="it fell", offer=eur("30.00")),),
    "WarrantyService.give_back": lambda _: (GivenBack(), GivenBack(new_serial="L-2")),
}
WARRANTIES: Final = (
    Setting((_claim,), forms=CLAIMS),
    Setting((_replacing,), along=(Shipping,), forms=CLAIMS),
    Setting((_refunding,), along=(Refunding,), forms=CLAIMS),
)
SURVEYS: Final = (Setting((_survey,)),)
