"""Policies: every number the departments call a default, one frozen model a department.

A company keeps its policies as a versioned record; journal entries name the version they were
decided under.
"""

from typing import Any

from fbo.back.finance import CreditPolicy, FinancePolicy
from fbo.back.production import PreventionPolicy
from fbo.back.warehouse import WarehousePolicy
from fbo.front.aftersales import AfterSalesPolicy, WarrantyPolicy
from fbo.front.crm import ConversationPolicy, PromisePolicy
from fbo.front.sales import OrderPolicy
from fbo.front.service import ComplaintPolicy, TicketPolicy
from fbo.kernel.document import Value
from fbo.workflow.clocks import ServicePolicy


class Policies(Value):
    """The policies of a company."""

    order: OrderPolicy = OrderPolicy()
    credit: CreditPolicy = CreditPolicy()
    finance: FinancePolicy = FinancePolicy()
    promise: PromisePolicy = PromisePolicy()
    conversation: ConversationPolicy = ConversationPolicy()
    warehouse: WarehousePolicy = WarehousePolicy()
    service: ServicePolicy = ServicePolicy()
    complaint: ComplaintPolicy = ComplaintPolicy()
    prevention: PreventionPolicy = PreventionPolicy()
    aftersales: AfterSalesPolicy = AfterSalesPolicy()
    ticket: TicketPolicy = TicketPolicy()
    warranty: WarrantyPolicy = WarrantyPolicy()

    def by_type(self) -> dict[type, Any]:
        """Each policy by its class, as processes ask for them."""
        return {type(policy): policy for policy in self.__dict__.values()}

    def as_json(self) -> dict[str, Any]:
        """As the record keeps them."""
        body: dict[str, Any] = self.model_dump(mode="json")
        return body
