"""What is to be seen of a company, and what its journal says of its books.

The books are folded from the journal alone, in the plainest way, so that they owe nothing to the
engine that wrote it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from fbo.back.finance import CreditNote, CustomerReceipt, Invoice
from fbo.company.company import Company
from fbo.front.sales import Order
from fbo.ports.storage import Entry
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.receipting import Receipting
from fbo.processes.refunding import Refunding
from fbo.processes.remedying import Remedying
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.processes.shipping import Shipping
from fbo.processes.ticketing import Ticketing
from fbo.processes.warranty_service import WarrantyService
from fbo.workflow.process import Process

PAGE: Final = 1000
FLOORED: Final = 4
"""A leg of so many values is of an account that has a floor, and so a second counter."""

Place = tuple[str, str, str]
"""Book, account, commodity."""


class LawBrokenError(AssertionError):
    """A law does not hold: a test has found something."""


def must(holds: object, law: str) -> None:
    """Raise `LawBrokenError` unless it holds."""
    if not holds:
        raise LawBrokenError(law)


def same(what: str, got: object, wanted: object) -> None:
    """Raise `LawBrokenError` unless both are the same."""
    if got != wanted:
        raise LawBrokenError(f"{what}: {got!r}, not {wanted!r}")


@dataclass
class Sight:
    """Everything that is to be seen of a company, and what its journal says of the books."""

    company: Company
    orders: list[OrderToCash[Order]]
    shipments: list[Shipping]
    invoices: list[InvoiceToCash]
    receipts: list[Receipting]
    promises: list[PromiseKeeping]
    notes: list[Crediting]
    refunds: list[Refunding]
    returns: list[ReturnToSettlement]
    goods_back: list[ReturnToRestock]
    remedies: list[Remedying]
    claims: list[WarrantyService]
    tickets: list[Ticketing]
    posts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    posted: dict[Place, int] = field(default_factory=lambda: defaultdict(int))
    available: dict[Place, int] = field(default_factory=lambda: defaultdict(int))
    held: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict[str, Any]))

    @property
    def cases(self) -> list[Process[Any]]:
        """All of them."""
        goods: list[Process[Any]] = [*self.orders, *self.shipments, *self.promises]
        goods += [*self.returns, *self.goods_back, *self.claims, *self.tickets]
        return [*goods, *self.invoices, *self.receipts, *self.notes, *self.refunds]

    @property
    def issued(self) -> list[Invoice]:
        """The invoices that are in the books."""
        return [case.document for case in self.invoices if case.state.name == "posted"]

    @property
    def documents(self) -> dict[str, Invoice]:
        """The invoices, by id."""
        return {case.id: case.document for case in self.invoices}

    @property
    def registered(self) -> list[CustomerReceipt]:
        """The receipts that are in the books."""
        states = ("registered", "cleared", "bounced")
        return [case.document for case in self.receipts if case.state.name in states]

    @property
    def credited(self) -> list[tuple[str, CreditNote]]:
        """The credit notes that are in the books, with their ids."""
        return [(case.id, case.document) for case in self.notes if case.state.name == "posted"]

    def moved(self, rule: str) -> dict[tuple[str, str], int]:
        """What a posting rule has taken from each account of the money book, by the journal."""
        taken: dict[tuple[str, str], int] = defaultdict(int)
        for post in self.posts:
            if post["book"] == "money" and f".{rule}." in (post.get("id") or ""):
                for account, commodity, quantity, *_ in post["legs"]:
                    taken[account, commodity] -= quantity
        return taken

    @property
    def granted_expenses(self) -> dict[tuple[str, str], int]:
        """What customers were granted of what they had spent, by account of advances."""
        granted: dict[tuple[str, str], int] = defaultdict(int)
        for post in self.posts:
            if (post.get("id") or "").rpartition(".")[2] in ("expense_granted", "expense_denied"):
                for account, commodity, quantity, *_ in post["legs"]:
                    if account.startswith("2400/"):
                        granted[account, commodity] -= quantity
        return granted

    def money(self, account: str, currency: str) -> int:
        """What the money book says, by the journal, in the smallest unit."""
        return self.posted["money", account, currency]


def look(company: Company) -> Sight:
    """All there is, and the books folded from the journal."""
    sight = Sight(
        company,
        company.find(OrderToCash, limit=100_000),
        company.find(Shipping, limit=100_000),
        company.find(InvoiceToCash, limit=100_000),
        company.find(Receipting, limit=100_000),
        company.find(PromiseKeeping, limit=100_000),
        company.find(Crediting, limit=100_000),
        company.find(Refunding, limit=100_000),
        company.find(ReturnToSettlement, limit=100_000),
        company.find(ReturnToRestock, limit=100_000),
        company.find(Remedying, limit=100_000),
        company.find(WarrantyService, limit=100_000),
        company.find(Ticketing, limit=100_000),
    )
    for entry in _journal(company):
        _fold(sight, entry.data)
    return sight


def _journal(company: Company) -> Iterator[Entry]:
    after = 0
    while page := company.journal(after, PAGE):
        yield from page
        after = page[-1].seq


def _fold(sight: Sight, data: Any) -> None:
    for post in data.get("posts", ()):
        sight.posts.append(post)
        for account, commodity, quantity, *floored in post["legs"]:
            place = (post["book"], account, commodity)
            sight.posted[place] += quantity
            if floored:
                sight.available[place] += quantity
    holds = sight.held[data.get("case", "")]
    for name, hold in data.get("holds", {}).items():
        if (old := holds.pop(name, None)) is not None:
            _hold(sight, old, -1)
        if hold is not None:
            holds[name] = hold
            _hold(sight, hold, 1)


def _hold(sight: Sight, hold: Any, sign: int) -> None:
    for leg in hold["legs"]:
        if leg[2] < 0 and len(leg) == FLOORED:
            sight.available[hold["book"], leg[0], leg[1]] += sign * leg[2]
