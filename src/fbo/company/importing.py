"""Importing: the history of another system, replayed through the real steps of a company.

Every order is placed by its employee, shipped, billed and paid by the same steps, with the same
guards and a commit each, as if it happened today; only the clock stands where the history says.
What is there already is recognised by its external reference and by its state, never by memory, so
that a replay may be killed at any point and run again: it goes on where it was, and does nothing
twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from fbo.adapters.clocks import SettableClock
from fbo.back.finance import CustomerReceipt, receivable
from fbo.back.people import Employee
from fbo.back.warehouse import PACKER, PICKER, STOREKEEPER, Picking, StockItem, stock
from fbo.company import following
from fbo.company.company import Company
from fbo.company.engine import Done
from fbo.company.northwind import CURRENCY, Northwind, OrderRow
from fbo.company.ops import Doing, Find
from fbo.company.projections import entries_of, project
from fbo.front.crm import Customer, CustomerAddress
from fbo.front.sales import SALES_REP, Order, OrderLine, charge_line, order_line
from fbo.kernel.document import Document
from fbo.kernel.errors import InputError
from fbo.kernel.money import Money
from fbo.kernel.people import THE_SYSTEM, Actor
from fbo.kernel.quantity import PIECE, Commodity, pieces
from fbo.kernel.terms import PaymentTerms
from fbo.ports.storage import Entry, Scan
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.receipting import Receipting
from fbo.processes.shipping import Shipping
from fbo.workflow.entries import Position

SOURCE = "northwind"
OPENS_AT = time(9, tzinfo=UTC)
PAYS_AFTER = timedelta(days=30)

RECEIPT, ORDER, SHIPMENT = 0, 1, 2
"""What happens on one day, in this order."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told after each event: how many are done, of how many."""


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that happened to an order on a day."""

    day: date
    kind: int
    order: int


def events(northwind: Northwind) -> tuple[Event, ...]:
    """What happened, in order: an order is placed, perhaps shipped, perhaps paid before the end."""
    end = northwind.end
    found: list[Event] = []
    for order in northwind.orders:
        found.append(Event(order.ordered, ORDER, order.id))
        if order.shipped is not None:
            found.append(Event(order.shipped, SHIPMENT, order.id))
            paid = order.shipped + PAYS_AFTER
            if end is not None and paid < end:
                found.append(Event(paid, RECEIPT, order.id))
    return tuple(sorted(found))


def replay(
    company: Company, northwind: Northwind, clock: SettableClock, progress: Progress | None = None
) -> None:
    """Replay the history in a company that runs by this clock; it ends on the last day, at nine.

    What a company has already is left as it is.  The clock never goes back behind what the
    company's journal says: what is added to a history later is booked when it is added.
    """
    if company.driver.clock is not clock:
        raise InputError("the company must run by the clock that the replay sets")
    there = project(entries_of(company.store, company.firm.space), AlreadyThere())
    _Replay(company, northwind, clock, there).run(progress)


@dataclass(slots=True)
class AlreadyThere:
    """What a journal says is there: documents by external reference, orders by state."""

    ids: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    states: dict[str, str] = field(default_factory=dict[str, str])
    shipments: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    last: str = ""

    def see(self, entry: Entry) -> None:
        """Note a document's reference, a case's state, an order's shipment."""
        data, (family, _, _) = entry.data, entry.type.partition(".")
        case = data.get("case")
        if case is None:
            return
        reference = data.get("set", {}).get("external_ref")
        if reference is not None:
            self.ids[family, reference] = case
        if "to" in data:
            self.states[case] = data["to"]
            self.last = max(self.last, entry.at)
        if data.get("process") == Shipping.family and "parent" in data:
            self.shipments.setdefault(data["parent"][1], []).append(case)


class _Replay:
    """One run over the history."""

    def __init__(
        self, company: Company, northwind: Northwind, clock: SettableClock, there: AlreadyThere
    ) -> None:
        self.company = company
        self.northwind = northwind
        self.clock = clock
        self.there = there
        self.rows = {order.id: order for order in northwind.orders}
        self.customers: dict[str, str] = {}
        self.items: dict[str, str] = {}
        self.names = {product.id: product.name for product in northwind.products}
        self.sales: dict[str, Actor] = {}
        self.warehouse = THE_SYSTEM

    def run(self, progress: Progress | None) -> None:
        """Everything, in order."""
        happened = events(self.northwind)
        end = self.northwind.end
        self._set_clock(happened[0].day if happened else date(1996, 7, 4))
        self._finish_what_was_cut_off()
        self._file()
        act = {RECEIPT: self._pay, ORDER: self._place, SHIPMENT: self._ship}
        for number, event in enumerate(happened, start=1):
            self._set_clock(event.day)
            act[event.kind](self.rows[event.order])
            if progress is not None:
                progress(number, len(happened))
        if end is not None:
            self._set_clock(end)

    def _set_clock(self, on: date) -> None:
        last = datetime.fromisoformat(self.there.last) if self.there.last else None
        now = datetime.combine(on, OPENS_AT)
        self.clock.set(now if last is None else max(now, last))

    def _finish_what_was_cut_off(self) -> None:
        """What follows from the last commit before a run was killed: decided, billed, completed."""
        driver, engine = self.company.driver, self.company.engine
        cut_off: Done | None
        for key in driver.run(_waiting("apart")):
            cut_off = driver.run(following.react(engine, ("apart", key)))
            if cut_off is not None:
                driver.run(following.follow(engine, cut_off))
        for case in driver.run(_waiting("case")):
            cut_off = driver.run(following.go_on(engine, case))
            if cut_off is not None:
                driver.run(following.follow(engine, cut_off))
        self.there = project(
            entries_of(self.company.store, self.company.firm.space), AlreadyThere()
        )

    # --- what is on file ------------------------------------------------------------------------

    def _file(self) -> None:
        """Customers, employees, products and their opening stock."""
        for customer in self.northwind.customers:
            document = Customer(
                name=customer.name,
                kind="organisation",
                phones=(customer.phone,) if customer.phone else (),
                addresses=(CustomerAddress(**customer.address.__dict__),),
                currency=CURRENCY,
                external_ref=_reference(customer.id),
            )
            self.customers[customer.id] = self._on_file(document, customer.id)
        for employee in self.northwind.employees:
            hired = Employee(
                name=employee.name, roles=(SALES_REP.name,), external_ref=_reference(employee.id)
            )
            self.sales[employee.id] = Actor.employee(self._on_file(hired, employee.id), SALES_REP)
        roles = (STOREKEEPER, PICKER, PACKER)
        names = tuple(role.name for role in roles)
        keeper = Employee(name="Warehouse", roles=names, external_ref=_reference("warehouse"))
        self.warehouse = Actor.employee(self._on_file(keeper, "warehouse"), *roles)
        ordered = self.northwind.ordered()
        for product in self.northwind.products:
            item = StockItem(
                sku=f"{SOURCE}-{product.id}",
                name=product.name,
                list_price=product.price,
                external_ref=_reference(product.id),
            )
            self.items[product.id] = self._on_file(item, product.id)
            self._stock(self.items[product.id], product.in_stock + ordered.get(product.id, 0))

    def _on_file(self, document: Document, id_: str) -> str:
        found = self.there.ids.get((type(document).__name__, _reference(id_)))
        return found or self.company.file(document).id

    def _stock(self, item: str, wanted: int) -> None:
        """So much has come in altogether; what has come already stands against the supplier."""
        supplier = Position(stock.GOODS, "supplier", Commodity.item(item, PIECE))
        missing = wanted + self.company.balance(supplier).posted
        if missing > 0:
            stock.receive(
                self.company, item, pieces(missing), by=self.warehouse, on=self.clock.now().date()
            )

    # --- what happens ---------------------------------------------------------------------------

    def _place(self, row: OrderRow) -> None:
        seller, reference = self.sales[row.employee], _reference(row.id)
        id_ = self.there.ids.get((OrderToCash.family, reference))
        if id_ is None:
            opened = self.company.open(OrderToCash, self._order(row), by=seller)
            id_ = self.there.ids[OrderToCash.family, reference] = opened.id
        if self.there.states.get(id_, "drafted") == "drafted":
            self.company.take(OrderToCash.place, id_, by=seller)
            self.there.states[id_] = "confirmed"

    def _ship(self, row: OrderRow) -> None:
        """The whole order, in one shipment, as far as it has not gone that way already."""
        order = self.there.ids[OrderToCash.family, _reference(row.id)]
        company, keeper = self.company, self.warehouse
        if self.there.states[order] == "confirmed":
            started = company.take(OrderToCash.start_fulfilment, order, by=keeper)
            shipments = list(started.opened)
        else:
            shipments = self.there.shipments.get(order, [])
        for shipment in shipments:
            state = self.there.states.get(shipment, "assigned")
            if state == "assigned":
                company.take(Shipping.pick, shipment, Picking(), by=keeper)
            if state in ("assigned", "picked"):
                company.take(Shipping.pack, shipment, by=keeper)
            if state in ("assigned", "picked", "packed"):
                company.take(Shipping.dispatch, shipment, by=keeper)

    def _pay(self, row: OrderRow) -> None:
        """What is open on the order's invoices, in one receipt."""
        reference = _reference(row.id)
        if (Receipting.family, reference) in self.there.ids:
            return
        order = self.company.case(OrderToCash, self.there.ids[OrderToCash.family, reference])
        customer = order.document.customer
        invoices = order.facts.children.get("InvoiceToCash", ())
        owed = sum(
            self.company.balance(receivable(invoice, customer, CURRENCY)).posted
            for invoice in invoices
        )
        if owed <= 0:
            return
        receipt = CustomerReceipt(
            customer=customer,
            amount=Money.from_minor(owed, CURRENCY),
            currency=CURRENCY,
            received_on=self.clock.now().date(),
            invoices=invoices,
            external_ref=reference,
        )
        self.company.open(Receipting, receipt, by=THE_SYSTEM, then=Receipting.register)

    def _order(self, row: OrderRow) -> Order:
        """The order with its lines as they were agreed, and the freight as a charge."""
        lines: list[OrderLine] = [
            order_line(
                number,
                self.items[line.product],
                pieces(line.quantity),
                line.price,
                discount=line.discount,
                description=self.names[line.product],
            ).model_copy(update={"promised": row.required})
            for number, line in enumerate(row.lines, start=1)
        ]
        if row.freight:
            lines.append(charge_line(len(lines) + 1, "Freight", row.freight))
        return Order(
            customer=self.customers[row.customer],
            external_ref=_reference(row.id),
            currency=CURRENCY,
            lines=lines,
            ship_to=row.ship_to,
            terms=PaymentTerms.net(PAYS_AFTER.days),
            promised=row.required,
        )


def _reference(id_: str | int) -> str:
    """How a thing of the history is known in the company."""
    return f"{SOURCE}:{id_}"


def _waiting(kind: str) -> Doing[list[str]]:
    """Which reactions apart, or which cases with a timer, wait in the store."""
    found: list[str] = []
    after = ("", "")
    while page := (yield Find(Scan(kind, "due", after=after, limit=500))):
        found += [one.record.key[1] for one in page]
        after = page[-1].place
    return list(dict.fromkeys(found))
