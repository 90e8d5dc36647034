"""What lies on the desk beside a remedy, and what must hold for it."""

from fbo.back.warehouse import WarehousePolicy, stock
from fbo.front.crm import Customer
from fbo.front.sales import Order
from fbo.front.service import Remedy
from fbo.kernel.errors import Reason
from fbo.kernel.quantity import Unit
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.refunding import Refunding
from fbo.processes.remedying.judging import (
    orders_of,
    why_not_capped,
    why_not_corrected,
    why_not_offered,
    why_not_put_right,
)
from fbo.processes.shipping import Shipping
from fbo.processes.warranty_service import WarrantyService
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process


def _orders(case: "RemedyOnFile") -> tuple[str, ...]:
    """The orders that its remedy is about: the one it names, or the one that was billed."""
    named = case.document.what.order
    billed = orders_of((case.document.what,), case.invoices)
    return billed if named is None else (named, *billed)


class RemedyOnFile(Process[Remedy], abstract=True):
    """A remedy with all that is on file beside it; no process of its own."""

    # On file.
    customer = on_file(Customer, lambda remedy: remedy.customer)
    invoices = on_file.every_case(
        InvoiceToCash, lambda remedy: () if remedy.what.invoice is None else (remedy.what.invoice,)
    )
    credit_notes = on_file.cases(Crediting, "customer", lambda remedy: remedy.customer)
    refunds = on_file.children(Refunding)
    orders = on_file.every(Order, _orders, of_case=True)
    shipments = on_file.cases(Shipping, "order", lambda remedy: remedy.what.order or "")
    claims = on_file.cases(WarrantyService, "claimed", lambda remedy: remedy.what.serial)
    shelf = on_file.balances(stock.at, lambda case: case.shelves, of_case=True)

    # What must hold.
    @rule("a remedy is opened by its complaint", way_out="propose it to the customer there")
    def is_of_its_complaint(self) -> bool:
        """Whether the complaint that it is for has opened it."""
        return self.parent == self.document.complaint

    @rule("it has become a document already")
    def has_no_document(self) -> bool:
        """Whether nothing has come of it yet: it is carried out once."""
        return self.document.document_ref is None

    @rule("it cannot be carried out")
    def can_be_issued(self) -> bool:
        """Whether nothing that is known stands in the way."""
        return self.why_not() is None

    @rule("something has come of it already", way_out="wait for its document")
    def is_in_hand_only(self) -> bool:
        """Whether nothing was issued yet; what then fails, fails by itself."""
        return self.by.kind == "system" or self.state.name == "approved"

    # What is worked out.
    def why_not(self) -> Reason | None:
        """Why it cannot be carried out now; `None`: nothing is known."""
        what = self.document.what
        notes = [n.document for n in self.credit_notes if n.state != Crediting.cancelled]
        return (
            why_not_offered((what,), self.invoices, self.document.currency)
            or why_not_capped((what,), self.invoices, notes)
            or why_not_put_right((what,), self.invoices, self.orders)
            or why_not_corrected(what, self.invoices, notes, self.customer)
            or self._why_not_sent()
            or self._why_not_repaired()
        )

    @property
    def shelves(self) -> tuple[tuple[str, Unit, str], ...]:
        """Where what is sent once more may lie; nothing where nothing is sent."""
        what = self.document.what
        if what.kind != "replacement" or what.order is None:
            return ()
        lines = {line.line: line for line in self.orders[what.order].stocked}
        places = self.policy(WarehousePolicy).places
        line = lines.get(what.order_line or 0)
        takes = () if line is None else line.takes
        return tuple((item, unit, place) for item, unit in takes for place in places)

    def _why_not_sent(self) -> Reason | None:
        """Why so much is not there to be sent; of a kit, each of its components."""
        what = self.document.what
        if what.kind != "replacement" or what.order is None or what.quantity is None:
            return None
        takes = self.orders[what.order].line(what.order_line or 0).takes
        for (item, unit), count in takes.items():
            there = sum(
                max(self.shelf[key].available, 0) for key in self.shelf if key[:2] == (item, unit)
            )
            if there < count * what.quantity.units:
                return Reason("out_of_stock", "it is out of stock", way_out="offer something else")
        return None

    def _why_not_repaired(self) -> Reason | None:
        """Why it cannot be taken in: it is in repair already, or is none of what was sold."""
        what = self.document.what
        if what.kind != "repair":
            return None
        if any(not claim.state.ended for claim in self.claims):
            sentence = f"{what.serial} is being looked at on a claim already"
            return Reason("claimed_already", sentence, way_out="wait for what comes of that")
        rows = (row for one in self.shipments for row in one.document.lines)
        sold = {s for row in rows if row.line == what.order_line for s in row.serials}
        if sold and what.serial not in sold:
            sentence = f"{what.serial} did not leave with this line of the order"
            return Reason("not_sold_by_us", sentence, way_out="name the serial number that did")
        return None
