"""A reaction that takes another document than the step's process has."""

from fbo import SALES, SALES_REP, Invoice, Order, Process, Shipment, Shipping, State, when


class Ordering(Process[Order]):
    """An order that is placed."""

    drafted = State(SALES, initial=True)
    placed = State(final=True)
    place = drafted.to(placed, by=SALES_REP)

    @when(Shipping.dispatch)
    def _shipped(self, shipment: Shipment) -> None:
        """It takes the document that was shipped."""

    @when(Shipping.dispatch)  # wrong
    def _billed(self, invoice: Invoice) -> None:
        """It takes what was not shipped."""
