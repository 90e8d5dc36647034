"""Investigating: the back office finds out what happened; whoever knows more is asked.

A question to the customer is put by customer service, whoever in the house wants to know; he may
answer on any channel.  Who does not answer holds nothing up for good.
"""

from collections.abc import Sequence
from datetime import datetime

from typing_extensions import TypeVar

from fbo.back.production import PreventiveAction, Seen
from fbo.front.crm import Conversation, Question, Reply
from fbo.front.service import (
    AskedQuestion,
    Brief,
    Complaint,
    ComplaintPolicy,
    Findings,
    MissingFields,
    ThirdPartyQuestion,
    ThirdPartyReply,
    outcome_of,
)
from fbo.front.service.complaint import Investigator
from fbo.kernel.calendar import Duration, business_days, business_hours
from fbo.kernel.people import FRONT, SYSTEM
from fbo.processes.complaint_to_resolution.desks import AGENTS, BACK_OFFICE
from fbo.processes.complaint_to_resolution.on_file import ComplaintOnFile as On
from fbo.processes.complaint_to_resolution.states import ComplaintStates as At
from fbo.processes.messaging import Messaging
from fbo.processes.prevention import Prevention
from fbo.workflow.clocks import clock
from fbo.workflow.guard import rule
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer, to_its_desk, to_owner
from fbo.workflow.reaction import when
from fbo.workflow.state import before, same

C = TypeVar("C", bound=Complaint, default=Complaint)

WORTH_A_LOOK = ("statement", "subjects")
"""What whoever investigates must be given."""


class ComplaintInvestigating(At[C], abstract=True):
    """A complaint that is being looked into."""

    # What must hold.
    @rule("whoever is complained about, or looked into it before, does not investigate it")
    def investigator_is_impartial(self, form: Brief) -> bool:
        """Whether the investigator who is named may be one."""
        return form.investigator is None or form.investigator not in self._partial

    @rule("the customer is still asked something", way_out="wait for his answer")
    def is_reminded_in_vain(self) -> bool:
        """Whether he was reminded as often as we do, and the time for an answer is over."""
        policy, asked = self.policy(ComplaintPolicy), self.document.asked
        if self.document.reminders < len(policy.reminds_of_question):
            return False
        last = asked[-1].asked_at if asked else self.began_at
        return self.now >= self.calendar.add(last, policy.waits_for_reply)

    @rule("no question is open", code="no_open_question")
    def has_an_open_question(self) -> bool:
        """Whether something that the customer is to be asked has not been sent."""
        return any(q.of == "customer" and q.answered_at is None for q in self.document.questions)

    # What moves it on.
    investigate = At.assessed.to(
        At.under_investigation,
        by=AGENTS,
        takes=Brief,
        needs=investigator_is_impartial,
        checklist=WORTH_A_LOOK,
        packet=("statement", "subjects", "evidence", "desired_remedy", "brief", "questions"),
        agreed=Agreed(done=business_days(5)),
        tells=to_its_desk("complaint_to_investigate"),
    )
    return_incomplete = At.under_investigation.to(
        At.assessed,
        by=BACK_OFFICE,
        takes=MissingFields,
        needs=On.is_ours,
        tells=to_owner("complaint_is_incomplete"),
    )
    ask_customer = (At.assessed | At.under_investigation | At.findings_ready).to(
        At.awaiting_customer,
        by=(*AGENTS, *BACK_OFFICE),
        takes=Question,
        needs=On.is_ours,
        checklist=("statement",),
        packet=("questions",),
        agreed=Agreed(accept=business_hours(2), done=business_hours(4)),
        tells=to_owner("complaint_question"),
    )
    send_question = At.awaiting_customer.to(
        same, by=AGENTS, takes=Question, needs=has_an_open_question
    )
    remind = (At.awaiting_customer | At.offer_sent | At.not_upheld_sent).to(
        same, by=SYSTEM, tells=to_customer("complaint_reminder")
    )
    record_reply = At.awaiting_customer.to(
        before(At.awaiting_customer),
        by=(SYSTEM, *AGENTS),
        takes=Reply,
        checklist=("questions",),
        tells=(to_owner("complaint_reply"), to_its_desk("complaint_reply")),
    )
    continue_without_reply = At.awaiting_customer.to(
        before(At.awaiting_customer),
        by=SYSTEM,
        needs=is_reminded_in_vain,
        checklist=("questions",),
        tells=to_owner("complaint_no_reply"),
    )
    ask_third_party = At.under_investigation.to(
        At.awaiting_third_party,
        by=BACK_OFFICE,
        takes=ThirdPartyQuestion,
        needs=On.is_ours,
        tells=to_owner("complaint_third_party"),
    )
    record_third_party_reply = At.awaiting_third_party.to(
        At.under_investigation,
        by=(SYSTEM, *BACK_OFFICE),
        takes=ThirdPartyReply,
        tells=to_owner("complaint_third_party_reply"),
    )
    continue_without_third_party = At.awaiting_third_party.to(
        At.under_investigation, by=SYSTEM, tells=to_owner("complaint_no_third_party_reply")
    )
    submit_findings = At.under_investigation.to(
        At.findings_ready,
        by=BACK_OFFICE,
        takes=Findings,
        needs=(On.is_ours, On.is_impartial, On.is_found_out),
        duties=("ComplaintToResolution.approve",),
        checklist=("statement",),
        packet=("findings", "root_causes", "proposed"),
        tells=to_owner("complaint_findings"),
    )

    trace_cause = (At.findings_ready | At.accepted).to(same, by=SYSTEM)

    investigation = clock(
        within=lambda case: case.time_to_investigate,
        starts=At.under_investigation,
        stops=(submit_findings, At.assessed, At.findings_ready, At.under_review),
        again=True,
        escalates=0,
    )

    # To what effect.
    @investigate.then
    def _brief_them(self, form: Brief) -> C:
        self._say("complaint_to_investigate")
        return self._kept(brief=form.what)

    @return_incomplete.then
    def _send_it_back(self, form: MissingFields) -> None:
        self._say("complaint_is_incomplete", reason=form.reason)

    @ask_customer.then
    def _ask_him(self, form: Question) -> C:
        """Customer service puts it to him: at once, or once it takes up what others ask."""
        self._say("complaint_question")
        self._remind_and_go_on(self.now)
        asked = AskedQuestion(of="customer", text=form.text, asked_at=self.now)
        if self._is_of_the_front_office():
            self._put_to_him(form)
            asked = asked.replacing(sent_at=self.now)
        return self._kept(questions=(*self.document.questions, asked), reminders=0)

    @send_question.then
    def _put_it(self, form: Question) -> C:
        self._put_to_him(form)
        return self._kept(questions=self._last_question(text=form.text, sent_at=self.now))

    @remind.then
    def _remind_him(self) -> C:
        self._say("complaint_reminder")
        count = self.document.reminders + 1
        if self.state == At.awaiting_customer:
            asked_at = self.document.questions[-1].asked_at
            self._remind_and_go_on(asked_at, count)
        return self._answered("update", reminders=count)

    @record_reply.then
    def _hear_him(self, form: Reply) -> C:
        """Where an agent writes down what he said, the conversation hears it, too."""
        self._say("complaint_reply")
        for thread in self.conversations:
            if thread.state == Messaging.awaiting_customer:
                self.take(Messaging.record_reply, thread.id, form)
        answered = self._last_question(answer=form.text, answered_at=self.now)
        return self._kept(questions=answered, reminders=0)

    @continue_without_reply.then
    def _go_on_without(self) -> C:
        self._say("complaint_no_reply")
        return self._kept(questions=self._last_question(answered_at=self.now), reminders=0)

    @ask_third_party.then
    def _ask_them(self, form: ThirdPartyQuestion) -> C:
        self._say("complaint_third_party", party=form.party, expected=form.expected)
        grace = self.policy(ComplaintPolicy).third_party_grace
        last = self.calendar.add_business_days(form.expected, grace)
        self.later(
            ComplaintInvestigating.continue_without_third_party,
            at=self.calendar.end_of_business_day(last),
        )
        asked = AskedQuestion(of="third party", text=form.text, asked_at=self.now)
        return self._kept(
            questions=(*self.document.questions, asked),
            waits_for=form.party,
            expected=form.expected,
        )

    @record_third_party_reply.then
    def _hear_them(self, form: ThirdPartyReply) -> C:
        self._say("complaint_third_party_reply", party=self.document.waits_for)
        answered = self._last_question(answer=form.text, answered_at=self.now)
        return self._kept(questions=answered, waits_for="", expected=None)

    @continue_without_third_party.then
    def _go_on_without_them(self) -> C:
        self._say("complaint_no_third_party_reply", party=self.document.waits_for)
        answered = self._last_question(answered_at=self.now)
        return self._kept(questions=answered, waits_for="", expected=None)

    @submit_findings.then
    def _report(self, form: Findings) -> C:
        self._say("complaint_findings")
        return self._found(form)

    @trace_cause.then
    def _watch_the_causes(self) -> None:
        """The complaint is noted with each of its causes, which are seen to when they recur."""
        complaint = self.document
        critical = complaint.severity == "critical"
        seen = Seen(complaint=self.id, at=self.now, critical=critical)
        watched = {one.document.code: one.id for one in self.causes if not one.state.final}
        # The first says which department is behind it, where two have one code.
        for cause in {one.code: one for one in reversed(complaint.root_causes)}.values():
            if cause.code in watched:
                self.take(Prevention.note_complaint, watched[cause.code], seen)
            else:
                new = PreventiveAction(code=cause.code, desk=cause.department)
                self.open(Prevention, new, then=Prevention.note_complaint, form=seen)

    # What it hears.
    @when(
        Messaging.record_reply,
        of=lambda conversation: conversation.about,
        while_=At.awaiting_customer,
    )
    def _he_has_answered(self, conversation: Conversation) -> None:
        """Whatever he says, on whatever channel, ends the wait for him."""
        said = conversation.said[-1]
        reply = Reply(channel=said.channel, text=said.text)
        self.proceed(ComplaintInvestigating.record_reply, reply)

    # What the effects have in common.
    def _found(self, form: Findings) -> C:
        """What happened is known; who has found it out is noted."""
        complaint = self.document
        by = Investigator(level=complaint.level, person=self.hand.person)
        investigators = complaint.investigators
        if self.went == At.findings_ready:
            self.proceed(ComplaintInvestigating.trace_cause)
        return self._kept(
            findings=form.headings,
            outcome=outcome_of(form.headings),
            root_causes=form.root_causes,
            no_cause=form.no_cause,
            proposed=form.remedies,
            investigators=investigators if by in investigators else (*investigators, by),
        )

    def _put_to_him(self, form: Question) -> None:
        """The question goes out in a conversation of its own, by a channel that is open."""
        opened = (one for one in self.conversations if one.state.name in ("received", "opened"))
        thread = next(opened, None)
        if thread is not None:
            self.take(Messaging.ask, thread.id, form)
        else:
            about = Conversation(customer=self.document.customer, about=(self.id,))
            self.open(Messaging, about, then=Messaging.ask, form=form)

    def _remind_and_go_on(self, asked_at: datetime, reminded: int = 0) -> None:
        """When he is reminded next, and when it goes on without him."""
        policy = self.policy(ComplaintPolicy)
        waits = (*policy.reminds_of_question, None)
        wait = waits[reminded]
        if wait is not None:
            at = self.calendar.add(asked_at, wait)
            self.later(ComplaintInvestigating.remind, at=at)
        last = self.calendar.add(asked_at, policy.waits_for_reply)
        self.later(ComplaintInvestigating.continue_without_reply, at=last)

    def _last_question(self, **changes: object) -> Sequence[AskedQuestion]:
        """The questions, the last one changed."""
        *earlier, last = self.document.questions
        return (*earlier, last.replacing(**changes))

    def _is_of_the_front_office(self) -> bool:
        return any(desk.office == FRONT for role in self.hand.roles for desk in role.desks)

    @property
    def time_to_investigate(self) -> Duration:
        """How long the back office has."""
        policy = self.policy(ComplaintPolicy)
        critical = self.document.severity == "critical"
        return policy.investigation_critical if critical else policy.investigation
