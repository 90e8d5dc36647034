"""Packets: what the desk to which work is handed is given with it, so that nobody asks twice.

The fields that the hand-off names; who the customer is to us, as of the moment it was offered; what
he is promised; what he was asked already, with his answers.  A packet is put together when somebody
opens it: nothing of it is stored, and handing over costs no more for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fbo.back.finance.desk import FINANCE_DEPARTMENT
from fbo.company.views.customer_360 import Customer360, OpenPromise
from fbo.front.crm import Asked, asked_before, questions
from fbo.kernel.people import FRONT, Desk
from fbo.processes.messaging import Messaging
from fbo.workflow.handoff import Handoff
from fbo.workflow.process import Process

if TYPE_CHECKING:
    from fbo.company.company import Company

MOST = 1000
"""At most so many conversations of a customer are looked through."""


@dataclass(frozen=True, slots=True)
class Packet:
    """What is handed over with a hand-off.

    `fields` are those of the document that the step names, as they are now, without what the
    document restricts to another department.  `customer` is `None` where the document names none.
    """

    handoff: Handoff
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    customer: Customer360 | None = None
    asked: tuple[Asked, ...] = ()

    @property
    def promises(self) -> tuple[OpenPromise, ...]:
        """What the customer was promised when it was handed over, and was still open then."""
        return () if self.customer is None else self.customer.promises

    def asked_before(self, question: str) -> Asked | None:
        """The same question as he was asked it before, with his answer; `None` if he was not."""
        return asked_before(question, self.asked)


def packet_of(company: "Company", case: Process[Any], handoff: Handoff) -> Packet:
    """The packet of a hand-off of a case."""
    fields = handoff.packet or {}
    customer = getattr(case.document, "customer", None)
    if not isinstance(customer, str):
        return Packet(handoff, fields)
    desk = next((d for d in case.definition.desks() if d.name == handoff.desk), None)
    return Packet(
        handoff,
        fields,
        _extract(company, customer, handoff.offered_again_at, desk),
        tuple(sorted(_asked(company, customer), key=lambda one: one.at)),
    )


def _extract(
    company: "Company", customer: str, at: datetime, desk: Desk | None
) -> Customer360 | None:
    """What the desk needs to know of him: of his money, only the front office and finance."""
    try:
        seen = company.customer_360(customer, as_of=at)
    except LookupError:
        return None
    if desk is not None and (desk.office == FRONT or desk.department == FINANCE_DEPARTMENT):
        return seen
    return replace(seen, open_amount=(), overdue=(), credits=(), credit=None)


def _asked(company: "Company", customer: str) -> Iterator[Asked]:
    for thread in company.find(Messaging, customer=customer, limit=MOST):
        yield from questions(thread.document)
