"""What an amendment comes to: pure functions from an order and a form to its lines as they become.

Less is taken of what waits before what is there, more is taken up of what was cancelled before it
is ordered anew.  What is billed keeps its price: where only a part of a line is, the rest of it
becomes a line of its own.  Nothing here asks for anything.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from fbo.front.sales import AmendedLine, Amendment, Bucket, Order, OrderLine
from fbo.front.sales.promotion import is_promotion, judged, why_not_promoted
from fbo.kernel.errors import Reason
from fbo.kernel.quantity import Quantity
from fbo.processes.order_to_cash.cancelling import ASK_THE_WAREHOUSE, exceeds_open

Lines: TypeAlias = Sequence[OrderLine]

UNPICKED: Final[tuple[Bucket, ...]] = ("unplanned", "backordered", "allocated")
"""Where units are that nobody has picked, in the order in which they are given up."""


def why_not_amended(order: Order, form: Amendment, named: Collection[int] = ()) -> Reason | None:
    """Why the order cannot become what the form says; `None`: it can.

    `named`: the numbers of the lines that its shipments name.
    """
    reasons = (
        *(_why_not_so(order, row) for row in form.lines),
        *(_why_not_added(order, line, named) for line in form.add),
    )
    why = next(filter(None, reasons), None)
    if why is not None:
        return why
    lines = _as_said(order, form)
    goods = [line for line in lines if line.is_stocked]
    if lines and not any(line.wanted for line in goods or lines):
        return Reason("nothing_left", "nothing of the order would be left", way_out="cancel it")
    asked = {row.line for row in form.lines} | {line.line for line in form.add}
    counts = {line.line for line in judged(lines, again=True) if line.wanted}
    for line in lines:
        if line.kind == "promotion" and line.line in asked and line.line not in counts:
            return why_not_promoted(lines)
    return None


def amended_lines(
    order: Order, form: Amendment, named: Collection[int] = ()
) -> tuple[OrderLine, ...]:
    """The lines as the form says, with the promotions judged by what the goods come to then.

    What is ordered more is unplanned.  A line of which nothing is left, and of which nothing has
    happened, is there no more, unless a shipment names it.
    """
    lines = _as_said(order, form)
    return judged([line for line in lines if line.buckets or line.line in named], again=True)


def changed_lines(before: Iterable[OrderLine], after: Iterable[OrderLine]) -> tuple[int, ...]:
    """The numbers of the lines that are added, gone, or wanted otherwise: how much, at what."""
    was = {line.line: _said_of(line) for line in before}
    now = {line.line: _said_of(line) for line in after}
    return tuple(sorted(line for line in {*was, *now} if was.get(line) != now.get(line)))


def more_wanted(before: Iterable[OrderLine], after: Iterable[OrderLine]) -> dict[int, Quantity]:
    """How much more is wanted of each line of which more is."""
    was = {line.line: line.wanted for line in before}
    more = {line.line: line.wanted - was.get(line.line, Quantity.zero(line.unit)) for line in after}
    return {number: quantity for number, quantity in more.items() if quantity.amount > 0}


def _as_said(order: Order, form: Amendment) -> list[OrderLine]:
    """The lines as the form says, promotions as they are."""
    rows: Mapping[int, AmendedLine] = {row.line: row for row in form.lines}
    number = max((line.line for line in (*order.lines, *form.add)), default=0)
    lines: list[OrderLine] = []
    fresh: list[OrderLine] = []
    for line in order.lines:
        row = rows.get(line.line)
        if row is None:
            lines.append(line)
            continue
        wanted = line.wanted if row.quantity is None else row.quantity
        kept = min(wanted, billed_of(line)) if _reprices(line, row) else wanted
        if kept.amount > 0 and kept < wanted:
            number += 1
            rest = line.replacing(line=number, buckets={"unplanned": wanted - kept})
            fresh.append(_priced(rest, row))
            lines.append(_of_quantity(line, kept))
        else:
            lines.append(_priced(_of_quantity(line, wanted), row))
    return [*lines, *form.add, *fresh]


def billed_of(line: OrderLine) -> Quantity:
    """What of a line is billed, and not credited again."""
    return max(line.less(("invoiced",), "credited"), Quantity.zero(line.unit))


def _of_quantity(line: OrderLine, wanted: Quantity) -> OrderLine:
    """The line with so much of it wanted."""
    if line.kind == "promotion":
        # What was cancelled of one that is given another amount does not come back with its rule.
        line = line.add("cancelled", -line.cancelled)
    more = wanted - line.wanted
    if more.amount > 0:
        again = min(more, line.cancelled)
        return line.move("cancelled", "unplanned", again).add("unplanned", more - again)
    less = -more
    for bucket in UNPICKED:
        part = min(less, line.has(bucket))
        line, less = line.add(bucket, -part), less - part
    return line


def _priced(line: OrderLine, row: AmendedLine) -> OrderLine:
    changes: dict[str, object] = {}
    if row.unit_price is not None:
        changes["unit_price"] = row.unit_price
    if row.discount is not None:
        changes["discount"] = row.discount
    return line.replacing(**changes) if changes else line


def _reprices(line: OrderLine, row: AmendedLine) -> bool:
    new = _priced(line, row)
    return (new.unit_price, new.discount) != (line.unit_price, line.discount)


def _why_not_so(order: Order, row: AmendedLine) -> Reason | None:
    """Why a line cannot become what a row says."""
    line = next((line for line in order.lines if line.line == row.line), None)
    if line is None:
        return Reason("no_such_line", f"the order has no line {row.line}", {"line": row.line})
    wanted = line.wanted if row.quantity is None else row.quantity
    if wanted.unit != line.unit or wanted.amount < 0:
        sentence = f"line {row.line} is in {line.unit.code}, and not less than nothing of it"
        return Reason("wrong_quantity", sentence, {"line": row.line})
    if _reprices(line, row):
        why = _why_not_priced(order, line, row, wanted)
        if why is not None:
            return why
        wanted = min(wanted, billed_of(line)) or wanted
    less = line.wanted - wanted
    if less > line.open:
        return exceeds_open(row.line, str(line.open))
    if less > line.sum_of(UNPICKED):
        picked = str(line.has("picked"))
        return Reason(
            "qty_picked",
            f"{picked} of line {row.line} have been picked already",
            {"line": row.line, "picked": picked},
            way_out=ASK_THE_WAREHOUSE,
        )
    return None


def _why_not_priced(
    order: Order, line: OrderLine, row: AmendedLine, wanted: Quantity
) -> Reason | None:
    price = row.unit_price or line.unit_price
    if line.kind == "promotion" or price.currency != order.currency:
        sentence = f"line {line.line} has no other price than one in {order.currency}"
        return Reason("wrong_price", sentence, {"line": line.line})
    billed = billed_of(line)
    if billed and wanted <= billed:
        return Reason(
            "already_invoiced",
            f"{billed} of line {line.line} are billed at {line.unit_price}",
            {"line": line.line, "invoiced": str(billed)},
            way_out="credit a part of the price",
        )
    return None


def _why_not_added(order: Order, line: OrderLine, named: Collection[int]) -> Reason | None:
    """Why a line cannot be added."""
    facts = {"line": line.line}
    if line.line in named or any(line.line == other.line for other in order.lines):
        return Reason("line_taken", f"the order has a line {line.line} already", facts)
    if set(line.buckets) != {"unplanned"} or line.ordered.amount <= 0:
        return Reason("wrong_quantity", f"of line {line.line} more than nothing is ordered", facts)
    right = is_promotion(line) if line.kind == "promotion" else line.unit_price.amount >= 0
    goods = line.item is not None or not line.is_stocked
    if not right or not goods or line.unit_price.currency != order.currency:
        sentence = f"line {line.line} lacks an item, or a price in {order.currency}"
        return Reason("wrong_line", sentence, facts)
    return None


def _said_of(line: OrderLine) -> tuple[object, ...]:
    return (line.wanted, line.unit_price, line.discount)
