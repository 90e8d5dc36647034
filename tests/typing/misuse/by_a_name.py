"""A step taken by a text, and not by somebody."""

from fbo import Actor, OrderToCash


def misuse(order: OrderToCash, anna: Actor) -> None:
    order.place(by=anna)
    order.place(by="anna")  # wrong
