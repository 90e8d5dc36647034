"""The warehouse: what is in stock, and how it leaves.

The desk and its roles, stock items and shipments, the goods book with its face `stock`, and the
forms on which steps of a shipment are taken.
"""

from fbo.back.warehouse import stock
from fbo.back.warehouse.desk import (
    PACKER,
    PICKER,
    RECEIVER,
    RECEIVING,
    STOREKEEPER,
    WAREHOUSE,
    WAREHOUSE_DEPARTMENT,
)
from fbo.back.warehouse.forms import Delivery, Found, Picking, Reason
from fbo.back.warehouse.item import (
    Component,
    StockItem,
    WarehousePolicy,
    why_not_made,
    why_not_sold,
)
from fbo.back.warehouse.picking import count_of, is_picked_right, picked_lines, shares_of
from fbo.back.warehouse.shipment import (
    Shipment,
    ShipmentLine,
    has_shipment_lines,
    is_picked_in_part,
)

__all__ = [
    "PACKER",
    "PICKER",
    "RECEIVER",
    "RECEIVING",
    "STOREKEEPER",
    "WAREHOUSE",
    "WAREHOUSE_DEPARTMENT",
    "Component",
    "Delivery",
    "Found",
    "Picking",
    "Reason",
    "Shipment",
    "ShipmentLine",
    "StockItem",
    "WarehousePolicy",
    "count_of",
    "has_shipment_lines",
    "is_picked_in_part",
    "is_picked_right",
    "picked_lines",
    "shares_of",
    "stock",
    "why_not_made",
    "why_not_sold",
]
