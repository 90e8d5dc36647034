"""Delivering: what has left arrives, fails to, comes back or is lost, and the order follows.

All of it has happened, so that none of it can be refused: the lines follow in the same commit, and
what somebody has to look into becomes a task of its own.
"""

from typing_extensions import TypeVar

from fbo.back.records import Task
from fbo.back.warehouse import Shipment
from fbo.front.sales import SALES, Order
from fbo.kernel.people import SYSTEM
from fbo.processes.order_to_cash import promises
from fbo.processes.order_to_cash.parts import bounced, delivered, lost
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.processes.shipping import Shipping
from fbo.processes.tasks import Tasking
from fbo.workflow.notice import to_customer, to_owner
from fbo.workflow.reaction import when
from fbo.workflow.state import same

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderDelivering(At[O], abstract=True):
    """An order whose goods are on their way."""

    # What moves it on.
    look_into = (At.confirmed | At.in_fulfilment | At.fulfilled | At.on_hold | At.completed).to(
        same,
        by=SYSTEM,
        tells=(to_customer("delivery_in_trouble"), to_owner("delivery_in_trouble_of")),
    )

    # To what effect.
    @look_into.then
    def _say_so(self) -> None:
        number = self.document.number
        self.tell("delivery_in_trouble", number=number)
        self.tell("delivery_in_trouble_of", number=number)

    # What others have done.
    @when(Shipping.confirm_delivery)
    def _count_delivered(self, shipment: Shipment) -> O:
        lines = delivered(self.document, shipment)
        promises.has_arrived(self, lines)
        return self.change(lines=lines)

    @when(Shipping.receive_back)
    def _count_bounced(self, shipment: Shipment) -> O:
        return self.change(lines=bounced(self.document, shipment))

    @when(Shipping.report_lost)
    def _count_lost(self, shipment: Shipment) -> O:
        return self.change(lines=lost(self.document, shipment))

    @when(Shipping.receive_back, apart=True)
    def _see_what_becomes_of_it(self, shipment: Shipment) -> None:
        """What came back may be sent again or credited: nobody else would think of it."""
        goods = ", ".join(str(row.leaving) for row in shipment.lines)
        what = f"back from order {self.document.number}: {goods}; send it again, or credit it"
        self.open(Tasking, Task(desk=SALES.name, about=self.id, what=what[:200]))

    @when(Shipping.fail_delivery, Shipping.report_lost, apart=True)
    def _see_what_can_be_done(self, shipment: Shipment) -> None:
        """Sales has it on its desk, the customer and the owner are told, the promise is at risk."""
        happened = "is lost" if self.cause.state.ended else "could not be delivered"
        what = f"a shipment of order {self.document.number} {happened}: {shipment.because}"
        promises.at_risk(self, happened)
        self.open(Tasking, Task(desk=SALES.name, about=self.id, what=what[:200]))
        self.proceed(OrderDelivering.look_into)
