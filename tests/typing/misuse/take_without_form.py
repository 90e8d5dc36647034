"""Taking a step by its name without its form."""

from fbo import Actor, Cancellation, Company, OrderToCash


def misuse(company: Company, order: OrderToCash, anna: Actor) -> None:
    company.take(OrderToCash.cancel, order, Cancellation(reason="late"), by=anna)
    company.take(OrderToCash.cancel, order, by=anna)  # wrong
    company.take(OrderToCash.cancel, "order-1", by=anna)  # wrong
