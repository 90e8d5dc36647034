"""Customers: who they are, what they are promised.

The documents have no desk of their own here: customers are kept by sales, a promise lies with the
department that made it.
"""

from fbo.front.crm.customer import Customer, CustomerAddress, Identifier
from fbo.front.crm.policy import PromisePolicy
from fbo.front.crm.promise import NewPromise, Promise, Risk, Withdrawal

__all__ = [
    "Customer",
    "CustomerAddress",
    "Identifier",
    "NewPromise",
    "Promise",
    "PromisePolicy",
    "Risk",
    "Withdrawal",
]
