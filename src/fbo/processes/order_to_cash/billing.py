"""Billing: what has left is billed, what is billed is paid, and then the order is complete.

What could be refused (an invoice) follows what cannot (goods that have left), apart.
"""

from typing_extensions import TypeVar

from fbo.back.finance import CreditNote, CustomerReceipt, Invoice, credit
from fbo.back.warehouse import Shipment
from fbo.front.sales import Order, nothing_is_open
from fbo.kernel.people import SYSTEM
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.processes.order_to_cash.parts import credited, invoiced, to_invoice
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.processes.receipting import Receipting
from fbo.processes.shipping import Shipping
from fbo.workflow.notice import to_customer
from fbo.workflow.reaction import when

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderBilling(At[O], abstract=True):
    """An order, its invoices and the money for them."""

    # What moves it on.
    complete = At.fulfilled.to(
        At.completed,
        by=SYSTEM,
        needs=(nothing_is_open, OrderOnFile.is_settled),
        as_soon_as=True,
        tells=to_customer("order_completed", transactional=False),
    )

    # To what effect.
    @complete.then
    def _thank(self) -> None:
        self.tell("order_completed", number=self.document.number)

    # What others have done.
    @when(Shipping.dispatch, apart=True)
    def _bill_shipment(self, _: Shipment) -> None:
        """What has left is billed, whatever became of the order since."""
        if any(to_invoice(line) for line in self.document.lines):
            self.open(InvoiceToCash, self._bill(self.document.lines), then=InvoiceToCash.submit)

    @when(InvoiceToCash.issue)
    def _count_invoiced(self, invoice: Invoice) -> O:
        order = self.document.changed({"lines": invoiced(self.document, invoice, self.id)})
        limit = self.customer.credit_limit
        credit.invoiced(self, order.customer, invoice.gross, order.uninvoiced, limit)
        return order

    @when(Crediting.issue, of=lambda note: note.orders)
    def _count_credited(self, note: CreditNote) -> O:
        return self.change(lines=credited(self.document, note, self.id))

    @when(Receipting.register, of=lambda receipt: receipt.orders, while_=At.fulfilled, apart=True)
    def _money_came(self, _: CustomerReceipt) -> None:
        if self.is_settled():
            self.proceed(OrderBilling.complete)
