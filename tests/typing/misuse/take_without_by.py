"""Taking a step by its name, by nobody."""

from fbo import Actor, Company, OrderToCash


def misuse(company: Company, order: OrderToCash, anna: Actor) -> None:
    company.take(OrderToCash.place, order, by=anna)
    company.take(OrderToCash.place, order)  # wrong
