"""The demonstration: a month of a small company, run through the real processes.

Customers order and pay, goods run short and come again, and the staff work through what lies on
their desks.  One seed always makes the same month.  What happened is not counted here but from the
journal, in `fbo.company.reporting.happenings`, `stays` and `handoff_figures`.
"""

from collections.abc import Callable
from itertools import count
from typing import TypeAlias

from fbo.adapters.stores import open_store
from fbo.back.people import Employee
from fbo.company.company import Company
from fbo.company.demo.after_sales import AfterSales
from fbo.company.demo.cast import AUTHORITY, BUYERS, GOODS, POLICIES, STAFF
from fbo.company.demo.days import Days, seeded_ids
from fbo.company.demo.desks import CreditControl, Receivables, Sales, Warehouse
from fbo.company.demo.outside import Outside
from fbo.company.demo.service import Service
from fbo.kernel.errors import InputError
from fbo.ports.storage import StorePort

Tell: TypeAlias = Callable[[int, int], object]
"""Hears how many of how many days are done."""

ORDERS = 80
SEED = 7
MOST_ORDERS = 100_000


def run_demo(
    store: str | StorePort = "memory://",
    *,
    orders: int = ORDERS,
    seed: int = SEED,
    space: str = "",
    tell: Tell | None = None,
) -> Company:
    """Run a month of a company in a store, and give back the company.

    A demonstration never mixes with what is there already: without `space` it takes `main` if that
    is empty, else `demo-2`, `demo-3` and so on.  Raises `InputError` where the `space` asked for is
    not empty, or `orders` is not between 1 and 100 000.
    """
    if not 1 <= orders <= MOST_ORDERS:
        raise InputError(f"a demonstration has 1 to {MOST_ORDERS} orders")
    opened = open_store(store) if isinstance(store, str) else store
    days = Days(seed)
    where = _empty(opened, space)
    ids = seeded_ids(seed)
    company = Company(opened, policies=POLICIES, clock=days.clock, ids=ids, space=where)
    _live(company, days, orders, tell)
    return company


def _live(company: Company, days: Days, orders: int, tell: Tell | None) -> None:
    """Set the company up, and let the days pass."""
    for id_, (name, roles) in STAFF.items():
        may = AUTHORITY.get(id_, {})
        names = tuple(role.name for role in roles)
        employee = Employee(name=name, roles=names, email=f"{id_}@fbo.example", authority=may)
        company.file(employee, id=id_)
    staff = {id_: company.employee(id_) for id_ in STAFF}
    # Who sells ten times as much has ten times as much in stock.
    scale = max(1, orders // ORDERS)
    for buyer in BUYERS:
        company.file(buyer.customer(scale), id=buyer.id)
    for good in GOODS:
        company.file(good.item, id=good.sku)
    outside = Outside(company, days, staff)
    credit_control = CreditControl(company, days, staff)
    receivables = Receivables(company, days, staff)
    sales = Sales(company, days, staff)
    warehouse = Warehouse(company, days, staff, scale)
    service = Service(company, days, staff)
    after_sales = AfterSales(company, days, staff)
    warehouse.open_stock()
    for at in days.some_moments(orders):
        days.plan(at, outside.order)
    for done, day in enumerate(days.days, start=1):
        for hour in days.hours(day):
            company.run_due()
            credit_control.work()
            receivables.work(hour)
            sales.work(hour)
            warehouse.work(hour)
            service.work(hour)
            after_sales.work(hour)
            outside.watch()
        if tell is not None:
            tell(done, len(days.days))


def _empty(store: StorePort, asked: str) -> str:
    """A space of the store in which nothing has happened yet."""
    if asked and store.log(asked, 0, 1):
        raise InputError(
            f"there is something in the space {asked!r} already, and a demonstration does not mix "
            "with it: name another space or another store"
        )
    names = (f"demo-{number}" if number > 1 else "main" for number in count(1))
    return asked or next(name for name in names if not store.log(name, 0, 1))
