"""The scene of the machine of the whole company: a shop, two customers, and somebody who asks.

Every group of rules stands on it.  It does nothing by itself and has no rules.
"""

from decimal import Decimal
from typing import Any, ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from fbo.adapters.ids import CountingIds
from fbo.adapters.memory import MemoryStore
from fbo.back.finance import CreditPolicy
from fbo.back.warehouse import (
    Component,
    Picking,
    StockItem,
    WarehousePolicy,
    count_of,
    stock,
)
from fbo.company.policies import Policies
from fbo.front.crm import Customer
from fbo.front.sales import Order
from fbo.kernel.document import Document
from fbo.kernel.money import eur
from fbo.kernel.quantity import pieces
from fbo.ports.storage import StorePort
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.shipping import Shipping
from fbo.testing.asking import Asking
from fbo.testing.shop import Shop
from fbo.workflow.outcome import Plan

__all__ = [
    "CUSTOMERS",
    "HANDS",
    "ITEMS",
    "KIT",
    "MOST",
    "PLACES",
    "SOLD",
    "STRICT",
    "Scene",
    "few",
    "keys",
    "or_wrong",
    "right_or_wrong",
    "which_one",
]

CUSTOMERS: Final = ("ada", "grace")
ITEMS: Final = ("lamp", "chair")
KIT: Final = "set"
"""A kit of two lamps and a chair, which share their shelf with all who want lamps or chairs."""

SOLD: Final = (*ITEMS, KIT)
PLACES: Final = ("storage", "storage/annex")
"""Where goods lie, in the order in which orders are served from there."""

HANDS: Final = ("anna", "ben", "carla", "sam", "rita", "ada", "grace")

STRICT: Final = Policies(
    credit=CreditPolicy(overdue_days=0, overdue_amount=Decimal(5), stale_after_days=1),
    warehouse=WarehousePolicy(places=PLACES),
)
"""Credit is asked again after a day, for a run does not last for weeks; there are two places."""

MOST: Final = 5
"""So many orders at most: what they have in common shall be short."""

which_one: Final = st.integers(0, 9)
few: Final = st.integers(0, 4)
keys: Final = st.none() | st.sampled_from(("k1", "k2"))
right_or_wrong: Final = st.sampled_from(("right", "right", "right", "wrong"))


class Scene(RuleBasedStateMachine):
    """A shop with two customers, one of them limited, and few of two items, and a kit."""

    policies: ClassVar[Policies] = STRICT

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop(self.new_store(), ids=CountingIds(), policies=self.policies)
        self.company = self.shop.company
        self.orders: list[str] = []
        self.stale: dict[str, OrderToCash[Order]] = {}
        self.posted: dict[str, Document] = {}
        self.plans: list[Plan] = []
        self.asking = Asking(self.shop, CUSTOMERS)
        self.act, self.people = self.asking.act, self.asking.people
        for name, limit in (("ada", eur("60.00")), ("grace", None)):
            self.company.file(Customer(name=name.title(), credit_limit=limit), id=name)
        for name in ITEMS:
            self.company.file(StockItem(sku=name.upper() + "-1", name=name.title()), id=name)
        parts = (
            Component(item="lamp", quantity=pieces(2)),
            Component(item="chair", quantity=pieces(1)),
        )
        kit = StockItem(sku="SET-1", name="Set", kind="kit", components=parts)
        self.company.file(kit, id=KIT)

    def new_store(self) -> StorePort:
        """A fresh, empty store for one run."""
        return MemoryStore()

    def put_on_shelf(self, item: str, count: int, place: str = PLACES[0]) -> None:
        """Sam receives so many of an item, if any."""
        if count:
            sam = self.people["sam"]
            stock.receive(self.company, item, pieces(count), by=sam, place=place)

    def found_of(self, shipment: Shipping, less: int) -> Picking:
        """What is picked of a shipment when so much less is found of its first line."""
        number = shipment.document.lines[0].line
        rows = [(row, row.quantity) for row in shipment.document.lines if row.line == number]
        return Picking(quantities={number: pieces(max(count_of(rows) - less, 0))} if less else {})

    def an_order(self, which: int) -> Any:
        """An order, through a handle that may be old."""
        id_ = self.orders[which % len(self.orders)]
        return self.stale[id_] if which % 3 == 0 else self.company.case(OrderToCash, id_)

    def a_shipment(self, which: int) -> Shipping | None:
        """A shipment, if there is one."""
        shipments = self.company.find(Shipping)
        shipments.sort(key=lambda case: case.id)
        return shipments[which % len(shipments)] if shipments else None


def or_wrong(hand: str, right: str, wrong: str) -> str:
    """Who takes a step: the right one, or somebody who may not."""
    return right if hand == "right" else wrong
