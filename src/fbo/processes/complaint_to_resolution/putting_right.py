"""Putting right: what was agreed is carried out, each remedy once; then the matter is closed.

A remedy that fails brings the complaint back to whoever makes proposals.  What was closed may be
taken up again; the times that the law gives us run on as if it had never been closed.
"""

from typing_extensions import TypeVar

from fbo.front.aftersales import AfterSalesPolicy, Survey
from fbo.front.service import (
    Complaint,
    ComplaintPolicy,
    Rating,
    Remedy,
    RemedyFailure,
    Reopening,
    Said,
)
from fbo.front.service.complaint import Satisfaction
from fbo.kernel.errors import Reason
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.complaint_to_resolution.desks import AGENTS
from fbo.processes.complaint_to_resolution.on_file import ComplaintOnFile as On
from fbo.processes.complaint_to_resolution.states import ComplaintStates as At
from fbo.processes.remedying import Remedying
from fbo.processes.surveying import Surveying
from fbo.workflow.guard import rule
from fbo.workflow.notice import to_customer, to_its_desk, to_manager, to_owner
from fbo.workflow.reaction import when
from fbo.workflow.state import same

C = TypeVar("C", bound=Complaint, default=Complaint)


class ComplaintPuttingRight(At[C], abstract=True):
    """A complaint whose remedies are agreed."""

    # What must hold.
    @rule("a remedy is not done", way_out="wait until all are")
    def all_is_done(self) -> bool:
        """Whether all that was agreed is done; what failed was agreed anew."""
        return all(one.state.ended for one in self.remedies) and not self._is_undone()

    @rule("it cannot be taken up again", way_out="open a new complaint, linked to this one")
    def may_be_reopened(self, form: Reopening) -> bool | Reason:
        """Whether it is early enough, or something is new; what was decided outside stays so."""
        if self.document.adr_decision:
            return Reason("decided_outside", "an outside body has decided it")
        ended = self.document.ended_at
        within = self.policy(ComplaintPolicy).reopens_within
        if form.evidence or ended is None or self.now <= self.calendar.add(ended, within):
            return True
        return Reason(
            "too_late_to_reopen",
            "it has been closed for too long, and nothing is new",
            way_out="open a new complaint, linked to this one",
        )

    @rule("satisfaction is from 1 to 5")
    def is_on_the_scale(self, form: Rating) -> bool:
        """Whether both marks are on the scale."""
        return {form.outcome, form.process} <= {1, 2, 3, 4, 5}

    # What moves it on.
    execute = At.accepted.to(
        At.in_remedy,
        by=SYSTEM,
        as_soon_as=True,
        checklist=("offers",),
        packet=("offers", "accepted"),
        tells=to_its_desk("complaint_to_put_right"),
    )
    apologise = At.in_remedy.to(same, by=SYSTEM, takes=Said, tells=to_customer("complaint_apology"))
    explain = At.in_remedy.to(
        same, by=SYSTEM, takes=Said, tells=to_customer("complaint_explanation")
    )
    resolve = At.in_remedy.to(
        At.resolved,
        by=SYSTEM,
        needs=all_is_done,
        checklist=("offers",),
        tells=to_customer("complaint_resolved"),
    )
    report_remedy_failure = At.in_remedy.to(
        At.findings_ready,
        by=SYSTEM,
        takes=RemedyFailure,
        checklist=("offers",),
        tells=to_owner("complaint_remedy_failed"),
    )
    close = At.resolved.to(At.closed, by=AGENTS, needs=On.knows_its_cause)
    reopen = (At.closed | At.withdrawn | At.resolved).to(
        At.under_investigation,
        by=(CUSTOMER, *AGENTS),
        takes=Reopening,
        needs=may_be_reopened,
        checklist=("statement",),
        packet=("statement", "subjects", "evidence", "findings", "offers"),
        tells=(to_owner("complaint_reopened"), to_manager("complaint_reopened")),
    )
    rate = (At.resolved | At.closed).to(
        same, by=(CUSTOMER, *AGENTS), takes=Rating, needs=is_on_the_scale
    )

    # To what effect.
    @execute.then
    def _put_it_right(self) -> None:
        self._say("complaint_to_put_right")
        self._carry_out(self.document)

    @apologise.then
    def _say_we_are_sorry(self, form: Said) -> C:
        self._say("complaint_apology", words=form.words)
        return self._answered("update")

    @explain.then
    def _say_how_it_came(self, form: Said) -> C:
        self._say("complaint_explanation", words=form.words)
        return self._answered("update")

    @resolve.then
    def _say_it_is_done(self) -> C:
        self._say("complaint_resolved")
        if self.policy(AfterSalesPolicy).asks_how_it_was and not self.child_ids(Surveying):
            survey = Survey(customer=self.document.customer, about=self.id, kind="complaint")
            self.open(Surveying, survey)
        return self._answered("update", ended_at=self.now)

    @report_remedy_failure.then
    def _another_way(self, form: RemedyFailure) -> None:
        self._say("complaint_remedy_failed", reason=form.reason)

    @close.then
    def _close(self) -> C:
        return self._kept(ended_at=self.document.ended_at or self.now)

    @reopen.then
    def _take_up_again(self, form: Reopening) -> C:
        self._say("complaint_reopened", reason=form.reason)
        return self._kept(
            reopen_count=self.document.reopen_count + 1,
            evidence=(*self.document.evidence, *form.evidence),
            ended_at=None,
            approved=None,
        )

    @rate.then
    def _note_how_it_was(self, form: Rating) -> C:
        return self._kept(satisfaction=Satisfaction(outcome=form.outcome, process=form.process))

    # What it hears.
    @when(Remedying.finish, Remedying.cancel, while_=At.in_remedy)
    def _is_done(self, _: Remedy) -> None:
        """With the last of its remedies the matter is put right."""
        if self.all_is_done():
            self.proceed(ComplaintPuttingRight.resolve)

    @when(Remedying.fail, Remedying.issue, while_=At.in_remedy)
    def _has_failed(self, remedy: Remedy) -> None:
        if remedy.failed_for:
            failure = RemedyFailure(reason=remedy.failed_for)
            self.proceed(ComplaintPuttingRight.report_remedy_failure, failure)

    @when(Surveying.give_feedback)
    def _is_content_or_not(self, survey: Survey) -> C | None:
        """What he says when he is asked counts as what he says by himself."""
        if survey.score is None:
            return None
        process = survey.score if survey.process is None else survey.process
        return self._kept(satisfaction=Satisfaction(outcome=survey.score, process=process))

    # What the effects have in common.
    def _carry_out(self, complaint: C) -> None:
        """Open a case for each remedy of what was agreed that has none yet."""
        agreed = complaint.agreed
        opened = {(one.document.offer, one.document.place) for one in self.remedies}
        for place, what in enumerate(agreed.remedies if agreed is not None else ()):
            if agreed is not None and (agreed.version, place) not in opened:
                remedy = Remedy(
                    complaint=self.id,
                    customer=complaint.customer,
                    currency=complaint.currency,
                    offer=agreed.version,
                    place=place,
                    what=what,
                )
                self.open(Remedying, remedy, then=Remedying.approve)
                if what.kind == "apology":
                    self.proceed(ComplaintPuttingRight.apologise, Said(words=what.reason))
                elif what.kind == "explanation":
                    self.proceed(ComplaintPuttingRight.explain, Said(words=what.reason))

    def _is_undone(self) -> bool:
        """Whether something of what was agreed last has failed."""
        return any(
            one.state == Remedying.failed and one.document.offer == self.document.accepted
            for one in self.remedies
        )
