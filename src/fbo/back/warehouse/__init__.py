"""The warehouse: what is in stock, and how it leaves.

The desks and their roles, stock items, shipments and goods that come back, the goods book with its
face `stock`, and the forms on which steps are taken.
"""

from fbo.back.warehouse import stock
from fbo.back.warehouse.customer_return import (
    Arrival,
    Arrived,
    CustomerReturn,
    Finding,
    Findings,
    GoodsOutcome,
    ReturnedLine,
    ReturnedPart,
    has_expected_lines,
    why_not_arrived,
    why_not_found,
)
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
)

__all__ = [
    "PACKER",
    "PICKER",
    "RECEIVER",
    "RECEIVING",
    "STOREKEEPER",
    "WAREHOUSE",
    "WAREHOUSE_DEPARTMENT",
    "Arrival",
    "Arrived",
    "Component",
    "CustomerReturn",
    "Delivery",
    "Finding",
    "Findings",
    "Found",
    "GoodsOutcome",
    "Picking",
    "Reason",
    "ReturnedLine",
    "ReturnedPart",
    "Shipment",
    "ShipmentLine",
    "StockItem",
    "WarehousePolicy",
    "count_of",
    "has_expected_lines",
    "has_shipment_lines",
    "is_picked_right",
    "picked_lines",
    "shares_of",
    "stock",
    "why_not_arrived",
    "why_not_found",
    "why_not_made",
    "why_not_sold",
]
