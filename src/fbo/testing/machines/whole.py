"""A state machine of all there is: orders, money, returns, claims, complaints, tickets, clocks.

`whole_company_machine(MemoryStore)` begins with two deliveries, for what may come back or be
complained of needs to have gone out first.  After every step it tries the laws of each process, and
those that hold across them.
"""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from fbo.ports.storage import StorePort
from fbo.testing.laws.complaints import keep_the_laws_of_complaints
from fbo.testing.laws.crossing import no_case_is_orphaned, returns_are_of_orders_that_left
from fbo.testing.laws.statements import nothing_disputed_is_claimed
from fbo.testing.machines.after_sales import AfterSalesMachine
from fbo.testing.machines.complaining import ComplainingRules, amounts, kinds
from fbo.testing.machines.complaint_forms import SECRETS
from fbo.testing.machines.returning import customers, some, stocks
from fbo.testing.machines.scene import which_one
from fbo.testing.machines.ticketing import TicketRules

__all__ = ["WholeCompanyMachine", "whole_company_machine"]


class WholeCompanyMachine(AfterSalesMachine, ComplainingRules, TicketRules):
    """Everybody at work: what is sold, sent, billed, paid, sent back and complained of."""

    @initialize(paid=st.booleans(), more=st.integers(0, 3), ahead=st.booleans())
    def deliver(self, *, paid: bool, more: int, ahead: bool) -> None:
        """What was delivered is complained of, if it was sent and billed one after the other."""
        super().deliver(paid=paid, more=more, ahead=ahead)
        self.complain(which=0, claimed="" if ahead else "3.00")

    @rule(which=which_one, steps=st.integers(3, 8), amount=amounts, kind=kinds)
    def put_it_right_at_last(self, which: int, steps: int, amount: str, kind: str) -> None:
        """A complaint goes on until something is agreed: there is much else to do."""
        self.put_it_right(which=which, steps=steps, amount=amount, kind=kind)

    @rule(which=which_one, count=some, bad=st.integers(0, 1), stock=stocks, customer=customers)
    def send_back(self, which: int, count: int, bad: int, stock: str, customer: str) -> None:
        """Goods come back, are looked at, and the customer has something for them."""
        self.ask_to_return(which=which, count=count, hand="rosa")
        self.answer_a_return(which=which, step="authorise", hand="right")
        self.receive_back(which=which, count=count, hand="right")
        self.inspect(which=which, bad=bad, hand="right")
        self.decide(which=which, stock=stock, customer=customer, hand="right")
        self.settle(which=which, fails=False)

    @invariant()
    def the_laws_across_processes_hold(self) -> None:
        """What is disputed, credited and paid back agrees, and nobody's end leaves work behind."""
        keep_the_laws_of_complaints(self.company, SECRETS)
        no_case_is_orphaned(self.company)
        nothing_disputed_is_claimed(self.company)
        returns_are_of_orders_that_left(self.company)


def whole_company_machine(store_factory: Callable[[], StorePort]) -> type[WholeCompanyMachine]:
    """A machine over stores of this kind; `store_factory` opens a fresh, empty one."""

    class AnyWholeCompanyMachine(WholeCompanyMachine):
        """The machine over stores of one kind."""

        def new_store(self) -> StorePort:
            """A fresh, empty one."""
            return store_factory()

    return AnyWholeCompanyMachine
