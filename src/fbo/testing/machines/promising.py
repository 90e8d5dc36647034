"""Rules of promises: somebody gives his word, warns of it, gives another, or takes it back."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fbo.front.crm import NewPromise, Promise, Withdrawal
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.testing.documents import new_promises, promises
from fbo.testing.machines.scene import CUSTOMERS, Scene, which_one
from fbo.testing.shop import MONDAY

__all__ = ["PromisingRules"]


class PromisingRules(Scene):
    """What is told to customers, and what becomes of it."""

    @rule(promise=promises(customers=CUSTOMERS, after=MONDAY))
    def promise(self, promise: Promise) -> None:
        """Somebody gives his word."""
        if promise.due > self.shop.clock.now():
            self.company.open(PromiseKeeping, promise, by=self.people["anna"])

    @rule(
        which=which_one,
        form=st.none() | new_promises(after=MONDAY) | st.just(Withdrawal(reason="we cannot")),
        hand=st.sampled_from(("anna", "anna", "sam")),
    )
    def talk(self, which: int, form: NewPromise | Withdrawal | None, hand: str) -> None:
        """A promise is warned of, replaced by another, or taken back."""
        found = self.company.find(PromiseKeeping)
        if found:
            steps = {NewPromise: "renegotiate", Withdrawal: "withdraw"}
            step = "warn" if form is None else steps[type(form)]
            self.act(found[which % len(found)], step, form, hand)
