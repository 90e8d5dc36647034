"""A small shop to test with: a company, its people, a customer, and lamps.

It runs on any store, at a clock that stands still until it is set; its verbs are the ones that
tests say most often.  It checks nothing: `fbo.testing.laws` does.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from fbo.adapters.clocks import SettableClock
from fbo.adapters.notifiers import MemoryNotifier
from fbo.back.finance import AR_CLERK, CREDIT_CLERK, CustomerReceipt, Invoice, receivable
from fbo.back.warehouse import PACKER, PICKER, STOREKEEPER, Picking, StockItem, stock
from fbo.company.company import Company
from fbo.company.filing import Filed
from fbo.front.crm import Customer
from fbo.front.sales import SALES_REP, Order, OrderLine, order_line
from fbo.kernel.document import Address
from fbo.kernel.money import Money, Price, eur, price
from fbo.kernel.people import Actor
from fbo.kernel.quantity import PIECE, pieces
from fbo.ports.ids import Ids
from fbo.ports.notification import NotifierPort
from fbo.ports.storage import StorePort
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.receipting import Receipting
from fbo.processes.shipping import Shipping
from fbo.workflow.process import Process

__all__ = ["LONDON", "MONDAY", "Shop"]

MONDAY: Final = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""When a shop opens, unless its clock says otherwise: a Monday, 23 November 2026, 09:00 UTC."""

LONDON: Final = Address(name="Ada Lovelace", street="12 St James's Square", city="London")


class Shop:
    """A company with people, one customer and one item.

    Anna sells, Carla gives credit, Sam keeps the store, picks and packs, Rita takes the money; Ben
    has no role at all.  Ada may owe 1 000.00 EUR.  A lamp costs 100.00 EUR by the list, and none is
    in stock to begin with.
    """

    def __init__(
        self,
        store: str | StorePort = "memory://",
        *,
        clock: SettableClock | None = None,
        ids: Ids | None = None,
        processes: Iterable[type[Process[Any]]] = (),
        notifiers: Iterable[NotifierPort] = (),
        **more: Any,
    ) -> None:
        self.clock = clock or SettableClock(MONDAY)
        self.mail = MemoryNotifier()
        self.company = Company(
            store,
            clock=self.clock,
            ids=ids,
            processes=processes,
            notifiers=tuple(notifiers) or (self.mail,),
            **more,
        )
        hire = self.company.hire
        self.anna: Actor = hire("Anna", SALES_REP)
        self.ben: Actor = hire("Ben")
        self.carla: Actor = hire("Carla", CREDIT_CLERK)
        self.sam: Actor = hire("Sam", STOREKEEPER, PICKER, PACKER)
        self.rita: Actor = hire("Rita", AR_CLERK)
        self.ada: Filed[Customer] = self.customer("Ada Lovelace", limit=eur("1000.00"))
        self.lamp: Filed[StockItem] = self.item("LAMP", list_price=price("100.00", "EUR"))

    # --- what is on file ------------------------------------------------------------------------

    def customer(
        self, name: str, *, limit: Money | None = None, email: str = ""
    ) -> Filed[Customer]:
        """File a customer; without a limit he may owe whatever he likes."""
        email = email or f"{name.split(maxsplit=1)[0].lower()}@example.com"
        return self.company.file(Customer(name=name, email=email, credit_limit=limit))

    def item(self, sku: str, **fields: Any) -> Filed[StockItem]:
        """File an item of stock, counted in pieces."""
        return self.company.file(StockItem(sku=sku, name=sku.title(), **fields))

    def receive(self, count: int, item: Filed[StockItem] | None = None) -> None:
        """Sam puts so many lamps (or pieces of another item) on the shelf."""
        stock.receive(self.company, (item or self.lamp).id, pieces(count), by=self.sam)

    # --- orders ---------------------------------------------------------------------------------

    def line(
        self,
        count: int,
        price: str = "100.00",
        *,
        number: int = 1,
        item: Filed[StockItem] | None = None,
    ) -> OrderLine:
        """A line of so many lamps, or pieces of another item."""
        return order_line(
            number, (item or self.lamp).id, pieces(count), Price.parse(f"{price} EUR")
        )

    def order(self, lamps: int = 1, price: str = "100.00", **fields: Any) -> Order:
        """An order of Ada's (or another customer's) for lamps, as a document."""
        fields.setdefault("customer", self.ada.id)
        fields.setdefault("ship_to", LONDON)
        fields.setdefault("lines", (self.line(lamps, price),))
        return Order(**fields)

    def drafted(self, lamps: int = 1, price: str = "100.00", **fields: Any) -> OrderToCash:
        """Anna opens an order."""
        return self.company.open(OrderToCash, self.order(lamps, price, **fields), by=self.anna)

    def placed(self, lamps: int = 1, price: str = "100.00", **fields: Any) -> OrderToCash:
        """Anna opens an order and places it; whether it is confirmed is decided at once."""
        order = self.drafted(lamps, price, **fields)
        order.place(by=self.anna)
        return order

    def now(self, case: Process[Any]) -> Any:
        """A case as it is now: a fresh handle."""
        return self.company.case(type(case), case.id)

    # --- goods ----------------------------------------------------------------------------------

    def shipments(self, order: OrderToCash) -> list[Shipping]:
        """The shipments of an order, oldest first."""
        return [self.company.case(Shipping, id_) for id_ in self.now(order).child_ids(Shipping)]

    def started(self, order: OrderToCash) -> Shipping:
        """Sam has the pick list of what the order holds: its newest shipment, assigned."""
        self.now(order).start_fulfilment(by=self.sam)
        return self.shipments(order)[-1]

    def packed(self, order: OrderToCash, **picked: int) -> Shipping:
        """Sam packs a new shipment; `line_1=3`: so many were found for the line."""
        shipment = self.started(order)
        found = {int(name.removeprefix("line_")): pieces(count) for name, count in picked.items()}
        shipment.pick(Picking(quantities=found), by=self.sam)
        shipment.pack(by=self.sam)
        return shipment

    def shipped(self, order: OrderToCash, **picked: int) -> Shipping:
        """Sam ships all that the order holds, or what he found of it."""
        shipment = self.packed(order, **picked)
        shipment.dispatch(by=self.sam)
        return shipment

    def on_shelf(self, item: Filed[StockItem] | None = None) -> tuple[int, int]:
        """How many lamps (or pieces of another item) are on hand, and how many of them are free."""
        standing = self.company.balance(stock.at((item or self.lamp).id, PIECE))
        return standing.posted, standing.available

    # --- money ----------------------------------------------------------------------------------

    def open_amount(self, invoice: str) -> Money:
        """What is open on an invoice."""
        document: Invoice = self.company.read_case(invoice).document
        where = receivable(invoice, document.customer, document.currency)
        return Money.from_minor(self.company.balance(where).posted, document.currency)

    def paid(
        self,
        amount: Money,
        *invoices: str,
        customer: str = "",
        key: str | None = None,
        **fields: Any,
    ) -> Receipting:
        """Rita registers money that has come in for these invoices, in their order."""
        receipt = CustomerReceipt(
            customer=customer or self.ada.id,
            amount=amount,
            currency=amount.currency,
            received_on=self.clock.now().date(),
            invoices=invoices,
            **fields,
        )
        return self.company.open(
            Receipting, receipt, by=self.rita, then=Receipting.register, key=key
        )

    def settled(self, order: OrderToCash) -> None:
        """Each invoice of the order is paid to the cent."""
        now = self.now(order)
        for invoice in now.invoices:
            amount = self.open_amount(invoice.id)
            if amount:
                self.paid(amount, invoice.id, customer=now.document.customer)
