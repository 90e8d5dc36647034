"""Rules of goods: they come, are counted, picked, short, packed, sent, and lost on the way."""

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from fbo.back.warehouse import Delivery, Found, Picking, Reason, StockItem, stock
from fbo.company.serving import give_apart
from fbo.front.sales import (
    Cancellation,
    CancellationAnswer,
    CancelledLine,
    Choice,
    Shortage,
)
from fbo.kernel.errors import StepRefused
from fbo.kernel.quantity import pieces
from fbo.processes.order_to_cash import OrderToCash
from fbo.testing.laws.sight import must
from fbo.testing.machines.scene import (
    ITEMS,
    PLACES,
    Scene,
    few,
    keys,
    or_wrong,
    right_or_wrong,
    which_one,
)

__all__ = ["GoodsRules"]

TROUBLES: Final = ("fail_delivery", "reship", "call_back", "receive_back", "report_lost")
"""What a shipment may meet with once it has left."""


class GoodsRules(Scene):
    """What the warehouse does, and what may befall what it sends."""

    @rule(which=which_one, hand=right_or_wrong)
    @precondition(lambda self: self.orders)
    def start(self, which: int, hand: str) -> None:
        """A pick list is made of what an order holds."""
        self.act(self.an_order(which), "start_fulfilment", None, or_wrong(hand, "sam", "anna"))

    @rule(which=which_one, goods=few)
    @precondition(lambda self: self.orders)
    def receive_and_allocate(self, which: int, goods: int) -> None:
        """Goods have come, and an order that waits may have them, or each in its turn."""
        self.put_on_shelf(ITEMS[which % 2], goods, PLACES[which % 4 == 1])
        if which % 3:
            give_apart(self.company, ITEMS[which % 2], by=self.people["sam"])
        self.act(self.an_order(which), "allocate", None, "sam")

    @rule(item=st.sampled_from(ITEMS), count=st.integers(-3, 3))
    def count(self, item: str, count: int) -> None:
        """More or less is found than the book says; never less than is promised."""
        if not count:
            return
        _, free = self.shop.on_shelf(self.company.get(StockItem, item))
        try:
            stock.adjust(self.company, item, pieces(count), by=self.people["sam"])
        except StepRefused:
            must(count < 0 and free + count < 0, "goods that are free were refused")
        else:
            must(free + count >= 0, "goods that are promised were taken away")

    @rule(which=which_one, short=few, hand=right_or_wrong, by_place=st.booleans())
    @precondition(lambda self: self.orders)
    def pick(self, which: int, short: int, hand: str, *, by_place: bool) -> None:
        """Somebody picks, and may not find all of it: of a line, or at one place of a component."""
        if (shipment := self.a_shipment(which)) is None:
            return
        form = self.found_of(shipment, short)
        if by_place:
            row = shipment.document.lines[which % len(shipment.document.lines)]
            there = pieces(max(row.quantity.units - short, 0))
            found = Found(line=row.line, item=row.item, location=row.location, quantity=there)
            form = Picking(found=(found,))
        self.act(shipment, "pick", form, or_wrong(hand, "sam", "rita"))

    @rule(
        which=which_one,
        step=st.sampled_from(("pack", "unpack", "unassign", "assign", "dispatch", "dispatch")),
        hand=right_or_wrong,
        key=keys,
    )
    @precondition(lambda self: self.orders)
    def move_a_shipment(self, which: int, step: str, hand: str, key: str | None) -> None:
        """A shipment goes on, or back."""
        if (shipment := self.a_shipment(which)) is not None:
            self.act(shipment, step, None, or_wrong(hand, "sam", "anna"), key)

    @rule(which=which_one, how=st.sampled_from(("confirm_delivery", "cancel", *TROUBLES)))
    @precondition(lambda self: self.orders)
    def end_a_shipment(self, which: int, how: str) -> None:
        """It has arrived, is called off, or meets with trouble on its way."""
        if shipment := self.a_shipment(which):
            why = None if how in TROUBLES[1:4] else Reason(reason="a broken box")
            form = Delivery(proof="signed") if how == "confirm_delivery" else why
            self.act(shipment, how, form, "sam")

    @rule(which=which_one, count=st.none() | few, hand=right_or_wrong)
    @precondition(lambda self: self.orders)
    def ask_to_stop(self, which: int, count: int | None, hand: str) -> None:
        """Anna asks the warehouse to stop an order, and Sam says how much of it he can."""
        order = self.an_order(which)
        if count is None:
            off = Cancellation(reason="too late?")
            self.act(order, "request_cancellation", off, or_wrong(hand, "anna", "ben"))
            return
        asked = self.company.case(OrderToCash, order.id).document.asked_off
        rows = () if asked is None else asked.lines
        parts = [(row.line, min(row.quantity, pieces(count))) for row in rows]
        lines = [CancelledLine(line=line, quantity=part) for line, part in parts if part]
        answer = CancellationAnswer(lines=lines)
        self.act(order, "answer_cancellation", answer, or_wrong(hand, "sam", "anna"))

    @rule(
        which=which_one,
        choice=st.sampled_from(("wait", "split", "cancel", None)),
        hand=right_or_wrong,
    )
    @precondition(lambda self: self.orders)
    def talk_of_a_shortage(self, which: int, choice: Any, hand: str) -> None:
        """Sam says that something is missing; Anna, what the customer wants done about it."""
        order = self.an_order(which)
        if choice is None:
            self.act(order, "report_shortage", Shortage(), or_wrong(hand, "sam", "anna"))
        else:
            self.act(order, "record_choice", Choice(choice=choice), or_wrong(hand, "anna", "sam"))
