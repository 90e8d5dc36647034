"""Reviewing: somebody higher looks at it; at the last, somebody outside.

A flag moves nothing by itself: the complaint is reviewed as soon as it is flagged and not with the
customer, once a level.  An ombudsman may be turned to when our last word was said, or when we are
late with it: then no answer of ours need exist.
"""

from typing_extensions import TypeVar

from fbo.back.legal import LEGAL_OFFICER
from fbo.front.service import (
    SERVICE_MANAGER,
    AdrDecision,
    AdrReferral,
    Complaint,
    ComplaintPolicy,
    Dispute,
    Escalation,
    Review,
    Settlement,
    recited,
)
from fbo.kernel.calendar import business_days
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.complaint_to_resolution.answering import ComplaintAnswering
from fbo.processes.complaint_to_resolution.desks import AGENTS
from fbo.processes.complaint_to_resolution.on_file import ComplaintOnFile as On
from fbo.processes.complaint_to_resolution.putting_right import ComplaintPuttingRight
from fbo.processes.complaint_to_resolution.receiving import BEFORE_AGREED
from fbo.processes.complaint_to_resolution.states import ComplaintStates as At
from fbo.workflow.guard import rule
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer, to_its_desk, to_manager, to_owner
from fbo.workflow.state import same

C = TypeVar("C", bound=Complaint, default=Complaint)

IN_OUR_HANDS = (
    At.received
    | At.acknowledged
    | At.assessed
    | At.under_investigation
    | At.awaiting_third_party
    | At.findings_ready
    | At.awaiting_approval
)
"""Where the customer waits for us, and nothing is agreed yet."""


class ComplaintReviewing(ComplaintAnswering[C], ComplaintPuttingRight[C], abstract=True):
    """A complaint that is looked at again, by the manager or outside."""

    # What must hold.
    @rule("it was looked into as often as we do", way_out="turn to the outside body")
    def has_a_level_left(self) -> bool:
        """Whether it may be looked into once more."""
        return self.document.level < self.policy(ComplaintPolicy).levels

    @rule("it is escalated already at this level")
    def is_not_flagged(self) -> bool:
        """Whether nobody has flagged it yet at this level."""
        return not self.escalated and self.document.reviewed < self.document.level

    @rule("only its owner or the manager may escalate it")
    def is_his_to_escalate(self) -> bool:
        """Whether who acts is its owner or a manager."""
        return self.by.id == self.answers_for_it or self.by.has_any((SERVICE_MANAGER, SYSTEM))

    @rule("nobody has asked for a review at this level")
    def wants_a_review(self) -> bool:
        """Whether it is flagged, and was not reviewed at this level."""
        return bool(self.escalated) and self.document.reviewed < self.document.level

    @rule("the reviewer asks for nothing more")
    def asks_for_more(self, form: Review) -> bool:
        """Whether it goes back to those who find out."""
        return form.asks_for_more

    @rule("nobody knows yet what happened", way_out="give findings, or ask for more")
    def is_known(self, form: Review) -> bool:
        """Whether there are findings, or the reviewer brings his own."""
        return form.findings is not None or bool(self.document.findings)

    @rule("the outside body's decision binds us to nothing")
    def binds_us(self, form: AdrDecision) -> bool:
        """Whether something is to be carried out: what is awarded, or what was agreed before."""
        return bool(form.remedies) or any(not one.state.ended for one in self.remedies)

    # What moves it on.
    dispute = (At.offer_sent | At.not_upheld_sent).to(
        At.under_review,
        by=CUSTOMER,
        takes=Dispute,
        needs=has_a_level_left,
        tells=to_manager("complaint_disputed"),
    )
    escalate = BEFORE_AGREED.to(
        same,
        by=(SYSTEM, *AGENTS),
        takes=Escalation,
        needs=(is_his_to_escalate, is_not_flagged),
        tells=to_manager("complaint_escalated"),
    )
    start_review = IN_OUR_HANDS.to(
        At.under_review,
        by=SYSTEM,
        when=wants_a_review,
        as_soon_as=True,
        checklist=("statement",),
        tells=to_manager("complaint_to_review"),
    )
    review = At.under_review.to(
        At.under_investigation,
        by=SERVICE_MANAGER,
        takes=Review,
        needs=On.is_impartial,
        when=asks_for_more,
        checklist=("statement",),
        packet=("statement", "subjects", "evidence", "desired_remedy", "brief", "findings"),
        agreed=Agreed(done=business_days(5)),
        tells=to_owner("complaint_reviewed"),
    ).otherwise(At.findings_ready, when=is_known)
    refer_to_adr = (BEFORE_AGREED | At.accepted | At.in_remedy | At.resolved | At.closed).to(
        At.referred_to_adr,
        by=(CUSTOMER, LEGAL_OFFICER),
        takes=AdrReferral,
        needs=On.may_go_outside,
        checklist=("statement",),
        packet=("statement", "subjects", "evidence", "findings", "outcome", "offers", "responses"),
        agreed=Agreed(done=business_days(2)),
        tells=to_its_desk("complaint_referred"),
    )
    agree_settlement = At.referred_to_adr.to(
        At.accepted,
        by=LEGAL_OFFICER,
        takes=Settlement,
        needs=(
            On.proposes_something,
            On.can_be_carried_out,
            On.is_within_what_was_delivered,
            On.is_within_what_was_billed,
        ),
        checklist=("statement",),
        tells=(to_owner("complaint_settled_outside"), to_customer("complaint_settled")),
    )
    record_adr_decision = At.referred_to_adr.to(
        At.in_remedy,
        by=LEGAL_OFFICER,
        takes=AdrDecision,
        needs=(On.can_be_carried_out, On.is_within_what_was_delivered),
        when=binds_us,
        tells=(to_owner("complaint_decided_outside"), to_customer("complaint_decided")),
    ).otherwise(At.closed)

    # To what effect.
    @dispute.then
    def _look_again(self, form: Dispute) -> C:
        """The next level begins, with somebody who has not looked into it before."""
        self._say("complaint_disputed")
        self.flag("the customer does not accept the answer")
        level = self.document.level + 1
        evidence = (*self.document.evidence, form.words) if form.words else self.document.evidence
        return self._kept(level=level, reviewed=level, evidence=evidence, approved=None)

    @escalate.then
    def _raise_the_flag(self, form: Escalation) -> None:
        self._say("complaint_escalated", reason=form.reason)
        self.flag(form.reason)

    @start_review.then
    def _give_it_to_the_manager(self) -> C:
        self._say("complaint_to_review", reason=self.escalated.get("reason", ""))
        return self._kept(reviewed=self.document.level)

    @review.then
    def _say_what_follows(self, form: Review) -> C:
        self._say("complaint_reviewed")
        return self._kept() if form.findings is None else self._found(form.findings)

    @refer_to_adr.then
    def _give_it_outside(self, form: AdrReferral) -> C:
        body = form.body or self.document.adr_body or self.regime.body
        self._say("complaint_referred", body=body, late=self.is_late)
        until = self.document.adr_until
        return self._kept(adr_body=body, adr_ref=form.ref, adr_until=until, ended_at=None)

    @agree_settlement.then
    def _settle_outside(self, form: Settlement) -> C:
        offers = self._offered(form.remedies)
        body = self.document.adr_body
        self._say("complaint_settled_outside", body=body)
        self._say("complaint_settled", what=recited(form.remedies), body=body)
        return self._answered("update", offers=offers, accepted=offers[-1].version)

    @record_adr_decision.then
    def _do_what_they_say(self, form: AdrDecision) -> C:
        """What binds us is carried out as what was agreed is; what is on its way is waited for."""
        body = self.document.adr_body
        self._say("complaint_decided_outside", body=body, decision=form.decision)
        self._say("complaint_decided", body=body)
        causes = form.root_causes or self.document.root_causes
        no_cause = form.no_cause or self.document.no_cause or (not causes and "decided outside")
        found: dict[str, object] = {"outcome": form.outcome, "told": form.outcome}
        found |= {"root_causes": causes, "no_cause": no_cause or ""}
        if self.went == At.closed:
            return self._answered("update", adr_decision=form.decision, ended_at=self.now, **found)
        if not form.remedies:
            return self._answered("update", adr_decision=form.decision, **found)
        offers = self._offered(form.remedies)
        changed = self._answered(
            "update",
            adr_decision=form.decision,
            offers=offers,
            accepted=offers[-1].version,
            **found,
        )
        self._carry_out(changed)
        return changed
