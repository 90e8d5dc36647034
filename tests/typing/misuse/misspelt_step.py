"""A step that the process does not have."""

from fbo import Actor, OrderToCash


def misuse(order: OrderToCash, anna: Actor) -> None:
    order.place(by=anna)
    order.plaec(by=anna)  # wrong
