"""What a cancellation comes to: pure functions from an order and a form to what is freed and due.

Which units are not wanted any more, which shipments nobody has picked for must go with them, and
what of it has been billed and is to be credited.  Nothing here asks for anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from fbo.back.finance import Credit, CreditNote, CreditWanted, Invoice, InvoiceLine
from fbo.back.finance.credited import credited_amount, credited_quantity
from fbo.front.sales import Cancellation, Order, OrderLine
from fbo.front.sales.promotion import judged
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.processes.order_to_cash.bills import deposit_left, still_to_come
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
    if not meant and order.has_shipped:
        return _exceeds(None, "0")
    for number, quantity in meant.items():
        line = lines.get(number)
        if line is None:
            return Reason("no_such_line", f"the order has no line {number}")
        if quantity.unit != line.unit or quantity.amount <= 0:
            sentence = f"line {number} is in {line.unit.code}, and more than nothing of it"
            return Reason("wrong_quantity", sentence, {"line": number})
        if quantity > line.open:
            return _exceeds(number, str(line.open))
    return None


def cancelled_lines(order: Order, meant: Gone) -> tuple[OrderLine, ...]:
    """The order's lines after so much of each is cancelled, what waits for goods first.

    Charges go with the goods they were for: with the last of them, unless some have left.  A
    promotion goes with its rule.
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


def credits_due(
    order_id: str,
    order: Order,
    lines: Lines,
    invoices: Mapping[str, Invoice],
    notes: Iterable[CreditNote],
    *,
    keep: bool,
) -> Iterator[tuple[str, Credit]]:
    """What is to be credited of each posted invoice: what is billed and not wanted any more.

    The newest invoice first.  `invoices` by id, oldest first; `notes`: their credit notes.  What
    `charged_back` finds has an invoice of its own: the customer keeps the credit, and it takes it.
    """
    earlier = tuple(notes)
    wanted = _over_billed(order_id, lines, invoices, earlier)
    for id_, parts in wanted.items():
        parts[:] = [part for part in parts if _is_taken_off(part, parts, invoices[id_])]
    for id_, invoice, want in _deposits_back(order, lines, invoices, earlier):
        if invoice.kind == "deposit":
            wanted.setdefault(id_, []).append(want)
    for id_, parts in wanted.items():
        if parts:
            yield (
                id_,
                Credit(origin=order_id, reason="cancellation", lines=parts, keep_as_credit=keep),
            )


def charged_back(
    order_id: str,
    lines: Lines,
    invoices: Mapping[str, Invoice],
    notes: Iterable[CreditNote],
) -> dict[int, Quantity]:
    """What has been taken off by promotions that count no more, and no credit note can bear.

    Negative, by the number of the line: it is billed again.
    """
    back: dict[int, Quantity] = {}
    for id_, parts in _over_billed(order_id, lines, invoices, tuple(notes)).items():
        rows = {row.line: row for row in invoices[id_].lines}
        for part in parts:
            number = rows[part.line].order_line
            if number is None or _is_taken_off(part, parts, invoices[id_]):
                continue
            less = part.quantity or Quantity.zero(rows[part.line].quantity.unit)
            back[number] = back[number] - less if number in back else -less
    return back


def _over_billed(
    order_id: str, lines: Lines, invoices: Mapping[str, Invoice], earlier: Sequence[CreditNote]
) -> dict[str, list[CreditWanted]]:
    """Of each invoice what is billed and not wanted any more, the newest first."""
    billed: dict[int, list[tuple[str, int, Quantity]]] = {}
    beyond = {line.line: -line.wanted for line in lines}
    for id_, invoice in invoices.items():
        of_it = [note for note in earlier if note.invoice == id_]
        undone = [note for note in of_it if note.unbilled]
        for row in invoice.lines:
            if row.order == order_id and row.order_line is not None:
                left = row.quantity - credited_quantity(of_it, row)
                billed.setdefault(row.order_line, []).append((id_, row.line, left))
                beyond[row.order_line] += row.quantity - credited_quantity(undone, row)
    wanted: dict[str, list[CreditWanted]] = {}
    for line in lines:
        over = beyond[line.line]
        for id_, number, left in reversed(billed.get(line.line, [])):
            part = min(over, left)
            if part.amount > 0:
                over -= part
                wanted.setdefault(id_, []).append(CreditWanted(line=number, quantity=part))
    return wanted


def _is_taken_off(part: CreditWanted, parts: Sequence[CreditWanted], invoice: Invoice) -> bool:
    """Whether a note can bear a part: of a promotion, if the goods credited with it are more."""
    rows = {row.line: row for row in invoice.lines}
    row = rows[part.line]
    if row.kind != "promotion":
        return True
    with_it = [one for one in parts if rows[one.line].tax_code == row.tax_code]
    sums = (_worth(rows[one.line], one) for one in with_it)
    return Money.total(sums, invoice.currency).amount > 0


def _worth(row: InvoiceLine, part: CreditWanted) -> Money:
    units = part.quantity or Quantity.zero(row.quantity.unit)
    return row.unit_price.times(units, discount=row.discount)


def _deposits_back(
    order: Order, lines: Lines, invoices: Mapping[str, Invoice], notes: Sequence[CreditNote]
) -> Iterator[tuple[str, Invoice, CreditWanted]]:
    """The deposit that nothing is left to be deducted from."""
    if order.deposit is None or any(line.open or line.uninvoiced for line in lines):
        return
    for code, rate, left in deposit_left(invoices.values()):
        rest = left - still_to_come(lines, {}, code, rate, order.currency)
        for id_, invoice in invoices.items():
            for row in invoice.lines:
                if row.kind != "deposit" or row.tax_code != code or rest.amount <= 0:
                    continue
                of_it = [note for note in notes if note.invoice == id_]
                part = min(rest, row.net - credited_amount(of_it, row, order.currency))
                if part:
                    rest -= part
                    yield id_, invoice, CreditWanted(line=row.line, amount=part)


def _cancelled(line: OrderLine, quantity: Quantity | None) -> OrderLine:
    for bucket in ("unplanned", "backordered", "allocated"):
        if quantity:
            part = min(quantity, line.has(bucket))
            line, quantity = line.move(bucket, "cancelled", part), quantity - part
    return line


def _exceeds(number: int | None, open_: str) -> Reason:
    where = "" if number is None else f" of line {number}"
    return Reason(
        "qty_exceeds_open",
        f"{open_}{where} can still be cancelled",
        {"open": open_} if number is None else {"line": number, "open": open_},
        way_out="cancel no more than is open; what has left comes back as a return",
    )
