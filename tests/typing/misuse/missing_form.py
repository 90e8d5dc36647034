"""A step that is taken on a form, without it."""

from fbo import Actor, Cancellation, OrderToCash


def misuse(order: OrderToCash, anna: Actor) -> None:
    order.cancel(Cancellation(reason="late"), by=anna)
    order.cancel(by=anna)  # wrong
