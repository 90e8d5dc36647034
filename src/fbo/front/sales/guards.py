"""What is asked about an order before a step is taken."""

from collections.abc import Mapping

from fbo.front.sales.line import OrderLine
from fbo.front.sales.order import Order
from fbo.front.sales.promotion import is_promotion, why_not_promoted
from fbo.kernel.errors import InvalidNumber, Reason
from fbo.kernel.quantity import Quantity
from fbo.workflow.guard import guard


@guard(
    "an order begins without a number and with nothing done of it",
    way_out="leave out its number, and give its lines as they are ordered",
)
def has_not_begun(order: Order) -> bool:
    """Whether what comes of an order is still to come: whoever opens one states none of it.

    A unit that were said to be invoiced would need no credit, one that were shipped no goods.
    """
    said = (order.number, order.cancelled_on, order.because, order.promise)
    return said == (None,) * len(said) and all(
        set(line.buckets) <= {"unplanned"} and not line.components and _is_billed_or_free(line)
        for line in order.lines
    )


@guard("an order comes to more than can be counted", code="too_large", way_out="order less")
def is_countable(order: Order) -> bool:
    """Whether it can be said what the order comes to."""
    try:
        _ = order.total
    except InvalidNumber:
        return False
    return True


@guard("the order has no lines", way_out="add a line")
def has_lines(order: Order) -> bool | Reason:
    """Whether anything is ordered, and each line in a quantity above zero."""
    empty = [line.line for line in order.lines if line.ordered.amount <= 0]
    if not empty:
        return bool(order.lines)
    sentence = f"of line {', '.join(map(str, empty))} nothing is ordered"
    return Reason("has_lines", sentence, {"lines": empty}, "order more than nothing of each line")


@guard("a price is missing or negative", way_out="give every line its price")
def lines_are_priced(order: Order) -> bool:
    """Whether no line but a promotion takes money off."""
    return all(line.unit_price.amount >= 0 or line.kind == "promotion" for line in order.lines)


@guard("the order has a line of a kind that cannot be delivered yet", way_out="leave the line out")
def lines_are_simple(order: Order) -> bool:
    """Whether every line is goods from stock, a service, a charge, or a promotion in money."""
    return all(_is_simple(line) for line in order.lines)


@guard("the delivery address is missing", way_out="give the order an address to deliver to")
def has_addresses(order: Order) -> bool:
    """Whether it is known where the goods go; an order of charges alone goes nowhere."""
    return not order.stocked or any(order.ship_to.__dict__.values())


@guard("a promotion does not hold", code="promotion_does_not_hold", way_out="take it off the order")
def promotions_hold(order: Order) -> bool | Reason:
    """Whether the rule of each promotion holds, and the goods bear it."""
    return why_not_promoted(order.lines) or True


@guard("the instalments do not add up to the total", way_out="give each its part of the total")
def instalments_add_up(order: Order) -> bool:
    """Whether an order that is paid in instalments is paid by them, no more and no less."""
    parts = sum(row.amount.minor for row in order.instalments)
    return not order.instalments or parts == order.total.minor


is_complete = (
    has_lines,
    lines_are_priced,
    lines_are_simple,
    promotions_hold,
    has_addresses,
    instalments_add_up,
)
"""All that an order must be before it is placed."""


@guard("something is still to be shipped", way_out="ship it, or cancel it")
def nothing_is_open(order: Order) -> bool:
    """Whether every unit is shipped or cancelled."""
    return not order.is_open


@guard("nothing has been shipped", way_out="ship something, or cancel the order")
def something_has_left(order: Order) -> bool:
    """Whether anything has left."""
    return order.has_shipped


@guard("something has been shipped already", code="shipped_already")
def nothing_has_left(order: Order) -> bool:
    """Whether nothing has left yet."""
    return not order.has_shipped


@guard(
    "something has been picked for it already",
    code="qty_picked",
    way_out="ask the warehouse to cancel its shipment first",
)
def nothing_is_touched(order: Order) -> bool:
    """Whether nothing lies picked for the order."""
    return not any("picked" in line.buckets for line in order.lines)


def why_not_made_good(order: Order, wanted: Mapping[int, Quantity]) -> Reason | None:
    """Why the customer cannot have something for so much of these lines; `None`: he can.

    Each unit that has left is made good once: sent once more, paid back, being repaired; or it came
    back for one of these.
    """
    lines = {line.line: line for line in order.stocked}
    for number, quantity in wanted.items():
        line = lines.get(number)
        if line is None:
            return Reason("no_such_line", f"the order has no goods on line {number}")
        if quantity.unit != line.unit or quantity.amount <= 0:
            sentence = f"line {number} is counted in {line.unit.code}, and it is more than none"
            return Reason("wrong_quantity", sentence)
        if quantity > line.redressable:
            return Reason(
                "qty_exceeds_delivered",
                f"{line.redressable} of line {number} can still be put right, {quantity} are "
                f"wanted: {line.shipped} have left, {line.has('exchanged')} came back for "
                f"something, {line.has('made_good')} were put right",
                {"line": number, "open": str(line.redressable)},
                way_out="put right no more than was delivered, each unit once",
            )
    return None


def _is_billed_or_free(line: OrderLine) -> bool:
    """What is sent instead of something is never billed, so that it must cost nothing."""
    return line.replaces is None or not line.unit_price.amount


def _is_simple(line: OrderLine) -> bool:
    if line.kind == "item":
        return line.item is not None
    return is_promotion(line) if line.kind == "promotion" else True
