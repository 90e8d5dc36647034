"""The desks of the demonstration: what customers do, and what the staff do about it.

The staff look at what lies on their desks; every step is judged by the library, and some are
refused, as in life.  Nothing here counts what happened.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from random import Random
from typing import Any, TypeVar

from fbo.back.finance import CREDIT_CONTROL, RECEIVABLES, Cleared, CustomerReceipt
from fbo.back.warehouse import WAREHOUSE, Delivery, Picking, Reason, Shipment, stock
from fbo.company.company import Company
from fbo.company.demo_cast import BUYERS, GOODS, REPS, Buyer, Good
from fbo.company.demo_days import Days
from fbo.front.sales import Cancellation, Choice, Suspension, Turned
from fbo.kernel.calendar import NINE_TO_FIVE, business_days
from fbo.kernel.errors import StepRefused
from fbo.kernel.money import Money
from fbo.kernel.people import Actor, Desk
from fbo.kernel.quantity import Quantity
from fbo.kernel.times import from_iso
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.receipting import Receipting
from fbo.processes.shipping import Shipping
from fbo.workflow.process import Process

P = TypeVar("P", bound=Process[Any])

PATIENCE = business_days(6)
PICK_LISTS = (10, 14)
STATEMENT, LORRY, REORDERS = 11, 15, 16
EVERYTHING = 10_000
LOST, REFUSED, NOBODY = 0, 1, 2
"""What may become of a delivery, out of thirty-six."""


class Outside:
    """Customers and the carrier: they order, change their minds, receive and pay."""

    def __init__(self, company: Company, days: Days, staff: Mapping[str, Actor]) -> None:
        self.company, self.days, self.staff = company, days, staff
        self._read = 0
        # A chance of its own, so that trouble on the way changes nothing else of the month.
        self._trouble = Random("trouble")  # noqa: S311  it is to come out the same; nothing is secret

    def watch(self) -> None:
        """Hear of goods that have left and of invoices, and plan what comes of them."""
        while page := self.company.journal(self._read):
            for entry in page:
                if entry.type == "Shipping.dispatch":
                    self._await_delivery(entry.data["case"])
                elif entry.type == "InvoiceToCash.issue":
                    self._await_payment(entry.data["case"])
                elif entry.type == "OrderToCash.report_shortage":
                    self.days.plan_in(2, partial(self._choose, entry.data["case"]))
            self._read = page[-1].seq

    def order(self) -> None:
        """Somebody orders, by telephone or in the web shop; some think better of it later."""
        days, random = self.days, self.days.random
        buyer, rep = random.choice(BUYERS), random.choice((*REPS, ""))
        by = self.staff[rep] if rep else Actor.customer(buyer.id)
        wish = buyer.order(random, self._today(), by_telephone=bool(rep))
        id_ = self.company.open(OrderToCash, wish, by=by, then=OrderToCash.place).id
        if days.happens(9):
            days.plan_in(random.choice((1, 2, 20, 30)), partial(self._cancel, id_, buyer))
        elif days.happens(7):
            days.plan_in(1, partial(self._suspend, id_, self.staff[rep or "anna"]))

    def _cancel(self, order: str, buyer: Buyer) -> None:
        form, by = Cancellation(reason="ordered by mistake"), Actor.customer(buyer.id)
        self.days.attempt(lambda: self.company.take(OrderToCash.cancel, order, form, by=by))

    def _suspend(self, order: str, rep: Actor) -> None:
        form = Suspension(reason="the customer asks us to wait")
        if self.days.attempt(lambda: self.company.take(OrderToCash.suspend, order, form, by=rep)):
            self.days.plan_in(self.days.random.randint(6, 20), partial(self._resume, order))

    def _resume(self, order: str) -> None:
        mara = self.staff["mara"]
        self.days.attempt(lambda: self.company.take(OrderToCash.resume, order, by=mara))

    def _await_delivery(self, shipment: str) -> None:
        day = NINE_TO_FIVE.add_business_days(self._today(), self.days.random.randint(1, 3))
        self.days.plan_on(day, 11, partial(self._deliver, shipment))

    def _choose(self, order: str) -> None:
        """Anna has called the customer, who waits; some would rather have what is there now."""
        choice = Choice(choice="split" if self._trouble.randrange(4) == 0 else "wait")
        with suppress(StepRefused):
            self.company.take(OrderToCash.record_choice, order, choice, by=self.staff["anna"])

    def _fail(self, shipment: str, what: int) -> None:
        """Nobody was at home, or the carrier has lost it; what failed is tried again or comes back.

        What is refused here has been done meanwhile.
        """
        sam, take, nobody = self.staff["sam"], self.company.take, Reason(reason="nobody was there")
        with suppress(StepRefused):
            if what == LOST:
                take(Shipping.report_lost, shipment, Reason(reason="lost by the carrier"), by=sam)
                return
            take(Shipping.fail_delivery, shipment, nobody, by=sam)
            if what == REFUSED:
                take(Shipping.call_back, shipment, by=sam)
                self.days.plan_in(16, partial(self._come_back, shipment))
            else:
                take(Shipping.reship, shipment, by=sam)
                self.days.plan_in(8, partial(self._deliver, shipment))

    def _come_back(self, shipment: str) -> None:
        with suppress(StepRefused):
            self.company.take(Shipping.receive_back, shipment, by=self.staff["sam"])

    def _deliver(self, shipment: str) -> None:
        what = self._trouble.randrange(36)
        if what in (LOST, REFUSED, NOBODY):
            self._fail(shipment, what)
            return
        form, sam = Delivery(proof="signed for"), self.staff["sam"]
        take = self.company.take
        self.days.attempt(lambda: take(Shipping.confirm_delivery, shipment, form, by=sam))

    def _await_payment(self, invoice_id: str) -> None:
        invoice = self.company.case(InvoiceToCash, invoice_id).document
        buyer = next(buyer for buyer in BUYERS if buyer.id == invoice.customer)
        due = invoice.due[-1].on
        for day, amount in buyer.payments(
            self.days.random, invoice.effective_on, due, invoice.gross
        ):
            self.days.plan_on(day, 10, partial(self._pay, invoice_id, buyer, amount))

    def _pay(self, invoice: str, buyer: Buyer, amount: Money) -> None:
        """Money has come in, and Rita registers it."""
        receipt = CustomerReceipt(
            customer=buyer.id,
            amount=amount,
            currency=amount.currency,
            received_on=self._today(),
            invoices=(invoice,),
        )
        rita, register = self.staff["rita"], Receipting.register
        self.days.attempt(lambda: self.company.open(Receipting, receipt, then=register, by=rita))

    def _today(self) -> date:
        return self.days.clock.now().date()


class CreditControl:
    """Carl: orders on hold are looked at every morning by the system; what waits too long goes."""

    def __init__(self, company: Company, days: Days, staff: Mapping[str, Actor]) -> None:
        self.company, self.days, self.carl = company, days, staff["carl"]

    def work(self) -> None:
        """Turn down what has waited longer than we have patience."""
        form, now = Turned(reason="the credit limit is used up"), self.days.clock.now()
        for order in on_desk(self.company, CREDIT_CONTROL, OrderToCash, "credit_hold"):
            if NINE_TO_FIVE.add(from_iso(order.facts.entered), PATIENCE) <= now:
                self.days.attempt(partial(order.reject, form, by=self.carl))


class Receivables:
    """Rita: what was registered and stands on the bank's statement is cleared the next day."""

    def __init__(self, company: Company, days: Days, staff: Mapping[str, Actor]) -> None:
        self.company, self.days, self.rita = company, days, staff["rita"]

    def work(self, hour: int) -> None:
        """Compare with the bank's statement, once a day."""
        if hour != STATEMENT:
            return
        today = self.days.clock.now().date()
        for receipt in on_desk(self.company, RECEIVABLES, Receipting, "registered"):
            if from_iso(receipt.facts.entered).date() < today:
                seen = Cleared(amount=receipt.document.uncleared)
                self.days.attempt(partial(receipt.clear, seen, by=self.rita))


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
            attempt(partial(shipment.pick, self._found(shipment.document), by=self.petra))
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
