"""Customer service: who answers customers, and what they bring up."""

from fbo.front.service.desk import (
    CUSTOMER_SERVICE,
    SERVICE_AGENT,
    SERVICE_DEPARTMENT,
    SERVICE_LEAD,
    SERVICE_MANAGER,
)

__all__ = [
    "CUSTOMER_SERVICE",
    "SERVICE_AGENT",
    "SERVICE_DEPARTMENT",
    "SERVICE_LEAD",
    "SERVICE_MANAGER",
]
