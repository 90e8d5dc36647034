"""Order lines, and the ledger of their quantity.

Double entry for units: every unit ordered is in exactly one bucket, and a step moves it to another.
Progress is read from the buckets and never stored.  Of a promotion the units are the money that it
takes off, so that an invoice can bear any part of it:

    ordered = unplanned + backordered + allocated + picked + shipped + cancelled
    shipped = in_transit + delivered + lost + bounced
    open    = unplanned + backordered + allocated + picked
    return_open = authorised - received - return_cancelled
    returned + return_open <= delivered
    exchanged + made_good <= shipped

For what is exchanged the customer has sent goods back, and has money or others for them; what is
made good was put right on a complaint or a claim: sent once more, paid back, or is being repaired.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Literal, Self

from fbo.kernel.backorder import Backorder
from fbo.kernel.document import Id, Many, Value
from fbo.kernel.errors import BugError
from fbo.kernel.money import Money, Price, SignedPrice
from fbo.kernel.quantity import PIECE, PositiveQuantity, Quantity, Unit
from fbo.kernel.rate import Rate
from fbo.kernel.text import ShortText
from fbo.kernel.times import Day

LineKind = Literal["item", "service", "charge", "promotion"]
Bucket = Literal[
    "unplanned",
    "backordered",
    "allocated",
    "picked",
    "shipped",
    "cancelled",
    "in_transit",
    "delivered",
    "lost",
    "bounced",
    "authorised",
    "received",
    "return_cancelled",
    "returned",
    "exchanged",
    "made_good",
    "invoiced",
    "credited",
]
OPEN: tuple[Bucket, ...] = ("unplanned", "backordered", "allocated", "picked")
WANTED: tuple[Bucket, ...] = (*OPEN, "shipped")
TO_BE_BILLED: tuple[Bucket, ...] = (*WANTED, "credited")
PARTITION: tuple[Bucket, ...] = (*WANTED, "cancelled")
NONE = Decimal(0)
SENT_ONCE_MORE = "Sent once more"
"""What a line at no price says, where the line it is for says nothing."""


class KitPart(Value):
    """So much of an item goes into one kit."""

    item: Id
    quantity: PositiveQuantity


class PromotionRule(Value):
    """What a promotion depends on: that the goods of the order come to more than an amount.

    Goods at their prices on the order, with the tax where these include it; neither services nor
    charges.
    """

    goods_over: Money


class OrderLine(Value):
    """One line of an order.

    `line` is its number, stable within the order.  `unit_price` is the price at `place`; `discount`
    a rate from 0 to 1.  `buckets` holds the buckets that are not zero.  Make one with `order_line`,
    `service_line`, `charge_line` or `promotion_line`.

    What the item's record says when the order is placed is kept with the line: of a kit its
    `components`, and of an item that has one its own `backorder` policy.
    """

    # The buckets say how far the warehouse is; what has become of the goods is worked out of them.
    public: ClassVar[tuple[str, ...]] = (
        *("line", "kind", "item", "description", "unit_price", "discount", "tax_code", "tax_rate"),
        *("promised", "ordered", "shipped", "delivered", "cancelled"),
    )

    line: int
    kind: LineKind = "item"
    item: Id | None = None
    description: ShortText = ""
    unit: Unit = PIECE
    unit_price: SignedPrice
    discount: Rate = NONE
    tax_code: ShortText = ""
    tax_rate: Rate = NONE
    rule: PromotionRule | None = None
    promised: Day | None = None
    replaces: Id | None = None
    components: Many[KitPart] = ()
    backorder: Backorder | None = None
    buckets: Mapping[Bucket, Quantity] = {}

    def has(self, bucket: Bucket) -> Quantity:
        """How much is in a bucket."""
        held = self.buckets.get(bucket)
        return Quantity.zero(self.unit) if held is None else held

    def sum_of(self, buckets: tuple[Bucket, ...]) -> Quantity:
        """How much is in several buckets together."""
        # A line has a bucket or two; there are more that one may ask for.
        held = [quantity for bucket, quantity in self.buckets.items() if bucket in buckets]
        return sum(held[1:], held[0]) if held else Quantity.zero(self.unit)

    def less(self, buckets: tuple[Bucket, ...], *others: Bucket) -> Quantity:
        """How much is in several buckets together, less what is in others."""
        held = self.sum_of(buckets)
        for bucket in others:
            if bucket in self.buckets:
                held -= self.buckets[bucket]
        return held

    @property
    def ordered(self) -> Quantity:
        """What was ordered, whatever has become of it."""
        return self.sum_of(PARTITION)

    @property
    def open(self) -> Quantity:
        """What is still to be shipped."""
        return self.sum_of(OPEN)

    @property
    def wanted(self) -> Quantity:
        """What is ordered and not cancelled."""
        return self.sum_of(WANTED)

    @property
    def return_open(self) -> Quantity:
        """What the customer may send back and has not."""
        return self.less(("authorised",), "received", "return_cancelled")

    @property
    def returnable(self) -> Quantity:
        """What has arrived, has not come back, and is not to come back either."""
        return self.delivered - self.has("returned") - self.return_open

    @property
    def redressable(self) -> Quantity:
        """What has left, and for which the customer has had nothing else yet."""
        return self.less(("shipped",), "exchanged", "made_good")

    @property
    def cancellable(self) -> Quantity:
        """What nobody has picked yet."""
        return self.sum_of(("unplanned", "backordered", "allocated"))

    @property
    def uninvoiced(self) -> Quantity:
        """What is ordered, not cancelled and not billed, or billed and credited again."""
        left = self.less(TO_BE_BILLED, "invoiced")
        return left if left.amount > 0 else Quantity.zero(self.unit)

    @property
    def unbilled(self) -> Quantity:
        """As `uninvoiced`; negative for a promotion that was billed and counts no more."""
        return self.less(TO_BE_BILLED, "invoiced") if self.kind == "promotion" else self.uninvoiced

    @property
    def shipped(self) -> Quantity:
        """What has left."""
        return self.has("shipped")

    @property
    def delivered(self) -> Quantity:
        """What has arrived."""
        return self.has("delivered")

    @property
    def cancelled(self) -> Quantity:
        """What is not wanted any more."""
        return self.has("cancelled")

    @property
    def is_stocked(self) -> bool:
        """Whether the line takes goods from stock."""
        return self.kind == "item"

    @property
    def takes(self) -> dict[tuple[str, Unit], int]:
        """What its smallest unit takes from stock: of each item, by its unit, the smallest amounts.

        Goods take themselves, a kit its components; a service, a charge, a promotion nothing.
        """
        if not self.is_stocked:
            return {}
        sums: dict[tuple[str, Unit], int] = {}
        for part in self.components:
            key = (part.item, part.quantity.unit)
            sums[key] = sums.get(key, 0) + part.quantity.units
        return sums or {(self.item or "", self.unit): 1}

    def move(self, source: Bucket, target: Bucket, quantity: Quantity) -> Self:
        """The line with some units moved from one bucket to another.

        Raises `BugError` where the bucket holds less: guards ask before.
        """
        if not quantity:
            return self
        held = self.has(source)
        if quantity.amount < 0 or quantity > held:
            raise BugError(f"line {self.line} has {held} {source}, not {quantity}")
        buckets = dict(self.buckets)
        buckets[source] = held - quantity
        buckets[target] = buckets[target] + quantity if target in buckets else quantity
        return self._with(buckets)

    def add(self, bucket: Bucket, quantity: Quantity) -> Self:
        """The line with a bucket changed; buckets at zero are left out."""
        buckets = dict(self.buckets)
        buckets[bucket] = buckets[bucket] + quantity if bucket in buckets else quantity
        return self._with(buckets)

    def move_all(self, sources: tuple[Bucket, ...], target: Bucket) -> Self:
        """The line with everything in some buckets moved to another."""
        line = self
        for source in sources:
            if line.has(source):
                line = line.move(source, target, line.has(source))
        return line

    def _with(self, buckets: Mapping[Bucket, Quantity]) -> Self:
        # Of every line at every step: what moves within a line cannot make it a wrong one.
        return self.replacing(buckets={b: q for b, q in buckets.items() if q.amount})

    def once_more(self, quantity: Quantity, *, number: int, instead_of: str) -> Self:
        """A line over so much of the same at no price; `instead_of` is what it is sent for."""
        return self.replacing(
            line=number,
            unit_price=Price.zero(self.unit_price.currency),
            description=self.description or SENT_ONCE_MORE,
            promised=None,
            replaces=instead_of,
            buckets={"unplanned": quantity},
        )

    def value(self, quantity: Quantity) -> Money:
        """What so many units cost: price × quantity × (1 − discount), rounded once, half up."""
        return self.unit_price.times(quantity, discount=self.discount)

    def part(self, before: Quantity, quantity: Quantity, charged: Money | None = None) -> Money:
        """What a part costs when `before` is billed already; the parts add up to the whole.

        `charged`: what that was billed at, where it was not at its value.
        """
        if not before:
            return self.value(quantity)
        return self.value(before + quantity) - (self.value(before) if charged is None else charged)


def order_line(
    line: int,
    item: str,
    quantity: Quantity,
    price: Price,
    *,
    discount: Decimal = NONE,
    description: str = "",
    tax_code: str = "",
    tax_rate: Decimal = NONE,
) -> OrderLine:
    """A line for goods from stock: so many of an item at a price per unit."""
    return OrderLine(
        line=line,
        item=item,
        description=description,
        unit=quantity.unit,
        unit_price=price,
        discount=discount,
        tax_code=tax_code,
        tax_rate=tax_rate,
        buckets={"unplanned": quantity},
    )


def service_line(
    line: int,
    description: str,
    quantity: Quantity,
    price: Price,
    *,
    item: str | None = None,
    discount: Decimal = NONE,
    tax_code: str = "",
    tax_rate: Decimal = NONE,
) -> OrderLine:
    """A line for a service: so many hours at a price per hour.  It has no stock.

    It counts as shipped with the first goods of the order, or with the confirmation where there are
    none.  `item` names its record, if it has one.
    """
    return OrderLine(
        line=line,
        kind="service",
        item=item,
        description=description,
        unit=quantity.unit,
        unit_price=price,
        discount=discount,
        tax_code=tax_code,
        tax_rate=tax_rate,
        buckets={"unplanned": quantity},
    )


def charge_line(
    line: int,
    description: str,
    amount: Money,
    *,
    tax_code: str = "",
    tax_rate: Decimal = NONE,
) -> OrderLine:
    """A line for a charge: freight, a fee.  It has no stock and ships with the first shipment."""
    return OrderLine(
        line=line,
        kind="charge",
        description=description,
        unit_price=Price(amount.amount, amount.currency),
        tax_code=tax_code,
        tax_rate=tax_rate,
        buckets={"unplanned": Quantity.from_units(1, PIECE)},
    )


def promotion_line(
    line: int,
    description: str,
    off: Money,
    *,
    rule: PromotionRule | None = None,
    tax_code: str = "",
    tax_rate: Decimal = NONE,
) -> OrderLine:
    """A line for a promotion: so much off, as long as the rule holds.

    It goes off goods of its own tax code and rate, and never further than these come to.  Its units
    are money: 50.00 EUR at -1 each.
    """
    unit = Unit(off.currency, off.scale)
    return OrderLine(
        line=line,
        kind="promotion",
        description=description,
        unit=unit,
        unit_price=Price(Decimal(-1), off.currency),
        tax_code=tax_code,
        tax_rate=tax_rate,
        rule=rule,
        buckets={"unplanned": Quantity(off.amount, unit)},
    )
