"""A state that the process does not have."""

from fbo import OrderToCash


def misuse(order: OrderToCash) -> bool:
    placed = order.state is OrderToCash.placed
    _ = order.state is OrderToCash.plcaed  # wrong
    return placed
