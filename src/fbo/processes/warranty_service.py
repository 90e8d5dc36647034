"""Warranty service: what was sold fails, and is repaired, replaced or paid back.

After-sales finds out whether we stand for it, production what is wrong.  One claim at a time is
open about a thing; what the customer has instead inherits what is left of its warranty.  What is
not covered may be repaired for money.
"""

from fbo.back.finance import AR_CLERK, RECEIVABLES, Credit, CreditWanted
from fbo.back.production import INSPECTOR, OPERATOR, PLANNER, PRODUCTION
from fbo.back.warehouse import STOREKEEPER, WAREHOUSE
from fbo.front.aftersales import (
    AFTER_SALES,
    AFTER_SALES_DEPARTMENT,
    RETURNS_AGENT,
    Diagnosis,
    GivenBack,
    NoCover,
    Proof,
    WarrantyClaim,
    WarrantyPolicy,
    ends_after,
    has_only_begun,
    sent_instead,
)
from fbo.front.sales import Order, charge_line
from fbo.front.service import SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER
from fbo.kernel.calendar import business_days, days
from fbo.kernel.errors import Reason
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.kernel.times import Day
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.shipping import Shipping
from fbo.workflow.clocks import clock
from fbo.workflow.guard import rule
from fbo.workflow.notice import to_customer
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State

SPEAKS = (RETURNS_AGENT, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER)
MENDS = (OPERATOR, PLANNER, INSPECTOR)
PAID_REPAIR = "Repair"


class WarrantyService(Process[WarrantyClaim]):
    """A thing that failed, until the customer has it, another, or his money."""

    speaker = AFTER_SALES_DEPARTMENT

    # On file.
    order = on_file(Order, lambda claim: claim.order)
    shipments = on_file.cases(Shipping, "order", lambda claim: claim.order)
    earlier_claim = on_file.optional(WarrantyClaim, lambda claim: claim.follows)
    invoices = on_file.cases(InvoiceToCash, "customer", lambda claim: claim.customer)

    # What must hold.
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
        claim, known = self.document, self._serials()
        if self.earlier_claim is not None:
            return (
                self.earlier_claim.new_serial == claim.serial
                and self.earlier_claim.order == claim.order
            )
        return claim.serial in known or (not known and bool(form.evidence))

    @rule("its warranty is void or over", code="not_covered", way_out="offer a repair for money")
    def is_covered(self) -> bool | Reason:
        """Whether its time is not over, and nobody has spoilt its warranty."""
        ends = self._ends()
        if ends is None or self.document.void:
            return False
        return self.calendar.day_of(self.now) <= ends or Reason(
            "not_covered",
            f"its warranty ended on {ends}",
            {"ended": ends.isoformat()},
            way_out="offer a repair for money",
        )

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

    @rule("the serial number of what he has instead is missing", way_out="write it down")
    def names_the_other(self, form: GivenBack) -> bool:
        """WA-3: of a replacement both serial numbers are known, and they are two."""
        replaced = self.document.end == "replacement"
        return bool(form.new_serial) == replaced and form.new_serial != self.document.serial

    # Where it is.
    registered = State(AFTER_SALES, initial=True, within=business_days(1), label="Received")
    verified = State(AFTER_SALES, within=business_days(1), label="Accepted")
    not_covered = State(
        AFTER_SALES, holder="customer", within=days(30), label="Not covered: our offer is with you"
    )
    in_diagnosis = State(PRODUCTION, within=business_days(2), label="Being examined")
    decided = State(AFTER_SALES, within=business_days(1), label="Being put right")
    in_repair = State(PRODUCTION, within=business_days(5), label="Being put right")
    in_replacement = State(WAREHOUSE, within=business_days(5), label="Being put right")
    in_refund = State(RECEIVABLES, within=business_days(5), label="Being put right")
    returned = State(AFTER_SALES, within=business_days(5), label="On its way to you")
    closed = State(final=True, label="Settled")

    # From the decision to what he has in the end.
    settled_within = clock(within=business_days(5), starts=decided, stops=returned, for_good=True)

    # What moves it on.
    register = registered.opens(
        by=(CUSTOMER, SYSTEM, *SPEAKS),
        needs=(has_only_begun, is_of_his_order),
        tells=to_customer("claim_registered"),
    )
    verify = registered.to(
        verified,
        by=SPEAKS,
        takes=Proof,
        needs=(was_sold_by_us, is_covered),
        tells=to_customer("claim_verified"),
    )
    decline_cover = registered.to(
        not_covered, by=SPEAKS, takes=NoCover, tells=to_customer("claim_not_covered")
    )
    diagnose = verified.to(
        in_diagnosis, by=SPEAKS, checklist=("serial",), packet=("number", "serial", "line")
    )
    take_offer = not_covered.to(
        in_diagnosis,
        by=(CUSTOMER, *SPEAKS),
        checklist=("serial", "offer"),
        packet=("number", "serial", "line", "offer"),
    )
    leave_it = not_covered.to(
        closed, by=(CUSTOMER, SYSTEM, *SPEAKS), tells=to_customer("claim_settled")
    )
    decide = in_diagnosis.to(decided, by=MENDS, takes=Diagnosis, checklist=("serial",))
    start_repair = decided.to(in_repair, by=SPEAKS, needs=is_repaired, checklist=("end",))
    start_replacement = decided.to(in_replacement, by=SPEAKS, needs=is_replaced, checklist=("end",))
    start_refund = decided.to(in_refund, by=SPEAKS, needs=is_refunded, checklist=("end",))
    give_back = (in_repair | in_replacement | in_refund).to(
        returned,
        by=(STOREKEEPER, AR_CLERK, *MENDS),
        takes=GivenBack,
        needs=names_the_other,
        checklist=("end",),
        packet=("number", "end", "new_serial"),
    )
    close = returned.to(closed, by=(CUSTOMER, SYSTEM, *SPEAKS), tells=to_customer("claim_settled"))

    # To what effect.
    @register.then
    def _number_it(self) -> WarrantyClaim:
        number = self.number("warranty_claim")
        self.tell("claim_registered", number=number)
        return self.change(number=number)

    @verify.then
    def _stand_for_it(self) -> WarrantyClaim:
        self.tell("claim_verified", number=self.document.number)
        return self.change(ends_on=self._ends())

    @decline_cover.then
    def _offer_a_repair(self, form: NoCover) -> WarrantyClaim:
        self.later(WarrantyService.leave_it, at=self.calendar.add(self.now, days(30)))
        number, offer = self.document.number, form.offer
        self.tell("claim_not_covered", number=number, reason=form.reason, offer=offer)
        return self.change(offer=offer, because=form.reason)

    @take_offer.then
    def _repair_for_money(self) -> WarrantyClaim:
        """He orders the repair, and is billed for it as for anything else."""
        claim, order = self.document, self.order
        if claim.offer is None:
            return claim
        repair = Order(
            customer=claim.customer,
            origin=self.id,
            currency=claim.offer.currency,
            lines=(charge_line(1, PAID_REPAIR, claim.offer),),
            ship_to=order.ship_to,
            bill_to=order.bill_to,
            invoicing="on_order",
        )
        id_ = self.open(OrderToCash, repair, then=OrderToCash.place)
        return self.change(paid=True, orders=(*claim.orders, id_))

    @decide.then
    def _note_what_was_found(self, form: Diagnosis) -> WarrantyClaim:
        """What is not covered is repaired, whatever else would be right."""
        end = "repair" if self.document.paid else form.end
        return self.change(findings=form.findings, end=end)

    @start_replacement.then
    def _send_another(self) -> WarrantyClaim:
        again = sent_instead(self.order, self.document, self.id)
        id_ = self.open(OrderToCash, again, then=OrderToCash.place)
        return self.change(orders=(*self.document.orders, id_))

    @start_refund.then
    def _credit_it(self) -> None:
        """The invoice that billed it takes one back; the order pays back what was paid."""
        claim = self.document
        for invoice in self.invoices:
            for row in invoice.document.lines if invoice.state.name == "posted" else ():
                if (row.order, row.order_line) == (claim.order, claim.line):
                    one = type(row.quantity).from_units(1, row.quantity.unit)
                    want = CreditWanted(line=row.line, quantity=one)
                    form = Credit(origin=claim.order, reason="quality", lines=(want,))
                    self.take(InvoiceToCash.credit, invoice.id, form)
                    return

    @give_back.then
    def _note_what_he_has(self, form: GivenBack) -> WarrantyClaim:
        claim, today = self.document, self.calendar.day_of(self.now)
        ends = None
        if claim.end != "refund":
            ends = ends_after(claim, today, self.policy(WarrantyPolicy), self.calendar)
        return self.change(new_serial=form.new_serial, new_ends_on=ends)

    @close.then
    def _end_it(self) -> WarrantyClaim:
        self.tell("claim_settled", number=self.document.number)
        return self.change(over=True)

    @leave_it.then
    def _let_it_be(self) -> WarrantyClaim:
        return self._end_it()

    # What rules and effects have in common.
    def _serials(self) -> set[str]:
        """The serial numbers that have left for the line."""
        rows = (row for one in self.shipments for row in one.document.lines)
        return {serial for row in rows if row.line == self.document.line for serial in row.serials}

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
