"""The desk that takes goods back and puts things right, and who sits at it."""

from fbo.kernel.people import FRONT, Department, Desk, Role

AFTER_SALES_DEPARTMENT = Department("after-sales", FRONT)
AFTER_SALES = Desk("AFTER_SALES", AFTER_SALES_DEPARTMENT)
RETURNS_AGENT = Role("RETURNS_AGENT", "a returns agent", (AFTER_SALES,))
