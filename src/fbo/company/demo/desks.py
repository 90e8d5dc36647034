"""The desks of the demonstration: what the staff do about what lies on them.

Every step is judged by the library, and some are refused, as in life.  What customers and carriers
do is in `fbo.company.demo.outside`.  Nothing here counts what happened.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias, TypeVar

from fbo.back.finance import CREDIT_CONTROL, RECEIVABLES, Cleared, Failed
from fbo.back.records import Evidence
from fbo.back.warehouse import WAREHOUSE, Picking, Shipment, stock
from fbo.company.company import Company
from fbo.company.demo.cast import GOODS, TRUSTED, Good
from fbo.company.demo.days import Days
from fbo.front.sales import SALES, Override, Turned
from fbo.kernel.calendar import NINE_TO_FIVE, Duration, business_days, business_hours
from fbo.kernel.people import Actor, Desk
from fbo.kernel.quantity import Quantity
from fbo.kernel.times import from_iso
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.receipting import Receipting
from fbo.processes.refunding import Refunding
from fbo.processes.shipping import Shipping
from fbo.processes.tasks import Tasking
from fbo.workflow.process import Process

P = TypeVar("P", bound=Process[Any])
Does: TypeAlias = Callable[[str], object]
"""What is done about a case, by its id."""

PATIENCE, TRUST = business_days(6), business_days(3)
"""So long an order may wait for credit; so long that of somebody who always pays."""

PICK_LISTS = (10, 14)
STATEMENT, CALLS, LORRY, REORDERS = 11, 12, 15, 16
A_WHILE = business_hours(3)
EVERYTHING = 10_000


class Sales:
    """Anna: what the customer is to be asked or told, she tells him about noon."""

    def __init__(self, company: Company, days: Days, staff: Mapping[str, Actor]) -> None:
        self.company, self.days, self.anna = company, days, staff["anna"]

    def work(self, hour: int) -> None:
        """Work off the tasks that have lain for a while."""
        if hour != CALLS:
            return
        done = Evidence(evidence="called the customer")
        for task in on_desk(self.company, SALES, Tasking, "assigned"):
            if _has_lain(task, A_WHILE, self.days):
                self.days.attempt(partial(task.complete, done, by=self.anna))


class CreditControl:
    """Carl and Clara: the system asks every morning; she lets pass who always pays, he turns down.

    Of the others she lets one pass, to see whether he pays.  What she may allow has a limit, too.
    """

    def __init__(self, company: Company, days: Days, staff: Mapping[str, Actor]) -> None:
        self.company, self.days = company, days
        self.carl, self.clara = staff["carl"], staff["clara"]
        self._somebody_was_let_pass = False

    def work(self) -> None:
        """Confirm who is trusted; turn down what has waited longer than we have patience."""
        turned = Turned(reason="the credit limit is used up")
        until = NINE_TO_FIVE.add_business_days(self.days.clock.now().date(), 20)
        for order in on_desk(self.company, CREDIT_CONTROL, OrderToCash, "credit_hold"):
            if _has_lain(order, PATIENCE, self.days):
                self.days.attempt(partial(order.reject, turned, by=self.carl))
            elif self._trusts(order) and _has_lain(order, TRUST, self.days):
                known = order.document.customer in TRUSTED
                why = "has always paid in time" if known else "to see whether he pays"
                form = Override(reason=why, until=until)
                let_pass = partial(order.override_credit, form, by=self.clara)
                self._somebody_was_let_pass |= self.days.attempt(let_pass)

    def _trusts(self, order: OrderToCash) -> bool:
        return order.document.customer in TRUSTED or not self._somebody_was_let_pass


class Receivables:
    """Rita and Clara: once a day what the bank says is compared, and what is owed goes back."""

    def __init__(self, company: Company, days: Days, staff: Mapping[str, Actor]) -> None:
        self.company, self.days = company, days
        self.rita, self.clara = staff["rita"], staff["clara"]

    def work(self, hour: int) -> None:
        """Compare with the bank's statement; the last step of a refund first."""
        if hour != STATEMENT:
            return
        attempt = self.days.attempt
        for receipt in self._since_yesterday(Receipting, "registered"):
            seen = Cleared(amount=receipt.document.uncleared)
            attempt(partial(receipt.clear, seen, by=self.rita))
        for refund in self._since_yesterday(Refunding, "failed"):
            attempt(partial(refund.retry, by=self.rita))
        for refund in self._since_yesterday(Refunding, "submitted"):
            # Once a bank in three finds something; the second time it is paid.
            if self.days.happens(34) and "failed" not in refund.facts.came_from.values():
                wrong = Failed(reason="the account has no such number")
                attempt(partial(refund.fail, wrong, by=self.rita))
            else:
                attempt(partial(refund.confirm, by=self.rita))
        for refund in on_desk(self.company, RECEIVABLES, Refunding, "approved"):
            attempt(partial(refund.submit, by=self.rita))
        for refund in on_desk(self.company, RECEIVABLES, Refunding, "requested"):
            attempt(partial(refund.approve, by=self.clara))

    def _since_yesterday(self, process: type[P], state: str) -> list[P]:
        today = self.days.clock.now().date()
        lying = on_desk(self.company, RECEIVABLES, process, state)
        return [case for case in lying if from_iso(case.facts.entered).date() < today]


class Warehouse:
    """Sam, Petra and Paul: pick lists twice a day, a lorry at three, reorders in the evening."""

    def __init__(
        self, company: Company, days: Days, staff: Mapping[str, Actor], scale: int
    ) -> None:
        self.company, self.days, self.scale = company, days, scale
        self.sam, self.petra, self.paul = staff["sam"], staff["petra"], staff["paul"]
        self._coming: set[str] = set()

    def work(self, hour: int) -> None:
        """What is done in an hour: the last step first, so that each takes an hour at least."""
        attempt = self.days.attempt
        if hour == LORRY:
            for shipment in on_desk(self.company, WAREHOUSE, Shipping, "packed"):
                attempt(partial(shipment.dispatch, by=self.sam))
        for shipment in on_desk(self.company, WAREHOUSE, Shipping, "picked"):
            attempt(partial(shipment.pack, by=self.paul))
        for shipment in on_desk(self.company, WAREHOUSE, Shipping, "assigned"):
            found = self._found(shipment.document)
            if not shipment.pick.refusals(found, by=self.petra):
                attempt(partial(shipment.pick, found, by=self.petra))
        if hour in PICK_LISTS:
            for order in self._orders():
                if not order.start_fulfilment.refusals(by=self.sam):
                    attempt(partial(order.start_fulfilment, by=self.sam))
        if hour == REORDERS:
            self._reorder()

    def open_stock(self) -> None:
        """What is on the shelves at first."""
        for good in GOODS:
            self._receive(good, good.many(good.stock * self.scale))

    def _receive(self, good: Good, quantity: Quantity) -> None:
        stock.receive(self.company, good.sku, quantity, by=self.sam)

    def _found(self, shipment: Shipment) -> Picking:
        """What Petra finds: now and then a piece is not where it should be."""
        line = shipment.lines[0]
        most = line.quantity.units - 1
        if not most or not self.days.happens(14):
            return Picking()
        found = Quantity.from_units(self.days.random.randint(1, most), line.quantity.unit)
        return Picking(quantities={line.line: found})

    def _reorder(self) -> None:
        """What runs out is ordered from the supplier, who needs two to five days."""
        for good in GOODS:
            free = self.company.balance(stock.at(good.sku, good.unit)).available
            if good.sku not in self._coming and free < good.many(good.low * self.scale).units:
                self._coming.add(good.sku)
                wait = self.days.random.randint(2, 5)
                day = NINE_TO_FIVE.add_business_days(self.days.clock.now().date(), wait)
                self.days.plan_on(day, 9, partial(self._take_in, good))

    def _take_in(self, good: Good) -> None:
        self._coming.discard(good.sku)
        self._receive(good, good.many(good.reorder * self.scale))

    def _orders(self) -> list[OrderToCash]:
        states = ("confirmed", "in_fulfilment")
        return on_desk(self.company, WAREHOUSE, OrderToCash, *states)


def on_desk(company: Company, desk: Desk, process: type[P], *states: str) -> list[P]:
    """The cases of a process that lie on a desk in one of the states, the most urgent first."""
    return [
        company.case(process, row.case)
        for row in company.worklist(desk, limit=EVERYTHING)
        if row.process == process.family and row.state in states
    ]


def work_off(
    company: Company, desk: Desk, process: type[Process[Any]], does: Mapping[str, Does]
) -> None:
    """Do about each case on a desk what is done in the state it is in, the last states first."""
    lying = [
        row for row in company.worklist(desk, limit=EVERYTHING) if row.process == process.family
    ]
    for state, act in does.items():
        for row in lying:
            if row.state == state:
                act(row.case)


def _has_lain(case: Process[Any], so_long: Duration, days: Days) -> bool:
    """Whether a case has been where it is for so long."""
    return NINE_TO_FIVE.add(from_iso(case.facts.entered), so_long) <= days.clock.now()
