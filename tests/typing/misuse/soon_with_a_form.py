"""A step that the system takes by itself, on a form that nobody fills in."""

from fbo import SALES, SALES_REP, Cancellation, Order, Process, State


class Ordering(Process[Order]):
    """An order that is placed."""

    drafted = State(SALES, initial=True)
    placed = State(final=True)
    place = drafted.to(placed, by=SALES_REP, takes=Cancellation)
    again = drafted.to(placed, by=SALES_REP, takes=Cancellation, as_soon_as=True)  # wrong
