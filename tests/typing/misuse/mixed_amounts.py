"""Money added to goods."""

from fbo import eur, pieces

price, lamps = eur("9.99"), pieces(3)
wrong = price + lamps  # wrong
