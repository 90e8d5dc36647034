"""Complaints: what a customer says went wrong, what was found, and what puts it right.

A complaint is no ticket: it has an outcome, statutory times, remedies that become documents, and a
cause.  How one travels is in `fbo.processes.complaint_to_resolution`.
"""

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from fbo.front.service.agency import AgencyRecord
from fbo.front.service.redress import Redress
from fbo.kernel.document import Document, Id, LegalNumber, Many, Personal, Value
from fbo.kernel.money import Money
from fbo.kernel.text import LongText, Name, ShortText
from fbo.kernel.times import Day, Instant

ComplaintChannel = Literal["email", "phone", "web", "chat", "counter", "letter"]
Category = Literal["delivery", "product", "price", "billing", "conduct", "data", "other"]
Severity = Literal["low", "medium", "high", "critical"]
ComplaintOutcome = Literal["upheld", "partly_upheld", "not_upheld"]
ResponseKind = Literal["ack", "update", "holding", "delay", "summary", "final"]
SubjectKind = Literal[
    "order",
    "order_line",
    "shipment",
    "invoice",
    "invoice_line",
    "conversation",
    "employee",
    "booking",
    "agency",
]
SERIOUS: frozenset[str] = frozenset(("high", "critical"))


class Subject(Value):
    """What a complaint is about: a document of ours, a line of it, somebody who works here.

    `agency`: the record of an outside body that has passed it on, by its own reference.
    """

    kind: SubjectKind
    id: Id
    line: int | None = None


class Claim(Value):
    """What the customer wants back of an invoice; so much of it is disputed."""

    invoice: Id
    amount: Money


class AskedQuestion(Value):
    """A question to the customer, or to somebody outside, and the answer."""

    public: ClassVar[tuple[str, ...]] = ("text", "answer")

    of: Literal["customer", "third party"]
    text: LongText
    asked_at: Instant
    sent_at: Instant | None = None
    answered_at: Instant | None = None
    answer: LongText = ""


class Heading(Value):
    """One point of a complaint: what the facts are, and whether the customer is right."""

    heading: Name
    outcome: ComplaintOutcome
    facts: LongText = ""


class RootCause(Value):
    """Why it happened: a code, where (process, step, hand-off, department), and its share of it."""

    code: Name
    department: ShortText = ""
    process: ShortText = ""
    step: ShortText = ""
    handoff: ShortText = ""
    percent: Annotated[int, Field(ge=1, le=100)] = 100


class Offer(Value):
    """A proposal to the customer; a new one replaces it."""

    public: ClassVar[tuple[str, ...]] = ("version", "remedies", "made_at", "valid_until")

    version: int
    remedies: Many[Redress]
    made_at: Instant
    valid_until: Instant
    by: Id


class Response(Value):
    """That the customer was answered: in which way, and when."""

    public: ClassVar[tuple[str, ...]] = ("kind", "at")

    kind: ResponseKind
    at: Instant


class Approved(Value):
    """Which remedies somebody with the authority has approved."""

    remedies: Many[Redress]
    by: Id


class Investigator(Value):
    """Who found out what happened, at which level."""

    level: int
    person: Id


class Satisfaction(Value):
    """How satisfied the customer was, from 1 to 5."""

    outcome: int
    process: int


class Complaint(Document):
    """What a customer complains about.

    `received_at` is when it reached us, `effective_received_at` when business was next open: times
    count from there.  `owner` is whoever of the front office answers to the customer for it, from
    its beginning to its end.  `claims` are disputed on their invoices while it is open.  `outcome`
    is what was found, `told` what the customer was told of that with our last answer.  `offers` are
    all proposals, the last one current; `accepted` is the version that was agreed.  `agency` is
    what an outside body says of it that has passed it on.
    """

    indexed = ("customer", "external_ref", "number", "invoices")
    unique = ("external_ref",)
    public: ClassVar[tuple[str, ...]] = (
        *("number", "channel", "effective_received_at", "statement", "desired_remedy"),
        *("waits_for", "offer", "accepted", "told", "responses", "asked", "answer"),
        *("adr_body", "adr_until", "linked"),
    )

    number: LegalNumber | None = None
    customer: Id
    external_ref: ShortText | None = None
    owner: Id | None = None
    channel: ComplaintChannel = "email"
    received_at: Instant | None = None
    effective_received_at: Instant | None = None
    on_behalf_of: Personal[ShortText] = ""
    authority_proof: Personal[ShortText] = ""
    statement: Personal[LongText]
    desired_remedy: ShortText = ""
    subjects: Many[Subject] = ()
    claims: Many[Claim] = ()
    currency: ShortText = "EUR"
    category: Category = "other"
    severity: Severity = "medium"
    complexity: Literal["simple", "complex"] = "simple"
    distress: bool = False
    safety: bool = False
    regime: ShortText = "general"
    confidentiality: Literal["normal", "strict"] = "normal"
    vexatious: bool = False
    level: int = 1
    reviewed: int = 0
    evidence: Personal[Many[LongText]] = ()
    questions: Personal[Many[AskedQuestion]] = ()
    reminders: int = 0
    waits_for: ShortText = ""
    expected: Day | None = None
    brief: Personal[LongText] = ""
    investigators: Many[Investigator] = ()
    findings: Personal[Many[Heading]] = ()
    outcome: ComplaintOutcome | None = None
    told: ComplaintOutcome | None = None
    root_causes: Many[RootCause] = ()
    no_cause: ShortText = ""
    proposed: Many[Redress] = ()
    asks_for: Literal["controller", "quality", "legal"] = "controller"
    approved: Approved | None = None
    offers: Many[Offer] = ()
    accepted: int | None = None
    answer: Personal[LongText] = ""
    responses: Many[Response] = ()
    adr_body: ShortText = ""
    adr_ref: ShortText = ""
    adr_until: Instant | None = None
    adr_decision: ShortText = ""
    ended_at: Instant | None = None
    reopen_count: int = 0
    linked: Id | None = None
    forwarded_to: ShortText = ""
    satisfaction: Satisfaction | None = None
    agency: AgencyRecord | None = None

    @model_validator(mode="after")
    def _is_in_one_currency(self) -> Self:
        if {claim.amount.currency for claim in self.claims} - {self.currency}:
            raise ValueError(f"all claims must be in {self.currency}")
        if any(claim.amount.amount <= 0 for claim in self.claims):
            raise ValueError("a claim is for more than nothing")
        return self

    @property
    def invoices(self) -> tuple[str, ...]:
        """The invoices it is about, each once; complaints are found by them."""
        return invoices_of(self.claims, self.subjects)

    @property
    def orders(self) -> tuple[str, ...]:
        """The orders it is about, each once."""
        return orders_of(self.subjects)

    @property
    def complained_about(self) -> frozenset[str]:
        """The employees it is about."""
        return frozenset(one.id for one in self.subjects if one.kind == "employee")

    @property
    def is_serious(self) -> bool:
        """Whether it is of high severity at least: managers hear of it, marketing is silent."""
        return self.severity in SERIOUS

    @property
    def offer(self) -> Offer | None:
        """The proposal that is current."""
        return self.offers[-1] if self.offers else None

    @property
    def agreed(self) -> Offer | None:
        """The proposal that was accepted."""
        return next((one for one in self.offers if one.version == self.accepted), None)

    @property
    def asked(self) -> tuple[AskedQuestion, ...]:
        """What the customer was asked."""
        return tuple(q for q in self.questions if q.of == "customer" and q.sent_at is not None)

    @property
    def acknowledged_at(self) -> Instant | None:
        """When the customer first heard of us; `None`: he has not yet."""
        return self.responses[0].at if self.responses else None

    @property
    def told_at(self) -> Instant | None:
        """When he last heard of us; before, when his complaint was received."""
        return self.responses[-1].at if self.responses else self.effective_received_at

    @property
    def final_at(self) -> Instant | None:
        """When the final response was sent, or a summary that stands for it; `None`: not yet."""
        return _first_at(self.responses, ("final", "summary"))

    @property
    def has_a_cause(self) -> bool:
        """Whether its cause is known, or it is known that there is none."""
        return bool(self.root_causes or self.no_cause)

    @property
    def causes(self) -> tuple[str, ...]:
        """The codes of its causes, each once; they are watched by them."""
        return tuple(dict.fromkeys(cause.code for cause in self.root_causes))

    def claimed_on(self, invoice: str) -> Money:
        """What is claimed of an invoice."""
        amounts = (claim.amount for claim in self.claims if claim.invoice == invoice)
        return Money.total(amounts, self.currency)


def invoices_of(claims: Iterable[Claim], subjects: Iterable[Subject]) -> tuple[str, ...]:
    """The invoices that these are about, each once."""
    named = [one.id for one in subjects if one.kind in ("invoice", "invoice_line")]
    return tuple(dict.fromkeys((*(claim.invoice for claim in claims), *named)))


def orders_of(subjects: Iterable[Subject]) -> tuple[str, ...]:
    """The orders that these are about, each once."""
    named = [one.id for one in subjects if one.kind in ("order", "order_line")]
    return tuple(dict.fromkeys(named))


def outcome_of(headings: Iterable[Heading]) -> ComplaintOutcome:
    """The outcome of all headings together: partly upheld, unless they agree."""
    outcomes: list[ComplaintOutcome] = [one.outcome for one in headings]
    return outcomes[0] if len(set(outcomes)) == 1 else "partly_upheld"


def _first_at(responses: Iterable[Response], kinds: tuple[str, ...]) -> Instant | None:
    return next((one.at for one in responses if one.kind in kinds), None)
