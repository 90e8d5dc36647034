"""Answering: customer service proposes what puts it right, or says why nothing does.

What is beyond one's authority is approved by somebody who did not propose it.  The customer
accepts, makes a proposal of his own, or lets it lie until it lapses.
"""

from typing_extensions import TypeVar

from fbo.back.finance import CONTROLLER
from fbo.back.legal import LEGAL_OFFICER
from fbo.back.production import INSPECTOR
from fbo.front.service import (
    Acceptance,
    Complaint,
    ComplaintPolicy,
    CounterOffer,
    Decision,
    FinalResponse,
    NewOffer,
    Proposal,
    recited,
)
from fbo.front.service.complaint import Approved
from fbo.kernel.calendar import business_days
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.complaint_to_resolution.desks import AGENTS
from fbo.processes.complaint_to_resolution.investigating import ComplaintInvestigating
from fbo.processes.complaint_to_resolution.on_file import ComplaintOnFile as On
from fbo.processes.complaint_to_resolution.states import ComplaintStates as At
from fbo.workflow.guard import rule
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer, to_its_desk, to_owner
from fbo.workflow.state import same

C = TypeVar("C", bound=Complaint, default=Complaint)

ANSWERED = At.offer_sent | At.not_upheld_sent


class ComplaintAnswering(ComplaintInvestigating[C], abstract=True):
    """A complaint whose answer is being found, or is with the customer."""

    # What must hold.
    @rule("nothing of it is upheld", way_out="say so, or offer goodwill")
    def is_due_to_him(self, form: NewOffer) -> bool:
        """Whether the customer is right in some point, or is offered goodwill."""
        goodwill = all(one.kind == "goodwill" or one.is_no_document for one in form.remedies)
        return goodwill or self.document.outcome in ("upheld", "partly_upheld")

    @rule("something of it is upheld", way_out="propose what puts it right")
    def is_not_upheld(self) -> bool:
        """Whether the customer is right in no point."""
        return self.document.outcome == "not_upheld"

    @rule("at the highest level the answer is final", way_out="give the final response with it")
    def is_final_at_last(self, form: NewOffer | Decision) -> bool:
        """Whether the answer at the last level is our last word."""
        last = self.document.level >= self.policy(ComplaintPolicy).levels
        return not last or form.final is not None or self.document.final_at is not None

    @rule("the final response was sent already")
    def is_not_final_yet(self) -> bool:
        """Whether our last word is still to be said."""
        return self.document.final_at is None

    # What moves it on.
    request_approval = At.findings_ready.to(
        At.awaiting_approval,
        by=AGENTS,
        takes=Proposal,
        needs=(
            On.proposes_something,
            On.can_be_carried_out,
            On.is_within_what_was_delivered,
            On.is_within_what_was_billed,
            On.is_beyond_authority,
        ),
        checklist=("findings",),
        packet=("findings", "outcome", "proposed"),
        agreed=Agreed(done=business_days(2)),
        tells=to_its_desk("complaint_to_approve"),
    )
    approve = At.awaiting_approval.to(
        At.findings_ready,
        by=(CONTROLLER, INSPECTOR, LEGAL_OFFICER),
        takes=Decision,
        needs=(On.is_ours, On.is_not_about_him),
        duties=(request_approval, ComplaintInvestigating.submit_findings),
        checklist=("findings",),
        tells=to_owner("complaint_approved"),
    )
    deny = At.awaiting_approval.to(
        At.findings_ready,
        by=(CONTROLLER, INSPECTOR, LEGAL_OFFICER),
        takes=Decision,
        needs=(On.is_ours, On.is_not_about_him),
        duties=(request_approval,),
        checklist=("findings",),
        tells=to_owner("complaint_denied"),
    )
    propose = At.findings_ready.to(
        At.offer_sent,
        by=AGENTS,
        takes=NewOffer,
        needs=(
            On.is_not_about_him,
            On.proposes_something,
            On.can_be_carried_out,
            is_due_to_him,
            On.is_within_authority,
            On.is_within_what_was_delivered,
            On.is_within_what_was_billed,
            is_final_at_last,
        ),
        tells=to_customer("complaint_offer"),
    )
    reject = At.findings_ready.to(
        At.not_upheld_sent,
        by=AGENTS,
        takes=Decision,
        needs=(On.is_not_about_him, is_not_upheld, is_final_at_last),
        tells=to_customer("complaint_not_upheld"),
    )
    finalise = ANSWERED.to(
        same,
        by=AGENTS,
        takes=FinalResponse,
        needs=is_not_final_yet,
        tells=to_customer("complaint_final"),
    )
    accept = At.offer_sent.to(
        At.accepted,
        by=CUSTOMER,
        takes=Acceptance,
        needs=(On.is_the_current_offer, On.is_still_valid),
        tells=to_owner("complaint_accepted"),
    )
    accept_decision = At.not_upheld_sent.to(
        At.closed, by=CUSTOMER, needs=On.knows_its_cause, tells=to_owner("complaint_accepted")
    )
    counter = At.offer_sent.to(
        At.findings_ready, by=CUSTOMER, takes=CounterOffer, tells=to_owner("complaint_countered")
    )
    lapse = ANSWERED.to(
        At.closed,
        by=SYSTEM,
        needs=(On.final_was_sent, On.knows_its_cause),
        tells=to_customer("complaint_lapsed"),
    )

    # To what effect.
    @request_approval.then
    def _ask_for_approval(self, form: Proposal) -> C:
        self._say("complaint_to_approve", total=self._total(form.remedies))
        return self._kept(proposed=form.remedies, asks_for=form.of, approved=None)

    @approve.then
    def _approve(self, form: Decision) -> C:
        self._say("complaint_approved", reasons=form.reasons)
        approved = Approved(remedies=self.document.proposed, by=self.hand.person)
        return self._kept(approved=approved)

    @deny.then
    def _deny(self, form: Decision) -> C:
        self._say("complaint_denied", reasons=form.reasons)
        return self._kept(approved=None)

    @propose.then
    def _propose(self, form: NewOffer) -> C:
        offers = self._offered(form.remedies)
        offer = offers[-1]
        self._say(
            "complaint_offer",
            words=form.words,
            what=recited(form.remedies),
            until=offer.valid_until,
        )
        self._wait_for_him()
        told = {"told": self.document.outcome, "offers": offers, "accepted": None, "reminders": 0}
        if form.final is None:
            return self._answered("update", **told)
        return self._final(form.final, **told)

    @reject.then
    def _say_no(self, form: Decision) -> C:
        self._say("complaint_not_upheld", reasons=form.reasons, body=self.regime.body)
        self._wait_for_him()
        told = {"told": self.document.outcome, "reminders": 0}
        if form.final is None:
            return self._answered("update", answer=form.reasons, **told)
        return self._final(form.final, **told)

    @finalise.then
    def _say_the_last_word(self, form: FinalResponse) -> C:
        changed = self._final(form)
        self._say(
            "complaint_final",
            decision=form.decision,
            reasons=form.reasons,
            body=changed.adr_body,
            until=changed.adr_until,
        )
        self._wait_for_him()
        return changed

    @accept.then
    def _take_his_word(self, form: Acceptance) -> C:
        self._say("complaint_accepted")
        return self._kept(accepted=form.version)

    @accept_decision.then
    def _close_it(self) -> C:
        self._say("complaint_accepted")
        return self._kept(ended_at=self.now)

    @counter.then
    def _hear_his_proposal(self, form: CounterOffer) -> C:
        self._say("complaint_countered", amount=form.amount)
        evidence = (*self.document.evidence, form.words, *form.evidence)
        return self._kept(evidence=evidence)

    @lapse.then
    def _let_it_lapse(self) -> C:
        self._say("complaint_lapsed", until=self.document.adr_until)
        return self._kept(ended_at=self.now)

    # What the effects have in common.
    def _wait_for_him(self) -> None:
        """He is reminded once; some time later it lapses, if he had our last word."""
        policy = self.policy(ComplaintPolicy)
        reminded = self.calendar.add(self.now, policy.reminds_of_offer)
        self.later(ComplaintInvestigating.remind, at=reminded)
        self.later(ComplaintAnswering.lapse, at=self.calendar.add(self.now, policy.offer_valid))
