"""Laws across processes: what one process does leaves no case of another behind.

That nothing is given back twice over orders, returns and complaints is asked of invoices and
receipts (`fbo.testing.laws.bills`, `fbo.testing.laws.payments`), that nothing disputed is claimed
of complaints (`fbo.testing.laws.complaints`).
"""

from typing import Any, Final

from fbo.company.company import Company
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.remedying import Remedying
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.processes.shipping import Shipping
from fbo.testing.laws.sight import must
from fbo.workflow.process import Process

__all__ = ["no_case_is_orphaned", "returns_are_of_orders_that_left"]

MOST: Final = 10_000
NEEDS: Final[tuple[tuple[type[Process[Any]], type[Process[Any]], tuple[str, ...]], ...]] = (
    (Shipping, OrderToCash, ()),
    (PromiseKeeping, OrderToCash, ()),
    (InvoiceToCash, OrderToCash, ("drafted", "submitted", "approved")),
    (ReturnToRestock, ReturnToSettlement, ("expected", "received", "inspected", "repairing")),
    (Remedying, ComplaintToResolution, ()),
)
"""What needs the case that opened it to go on, and in which states; in all if none is named."""


def no_case_is_orphaned(company: Company) -> None:
    """What waits for somebody belongs to a case that goes on: no end leaves work behind.

    Money that is owed is paid whatever became of its case, so refunds may outlive theirs.
    """
    for process, of, states in NEEDS:
        parents = {case.id: case for case in company.find(of, limit=MOST)}
        for case in company.find(process, limit=MOST):
            parent = parents.get(case.parent or "")
            waits = case.state.name in states if states else not case.state.ended
            if waits and parent is not None:
                sentence = f"{process.family} {case.id} waits, and its {of.family} has ended"
                # A parcel may be under way when its order is paid and complete.
                over = parent.state.final if of is OrderToCash else parent.state.ended
                must(not over, sentence)


def returns_are_of_orders_that_left(company: Company) -> None:
    """Goods can come back of an order only that did not end before they were sent."""
    orders = {case.id: case for case in company.find(OrderToCash, limit=MOST)}
    for case in company.find(ReturnToSettlement, limit=MOST):
        order = orders[case.document.order]
        authorised = case.document.number is not None
        must(
            not (authorised and order.state.final),
            f"return {case.id} is of order {order.id}, which was never sent",
        )
