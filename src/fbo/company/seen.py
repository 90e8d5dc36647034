"""Seen by the customer: a case and the cases it opened, as he may see them.

What he may see is decided in `fbo.workflow.customer_view`; here the cases are read.
"""

from typing import TYPE_CHECKING, Any

from fbo.workflow.customer_view import CustomerView, customer_view
from fbo.workflow.process import Process

if TYPE_CHECKING:
    from fbo.company.company import Company


def seen_by_customer(company: "Company", case: Process[Any]) -> CustomerView:
    """What the customer sees of a case, and of the cases it opened that have a label."""
    parts = [
        seen_by_customer(company, company.read_case(id_))
        for ids in case.facts.children.values()
        for id_ in ids
    ]
    return customer_view(case, parts)
