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
from fbo.back.warehouse.forms import Delivery, Picking, Reason
from fbo.back.warehouse.item import StockItem, WarehousePolicy, why_not_sold
from fbo.back.warehouse.shipment import (
    Shipment,
    ShipmentLine,
    has_shipment_lines,
    is_picked_in_part,
    is_picked_right,
)

__all__ = [
    "PACKER",
    "PICKER",
    "RECEIVER",
    "RECEIVING",
    "STOREKEEPER",
    "WAREHOUSE",
    "WAREHOUSE_DEPARTMENT",
    "Delivery",
    "Picking",
    "Reason",
    "Shipment",
    "ShipmentLine",
    "StockItem",
    "WarehousePolicy",
    "has_shipment_lines",
    "is_picked_in_part",
    "is_picked_right",
    "stock",
    "why_not_sold",
]
