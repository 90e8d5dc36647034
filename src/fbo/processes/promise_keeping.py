"""Promise keeping: what a customer was promised is kept, or he hears in time that it is not.

What happens in the back office puts a promise at risk before it breaks.  The department that made
it hears first, and has a while to find another way; then the customer is told.  A promise that
breaks without such a word is a surprise, and counted (`fbo.company.reporting.promises`).
"""

from collections.abc import Mapping
from datetime import date

from fbo.front.crm import NewPromise, Promise, PromisePolicy, Risk, Withdrawal
from fbo.front.sales import SALES, SALES_DEPARTMENT, SALES_MANAGER, SALES_REP, Order
from fbo.front.service import CUSTOMER_SERVICE, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER
from fbo.kernel.json import Json
from fbo.kernel.people import SYSTEM, Department, Desk
from fbo.kernel.wording import LABEL
from fbo.workflow.guard import rule
from fbo.workflow.notice import to_customer, to_front_owner, to_its_desk
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State, one_of, same

DESKS = (SALES, CUSTOMER_SERVICE)
SPEAKERS = (SALES_REP, SALES_MANAGER, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER)


def desk_of(promise: Promise) -> Desk:
    """The desk of the department that made a promise; customer service, if it is none of these."""
    made_by = promise.made_by
    return next((desk for desk in DESKS if desk.department.name == made_by), CUSTOMER_SERVICE)


class PromiseKeeping(Process[Promise]):
    """A promise to a customer, from the word to its end."""

    speaker = SALES_DEPARTMENT

    # On file.
    order = on_file.optional(Order, lambda promise: promise.about)

    # What must hold.
    @rule("its time is over", way_out="promise something else, due later")
    def is_in_time(self) -> bool:
        """Whether it can still be kept."""
        return self.now <= self.document.due

    @rule("its time is not over yet")
    def is_due(self) -> bool:
        """Whether it had to be kept by now."""
        return self.now >= self.document.due

    @rule("the new promise is due in the past", way_out="promise what is still to come")
    def is_to_come(self, form: NewPromise) -> bool:
        """Whether what is promised instead can be kept."""
        return form.due > self.now

    @rule("another department made it", way_out="ask the department that made it")
    def is_ours(self) -> bool:
        """Whether who acts sits at the desk of the department that made it."""
        here = desk_of(self.document)
        return self.by.kind == "system" or any(here in role.desks for role in self.by.roles)

    # Where it is.
    made = State(
        one_of(DESKS, by=desk_of),
        initial=True,
        until=lambda promise: promise.due,
        holder="",
        label="Promised",
    )
    at_risk = State(one_of(DESKS, by=desk_of), until=lambda promise: promise.due, label="Promised")
    kept = State(final=True)
    broken = State(final=True, label="Not kept")
    renegotiated = State(final=True, label="Promised anew")
    withdrawn = State(final=True)

    # What moves it on.
    give = made.opens(by=(SYSTEM, *SPEAKERS), needs=is_in_time)
    put_at_risk = made.to(
        at_risk,
        by=(SYSTEM, *SPEAKERS),
        needs=is_in_time,
        takes=Risk,
        tells=to_front_owner("promise_at_risk"),
    )
    warn = at_risk.to(
        same,
        by=(SYSTEM, *SPEAKERS),
        needs=(is_ours, is_in_time),
        tells=to_customer("promise_at_risk_for_you"),
    )
    look_after = (made | at_risk).to(same, by=SYSTEM)
    keep = (made | at_risk).to(kept, by=(SYSTEM, *SPEAKERS), needs=(is_ours, is_in_time))
    miss = (made | at_risk).to(
        broken,
        by=SYSTEM,
        needs=is_due,
        tells=(to_its_desk("promise_broken"), to_customer("promise_broken_to_you")),
    )
    renegotiate = (made | at_risk).to(
        renegotiated,
        by=(SYSTEM, *SPEAKERS),
        needs=(is_ours, is_in_time, is_to_come),
        takes=NewPromise,
        tells=to_customer("promised_anew"),
    )
    withdraw = (made | at_risk).to(
        withdrawn,
        by=SPEAKERS,
        needs=(is_ours, is_in_time),
        takes=Withdrawal,
        tells=to_customer("promise_withdrawn"),
    )
    fall_away = (made | at_risk).to(withdrawn, by=SYSTEM)

    # To what effect.
    @give.then
    def _watch(self) -> None:
        """It is looked at on the morning of its last day, and it breaks when that is over."""
        due = self.document.due
        last_day = self.calendar.roll_back(self.calendar.day_of(due))
        morning = self.calendar.next_open(self.calendar.start_of_day(last_day))
        if self.now < morning < due:
            self.later(PromiseKeeping.look_after, at=morning)
        self.later(PromiseKeeping.miss, at=due)

    @put_at_risk.then
    def _endanger(self, form: Risk) -> Promise:
        """The department hears; the customer will be told, unless it finds another way first."""
        promise, after = self.document, self.policy(PromisePolicy).warns_after
        self.tell("promise_at_risk", what=self._what(), because=form.because, due=self._day())
        at = None if after is None else self.calendar.add(self.now, after)
        if at is None or at < promise.due:
            self.later(PromiseKeeping.look_after, at=at)
        else:
            self.proceed(PromiseKeeping.warn)
        return self.change(because=form.because)

    @look_after.then
    def _look_after_it(self) -> None:
        """On its last day what has not left yet is at risk; of what is at risk the customer hears.

        Where nobody had looked until it was due, it is too late for both.
        """
        if not self.is_in_time():
            return
        if self.state.name == "at_risk":
            self.proceed(PromiseKeeping.warn)
        elif self.order is None or self.order.is_open:
            self.proceed(PromiseKeeping.put_at_risk, Risk(because="due today"))

    @warn.then
    def _say_so(self) -> Promise:
        self.later(PromiseKeeping.look_after, at=None)
        self.tell("promise_at_risk_for_you", what=self._what(), due=self._day())
        return self.change(warned_at=self.document.warned_at or self.now)

    @miss.then
    def _own_up(self) -> None:
        what, day = self._what(), self._day()
        self.tell("promise_broken", what=what, due=day)
        self.tell("promise_broken_to_you", what=what, due=day)

    @renegotiate.then
    def _promise_anew(self, form: NewPromise) -> Promise:
        """The new promise is this one's child, and says what it is about."""
        old = self.document
        new = Promise(
            customer=old.customer,
            about=old.about,
            made_by=old.made_by,
            what=old.what,
            text=form.text or old.text,
            due=form.due,
            depends_on=old.depends_on,
            instead_of=self.id,
        )
        self.tell("promised_anew", what=self._what(), due=self.calendar.day_of(form.due))
        return self.change(replaced_by=self.open(PromiseKeeping, new), moved_to=form.due)

    @withdraw.then
    def _take_it_back(self, form: Withdrawal) -> None:
        self.tell("promise_withdrawn", what=self._what(), reason=form.reason)

    def _what(self) -> Mapping[str, Json]:
        """The word for what was promised, to be said in the reader's language."""
        return {LABEL: self.document.what, "with": {}}

    def _day(self) -> date:
        return self.calendar.day_of(self.document.due)

    @property
    def voice(self) -> Department:
        """The department that made it speaks for it."""
        return desk_of(self.document).department
