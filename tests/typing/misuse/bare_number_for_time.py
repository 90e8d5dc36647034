"""A clock in a number without a unit."""

from fbo import SALES, SALES_REP, Order, Process, State, hours


class Ordering(Process[Order]):
    """An order that is placed."""

    drafted = State(SALES, initial=True, within=hours(4))
    held = State(SALES, within=4)  # wrong
    placed = State(final=True)
    place = drafted.to(placed, by=SALES_REP)
