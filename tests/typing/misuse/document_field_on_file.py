"""A rule that asks what is on file for a field it does not have."""

from fbo import SALES, SALES_REP, Customer, Order, Process, State, on_file, rule


class Ordering(Process[Order]):
    """An order that is placed."""

    customer = on_file(Customer, lambda order: order.customer)

    @rule("the customer is not to be contacted")
    def may_be_told(self) -> bool:
        """Whether he may."""
        _ = self.customer.do_not_kontact  # wrong
        _ = self.document.customre  # wrong
        return not self.customer.do_not_contact

    drafted = State(SALES, initial=True)
    placed = State(final=True)
    place = drafted.to(placed, by=SALES_REP, needs=may_be_told)
