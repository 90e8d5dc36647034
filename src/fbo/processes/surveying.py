"""Surveying: a customer is asked how it was, and who is not content is asked what is wrong.

A survey is sent after an order is complete or a complaint is resolved, by whoever looks after the
customer.  A bad score is no complaint, but a question to the front office: is this one, or is that
one to be taken up again?
"""

from fbo.back.records import Task
from fbo.front.aftersales import (
    AFTER_SALES,
    AFTER_SALES_DEPARTMENT,
    BAD,
    RETURNS_AGENT,
    Feedback,
    Survey,
    is_unanswered,
)
from fbo.front.sales import SALES_MANAGER, SALES_REP
from fbo.front.service import CUSTOMER_SERVICE, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER
from fbo.kernel.calendar import days
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.tasks import Tasking
from fbo.workflow.notice import to_customer, to_front_owner
from fbo.workflow.process import Process
from fbo.workflow.state import State

SPEAKS = (RETURNS_AGENT, SALES_REP, SALES_MANAGER, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER)
TWO_WEEKS = days(14)
IS_THIS_A_COMPLAINT = "the customer is not content: is this a complaint?"
TAKE_IT_UP_AGAIN = "the customer is not content: is his complaint to be taken up again?"


class Surveying(Process[Survey]):
    """How it was, from the question to the answer."""

    speaker = AFTER_SALES_DEPARTMENT

    # Where it is.
    sent = State(
        AFTER_SALES, initial=True, holder="customer", within=TWO_WEEKS, label="How was it?"
    )
    answered = State(final=True)
    expired = State(final=True)

    # What moves it on.
    send = sent.opens(
        by=(SYSTEM, *SPEAKS),
        needs=is_unanswered,
        tells=to_customer("survey", transactional=False, once=()),
    )
    give_feedback = sent.to(
        answered,
        by=(CUSTOMER, *SPEAKS),
        takes=Feedback,
        tells=to_front_owner("survey_answered"),
    )
    expire = sent.to(expired, by=SYSTEM)

    # To what effect.
    @send.then
    def _wait_two_weeks(self) -> None:
        self.later(Surveying.expire, at=self.calendar.add(self.now, TWO_WEEKS))

    @give_feedback.then
    def _look_into_what_is_bad(self, form: Feedback) -> Survey:
        survey = self.document
        self.tell("survey_answered", score=form.score)
        if min(form.score, form.process or form.score) <= BAD:
            desk, what = AFTER_SALES, IS_THIS_A_COMPLAINT
            if survey.kind == "complaint":
                desk, what = CUSTOMER_SERVICE, TAKE_IT_UP_AGAIN
            self.open(Tasking, Task(desk=desk.name, about=survey.about, what=what))
        return self.change(score=form.score, process=form.process, comment=form.comment)
