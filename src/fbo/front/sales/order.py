"""The order: what a customer wants, and how far it has come."""

from collections.abc import Callable, Mapping
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from fbo.front.sales.billing import BillingAxis, Invoicing, billing_of
from fbo.front.sales.credit_decision import CreditDecision
from fbo.front.sales.fulfilment import Fulfilment, fulfilment_of
from fbo.front.sales.line import OrderLine
from fbo.kernel.backorder import Backorder
from fbo.kernel.document import Address, Document, Id, LegalNumber, Many, Personal, Value
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.kernel.rate import Rate
from fbo.kernel.tax import Taxed, TaxLine, TaxRounding, gross, tax_lines
from fbo.kernel.terms import PaymentTerms
from fbo.kernel.text import LongText, ShortText
from fbo.kernel.times import Day, Instant

ShipMethod = Literal["manual", "on_order", "on_payment"]


class Instalment(Value):
    """A part of the amount and the day it is due."""

    public: ClassVar[tuple[str, ...]] = ("due", "amount")

    due: Day
    amount: Money


class CancelledLine(Value):
    """So much of a line of the order is not wanted any more."""

    line: int
    quantity: Quantity


class AskedOff(Value):
    """What the warehouse is asked to stop, why, and what becomes of the money paid for it."""

    reason: ShortText
    lines: Many[CancelledLine] = ()
    money: Literal["refund", "keep"] = "refund"


class Order(Document):
    """What a customer orders.

    The order has one currency; its lines are priced in it.  `number` is given at `place`, `promise`
    when its date is promised.  What has
    become of each unit stands in the lines; totals and progress are worked out, never stored.
    What runs short goes to the order with the highest `priority` first.  `returns` are the returns
    of its goods; of a replacement, the return whose goods it replaces.  A `replacement` is made by
    `once_more`, for its `origin`: it costs nothing, so there is no invoice of it.
    """

    indexed = ("customer", "external_ref", "number", "awaits")
    unique = ("external_ref",)
    # Why we hold an order up or turn it down is ours; what is told of it stands in the notices.
    public: ClassVar[tuple[str, ...]] = (
        *("number", "kind", "external_ref", "currency", "price_date", "prices_include_tax"),
        "tax_rounding",
        *("lines", "ship_to", "bill_to", "ship_policy", "terms", "instalments", "promised"),
        *("instructions", "cancelled_on", "net", "tax_lines", "total"),
    )
    restricted: ClassVar[tuple[str, ...]] = ("because", "held_up_by", "credit_decision")

    number: LegalNumber | None = None
    customer: Id
    kind: Literal["sale", "replacement"] = "sale"
    origin: Id | None = None
    external_ref: ShortText | None = None
    currency: ShortText = "EUR"
    price_date: Day | None = None
    prices_include_tax: bool = False
    tax_rounding: TaxRounding | None = None
    lines: Many[OrderLine] = ()
    ship_to: Personal[Address] = Address()
    bill_to: Personal[Address] = Address()
    invoicing: Invoicing = "on_shipment"
    shipping: ShipMethod = "manual"
    ship_policy: Literal["partial_allowed", "complete_line", "complete_order"] = "partial_allowed"
    backorder: Backorder | None = None
    prepayment: Money | Rate | None = None
    deposit: Money | Rate | None = None
    terms: PaymentTerms = PaymentTerms.net(30)
    instalments: Many[Instalment] = ()
    priority: int = 0
    promised: Day | None = None
    promise: Id | None = None
    instructions: LongText = ""
    credit_decision: CreditDecision | None = None
    asked_off: AskedOff | None = None
    returns: Many[Id] = ()
    cancelled_on: Instant | None = None
    because: ShortText | None = None
    held_up_by: ShortText = ""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        numbers = [line.line for line in self.lines]
        if len(set(numbers)) < len(numbers):
            raise ValueError("two lines have one number")
        if {line.unit_price.currency for line in self.lines} - {self.currency}:
            raise ValueError(f"all prices must be in {self.currency}")
        asked = [part for part in (self.prepayment, self.deposit) if isinstance(part, Money)]
        if {part.currency for part in asked} - {self.currency}:
            raise ValueError(f"a prepayment and a deposit must be in {self.currency}")
        if any(part.amount < 0 for part in asked):
            raise ValueError("a prepayment and a deposit are not less than nothing")
        if any(row.amount.currency != self.currency for row in self.instalments):
            raise ValueError(f"instalments must be in {self.currency}")
        if any(row.amount.amount <= 0 for row in self.instalments):
            raise ValueError("an instalment is more than nothing")
        if self.prepayment is not None and self.deposit is not None:
            raise ValueError("an order asks for a prepayment or for a deposit")
        if self.shipping == "on_payment" and self.invoicing in ("on_shipment", "manual"):
            raise ValueError("shipping on payment and invoicing later would wait for each other")
        if self.shipping == "on_payment" and self.deposit is not None:
            raise ValueError("shipping on payment and billing the rest as it leaves would, too")
        return self

    def line(self, number: int) -> OrderLine:
        """A line by its number.  Raises `LookupError`."""
        for line in self.lines:
            if line.line == number:
                return line
        raise LookupError(f"the order has no line {number}")

    def once_more(self, wanted: Mapping[int, Quantity], origin: str) -> "Order":
        """An order of its own over so much of these lines: it costs nothing, and leaves at once.

        `origin`: the return, the remedy or the claim that it is sent for.
        """
        return Order(
            customer=self.customer,
            kind="replacement",
            origin=origin,
            currency=self.currency,
            prices_include_tax=self.prices_include_tax,
            lines=tuple(
                self.line(of)
                .once_more(quantity, number=number, instead_of=origin)
                .replacing(components=(), backorder=None)
                for number, (of, quantity) in enumerate(wanted.items(), start=1)
            ),
            ship_to=self.ship_to,
            bill_to=self.bill_to,
            shipping="on_order",
            ship_policy=self.ship_policy,
        )

    @property
    def stocked(self) -> tuple[OrderLine, ...]:
        """The lines that take goods from stock."""
        return tuple([line for line in self.lines if line.is_stocked])

    @property
    def awaits(self) -> tuple[str, ...]:
        """The items of which something is backordered, each once; orders are found by them.

        Of a kit these are its components: whatever comes of them may be what is missing.
        """
        waiting = [line.takes for line in self.lines if "backordered" in line.buckets]
        return tuple(dict.fromkeys(item for takes in waiting for item, _ in takes))

    @property
    def rounds_tax(self) -> TaxRounding:
        """Where its tax is rounded: frozen when it is placed."""
        return self.tax_rounding or "document"

    @property
    def net(self) -> Money:
        """The value of what is ordered and not cancelled, without tax."""
        return Money.total((tax.base for tax in self.tax_lines), self.currency)

    @property
    def total(self) -> Money:
        """The value of what is ordered and not cancelled, with tax: what the customer will owe."""
        return self._gross(lambda line: line.wanted)

    @property
    def tax_lines(self) -> tuple[TaxLine, ...]:
        """The tax, per code and rate, of what is ordered and not cancelled."""
        parts = self._parts(lambda line: line.wanted)
        return tax_lines(parts, included=self.prices_include_tax, rounding=self.rounds_tax)

    @property
    def uninvoiced(self) -> Money:
        """The value, with tax, of what is ordered, not cancelled and not yet invoiced."""
        return self._gross(lambda line: line.unbilled)

    @property
    def required_prepayment(self) -> Money:
        """What must be paid before the order is confirmed, with tax; never more than its total."""
        return self._share(self.prepayment, lambda: self.total)

    @property
    def agreed_deposit(self) -> Money:
        """What is invoiced as a deposit when the order is confirmed, as its prices are.

        Without tax, unless they include it.
        """
        return self._share(
            self.deposit, lambda: self.total if self.prices_include_tax else self.net
        )

    @property
    def fulfilment(self) -> Fulfilment:
        """How far its goods are, from `none` to `returned`."""
        return fulfilment_of(self.lines)

    @property
    def billing(self) -> BillingAxis:
        """How far it is billed, from `not_due` to `over_invoiced`."""
        return billing_of(self.lines, self.invoicing)

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be shipped."""
        return any(line.open for line in self.lines)

    @property
    def has_shipped(self) -> bool:
        """Whether anything has left."""
        return any("shipped" in line.buckets for line in self.lines)

    def _share(self, asked: Money | Rate | None, of: Callable[[], Money]) -> Money:
        if asked is None:
            return Money.zero(self.currency)
        whole = of()
        return min(asked if isinstance(asked, Money) else whole.rate(asked), whole)

    def _gross(self, quantity: Callable[[OrderLine], Quantity]) -> Money:
        parts, included = self._parts(quantity), self.prices_include_tax
        return gross(parts, self.currency, included=included, rounding=self.rounds_tax)

    def _parts(self, quantity: Callable[[OrderLine], Quantity]) -> list[Taxed]:
        return [(line.tax_code, line.tax_rate, line.value(quantity(line))) for line in self.lines]
