"""The kinds of remedies: which desk carries each out, and which document it becomes."""

from collections.abc import Mapping
from typing import Final

from fbo.back.finance import AR_CLERK, CONTROLLER, RECEIVABLES, CreditReason
from fbo.back.production import PLANNER, PRODUCTION
from fbo.back.warehouse import STOREKEEPER, WAREHOUSE
from fbo.front.service import (
    CUSTOMER_SERVICE,
    SERVICE_AGENT,
    SERVICE_LEAD,
    SERVICE_MANAGER,
    Remedy,
)
from fbo.kernel.people import Desk

EXECUTORS: Final[Mapping[str, Desk]] = {
    "apology": CUSTOMER_SERVICE,
    "explanation": CUSTOMER_SERVICE,
    "relief": CUSTOMER_SERVICE,
    "replacement": WAREHOUSE,
    "return_collection": WAREHOUSE,
    "repair": PRODUCTION,
}
"""Which desk carries out a remedy; all others receivables do."""

CREDITS: Final[Mapping[str, CreditReason]] = {
    "price_reduction": "price",
    "refund": "quality",
    "goodwill": "goodwill",
}
"""The remedies that are credit notes, and the reason that stands on these."""

GOODS: Final = ("replacement", "return_collection", "repair")
"""The remedies that are about goods: sent once more, fetched, repaired."""

ON_INVOICES: Final = (*CREDITS, "correction")
"""The remedies that change what an invoice says, by documents of their own."""

DESKS: Final = (RECEIVABLES, WAREHOUSE, PRODUCTION, CUSTOMER_SERVICE)
CLERKS: Final = (
    *(AR_CLERK, CONTROLLER, STOREKEEPER, PLANNER),
    *(SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER),
)


def executor(kind: str) -> Desk:
    """The desk that carries out a remedy of a kind."""
    return EXECUTORS.get(kind, RECEIVABLES)


def desk_of(remedy: Remedy) -> Desk:
    """The desk on which a remedy lies."""
    return executor(remedy.what.kind)
