"""A document without what it must have."""

from fbo import Order

order = Order(customer="ada")
wrong = Order()  # wrong
