"""Machines that try to break a company: anybody does anything, in any order, and the laws hold.

The machine of the whole company is put together from rules by the desk whose work they try: a rule
about goods stands in `goods`, one about money in `receivables`, and so on.  What all of them share,
the shop and how somebody is asked for a step, is in `scene`.
"""

from fbo.testing.machines.company import CompanyMachine, company_machine

__all__ = ["CompanyMachine", "company_machine"]
