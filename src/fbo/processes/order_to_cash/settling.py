"""What becomes of what is billed when less is wanted: pure functions from an order to its credits.

What is billed and not wanted any more is credited, invoice by invoice.  A promotion that counts no
more goes with the credit note of its goods, as far as these come to as much; what no note can bear
is billed again, and takes what the customer is credited.  Nothing here asks for anything.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from fbo.back.finance import Credit, CreditNote, CreditWanted, Due, Invoice, InvoiceLine
from fbo.back.finance.credited import credited_amount, credited_quantity
from fbo.front.sales import Order, OrderLine
from fbo.kernel.document import Address
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.processes.order_to_cash.bills import billed_so_far, deposit_left, still_to_come

Lines: TypeAlias = Sequence[OrderLine]
Invoices: TypeAlias = Mapping[str, Invoice]
"""Posted invoices by their ids, the oldest first."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is credited, of which invoice; and what is charged back: negative, by line."""

    credits: tuple[tuple[str, Credit], ...] = ()
    back: Mapping[int, Quantity] = field(default_factory=dict[int, Quantity])


def settlement(
    order_id: str,
    order: Order,
    lines: Lines,
    invoices: Invoices,
    notes: Iterable[CreditNote],
    *,
    keep: bool,
) -> Settlement:
    """What is to be credited and charged back once the lines are as given.

    `notes`: the credit notes of the invoices so far.  `keep`: whether what was paid for it stays
    with us as the customer's credit.
    """
    earlier = tuple(notes)
    wanted = _over_billed(order_id, lines, invoices, earlier)
    back: dict[int, Quantity] = {}
    for id_, parts in wanted.items():
        rows = {row.line: row for row in invoices[id_].lines}
        borne = [part for part in parts if _is_borne(part, parts, invoices[id_])]
        for part in parts:
            number = rows[part.line].order_line
            if part not in borne and part.quantity is not None and number is not None:
                back[number] = back.get(number, Quantity.zero(part.quantity.unit)) - part.quantity
        parts[:] = borne
    for id_, invoice, want in _deposits_back(order_id, order, lines, invoices, earlier):
        if invoice.kind == "deposit":
            wanted.setdefault(id_, []).append(want)
    kept = keep or bool(back)
    return Settlement(
        tuple(
            (id_, Credit(origin=order_id, reason="cancellation", lines=parts, keep_as_credit=kept))
            for id_, parts in wanted.items()
            if parts
        ),
        back,
    )


def once_credited(lines: Lines, invoices: Invoices, settled: Settlement) -> tuple[OrderLine, ...]:
    """The lines once the credit notes of a settlement are posted."""
    credited: dict[int, Quantity] = {}
    for id_, form in settled.credits:
        rows = {row.line: row for row in invoices[id_].lines}
        for part in form.lines:
            number = rows[part.line].order_line
            if number is not None and part.quantity is not None:
                zero = Quantity.zero(part.quantity.unit)
                credited[number] = credited.get(number, zero) + part.quantity
    return tuple(
        line.add("credited", credited[line.line]) if line.line in credited else line
        for line in lines
    )


def all_that_is_left(invoice: Invoice, notes: Iterable[CreditNote]) -> tuple[CreditWanted, ...]:
    """Every line of an invoice, as far as no note has credited it."""
    of_it = tuple(notes)
    left = {row.line: row.quantity - credited_quantity(of_it, row) for row in invoice.lines}
    return tuple(CreditWanted(line=line, quantity=units) for line, units in left.items() if units)


def why_not_billed_anew(invoice: Invoice, notes: Iterable[CreditNote]) -> Reason | None:
    """Why an invoice cannot be billed anew, all that is left of it; `None`: it can."""
    if any(row.kind.startswith("deposit") or row.quantity.amount < 0 for row in invoice.lines):
        sentence = "it deducts a deposit, or bills a promotion that was lost"
        return Reason("not_corrected", sentence, way_out="credit it, and bill it anew by hand")
    if not all_that_is_left(invoice, notes):
        return Reason("nothing_left", "all of it is credited already")
    return None


def billed_anew(invoice: Invoice, note: CreditNote, bill_to: Address, on: date) -> Invoice:
    """An invoice over what a note takes back of another, to the cent, to another address."""
    taken = {part.line: part for part in note.lines}
    whole = note.gross == invoice.gross
    last = max(part.on for part in invoice.due)
    return invoice.changed(
        {
            "number": None,
            "bill_to": bill_to,
            "effective_on": on,
            "due": invoice.due if whole else (Due(on=last, amount=note.gross),),
            "lines": tuple(
                row.replacing(quantity=taken[row.line].quantity, net=taken[row.line].net)
                for row in invoice.lines
                if row.line in taken
            ),
            "tax_lines": note.tax_lines,
        }
    )


def billed_otherwise(order: Order, less: Order) -> frozenset[int]:
    """The numbers of the lines that a draft bills wrongly once the order is as given.

    What is billed when it is shipped is wanted still, but may have another price.
    """
    now = {line.line: line for line in less.lines}
    ahead = less.invoicing != "on_shipment"
    return frozenset(
        was.line
        for was in order.lines
        for line in (now.get(was.line, was.replacing(buckets={})),)
        if (was.unit_price, was.discount) != (line.unit_price, line.discount)
        or (was.wanted != line.wanted and (ahead or line.kind == "promotion"))
    )


def within(wanted: Mapping[int, Quantity], most: Mapping[int, Quantity]) -> dict[int, Quantity]:
    """So much of each line, and no more than the most of it."""
    return {number: min(wanted[number], most[number]) for number in wanted if number in most}


def _over_billed(
    order_id: str, lines: Lines, invoices: Invoices, earlier: Sequence[CreditNote]
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


def _is_borne(part: CreditWanted, parts: Sequence[CreditWanted], invoice: Invoice) -> bool:
    """Whether a note bears a part: of a promotion, if its goods come to as much."""
    rows = {row.line: row for row in invoice.lines}
    row = rows[part.line]
    if row.kind != "promotion":
        return True
    with_it = [one for one in parts if invoice.tax_on(rows[one.line]) == invoice.tax_on(row)]
    sums = (_worth(rows[one.line], one) for one in with_it)
    return Money.total(sums, invoice.currency).amount >= 0


def _worth(row: InvoiceLine, part: CreditWanted) -> Money:
    units = part.quantity or Quantity.zero(row.quantity.unit)
    return row.unit_price.times(units, discount=row.discount)


def _deposits_back(
    order_id: str, order: Order, lines: Lines, invoices: Invoices, notes: Sequence[CreditNote]
) -> Iterator[tuple[str, Invoice, CreditWanted]]:
    """The deposit that nothing is left to be deducted from."""
    if order.deposit is None or any(line.open or line.uninvoiced for line in lines):
        return
    so_far = billed_so_far(order_id, invoices.values(), notes)
    charged = {number: net for number, (_, net) in so_far.items()}
    for code, rate, left in deposit_left(invoices.values()):
        rest = left - still_to_come(lines, charged, code, rate, order.currency)
        for id_, invoice in invoices.items():
            for row in invoice.lines:
                tax = invoice.tax_on(row)
                if row.kind != "deposit" or tax is None or rest.amount <= 0:
                    continue
                if (tax.tax_code, tax.rate) != (code, rate):
                    continue
                of_it = [note for note in notes if note.invoice == id_]
                part = min(rest, row.net - credited_amount(of_it, row, order.currency))
                if part:
                    rest -= part
                    yield id_, invoice, CreditWanted(line=row.line, amount=part)
