"""The processes that every company runs unless it brings its own of the same family."""

from fbo.company.registry import AnyProcess
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.messaging import Messaging
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.receipting import Receipting
from fbo.processes.refunding import Refunding
from fbo.processes.shipping import Shipping
from fbo.processes.tasks import Tasking

SHIPPED: tuple[AnyProcess, ...] = (
    OrderToCash,
    Shipping,
    InvoiceToCash,
    Receipting,
    PromiseKeeping,
    Messaging,
    Crediting,
    Refunding,
    Tasking,
)
