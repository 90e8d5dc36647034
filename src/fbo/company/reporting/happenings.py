"""Happenings: how often what happened in a company, counted from its journal.

Only the journal is read: whoever was there and whatever script ran makes no difference.  What is
sent instead of something else is a shipment, but no order: nobody has ordered it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from fbo.back.finance.accounts import CUSTOMER_ADVANCES, RECEIVABLES
from fbo.company.reporting.projections import entries_of, project
from fbo.kernel.json import JsonObject
from fbo.ports.storage import Entry

if TYPE_CHECKING:
    from fbo.company.company import Company

OPEN_BUCKETS = ("unplanned", "backordered", "allocated", "picked")

MEANINGS: Mapping[str, str] = {
    "orders": "orders that were placed; what is sent instead of something else is none",
    "credit_holds": "orders that had to wait for credit",
    "credit_releases": "… that were confirmed after all",
    "overrides": "… that somebody let pass over the limit",
    "prepayments": "payments that were kept for an order before it was billed",
    "rejections": "orders that were turned down",
    "cancellations": "cancellations, of an order or of a part of it",
    "suspensions": "orders that were put on hold",
    "resumptions": "… and went on",
    "backorders": "orders of which something was not in stock",
    "later_allocations": "times that goods came for something that waited",
    "short_picks": "times that less was found than should have been there",
    "shortages": "shortages that the warehouse reported to sales",
    "choices": "… and what the customer chose",
    "shipments": "shipments that left",
    "partial_shipments": "… with a part of what was ordered",
    "deliveries": "shipments that arrived",
    "failed_deliveries": "deliveries that failed",
    "returned_shipments": "shipments that came back undelivered",
    "lost_shipments": "shipments that were lost on the way",
    "invoices": "invoices that were issued",
    "receipts": "payments that came",
    "part_payments": "… and paid a part of an invoice",
    "late_payments": "… after the invoice was due",
    "over_payments": "… and were more than was owed",
    "credit_notes": "credit notes that were issued",
    "refunds": "refunds that were paid",
    "completions": "orders that were completed",
    "replenishments": "times that goods came from a supplier",
    "complaints": "complaints that were taken in",
    "escalations": "… that somebody gave to the manager",
    "reviews": "… that the manager looked at",
    "offers": "proposals to a customer who complained",
    "rejected_complaints": "complaints of which nothing was upheld",
    "remedies": "remedies that were carried out",
    "returns": "returns that customers asked for",
    "refused_returns": "… that were refused",
    "settled_returns": "… of which the customer has all he is to have",
    "warranty_claims": "warranty claims",
    "tickets": "wishes and questions of customers",
    "refusals": "steps that were refused",
}
"""What is counted, by name."""

COUNTED: Mapping[str, str] = {
    "OrderToCash.reject": "rejections",
    "OrderToCash.cancel": "cancellations",
    "OrderToCash.suspend": "suspensions",
    "OrderToCash.resume": "resumptions",
    "OrderToCash.allocate": "later_allocations",
    "OrderToCash.complete": "completions",
    "OrderToCash.override_credit": "overrides",
    "OrderToCash.report_shortage": "shortages",
    "OrderToCash.record_choice": "choices",
    "Shipping.dispatch": "shipments",
    "Shipping.confirm_delivery": "deliveries",
    "Shipping.fail_delivery": "failed_deliveries",
    "Shipping.receive_back": "returned_shipments",
    "Shipping.report_lost": "lost_shipments",
    "InvoiceToCash.issue": "invoices",
    "Receipting.register": "receipts",
    "Receipting.hold_for": "prepayments",
    "Crediting.issue": "credit_notes",
    "Refunding.confirm": "refunds",
    "Refunding.confirm_by_hand": "refunds",
    "ComplaintToResolution.open": "complaints",
    "ComplaintToResolution.escalate": "escalations",
    "ComplaintToResolution.review": "reviews",
    "ComplaintToResolution.propose": "offers",
    "ComplaintToResolution.reject": "rejected_complaints",
    "Remedying.finish": "remedies",
    "ReturnToSettlement.open": "returns",
    "ReturnToSettlement.refuse": "refused_returns",
    "ReturnToSettlement.close": "settled_returns",
    "WarrantyService.open": "warranty_claims",
    "Ticketing.open": "tickets",
}


def happened(company: "Company") -> dict[str, int]:
    """How often each thing happened, by the names of `MEANINGS`; what never happened is 0."""
    entries = entries_of(company.store, company.firm.space)
    return project(entries, Happenings()).as_json()


class Happenings:
    """The projection that counts, and what it must remember to do so."""

    def __init__(self) -> None:
        self.of: Counter[str] = Counter()
        self._backordered: set[str] = set()
        self._due: dict[str, date] = {}
        self._owed: Counter[str] = Counter()
        self._ahead: set[str] = set()
        self._instead: set[str] = set()

    def see(self, entry: Entry) -> None:
        """Count one entry."""
        name = COUNTED.get(entry.type)
        if name is not None:
            self.of[name] += 1
        if entry.type.endswith(".refused"):
            self.of["refusals"] += 1
        look = LOOKS.get(entry.type)
        if look is not None:
            look(self, entry.data)
        if entry.type.startswith("OrderToCash"):
            self._order_moved(entry.data)

    def as_json(self) -> dict[str, int]:
        """The counts by name, in one order."""
        return {name: self.of[name] for name in MEANINGS}

    def _order_moved(self, data: JsonObject) -> None:
        was, now = data.get("from"), data.get("to")
        if now == "credit_hold" and was != now:
            self.of["credit_holds"] += 1
        if was == "credit_hold" and now == "confirmed":
            self.of["credit_releases"] += 1
        case = str(data.get("case"))
        if case not in self._backordered and _has(data, ("backordered",)):
            self._backordered.add(case)
            self.of["backorders"] += 1

    def opened(self, data: JsonObject) -> None:
        """An order was begun: remember those by which something is sent instead."""
        if data.get("set", {}).get("kind") == "replacement":
            self._instead.add(data["case"])

    def placed(self, data: JsonObject) -> None:
        """An order was placed."""
        if data["case"] not in self._instead:
            self.of["orders"] += 1

    def dispatched(self, data: JsonObject) -> None:
        """Goods have left: it was a part if something of the order is still to be shipped."""
        if _has(data, OPEN_BUCKETS):
            self.of["partial_shipments"] += 1

    def picked(self, data: JsonObject) -> None:
        """Goods were picked: short if a line has less than was assigned."""
        if any(line["picked"] != line["quantity"] for line in _lines(data)):
            self.of["short_picks"] += 1

    def billed(self, data: JsonObject) -> None:
        """An invoice was drawn up: remember when it is due."""
        due = data.get("set", {}).get("due", ())
        self._due[data["case"]] = max(date.fromisoformat(row["on"]) for row in due)

    def posted(self, data: JsonObject) -> None:
        """An invoice was posted: so much is owed on it."""
        for account, amount in _money(data):
            if account.startswith(RECEIVABLES):
                self._owed[account] += amount

    def paid(self, data: JsonObject) -> None:
        """Money came: in time or late, a part, the whole, or more than was owed."""
        legs = list(_money(data))
        on = _day(data)
        ahead = data["case"] in self._ahead
        if not ahead and any(account.startswith(CUSTOMER_ADVANCES) for account, _ in legs):
            self.of["over_payments"] += 1
        invoices = [
            (account, amount) for account, amount in legs if account.startswith(RECEIVABLES)
        ]
        for account, amount in invoices:
            self._owed[account] += amount
        if any(self._owed[account] > 0 for account, _ in invoices):
            self.of["part_payments"] += 1
        if any(self._due[account.rpartition("/")[2]] < on for account, _ in invoices):
            self.of["late_payments"] += 1

    def announced(self, data: JsonObject) -> None:
        """Money is to be registered: remember what is paid before it is billed."""
        if data.get("set", {}).get("orders"):
            self._ahead.add(data["case"])

    def credited(self, data: JsonObject) -> None:
        """A credit note was posted: so much less is owed."""
        for account, amount in _money(data):
            if account.startswith(RECEIVABLES):
                self._owed[account] += amount

    def goods_came(self, data: JsonObject) -> None:
        """Goods came in; what was there before the first order is the opening stock."""
        legs = [leg for post in data["posts"] for leg in post["legs"]]
        if self.of["orders"] and any(leg[0] == "supplier" and leg[2] < 0 for leg in legs):
            self.of["replenishments"] += 1


LOOKS: Mapping[str, Callable[[Happenings, JsonObject], None]] = {
    "OrderToCash.open": Happenings.opened,
    "OrderToCash.place": Happenings.placed,
    "OrderToCash@count_dispatched": Happenings.dispatched,
    "Shipping.pick": Happenings.picked,
    "InvoiceToCash.open": Happenings.billed,
    "InvoiceToCash.issue": Happenings.posted,
    "Receipting.open": Happenings.announced,
    "Receipting.register": Happenings.paid,
    "Crediting.issue": Happenings.credited,
    "goods.post": Happenings.goods_came,
}


def _lines(data: JsonObject) -> list[JsonObject]:
    lines: list[JsonObject] = data.get("set", {}).get("lines", [])
    return lines


def _has(data: JsonObject, buckets: tuple[str, ...]) -> bool:
    """Whether the entry leaves something of the order in one of the buckets."""
    return any(bucket in line.get("buckets", {}) for line in _lines(data) for bucket in buckets)


def _money(data: JsonObject) -> Iterator[tuple[str, int]]:
    """The legs of what an entry posted in the money book: account and amount."""
    for post in data.get("posts", ()):
        if post["book"] == "money":
            for leg in post["legs"]:
                yield str(leg[0]), int(leg[2])


def _day(data: JsonObject) -> date:
    """The day on which an entry's postings count."""
    first: Any = data["posts"][0]
    return date.fromisoformat(first["on"])
