"""Stock items: what can be in stock, and in which unit it is counted."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from fbo.back.warehouse.desk import STOREKEEPER
from fbo.kernel.document import Document, Id, Many, Value
from fbo.kernel.errors import Reason
from fbo.kernel.money import Price
from fbo.kernel.quantity import PIECE, Quantity, Unit
from fbo.kernel.text import Name, ShortText


class Component(Value):
    """A part of a kit, and how much of it one kit takes."""

    item: Id
    quantity: Quantity


class StockItem(Document):
    """Something that is sold.

    `unit` is the unit in which it is counted.  Services and charges have no stock; a kit has only
    that of its components.
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
    kind: Literal["goods", "serial", "kit", "service", "charge"] = "goods"
    unit: Unit = PIECE
    components: Many[Component] = ()
    list_price: Price | None = None
    tax_code: ShortText = ""
    backorder: Literal["allow", "deny"] | None = None
    external_ref: ShortText | None = None
    active: bool = True


def why_not_sold(item: StockItem, unit: Unit) -> Reason | None:
    """Why so much in this unit cannot be ordered of the item; `None`: it can."""
    if not item.active or item.kind not in ("goods", "serial"):
        return Reason("not_sold", f"{item.sku} cannot be ordered", {"sku": item.sku})
    if item.unit != unit:
        counted = f"{item.sku} is counted in {item.unit.code}, not {unit.code}"
        return Reason("wrong_unit", counted, {"sku": item.sku})
    return None


class WarehousePolicy(Value):
    """Where goods lie from which orders are served."""

    place: ShortText = "storage"
