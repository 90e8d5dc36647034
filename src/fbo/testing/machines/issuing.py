"""Rules of a house where no bill goes out by itself: clerks issue it, the controller approves it.

Between a draft and the books anything may happen to its order: it must be billed once all the same.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import rule

from fbo.back.finance import FinancePolicy, Rejected
from fbo.company.policies import Policies
from fbo.kernel.errors import StepRefused
from fbo.kernel.money import eur
from fbo.ports.storage import StorePort
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.testing.machines.company import CompanyMachine
from fbo.testing.machines.scene import STRICT, which_one

__all__ = ["IssuingMachine", "issuing_machine"]

BY_HAND: Final = FinancePolicy(auto_issue=False, approve_above=eur("20.00"))
USUAL: Final = {"drafted": "submit", "submitted": "approve", "approved": "issue"}
"""The step that brings a bill nearer to the books."""


class IssuingMachine(CompanyMachine):
    """The company, where each bill waits for a clerk, and some for the controller."""

    policies: ClassVar[Policies] = STRICT.replacing(finance=BY_HAND)

    @rule(which=which_one, cancelled=st.sampled_from((False, False, False, True)))
    def see_to_a_draft(self, which: int, *, cancelled: bool) -> None:
        """Rita issues a bill or a credit note, Carl approves it; or it is thrown away."""
        cases: list[InvoiceToCash | Crediting] = [*self.company.find(InvoiceToCash)]
        cases += self.company.find(Crediting)
        drafts = [case for case in cases if case.state.name in USUAL]
        if not drafts:
            return
        case = drafts[which % len(drafts)]
        with suppress(StepRefused):
            if cancelled:
                case.cancel(Rejected(reason="not right"), by=self.shop.rita)
                return
            step = USUAL[case.state.name]
            by = self._controller() if step == "approve" else self.shop.rita
            self.company.take(getattr(type(case), step), case.id, by=by)


def issuing_machine(store_factory: Callable[[], StorePort]) -> type[IssuingMachine]:
    """A machine over stores of this kind; `store_factory` opens a fresh, empty one."""

    class AnyIssuingMachine(IssuingMachine):
        """The machine over stores of one kind."""

        def new_store(self) -> StorePort:
            """A fresh, empty one."""
            return store_factory()

    return AnyIssuingMachine
