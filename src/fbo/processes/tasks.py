"""Tasks: what lies on a desk without a case of its own to move.

Whatever could not be done by itself (a reaction that failed, a timer whose step was refused)
becomes one, so that it never comes back for ever and is never forgotten.
"""

from fbo.back.finance import AR_CLERK, CONTROLLER, CREDIT_CLERK, CREDIT_CONTROL, RECEIVABLES
from fbo.back.legal import LEGAL, LEGAL_OFFICER
from fbo.back.production import INSPECTOR, PLANNER, PRODUCTION, QUALITY
from fbo.back.records import RECORDS, RECORDS_MANAGER, Dropped, Evidence, Task
from fbo.back.warehouse import RECEIVER, RECEIVING, STOREKEEPER, WAREHOUSE
from fbo.front.aftersales import AFTER_SALES, RETURNS_AGENT
from fbo.front.sales import SALES, SALES_MANAGER, SALES_REP
from fbo.front.service import CUSTOMER_SERVICE, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER
from fbo.kernel.calendar import business_days
from fbo.kernel.people import SYSTEM, Desk
from fbo.workflow.process import Process
from fbo.workflow.state import State, one_of

COLLEAGUES = (
    *(SALES, AFTER_SALES, CREDIT_CONTROL, RECEIVABLES),
    *(WAREHOUSE, RECEIVING, QUALITY, PRODUCTION, LEGAL, RECORDS),
)
"""The desks that customer service asks, and that have tasks as it has."""

DESKS = (*COLLEAGUES, CUSTOMER_SERVICE)
CLERKS = (
    *(SALES_REP, SALES_MANAGER, RETURNS_AGENT, CREDIT_CLERK, AR_CLERK, CONTROLLER),
    *(STOREKEEPER, RECEIVER, INSPECTOR, PLANNER, LEGAL_OFFICER, RECORDS_MANAGER),
)
TAKERS = (*CLERKS, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER)


def desk_of(task: Task) -> Desk:
    """The desk that a task names; records if it names none of those that take tasks."""
    return next((desk for desk in DESKS if desk.name == task.desk), RECORDS)


class Tasking(Process[Task]):
    """A to-do, from the desk it lies on to its end."""

    # Where it is.
    assigned = State(
        one_of(DESKS, by=desk_of),
        initial=True,
        within=business_days(2),
        until=lambda task: task.due,
    )
    done = State(final=True)
    cancelled = State(final=True)

    # What moves it on.
    assign = assigned.opens(by=(SYSTEM, *TAKERS))
    complete = assigned.to(done, by=TAKERS, takes=Evidence)
    cancel = assigned.to(cancelled, by=TAKERS, takes=Dropped)

    # To what effect.
    @complete.then
    def _keep_evidence(self, form: Evidence) -> Task:
        return self.change(evidence=form.evidence)
