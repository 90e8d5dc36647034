"""Customer service in the demonstration, and the desks that it asks: complaints and wishes.

Iris answers customers, Lena looks at what is escalated; Sam, Quinn and Rita find out what happened,
and Clara approves what is beyond Iris.  What customers say is in `fbo.company.demo.unhappy`.
"""

from collections.abc import Mapping
from functools import partial

from fbo.back.finance import RECEIVABLES
from fbo.back.production import QUALITY
from fbo.back.warehouse import WAREHOUSE
from fbo.company.company import Company
from fbo.company.demo.days import Days
from fbo.company.demo.desks import Does, work_off
from fbo.company.demo.troubles import GOODWILL, ON_REVIEW, WISH
from fbo.company.demo.unhappy import one_of_it, trouble_of, worth_of_one
from fbo.front.crm import Question
from fbo.front.service import (
    CUSTOMER_SERVICE,
    Acknowledgement,
    Assessment,
    Brief,
    Decision,
    Escalation,
    FinalResponse,
    Findings,
    Heading,
    NewOffer,
    Proposal,
    Redress,
    Review,
    RootCause,
    Severity,
    Solution,
    ThirdPartyQuestion,
    ThirdPartyReply,
)
from fbo.kernel.calendar import NINE_TO_FIVE
from fbo.kernel.money import eur
from fbo.kernel.people import Actor, Desk
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.messaging import Messaging
from fbo.processes.remedying import Remedying
from fbo.processes.ticketing import Ticketing

LETTERS, SHELVES, TESTS, BILLS = (9, 11, 14, 16), (13,), (10, 15), (12,)
"""At which hours each desk sees to these things."""

CARRIER_NEEDS = 4
"""Business days, at most, until the carrier has an answer."""


class Service:
    """Iris and Lena, and who finds out for them."""

    def __init__(self, company: Company, days: Days, staff: Mapping[str, Actor]) -> None:
        self.company, self.days = company, days
        self.iris, self.lena, self.clara = staff["iris"], staff["lena"], staff["clara"]
        rita = {**self._looks_into(staff["rita"]), "awaiting_approval": self._approve}
        self._desks: Mapping[Desk, tuple[tuple[int, ...], Mapping[str, Does]]] = {
            WAREHOUSE: (SHELVES, self._looks_into(staff["sam"])),
            QUALITY: (TESTS, self._looks_into(staff["quinn"])),
            RECEIVABLES: (BILLS, rita),
        }
        self._complaints: Mapping[str, Does] = {
            "resolved": self._close,
            "findings_ready": self._answer,
            "under_review": self._review,
            "awaiting_customer": self._put_the_question,
            "assessed": self._have_it_looked_into,
            "acknowledged": self._assess,
            "received": self._acknowledge,
        }
        self._wishes: Mapping[str, Does] = {"received": self._take_up, "opened": self._tell_him}
        self._talks: Mapping[str, Does] = {"opened": self._end_it}

    def work(self, hour: int) -> None:
        """The letters four times a day; each desk that is asked has an hour of its own."""
        if hour in LETTERS:
            work_off(self.company, CUSTOMER_SERVICE, Messaging, self._talks)
            work_off(self.company, CUSTOMER_SERVICE, ComplaintToResolution, self._complaints)
            work_off(self.company, CUSTOMER_SERVICE, Ticketing, self._wishes)
        for desk, (hours, does) in self._desks.items():
            if hour in hours:
                work_off(self.company, desk, ComplaintToResolution, does)

    def _looks_into(self, clerk: Actor) -> Mapping[str, Does]:
        return {
            "under_investigation": partial(self._find_out, clerk),
            "awaiting_third_party": partial(self._hear_from_outside, clerk),
        }

    # --- what Iris does -------------------------------------------------------------------------

    def _acknowledge(self, id_: str) -> None:
        today = self.days.clock.now().date()
        form = Acknowledgement(
            signed="Iris Moore", next_on=NINE_TO_FIVE.add_business_days(today, 5)
        )
        case = self._complaint(id_)
        self.days.attempt(partial(case.acknowledge, form, by=self.iris))

    def _assess(self, id_: str) -> None:
        """What a customer has asked for in vain Lena is to see."""
        case = self._complaint(id_)
        trouble = trouble_of(case)
        severity: Severity = "high" if trouble.escalates else "medium"
        form = Assessment(category=trouble.category, severity=severity)
        self.days.attempt(partial(case.assess, form, by=self.iris))
        if trouble.escalates:
            self.days.attempt(
                partial(case.escalate, Escalation(reason="nobody has answered"), by=self.iris)
            )

    def _have_it_looked_into(self, id_: str) -> None:
        case = self._complaint(id_)
        self.days.attempt(partial(case.investigate, Brief(), by=self.iris))

    def _put_the_question(self, id_: str) -> None:
        """What others want to know, the customer is asked by Iris."""
        case = self._complaint(id_)
        question = case.document.questions[-1]
        if question.sent_at is None:
            form = Question(text=question.text)
            self.days.attempt(partial(case.send_question, form, by=self.iris))

    def _answer(self, id_: str) -> None:
        """She offers what is within her authority, and asks Clara for what is beyond it."""
        case = self._complaint(id_)
        facts = case.document.findings[0].facts
        # Who has disputed the first answer hears our last word.
        last = FinalResponse(decision=facts, reasons=facts) if case.document.level > 1 else None
        if case.document.outcome == "not_upheld":
            no = Decision(reasons=facts, final=last)
            self.days.attempt(partial(case.reject, no, by=self.iris))
            return
        offer = NewOffer(remedies=(_remedy(case),), words="We are sorry.", final=last)
        reasons = case.propose.refusals(offer, by=self.iris)
        if any(reason.code == "beyond_authority" for reason in reasons):
            asked = Proposal(remedies=offer.remedies)
            self.days.attempt(partial(case.request_approval, asked, by=self.iris))
        else:
            self.days.attempt(partial(case.propose, offer, by=self.iris))

    def _close(self, id_: str) -> None:
        case = self._complaint(id_)
        self.days.attempt(partial(case.close, by=self.iris))

    def _take_up(self, id_: str) -> None:
        case = self.company.case(Ticketing, id_)
        asks = WISH[case.document.subject].asks
        if asks:
            self.days.attempt(partial(case.ask, Question(text=asks), by=self.iris))
        else:
            self.days.attempt(partial(case.take_up, by=self.iris))

    def _tell_him(self, id_: str) -> None:
        case = self.company.case(Ticketing, id_)
        form = Solution(text=WISH[case.document.subject].answer)
        self.days.attempt(partial(case.resolve, form, by=self.iris))

    def _end_it(self, id_: str) -> None:
        """What is said of something that is done is said."""
        tickets = self.company.find(Ticketing, conversation=id_)
        if tickets and all(ticket.state == Ticketing.resolved for ticket in tickets):
            case = self.company.case(Messaging, id_)
            self.days.attempt(partial(case.resolve, by=self.iris))

    # --- what others do -------------------------------------------------------------------------

    def _find_out(self, clerk: Actor, id_: str) -> None:
        """Whoever looks into it asks first whom he has to, once, and then says what he found."""
        case = self._complaint(id_)
        trouble, asked = trouble_of(case), bool(case.document.questions)
        if trouble.asks and not asked:
            # Whom we have asked that before we do not ask again.
            if self.days.attempt(partial(case.ask_customer, Question(text=trouble.asks), by=clerk)):
                return
        elif trouble.waits_for and not asked:
            today = self.days.clock.now().date()
            expected = NINE_TO_FIVE.add_business_days(today, CARRIER_NEEDS)
            form = ThirdPartyQuestion(
                party=trouble.waits_for, text="Who has opened it?", expected=expected
            )
            self.days.attempt(partial(case.ask_third_party, form, by=clerk))
            return
        self.days.attempt(partial(case.submit_findings, _findings(case), by=clerk))

    def _hear_from_outside(self, clerk: Actor, id_: str) -> None:
        """The carrier answers the day before it said it would."""
        case = self._complaint(id_)
        expected = case.document.expected
        tomorrow = NINE_TO_FIVE.add_business_days(self.days.clock.now().date(), 1)
        if expected is not None and expected <= tomorrow:
            form = ThirdPartyReply(text="Our sorting plant has.")
            self.days.attempt(partial(case.record_third_party_reply, form, by=clerk))

    def _review(self, id_: str) -> None:
        """Lena has findings of her own where the first were disputed; else she wants some."""
        case = self._complaint(id_)
        if case.document.level == 1:
            more = Review(asks_for_more=True)
            self.days.attempt(partial(case.review, more, by=self.lena))
            return
        found = Findings(
            headings=(Heading(heading="the price", outcome="partly_upheld", facts=ON_REVIEW),),
            root_causes=(RootCause(code="agreed by telephone", department="CUSTOMER_SERVICE"),),
        )
        self.days.attempt(partial(case.review, Review(findings=found), by=self.lena))

    def _approve(self, id_: str) -> None:
        case = self._complaint(id_)
        form = Decision(reasons="That is what it is worth.")
        self.days.attempt(partial(case.approve, form, by=self.clara))

    def _complaint(self, id_: str) -> ComplaintToResolution:
        return self.company.case(ComplaintToResolution, id_)


def _findings(case: ComplaintToResolution) -> Findings:
    """What is found of a trouble."""
    trouble = trouble_of(case)
    heading = Heading(heading=trouble.category, outcome=trouble.outcome, facts=trouble.found)
    if trouble.cause is None:
        return Findings(headings=(heading,), no_cause="nothing went wrong")
    return Findings(headings=(heading,), root_causes=(trouble.cause,))


def _remedy(case: ComplaintToResolution) -> Redress:
    """What puts it right: where there is none to send once more, its price goes down."""
    complaint, trouble = case.document, trouble_of(case)
    (invoice,) = [one for one in complaint.subjects if one.kind == "invoice_line"]
    order = case.orders[complaint.orders[0]]
    billed = case.invoices[invoice.id].document
    row = next(row for row in billed.lines if row.line == invoice.line)
    failed = any(one.state == Remedying.failed for one in case.remedies)
    if trouble.remedy == "goodwill":
        return Redress(kind="goodwill", invoice=invoice.id, amount=eur(GOODWILL))
    one, amount = one_of_it(row.quantity), worth_of_one(row)
    if trouble.remedy == "replacement" and not failed and row.order_line is not None:
        return Redress(
            kind="replacement",
            order=complaint.orders[0],
            order_line=row.order_line,
            item=order.line(row.order_line).item,
            quantity=one,
            amount=amount,
        )
    return Redress(kind="price_reduction", invoice=invoice.id, line=invoice.line, amount=amount)
