"""An approval inserted into order-to-cash: a sales manager agrees to large orders.

He may not agree to an order that he placed himself.  Everything else stays as it was.
"""

from fbo import SALES, SALES_MANAGER, Order, OrderToCash, State, business_hours, eur, guard
from fbo import Turned, to_customer


@guard("the order is not large")
def is_large(order: Order) -> bool:
    return order.total >= eur(5000)


class ApprovedOrderToCash(OrderToCash, replaces=OrderToCash):
    """A customer's order becomes money in the bank; a large one is approved first."""

    in_approval = State(SALES, within=business_hours(4), label="Order received")

    place = OrderToCash.place.instead(in_approval, when=is_large)
    approve = in_approval.to(
        OrderToCash.placed, by=SALES_MANAGER, checklist=("customer", "terms"), duties=(place,)
    )
    turn_down = in_approval.to(
        OrderToCash.rejected, by=SALES_MANAGER, takes=Turned, tells=to_customer("order_rejected")
    )
    cancel = OrderToCash.cancel.also(in_approval)

    @turn_down.then
    def _say_why(self, form: Turned) -> Order:
        self.tell("order_rejected", number=self.document.number)
        return self.change(because=form.reason)
