"""Where an order is: on whose desk, how long it may lie there, what the customer sees of it."""

from datetime import date

from typing_extensions import TypeVar

from fbo.back.finance import CREDIT_CONTROL, RECEIVABLES
from fbo.back.warehouse import WAREHOUSE
from fbo.front.sales import SALES, SALES_DEPARTMENT, Order, labels
from fbo.kernel.calendar import business_days, business_hours, days
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.workflow.clocks import clock
from fbo.workflow.state import State

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


def paid_by(order: Order) -> date | None:
    """When an order that has been delivered should be paid: its terms, from the promised day on.

    That it is billed within a day is a matter of the invoice's own clock.
    """
    known = [on for on in (order.promised, order.price_date) if on is not None]
    return order.terms.due(max(known)) if known else None


class OrderStates(OrderOnFile[O], abstract=True):
    """The states of an order, from the draft to the money in the bank."""

    speaker = SALES_DEPARTMENT

    drafted = State(SALES, initial=True)
    placed = State(CREDIT_CONTROL, within=business_hours(4), label="Order received")
    credit_hold = State(CREDIT_CONTROL, within=business_days(2), label="Being checked")
    awaiting_prepayment = State(
        CREDIT_CONTROL, holder="customer", within=days(7), label="Waiting for your payment"
    )
    confirmed = State(WAREHOUSE, within=business_days(2), label=labels.CONFIRMED)
    in_fulfilment = State(WAREHOUSE, until=lambda order: order.promised, label=labels.UNDER_WAY)
    on_hold = State(SALES, within=business_days(2), label="On hold")
    fulfilled = State(RECEIVABLES, until=paid_by, label=labels.SENT)
    completed = State(at_rest=True, label="Completed")
    expired = State(final=True, label="Expired")
    rejected = State(final=True, label="Rejected")
    cancelled = State(final=True, label="Cancelled")

    # What the customer is told within: that we deliver, and when.
    promised_within = clock(within=business_hours(8), starts=placed, stops=confirmed, for_good=True)
