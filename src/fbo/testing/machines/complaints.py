"""A state machine of complaints: whatever customers, agents and inspectors do, the laws hold.

Everybody tries everything: steps too early, too late, by the wrong person, twice.  What is refused
has changed nothing; after each step the laws of `fbo.testing.laws.complaints` are tried.
"""

from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fbo.adapters.ids import CountingIds
from fbo.back.finance import Credit, CreditWanted
from fbo.company.receiving import InboundMessage
from fbo.company.verifying.verify import verify
from fbo.front.aftersales import WarrantyClaim
from fbo.kernel.errors import FboError, StepRefused
from fbo.kernel.money import eur
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.warranty_service import WarrantyService
from fbo.testing.complaints import ServiceDesk
from fbo.testing.laws import keep_the_laws
from fbo.testing.laws.complaints import keep_the_laws_of_complaints, time_is_somebodys
from fbo.testing.laws.sight import same
from fbo.testing.machines.complaint_forms import SECRETS, Drawn
from fbo.testing.machines.putting_right import EVERY_KIND, Menders, redress_of
from fbo.testing.shop import Shop

__all__ = ["ComplaintMachine"]

AT_MOST: Final = 3
AMOUNTS: Final = ("5.00", "40.00", "60.00", "150.00", "1100.00")
OUTCOMES: Final = ("upheld", "partly_upheld", "not_upheld")
STEPS: Final = tuple(
    name
    for name, step in ComplaintToResolution.definition.steps.items()
    if any(role.name != "SYSTEM" for role in step.by)
    and name not in ("forward", "mark_duplicate", "rate")
)


def leads(case: ComplaintToResolution, step: str) -> bool:
    """Whether a step leads from where a complaint is."""
    return case.definition.leads_from(step, case.state.name)


class ComplaintMachine(RuleBasedStateMachine):
    """A service desk, its colleagues behind the line, and Ada."""

    def __init__(self) -> None:
        super().__init__()
        self.service = ServiceDesk(Shop(ids=CountingIds()))
        self.company = self.service.company
        desk = self.service
        front, back = (desk.iris, desk.leo, desk.mia), (desk.quentin, desk.quirin, desk.nora)
        self.people = (*front, *back, desk.conrad, desk.rosa, desk.ada)
        self.count = 0
        self.complaints = 1
        self.menders = Menders(self.company)
        self.service.shop.receive(2)
        self.service.received("40.00")

    @rule(
        claimed=st.sampled_from(("", "40.00", "180.00")),
        regime=st.sampled_from(("general", "uk_disp")),
    )
    @precondition(lambda self: self.complaints < AT_MOST)
    def complain(self, claimed: str, regime: str) -> None:
        """Ada complains again."""
        self.complaints += 1
        self.service.received(claimed, regime=regime)

    @rule(
        which=st.integers(0, 9),
        pick=st.integers(0, 99),
        amount=st.sampled_from(AMOUNTS),
        kind=st.sampled_from(EVERY_KIND),
        outcome=st.sampled_from(OUTCOMES),
        final=st.booleans(),
        clumsy=st.none() | st.integers(0, 8),
    )
    def work(
        self,
        which: int,
        pick: int,
        amount: str,
        kind: str,
        outcome: str,
        final: bool,
        clumsy: int | None,
    ) -> None:
        """Somebody does something about a complaint: who may what may be done, or whoever it is."""
        case = self._complaint(which)
        steps = (
            STEPS
            if clumsy == 0
            else tuple(n for n in STEPS if leads(case, n) and (final or n != "withdraw"))
        )
        step = steps[pick % len(steps)] if steps else "reopen"
        form = self._drawn(case, amount, kind, outcome, final=final).form(step)
        roles = ComplaintToResolution.definition.steps[step].by
        fit = [who for who in self.people if who.has_any(roles)]
        who = self.people[clumsy % len(self.people)] if clumsy is not None else None
        for actor in (who,) if who is not None else fit:
            try:
                getattr(case, step)(*(() if form is None else (form,)), by=actor)
            except StepRefused:
                continue
            return

    @rule(
        which=st.integers(0, 9),
        end=st.sampled_from(("repair", "replacement", "refund")),
        fails=st.sampled_from((False, False, True)),
    )
    def mend(self, which: int, end: str, *, fails: bool) -> None:
        """What was agreed goes on, or turns out to be impossible."""
        self.menders.move_on(which, end, fails=fails)

    @rule(serial=st.sampled_from(("L-1", "L-2")), city=st.sampled_from(("Bath", "Ely")))
    def claim(self, serial: str, city: str) -> None:
        """Ada claims her warranty without a complaint, and has moved house."""
        shop = self.service.shop
        self.menders.move_house(shop.ada.id, city)
        claim = WarrantyClaim(
            customer=shop.ada.id, order=self.service.order.id, line=1, serial=serial
        )
        with suppress(FboError):
            self.company.open(WarrantyService, claim, by=self.service.iris)

    @rule(number=st.integers(0, 99))
    def write(self, number: int) -> None:
        """Ada writes, on whatever channel."""
        self.count += 1
        text = f"word {self.count} {number}"
        sender = "ada@example.com"
        name = f"x{self.count}"
        self.company.receive(
            InboundMessage(channel="web", external_id=name, sender=sender, text=text)
        )

    @rule(amount=st.sampled_from(("10.00", "100.00")))
    def credit_apart(self, amount: str) -> None:
        """Rosa credits something of the invoice for a return, if so much is left."""
        part = CreditWanted(line=1, amount=eur(amount))
        form = Credit(origin=self.service.order.id, reason="return", lines=(part,))
        try:
            self.company.take(InvoiceToCash.credit, self.service.bill, form, by=self.service.rosa)
        except StepRefused:
            return

    @rule()
    @precondition(lambda self: self.service.shop.open_amount(self.service.bill.id).amount > 0)
    def pay(self) -> None:
        """Ada pays what is open."""
        open_amount = self.service.shop.open_amount(self.service.bill.id)
        self.service.shop.paid(open_amount, self.service.bill.id)

    @rule(hours=st.sampled_from((1, 30, 24 * 8, 24 * 30, 24 * 60)))
    def let_time_pass(self, hours: int) -> None:
        """Time passes, and what is due is done."""
        self.service.shop.clock.advance(timedelta(hours=hours))
        self.company.run_due()

    @invariant()
    def the_laws_hold(self) -> None:
        """CM-1 to CM-13, after every step."""
        keep_the_laws_of_complaints(self.company, SECRETS)

    def teardown(self) -> None:
        """The books add up, and every record is what the journal says."""
        self.company.run_due()
        for case in self.company.find(ComplaintToResolution):
            time_is_somebodys(self.company, case)
        keep_the_laws(self.company)
        same("the first fault", verify(self.company).first_fault, None)
        self.company.close()

    def _complaint(self, which: int) -> ComplaintToResolution:
        cases = sorted(self.company.find(ComplaintToResolution), key=lambda case: case.id)
        return cases[which % len(cases)]

    def _drawn(
        self, case: ComplaintToResolution, amount: str, kind: Any, outcome: Any, *, final: bool
    ) -> Drawn:
        self.count += 1
        order = (self.service.order.id, self.service.order.document)
        remedies = (redress_of(kind, amount, order, (self.service.bill.id, 1)),)
        today = self.service.shop.clock.now().date()
        return Drawn(case.document, remedies, outcome, final, self.count, today)
