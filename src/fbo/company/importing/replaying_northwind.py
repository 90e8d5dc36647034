"""Replaying Northwind: the sample company's history, replayed through the real steps.

Every order is placed by its employee, shipped, billed and paid, on the days that the files say.
How a replay recognises what is there is told in `fbo.company.importing.replaying`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from fbo.adapters.clocks import SettableClock
from fbo.back.finance import CustomerReceipt, receivable
from fbo.back.people import Employee
from fbo.back.warehouse import PACKER, PICKER, STOREKEEPER, Picking, StockItem, stock
from fbo.company.company import Company
from fbo.company.importing.northwind import CURRENCY, Northwind, OrderRow
from fbo.company.importing.replaying import Progress, Replaying
from fbo.front.crm import Customer, CustomerAddress
from fbo.front.sales import SALES_REP, Order, OrderLine, charge_line, order_line
from fbo.kernel.money import Money
from fbo.kernel.people import THE_SYSTEM, Actor
from fbo.kernel.quantity import PIECE, Commodity, pieces
from fbo.kernel.terms import PaymentTerms
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.receipting import Receipting
from fbo.processes.shipping import Shipping
from fbo.workflow.entries import Position

SOURCE = "northwind"
PAYS_AFTER = timedelta(days=30)

RECEIPT, ORDER, SHIPMENT = 0, 1, 2
"""What happens on one day, in this order."""


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
    _Replay(company, northwind, clock).run(progress)


class _Replay(Replaying):
    """One run over the history."""

    source = SOURCE

    def __init__(self, company: Company, northwind: Northwind, clock: SettableClock) -> None:
        super().__init__(company, clock)
        self.northwind = northwind
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
        self.set_clock(happened[0].day if happened else date(1996, 7, 4))
        self.finish_what_was_cut_off()
        self._file()
        act = {RECEIPT: self._pay, ORDER: self._place, SHIPMENT: self._ship}
        for number, event in enumerate(happened, start=1):
            self.set_clock(event.day)
            act[event.kind](self.rows[event.order])
            if progress is not None:
                progress(number, len(happened))
        if end is not None:
            self.set_clock(end)

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
                external_ref=self.reference(customer.id),
            )
            self.customers[customer.id] = self.on_file(document, customer.id)
        for employee in self.northwind.employees:
            hired = Employee(
                name=employee.name,
                roles=(SALES_REP.name,),
                external_ref=self.reference(employee.id),
            )
            self.sales[employee.id] = Actor.employee(self.on_file(hired, employee.id), SALES_REP)
        roles = (STOREKEEPER, PICKER, PACKER)
        names = tuple(role.name for role in roles)
        keeper = Employee(name="Warehouse", roles=names, external_ref=self.reference("warehouse"))
        self.warehouse = Actor.employee(self.on_file(keeper, "warehouse"), *roles)
        ordered = self.northwind.ordered()
        for product in self.northwind.products:
            item = StockItem(
                sku=f"{SOURCE}-{product.id}",
                name=product.name,
                list_price=product.price,
                external_ref=self.reference(product.id),
            )
            self.items[product.id] = self.on_file(item, product.id)
            self._stock(self.items[product.id], product.in_stock + ordered.get(product.id, 0))

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
        seller, reference = self.sales[row.employee], self.reference(row.id)
        id_ = self.there.ids.get((OrderToCash.family, reference))
        if id_ is None:
            opened = self.company.open(OrderToCash, self._order(row), by=seller)
            id_ = self.there.ids[OrderToCash.family, reference] = opened.id
        if self.there.states.get(id_, "drafted") == "drafted":
            self.company.take(OrderToCash.place, id_, by=seller)
            self.there.states[id_] = "confirmed"

    def _ship(self, row: OrderRow) -> None:
        """The whole order, in one shipment, as far as it has not gone that way already."""
        order = self.there.ids[OrderToCash.family, self.reference(row.id)]
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
        reference = self.reference(row.id)
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
            external_ref=self.reference(row.id),
            currency=CURRENCY,
            lines=lines,
            ship_to=row.ship_to,
            terms=PaymentTerms.net(PAYS_AFTER.days),
            promised=row.required,
        )
