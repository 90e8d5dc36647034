"""Rules of complaints, in the machine of the whole company: about orders, whatever becomes of them.

Customers complain of what they have bought, dispute its invoices, and are given something; all the
while orders, payments and returns go on.
"""

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from fbo.back.finance import CONTROLLER
from fbo.back.legal import LEGAL_OFFICER
from fbo.back.production import INSPECTOR
from fbo.front.service import (
    SERVICE_AGENT,
    SERVICE_MANAGER,
    Claim,
    Complaint,
    Redress,
    Subject,
)
from fbo.kernel.errors import StepRefused
from fbo.kernel.money import eur
from fbo.kernel.people import Actor
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.testing.machines.complaint_forms import Drawn
from fbo.testing.machines.putting_right import EVERY_KIND, Menders, redress_of
from fbo.testing.machines.scene import CUSTOMERS, Scene, which_one

__all__ = ["ComplainingRules"]

AT_MOST: Final = 3
USUAL: Final = {
    "received": "acknowledge",
    "acknowledged": "assess",
    "assessed": "investigate",
    "under_investigation": "submit_findings",
    "findings_ready": "propose",
    "offer_sent": "accept",
    "under_review": "review",
    "resolved": "close",
}
"""The shortest way to something that puts it right."""

ELSE: Final = (
    *("reject", "counter", "dispute", "accept_decision", "reopen", "withdraw", "escalate"),
    *("request_approval", "approve", "refer_to_adr", "record_adr_decision", "resolve_summary"),
)
amounts: Final = st.sampled_from(("1.00", "3.33", "9.00", "60.00"))
kinds: Final = st.sampled_from(EVERY_KIND)


class ComplainingRules(Scene):
    """What customers complain of, and what customer service and its colleagues do about it."""

    def __init__(self) -> None:
        super().__init__()
        hire = self.company.hire
        self.helpers: tuple[Actor, ...] = (
            hire("Iris", SERVICE_AGENT),
            hire("Mia", SERVICE_MANAGER),
            hire("Quentin", INSPECTOR),
            hire("Quirin", INSPECTOR),
            hire("Nora", LEGAL_OFFICER),
            hire("Conrad", CONTROLLER),
        )
        self.menders = Menders(self.company)
        self.said = 0

    @rule(which=which_one, claimed=st.sampled_from(("", "3.00", "40.00")))
    @precondition(lambda self: self.orders)
    def complain(self, which: int, claimed: str) -> None:
        """A customer complains of an order, and may dispute its first invoice."""
        order = self.company.case(OrderToCash, self.orders[which % len(self.orders)])
        bills = [one.id for one in order.invoices if one.state == InvoiceToCash.posted]
        if len(self.company.find(ComplaintToResolution)) >= AT_MOST:
            return
        complaint = Complaint(
            customer=order.document.customer,
            statement="It is not what I ordered.",
            subjects=[
                Subject(kind="order", id=order.id),
                *(Subject(kind="invoice", id=id_) for id_ in bills),
            ],
            claims=[Claim(invoice=id_, amount=eur(claimed)) for id_ in bills[:1] if claimed],
        )
        self.company.open(ComplaintToResolution, complaint, by=self.helpers[0])

    @rule(which=which_one, steps=st.integers(1, 8), amount=amounts, kind=kinds)
    def put_it_right(self, which: int, steps: int, amount: str, kind: str) -> None:
        """A complaint goes on as complaints do, a few steps in a row."""
        for _ in range(steps):
            case = self._complaint(which)
            step = USUAL.get(case.state.name) if case is not None else None
            if case is None or step is None:
                return
            self._take(case, step, amount, kind, final=False)

    @rule(
        which=which_one, step=st.sampled_from(ELSE), amount=amounts, kind=kinds, last=st.booleans()
    )
    def do_something_else(
        self, which: int, step: str, amount: str, kind: str, *, last: bool
    ) -> None:
        """A complaint goes another way, if it can from where it is."""
        case = self._complaint(which)
        if case is not None and case.definition.leads_from(step, case.state.name):
            self._take(case, step, amount, kind, final=last)

    @rule(
        which=which_one,
        end=st.sampled_from(("repair", "replacement", "refund")),
        fails=st.sampled_from((False, False, True)),
    )
    def mend_it(self, which: int, end: str, *, fails: bool) -> None:
        """What was agreed goes on, or turns out to be impossible."""
        self.menders.move_on(which, end, fails=fails)

    @rule(who=st.sampled_from(CUSTOMERS), city=st.sampled_from(("Bath", "Ely")))
    def move_house(self, who: str, city: str) -> None:
        """A customer has another address for his invoices."""
        self.menders.move_house(who, city)

    def _take(
        self, case: ComplaintToResolution, step: str, amount: str, kind: str, *, final: bool
    ) -> None:
        """Whoever may take the step does; somebody is refused, or nobody may."""
        self.said += 1
        form = Drawn(
            complaint=case.document,
            remedies=(self._redress(case, amount, kind),),
            outcome="not_upheld" if final else "upheld",
            final=final,
            count=self.said,
            today=self.shop.clock.now().date(),
        ).form(step)
        roles = case.definition.steps[step].by
        complainant = Actor.customer(case.document.customer)
        for actor in (*self.helpers, complainant):
            if actor.has_any(roles):
                try:
                    getattr(case, step)(*(() if form is None else (form,)), by=actor)
                except StepRefused:
                    continue
                return

    def _redress(self, case: ComplaintToResolution, amount: str, kind: Any) -> Redress:
        """Of the order that it is about, and the first line of its first invoice."""
        (order, *_), invoices = case.document.orders, case.document.invoices
        billed = None
        if invoices:
            rows = self.company.case(InvoiceToCash, invoices[0]).document.lines
            billed = (invoices[0], rows[0].line)
        sold = self.company.case(OrderToCash, order).document
        return redress_of(kind, amount, (order, sold), billed)

    def _complaint(self, which: int) -> ComplaintToResolution | None:
        """A complaint, if there is one."""
        found = sorted(self.company.find(ComplaintToResolution), key=lambda case: case.id)
        return found[which % len(found)] if found else None
