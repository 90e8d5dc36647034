"""A step with the form of another."""

from fbo import Actor, Cancellation, OrderToCash, Picking


def misuse(order: OrderToCash, anna: Actor) -> None:
    order.cancel(Cancellation(reason="late"), by=anna)
    order.cancel(Picking(), by=anna)  # wrong
    Picking()
