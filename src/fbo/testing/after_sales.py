"""After-sales to test with: a shop's people who take goods back, and their usual verbs.

It checks nothing: `fbo.testing.laws` does.
"""

from typing import Final

from fbo.back.production import INSPECTOR
from fbo.back.warehouse import RECEIVER, Arrival, Arrived, Delivery, Finding, Findings
from fbo.front.aftersales import (
    RETURNS_AGENT,
    Authorisation,
    DecidedLine,
    Disposition,
    Return,
    ReturnLine,
)
from fbo.front.aftersales.goods_back import CustomerDisposition, ReturnReason, StockDisposition
from fbo.kernel.people import Actor
from fbo.kernel.quantity import pieces
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.testing.shop import Shop

__all__ = ["AfterSales"]

GOOD: Final = "as new"


class AfterSales:
    """The after-sales of a shop: Rosa authorises, Rex receives, Ina inspects."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        hire = shop.company.hire
        self.rosa: Actor = hire("Rosa", RETURNS_AGENT)
        self.rex: Actor = hire("Rex", RECEIVER)
        self.ina: Actor = hire("Ina", INSPECTOR)

    def delivered(self, order: OrderToCash) -> OrderToCash:
        """All that the order holds has left and arrived."""
        self.shop.shipped(order).confirm_delivery(Delivery(proof="signed"), by=self.shop.sam)
        now: OrderToCash = self.shop.now(order)
        return now

    def requested(
        self, order: OrderToCash, lamps: int, *, line: int = 1, reason: ReturnReason = "not_wanted"
    ) -> ReturnToSettlement:
        """Rosa writes down that so many of a line are to come back."""
        row = ReturnLine(line=line, wanted=pieces(lamps), reason=reason)
        goods = Return(customer=order.document.customer, order=order.id, lines=(row,))
        return self.shop.company.open(ReturnToSettlement, goods, by=self.rosa)

    def authorised(
        self, order: OrderToCash, lamps: int, *, line: int = 1, reason: ReturnReason = "not_wanted"
    ) -> ReturnToSettlement:
        """They may come back."""
        goods = self.requested(order, lamps, line=line, reason=reason)
        goods.authorise(Authorisation(), by=self.rosa)
        return goods

    def goods_of(self, goods: ReturnToSettlement) -> ReturnToRestock:
        """The case of the warehouse in which they come."""
        first = self.shop.now(goods).child_ids(ReturnToRestock)[0]
        return self.shop.company.case(ReturnToRestock, first)

    def received(self, goods: ReturnToSettlement, lamps: int, *, line: int = 1) -> None:
        """Rex receives so many of them."""
        form = Arrival(lines=(Arrived(line=line, quantity=pieces(lamps)),))
        self.goods_of(goods).receive(form, by=self.rex)

    def inspected(
        self, goods: ReturnToSettlement, accepted: int, *, line: int = 1, condition: str = GOOD
    ) -> None:
        """Ina accepts so many of them."""
        finding = Finding(line=line, accepted=pieces(accepted), condition=condition)
        self.goods_of(goods).inspect(Findings(lines=(finding,)), by=self.ina)

    def back(self, order: OrderToCash, lamps: int, *, line: int = 1) -> ReturnToSettlement:
        """So many have come back, and are as new."""
        goods = self.authorised(order, lamps, line=line)
        self.received(goods, lamps, line=line)
        self.inspected(goods, lamps, line=line)
        now: ReturnToSettlement = self.shop.now(goods)
        return now

    def decided(
        self,
        goods: ReturnToSettlement,
        lamps: int,
        customer: CustomerDisposition,
        *,
        stock: StockDisposition = "restock",
        line: int = 1,
    ) -> None:
        """All of a line has one end, and is settled at once."""
        row = DecidedLine(line=line, quantity=pieces(lamps), stock=stock, customer=customer)
        goods.decide(Disposition(lines=(row,)), by=self.rosa)
        goods.start_settlement(by=self.rosa)
