"""What returns do to their order: pure functions from an order and its returns.

The buckets of a line are worked out of all returns together, whichever of them has moved; what is
credited is taken from the invoices that billed it, the newest first.  Nothing here asks for
anything.
"""

from collections.abc import Iterable, Iterator, Mapping

from fbo.back.finance import (
    Credit,
    CreditNote,
    CreditWanted,
    Invoice,
    credit_note_for,
    credited_quantity,
)
from fbo.front.aftersales import CREDITED, EXCHANGED, Return
from fbo.front.sales import Bucket, Order, OrderLine
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.processes.return_to_settlement import ReturnToSettlement

AWAITED = ("requested", "authorised", "in_transit", "received")
"""Where a return is of which something may still come."""


def followed(order: Order, returns: Iterable[ReturnToSettlement]) -> tuple[OrderLine, ...]:
    """The lines of an order as its returns have them."""
    sums: dict[tuple[int, Bucket], Quantity] = {}
    for case in returns:
        for number, bucket, quantity in _moved(case):
            key = (number, bucket)
            sums[key] = sums[key] + quantity if key in sums else quantity
    return tuple(_with(line, sums) for line in order.lines)


def to_be_credited(goods: Return, waiting: Iterable[CreditNote] = ()) -> dict[int, Quantity]:
    """How much of each line is to be credited and is not, nor stands on a note that waits."""
    due = {
        line.line: goods.share(line.line, CREDITED, "begun") - line.credited for line in goods.lines
    }
    for row in (row for note in waiting for row in note.lines):
        if row.order_line in due:
            due[row.order_line] -= row.quantity
    return {line: quantity for line, quantity in due.items() if quantity.amount > 0}


def credits_for(
    order_id: str,
    return_id: str,
    goods: Return,
    invoices: Mapping[str, Invoice],
    notes: Iterable[CreditNote],
) -> Iterator[tuple[str, Credit]]:
    """What is to be credited of each posted invoice for a return, the newest invoice first.

    `invoices` by id, oldest first.  What no invoice has left is wanted of the last one all the
    same: it says why not.
    """
    earlier = tuple(notes)
    waiting = [note for note in earlier if note.origin == return_id and note.number is None]
    left = to_be_credited(goods, waiting)
    wanted = _wanted(order_id, left, invoices, earlier)
    kept = [note.fee for note in earlier if note.origin == return_id and note.fee is not None]
    for id_ in dict.fromkeys(invoice for invoice, _ in wanted):
        lines = [
            CreditWanted(line=row, quantity=part)
            for (invoice, row), (_, part) in wanted.items()
            if invoice == id_ and part
        ]
        if lines:
            keep = goods.keep_as_credit
            form = Credit(origin=return_id, reason="return", lines=lines, keep_as_credit=keep)
            of_it = [note for note in earlier if note.invoice == id_]
            if goods.fee is not None:
                bill = invoices[id_]
                note = credit_note_for(bill, id_, of_it, form, bill.effective_on)
                fee = _fee(goods, note, kept)
                kept.append(fee)
                form = form.model_copy(update={"fee": fee or None})
            yield id_, form


def _wanted(
    order_id: str,
    left: dict[int, Quantity],
    invoices: Mapping[str, Invoice],
    earlier: Iterable[CreditNote],
) -> dict[tuple[str, int], tuple[int, Quantity]]:
    """By invoice and its line: the line of the order, and how much of it is wanted there."""
    wanted: dict[tuple[str, int], tuple[int, Quantity]] = {}
    for id_, invoice in reversed(tuple(invoices.items())):
        of_it = [note for note in earlier if note.invoice == id_]
        for row in invoice.lines:
            number = row.order_line
            if row.order == order_id and number is not None and number in left:
                part = min(left[number], row.quantity - credited_quantity(of_it, row))
                left[number] -= part
                wanted[id_, row.line] = (number, part)
    for place, (number, part) in reversed(tuple(wanted.items())):
        wanted[place] = (number, part + left[number])
        left[number] *= 0
    return wanted


def _fee(goods: Return, note: CreditNote, kept: Iterable[Money]) -> Money:
    """What we keep of what a note comes to, beside what other notes have kept."""
    worth: dict[int, Money] = {}
    for row in note.lines:
        line = row.order_line or 0
        worth[line] = worth[line] + row.net if line in worth else row.net
    return goods.fee_on(worth, Money.total(kept, note.currency))


def _moved(case: ReturnToSettlement) -> Iterator[tuple[int, Bucket, Quantity]]:
    """What a return puts into the buckets of its order's lines."""
    awaited = case.state.name in AWAITED
    for line in case.document.lines:
        yield line.line, "authorised", line.authorised
        yield line.line, "received", line.received
        yield line.line, "returned", line.received
        if not awaited:
            yield line.line, "return_cancelled", line.authorised - line.received
        yield line.line, "exchanged", line.received * 0
        yield line.line, "returned", -line.repaired
    for row in case.document.decided:
        if row.stock == "back_to_customer" and row.customer != "repair":
            yield row.line, "returned", -row.quantity
        if row.customer in EXCHANGED and row.progress != "failed":
            yield row.line, "exchanged", row.quantity


def _with(line: OrderLine, sums: Mapping[tuple[int, Bucket], Quantity]) -> OrderLine:
    for (number, bucket), quantity in sums.items():
        if number == line.line and quantity != line.has(bucket):
            line = line.add(bucket, quantity - line.has(bucket))
    return line
