"""What a cancellation comes to: pure functions from an order and a form to what is freed and due.

Which units are not wanted any more, and which shipments nobody has picked for must go with them.
What becomes of what is billed is worked out in `settling`.  Nothing here asks for anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from fbo.front.sales import Cancellation, Order, OrderLine
from fbo.front.sales.promotion import judged
from fbo.kernel.errors import Reason
from fbo.kernel.quantity import Quantity
from fbo.processes.order_to_cash.parts import brought
from fbo.processes.shipping import Shipping

Gone: TypeAlias = Mapping[int, Quantity]
"""How much of each line is cancelled, by its number."""

Lines: TypeAlias = Sequence[OrderLine]

UNPICKED: Final = ("drafted", "waiting", "assigned")
"""Where a shipment is that nobody has picked for."""

ASK_THE_WAREHOUSE: Final = "ask the warehouse, by request_cancellation"


def gone(order: Order, form: Cancellation) -> dict[int, Quantity]:
    """How much of each line the form means; lines of which it means nothing are left out.

    Promotions are judged afterwards, by what is left of the goods.
    """
    lines = [line for line in order.lines if line.kind != "promotion"]
    if form.scope == "lines":
        return {row.line: row.quantity for row in form.lines}
    if form.scope == "uninvoiced":
        meant = {line.line: min(line.open, line.uninvoiced) for line in lines}
    else:
        meant = {line.line: line.open for line in lines}
    return {number: quantity for number, quantity in meant.items() if quantity}


def why_not_cancelled(order: Order, form: Cancellation) -> Reason | None:
    """Why what the form means cannot be cancelled; `None`: it can."""
    meant = gone(order, form)
    why = why_not_open(order, meant)
    if why is not None:
        return why
    for number, quantity in meant.items():
        line = order.line(number)
        if quantity > line.cancellable:
            picked = line.has("picked")
            return Reason(
                "qty_picked",
                f"{picked} of line {number} have been picked already",
                {"line": number, "picked": str(picked)},
                way_out=ASK_THE_WAREHOUSE,
            )
    return None


def why_not_open(order: Order, meant: Gone) -> Reason | None:
    """Why so much of its lines is not open; `None`: it is."""
    lines = {line.line: line for line in order.lines}
    if not meant and any(line.wanted for line in order.lines):
        return exceeds_open(None, "0")
    for number, quantity in meant.items():
        line = lines.get(number)
        if line is None:
            nowhere = f"the order has no line {number}"
            return Reason("no_such_line", nowhere, way_out="name a line of the order")
        if quantity.unit != line.unit or quantity.amount <= 0:
            sentence = f"line {number} is in {line.unit.code}, and more than nothing of it"
            way_out = f"name so many {line.unit.code}"
            return Reason("wrong_quantity", sentence, {"line": number}, way_out)
        if quantity > line.open:
            return exceeds_open(number, str(line.open))
    return None


def cancelled_lines(order: Order, meant: Gone) -> tuple[OrderLine, ...]:
    """The order's lines after so much of each is cancelled, what waits for goods first.

    Charges go with the goods they were for: with the last of them, unless some have left.  A
    promotion goes with its rule.  What cannot be cancelled at all, a line does without.
    """
    lines = [_cancelled(line, meant.get(line.line)) for line in order.lines]
    goods = [line for line in lines if line.is_stocked]
    if goods and not any(line.wanted for line in goods):
        lines = [line.move_all(("unplanned",), "cancelled") for line in lines]
    return judged(lines)


def freed_shipments(
    order: Order, lines: Lines, shipments: Iterable[Shipping]
) -> Iterator[Shipping]:
    """The shipments that go with what is cancelled: those nobody has picked for, the newest first.

    What one of them was to bring beside that is the order's again, and a later shipment's.
    """
    before = {line.line: line.has("allocated") for line in order.lines}
    lines = [line for line in lines if line.line in before]
    unpicked = [shipment for shipment in shipments if shipment.state.name in UNPICKED]
    for line in lines:
        left = line.has("allocated")
        if left == before[line.line]:
            continue
        bring = sum((brought(line, one.document) for one in unpicked), Quantity.zero(line.unit))
        for shipment in reversed(unpicked.copy()):
            if bring > left and brought(line, shipment.document):
                bring -= brought(line, shipment.document)
                unpicked.remove(shipment)
                yield shipment


def _cancelled(line: OrderLine, quantity: Quantity | None) -> OrderLine:
    if quantity is None or quantity.unit != line.unit or quantity.amount <= 0:
        return line
    for bucket in ("unplanned", "backordered", "allocated"):
        if quantity:
            part = min(quantity, line.has(bucket))
            line, quantity = line.move(bucket, "cancelled", part), quantity - part
    return line


def exceeds_open(number: int | None, open_: str) -> Reason:
    """Why no more than is open can be called off; of one line, or of the whole order."""
    where = "" if number is None else f" of line {number}"
    return Reason(
        "qty_exceeds_open",
        f"{open_}{where} can still be cancelled",
        {"open": open_} if number is None else {"line": number, "open": open_},
        way_out="cancel no more than is open; what has left comes back as a return",
    )
