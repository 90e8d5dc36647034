"""Receiving: a complaint is taken in, acknowledged, assessed; or settled on the spot.

Some are nobody's to investigate here: another company answers for them, they have come before, or
the customer lets it rest.
"""

from datetime import datetime

from typing_extensions import TypeVar

from fbo.back.legal import LEGAL
from fbo.back.production import QUALITY
from fbo.back.records import Task
from fbo.front.service import (
    Acknowledgement,
    Agreement,
    Assessment,
    Complaint,
    ComplaintPolicy,
    ComplaintWithdrawal,
    DuplicateOf,
    Forwarding,
    TakenOver,
    Update,
    recited,
)
from fbo.kernel.errors import Reason
from fbo.kernel.people import BOT, CUSTOMER, SYSTEM
from fbo.processes.complaint_to_resolution.beginning import (
    has_only_begun,
    says_what_is_wrong,
    why_not_his_to_say,
)
from fbo.processes.complaint_to_resolution.desks import AGENTS, ANYBODY
from fbo.processes.complaint_to_resolution.investigating import ComplaintInvestigating
from fbo.processes.complaint_to_resolution.on_file import ComplaintOnFile as On
from fbo.processes.complaint_to_resolution.states import ComplaintStates as At
from fbo.processes.tasks import Tasking
from fbo.workflow.guard import rule
from fbo.workflow.notice import to_customer, to_desk, to_manager, to_owner
from fbo.workflow.state import same

C = TypeVar("C", bound=Complaint, default=Complaint)

EARLY = At.received | At.acknowledged | At.assessed
INVESTIGATED = (
    At.under_investigation
    | At.awaiting_customer
    | At.awaiting_third_party
    | At.findings_ready
    | At.awaiting_approval
    | At.offer_sent
    | At.not_upheld_sent
    | At.under_review
)
BEFORE_AGREED = EARLY | INVESTIGATED


class ComplaintReceiving(ComplaintInvestigating[C], abstract=True):
    """A complaint on its way to being looked into."""

    # What must hold.
    @rule("it says what is ours to say", way_out="leave that out, and say what is wrong")
    def says_only_his_own(self) -> bool | Reason:
        """Whether a customer's own complaint leaves its gravity, its law and its times to us."""
        return self.by.kind != "customer" or why_not_his_to_say(self.document) or True

    @rule("it names a day that is past", way_out="say when he will hear more")
    def is_to_hear_more(self, form: Acknowledgement) -> bool:
        """Whether the day on which the customer will hear more is still to come."""
        return form.next_on >= self.calendar.day_of(self.now)

    @rule("no regime has this name", way_out="name one of the policy")
    def regime_is_known(self, form: Assessment) -> bool:
        """Whether the regime is one the company has."""
        return form.regime in self.policy(ComplaintPolicy).regimes

    @rule("what concerns somebody's safety is critical")
    def safety_is_critical(self, form: Assessment) -> bool:
        """Whether a matter of safety is taken as one."""
        return form.severity == "critical" or not (form.safety or self.document.safety)

    @rule("a complaint about safety is not withdrawn", way_out="go on with it among ourselves")
    def is_not_about_safety(self) -> bool:
        """Whether it may be let rest."""
        return not self.document.safety

    @rule("it is no other complaint", way_out="name the one that goes on")
    def is_another(self, form: DuplicateOf) -> bool:
        """Whether it is a duplicate of another one."""
        return form.of != self.id

    @rule("it is a complaint of somebody else's", way_out="name one of this customer's")
    def is_the_same_matter(self, form: TakenOver) -> bool:
        """Whether what is joined to it is of the same customer."""
        return form.customer == self.document.customer

    # What moves it on.
    take_in = At.received.opens(
        by=(SYSTEM, BOT, CUSTOMER, *ANYBODY),
        needs=(
            says_what_is_wrong,
            has_only_begun,
            says_only_his_own,
            On.customer_is_there,
            On.has_come,
            On.is_about_his_own,
        ),
        tells=to_owner("complaint_received"),
    )
    alert = EARLY.to(same, by=SYSTEM, tells=to_manager("complaint_is_serious"))
    alarm = EARLY.to(
        same,
        by=SYSTEM,
        tells=(
            to_desk(QUALITY, "complaint_is_critical"),
            to_desk(LEGAL, "complaint_is_critical"),
        ),
    )
    acknowledge = At.received.to(
        At.acknowledged,
        by=(BOT, *AGENTS),
        takes=Acknowledgement,
        needs=is_to_hear_more,
        tells=to_customer("complaint_acknowledged"),
    )
    assess = At.acknowledged.to(
        At.assessed,
        by=AGENTS,
        takes=Assessment,
        needs=(regime_is_known, safety_is_critical, On.is_about_his_own),
    )
    resolve_summary = (At.acknowledged | At.assessed).to(
        At.accepted,
        by=AGENTS,
        takes=Agreement,
        needs=(
            On.is_not_about_him,
            On.is_in_time_for_a_summary,
            On.proposes_something,
            On.can_be_carried_out,
            On.is_within_what_was_delivered,
            On.is_within_what_was_billed,
            On.is_within_authority,
        ),
        tells=to_customer("complaint_settled"),
    )
    send_update = (BEFORE_AGREED | At.accepted | At.in_remedy | At.referred_to_adr).to(
        same, by=AGENTS, takes=Update, tells=to_customer("complaint_update")
    )
    forward = EARLY.to(
        At.forwarded, by=AGENTS, takes=Forwarding, tells=to_customer("complaint_forwarded")
    )
    mark_duplicate = EARLY.to(
        At.duplicate,
        by=AGENTS,
        takes=DuplicateOf,
        needs=is_another,
        tells=to_customer("complaint_is_duplicate"),
    )
    take_over = (BEFORE_AGREED | At.accepted | At.in_remedy | At.resolved | At.referred_to_adr).to(
        same, by=SYSTEM, takes=TakenOver, needs=is_the_same_matter
    )
    withdraw = BEFORE_AGREED.to(
        At.withdrawn,
        by=(CUSTOMER, *AGENTS),
        takes=ComplaintWithdrawal,
        needs=is_not_about_safety,
        tells=to_owner("complaint_withdrawn"),
    )

    # To what effect.
    @take_in.then
    def _take_it_in(self) -> C:
        """Its times count from when business is next open; who has taken it in is told."""
        complaint, number = self.document, self.number("complaint")
        received = complaint.received_at or self.now
        began: datetime = self.calendar.next_open(received)
        self.tell("complaint_received", number=number)
        self._alert(complaint.severity)
        return self._kept(number=number, received_at=received, effective_received_at=began)

    @alert.then
    def _tell_the_manager(self) -> None:
        self._say("complaint_is_serious", severity=self.document.severity)

    @alarm.then
    def _tell_quality_and_legal(self) -> None:
        """Where somebody's safety is concerned, something is to be done at once."""
        self._say("complaint_is_critical")
        if self.document.safety:
            what = "a complaint is about somebody's safety: see to it at once"
            today = self.calendar.day_of(self.now)
            self.open(Tasking, Task(desk=QUALITY.name, about=self.id, what=what, due=today))

    @acknowledge.then
    def _acknowledge(self, form: Acknowledgement) -> C:
        self._say(
            "complaint_acknowledged",
            owner=form.signed,
            next_on=form.next_on,
            body=self.regime.body,
        )
        return self._answered("ack")

    @assess.then
    def _assess(self, form: Assessment) -> C:
        """Times follow the severity and the regime; what was paused stays paused."""
        before = self.document
        if form.severity != before.severity or (form.safety and not before.safety):
            self._alert(form.severity)
        return self._kept(
            category=form.category,
            severity=form.severity,
            complexity=form.complexity,
            regime=form.regime,
            safety=form.safety or before.safety,
            subjects=(*before.subjects, *form.subjects),
            claims=(*before.claims, *form.claims),
            evidence=(*before.evidence, *form.evidence),
        )

    @resolve_summary.then
    def _settle_it(self, form: Agreement) -> C:
        offers = self._offered(form.remedies)
        self.proceed(ComplaintInvestigating.trace_cause)
        self._say("complaint_settled", what=recited(form.remedies), body=self.regime.body)
        return self._answered(
            "summary",
            offers=offers,
            accepted=offers[-1].version,
            outcome=self.document.outcome or "upheld",
            told=self.document.outcome or "upheld",
            root_causes=form.root_causes or self.document.root_causes,
            no_cause=form.no_cause,
            adr_body=self.regime.body,
            adr_until=self.calendar.add(self.now, self.regime.adr),
        )

    @send_update.then
    def _keep_him_informed(self, form: Update) -> C:
        self._say("complaint_update", text=form.text)
        return self._answered(form.kind)

    @forward.then
    def _pass_it_on(self, form: Forwarding) -> C:
        self._say("complaint_forwarded", to=form.to, contact=form.contact)
        return self._answered("final", forwarded_to=form.to, ended_at=self.now)

    @mark_duplicate.then
    def _join_the_other(self, form: DuplicateOf) -> C:
        mine = self.document
        brought = TakenOver(
            customer=mine.customer,
            effective_received_at=self.began_at,
            evidence=(mine.statement, *mine.evidence),
            claims=mine.claims,
        )
        self._say("complaint_is_duplicate")
        self.take(ComplaintReceiving.take_over, form.of, brought)
        return self._answered("update", linked=form.of, ended_at=self.now)

    @take_over.then
    def _take_over_what_it_brings(self, form: TakenOver) -> C:
        """Its evidence comes here; times count from whichever was received first."""
        mine = self.document
        claimed = {claim.invoice for claim in mine.claims}
        more = [claim for claim in form.claims if claim.invoice not in claimed]
        return self._kept(
            effective_received_at=min(self.began_at, form.effective_received_at),
            evidence=(*mine.evidence, *form.evidence),
            claims=(*mine.claims, *more),
        )

    @withdraw.then
    def _let_it_rest(self, form: ComplaintWithdrawal) -> C:
        self._say("complaint_withdrawn", how=form.how)
        return self._kept(ended_at=self.now)

    def _alert(self, severity: str) -> None:
        """The manager hears of what is serious; quality and legal of what is critical."""
        if severity in ("high", "critical"):
            self.proceed(ComplaintReceiving.alert)
        if severity == "critical":
            self.proceed(ComplaintReceiving.alarm)
