"""Which desk looks into a complaint, who approves, who carries out: pure functions of it."""

from collections.abc import Mapping
from typing import Final

from fbo.back.finance import AR_CLERK, CONTROLLER, RECEIVABLES
from fbo.back.legal import DPO, LEGAL, LEGAL_OFFICER
from fbo.back.people import HR_OFFICER, PEOPLE
from fbo.back.production import INSPECTOR, OPERATOR, PLANNER, PRODUCTION, QUALITY
from fbo.back.records import RECORDS_MANAGER
from fbo.back.warehouse import STOREKEEPER, WAREHOUSE
from fbo.front.sales import SALES_MANAGER, SALES_REP
from fbo.front.service import SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER, Complaint
from fbo.kernel.people import Desk, Role
from fbo.processes.remedying import executor

AGENTS: Final = (SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER)
FRONT_OFFICE: Final = (*AGENTS, SALES_REP, SALES_MANAGER)
BACK_OFFICE: Final[tuple[Role, ...]] = (
    *(STOREKEEPER, AR_CLERK, CONTROLLER, INSPECTOR, PLANNER, OPERATOR),
    *(LEGAL_OFFICER, DPO, HR_OFFICER),
)
ANYBODY: Final = (*FRONT_OFFICE, *BACK_OFFICE, RECORDS_MANAGER)

INVESTIGATES: Final[Mapping[str, Desk]] = {
    "delivery": WAREHOUSE,
    "product": QUALITY,
    "price": RECEIVABLES,
    "billing": RECEIVABLES,
    "conduct": PEOPLE,
    "data": LEGAL,
    "other": QUALITY,
}
INVESTIGATORS: Final = (WAREHOUSE, QUALITY, RECEIVABLES, PEOPLE, LEGAL)
APPROVES: Final[Mapping[str, Desk]] = {
    "controller": RECEIVABLES,
    "quality": QUALITY,
    "legal": LEGAL,
}
APPROVERS: Final = (RECEIVABLES, QUALITY, LEGAL)
EXECUTES: Final = (RECEIVABLES, WAREHOUSE, PRODUCTION)


def investigates(complaint: Complaint) -> Desk:
    """The desk that finds out what happened, by the category."""
    return INVESTIGATES[complaint.category]


def approves(complaint: Complaint) -> Desk:
    """The desk that is asked to approve remedies."""
    return APPROVES[complaint.asks_for]


def executes(complaint: Complaint) -> Desk:
    """The desk that carries out the first of the remedies that were agreed, words aside."""
    agreed = complaint.agreed
    desks = (executor(one.kind) for one in agreed.remedies) if agreed is not None else ()
    return next((desk for desk in desks if desk in EXECUTES), RECEIVABLES)
