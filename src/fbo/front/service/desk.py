"""The desk that answers customers, and who sits at it."""

from fbo.kernel.people import FRONT, Department, Desk, Role

SERVICE_DEPARTMENT = Department("customer service", FRONT)
CUSTOMER_SERVICE = Desk("CUSTOMER_SERVICE", SERVICE_DEPARTMENT)
SERVICE_AGENT = Role("SERVICE_AGENT", "a service agent", (CUSTOMER_SERVICE,))
SERVICE_LEAD = Role("SERVICE_LEAD", "a service lead", (CUSTOMER_SERVICE,))
SERVICE_MANAGER = Role("SERVICE_MANAGER", "a service manager", (CUSTOMER_SERVICE,), leads=True)
