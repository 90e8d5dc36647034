"""Northwind: what a folder of the sample company's files says, row by row, and what of it is good.

Five files are read: customers, employees, products, orders, orderdetails.  A bad row is left out
and named with its file, line and reason; an order with a bad header or without a good line is left
out whole.  Nothing is rounded and nothing guessed.  Nothing here knows a company; what is read is
replayed by `fbo.company.importing.replaying_northwind`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from fbo.company.importing.rows import BadRowError, Rejected, Row, reason_of, rows
from fbo.kernel.document import Address
from fbo.kernel.errors import FboError, InputError, InvalidNumber
from fbo.kernel.limits import LIMITS
from fbo.kernel.money import Money, Price, money, price, rate
from fbo.kernel.text import name, short_text
from fbo.kernel.times import day

T = TypeVar("T")

CURRENCY = "USD"
CUSTOMERS = "customers.csv"
EMPLOYEES = "employees.csv"
PRODUCTS = "products.csv"
ORDERS = "orders.csv"
DETAILS = "orderdetails.csv"
_SHIP_TO = ("ShipName", "ShipAddress", "ShipCity", "ShipRegion", "ShipPostalCode", "ShipCountry")
_AT_HOME = ("CompanyName", "Address", "City", "Region", "PostalCode", "Country")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_LINES = LIMITS.list_items - 1
_MOST_PIECES = 10**12
_MOST_WORTH = 10**12
_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer."""

    id: str
    name: str
    address: Address
    phone: str


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """An employee."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product: what it costs now, and how much of it is in stock."""

    id: str
    name: str
    price: Price
    in_stock: int


@dataclass(frozen=True, slots=True)
class DetailRow:
    """A line of an order; `price` is the one it was sold at, `discount` exact, as written."""

    product: str
    price: Price
    quantity: int
    discount: Decimal


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order with its good lines; `shipped` is `None` while it has not left."""

    id: int
    customer: str
    employee: str
    ordered: date
    required: date
    shipped: date | None
    freight: Money
    ship_to: Address
    lines: tuple[DetailRow, ...]


@dataclass(frozen=True, slots=True)
class Northwind:
    """What a folder holds that is good, orders by id; and what was rejected, by file and line."""

    customers: tuple[CustomerRow, ...]
    employees: tuple[EmployeeRow, ...]
    products: tuple[ProductRow, ...]
    orders: tuple[OrderRow, ...]
    rejected: tuple[Rejected, ...]

    @property
    def end(self) -> date | None:
        """The latest day on which anything was ordered or shipped; `None` without orders."""
        days = [day for order in self.orders for day in (order.ordered, order.shipped)]
        return max((day for day in days if day is not None), default=None)

    def ordered(self) -> dict[str, int]:
        """How many pieces of each product all good lines order together."""
        pieces: dict[str, int] = defaultdict(int)
        for order in self.orders:
            for line in order.lines:
                pieces[line.product] += line.quantity
        return pieces


def read_northwind(folder: Path) -> Northwind:
    """Read and judge a folder.

    Raises `InputError` where the folder, a file or a column is missing, `LimitExceeded` for a file
    of more than 10 MiB or 100 000 rows: then nothing of it is good enough to begin with.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder")
    rejected: list[Rejected] = []
    customers = _each(folder / CUSTOMERS, ("CustomerID", *_AT_HOME), _customer, rejected)
    employees = _each(
        folder / EMPLOYEES, ("EmployeeID", "LastName", "FirstName"), _employee, rejected
    )
    columns = ("ProductID", "ProductName", "UnitPrice", "UnitsInStock")
    products = _each(folder / PRODUCTS, columns, _product, rejected)
    orders = _orders(folder, customers, employees, products, rejected)
    return Northwind(
        tuple(customers.values()),
        tuple(employees.values()),
        tuple(products.values()),
        tuple(sorted(orders, key=lambda order: order.id)),
        tuple(sorted(rejected)),
    )


def _each(
    path: Path,
    columns: tuple[str, ...],
    make: Callable[[Row], T],
    rejected: list[Rejected],
    found: dict[str, Row] | None = None,
) -> dict[str, T]:
    """The good rows of a file by their id, which is the first column.

    `found` takes the first row of each id, good or bad.
    """
    good: dict[str, T] = {}
    for row in rows(path, columns):
        if found is not None:
            found.setdefault(row[columns[0]], row)
        try:
            id_ = _id(row, columns[0], good)
            good[id_] = make(row)
        except (BadRowError, FboError, ValidationError) as fault:
            rejected.append(Rejected(path.name, row.line, reason_of(fault)))
    return good


def _customer(row: Row) -> CustomerRow:
    phone = short_text(row.values.get("Phone", ""), field="Phone")
    company = name(row["CompanyName"], field="CompanyName")
    return CustomerRow(row["CustomerID"], company, _address(row, _AT_HOME), phone)


def _employee(row: Row) -> EmployeeRow:
    full = name(f"{row['FirstName']} {row['LastName']}".strip(), field="LastName")
    return EmployeeRow(row["EmployeeID"], full)


def _product(row: Row) -> ProductRow:
    stock = row["UnitsInStock"] or "0"
    return ProductRow(
        row["ProductID"],
        name(row["ProductName"], field="ProductName"),
        _amount(row, "UnitPrice", _price),
        0 if stock.strip("0") == "" else _pieces(stock, "UnitsInStock"),
    )


def _orders(
    folder: Path,
    customers: dict[str, CustomerRow],
    employees: Container[str],
    products: Container[str],
    rejected: list[Rejected],
) -> Iterable[OrderRow]:
    columns = ("OrderID", "CustomerID", "EmployeeID", "OrderDate", "RequiredDate", "ShippedDate")
    heads: dict[str, Row] = {}
    orders = _each(
        folder / ORDERS,
        (*columns, "Freight", *_SHIP_TO),
        lambda row: _order(row, customers, employees),
        rejected,
        heads,
    )
    lines = _details(folder, heads, products, rejected)
    for id_, order in orders.items():
        good = tuple(lines[id_])
        if 0 < len(good) <= _MOST_LINES:
            yield _with_lines(order, good)
        else:
            why = f"has more than {_MOST_LINES} lines" if good else "has no good line"
            rejected.append(Rejected(ORDERS, heads[id_].line, f"order {id_} {why}"))


def _order(row: Row, customers: dict[str, CustomerRow], employees: Container[str]) -> OrderRow:
    customer = customers.get(row["CustomerID"])
    if customer is None:
        raise BadRowError(f"customer {row['CustomerID']} is unknown")
    if row["EmployeeID"] not in employees:
        raise BadRowError(f"employee {row['EmployeeID']} is unknown")
    ordered, required = _day(row, "OrderDate"), _day(row, "RequiredDate")
    shipped = _day(row, "ShippedDate") if row["ShippedDate"] else None
    if shipped is not None and shipped < ordered:
        raise BadRowError(f"shipped on {shipped}, before it was ordered on {ordered}")
    freight = _amount(row, "Freight", _money)
    if freight.amount < 0:
        raise BadRowError(f"Freight {row['Freight']} is negative")
    _refuse_too_much(freight)
    ship_to = _address(row, _SHIP_TO)
    somewhere = any(ship_to.__dict__.values())
    return OrderRow(
        _number(row["OrderID"], "OrderID"),
        customer.id,
        row["EmployeeID"],
        ordered,
        required,
        shipped,
        freight,
        ship_to if somewhere else customer.address,
        (),
    )


def _details(
    folder: Path, orders: Container[str], products: Container[str], rejected: list[Rejected]
) -> dict[str, list[DetailRow]]:
    """The good lines by order, those of orders that are left out among them."""
    good: dict[str, list[DetailRow]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    columns = ("OrderID", "ProductID", "UnitPrice", "Quantity", "Discount")
    for row in rows(folder / DETAILS, columns):
        try:
            line = _detail(row, orders, products, seen)
        except (BadRowError, FboError) as fault:
            rejected.append(Rejected(DETAILS, row.line, reason_of(fault)))
        else:
            good[row["OrderID"]].append(line)
    return good


def _detail(
    row: Row, orders: Container[str], products: Container[str], seen: set[tuple[str, str]]
) -> DetailRow:
    if row.fault:
        raise BadRowError(row.fault)
    order, product = row["OrderID"], row["ProductID"]
    if order not in orders:
        raise BadRowError(f"order {order} is unknown")
    if product not in products:
        raise BadRowError(f"product {product} is unknown")
    if (order, product) in seen:
        raise BadRowError(f"product {product} is in order {order} already")
    seen.add((order, product))
    line = DetailRow(
        product,
        _amount(row, "UnitPrice", _price, or_else=""),
        _pieces(row["Quantity"], "Quantity"),
        _amount(row, "Discount", rate),
    )
    _refuse_too_much(line.price.times(line.quantity))
    return line


def _with_lines(order: OrderRow, lines: tuple[DetailRow, ...]) -> OrderRow:
    return OrderRow(
        order.id,
        order.customer,
        order.employee,
        order.ordered,
        order.required,
        order.shipped,
        order.freight,
        order.ship_to,
        lines,
    )


def _id(row: Row, column: str, others: Container[str]) -> str:
    if row.fault:
        raise BadRowError(row.fault)
    id_ = name(row[column], field=column)
    if len(id_) > _LONGEST_ID:
        raise BadRowError(f"{column} has more than {_LONGEST_ID} characters")
    if column == "OrderID":
        _number(id_, column)
    if id_ in others:
        raise BadRowError(f"{column} {id_} is there already")
    return id_


def _number(text: str, column: str) -> int:
    """A positive whole number in plain digits, without a zero before it."""
    digits = text.isascii() and text.isdecimal() and not text.startswith("0")
    if not digits or len(text) > LIMITS.integer_digits:
        raise BadRowError(f"{column} {text[:20]!r} is not a positive whole number")
    return int(text)


def _amount(row: Row, column: str, make: Callable[[str], T], *, or_else: str = "0") -> T:
    """A number with a point; `or_else` is what an empty column says."""
    text = row[column]
    try:
        return make(text or or_else)
    except InvalidNumber as fault:
        raise BadRowError(f"{column} {text[:40]!r} {fault.why}") from None


def _price(text: str) -> Price:
    return price(text, CURRENCY)


def _money(text: str) -> Money:
    return money(text, CURRENCY)


def _refuse_too_much(worth: Money) -> None:
    """No sum of what is let through is more than the books can count."""
    if worth.amount > _MOST_WORTH:
        raise BadRowError(f"it comes to more than {_MOST_WORTH} {CURRENCY}")


def _pieces(text: str, column: str) -> int:
    number = _number(text, column)
    if number > _MOST_PIECES:
        raise BadRowError(f"{column} {text} is more than {_MOST_PIECES}")
    return number


def _day(row: Row, column: str) -> date:
    text = row[column]
    if not text:
        raise BadRowError(f"{column} is missing")
    try:
        # Python reads week dates and dates without hyphens, too.
        return day(date.fromisoformat(text if _DAY.fullmatch(text) else ""), field=column)
    except ValueError:
        raise BadRowError(f"{column} {text[:40]!r} is no day such as 1996-07-04") from None


def _address(row: Row, columns: tuple[str, ...]) -> Address:
    values = (short_text(row[column], field=column) for column in columns)
    return Address(**dict(zip(Address.model_fields, values, strict=True)))
