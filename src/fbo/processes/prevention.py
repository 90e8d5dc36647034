"""Prevention: a cause of complaints is watched, seen to, and measured.

Every complaint whose cause is known is noted with that cause.  When it comes up too often an action
opens by itself; when it is done, figures say whether it has helped.  The front office hears what to
tell customers meanwhile.
"""

from fbo.back.production import (
    INSPECTOR,
    QUALITY,
    Effect,
    KnowledgeNote,
    Measures,
    PreventionPolicy,
    PreventiveAction,
    Seen,
)
from fbo.front.sales import SALES
from fbo.front.service import CUSTOMER_SERVICE, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER
from fbo.kernel.calendar import business_days
from fbo.kernel.people import SYSTEM, Desk
from fbo.processes.tasks import CLERKS, DESKS
from fbo.workflow.guard import rule
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_desk, to_its_desk
from fbo.workflow.process import Process
from fbo.workflow.state import State, one_of, same

AGENTS = (SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER)


def desk_of(action: PreventiveAction) -> Desk:
    """The desk that causes it, by its name or its department's; quality, if it is none of ours."""
    named = (desk for desk in DESKS if action.desk in (desk.name, desk.department.name))
    return next(named, QUALITY)


class Prevention(Process[PreventiveAction]):
    """A cause of complaints, from the first one to the proof that it is gone."""

    # What must hold.
    @rule("it does not come up often enough")
    def recurs(self) -> bool:
        """Whether it has come up too often, or too badly."""
        return self.document.recurs(self.now, self.policy(PreventionPolicy), self.calendar)

    @rule("it is too early to tell", way_out="wait until enough time has passed")
    def can_be_told(self) -> bool:
        """Whether enough time has passed since it was done."""
        done, policy = self.document.done_at, self.policy(PreventionPolicy)
        return done is not None and self.now >= self.calendar.add(done, policy.measured)

    @rule("it comes up as before")
    def has_helped(self, form: Effect) -> bool:
        """Whether the figures say that it was effective."""
        return form.has_helped

    # Where it is.
    watched = State(QUALITY, initial=True, holder="")
    opened = State(one_of(DESKS, by=desk_of), within=business_days(5))
    planned = State(one_of(DESKS, by=desk_of), until=lambda action: action.due)
    done = State(QUALITY, holder="")
    ineffective = State(QUALITY, within=business_days(5))
    verified_effective = State(final=True)

    # What moves it on.
    watch = watched.opens(by=SYSTEM)
    note_complaint = (watched | opened | planned | done | ineffective).to(
        same, by=SYSTEM, takes=Seen
    )
    see_to_it = watched.to(
        opened,
        by=SYSTEM,
        needs=recurs,
        checklist=("code",),
        packet=("code", "seen"),
        tells=to_its_desk("cause_recurs"),
    )
    schedule = opened.to(
        planned, by=(INSPECTOR, *CLERKS, *AGENTS), takes=Measures, checklist=("code",)
    )
    finish = planned.to(done, by=(INSPECTOR, *CLERKS, *AGENTS), checklist=("measures",))
    verify = done.to(
        verified_effective, by=INSPECTOR, takes=Effect, needs=can_be_told, when=has_helped
    ).otherwise(ineffective)
    take_up_again = ineffective.to(opened, by=INSPECTOR, checklist=("code",))
    publish_note = (opened | planned | done).to(
        same,
        by=INSPECTOR,
        takes=KnowledgeNote,
        asks=CUSTOMER_SERVICE,
        agreed=Agreed(accept=None, done=business_days(1)),
        checklist=("code",),
        packet=("code", "note"),
        tells=(
            to_desk(CUSTOMER_SERVICE, "what_to_tell_customers"),
            to_desk(SALES, "what_to_tell_customers"),
        ),
    )
    acknowledge_note = (opened | planned | done).to(same, by=AGENTS, answers=publish_note)

    # To what effect.
    @note_complaint.then
    def _note_it(self, form: Seen) -> PreventiveAction:
        """A complaint is noted once, as it was found last."""
        others = [one for one in self.document.seen if one.complaint != form.complaint]
        action = self.change(seen=(*others, form))
        if self.state == Prevention.watched:
            policy = self.policy(PreventionPolicy)
            if action.recurs(self.now, policy, self.calendar):
                self.proceed(Prevention.see_to_it)
        return action

    @see_to_it.then
    def _open_it(self) -> None:
        self.tell("cause_recurs", code=self.document.code, count=len(self.document.seen))

    @schedule.then
    def _plan_it(self, form: Measures) -> PreventiveAction:
        return self.change(measures=form.measures, due=form.due)

    @finish.then
    def _is_done(self) -> PreventiveAction:
        return self.change(done_at=self.now)

    @verify.then
    def _keep_the_figures(self, form: Effect) -> PreventiveAction:
        return self.change(effect=form)

    @publish_note.then
    def _say_what_to_tell(self, form: KnowledgeNote) -> PreventiveAction:
        self.tell("what_to_tell_customers", code=self.document.code, words=form.words)
        return self.change(note=form.words)
