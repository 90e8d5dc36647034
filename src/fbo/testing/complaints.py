"""A service desk to test with: a shop, the people who look after complaints, and their verbs.

Each verb takes a complaint on to where it is named after, by the shortest way.  It checks nothing.
"""

from datetime import timedelta
from typing import Any, Final

from fbo.back.finance import AR_CLERK, CONTROLLER
from fbo.back.legal import LEGAL_OFFICER
from fbo.back.production import INSPECTOR
from fbo.front.service import (
    SERVICE_AGENT,
    SERVICE_LEAD,
    SERVICE_MANAGER,
    Acceptance,
    Acknowledgement,
    Assessment,
    Brief,
    Claim,
    Complaint,
    Decision,
    FinalResponse,
    Findings,
    Heading,
    NewOffer,
    Redress,
    RootCause,
    Subject,
)
from fbo.kernel.money import Money, eur
from fbo.kernel.people import Actor
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.testing.shop import Shop

__all__ = ["LAST_WORD", "ServiceDesk"]

A_DAY: Final = timedelta(days=1)
LAST_WORD: Final = FinalResponse(decision="We are sorry.", reasons="A contact was loose.")


class ServiceDesk:
    """A shop and its service desk.

    Iris is an agent, Leo a lead, Mia the manager; Quentin inspects, Nora is an officer of legal,
    Conrad the controller.  Ada has bought two lamps at 100.00, which were sent and billed.
    """

    def __init__(self, shop: Shop | None = None) -> None:
        self.shop = shop or Shop()
        self.company = self.shop.company
        hire = self.company.hire
        self.iris: Actor = hire("Iris", SERVICE_AGENT)
        self.leo: Actor = hire("Leo", SERVICE_LEAD)
        self.mia: Actor = hire("Mia", SERVICE_MANAGER)
        self.quentin: Actor = hire("Quentin", INSPECTOR)
        self.quirin: Actor = hire("Quirin", INSPECTOR)
        self.nora: Actor = hire("Nora", LEGAL_OFFICER)
        self.conrad: Actor = hire("Conrad", CONTROLLER)
        self.rosa: Actor = hire("Rosa", AR_CLERK)
        self.ada = Actor.customer(self.shop.ada.id)
        self.shop.receive(2)
        self.order = self.shop.placed(2)
        self.shop.shipped(self.order)
        self.bill: InvoiceToCash = self.shop.now(self.order).invoices[0]

    def complaint(self, claimed: str = "", **fields: Any) -> Complaint:
        """A complaint of Ada's about her lamps, perhaps with a claim on their invoice."""
        subjects = (
            Subject(kind="order", id=self.order.id),
            Subject(kind="invoice", id=self.bill.id),
        )
        fields.setdefault("customer", self.shop.ada.id)
        fields.setdefault("statement", "One of the lamps flickers.")
        fields.setdefault("subjects", subjects)
        if claimed:
            fields["claims"] = (Claim(invoice=self.bill.id, amount=eur(claimed)),)
        return Complaint(**fields)

    def redress(self, amount: str = "40.00", kind: Any = "price_reduction") -> Redress:
        """So much off the lamps."""
        return Redress(kind=kind, invoice=self.bill.id, line=1, amount=eur(amount))

    def received(self, claimed: str = "", **fields: Any) -> ComplaintToResolution:
        """Iris takes it in."""
        document = self.complaint(claimed, **fields)
        return self.company.open(ComplaintToResolution, document, by=self.iris)

    def acknowledged(self, claimed: str = "", **fields: Any) -> ComplaintToResolution:
        """Iris acknowledges it."""
        case = self.received(claimed, **fields)
        tomorrow = self.shop.clock.now().date() + A_DAY
        form = Acknowledgement(signed="Iris", next_on=tomorrow)
        case.acknowledge(form, by=self.iris)
        return case

    def assessed(
        self, claimed: str = "", *, severity: Any = "medium", category: Any = "product", **more: Any
    ) -> ComplaintToResolution:
        """Iris assesses it."""
        case = self.acknowledged(claimed, **more)
        regime = more.get("regime", "general")
        form = Assessment(category=category, severity=severity, regime=regime)
        case.assess(form, by=self.iris)
        return case

    def investigated(self, claimed: str = "", **more: Any) -> ComplaintToResolution:
        """Iris hands it over to be investigated."""
        case = self.assessed(claimed, **more)
        case.investigate(Brief(), by=self.iris)
        return case

    def found(
        self, claimed: str = "", *, outcome: Any = "upheld", **more: Any
    ) -> ComplaintToResolution:
        """Quentin says what he has found."""
        case = self.investigated(claimed, **more)
        self.report(case, outcome)
        return case

    def report(
        self, case: ComplaintToResolution, outcome: Any = "upheld", *, by: Actor | None = None
    ) -> None:
        """Quentin, or somebody else, says what was found."""
        heading = Heading(heading="flicker", outcome=outcome, facts="a loose contact")
        findings = Findings(headings=(heading,), root_causes=(RootCause(code="loose contact"),))
        case.submit_findings(findings, by=by or self.quentin)

    def offered(
        self,
        amount: str = "40.00",
        *,
        kind: Any = "price_reduction",
        final: bool = False,
        **more: Any,
    ) -> ComplaintToResolution:
        """Somebody with the authority proposes so much."""
        case = self.found(**more)
        self.propose(case, amount, kind=kind, final=final)
        return case

    def propose(
        self,
        case: ComplaintToResolution,
        amount: str = "40.00",
        *,
        kind: Any = "price_reduction",
        final: bool = False,
    ) -> None:
        """Somebody with the authority proposes so much."""
        form = NewOffer(remedies=(self.redress(amount, kind),), final=LAST_WORD if final else None)
        case.propose(
            form, by=self.iris if Money.parse(f"{amount} EUR") <= eur("50.00") else self.mia
        )

    def accept(self, case: ComplaintToResolution) -> ComplaintToResolution:
        """Ada accepts the last proposal; what is agreed is carried out."""
        offer = case.document.offer
        case.accept(Acceptance(version=0 if offer is None else offer.version), by=self.ada)
        return self.now(case)

    def turned_down(self, *, final: bool = False, **more: Any) -> ComplaintToResolution:
        """Iris says that nothing of it is upheld."""
        case = self.found(outcome="not_upheld", **more)
        words = Decision(reasons="The lamp is fine.", final=LAST_WORD if final else None)
        case.reject(words, by=self.iris)
        return case

    def now(self, case: ComplaintToResolution) -> ComplaintToResolution:
        """A complaint as it is now: a fresh handle."""
        return self.company.case(ComplaintToResolution, case.id)
