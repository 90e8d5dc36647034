"""The laws of what is known of a customer: now it is what is on file, and then stays what it was.

`keep_customer_laws(company)` compares every customer's overview, which is folded from the journal,
with the records; `Remembered` looks back later at what was known before.
"""

from dataclasses import replace
from datetime import datetime

from fbo.back.finance.accounts import advances, receivable
from fbo.back.finance.credit import line
from fbo.company.company import Company
from fbo.company.filing import Filed
from fbo.company.views.customer_360 import Customer360
from fbo.front.crm import Customer
from fbo.kernel.money import Money
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.testing.laws.sight import must, same

__all__ = ["Remembered", "keep_customer_laws"]

CURRENCY = "EUR"


class Remembered:
    """What was known of the customers, and when."""

    def __init__(self) -> None:
        self._known: list[tuple[datetime, Customer360]] = []

    def look(self, company: Company) -> None:
        """Remember what is known of everybody now; nothing more may happen at this instant."""
        now = company.driver.clock.now()
        for filed in company.find_filed(Customer):
            self._known.append((now, company.customer_360(filed.id)))

    def still_hold(self, company: Company) -> None:
        """What was known then is what is said of it now.  Raises `LawBrokenError`."""
        for at, known in self._known:
            now = company.customer_360(known.customer, as_of=at)
            same(f"what was known of {known.customer} at {at}", _unnamed(now), _unnamed(known))


def keep_customer_laws(company: Company) -> None:
    """Try every law on every customer.  Raises `LawBrokenError` with the first that is broken."""
    for filed in company.find_filed(Customer):
        seen = company.customer_360(filed.id)
        _cases_are_those_on_file(company, seen)
        _money_is_that_of_the_books(company, filed, seen)


def _cases_are_those_on_file(company: Company, seen: Customer360) -> None:
    orders = company.find(OrderToCash, customer=seen.customer)
    placed = {case.id: case for case in orders if case.document.number is not None}
    same(f"the orders of {seen.customer}", {one.id for one in seen.orders}, set(placed))
    for one in seen.orders:
        order = placed[one.id]
        known = (one.state, one.fulfilment, one.total)
        document = order.document
        same(f"the order {one.id}", known, (order.state.name, document.fulfilment, document.total))
    promises = company.find(PromiseKeeping, customer=seen.customer)
    open_ = {case.id: case.document.due for case in promises if not case.state.ended}
    same(f"the promises to {seen.customer}", {one.id: one.due for one in seen.promises}, open_)
    for process in (OrderToCash, PromiseKeeping, InvoiceToCash):
        states = [case.state.name for case in company.find(process, customer=seen.customer)]
        counted = {name: states.count(name) for name in set(states)}
        same(
            f"the {process.family} of {seen.customer}", seen.cases.get(process.family, {}), counted
        )


def _money_is_that_of_the_books(
    company: Company, filed: Filed[Customer], seen: Customer360
) -> None:
    invoices = company.find(InvoiceToCash, customer=filed.id)
    owed = sum(company.balance(receivable(case.id, filed.id, CURRENCY)).posted for case in invoices)
    same(f"what {filed.id} owes", _of(seen.open_amount), Money.from_minor(owed, CURRENCY))
    must(_of(seen.overdue) <= _of(seen.open_amount), f"{filed.id} is late with more than he owes")
    with_us = -company.balance(advances(filed.id, CURRENCY)).posted
    same(f"what {filed.id} has with us", _of(seen.credits), Money.from_minor(with_us, CURRENCY))
    limit = filed.document.credit_limit
    if limit is not None:
        left = Money.from_minor(company.balance(line(filed.id, CURRENCY)).available, CURRENCY)
        same(f"whether {filed.id} has credit", seen.credit != "none", (limit + left).amount > 0)


def _of(amounts: tuple[Money, ...]) -> Money:
    return Money.total((one for one in amounts if one.currency == CURRENCY), CURRENCY)


def _unnamed(seen: Customer360) -> Customer360:
    """Without what is as of today: his name, the words of his promises."""
    promises = tuple(replace(one, text="") for one in seen.promises)
    return replace(seen, name="", promises=promises)
