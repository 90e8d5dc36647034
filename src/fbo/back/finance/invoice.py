"""Invoices: what a customer owes, in a document that never changes once it is issued."""

from decimal import Decimal
from typing import ClassVar, Literal

from fbo.kernel.document import Address, Document, Id, LegalNumber, Many, Personal, Value
from fbo.kernel.money import Money, SignedPrice
from fbo.kernel.quantity import Quantity
from fbo.kernel.rate import Rate
from fbo.kernel.tax import TaxLine, TaxRounding
from fbo.kernel.text import ShortText
from fbo.kernel.times import Day
from fbo.workflow.guard import guard

InvoiceLineKind = Literal["item", "service", "charge", "promotion", "deposit", "deposit_deducted"]
NONE = Decimal(0)


class InvoiceLine(Value):
    """A line of an invoice; `net` is its part by cumulative rounding.

    `before` is how much of the order's line was billed ahead of it.  `tax_rate` may be left out
    where the invoice has one rate only of its `tax_code`.
    """

    public: ClassVar[tuple[str, ...]] = (
        *("line", "order", "order_line", "kind", "description", "quantity", "unit_price"),
        *("discount", "net", "tax_code", "tax_rate", "service_period"),
    )

    line: int
    order: Id | None = None
    order_line: int | None = None
    kind: InvoiceLineKind = "item"
    description: ShortText = ""
    quantity: Quantity
    unit_price: SignedPrice
    discount: Rate = NONE
    before: Quantity | None = None
    net: Money
    tax_code: ShortText = ""
    tax_rate: Rate | None = None
    service_period: tuple[Day, Day] | None = None

    def worth(self, units: Quantity) -> Money:
        """What the first so many of its units come to.

        Of an order's line the others take their value with them, behind those billed before; of
        what is billed by hand it is the units' share.
        """
        if self.order_line is None:
            return self.net.part_of(0, units.amount, self.quantity.amount)
        left = self.net - (self._priced(self.quantity) - self._priced(units))
        return left if self.net.amount < 0 else max(left, Money.zero(left.currency))

    def _priced(self, units: Quantity) -> Money:
        if self.before is None:
            return self.unit_price.times(units, discount=self.discount)
        ahead = self.unit_price.times(self.before, discount=self.discount)
        return self.unit_price.times(self.before + units, discount=self.discount) - ahead


class Due(Value):
    """An amount and the day by which it is to be paid."""

    public: ClassVar[tuple[str, ...]] = ("on", "amount")

    on: Day
    amount: Money


class Invoice(Document):
    """A bill for goods or services.  `number` is given at `issue`; `due` adds up to the gross.

    `corrects` is the invoice in whose place it stands, `origin` what that was agreed by.
    `chased_on` is the day on which it was found unpaid for too long: no part of the bill, and all
    of it that may change once it is posted.
    """

    indexed = ("customer", "number", "late")
    public: ClassVar[tuple[str, ...]] = (
        *("number", "kind", "orders", "bill_to", "currency", "effective_on", "due", "lines"),
        *("tax_lines", "tax_rounding", "net", "tax", "gross", "corrects"),
    )
    restricted: ClassVar[tuple[str, ...]] = ("chased_on",)

    number: LegalNumber | None = None
    series: ShortText = "invoice"
    kind: Literal["invoice", "deposit"] = "invoice"
    customer: Id
    orders: Many[Id] = ()
    bill_to: Personal[Address] = Address()
    currency: ShortText
    effective_on: Day
    due: Many[Due] = ()
    lines: Many[InvoiceLine] = ()
    tax_lines: Many[TaxLine] = ()
    tax_rounding: TaxRounding = "document"
    corrects: Id | None = None
    origin: Id | None = None
    chased_on: Day | None = None

    @property
    def late(self) -> tuple[str, ...]:
        """Its customer, once it was unpaid for too long; late invoices are found by it."""
        return () if self.chased_on is None else (self.customer,)

    @property
    def net(self) -> Money:
        """Without tax: what the tax is worked out on."""
        return Money.total((tax.base for tax in self.tax_lines), self.currency)

    @property
    def tax(self) -> Money:
        """The tax."""
        return Money.total((line.tax for line in self.tax_lines), self.currency)

    @property
    def gross(self) -> Money:
        """With tax: what is owed."""
        return self.net + self.tax

    def tax_on(self, row: InvoiceLine) -> TaxLine | None:
        """The tax line under which a line of it falls; `None` where it does not say which."""
        of_code = [tax for tax in self.tax_lines if tax.tax_code == row.tax_code]
        if row.tax_rate is not None:
            of_code = [tax for tax in of_code if tax.rate == row.tax_rate]
        return of_code[0] if len(of_code) == 1 else None

    def overdue(self, open_: Money, on: Day, *, days: int = 0) -> Money:
        """How much of what is open should have been paid more than so many days before.

        What was paid counts for what fell due first.
        """
        zero = Money.zero(self.currency)
        fallen = (row.amount for row in self.due if (on - row.on).days > days)
        return max(Money.total(fallen, self.currency) - (self.gross - open_), zero)

    @property
    def includes_tax(self) -> bool:
        """Whether the amounts of its lines contain their tax."""
        return bool(self.tax) and self.net != Money.total(
            (r.net for r in self.lines), self.currency
        )


@guard("the invoice has no lines", way_out="cancel it")
def has_invoice_lines(invoice: Invoice) -> bool:
    """Whether anything is billed."""
    return bool(invoice.lines)


@guard("what is billed does not add up to the net", way_out="give each line what it comes to")
def lines_add_up(invoice: Invoice) -> bool:
    """Whether the lines add up to what is taxed; where prices include tax, to the gross."""
    billed = Money.total((line.net for line in invoice.lines), invoice.currency)
    return billed in (invoice.net, invoice.gross)


@guard(
    "a line does not say at which rate it is taxed",
    way_out="give each line a tax code and a rate that the invoice has a tax line of",
)
def lines_say_their_tax(invoice: Invoice) -> bool:
    """Whether each line falls under one tax line, so that it can be credited as it was taxed."""
    return all(invoice.tax_on(row) is not None for row in invoice.lines)


@guard("what is due does not add up to the gross", way_out="give each date its part of the gross")
def dues_add_up(invoice: Invoice) -> bool:
    """Whether the rows of `due` add up to the gross, and it is not negative."""
    due = Money.total((row.amount for row in invoice.due), invoice.currency)
    return invoice.gross.amount >= 0 and due == invoice.gross
