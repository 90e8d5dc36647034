"""Stock items: what can be in stock, in which unit it is counted, and where it is taken from."""

from collections.abc import Mapping
from typing import ClassVar, Final, Literal, Self, cast

from pydantic import model_validator

from fbo.back.warehouse.desk import STOREKEEPER
from fbo.kernel.backorder import Backorder
from fbo.kernel.document import Document, Id, Many, Value
from fbo.kernel.errors import Reason
from fbo.kernel.money import Price
from fbo.kernel.quantity import PIECE, PositiveQuantity, Unit
from fbo.kernel.text import Name, ShortText

ItemKind = Literal["goods", "serial", "kit", "service", "charge"]

IN_STOCK: Final = ("goods", "serial")
"""The kinds of items that lie on a shelf."""


class Component(Value):
    """A part of a kit, and how much of it one kit takes."""

    item: Id
    quantity: PositiveQuantity


class StockItem(Document):
    """Something that is sold.

    `unit` is the unit in which it is counted.  Services and charges have no stock; a kit has only
    that of its `components`, which are goods, and is counted in whole units.  `backorder` is what
    holds for it whatever an order says; `None`: what the order says.
    """

    keepers = (STOREKEEPER,)
    # What something costs is said by those who answer for prices.
    kept_by: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "list_price": ("SALES_MANAGER", "CONTROLLER"),
        "tax_code": ("CONTROLLER",),
    }
    indexed = ("sku", "external_ref")
    unique = ("sku", "external_ref")
    public: ClassVar[tuple[str, ...]] = ("sku", "name", "kind", "unit", "list_price")

    sku: ShortText
    name: Name
    kind: ItemKind = "goods"
    unit: Unit = PIECE
    components: Many[Component] = ()
    list_price: Price | None = None
    tax_code: ShortText = ""
    backorder: Backorder | None = None
    external_ref: ShortText | None = None
    active: bool = True

    @model_validator(mode="after")
    def _is_made_of_something(self) -> Self:
        if (self.kind == "kit") != bool(self.components):
            raise ValueError("a kit has components, and nothing else has")
        if self.kind == "kit" and self.unit.scale:
            raise ValueError("a kit is counted in whole units")
        return self


def why_not_sold(
    item: StockItem, unit: Unit, kinds: tuple[ItemKind, ...] = (*IN_STOCK, "kit")
) -> Reason | None:
    """Why so much in this unit cannot be ordered as one of these kinds; `None`: it can."""
    if not item.active or item.kind not in kinds:
        why = f"{item.sku} cannot be ordered"
        return Reason("not_sold", why, {"sku": item.sku}, way_out="order another item")
    if item.unit != unit:
        counted = f"{item.sku} is counted in {item.unit.code}, not {unit.code}"
        way_out = f"order it in {item.unit.code}"
        return Reason("wrong_unit", counted, {"sku": item.sku}, way_out)
    return None


def why_not_made(kit: StockItem, parts: Mapping[str, StockItem]) -> Reason | None:
    """Why a kit cannot be put together of its components, by id; `None`: it can."""
    reasons = (
        why_not_sold(parts[part.item], part.quantity.unit, IN_STOCK) for part in kit.components
    )
    why = next(filter(None, reasons), None)
    if why is None:
        return None
    facts = {"sku": kit.sku, **why.facts}
    return Reason(
        "not_sold", f"{kit.sku}: {why.sentence}", facts, "order its parts, or another item"
    )


class WarehousePolicy(Value):
    """Where goods lie from which orders are served.

    `places` are accounts of the goods book, each a `storage` or a part of one (`storage/annex`), in
    the order in which goods are taken from them.
    """

    places: Many[ShortText] = ("storage",)

    @model_validator(mode="before")
    @classmethod
    def _was_one_place(cls, given: object) -> object:
        """A company that was kept by an earlier version names its one place `place`."""
        if not isinstance(given, Mapping):
            return given
        named = dict(cast("Mapping[str, object]", given))
        return {"places": (named.pop("place"),), **named} if "place" in named else named

    @model_validator(mode="after")
    def _names_each_place_once(self) -> Self:
        if not self.places or len(set(self.places)) < len(self.places):
            raise ValueError("orders are served from at least one place, and each is named once")
        if any(place.partition("/")[0] != "storage" for place in self.places):
            raise ValueError("orders are served from storage, or from a part of it")
        return self
