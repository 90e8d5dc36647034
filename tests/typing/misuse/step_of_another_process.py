"""A step of one process on a case of another."""

from fbo import Actor, Company, OrderToCash, Shipping


def misuse(company: Company, order: OrderToCash, shipment: Shipping, anna: Actor) -> None:
    company.take(OrderToCash.place, order, by=anna)
    company.take(Shipping.dispatch, shipment, by=anna)
    company.take(Shipping.dispatch, order, by=anna)  # wrong
    company.take(OrderToCash.place, shipment, by=anna)  # wrong
