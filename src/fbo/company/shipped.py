"""What every company has: processes, unless it brings its own of the same family, and books."""

from fbo.back.finance.accounts import MONEY
from fbo.back.finance.credit import CREDIT
from fbo.back.finance.unapplied import UNAPPLIED
from fbo.back.warehouse.stock import GOODS
from fbo.company.engine.registry import AnyProcess
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.messaging import Messaging
from fbo.processes.order_to_cash import OrderToCash
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
from fbo.workflow.entries import Chart

SHIPPED: tuple[AnyProcess, ...] = (
    OrderToCash,
    Shipping,
    InvoiceToCash,
    Receipting,
    PromiseKeeping,
    Messaging,
    Ticketing,
    ComplaintToResolution,
    Remedying,
    Prevention,
    Crediting,
    Refunding,
    ReturnToSettlement,
    ReturnToRestock,
    WarrantyService,
    Surveying,
    Tasking,
)

CHARTS: tuple[Chart, ...] = (GOODS, MONEY, CREDIT, UNAPPLIED)
