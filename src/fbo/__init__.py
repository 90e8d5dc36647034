"""fbo: a company from front office to back office, and the work that crosses between them."""

# ruff: noqa: RUF022  the names are in the order of the alphabet, small letters after great ones

from typing import TYPE_CHECKING

from fbo.adapters.clocks import SettableClock, SystemClock
from fbo.adapters.ids import CountingIds, RandomIds
from fbo.adapters.notifiers import ConsoleNotifier, MemoryNotifier
from fbo.adapters.stores import open_store
from fbo.back.finance import (
    AR_CLERK,
    CONTROLLER,
    CREDIT_CLERK,
    CREDIT_CONTROL,
    RECEIVABLES,
    CreditNote,
    CreditPolicy,
    CustomerReceipt,
    FinancePolicy,
    Invoice,
    PaymentReport,
    Refund,
    receivable,
)
from fbo.back.legal import LEGAL, LEGAL_OFFICER
from fbo.back.people import HR_OFFICER, PEOPLE, Absence, Delegation, Employee
from fbo.back.production import INSPECTOR, OPERATOR, PLANNER, PRODUCTION, QUALITY, PreventiveAction
from fbo.back.records import RECORDS, RECORDS_MANAGER, Task
from fbo.back.warehouse import (
    PACKER,
    PICKER,
    RECEIVER,
    RECEIVING,
    STOREKEEPER,
    WAREHOUSE,
    Component,
    CustomerReturn,
    Delivery,
    Found,
    Picking,
    Shipment,
    StockItem,
    WarehousePolicy,
    stock,
)
from fbo.company.company import Company
from fbo.company.filing import Filed
from fbo.company.messages.outbox import DeadLetter
from fbo.company.payments import PaymentTaken, verified_report
from fbo.company.policies import Policies
from fbo.company.receiving import InboundMessage, Received
from fbo.company.reporting.projections import project
from fbo.company.reporting.reports import company_report, statement, trial_balance
from fbo.company.verifying.verify import anchor, verify
from fbo.company.views.customer_360 import Customer360
from fbo.company.views.story import story
from fbo.front.aftersales import (
    AFTER_SALES,
    RETURNS_AGENT,
    AfterSalesPolicy,
    Authorisation,
    DecidedLine,
    Disposition,
    Return,
    ReturnLine,
    Survey,
    WarrantyClaim,
    WarrantyPolicy,
)
from fbo.front.crm import (
    Conversation,
    ConversationPolicy,
    Customer,
    NewPromise,
    Promise,
    PromisePolicy,
    Risk,
    Withdrawal,
)
from fbo.front.sales import (
    SALES,
    SALES_MANAGER,
    SALES_REP,
    AmendedLine,
    Amendment,
    Cancellation,
    Order,
    OrderLine,
    OrderPolicy,
    PromotionRule,
    Suspension,
    Turned,
    charge_line,
    order_line,
    promotion_line,
    service_line,
)
from fbo.front.service import (
    CUSTOMER_SERVICE,
    SERVICE_AGENT,
    SERVICE_LEAD,
    SERVICE_MANAGER,
    Complaint,
    ComplaintPolicy,
    Redress,
    Regime,
    Remedy,
    Ticket,
    TicketPolicy,
)
from fbo.kernel.backorder import until
from fbo.kernel.calendar import (
    BusinessCalendar,
    business_days,
    business_hours,
    days,
    hours,
    months,
)
from fbo.kernel.document import (
    Address,
    Document,
    Form,
    Id,
    LegalNumber,
    Many,
    Personal,
    Value,
)
from fbo.kernel.errors import (
    BugError,
    Conflict,
    DefinitionError,
    FboError,
    IdempotencyMismatch,
    InputError,
    Insufficient,
    NotAllowed,
    PlanChanged,
    Reason,
    SchemaMismatch,
    StepRefused,
    Unavailable,
)
from fbo.kernel.money import Money, Price, Rate, eur, gbp, money, percent, price, usd
from fbo.kernel.people import (
    BACK,
    BOT,
    CUSTOMER,
    FRONT,
    SYSTEM,
    THE_SYSTEM,
    Actor,
    Department,
    Desk,
    Office,
    Role,
)
from fbo.kernel.quantity import PIECE, Commodity, Quantity, Unit, pieces, quantity
from fbo.kernel.terms import PaymentTerms
from fbo.kernel.times import Day, Instant
from fbo.processes import order_to_cash
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.messaging import Messaging
from fbo.processes.prevention import Prevention
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.receipting import Receipting
from fbo.processes.refunding import Refunding
from fbo.processes.remedying import Remedying
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.processes.shipping import Shipping
from fbo.processes.surveying import Surveying
from fbo.processes.tasks import Tasking
from fbo.processes.ticketing import Ticketing
from fbo.processes.warranty_service import WarrantyService
from fbo.workflow.blueprint import blueprint
from fbo.workflow.books import Book
from fbo.workflow.clocks import ServicePolicy, SlaClock, clock
from fbo.workflow.competence import Competence
from fbo.workflow.customer_view import CustomerView, PublicEvent, customer_view
from fbo.workflow.diagram import mermaid
from fbo.workflow.duties import DutyWaiver
from fbo.workflow.entries import Chart, Entry, Leg, Position
from fbo.workflow.guard import guard, rule
from fbo.workflow.handoff import Agreed, Handoff, Incomplete
from fbo.workflow.notice import (
    to_customer,
    to_desk,
    to_front_owner,
    to_its_desk,
    to_manager,
    to_owner,
)
from fbo.workflow.on_file import on_file
from fbo.workflow.outcome import Outcome, Plan
from fbo.workflow.process import Process
from fbo.workflow.reaction import when
from fbo.workflow.state import State, before, one_of, open_states, same

if TYPE_CHECKING:
    # To mypy a step named on a generic class (`OrderToCash.place`) keeps a loose type variable.
    OrderToCash = order_to_cash.OrderToCash[Order]
else:
    OrderToCash = order_to_cash.OrderToCash

# The public names, in the order of the alphabet, as many as go on a line.
__all__ = ["AFTER_SALES", "AR_CLERK", "Absence", "Actor", "Address", "AfterSalesPolicy"]
__all__ += ["Agreed", "AmendedLine", "Amendment", "Authorisation", "BACK", "BOT", "Book"]
__all__ += ["BugError", "BusinessCalendar", "CONTROLLER", "CREDIT_CLERK", "CREDIT_CONTROL"]
__all__ += ["CUSTOMER", "CUSTOMER_SERVICE", "Cancellation", "Chart", "Commodity", "Company"]
__all__ += ["Competence", "Complaint", "ComplaintPolicy", "ComplaintToResolution", "Component"]
__all__ += ["Conflict", "ConsoleNotifier", "Conversation", "ConversationPolicy", "CountingIds"]
__all__ += ["CreditNote", "CreditPolicy", "Crediting", "Customer", "Customer360"]
__all__ += ["CustomerReceipt", "CustomerReturn", "CustomerView", "Day", "DeadLetter"]
__all__ += ["DecidedLine"]
__all__ += ["DefinitionError", "Delegation", "Delivery", "Department", "Desk", "Disposition"]
__all__ += ["Document", "DutyWaiver", "Employee", "Entry", "FRONT", "FboError", "Filed"]
__all__ += ["FinancePolicy", "Form", "Found", "HR_OFFICER", "Handoff", "INSPECTOR", "Id"]
__all__ += ["IdempotencyMismatch", "InboundMessage", "Incomplete", "InputError", "Instant"]
__all__ += ["Insufficient", "Invoice", "InvoiceToCash", "LEGAL", "LEGAL_OFFICER", "Leg"]
__all__ += ["LegalNumber", "Many", "MemoryNotifier", "Messaging", "Money", "NewPromise"]
__all__ += ["NotAllowed", "OPERATOR", "Office", "Order", "OrderLine", "OrderPolicy"]
__all__ += ["OrderToCash", "Outcome", "PACKER", "PEOPLE", "PICKER", "PIECE", "PLANNER"]
__all__ += ["PRODUCTION", "PaymentReport", "PaymentTaken", "PaymentTerms", "Personal", "Picking"]
__all__ += ["Plan", "PlanChanged", "Policies", "Position", "Prevention", "PreventiveAction"]
__all__ += ["Price", "Process", "Promise", "PromiseKeeping", "PromisePolicy", "PromotionRule"]
__all__ += ["PublicEvent", "QUALITY", "Quantity", "RECEIVABLES", "RECEIVER", "RECEIVING"]
__all__ += ["RECORDS", "RECORDS_MANAGER", "RETURNS_AGENT", "RandomIds", "Rate", "Reason"]
__all__ += ["Receipting", "Received", "Redress", "Refund", "Refunding", "Regime", "Remedy"]
__all__ += ["Remedying", "Return", "ReturnLine", "ReturnToRestock", "ReturnToSettlement", "Risk"]
__all__ += ["Role", "SALES", "SALES_MANAGER", "SALES_REP", "SERVICE_AGENT", "SERVICE_LEAD"]
__all__ += ["SERVICE_MANAGER", "STOREKEEPER", "SYSTEM", "SchemaMismatch", "ServicePolicy"]
__all__ += ["SettableClock", "Shipment", "Shipping", "SlaClock", "State", "StepRefused"]
__all__ += ["StockItem", "Survey", "Surveying", "Suspension", "SystemClock", "THE_SYSTEM", "Task"]
__all__ += ["Tasking", "Ticket", "TicketPolicy", "Ticketing", "Turned", "Unavailable", "Unit"]
__all__ += ["Value", "WAREHOUSE", "WarehousePolicy", "WarrantyClaim", "WarrantyPolicy"]
__all__ += ["WarrantyService", "Withdrawal", "anchor", "before", "blueprint", "business_days"]
__all__ += ["business_hours", "charge_line", "clock", "company_report", "customer_view", "days"]
__all__ += ["eur", "gbp", "guard", "hours", "mermaid", "money", "months", "on_file", "one_of"]
__all__ += ["open_states", "open_store", "order_line", "percent", "pieces", "price", "project"]
__all__ += ["promotion_line", "quantity", "receivable", "rule", "same", "service_line"]
__all__ += ["statement", "stock", "story", "to_customer", "to_desk", "to_front_owner"]
__all__ += ["to_its_desk", "to_manager", "to_owner", "trial_balance", "until", "usd"]
__all__ += ["verified_report", "verify", "when"]
