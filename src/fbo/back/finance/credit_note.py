"""Credit notes: what is taken back of an invoice, in a document of its own.

An invoice never changes once it is issued; whatever was billed too much is credited.  What has been
credited before decides what can be, and how cents fall: a line credited in parts is credited to the
cent, and the note that takes the last of it takes all the tax that is left.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar, Literal

from fbo.back.finance.invoice import Invoice, InvoiceLine
from fbo.kernel.document import Document, Form, Id, LegalNumber, Many, Value
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.kernel.tax import TaxLine, tax_lines
from fbo.kernel.text import ShortText
from fbo.kernel.times import Day
from fbo.workflow.guard import guard

CreditReason = Literal["return", "cancellation", "price", "quality", "goodwill", "billing_error"]


class CreditedLine(Value):
    """What is credited of a line of the invoice: units of it, or an amount (`quantity` 0)."""

    public: ClassVar[tuple[str, ...]] = ("line", "quantity", "net", "order", "order_line")

    line: int
    quantity: Quantity
    net: Money
    order: Id | None = None
    order_line: int | None = None


class CreditNote(Document):
    """What is taken back of an invoice.

    `origin` is what it comes from: a return, a complaint, an order that was cancelled.  With
    `keep_as_credit` the customer keeps what he has paid too much, and is not paid back.
    """

    indexed = ("customer", "invoice", "number")
    public: ClassVar[tuple[str, ...]] = (
        *("number", "currency", "effective_on", "invoice", "orders", "lines", "tax_lines"),
        *("net", "tax", "gross", "keep_as_credit"),
    )

    number: LegalNumber | None = None
    series: ShortText = "credit_note"
    customer: Id
    currency: ShortText
    effective_on: Day
    invoice: Id
    orders: Many[Id] = ()
    origin: Id
    reason: CreditReason
    lines: Many[CreditedLine] = ()
    tax_lines: Many[TaxLine] = ()
    keep_as_credit: bool = False
    excess: Money | None = None

    @property
    def net(self) -> Money:
        """Without tax."""
        return Money.total((tax.base for tax in self.tax_lines), self.currency)

    @property
    def tax(self) -> Money:
        """The tax."""
        return Money.total((line.tax for line in self.tax_lines), self.currency)

    @property
    def gross(self) -> Money:
        """With tax: what is not owed any more."""
        return self.net + self.tax


class CreditWanted(Value):
    """What is to be credited of a line of the invoice: so many units, or so much money."""

    line: int
    quantity: Quantity | None = None
    amount: Money | None = None


class Credit(Form):
    """What is to be credited of an invoice, and why."""

    origin: Id
    reason: CreditReason
    lines: Many[CreditWanted]
    keep_as_credit: bool = False


@guard("nothing is credited", way_out="name a line of the invoice")
def credits_something(note: CreditNote) -> bool:
    """Whether the note comes to more than nothing."""
    return bool(note.lines) and note.gross.amount > 0


def why_not_credited(
    invoice: Invoice, earlier: Iterable[CreditNote], wanted: Iterable[CreditWanted]
) -> Reason | None:
    """Why this cannot be credited beside what has been; `None`: it can."""
    rows = {row.line: row for row in invoice.lines}
    before = tuple(earlier)
    for want in wanted:
        row = rows.get(want.line)
        if row is None:
            return Reason("no_such_line", f"the invoice has no line {want.line}")
        left = row.net - credited_amount(before, row, invoice.currency)
        units = row.quantity - credited_quantity(before, row)
        if want.quantity is not None and want.quantity > units:
            return _over(want.line, str(units), str(want.quantity))
        if want.amount is not None and want.amount > left:
            return _over(want.line, str(left), str(want.amount))
        if (want.quantity is None) == (want.amount is None):
            return Reason("wrong_credit", "a line is credited by units, or by an amount")
    return None


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
    return CreditNote(
        customer=invoice.customer,
        currency=invoice.currency,
        effective_on=on,
        invoice=invoice_id,
        orders=invoice.orders,
        origin=form.origin,
        reason=form.reason,
        lines=lines,
        tax_lines=_taxes(invoice, rows, earlier, lines),
        keep_as_credit=form.keep_as_credit,
    )


def credited_quantity(earlier: Iterable[CreditNote], row: InvoiceLine) -> Quantity:
    """How many units of a line have been credited."""
    credited = Quantity.zero(row.quantity.unit)
    for note in earlier:
        credited = sum((c.quantity for c in note.lines if c.line == row.line), credited)
    return credited


def credited_amount(earlier: Iterable[CreditNote], row: InvoiceLine, currency: str) -> Money:
    """How much of a line has been credited."""
    parts = (c.net for note in earlier for c in note.lines if c.line == row.line)
    return Money.total(parts, currency)


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
    """A part of a line by cumulative rounding: the parts add up to the whole."""
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
    """What so many units of a line come to; the last of them come to all that is left."""
    before = credited_quantity(earlier, row)
    if before + quantity == row.quantity:
        return row.net - credited_amount(earlier, row, currency)
    return row.net.part_of(before.amount, quantity.amount, row.quantity.amount)


def _taxes(
    invoice: Invoice,
    rows: Mapping[int, InvoiceLine],
    earlier: Sequence[CreditNote],
    lines: Sequence[CreditedLine],
) -> tuple[TaxLine, ...]:
    """At most the tax that was billed, per code and rate; with the last of it, all that is left."""
    rates = {tax.tax_code: tax for tax in invoice.tax_lines}
    parts = [(rows[c.line].tax_code, rates[rows[c.line].tax_code].rate, c.net) for c in lines]
    return tuple(
        _at_most(tax, rates[tax.tax_code], [t for n in earlier for t in n.tax_lines])
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
