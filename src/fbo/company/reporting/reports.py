"""Reports: what the company's journal says about its business, in one object.

Each figure is worked out from the journal alone, by the projections an application has too; nothing
is read from records, and nothing about a person is needed.  Money and quantities are decimals as
text, counts are integers.  What a figure counts is said where it is worked out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fbo.back.finance import MONEY, accounts
from fbo.back.people import Employee
from fbo.back.warehouse import StockItem, stock
from fbo.company.engine.registry import Registry
from fbo.company.reporting.offices import Offices
from fbo.company.reporting.projections import (
    Balances,
    Counts,
    OnFile,
    Together,
    entries_of,
    project,
)
from fbo.company.reporting.promises import Promises
from fbo.company.reporting.statements import Statement
from fbo.company.reporting.turnover import TURNED_DOWN, Billed, Ordered, Orders, by_key, plain
from fbo.company.shipped import SHIPPED
from fbo.front.crm import Customer
from fbo.kernel.calendar import NINE_TO_FIVE
from fbo.kernel.json import JsonObject
from fbo.kernel.money import Money
from fbo.kernel.quantity import PIECE, Quantity, Unit
from fbo.ports.storage import Entry

if TYPE_CHECKING:
    from fbo.company.company import Company


def company_report(company: "Company", *, currency: str | None = None) -> JsonObject:
    """The figures of a company; see `report_of`."""
    firm = company.firm
    offices = Offices(firm.registry, firm.calendar)
    return report_of(entries_of(company.store, firm.space), currency=currency, offices=offices)


def report_of(
    entries: Iterable[Entry], *, currency: str | None = None, offices: Offices | None = None
) -> JsonObject:
    """The figures of a journal, of what is in one currency: by default the one most orders are in.

    `orders` were placed; each is shipped (its last open unit has left), open, or cancelled (or
    turned down) before that.  `late` were shipped after the day they were promised for.  `lines`
    are goods; `net` is price x quantity x (1 - discount) of what is not cancelled, exact.  Years
    are of the day an order was placed, in UTC.  What is `receivable` is open on invoices;
    `received` is all money that came in.  `promises` are of all currencies.  `offices`
    follows cases from desk to desk; left out, it knows the shipped processes and the default
    calendar.
    """
    counts, orders, billed, promises = Counts(), Orders(), Billed(), Promises()
    filed = OnFile(Customer, Employee, StockItem)
    money, goods = Balances(MONEY.book), Balances(stock.GOODS.book)
    offices = offices or Offices(Registry(SHIPPED), NINE_TO_FIVE)
    project(entries, Together(counts, orders, billed, promises, filed, money, goods, offices))
    currency = currency or _main_currency(orders, money)
    placed = orders.placed(currency)
    return {
        "currency": currency,
        "customers": len(filed.of(Customer)),
        **_order_figures(placed),
        "promises": promises.as_json(),
        "invoiced_net": plain(billed.goods[currency]),
        "freight_invoiced": plain(billed.freight[currency]),
        "tax_invoiced": plain(billed.tax[currency]),
        "received": plain(billed.received[currency]),
        "receivable": _text(_under(money, accounts.RECEIVABLES, currency), currency),
        "by_year": by_key((order.placed[:4], order) for order in placed),
        "by_employee": by_key(_by_employee(placed, filed)),
        **_stock(filed, goods),
        "trial_balance": _trial_balance(money, currency),
        "cases": counts.as_json(),
        "entries": counts.entries,
        "steps": counts.steps,
        "offices": offices.as_json(),
    }


def _order_figures(placed: list[Ordered]) -> JsonObject:
    shipped = [order for order in placed if order.shipped]
    turned_down = [o for o in placed if not o.shipped and o.state in TURNED_DOWN]
    return {
        "orders": len(placed),
        "lines": sum(len(order.items) for order in placed),
        "net": plain(sum((order.net for order in placed), Decimal(0))),
        "shipped": len(shipped),
        "open": len(placed) - len(shipped) - len(turned_down),
        "cancelled": len(turned_down),
        "late": sum(order.is_late for order in shipped),
    }


def trial_balance(company: "Company", currency: str) -> JsonObject:
    """The balance of each account of the money book in a currency; debit and credit are equal."""
    entries = entries_of(company.store, company.firm.space)
    return _trial_balance(project(entries, Balances(MONEY.book)), currency)


def statement(company: "Company", customer: str, *, currency: str | None = None) -> JsonObject:
    """What a customer was billed and has paid, by his id; by default in the currency he is kept in.

    See `Statement.as_json`.  Raises `LookupError` where there is no such customer.
    """
    where = currency or company.get(Customer, customer).document.currency
    entries = entries_of(company.store, company.firm.space)
    return project(entries, Statement(customer, where)).as_json()


def _trial_balance(money: Balances, currency: str) -> JsonObject:
    """Accounts are rolled up to their control account; a balance of zero stands on neither side."""
    sums: Counter[str] = Counter()
    for (account, commodity), units in money.posted.items():
        if commodity == currency:
            sums[account.partition("/")[0]] += units
    rows = [
        {
            "account": account,
            "name": accounts.NAMES.get(account, account),
            "debit": _text(max(units, 0), currency),
            "credit": _text(max(-units, 0), currency),
        }
        for account, units in sorted(sums.items())
    ]
    return {
        "currency": currency,
        "accounts": rows,
        "debit": _text(sum(max(units, 0) for units in sums.values()), currency),
        "credit": _text(sum(max(-units, 0) for units in sums.values()), currency),
    }


def _main_currency(orders: Orders, money: Balances) -> str:
    """The currency most orders are in, else one that is in the books; the first of several."""
    used = Counter(order.currency for order in orders.all.values() if order.placed)
    used.update({commodity: 0 for _, commodity in money.posted})
    return min(used, key=lambda code: (-used[code], code), default="EUR")


def _under(balances: Balances, account: str, commodity: str) -> int:
    """What is posted in an account and all accounts under it."""
    return sum(
        units
        for (place, what), units in balances.posted.items()
        if what == commodity and place.partition("/")[0] == account
    )


def _stock(filed: OnFile, goods: Balances) -> dict[str, dict[str, str]]:
    """What is in stock and free, and what is promised to somebody, by item; all of them."""
    items = filed.of(StockItem)
    places = {place for place, _ in goods.posted if place.partition("/")[0] == stock.STORAGE}
    names = _short_names({id_: _reference(item, item["sku"]) for id_, item in items.items()})
    available: dict[str, str] = {}
    reserved: dict[str, str] = {}
    for id_, item in items.items():
        if item.get("kind", "goods") not in ("goods", "serial"):
            continue
        held = sum(goods.held.get((place, id_), 0) for place in places)
        there = sum(goods.posted.get((place, id_), 0) for place in places)
        unit = _unit(item)
        available[names[id_]] = str(Quantity.from_units(there - held, unit).amount)
        reserved[names[id_]] = str(Quantity.from_units(held, unit).amount)
    return {"stock_available": available, "stock_reserved": reserved}


def _by_employee(orders: Iterable[Ordered], filed: OnFile) -> list[tuple[str, Ordered]]:
    """Each order under who placed it: an employee's reference, else his id; or the customer."""
    staff, customers = filed.of(Employee), filed.of(Customer)
    names = _short_names({id_: _reference(person, id_) for id_, person in staff.items()})
    return [
        (names.get(order.by) or ("customer" if order.by in customers else order.by), order)
        for order in orders
    ]


def _reference(document: Mapping[str, Any], otherwise: str) -> str:
    return str(document.get("external_ref") or otherwise)


def _short_names(names: Mapping[str, str]) -> dict[str, str]:
    """References without the system they come from (`northwind:11` is 11), where that is enough."""
    short = {id_: name.partition(":")[2] or name for id_, name in names.items()}
    used = Counter(short.values())
    return {id_: name if used[name] == 1 else names[id_] for id_, name in short.items()}


def _unit(item: Mapping[str, Any]) -> Unit:
    unit = item.get("unit")
    return Unit(**unit) if unit else PIECE


def _text(minor: int, currency: str) -> str:
    return str(Money.from_minor(minor, currency).amount)
