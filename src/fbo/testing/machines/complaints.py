"""A state machine of complaints: whatever customers, agents and inspectors do, the laws hold.

Everybody tries everything: steps too early, too late, by the wrong person, twice.  What is refused
has changed nothing; after each step the laws of `fbo.testing.laws.complaints` are tried.
"""

from datetime import timedelta
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fbo.adapters.ids import CountingIds
from fbo.back.finance import Credit, CreditWanted
from fbo.company.receiving import InboundMessage
from fbo.company.verify import verify
from fbo.front.crm import Question, Reply
from fbo.front.service import (
    Acceptance,
    Acknowledgement,
    AdrDecision,
    AdrReferral,
    Agreement,
    Assessment,
    Brief,
    ComplaintWithdrawal,
    CounterOffer,
    Decision,
    Dispute,
    Escalation,
    Findings,
    Heading,
    MissingFields,
    NewOffer,
    Proposal,
    Redress,
    Reopening,
    Review,
    RootCause,
    Settlement,
    Severity,
    ThirdPartyQuestion,
    ThirdPartyReply,
    Update,
)
from fbo.kernel.errors import StepRefused
from fbo.kernel.money import eur
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.testing.complaints import LAST_WORD, ServiceDesk
from fbo.testing.laws import keep_the_laws
from fbo.testing.laws.complaints import keep_the_laws_of_complaints, time_is_somebodys
from fbo.testing.laws.sight import same
from fbo.testing.shop import Shop

__all__ = ["ComplaintMachine"]

AT_MOST: Final = 3
SECRETS: Final = ("a loose contact", "bad soldering", "within my limit")
AMOUNTS: Final = ("5.00", "40.00", "60.00", "150.00", "1100.00")
KINDS: Final = ("price_reduction", "refund", "goodwill", "apology")
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
        kind=st.sampled_from(KINDS),
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
        form = self._form(case, step, amount, kind, outcome, final=final)
        roles = ComplaintToResolution.definition.steps[step].by
        fit = [who for who in self.people if who.has_any(roles)]
        who = self.people[clumsy % len(self.people)] if clumsy is not None else None
        for actor in (who,) if who is not None else fit:
            try:
                getattr(case, step)(*(() if form is None else (form,)), by=actor)
            except StepRefused:
                continue
            return

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

    def _form(
        self,
        case: ComplaintToResolution,
        step: str,
        amount: str,
        kind: Any,
        outcome: Any,
        *,
        final: bool,
    ) -> Any:
        """A form for a step; `None` where it takes none."""
        self.count += 1
        words = Redress(kind="apology")
        remedies = (words if kind == "apology" else self.service.redress(amount, kind),)
        last = LAST_WORD if final else None
        cause = (RootCause(code="bad soldering"),)
        heading = Heading(heading="flicker", outcome=outcome, facts="a loose contact")
        found = Findings(headings=(heading,), root_causes=cause)
        offer = case.document.offer
        today = self.service.shop.clock.now().date()
        if step == "assess":
            severity: Severity = "critical" if final else "medium"
            return Assessment(category="product", severity=severity, regime=case.document.regime)
        forms = {
            "acknowledge": Acknowledgement(signed="Iris", next_on=today),
            "resolve_summary": Agreement(remedies=remedies, how="by phone", root_causes=cause),
            "send_update": Update(text=f"We are at it ({self.count})."),
            "withdraw": ComplaintWithdrawal(how="by mail"),
            "investigate": Brief(),
            "return_incomplete": MissingFields(reason="unclear", missing=("evidence",)),
            "ask_customer": Question(text=f"Which lamp, number {self.count}?"),
            "send_question": Question(text=f"Which of the lamps, number {self.count}?"),
            "ask_third_party": ThirdPartyQuestion(party="the carrier", text="?", expected=today),
            "record_third_party_reply": ThirdPartyReply(text="It fell."),
            "submit_findings": found,
            "request_approval": Proposal(remedies=remedies),
            "approve": Decision(reasons="within my limit"),
            "deny": Decision(reasons="too much"),
            "propose": NewOffer(remedies=remedies, final=last),
            "reject": Decision(reasons="It is fine.", final=last),
            "finalise": LAST_WORD,
            "accept": Acceptance(version=offer.version if offer is not None else 1),
            "counter": CounterOffer(words="More!"),
            "dispute": Dispute(words="No!"),
            "escalate": Escalation(reason="he calls every hour"),
            "review": Review(asks_for_more=final, findings=found if amount == "5.00" else None),
            "refer_to_adr": AdrReferral(),
            "record_adr_decision": AdrDecision(
                decision="pay", outcome="upheld", remedies=remedies if final else ()
            ),
            "record_reply": Reply(channel="phone", text="The left one."),
            "agree_settlement": Settlement(remedies=remedies),
            "reopen": Reopening(reason="again", evidence=("a film",)),
        }
        return forms.get(step)
