"""Money made of, or multiplied by, a float."""

from fbo import eur, usd

price = eur("9.99")
wrong = eur(9.99)  # wrong
too = usd("9.99") * 1.5  # wrong
also = price + 0.01  # wrong
usd("1.00")
