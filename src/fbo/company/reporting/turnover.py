"""Turnover: what was ordered, shipped, billed and paid, as projections of the journal.

Figures are exact decimals, one dictionary a currency; what is worth how much is read from the lines
of orders and invoices as the journal has them.  What is personal is never looked at.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fbo.back.finance import Invoice
from fbo.front.sales import Order
from fbo.front.sales.line import OPEN, PARTITION
from fbo.kernel.decimals import EXACT
from fbo.kernel.money import Money, Price, part_minor
from fbo.kernel.quantity import Quantity
from fbo.ports.storage import Entry
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.receipting import Receipting

ZERO = Decimal(0)
ONE = Decimal(1)
TURNED_DOWN = ("rejected", "cancelled")
_OPEN = frozenset[str](OPEN)
_WANTED = frozenset[str](PARTITION) - {"cancelled"}


@dataclass(slots=True)
class Ordered:
    """An order as the journal tells it.

    `placed` and `shipped` are instants, empty before; shipped is an order whose last open unit has
    left.  `by` is who placed it.
    """

    currency: str
    kind: str = "sale"
    lines: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    promised: str = ""
    placed: str = ""
    by: str = ""
    shipped: str = ""
    state: str = ""

    @property
    def items(self) -> list[dict[str, Any]]:
        """The lines that are goods."""
        return [line for line in self.lines if line.get("kind", "item") == "item"]

    @property
    def net(self) -> Decimal:
        """Price x quantity x (1 - discount) of the goods that are ordered and not cancelled, exact.

        An order that was rejected is worth nothing.
        """
        if self.state == "rejected":
            return ZERO
        return sum((_worth(line) for line in self.items), ZERO)

    @property
    def is_late(self) -> bool:
        """Whether it was shipped after the day it was promised for."""
        return bool(self.promised) and self.shipped[:10] > self.promised

    def see_lines(self, lines: list[dict[str, Any]], at: str) -> None:
        """The lines have changed; once nothing is open and something has left, it is shipped."""
        self.lines = lines
        if not self.shipped:
            held: set[str] = {bucket for line in lines for bucket in line.get("buckets", ())}
            if "shipped" in held and not held & _OPEN:
                self.shipped = at


class Orders:
    """All orders by id, those that were never placed among them."""

    def __init__(self) -> None:
        self.all: dict[str, Ordered] = {}

    def see(self, entry: Entry) -> None:
        """Note what an entry says about an order."""
        if not entry.type.startswith(OrderToCash.family):
            return
        data = entry.data
        order = self.all.get(data.get("case", ""))
        if order is None:
            if entry.type != f"{OrderToCash.family}.open":
                return
            order = self.all[data["case"]] = Ordered(_default(Order, "currency"))
        order.state = data.get("to", order.state)
        if entry.type == f"{OrderToCash.family}.{OrderToCash.place.name}":
            order.placed, order.by = entry.at, data["by"]
        changed = data.get("set", {})
        order.currency = changed.get("currency", order.currency)
        order.kind = changed.get("kind", order.kind)
        order.promised = changed.get("promised", order.promised)
        if "lines" in changed:
            order.see_lines(changed["lines"], entry.at)

    def placed(self, currency: str) -> list[Ordered]:
        """The orders in a currency that were placed, in the order of the journal.

        Those by which something is sent instead of something else are none: nothing is sold.
        """
        return [
            order
            for order in self.all.values()
            if order.placed and order.kind == "sale" and order.currency == currency
        ]


class Billed:
    """What was invoiced and what was received, by currency."""

    def __init__(self) -> None:
        self.goods: dict[str, Decimal] = defaultdict(Decimal)
        self.freight: dict[str, Decimal] = defaultdict(Decimal)
        self.tax: dict[str, Decimal] = defaultdict(Decimal)
        self.received: dict[str, Decimal] = defaultdict(Decimal)
        self._drafts: dict[str, dict[str, Any]] = {}

    def see(self, entry: Entry) -> None:
        """Note an invoice that was issued, a receipt that was registered."""
        data = entry.data
        family, _, step = entry.type.partition(".")
        if family not in (InvoiceToCash.family, Receipting.family) or "case" not in data:
            return
        if "set" in data or step == "open":
            self._drafts.setdefault(data["case"], {}).update(data.get("set", {}))
        if family == InvoiceToCash.family and step == InvoiceToCash.issue.name:
            self._issued(self._drafts.pop(data["case"], {}))
        elif family == Receipting.family and step == Receipting.register.name:
            amount = Money.parse(self._drafts.pop(data["case"], {})["amount"])
            self.received[amount.currency] += amount.amount
        elif data.get("to") in ("cancelled", "discarded"):
            self._drafts.pop(data["case"], None)

    def _issued(self, invoice: Mapping[str, Any]) -> None:
        """Split each tax line's base into goods and charges, as their lines have it."""
        currency = invoice.get("currency", "")
        charged: Counter[str] = Counter()
        whole: Counter[str] = Counter()
        bases: Counter[str] = Counter()
        for line in invoice.get("lines", ()):
            net, code = Money.parse(line["net"]).minor, line.get("tax_code", "")
            whole[code] += net
            if line.get("kind", "item") == "charge":
                charged[code] += net
        for line in invoice.get("tax_lines", ()):
            bases[line["tax_code"]] += Money.parse(line["base"]).minor
            self.tax[currency] += Money.parse(line["tax"]).amount
        for code, base in bases.items():
            freight = charged[code]
            if base != whole[code] and whole[code] > 0:
                # The prices held the tax: the base is shared out as the lines share the gross.
                freight = part_minor(base, 0, freight, whole[code])
            self.freight[currency] += Money.from_minor(freight, currency).amount
            self.goods[currency] += Money.from_minor(base - freight, currency).amount


def by_key(orders: Iterable[tuple[str, Ordered]]) -> dict[str, dict[str, int | str]]:
    """How many orders there are and what they are worth, by key, sorted."""
    counts: dict[str, int] = defaultdict(int)
    worth: dict[str, Decimal] = defaultdict(Decimal)
    for key, order in orders:
        counts[key] += 1
        worth[key] = EXACT.add(worth[key], order.net)
    return {key: {"orders": counts[key], "net": plain(worth[key])} for key in sorted(counts)}


def plain(number: Decimal) -> str:
    """An exact decimal without zeros at its end, and with at least two digits after the point."""
    short = EXACT.normalize(number)
    exponent = int(short.as_tuple().exponent)
    return f"{EXACT.quantize(number, CENT) if exponent > -CENT_DIGITS else short:f}"


CENT_DIGITS = 2
CENT = Decimal("0.01")


def _worth(line: Mapping[str, Any]) -> Decimal:
    """What of a line is ordered and not cancelled, at its price less its discount."""
    quantity = sum(
        (
            Quantity.parse(held).amount
            for bucket, held in line.get("buckets", {}).items()
            if bucket in _WANTED
        ),
        ZERO,
    )
    gross = EXACT.multiply(Price.parse(line["unit_price"]).amount, quantity)
    return EXACT.multiply(gross, EXACT.subtract(ONE, Decimal(line.get("discount", "0"))))


def _default(document: type[Order] | type[Invoice], name: str) -> str:
    return str(document.model_fields[name].default)
