"""A state machine of all there is: orders, receipts, returns, complaints, clocks, in one company.

`whole_company_machine(MemoryStore)` begins with two deliveries, for what may come back or be
complained of needs to have gone out first.  After every step it tries the laws of each process, and
those that hold across them.
"""

from collections.abc import Callable

from hypothesis.stateful import invariant

from fbo.ports.storage import StorePort
from fbo.testing.laws.complaints import keep_the_laws_of_complaints
from fbo.testing.laws.crossing import no_case_is_orphaned, returns_are_of_orders_that_left
from fbo.testing.machines.after_sales import AfterSalesMachine
from fbo.testing.machines.complaining import ComplainingRules
from fbo.testing.machines.complaint_forms import SECRETS

__all__ = ["WholeCompanyMachine", "whole_company_machine"]


class WholeCompanyMachine(AfterSalesMachine, ComplainingRules):
    """Everybody at work: what is sold, sent, billed, paid, sent back and complained of."""

    @invariant()
    def the_laws_across_processes_hold(self) -> None:
        """What is disputed, credited and paid back agrees, and nobody's end leaves work behind."""
        keep_the_laws_of_complaints(self.company, SECRETS)
        no_case_is_orphaned(self.company)
        returns_are_of_orders_that_left(self.company)


def whole_company_machine(store_factory: Callable[[], StorePort]) -> type[WholeCompanyMachine]:
    """A machine over stores of this kind; `store_factory` opens a fresh, empty one."""

    class AnyWholeCompanyMachine(WholeCompanyMachine):
        """The machine over stores of one kind."""

        def new_store(self) -> StorePort:
            """A fresh, empty one."""
            return store_factory()

    return AnyWholeCompanyMachine
