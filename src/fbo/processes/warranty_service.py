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
    NoRepair,
    Proof,
    WarrantyClaim,
    WarrantyPolicy,
    ends_after,
    has_only_begun,
)
from fbo.front.sales import MadeGood, Order, charge_line, why_not_made_good
from fbo.front.service import SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER
from fbo.kernel.calendar import business_days, days
from fbo.kernel.errors import Reason
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.kernel.quantity import Quantity
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
        needs=(has_only_begun, is_of_his_order, is_agreed_by_a_remedy),
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
        not_covered,
        by=SPEAKS,
        takes=NoCover,
        needs=is_not_agreed,
        tells=to_customer("claim_not_covered"),
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
    decide = in_diagnosis.to(
        decided, by=MENDS, takes=Diagnosis, needs=is_as_agreed, checklist=("serial",)
    )
    give_up = (in_diagnosis | in_repair).to(
        closed, by=MENDS, takes=NoRepair, needs=is_agreed, tells=to_customer("claim_given_up")
    )
    start_repair = decided.to(
        in_repair, by=SPEAKS, needs=(is_repaired, is_redressable), checklist=("end",)
    )
    start_replacement = decided.to(
        in_replacement, by=SPEAKS, needs=(is_replaced, is_redressable), checklist=("end",)
    )
    start_refund = decided.to(
        in_refund, by=SPEAKS, needs=(is_refunded, is_redressable), checklist=("end",)
    )
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

    @give_up.then
    def _say_that_it_cannot_be_repaired(self, form: NoRepair) -> WarrantyClaim:
        self.tell("claim_given_up", number=self.document.number)
        return self.change(findings=form.findings, over=True)

    @start_repair.then
    def _count_it_while_it_is_repaired(self) -> None:
        self._make_good()

    @start_replacement.then
    def _send_another(self) -> WarrantyClaim:
        self._make_good()
        again = self.order.once_more({self.document.line: self._one()}, self.id)
        id_ = self.open(OrderToCash, again, then=OrderToCash.place)
        return self.change(orders=(*self.document.orders, id_))

    @start_refund.then
    def _credit_it(self) -> None:
        """The invoice that billed it takes one back; the order pays back what was paid."""
        self._make_good()
        claim = self.document
        for invoice in self.invoices:
            for row in invoice.document.lines if invoice.state.name == "posted" else ():
                if (row.order, row.order_line) == (claim.order, claim.line):
                    want = CreditWanted(line=row.line, quantity=self._one())
                    form = Credit(origin=claim.order, reason="quality", lines=(want,))
                    self.take(InvoiceToCash.credit, invoice.id, form)
                    return

    @give_back.then
    def _note_what_he_has(self, form: GivenBack) -> WarrantyClaim:
        claim, today = self.document, self.calendar.day_of(self.now)
        ends = None
        if claim.end != "refund":
            ends = ends_after(claim, today, self.policy(WarrantyPolicy), self.calendar)
        if claim.end == "repair":
            self._make_good(over=True)
        return self.change(new_serial=form.new_serial, new_ends_on=ends)

    @close.then
    def _end_it(self) -> WarrantyClaim:
        self.tell("claim_settled", number=self.document.number)
        return self.change(over=True)

    @leave_it.then
    def _let_it_be(self) -> WarrantyClaim:
        return self._end_it()

    # What rules and effects have in common.
    def _one(self) -> Quantity:
        """One of the thing, as the order counts it."""
        unit = self.order.line(self.document.line).unit
        return Quantity.from_units(10**unit.scale, unit)

    def _make_good(self, *, over: bool = False) -> None:
        """The order counts that something is given for it, or that it is whole again."""
        claim = self.document
        if not (claim.agreed or claim.paid):
            form = MadeGood(line=claim.line, quantity=self._one(), over=over)
            self.take(OrderToCash.make_good, claim.order, form)

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
