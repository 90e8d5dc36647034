"""After-sales: goods that come back, and what becomes of them and of the customer's money."""

from fbo.front.aftersales.desk import AFTER_SALES, AFTER_SALES_DEPARTMENT, RETURNS_AGENT

__all__ = ["AFTER_SALES", "AFTER_SALES_DEPARTMENT", "RETURNS_AGENT"]
