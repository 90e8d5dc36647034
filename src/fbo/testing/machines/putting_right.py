"""What a machine may offer to put a complaint right, and the people who carry that out.

Each of them takes one step at a time, in whatever order a machine draws, and now and then says that
it cannot be done.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from fbo.back.finance import AR_CLERK, CONTROLLER, Failed, Rejected
from fbo.back.production import OPERATOR
from fbo.back.warehouse import STOREKEEPER, Delivery, Picking
from fbo.back.warehouse import Reason as Lost
from fbo.company.company import Company
from fbo.front.aftersales import Diagnosis, GivenBack, NoRepair, Proof
from fbo.front.crm import Customer
from fbo.front.crm.customer import CustomerAddress
from fbo.front.sales import Order
from fbo.front.service import SERVICE_AGENT, Redress
from fbo.kernel.document import Form
from fbo.kernel.errors import StepRefused
from fbo.kernel.money import eur
from fbo.kernel.people import Actor
from fbo.kernel.quantity import Quantity
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.refunding import Refunding
from fbo.processes.shipping import Shipping
from fbo.processes.warranty_service import WarrantyService
from fbo.workflow.process import Process

__all__ = ["EVERY_KIND", "Menders", "redress_of"]

EVERY_KIND: Final = (
    *("price_reduction", "refund", "goodwill", "apology"),
    *("replacement", "repair", "return_collection", "expenses", "correction"),
)
MOST: Final = 1000
CANNOT: Final = "It is burnt."
Way = tuple[str, Callable[[str], Form | None], str, Callable[[str], Form | None]]
"""A step and its form, and the step and the form that say that it cannot be done."""


def _none(_: str) -> None:
    return None


def _delivered(_: str) -> Form:
    return Delivery()


def _lost(_: str) -> Form:
    return Lost(reason="the van burnt")


def _diagnosed(end: str) -> Form:
    return Diagnosis.model_validate({"findings": "A contact.", "end": end})


def _burnt(_: str) -> Form:
    return NoRepair(findings=CANNOT)


def _given(end: str) -> Form:
    return GivenBack(new_serial="L-9" if end == "replacement" else "")


WAYS: Final[Mapping[tuple[str, str], Way]] = {
    ("Refunding", "requested"): ("approve", _none, "deny", lambda _: Rejected(reason="no")),
    ("Refunding", "approved"): ("submit", _none, "deny", lambda _: Rejected(reason="no")),
    ("Refunding", "submitted"): ("confirm", _none, "fail", lambda _: Failed(reason="no account")),
    ("Refunding", "failed"): ("retry", _none, "deny", lambda _: Rejected(reason="no")),
    ("WarrantyService", "registered"): ("verify", lambda _: Proof(evidence="a bill"), "", _none),
    ("WarrantyService", "verified"): ("diagnose", _none, "", _none),
    ("WarrantyService", "in_diagnosis"): ("decide", _diagnosed, "give_up", _burnt),
    ("WarrantyService", "in_repair"): ("give_back", _given, "give_up", _burnt),
    ("WarrantyService", "in_replacement"): ("give_back", _given, "", _none),
    ("WarrantyService", "in_refund"): ("give_back", _given, "", _none),
    ("WarrantyService", "returned"): ("close", _none, "", _none),
    ("Shipping", "assigned"): ("pick", lambda _: Picking(), "", _none),
    ("Shipping", "picked"): ("pack", _none, "", _none),
    ("Shipping", "packed"): ("dispatch", _none, "", _none),
    ("Shipping", "shipped"): ("confirm_delivery", _delivered, "report_lost", _lost),
}
"""How what was agreed goes on, by the process and the state that it is in."""


class Menders:
    """Receivables, after-sales, production and the warehouse, at work on what was agreed."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._people: tuple[Actor, ...] = (
            company.hire("Fay", AR_CLERK),
            company.hire("Connor", CONTROLLER),
            company.hire("Ian", SERVICE_AGENT),
            company.hire("Otto", OPERATOR),
            company.hire("Sven", STOREKEEPER),
        )

    def move_on(self, which: int, end: str, *, fails: bool) -> None:
        """One case of something that was agreed takes its next step, or comes to nothing."""
        waiting = [one for one in self._cases() if (type(one).family, one.state.name) in WAYS]
        if not waiting:
            return
        case = sorted(waiting, key=lambda one: one.id)[which % len(waiting)]
        if isinstance(case, WarrantyService) and case.state.name == "decided":
            return
        step, form, instead, reason = WAYS[type(case).family, case.state.name]
        if isinstance(case, WarrantyService) and case.document.end is not None:
            end = case.document.end
        elif isinstance(case, WarrantyService) and case.document.agreed:
            end = "repair"
        if fails and instead:
            self._take(case, instead, reason(end))
        else:
            self._take(case, step, form(end))
        if isinstance(case, WarrantyService) and case.state.name == "decided":
            self._take(case, f"start_{case.document.end}", None)

    def move_house(self, customer: str, city: str) -> None:
        """A customer's invoices go to another address from now on."""
        filed = self._company.get(Customer, customer)
        self._company.change(filed, addresses=(CustomerAddress(name="C. Ustomer", city=city),))

    def _cases(self) -> list[Process[Any]]:
        """All that may have come of a remedy, and claims that nobody complained of."""
        company = self._company
        again = {
            one.id
            for one in company.find(OrderToCash, limit=MOST)
            if one.document.kind == "replacement"
        }
        parcels = [one for one in company.find(Shipping, limit=MOST) if one.document.order in again]
        claims = company.find(WarrantyService, limit=MOST)
        return [*company.find(Refunding, limit=MOST), *claims, *parcels]

    def _take(self, case: Process[Any], step: str, form: Form | None) -> None:
        """Whoever may take the step does; somebody is refused, or nobody may."""
        roles = case.definition.steps[step].by
        for actor in self._people:
            if actor.has_any(roles):
                try:
                    getattr(case, step)(*(() if form is None else (form,)), by=actor)
                except StepRefused:
                    continue
                return


def redress_of(
    kind: Any, amount: str, order: tuple[str, Order], invoice: tuple[str, int] | None
) -> Redress:
    """A remedy of a kind: so much off the invoice's line, or one of the first goods of the order.

    Words, where nothing was billed, or nothing is goods.
    """
    goods = order[1].stocked
    if kind in ("price_reduction", "refund", "goodwill", "correction") and invoice is not None:
        if kind == "correction":
            return Redress(kind=kind, invoice=invoice[0])
        return Redress(kind=kind, invoice=invoice[0], line=invoice[1], amount=eur(amount))
    if kind == "expenses":
        return Redress(kind=kind, amount=eur(amount), reason="the way to the shop")
    if kind in ("replacement", "repair", "return_collection") and goods:
        line = goods[0]
        one = Quantity.from_units(10**line.unit.scale, line.unit)
        return Redress(
            kind=kind,
            order=order[0],
            order_line=line.line,
            item=line.item,
            quantity=one,
            amount=eur(amount),
            serial="L-1" if kind == "repair" else "",
        )
    return Redress(kind="apology")
