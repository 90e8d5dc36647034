"""Asking whether a step would be refused without the form it is taken on."""

from fbo import Actor, Cancellation, OrderToCash


def misuse(order: OrderToCash, anna: Actor) -> None:
    order.cancel.refusals(Cancellation(reason="late"), by=anna)
    order.cancel.refusals(by=anna)  # wrong
