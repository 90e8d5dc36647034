"""Words both offices use: money, quantity, calendar, people, documents, errors.

Arithmetic, no behaviour.
"""
