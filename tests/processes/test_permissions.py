"""Who may take which step: every step of every shipped process, by every role, from every state."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fbo import (
    AR_CLERK,
    BOT,
    CONTROLLER,
    CREDIT_CLERK,
    CUSTOMER,
    INSPECTOR,
    OPERATOR,
    PACKER,
    PICKER,
    PLANNER,
    RECEIVER,
    RECORDS_MANAGER,
    RETURNS_AGENT,
    SALES_MANAGER,
    SALES_REP,
    SERVICE_AGENT,
    SERVICE_LEAD,
    SERVICE_MANAGER,
    STOREKEEPER,
    Actor,
    BugError,
    Conversation,
    CustomerReceipt,
    CustomerReturn,
    Document,
    Invoice,
    Order,
    Process,
    Promise,
    Return,
    Role,
    Shipment,
    Survey,
    Task,
    WarrantyClaim,
    eur,
)
from fbo.back.finance import CreditNote, Refund
from fbo.back.legal import LEGAL_OFFICER
from fbo.back.production import PreventiveAction
from fbo.company.shipped import SHIPPED
from fbo.front.service import Complaint, Redress, Remedy, Ticket
from fbo.kernel.people import SYSTEM, THE_SYSTEM
from fbo.workflow.decide import judge, judge_opening

ROLES = (
    AR_CLERK,
    BOT,
    CONTROLLER,
    CREDIT_CLERK,
    CUSTOMER,
    INSPECTOR,
    LEGAL_OFFICER,
    OPERATOR,
    PACKER,
    PICKER,
    PLANNER,
    RECEIVER,
    RECORDS_MANAGER,
    RETURNS_AGENT,
    SALES_MANAGER,
    SALES_REP,
    SERVICE_AGENT,
    SERVICE_LEAD,
    SERVICE_MANAGER,
    STOREKEEPER,
)
TODAY = date(2026, 11, 23)
DOCUMENTS: dict[str, Document] = {
    "OrderToCash": Order(customer="ada"),
    "Shipping": Shipment(order="order", customer="ada", lines=()),
    "InvoiceToCash": Invoice(customer="ada", currency="EUR", effective_on=TODAY),
    "Receipting": CustomerReceipt(
        customer="ada", amount=eur("1.00"), currency="EUR", received_on=TODAY
    ),
    "ComplaintToResolution": Complaint(customer="ada", statement="It flickers."),
    "Prevention": PreventiveAction(code="loose contact"),
    "Remedying": Remedy(
        complaint="complaint",
        customer="ada",
        currency="EUR",
        offer=1,
        place=0,
        what=Redress(kind="apology"),
    ),
    "Messaging": Conversation(customer="ada"),
    "PromiseKeeping": Promise(
        customer="ada", made_by="sales", due=datetime(2026, 11, 27, 17, tzinfo=UTC)
    ),
    "Crediting": CreditNote(
        customer="ada",
        currency="EUR",
        effective_on=TODAY,
        invoice="invoice",
        origin="order",
        reason="cancellation",
    ),
    "Refunding": Refund(
        customer="ada", amount=eur("1.00"), currency="EUR", origin="receipt", reason="paid twice"
    ),
    "ReturnToSettlement": Return(customer="ada", order="order"),
    "ReturnToRestock": CustomerReturn(customer="ada", lines=()),
    "Ticketing": Ticket(customer="ada", subject="a lamp"),
    "WarrantyService": WarrantyClaim(customer="ada", order="order", line=1, serial="L-1"),
    "Surveying": Survey(customer="ada", about="order"),
    "Tasking": Task(desk="SALES", what="look at it"),
}


def case_of(process: type[Process[Any]], state: str) -> Any:
    case = process.case(DOCUMENTS[process.family])
    case.facts.state = state
    return case


def somebody(role: Role) -> Actor:
    return Actor.customer("ada") if role is CUSTOMER else Actor.employee("somebody", role)


def told(case: Any, step: Any, who: Actor) -> list[str]:
    """Why not.  Whoever is allowed is asked what is on file, and here nothing is."""
    try:
        return [reason.code for reason in judge(case, step, None, who, who).reasons]
    except BugError:
        return ["allowed"]


each_step = pytest.mark.parametrize(
    ("process", "name"),
    [
        pytest.param(process, name, id=f"{process.family}.{name}")
        for process in SHIPPED
        for name in process.definition.steps
    ],
)


@each_step
def test_a_step_is_taken_by_its_roles_and_by_nobody_else(
    process: type[Process[Any]], name: str
) -> None:
    step = process.definition.steps[name]

    for state in process.definition.states:
        for role in ROLES:
            heard = told(case_of(process, state), step, somebody(role))
            assert (heard == ["not_allowed"]) == (role not in step.by), (state, role.name)


@each_step
def test_the_system_takes_what_is_its_own_only(process: type[Process[Any]], name: str) -> None:
    step = process.definition.steps[name]
    case = case_of(process, min(process.definition.sources(step)))

    heard = told(case, step, THE_SYSTEM)

    assert (heard == ["not_allowed"]) == (SYSTEM not in step.by)


@pytest.mark.parametrize("process", SHIPPED, ids=lambda process: process.family)
def test_a_case_is_opened_by_its_roles_and_by_nobody_else(process: type[Process[Any]]) -> None:
    (opening,) = process.definition.openings

    for role in ROLES:
        case = process.case(DOCUMENTS[process.family])
        try:
            heard = [reason.code for reason in judge_opening(case, somebody(role)).reasons]
        except BugError:
            heard = ["allowed"]
        assert (heard == ["not_allowed"]) == (role not in opening.by), role.name


@each_step
def test_a_customer_takes_no_step_of_the_case_of_another(
    process: type[Process[Any]], name: str
) -> None:
    step, stranger = process.definition.steps[name], Actor.customer("somebody-else")
    case = case_of(process, min(process.definition.sources(step)))

    assert told(case, step, stranger) == ["not_allowed"]


def test_whoever_has_no_role_takes_no_step_at_all() -> None:
    nobody = Actor.employee("nobody")

    for process in SHIPPED:
        for step in process.definition.steps.values():
            for state in process.definition.states:
                assert told(case_of(process, state), step, nobody) == ["not_allowed"]
