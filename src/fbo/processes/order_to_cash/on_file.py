"""What lies on the desk beside an order, and what must hold for it.

The customer and his credit line, the items and their shelf, the order's shipments and invoices; the
rules that ask them; and what the effects of the order's process do with them.  The process itself,
its states and steps, is in the modules beside this one.
"""

from collections.abc import Sequence

from typing_extensions import TypeVar

from fbo.back.finance import CreditPolicy, FinancePolicy, Invoice, credit, receivable
from fbo.back.warehouse import StockItem, WarehousePolicy, stock, why_not_sold
from fbo.front.crm import Customer
from fbo.front.sales import SALES_REP, Order, OrderLine, OrderPolicy
from fbo.kernel.errors import Reason
from fbo.kernel.people import CUSTOMER
from fbo.kernel.quantity import Quantity, Unit
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash.parts import bill_for, demand, hold_name, to_invoice
from fbo.processes.order_to_cash.pricing import why_not_ours
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.shipping import Shipping
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderOnFile(Process[O], abstract=True):
    """An order with all that is on file beside it; no process of its own."""

    # On file: what lies on the desk beside the order.
    customer = on_file(Customer, lambda order: order.customer)
    credit_line = on_file.balance(credit.line, lambda order: (order.customer, order.currency))
    items = on_file.every(StockItem, lambda order: [line.item for line in order.stocked])
    shelf = on_file.balances(
        stock.at, lambda order: [(line.item, line.unit) for line in order.stocked]
    )
    shipments = on_file.children(Shipping)
    promises = on_file.every_case(
        PromiseKeeping, lambda order: () if order.promise is None else (order.promise,)
    )
    invoices = on_file.children(InvoiceToCash)
    owed = on_file.child_balances(
        InvoiceToCash, receivable, lambda order: (order.customer, order.currency)
    )

    # Rules.
    @rule("the customer is merged into another or may not be sold to")
    def customer_is_there(self) -> bool:
        """Whether the customer is one we sell to."""
        return self.customer.merged_into is None

    @rule("an item cannot be ordered")
    def items_are_sold(self) -> bool | Reason:
        """Whether every item is active, has stock of its own, and is counted in the line's unit."""
        lines = self.document.stocked
        reasons = (why_not_sold(self.items[line.item or ""], line.unit) for line in lines)
        return next(filter(None, reasons), True)

    @rule("the prices are not ours", code="price_not_ours")
    def prices_are_ours(self) -> bool | Reason:
        """Whether a customer who has opened the order himself places it at our prices."""
        order, roles = self.document, self.by.roles
        if CUSTOMER not in roles or SALES_REP in roles or self.facts.owner != order.customer:
            return True
        rates = self.policy(FinancePolicy).tax_rates
        included = self.policy(OrderPolicy).list_prices_include_tax
        return why_not_ours(order, self.customer, self.items, rates, tax_included=included) or True

    @rule("the goods are not there", code="out_of_stock")
    def goods_are_there(self) -> bool | Reason:
        """Under `deny` all that is ordered must be free; otherwise the rest is backordered."""
        if (self.document.backorder or self.policy(OrderPolicy).backorder) != "deny":
            return True
        for (item, unit), wanted in demand(self.document).items():
            shelf = self.shelf[item, unit]
            if not shelf.covers(wanted):
                free = Quantity.from_units(max(shelf.available, 0), unit)
                return Reason(
                    "out_of_stock",
                    f"{wanted} of {self.items[item].sku} are wanted, {free} are free",
                    {"item": item, "available": str(free)},
                    way_out="order less, or allow a backorder",
                )
        return True

    @rule("the customer is over the credit limit")
    def within_credit(self) -> bool | Reason:
        """Whether the order's uninvoiced value fits under the limit, beside all else he owes."""
        if self.customer.credit_status == self.policy(CreditPolicy).stop_on:
            return Reason("credit_stop", "the customer gets no more credit")
        return credit.covers(self.credit_line, self.document.uninvoiced, self.customer.credit_limit)

    @rule("the customer is over the credit limit")
    def still_within_credit(self) -> bool | Reason:
        """As `within_credit`; an order that holds its credit has it."""
        return credit.HOLD in self.holds or self.within_credit()

    @rule("nothing is ready to be shipped", way_out="wait for the goods")
    def goods_are_ready(self) -> bool:
        """Whether the order holds goods that no shipment has taken over."""
        return any(name.startswith("line-") for name in self.holds)

    @rule("nothing is waiting for goods")
    def goods_are_awaited(self) -> bool:
        """Whether units are backordered that are on the shelf now."""
        return any(
            line.has("backordered") and self.shelf[line.item, line.unit].available > 0
            for line in self.document.stocked
        )

    @rule("it is not paid in full", code="not_settled")
    def is_settled(self) -> bool:
        """Whether everything shipped is invoiced, every invoice is in the books and paid."""
        posted = all(invoice.state.name == "posted" for invoice in self.invoices)
        billed = not any(to_invoice(line) for line in self.document.lines)
        return posted and billed and all(self.owed[invoice].is_clear() for invoice in self.owed)

    # What the effects have in common.
    def _free_units(self) -> dict[tuple[str, Unit], int]:
        shelf = self.shelf
        return {key: shelf[key].available for key in shelf}

    def _hold_goods(self, lines: Sequence[OrderLine]) -> None:
        """Hold what has been allocated beyond what was."""
        place = self.policy(WarehousePolicy).place
        for was, line in zip(self.document.lines, lines, strict=True):
            more = line.has("allocated") - was.has("allocated")
            if more:
                stock.reserve(self, hold_name(line), line.item or "", place, more)

    def _bill(self, lines: Sequence[OrderLine]) -> Invoice:
        series = self.policy(FinancePolicy).invoice_series
        return bill_for(self.document, lines, self.id, self.now.date(), series)
