"""Opening a case of a process with the document of another."""

from fbo import Actor, Company, Customer, Order, OrderToCash


def misuse(company: Company, anna: Actor) -> None:
    company.open(OrderToCash, Order(customer="ada"), by=anna)
    company.open(OrderToCash, Customer(name="Ada"), by=anna)  # wrong
    Customer(name="Ada")
