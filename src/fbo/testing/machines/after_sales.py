"""A state machine of after-sales: two orders were delivered, and anything may come back of them.

The machine of the whole company comes to deliveries late; this one begins with them.
"""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from fbo.back.warehouse import Delivery
from fbo.front.sales import Order
from fbo.ports.storage import StorePort
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.shipping import Shipping
from fbo.testing.machines.company import CompanyMachine
from fbo.testing.machines.warranting import WarrantyRules

__all__ = ["AfterSalesMachine", "after_sales_machine"]


class AfterSalesMachine(CompanyMachine, WarrantyRules):
    """The company's machine, after something was delivered, and perhaps paid."""

    @initialize(paid=st.booleans(), more=st.integers(0, 3), ahead=st.booleans())
    def deliver(self, *, paid: bool, more: int, ahead: bool) -> None:
        """Grace has at least four lamps of an order of more, and two chairs; Ada three lamps."""
        shop, people = self.shop, self.people
        self.put_on_shelf("chair", 2)
        lamp, chair = (self.company.get(type(shop.lamp.document), id_) for id_ in ("lamp", "chair"))
        lines = (
            shop.line(4 + more, "9.99", item=lamp),
            shop.line(2, "0.333333", number=2, item=chair),
        )
        how = "on_order" if ahead else "on_shipment"
        for customer, rows in (("grace", lines), ("ada", (shop.line(3, "5.00", item=lamp),))):
            self.put_on_shelf("lamp", 4)
            document: Order = shop.order(customer=customer, lines=rows, invoicing=how)
            order = self.company.open(OrderToCash, document, by=people["anna"])
            order.place(by=people["anna"])
            self.orders.append(order.id)
            self.stale[order.id] = order
            shipment: Shipping = shop.shipped(order)
            shipment.confirm_delivery(Delivery(proof="signed"), by=people["sam"])
            if paid:
                shop.settled(order)


def after_sales_machine(store_factory: Callable[[], StorePort]) -> type[AfterSalesMachine]:
    """A machine over stores of this kind; `store_factory` opens a fresh, empty one."""

    class AnyAfterSalesMachine(AfterSalesMachine):
        """The machine over stores of one kind."""

        def new_store(self) -> StorePort:
            """A fresh, empty one."""
            return store_factory()

    return AnyAfterSalesMachine
