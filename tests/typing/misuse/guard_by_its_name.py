"""A guard named in a text."""

from fbo import SALES, SALES_REP, Order, Process, State, guard


@guard("the order has no lines")
def has_lines(order: Order) -> bool:
    """Whether it has."""
    return bool(order.lines)


class Ordering(Process[Order]):
    """An order that is placed."""

    drafted = State(SALES, initial=True)
    placed = State(final=True)
    place = drafted.to(placed, by=SALES_REP, needs=has_lines)
    again = drafted.to(placed, by=SALES_REP, needs="has_lines")  # wrong
