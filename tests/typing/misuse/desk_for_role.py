"""A step taken by a desk, where a role is due."""

from fbo import SALES, SALES_REP, Order, Process, State


class Ordering(Process[Order]):
    """An order that is placed."""

    drafted = State(SALES, initial=True)
    placed = State(final=True)
    place = drafted.to(placed, by=SALES_REP)
    again = drafted.to(placed, by=SALES)  # wrong
