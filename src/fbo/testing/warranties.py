"""Warranties to test with: things with serial numbers that were delivered, and may fail.

It checks nothing: `fbo.testing.laws` does.
"""

from fbo.back.production import OPERATOR
from fbo.back.warehouse import Delivery, Picking
from fbo.front.aftersales import Diagnosis, GivenBack, Proof, WarrantyClaim
from fbo.front.aftersales.claim import ClaimEnd
from fbo.kernel.people import Actor
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.warranty_service import WarrantyService
from fbo.testing.after_sales import AfterSales
from fbo.testing.shop import Shop

__all__ = ["Warranties"]


class Warranties:
    """After-sales and production of a shop: Rosa takes claims, Otto repairs.

    Ada has two lamps, L-1 and L-2; there are three more.
    """

    def __init__(self, shop: Shop) -> None:
        self.shop, self.company = shop, shop.company
        self.desk = AfterSales(shop)
        self.rosa: Actor = self.desk.rosa
        self.otto: Actor = shop.company.hire("Otto", OPERATOR)
        shop.receive(5)
        self.order = shop.placed(2)
        shop.started(self.order)
        self.delivered(self.order, "L-1", "L-2")

    def delivered(self, order: OrderToCash, *serials: str) -> None:
        """What is on its pick list has left, with these numbers, and has arrived."""
        self.company.run_due()
        shipment = self.shop.shipments(order)[-1]
        shipment.pick(Picking(serials={1: serials} if serials else {}), by=self.shop.sam)
        shipment.pack(by=self.shop.sam)
        shipment.dispatch(by=self.shop.sam)
        shipment.confirm_delivery(Delivery(proof="signed"), by=self.shop.sam)

    def claim(self, serial: str = "L-1", **fields: object) -> WarrantyService:
        """Rosa writes a claim down."""
        body = {"customer": self.shop.ada.id, "order": self.order.id, "line": 1, "serial": serial}
        document = WarrantyClaim.model_validate({**body, **fields})
        return self.company.open(WarrantyService, document, by=self.rosa)

    def examined(self, serial: str = "L-1", **fields: object) -> WarrantyService:
        """It is covered, and Otto has it."""
        claim = self.claim(serial, **fields)
        claim.verify(Proof(), by=self.rosa)
        claim.diagnose(by=self.rosa)
        return claim

    def decided(self, end: ClaimEnd, serial: str = "L-1", **fields: object) -> WarrantyService:
        """Otto has found out what is to be done."""
        claim = self.examined(serial, **fields)
        claim.decide(Diagnosis(findings="The bulb is loose.", end=end), by=self.otto)
        return claim

    def replacing(self, serial: str = "L-1", **fields: object) -> WarrantyService:
        """Another one is to be sent."""
        claim = self.decided("replacement", serial, **fields)
        claim.start_replacement(by=self.rosa)
        return claim

    def sent_for(self, claim: WarrantyService) -> OrderToCash:
        """The order by which something is sent, or billed, for a claim."""
        order: str = self.shop.now(claim).document.last_order
        return self.company.case(OrderToCash, order)

    def replaced(self, new: str, serial: str = "L-1", **fields: object) -> WarrantyService:
        """The customer has another one; its number was noted when it left, so nobody says more."""
        claim = self.replacing(serial, **fields)
        self.delivered(self.sent_for(claim), new)
        now: WarrantyService = self.shop.now(claim)
        return now

    def repaired(self, serial: str = "L-1", **fields: object) -> WarrantyService:
        """It is repaired, and on its way."""
        claim = self.decided("repair", serial, **fields)
        claim.start_repair(by=self.rosa)
        claim.give_back(GivenBack(), by=self.otto)
        return claim
