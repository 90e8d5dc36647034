"""What lies on the desk beside a warranty claim, and what must hold for it.

The order, what has left for it, the claim before; what the customer is given instead, or is paid
back.  The states and steps are in the module beside this one.
"""

from fbo.back.finance import Credit, CreditNote, CreditWanted
from fbo.back.finance.credited import credited_quantity
from fbo.front.aftersales import Diagnosis, GivenBack, Proof, WarrantyClaim, WarrantyPolicy
from fbo.front.sales import Cancellation, MadeGood, Order, why_not_made_good
from fbo.kernel.errors import Reason
from fbo.kernel.quantity import Quantity
from fbo.kernel.times import Day
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.order_to_cash.settling import all_that_is_left
from fbo.processes.refunding import Refunding
from fbo.processes.shipping import Shipping
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process

RETURN = "ReturnToSettlement"
HAS_LEFT = ("fulfilled", "completed")


class ClaimOnFile(Process[WarrantyClaim], abstract=True):
    """A warranty claim with all that is on file beside it; no process of its own."""

    # On file.
    order = on_file(Order, lambda claim: claim.order)
    shipments = on_file.cases(Shipping, "order", lambda claim: claim.order)
    earlier_claim = on_file.optional(WarrantyClaim, lambda claim: claim.follows)
    invoices = on_file.cases(InvoiceToCash, "customer", lambda claim: claim.customer)
    credit_notes = on_file.cases(Crediting, "customer", lambda claim: claim.customer)
    refunds = on_file.children(Refunding)
    sent_instead = on_file.children(OrderToCash)
    parcels = on_file.cases(Shipping, "order", lambda claim: claim.last_order)
    returns = on_file.ancestors(RETURN)

    # What must hold of the thing.
    @rule("the order is another customer's, or does not have this line")
    def is_of_his_order(self) -> bool:
        """Whether it is one of the goods of his own order."""
        claim, order = self.document, self.order
        return order.customer == claim.customer and any(
            line.line == claim.line for line in order.stocked
        )

    @rule("it was not sold by us", code="not_sold_by_us", way_out="name what shows that it was")
    def was_sold_by_us(self, form: Proof) -> bool:
        """Whether its serial number left with the order, or was given by an earlier claim."""
        claim, known = self.document, self._serials(self.shipments, self.document.line)
        if claim.agreed:
            return True
        if self.earlier_claim is not None:
            return (
                self.earlier_claim.new_serial == claim.serial
                and self.earlier_claim.order == claim.order
            )
        return claim.serial in known or (not known and bool(form.evidence))

    @rule("its warranty is void or over", code="not_covered", way_out="offer a repair for money")
    def is_covered(self) -> bool | Reason:
        """Whether its time is not over, and nobody has spoilt its warranty; or we said we would."""
        if self.document.agreed:
            return True
        ends = self._ends()
        if ends is None or self.document.void:
            return False
        return self.calendar.day_of(self.now) <= ends or Reason(
            "not_covered",
            f"its warranty ended on {ends}",
            {"ended": ends.isoformat()},
            way_out="offer a repair for money",
        )

    @rule("that we repair it was agreed on a complaint", way_out="accept it")
    def is_not_agreed(self) -> bool:
        """Whether we may still say that we do not stand for it."""
        return not self.document.agreed

    @rule("it was agreed on a complaint only by the complaint that it is of")
    def is_agreed_by_a_remedy(self) -> bool:
        """Whether a claim that says so was opened by the remedy that it is for."""
        claim = self.document
        return not claim.agreed or (claim.origin is not None and claim.origin == self.parent)

    @rule("a repair was agreed on a complaint", way_out="say that it cannot be repaired")
    def is_as_agreed(self, form: Diagnosis) -> bool:
        """Whether nothing else was agreed than what is to be done."""
        return not self.document.agreed or form.end == "repair"

    @rule("no repair was agreed", way_out="decide on another one, or on his money")
    def is_agreed(self) -> bool:
        """Whether a repair was agreed on a complaint, which has to find another way."""
        return self.document.agreed

    @rule("the customer has had something for it already", code="qty_exceeds_delivered")
    def is_redressable(self) -> bool | Reason:
        """Whether nothing else was given for it; what is repaired for money is asked for nothing.

        What was agreed on a complaint has been counted there.
        """
        claim = self.document
        if claim.agreed or claim.paid:
            return True
        return why_not_made_good(self.order, {claim.line: self._one()}) or True

    @rule(
        "it has come back, or is coming back",
        code="given_up",
        way_out="settle the return of it, and call this claim off",
    )
    def is_still_his(self) -> bool:
        """Whether the customer has so much of the line that was not returned, and is not to be."""
        line = self.order.line(self.document.line)
        return self.document.agreed or line.returnable >= self._one()

    @rule("no return has decided it", way_out="decide the return")
    def is_of_a_return(self) -> bool:
        """Whether it was sent back, and is to be repaired."""
        return bool(self.returns)

    @rule("it is decided already", way_out="report that it cannot be done")
    def is_undecided(self) -> bool:
        """Whether nobody has found out what is to be done, or that cannot be."""
        return self.document.end is None

    # What must hold of what he has in the end.
    @rule("it is to be something else")
    def is_repaired(self) -> bool:
        """Whether it is to be repaired."""
        return self.document.end == "repair"

    @rule("it is to be something else, or the repair is paid for")
    def is_replaced(self) -> bool:
        """Whether the customer is to have another, and we stand for it."""
        return self.document.end == "replacement" and not self.document.paid

    @rule("it is to be something else, or the repair is paid for")
    def is_refunded(self) -> bool:
        """Whether the customer is to have his money, and we stand for it."""
        return self.document.end == "refund" and not self.document.paid

    @rule(
        "it was not billed, or is credited already",
        code="not_billed",
        way_out="have it repaired or replaced, or have receivables bill it",
    )
    def is_creditable(self) -> bool:
        """Whether an invoice has billed so much of it that no note has credited."""
        return self._credit() is not None

    @rule(
        "what he is to have has not left, or is not his yet",
        code="not_settled",
        way_out="wait until it is sent, or his money is paid back",
    )
    def has_what_was_decided(self) -> bool:
        """Whether another one has left, or his money is credited and not on its way any more."""
        if self.document.end == "replacement":
            return any(
                one.id == self.document.last_order and one.state.name in HAS_LEFT
                for one in self.sent_instead
            )
        credited = any(
            note.document.origin == self.id and note.state == Crediting.posted
            for note in self.credit_notes
        )
        paid = all(refund.state.ended for refund in self.refunds)
        return self.document.end == "repair" or (credited and paid)

    @rule(
        "something has come of it already",
        code="given_already",
        way_out="cancel its credit note, if it is not posted yet",
    )
    def nothing_came_of_it(self) -> bool:
        """Whether nothing has left for it, and no credit note is posted, or may be."""
        left = any(
            one.state.name in HAS_LEFT and one.document.kind == "replacement"
            for one in self.sent_instead
        )
        return not left and not any(
            note.document.origin == self.id and note.state != Crediting.cancelled
            for note in self.credit_notes
        )

    @rule("the serial number of what he has instead is missing", way_out="write it down")
    def names_the_other(self, form: GivenBack) -> bool:
        """WA-3: of a replacement both serial numbers are known, and they are two.

        Where its number was noted when it left, it is that one.
        """
        claim, left = self.document, self._serials(self.parcels, 1)
        if claim.end != "replacement":
            return not form.new_serial
        known = form.new_serial in left if left else bool(form.new_serial)
        return known and form.new_serial != claim.serial

    # What rules and effects have in common.
    def _one(self) -> Quantity:
        """How much of the line it is about: one, unless it says otherwise."""
        unit = self.order.line(self.document.line).unit
        return self.document.quantity or Quantity.from_units(10**unit.scale, unit)

    def _make_good(self, *, over: bool = False) -> None:
        """The order counts that something is given for it, or that it is whole again."""
        claim = self.document
        if not (claim.agreed or claim.paid):
            form = MadeGood(line=claim.line, quantity=self._one(), over=over)
            self.take(OrderToCash.make_good, claim.order, form)

    def _credit(self) -> tuple[str, Credit] | None:
        """The invoice that billed it, and what it is asked to take back; `None` if there is none.

        The newest first, as with any goods.
        """
        claim, one = self.document, self._one()
        for invoice in reversed(self.invoices):
            mine = self._notes_of(invoice.id)
            for row in invoice.document.lines if invoice.state == InvoiceToCash.posted else ():
                left = row.quantity - credited_quantity(mine, row)
                if (row.order, row.order_line) == (claim.order, claim.line) and left >= one:
                    want = CreditWanted(line=row.line, quantity=one)
                    return invoice.id, Credit(origin=self.id, reason="quality", lines=(want,))
        return None

    def _call_off(self, reason: str) -> None:
        """What was to be sent instead, or paid for, and has not left, is called off.

        What was billed for a repair that is not made is credited; his money the order gives back.
        """
        form = Cancellation(reason=reason, fee="waived")
        for order in self.sent_instead:
            if order.document.is_open and not order.state.ended:
                self.take(OrderToCash.call_off_replacement, order.id, form)
            elif self.document.paid:
                self._credit_repair(order.id)

    def _credit_repair(self, order: str) -> None:
        for invoice in self.invoices:
            lines = all_that_is_left(invoice.document, self._notes_of(invoice.id))
            is_his = order in invoice.document.orders
            if is_his and lines and invoice.state == InvoiceToCash.posted:
                credit = Credit(origin=order, reason="quality", lines=lines)
                self.take(InvoiceToCash.credit, invoice.id, credit)

    def _notes_of(self, invoice: str) -> list[CreditNote]:
        """The credit notes of an invoice that stand, or may yet be posted."""
        notes = (note for note in self.credit_notes if note.state != Crediting.cancelled)
        return [note.document for note in notes if note.document.invoice == invoice]

    def _serials(self, shipments: tuple[Shipping, ...], number: int) -> set[str]:
        """The serial numbers that have left for a line."""
        rows = (row for one in shipments for row in one.document.lines)
        return {serial for row in rows if row.line == number for serial in row.serials}

    def _ends(self) -> Day | None:
        """The last day of its warranty; `None` before it was delivered."""
        if self.earlier_claim is not None:
            return self.earlier_claim.new_ends_on
        arrived = [one.document.delivered_on for one in self.shipments if one.document.delivered_on]
        if not arrived:
            return None
        length = self.policy(WarrantyPolicy).length
        return self.calendar.day_of(
            self.calendar.add(self.calendar.start_of_day(max(arrived)), length)
        )
