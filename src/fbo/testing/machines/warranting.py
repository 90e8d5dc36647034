"""Rules of warranty claims: things fail, and are repaired, replaced or paid back, or not."""

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from fbo.back.production import OPERATOR
from fbo.back.warehouse import Delivery, Picking
from fbo.front.aftersales import (
    Diagnosis,
    Failure,
    GivenBack,
    NoCover,
    Proof,
    Refusal,
    WarrantyClaim,
)
from fbo.kernel.document import Form
from fbo.kernel.errors import StepRefused
from fbo.kernel.money import eur
from fbo.kernel.people import CUSTOMER
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.warranty_service import WarrantyService
from fbo.testing.laws.sight import must
from fbo.testing.machines.scene import Scene, or_wrong, right_or_wrong, which_one

__all__ = ["WarrantyRules"]

AT_MOST: Final = 4
SERIALS: Final = ("S-1", "S-2", "S-3")
USUAL: Final = {
    "registered": "verify",
    "verified": "diagnose",
    "in_diagnosis": "decide",
    "in_repair": "give_back",
    "in_replacement": "give_back",
    "in_refund": "give_back",
    "returned": "close",
    "not_covered": "take_offer",
}
"""What is done with a claim, where nothing is in the way."""

ELSE: Final = ("decline_cover", "leave_it", "report_failure", "withdraw", "diagnose", "verify")
HANDS: Final = {
    "decide": "otto",
    "report_failure": "otto",
    "give_back": "sam",
}
ends: Final = st.sampled_from(("repair", "replacement", "replacement", "refund"))


class WarrantyRules(Scene):
    """What after-sales and production do about what has failed."""

    def __init__(self) -> None:
        super().__init__()
        self.people["otto"] = self.company.hire("Otto", OPERATOR)
        self.given = 0

    @rule(
        which=which_one,
        serial=st.sampled_from(SERIALS),
        hand=st.sampled_from(("rosa", "rosa", "ada", "sam")),
    )
    @precondition(lambda self: self.orders)
    def claim(self, which: int, serial: str, hand: str) -> None:
        """Something has failed; a customer says so of his own only."""
        order = self.company.case(OrderToCash, self.orders[which % len(self.orders)])
        lines = order.document.stocked
        if not lines or len(self.company.find(WarrantyService)) >= AT_MOST:
            return
        line = lines[which % len(lines)].line
        customer = order.document.customer
        wanted = WarrantyClaim(customer=customer, order=order.id, line=line, serial=serial)
        actor = self.people[hand]
        may = hand == "rosa" or actor.id == customer
        known = self.company.find(WarrantyService, claimed=serial)
        try:
            self.company.open(WarrantyService, wanted, by=actor)
        except StepRefused:
            must(not may or known or CUSTOMER in actor.roles, "a claim in order was refused")
        else:
            must(may and not known, f"{hand} claimed what he may not, or once more")

    @rule(which=which_one, steps=st.integers(3, 8), end=ends, hand=right_or_wrong)
    def put_claim_right(self, which: int, steps: int, end: str, hand: str) -> None:
        """A claim goes on as claims do, a few steps in a row; what is sent instead is sent."""
        for _ in range(steps):
            claim = self.a_claim(which)
            if claim is None or claim.state.ended:
                return
            step = USUAL.get(claim.state.name) or self._start(claim)
            if claim.state.name == "in_replacement":
                self._send_instead(claim)
                claim = self.shop.now(claim)
                if claim.state.name != "in_replacement":
                    continue
            self._do_claim(claim, step, end, hand)

    @rule(which=which_one, step=st.sampled_from(ELSE), end=ends, hand=right_or_wrong)
    def do_otherwise(self, which: int, step: str, end: str, hand: str) -> None:
        """A claim goes another way."""
        if (claim := self.a_claim(which)) is not None:
            self._do_claim(claim, step, end, hand)

    def a_claim(self, which: int) -> WarrantyService | None:
        """A claim, if there is one."""
        found = sorted(self.company.find(WarrantyService), key=lambda case: case.id)
        return found[which % len(found)] if found else None

    def _start(self, claim: WarrantyService) -> str:
        end = claim.document.end
        return "diagnose" if end is None else f"start_{end}"

    def _do_claim(self, claim: WarrantyService, step: str, end: Any, hand: str) -> None:
        replaced = claim.document.end == "replacement"
        self.given += 1
        forms: dict[str, Form] = {
            "verify": Proof(evidence="a receipt"),
            "decline_cover": NoCover(reason="it fell", offer=eur("3.00")),
            "decide": Diagnosis(findings="The bulb is loose.", end=end),
            "give_back": GivenBack(new_serial=f"N-{self.given}" if replaced else ""),
            "report_failure": Failure(reason="no such part is made"),
            "withdraw": Refusal(reason="it works again"),
        }
        right = HANDS.get(step, "rosa")
        if step == "give_back" and claim.document.end == "refund":
            right = "rita"
        self.act(claim, step, forms.get(step), or_wrong(hand, right, "carla"))

    def _send_instead(self, claim: WarrantyService) -> None:
        """What is to be sent instead leaves, if it is there; of some the number is noted."""
        self.company.run_due()
        order = self.company.case(OrderToCash, claim.document.last_order)
        for shipment in order.shipments:
            if shipment.state.name in ("assigned", "picked", "packed", "shipped"):
                noted = claim.document.quantity is None and self.given % 2 == 0
                serials = {1: (f"N-{self.given}",)} if noted else {}
                forms = {"pick": Picking(serials=serials), "confirm_delivery": Delivery()}
                for step in ("pick", "pack", "dispatch", "confirm_delivery"):
                    now = self.shop.now(shipment)
                    if now.definition.leads_from(step, now.state.name):
                        self.act(now, step, forms.get(step), "sam")
