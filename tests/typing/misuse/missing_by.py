"""A step that nobody takes."""

from fbo import Actor, OrderToCash


def misuse(order: OrderToCash, anna: Actor) -> None:
    order.place(by=anna)
    order.place()  # wrong
