"""Taking a step by its name on the form of another."""

from fbo import Actor, Cancellation, Company, OrderToCash, Picking


def misuse(company: Company, order: OrderToCash, picking: Picking, anna: Actor) -> None:
    company.take(OrderToCash.cancel, order, Cancellation(reason="late"), by=anna)
    company.take(OrderToCash.cancel, order, picking, by=anna)  # wrong
    company.take(OrderToCash.place, order, picking, by=anna)  # wrong
