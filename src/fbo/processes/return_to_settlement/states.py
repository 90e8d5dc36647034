"""Where a return is, on whose desk, and what lies beside it."""

from fbo.back.finance import RECEIVABLES
from fbo.back.production import QUALITY
from fbo.back.warehouse import WAREHOUSE, ReturnedPart
from fbo.front.aftersales import AFTER_SALES, AFTER_SALES_DEPARTMENT, RETURNS_AGENT, Return
from fbo.front.sales import Order
from fbo.front.service import SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER
from fbo.kernel.calendar import business_days, business_hours
from fbo.kernel.people import Desk
from fbo.processes.crediting import Crediting
from fbo.processes.refunding import Refunding
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.processes.shipping import Shipping
from fbo.workflow.clocks import clock
from fbo.workflow.handoff import Agreed
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State, one_of

SPEAKS = (RETURNS_AGENT, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER)
DECIDES = (RETURNS_AGENT, SERVICE_MANAGER)
RECEIPT_AND_INSPECTION = Agreed(accept=business_hours(4), done=business_days(2))


def settling_desk(goods: Return) -> Desk:
    """Who carries out what was decided: the warehouse where goods are to be sent."""
    replaced = any(row.customer == "replace" for row in goods.rows("begun"))
    return WAREHOUSE if replaced else RECEIVABLES


class ReturnStates(Process[Return], abstract=True):
    """A return with all that is on file beside it."""

    speaker = AFTER_SALES_DEPARTMENT

    # On file.
    order = on_file(Order, lambda goods: goods.order)
    shipments = on_file.cases(Shipping, "order", lambda goods: goods.order)
    credit_notes = on_file.cases(Crediting, "customer", lambda goods: goods.customer)
    refunds = on_file.cases(Refunding, "order", lambda goods: goods.order)
    goods_back = on_file.children(ReturnToRestock)

    # Where it is.
    requested = State(AFTER_SALES, initial=True, within=business_days(1), label="Requested")
    authorised = State(
        AFTER_SALES,
        holder="customer",
        until=lambda goods: goods.send_by,
        label="Send it back by {send_by}",
    )
    in_transit = State(
        AFTER_SALES,
        holder="third party",
        within=business_days(10),
        label="On its way back",
    )
    received = State(WAREHOUSE, within=business_days(2), label="Being checked")
    inspected = State(QUALITY, within=business_days(1), label="Being checked")
    decided = State(AFTER_SALES, within=business_days(1), label="Being settled")
    in_settlement = State(
        one_of((RECEIVABLES, WAREHOUSE), by=settling_desk),
        within=business_days(5),
        label="Being settled",
    )
    closed = State(final=True, label="Settled")
    refused = State(final=True, label="Refused")
    expired = State(final=True, label="Expired")
    cancelled = State(final=True, label="Cancelled")

    # From the decision to what he has for it.
    settled_within = clock(within=business_days(5), starts=decided, stops=closed, for_good=True)

    # What effects have in common.
    def _as_goods(self, number: int) -> tuple[ReturnedPart, ...]:
        """What one of a line of the order is on the shelf."""
        takes = self.order.line(number).takes.items()
        return tuple(ReturnedPart(item=item, unit=unit, units=n) for (item, unit), n in takes)
