"""A case that nobody opens."""

from fbo import Actor, Company, Order, OrderToCash


def misuse(company: Company, anna: Actor) -> None:
    company.open(OrderToCash, Order(customer="ada"), by=anna)
    company.open(OrderToCash, Order(customer="ada"))  # wrong
