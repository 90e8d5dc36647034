"""Rules of sales: orders are opened, placed, held up, and go on as orders do.

Some of it is done by people who may not, under keys that are pressed again, on an old sight.
"""

from datetime import timedelta
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from fbo.front.sales import Order, Suspension, Turned
from fbo.kernel.errors import Conflict, StepRefused
from fbo.processes.order_to_cash import OrderToCash
from fbo.testing.documents import orders
from fbo.testing.laws.sight import must, same
from fbo.testing.machines.scene import CUSTOMERS, HANDS, MOST, SOLD, Scene, keys, which_one
from fbo.testing.shop import MONDAY

__all__ = ["SellingRules"]

PROMISED: Final = (None, *(MONDAY.date() + timedelta(days=days) for days in (0, 1, 2, 3)))
"""What an order may be promised for: time passes by a day at most."""

NEXT: Final = {
    "drafted": ("place", "anna"),
    "credit_hold": ("reconsider", "carla"),
    "on_hold": ("resume", "anna"),
    "waiting": ("assign", "sam"),
    "assigned": ("pick", "sam"),
    "picked": ("pack", "sam"),
    "packed": ("dispatch", "sam"),
}
"""The usual next step out of a state of an order or a shipment, and who takes it."""


class SellingRules(Scene):
    """What sales, credit control and the usual course of things do with an order."""

    @rule(order=orders(customers=CUSTOMERS, items=SOLD, promised=PROMISED), placed=st.booleans())
    @precondition(lambda self: len(self.orders) < MOST)
    def open_an_order(self, order: Order, *, placed: bool) -> None:
        """Anna writes an order down, and may place it at once."""
        case = self.company.open(OrderToCash, order, by=self.people["anna"])
        self.orders.append(case.id)
        self.stale[case.id] = case
        if placed:
            self.act(case, "place", None, "anna")

    @rule(which=which_one, hand=st.sampled_from(HANDS), key=keys)
    @precondition(lambda self: self.orders)
    def place(self, which: int, hand: str, key: str | None) -> None:
        """Somebody places an order, or tries to."""
        self.act(self.an_order(which), "place", None, hand, key)

    @rule(
        which=which_one,
        step=st.sampled_from(("suspend", "resume", "reconsider", "reject")),
        hand=st.sampled_from(("anna", "carla", "sam", "ben")),
    )
    @precondition(lambda self: self.orders)
    def hold(self, which: int, step: str, hand: str) -> None:
        """An order is held up, or goes on, or credit control looks again, or turns it down."""
        forms = {"suspend": Suspension(reason="a moment"), "reject": Turned(reason="too risky")}
        self.act(self.an_order(which), step, forms.get(step), hand)

    @rule(which=which_one)
    def press_again(self, which: int) -> None:
        """O2C-I9: a key that was used is pressed once more."""
        self.asking.press_again(which)

    @rule(which=which_one)
    @precondition(lambda self: self.orders)
    def place_as_seen(self, which: int) -> None:
        """O2C-I9: who says what he has seen acts on that, or not at all."""
        stale = self.stale[self.orders[which % len(self.orders)]]
        now, before = self.company.case(OrderToCash, stale.id), self.asking.end()
        try:
            stale.place(by=self.people["anna"], seen=stale.version)
        except Conflict:
            must(stale.version != now.version, "what was seen is what there is, and a conflict")
            same("the journal after a conflict", self.asking.end(), before)
        except StepRefused:
            same("the version that was seen", stale.version, now.version)

    @rule(which=which_one)
    @precondition(lambda self: self.orders)
    def finish(self, which: int) -> None:
        """An order goes all the way, unless something is in its way."""
        self.go_on(which, 12, short=False)

    @rule(which=which_one, steps=st.integers(1, 6), short=st.booleans())
    @precondition(lambda self: self.orders)
    def go_on(self, which: int, steps: int, *, short: bool) -> None:
        """An order goes on as orders do, a few steps in a row."""
        for _ in range(steps):
            self._next_step(self.company.case(OrderToCash, self.an_order(which).id), short=short)

    def _next_step(self, order: OrderToCash, *, short: bool) -> None:
        """What usually comes next, taken by those whose work it is."""
        under_way = [each for each in self.shop.shipments(order) if each.state.name in NEXT]
        match order.state.name:
            case "drafted" | "credit_hold" | "on_hold":
                step, hand = NEXT[order.state.name]
                self.act(order, step, None, hand)
            case "confirmed" | "in_fulfilment" if under_way:
                step, hand = NEXT[under_way[0].state.name]
                form = self.found_of(under_way[0], int(short)) if step == "pick" else None
                self.act(under_way[0], step, form, hand)
            case "confirmed" | "in_fulfilment" if any(name != "credit" for name in order.holds):
                self.act(order, "start_fulfilment", None, "sam")
            case "confirmed" | "in_fulfilment":
                for line in order.document.stocked:
                    for (item, _), per in line.takes.items():
                        self.put_on_shelf(item, line.has("backordered").units * per)
                self.act(order, "allocate", None, "sam")
            case _:
                if order.state.name == "fulfilled":
                    self.shop.settled(order)
