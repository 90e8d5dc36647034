"""How much of an invoice can be credited, and to which cent: pure functions, asked in one place.

What has been credited before decides, for whatever reason it was and whoever wanted it: a line is
credited once, in parts that add up to the cent, and the note that takes the last of a rate takes
all the tax that is left.  Goodwill is counted by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from fbo.back.finance.credit_note import Credit, CreditedLine, CreditNote, CreditWanted
from fbo.back.finance.invoice import Invoice, InvoiceLine
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.kernel.tax import TaxLine, tax_lines

Rows = Mapping[int, InvoiceLine]


def why_not_credited(
    invoice: Invoice, earlier: Iterable[CreditNote], form: Credit
) -> Reason | None:
    """Why this cannot be credited beside what has been; `None`: it can."""
    why = _why_no_credit(invoice, form)
    if why is not None:
        return why
    rows = {row.line: row for row in invoice.lines}
    for want in form.lines:
        if want.line not in rows:
            return Reason("no_such_line", f"the invoice has no line {want.line}")
        why = _why_not_so(rows[want.line], want, invoice.currency)
        if why is not None:
            return why
    notes = tuple(earlier)
    if form.reason == "goodwill":
        return _why_not_given(invoice, notes, form.lines)
    beyond = (_why_beyond(rows[want.line], notes, want, invoice.currency) for want in form.lines)
    return next(filter(None, beyond), None)


def credit_note_for(
    invoice: Invoice,
    invoice_id: str,
    earlier: Sequence[CreditNote],
    form: Credit,
    on: date,
) -> CreditNote:
    """The credit note over what is wanted of an invoice, beside what has been credited."""
    rows = {row.line: row for row in invoice.lines}
    lines = tuple(
        _credited(rows[want.line], earlier, want, invoice.currency) for want in form.lines
    )
    given = form.reason == "goodwill"
    note = CreditNote(
        customer=invoice.customer,
        currency=invoice.currency,
        effective_on=on,
        invoice=invoice_id,
        orders=invoice.orders,
        origin=form.origin,
        reason=form.reason,
        lines=lines,
        tax_lines=_untaxed(lines) if given else _taxes(invoice, rows, earlier, lines),
        keep_as_credit=form.keep_as_credit,
    )
    return note.changed({"fee": min(form.fee, note.gross)}) if form.fee else note


def credited_quantity(earlier: Iterable[CreditNote], row: InvoiceLine) -> Quantity:
    """How many units of a line have been credited."""
    credited = Quantity.zero(row.quantity.unit)
    for note in earlier:
        credited = sum((c.quantity for c in note.lines if c.line == row.line), credited)
    return credited


def credited_amount(earlier: Iterable[CreditNote], row: InvoiceLine, currency: str) -> Money:
    """How much of a line has been credited; what was given as goodwill is not of the line."""
    return Money.total((c.net for c in _parts(earlier, row)), currency)


def _parts(earlier: Iterable[CreditNote], row: InvoiceLine) -> list[CreditedLine]:
    notes = (note for note in earlier if not note.is_goodwill)
    return [part for note in notes for part in note.lines if part.line == row.line]


def _why_no_credit(invoice: Invoice, form: Credit) -> Reason | None:
    """Why this is no credit at all, of whatever invoice it is."""
    numbers, fee = [want.line for want in form.lines], form.fee
    if not numbers:
        return Reason("wrong_credit", "nothing is credited", way_out="name a line of the invoice")
    if len(set(numbers)) < len(numbers):
        return Reason("wrong_credit", "a line is named twice")
    if fee is not None and (fee.currency != invoice.currency or fee.amount < 0):
        return Reason("wrong_credit", f"a fee is an amount in {invoice.currency}")
    return None


def _why_not_so(row: InvoiceLine, want: CreditWanted, currency: str) -> Reason | None:
    """Why this cannot be wanted of a line at all, however much is left of it."""
    by_units, amount = want.quantity is not None, want.amount
    if by_units == (amount is not None):
        return Reason("wrong_credit", "a line is credited by units, or by an amount")
    if want.quantity is not None:
        right = want.quantity.unit == row.quantity.unit and want.quantity.amount > 0
        return None if right else _wrong(row, f"units of {row.quantity.unit.code}, more than none")
    right = amount is not None and amount.currency == currency and amount.amount > 0
    return None if right else _wrong(row, f"an amount in {currency}, more than nothing")


def _why_beyond(
    row: InvoiceLine, notes: Sequence[CreditNote], want: CreditWanted, currency: str
) -> Reason | None:
    left = row.net - credited_amount(notes, row, currency)
    units = row.quantity - credited_quantity(notes, row)
    if want.quantity is not None and want.quantity > units:
        return _over(want.line, str(units), str(want.quantity))
    if want.amount is not None and want.amount > left:
        return _over(want.line, str(left), str(want.amount))
    return None


def _why_not_given(
    invoice: Invoice, notes: Sequence[CreditNote], wants: Sequence[CreditWanted]
) -> Reason | None:
    """Goodwill is an amount; all of it together is no more than the invoice came to."""
    given = Money.total((note.gross for note in notes if note.is_goodwill), invoice.currency)
    for want in wants:
        if want.amount is None:
            return Reason("wrong_credit", "goodwill is an amount, without units")
        given += want.amount
        if given > invoice.gross:
            left = invoice.gross - given + want.amount
            return _over(want.line, str(left), str(want.amount))
    return None


def _wrong(row: InvoiceLine, right: str) -> Reason:
    sentence = f"of line {row.line} is credited: {right}"
    return Reason("wrong_credit", sentence, {"line": row.line})


def _over(line: int, left: str, wanted: str) -> Reason:
    return Reason(
        "credit_cap",
        f"{left} of line {line} can still be credited, {wanted} are wanted",
        {"line": line, "remaining": left},
        way_out="credit no more than is left",
    )


def _credited(
    row: InvoiceLine, earlier: Sequence[CreditNote], want: CreditWanted, currency: str
) -> CreditedLine:
    quantity = want.quantity or Quantity.zero(row.quantity.unit)
    return CreditedLine(
        line=row.line,
        quantity=quantity,
        net=want.amount or _net_of(row, earlier, quantity, currency),
        order=row.order,
        order_line=row.order_line,
    )


def _net_of(
    row: InvoiceLine, earlier: Sequence[CreditNote], quantity: Quantity, currency: str
) -> Money:
    """What so many units of a line come to; the last of them come to all that is left.

    The units billed last are credited first, so that what is left is billed as if it had been all,
    to the cent.  Once its price was reduced, a unit is worth its part of what is left.
    """
    parts = _parts(earlier, row)
    units = row.quantity - credited_quantity(earlier, row)
    left = row.net - credited_amount(earlier, row, currency)
    if quantity == units:
        return left
    if all(part.quantity for part in parts):
        return row.worth(units) - row.worth(units - quantity)
    return left.part_of(0, quantity.amount, units.amount)


def _untaxed(lines: Sequence[CreditedLine]) -> tuple[TaxLine, ...]:
    """A gift takes no tax back: nothing was sold for less."""
    amount = sum((line.net for line in lines[1:]), lines[0].net)
    zero = Money.zero(amount.currency)
    return (TaxLine(tax_code="", rate=zero.amount, base=amount, tax=zero),)


def _taxes(
    invoice: Invoice,
    rows: Rows,
    earlier: Sequence[CreditNote],
    lines: Sequence[CreditedLine],
) -> tuple[TaxLine, ...]:
    """At most the tax that was billed, per code and rate; with the last of it, all that is left."""
    billed = {(tax.tax_code, tax.rate): tax for tax in invoice.tax_lines}
    taxed = [(invoice.tax_on(rows[credited.line]), credited.net) for credited in lines]
    parts = [(tax.tax_code, tax.rate, net) for tax, net in taxed if tax is not None]
    before = [tax for note in earlier if not note.is_goodwill for tax in note.tax_lines]
    return tuple(
        _at_most(tax, billed[tax.tax_code, tax.rate], before)
        for tax in tax_lines(parts, included=invoice.includes_tax, rounding=invoice.tax_rounding)
    )


def _at_most(tax: TaxLine, billed: TaxLine, credited: Iterable[TaxLine]) -> TaxLine:
    same = [c for c in credited if (c.tax_code, c.rate) == (billed.tax_code, billed.rate)]
    base = billed.base - Money.total((c.base for c in same), billed.base.currency)
    left = billed.tax - Money.total((c.tax for c in same), billed.tax.currency)
    if tax.base + tax.tax >= base + left:
        return TaxLine(tax_code=tax.tax_code, rate=tax.rate, base=base, tax=left)
    if tax.tax > left:
        return TaxLine(tax_code=tax.tax_code, rate=tax.rate, base=tax.base, tax=left)
    return tax
