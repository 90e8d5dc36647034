"""The desks of production: those who make and mend, and those who look whether it is good."""

from fbo.kernel.people import BACK, Department, Desk, Role

PRODUCTION_DEPARTMENT = Department("production", BACK)
PRODUCTION = Desk("PRODUCTION", PRODUCTION_DEPARTMENT)
QUALITY = Desk("QUALITY", PRODUCTION_DEPARTMENT)
PLANNER = Role("PLANNER", "a planner", (PRODUCTION,), leads=True)
OPERATOR = Role("OPERATOR", "an operator", (PRODUCTION,))
INSPECTOR = Role("INSPECTOR", "an inspector", (QUALITY,))
