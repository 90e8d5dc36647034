"""Rules of returns: goods come back, are looked at, and somebody has something for them, or not."""

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from fbo.back.warehouse import Arrival, Arrived, Finding, Findings, GoodsOutcome
from fbo.front.aftersales import (
    Authorisation,
    DecidedLine,
    Disposition,
    Failure,
    Refusal,
    Return,
    ReturnLine,
)
from fbo.kernel.errors import StepRefused
from fbo.kernel.people import CUSTOMER
from fbo.kernel.quantity import Quantity, pieces
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.testing.after_sales import AfterSales
from fbo.testing.laws.sight import must
from fbo.testing.machines.scene import Scene, or_wrong, right_or_wrong, which_one

__all__ = ["ReturningRules"]

some: Final = st.integers(1, 4)
stocks: Final = st.sampled_from(("restock", "restock", "refurbish", "scrap"))
customers: Final = st.sampled_from(
    ("credit", "credit", "replace", "replace", "repair", "credit_and_reorder", "none")
)


class ReturningRules(Scene):
    """What after-sales, receiving and quality do with what comes back."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = AfterSales(self.shop)
        self.people.update(rosa=self.desk.rosa, rex=self.desk.rex, ina=self.desk.ina)

    @rule(which=which_one, count=some, hand=st.sampled_from(("rosa", "rosa", "ada", "sam")))
    @precondition(lambda self: self.orders)
    def ask_to_return(self, which: int, count: int, hand: str) -> None:
        """Somebody asks that goods may come back; a customer for his own only."""
        order = self.company.case(OrderToCash, self.orders[which % len(self.orders)])
        lines = order.document.stocked
        if not lines:
            return
        line = lines[which % len(lines)]
        row = ReturnLine(line=line.line, wanted=_so_many(line.unit, count), reason="not_wanted")
        goods = Return(customer=order.document.customer, order=order.id, lines=(row,))
        actor = self.people[hand]
        may = hand == "rosa" or actor.id == order.document.customer
        try:
            self.company.open(ReturnToSettlement, goods, by=actor)
        except StepRefused:
            must(not may or CUSTOMER in actor.roles, "a return in order was refused")
        else:
            must(may, f"{hand} asked for the return of another's goods")

    @rule(
        which=which_one,
        hand=right_or_wrong,
        step=st.sampled_from(("authorise", "authorise", "refuse", "send_back", "cancel")),
    )
    def answer_a_return(self, which: int, step: str, hand: str) -> None:
        """Rosa says whether it may come; it is on its way, or called off."""
        forms = {
            "authorise": Authorisation(),
            "refuse": Refusal(reason="too late"),
            "cancel": Refusal(reason="kept after all"),
        }
        if (goods := self.a_return(which)) is not None:
            self.act(goods, step, forms.get(step), or_wrong(hand, "rosa", "sam"))

    @rule(which=which_one, count=some, hand=right_or_wrong)
    def receive_back(self, which: int, count: int, hand: str) -> None:
        """Rex receives something of what is expected, or tries to receive more."""
        if (goods := self.goods_back(which)) is not None:
            line = goods.document.lines[0]
            row = Arrived(line=line.line, quantity=_so_many(line.expected.unit, count))
            self.act(goods, "receive", Arrival(lines=(row,)), or_wrong(hand, "rex", "anna"))

    @rule(which=which_one, bad=st.integers(0, 2), hand=right_or_wrong)
    def inspect(self, which: int, bad: int, hand: str) -> None:
        """Ina finds that all but some of it is good."""
        if (goods := self.goods_back(which)) is not None:
            rows = [
                Finding(line=line.line, accepted=_less(line.received, bad), condition="used")
                for line in goods.document.lines
                if line.received
            ]
            self.act(goods, "inspect", Findings(lines=rows), or_wrong(hand, "ina", "rosa"))

    @rule(which=which_one, stock=stocks, customer=customers, hand=right_or_wrong)
    def decide(self, which: int, stock: Any, customer: Any, hand: str) -> None:
        """What was accepted has an end, what was not goes back; the customer has one thing."""
        goods = self.a_return(which)
        if goods is None:
            return
        stock = "back_to_customer" if customer == "repair" else stock
        rows: list[DecidedLine] = [
            DecidedLine(line=r.line, quantity=r.quantity, stock=r.stock, customer=customer)
            for r in goods.document.rows("failed")
        ]
        for line in goods.document.lines if not rows else ():
            if line.accepted:
                rows.append(_row(line.line, line.accepted, stock, customer))
            if line.rejected:
                rows.append(_row(line.line, line.rejected, "back_to_customer", "none"))
        self.act(goods, "decide", Disposition(lines=rows), or_wrong(hand, "rosa", "rex"))

    @rule(which=which_one, fails=st.sampled_from((False, False, False, True)))
    def settle(self, which: int, *, fails: bool) -> None:
        """It is settled; or that turns out to be impossible."""
        if (goods := self.a_return(which)) is not None:
            if fails:
                self.act(goods, "report_failure", Failure(reason="none left"), "sam")
            else:
                self.act(goods, "start_settlement", None, "rosa")

    @rule(which=which_one, outcome=st.sampled_from(("restock", "scrap")))
    def mend(self, which: int, outcome: Any) -> None:
        """What was to be mended is, or cannot be."""
        if (goods := self.goods_back(which)) is not None:
            self.act(goods, "finish_mending", GoodsOutcome(outcome=outcome), "ina")

    def a_return(self, which: int) -> ReturnToSettlement | None:
        """A return, if there is one."""
        found = sorted(self.company.find(ReturnToSettlement), key=lambda case: case.id)
        return found[which % len(found)] if found else None

    def goods_back(self, which: int) -> ReturnToRestock | None:
        """Goods that come back, if there are any."""
        found = sorted(self.company.find(ReturnToRestock), key=lambda case: case.id)
        return found[which % len(found)] if found else None


def _row(line: int, quantity: Quantity, stock: Any, customer: Any) -> DecidedLine:
    return DecidedLine(line=line, quantity=quantity, stock=stock, customer=customer)


def _so_many(unit: Any, count: int) -> Quantity:
    return Quantity.from_units(count, unit) if unit != pieces(1).unit else pieces(count)


def _less(quantity: Quantity, bad: int) -> Quantity:
    return Quantity.from_units(max(quantity.units - bad, 0), quantity.unit)
