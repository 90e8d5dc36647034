"""Rules of second thoughts: orders are cancelled, at once or as planned, by whoever tries."""

from contextlib import suppress
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from fbo.front.sales import Cancellation
from fbo.kernel.errors import PlanChanged, StepRefused
from fbo.testing.documents import cancellations
from fbo.testing.laws.sight import same
from fbo.testing.machines.scene import HANDS, Scene, keys, which_one

__all__ = ["ChangingRules"]

somebody: Final = st.just("anna") | st.sampled_from(HANDS)
"""Anybody, and half of the time the one whose work it is."""


class ChangingRules(Scene):
    """What becomes of an order when somebody thinks better of it."""

    @rule(which=which_one, hand=somebody, key=keys, form=cancellations())
    @precondition(lambda self: self.orders)
    def cancel(self, which: int, hand: str, key: str | None, form: Cancellation) -> None:
        """Somebody cancels an order or a part of it, or tries to."""
        self.act(self.an_order(which), "cancel", form, hand, key)

    @rule(which=which_one)
    @precondition(lambda self: self.orders)
    def plan_to_cancel(self, which: int) -> None:
        """O2C-I14: a plan changes nothing."""
        case, before = self.an_order(which), self.asking.end()
        form = Cancellation(reason="as planned")
        with suppress(StepRefused):
            self.plans.append(case.cancel.plan(form, by=self.people["anna"]))
        same("the journal after a plan", self.asking.end(), before)

    @rule()
    @precondition(lambda self: self.plans)
    def apply_a_plan(self) -> None:
        """O2C-I14: what was planned is done, exactly, or nothing at all."""
        plan, before = self.plans.pop(), self.asking.end()
        planned = [effect["step"] for effect in plan.effects]
        try:
            self.company.apply(plan, by=self.people["anna"])
        except PlanChanged:
            same("the journal after a plan that has changed", self.asking.end(), before)
            return
        # What follows in commits of its own, such as goods given to who waits, is no part of it.
        done = [entry.type for entry in self.company.journal(before)]
        same("what was done", done[: len(planned)], planned)
