"""Rules of what is agreed on anew: orders are amended, at once or as planned, by whoever tries."""

from contextlib import suppress

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from fbo.front.sales import Amendment, Order
from fbo.kernel.errors import StepRefused
from fbo.processes.order_to_cash import OrderToCash
from fbo.testing.amendments import amendments, promoted_orders
from fbo.testing.laws.sight import same
from fbo.testing.machines.scene import CUSTOMERS, HANDS, ITEMS, MOST, Scene, keys, which_one

__all__ = ["AmendingRules"]


class AmendingRules(Scene):
    """What becomes of an order when it is agreed on anew."""

    @rule(
        order=promoted_orders(customers=CUSTOMERS, items=ITEMS),
        method=st.sampled_from(("on_shipment", "on_order")),
    )
    @precondition(lambda self: len(self.orders) < MOST)
    def open_an_order_with_a_promotion(self, order: Order, method: str) -> None:
        """Anna writes an order down from which something is taken off, and places it."""
        order = order.changed({"invoicing": method})
        case = self.company.open(OrderToCash, order, by=self.people["anna"])
        self.orders.append(case.id)
        self.stale[case.id] = case
        self.act(case, "place", None, "anna")

    @rule(
        which=which_one,
        hand=st.sampled_from(("anna", "anna", *HANDS)),
        key=keys,
        form=amendments(items=ITEMS),
    )
    @precondition(lambda self: self.orders)
    def amend(self, which: int, hand: str, key: str | None, form: Amendment) -> None:
        """Somebody wants an order otherwise, or tries to."""
        self.act(self.an_order(which), "amend", form, hand, key)

    @rule(which=which_one, form=amendments(items=ITEMS))
    @precondition(lambda self: self.orders)
    def plan_to_amend(self, which: int, form: Amendment) -> None:
        """O2C-I14: a plan changes nothing."""
        case, before = self.an_order(which), self.asking.end()
        with suppress(StepRefused):
            self.plans.append(case.amend.plan(form, by=self.people["anna"]))
        same("the journal after a plan", self.asking.end(), before)
