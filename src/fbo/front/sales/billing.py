"""Billing: how much of an order is billed, read from the ledgers of its lines.

It is worked out and never stored, so that it cannot say anything else than the lines do.
"""

from collections.abc import Iterable
from typing import Literal

from fbo.front.sales.line import WANTED, OrderLine
from fbo.kernel.quantity import Quantity

Invoicing = Literal["manual", "on_order", "on_shipment"]
BillingAxis = Literal["not_due", "to_invoice", "partly_invoiced", "invoiced", "over_invoiced"]


def billable(line: OrderLine, invoicing: Invoicing) -> Quantity:
    """How much of a line may be billed in all: what has left, or what is wanted, by the method.

    What is sent once more costs nothing, and is on no invoice.
    """
    if line.replaces is not None:
        return Quantity.zero(line.unit)
    return line.shipped if invoicing == "on_shipment" else line.sum_of(WANTED)


def billed(line: OrderLine) -> Quantity:
    """How much of a line is billed: what was invoiced, less what is not wanted or billed anew."""
    return line.less(("invoiced",), "credited")


def billing_of(lines: Iterable[OrderLine], invoicing: Invoicing) -> BillingAxis:
    """How far an order is billed; `over_invoiced` is what a credit note puts right."""
    both = [(billed(line), billable(line, invoicing)) for line in lines]
    if any(done > may for done, may in both):
        return "over_invoiced"
    some = any(done.amount > 0 for done, _ in both)
    if any(done < may for done, may in both):
        return "partly_invoiced" if some else "to_invoice"
    return "invoiced" if some else "not_due"
