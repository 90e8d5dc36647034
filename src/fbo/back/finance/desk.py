"""The desks of finance and who sits at them.

The controller sits at every desk of finance and approves.
"""

from fbo.kernel.people import BACK, Department, Desk, Role

FINANCE_DEPARTMENT = Department("finance", BACK)
CREDIT_CONTROL = Desk("CREDIT_CONTROL", FINANCE_DEPARTMENT)
RECEIVABLES = Desk("RECEIVABLES", FINANCE_DEPARTMENT)
CREDIT_CLERK = Role("CREDIT_CLERK", "a credit clerk", (CREDIT_CONTROL,))
AR_CLERK = Role("AR_CLERK", "a receivables clerk", (RECEIVABLES,))
CONTROLLER = Role("CONTROLLER", "a controller", (CREDIT_CONTROL, RECEIVABLES), leads=True)
