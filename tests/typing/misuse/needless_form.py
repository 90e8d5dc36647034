"""A step that takes no form, with one."""

from fbo import Actor, Cancellation, OrderToCash


def misuse(order: OrderToCash, anna: Actor) -> None:
    order.place(by=anna)
    order.place(Cancellation(reason="late"), by=anna)  # wrong
    Cancellation(reason="late")
