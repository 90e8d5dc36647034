"""A state machine of the whole company: anybody does anything, in any order, and the laws hold.

`company_machine(MemoryStore)` gives a hypothesis machine over a fresh store a run.  It opens
orders, places, ships, bills and is paid for them, by the right people and the wrong ones, through
handles that may be stale, under keys that may be pressed again; after every step it tries the laws
of `fbo.testing.laws`.  There is little in stock and little credit: else nothing would be short.
The rules themselves stand with the desks they are of.
"""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from fbo.company.verifying.verify import verify
from fbo.kernel.document import Document
from fbo.ports.storage import StorePort
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.testing.laws import keep_the_laws
from fbo.testing.laws.promises import nothing_overdue_is_open
from fbo.testing.laws.sight import must, same
from fbo.testing.machines.amending import AmendingRules
from fbo.testing.machines.changing import ChangingRules
from fbo.testing.machines.goods import GoodsRules
from fbo.testing.machines.promising import PromisingRules
from fbo.testing.machines.receivables import MoneyRules
from fbo.testing.machines.returning import ReturningRules
from fbo.testing.machines.scene import few
from fbo.testing.machines.selling import SellingRules

__all__ = ["CompanyMachine", "company_machine"]


class CompanyMachine(
    SellingRules,
    ChangingRules,
    AmendingRules,
    GoodsRules,
    MoneyRules,
    PromisingRules,
    ReturningRules,
):
    """Everybody at work in one shop, each by the rules of his desk."""

    @initialize(lamps=st.integers(0, 8), chairs=few)
    def begin(self, lamps: int, chairs: int) -> None:
        """Something may be on the shelf."""
        self.put_on_shelf("lamp", lamps)
        self.put_on_shelf("chair", chairs)

    @rule(minutes=st.sampled_from((1, 60, 24 * 60)))
    def let_time_pass(self, minutes: int) -> None:
        """Time passes, and what is due is done."""
        self.shop.clock.advance(timedelta(minutes=minutes))
        self.company.run_due()
        same("what is left that is due", self.company.run_due(), 0)
        nothing_overdue_is_open(self.company.find(PromiseKeeping), self.shop.clock.now())

    def teardown(self) -> None:
        """In the end everything drains, and every record is what the journal says."""
        self.shop.clock.advance(timedelta(days=3))
        self.company.run_due()
        keep_the_laws(self.company)
        verified = verify(self.company)
        must(verified.ok, f"not verified: {verified.first_fault}")
        self.company.close()

    @invariant()
    def the_laws_hold(self) -> None:
        """Every law of a company, and O2C-I8: what was posted stays as it was."""
        sight = keep_the_laws(self.company)
        for case in sight.invoices:
            if case.state.name == "posted":
                self._stays(case.id, case.document.changed({"chased_on": None}))
        for id_, note in sight.credited:
            self._stays(id_, note)

    def _stays(self, id_: str, posted: Document) -> None:
        same(f"what was posted as {id_}", posted, self.posted.setdefault(id_, posted))


def company_machine(store_factory: Callable[[], StorePort]) -> type[CompanyMachine]:
    """A machine over stores of this kind; `store_factory` opens a fresh, empty one.

    Use it as `TestCompany = company_machine(MemoryStore).TestCase`.
    """

    class AnyCompanyMachine(CompanyMachine):
        """The machine over stores of one kind."""

        def new_store(self) -> StorePort:
            """A fresh, empty one."""
            return store_factory()

    return AnyCompanyMachine
