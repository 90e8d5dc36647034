"""The forms on which a complaint is worked."""

from typing import Literal

from fbo.front.service.complaint import (
    Category,
    Claim,
    ComplaintOutcome,
    Heading,
    RootCause,
    Severity,
    Subject,
    invoices_of,
    orders_of,
)
from fbo.front.service.redress import Redress
from fbo.kernel.document import Form, Id, Many, Personal
from fbo.kernel.money import Money
from fbo.kernel.text import LongText, Name, ShortText
from fbo.kernel.times import Day, Instant
from fbo.workflow.handoff import Incomplete


class Acknowledgement(Form):
    """That it has come: who answers for it, and when the customer will hear more."""

    signed: Name
    next_on: Day


class Assessment(Form):
    """What kind of complaint it is; what is left out stays as it is."""

    category: Category
    severity: Severity
    complexity: Literal["simple", "complex"] = "simple"
    regime: Name = "general"
    safety: bool = False
    subjects: Many[Subject] = ()
    claims: Many[Claim] = ()
    evidence: Personal[Many[LongText]] = ()

    @property
    def invoices(self) -> tuple[str, ...]:
        """The invoices that it is about, too."""
        return invoices_of(self.claims, self.subjects)

    @property
    def orders(self) -> tuple[str, ...]:
        """The orders that it is about, too."""
        return orders_of(self.subjects)


class Agreement(Form):
    """What was agreed with the customer on the spot, and how he said yes."""

    remedies: Many[Redress]
    how: Name
    root_causes: Many[RootCause] = ()
    no_cause: ShortText = ""


class Brief(Form):
    """What is to be found out, and by whom if somebody is named."""

    what: Personal[LongText] = ""
    investigator: Id | None = None


class MissingFields(Incomplete):
    """What is missing to look into it."""


class ThirdPartyQuestion(Form):
    """What somebody outside is asked, and when he should have answered."""

    party: Name
    text: Personal[LongText]
    expected: Day


class ThirdPartyReply(Form):
    """What somebody outside has answered."""

    text: Personal[LongText]


class Findings(Form):
    """What was found, point by point, why it happened, and what would put it right."""

    headings: Personal[Many[Heading]]
    root_causes: Many[RootCause] = ()
    no_cause: ShortText = ""
    remedies: Many[Redress] = ()


class Proposal(Form):
    """Remedies beyond one's own authority, and who is to approve them."""

    remedies: Many[Redress]
    of: Literal["controller", "quality", "legal"] = "controller"


class FinalResponse(Form):
    """The last word: the decision and its reasons.

    Which outside body the customer may turn to, and until when, is added from the regime.
    """

    decision: Personal[LongText]
    reasons: Personal[LongText]
    adr_body: ShortText = ""


class Decision(Form):
    """A decision and its reasons; with `final`, it is the last word."""

    reasons: Personal[LongText]
    final: FinalResponse | None = None


class NewOffer(Form):
    """What is proposed to the customer; with `final`, it is the last word."""

    remedies: Many[Redress]
    words: Personal[LongText] = ""
    final: FinalResponse | None = None


class Acceptance(Form):
    """Which proposal is accepted."""

    version: int


class CounterOffer(Form):
    """What the customer wants instead."""

    words: Personal[LongText]
    amount: Money | None = None
    evidence: Personal[Many[LongText]] = ()


class Dispute(Form):
    """Why the customer does not accept the answer."""

    words: Personal[LongText] = ""


class Escalation(Form):
    """Why somebody higher should look at it."""

    reason: Name


class Review(Form):
    """What the reviewer says; without findings of his own, he may ask for more."""

    words: Personal[LongText] = ""
    asks_for_more: bool = False
    findings: Findings | None = None


class RemedyFailure(Form):
    """Why a remedy cannot be carried out."""

    reason: ShortText


class AdrReferral(Form):
    """Which outside body has the complaint now, and what it calls it."""

    body: ShortText = ""
    ref: ShortText = ""


class Settlement(Form):
    """What was agreed while the outside body had the complaint."""

    remedies: Many[Redress]
    words: Personal[LongText] = ""


class AdrDecision(Form):
    """What the outside body has decided; `remedies` are those it binds us to."""

    decision: Name
    outcome: ComplaintOutcome
    remedies: Many[Redress] = ()
    root_causes: Many[RootCause] = ()
    no_cause: ShortText = ""


class Reopening(Form):
    """Why it is taken up again; what is new."""

    reason: Name
    evidence: Personal[Many[LongText]] = ()


class ComplaintWithdrawal(Form):
    """That the customer lets it rest, and how he said so."""

    how: Name


class Forwarding(Form):
    """Who alone answers for it, and how he is reached."""

    to: Name
    contact: Name


class DuplicateOf(Form):
    """The complaint that has come before."""

    of: Id


class TakenOver(Form):
    """What a duplicate brings to the complaint that goes on: when it was received, and evidence."""

    customer: Id
    effective_received_at: Instant
    evidence: Personal[Many[LongText]] = ()
    claims: Many[Claim] = ()


class Update(Form):
    """How it stands: an update, word that it takes longer (`holding`), or that a date slips."""

    kind: Literal["update", "holding", "delay"] = "update"
    text: Personal[LongText]


class Said(Form):
    """The words with which we apologise or explain, as they were agreed."""

    words: ShortText = ""


class Rating(Form):
    """How satisfied the customer is, from 1 to 5."""

    outcome: int
    process: int
