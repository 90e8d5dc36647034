"""A process of one's own: somebody asks for a holiday, and a line manager answers.

Nobody answers his own request, and nobody withdraws another's.
"""

from fbo import PEOPLE, Day, Document, Form, Id, Process, Role, State
from fbo import business_days, guard, rule, to_owner

EMPLOYEE = Role("EMPLOYEE", "an employee")
LINE_MANAGER = Role("LINE_MANAGER", "a line manager", (PEOPLE,))


class Holiday(Document):
    employee: Id
    first: Day
    last: Day
    answer: str = ""


class Answer(Form):
    words: str


@guard("the last day lies before the first", way_out="change the dates")
def days_are_in_order(holiday: Holiday) -> bool:
    return holiday.first <= holiday.last


class HolidayRequest(Process[Holiday]):
    """A wish for days off, from the question to the answer."""

    @rule("it is somebody else's holiday")
    def is_own(self) -> bool:
        return self.hand.person == self.document.employee

    drafted = State(PEOPLE, initial=True)
    requested = State(PEOPLE, within=business_days(3))
    approved = State(final=True)
    refused = State(final=True)
    withdrawn = State(final=True)

    request = drafted.to(requested, by=EMPLOYEE, needs=(is_own, days_are_in_order))
    approve = requested.to(
        approved, by=LINE_MANAGER, duties=(request,), tells=to_owner("holiday_approved")
    )
    refuse = requested.to(
        refused, by=LINE_MANAGER, duties=(request,), takes=Answer, tells=to_owner("holiday_refused")
    )
    withdraw = (drafted | requested).to(withdrawn, by=EMPLOYEE, needs=is_own)

    @refuse.then
    def _answer(self, form: Answer) -> Holiday:
        return self.change(answer=form.words)
