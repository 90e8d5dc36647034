"""The sales desk and who sits at it."""

from fbo.kernel.people import FRONT, Department, Desk, Role

SALES_DEPARTMENT = Department("sales", FRONT)
SALES = Desk("SALES", SALES_DEPARTMENT)
SALES_REP = Role("SALES_REP", "a sales representative", (SALES,))
SALES_MANAGER = Role("SALES_MANAGER", "a sales manager", (SALES,), leads=True)
