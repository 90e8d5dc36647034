"""Warranty service: what was sold fails, and is repaired, replaced or paid back.

After-sales finds out whether we stand for it, production what is wrong.  One claim at a time is
open about a thing; what the customer has instead inherits what is left of its warranty.  What is
not covered may be repaired for money.
"""

from fbo.back.finance import AR_CLERK, RECEIVABLES, CreditNote, Refund
from fbo.back.production import INSPECTOR, OPERATOR, PLANNER, PRODUCTION
from fbo.back.warehouse import STOREKEEPER, WAREHOUSE
from fbo.front.aftersales import (
    AFTER_SALES,
    AFTER_SALES_DEPARTMENT,
    RETURNS_AGENT,
    Diagnosis,
    Failure,
    GivenBack,
    NoCover,
    NoRepair,
    Proof,
    Refusal,
    Repaired,
    SoMuch,
    WarrantyClaim,
    WarrantyPolicy,
    ends_after,
    has_only_begun,
)
from fbo.front.aftersales.claim import CLOSED
from fbo.front.sales import Order, charge_line
from fbo.front.service import SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER
from fbo.kernel.calendar import business_days, days
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.refunding import Refunding
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.processes.warranty_service.on_file import ClaimOnFile
from fbo.workflow.clocks import clock
from fbo.workflow.notice import to_customer, to_its_desk
from fbo.workflow.reaction import when
from fbo.workflow.state import State

SPEAKS = (RETURNS_AGENT, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER)
MENDS = (OPERATOR, PLANNER, INSPECTOR)
PAID_REPAIR = "Repair"
NOT_SENT = "what was to be sent instead will not be"
NOT_BEGUN = ("in_diagnosis", "decided")
NOT_CREDITED = "it was not credited"
SENT_OTHERWISE = "it is put right another way"
NOT_REPAIRED = "it is not repaired"
NOT_ORDERED = "the repair was not ordered after all"


class WarrantyService(ClaimOnFile):
    """A thing that failed, until the customer has it, another, or his money."""

    speaker = AFTER_SALES_DEPARTMENT

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
    closed = State(final=True, label=CLOSED)

    # From the decision to what he has in the end.
    settled_within = clock(within=business_days(5), starts=decided, stops=returned, for_good=True)

    # What moves it on.
    register = registered.opens(
        by=(CUSTOMER, SYSTEM, *SPEAKS),
        needs=(has_only_begun, ClaimOnFile.is_of_his_order, ClaimOnFile.is_agreed_by_a_remedy),
        tells=to_customer("claim_registered"),
    )
    take_over = registered.to(
        in_repair,
        by=SYSTEM,
        needs=ClaimOnFile.is_of_a_return,
        checklist=("serial",),
        packet=("number", "serial", "line", "end"),
        tells=to_customer("claim_in_repair"),
    )
    verify = registered.to(
        verified,
        by=SPEAKS,
        takes=Proof,
        needs=(ClaimOnFile.was_sold_by_us, ClaimOnFile.is_covered, ClaimOnFile.is_still_his),
        tells=to_customer("claim_verified"),
    )
    decline_cover = registered.to(
        not_covered,
        by=SPEAKS,
        takes=NoCover,
        needs=ClaimOnFile.is_not_agreed,
        tells=to_customer("claim_not_covered"),
    )
    diagnose = (verified | decided).to(
        in_diagnosis,
        by=SPEAKS,
        needs=ClaimOnFile.is_undecided,
        checklist=("serial",),
        packet=("number", "serial", "line"),
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
        decided, by=MENDS, takes=Diagnosis, needs=ClaimOnFile.is_as_agreed, checklist=("serial",)
    )
    give_up = (in_diagnosis | in_repair).to(
        closed,
        by=MENDS,
        takes=NoRepair,
        needs=ClaimOnFile.is_agreed,
        tells=to_customer("claim_given_up"),
    )
    start_repair = decided.to(
        in_repair,
        by=SPEAKS,
        needs=(ClaimOnFile.is_repaired, ClaimOnFile.is_redressable),
        checklist=("end",),
    )
    start_replacement = decided.to(
        in_replacement,
        by=SPEAKS,
        needs=(ClaimOnFile.is_replaced, ClaimOnFile.is_redressable, ClaimOnFile.is_still_his),
        checklist=("end",),
    )
    start_refund = decided.to(
        in_refund,
        by=SPEAKS,
        needs=(
            ClaimOnFile.is_refunded,
            ClaimOnFile.is_redressable,
            ClaimOnFile.is_still_his,
            ClaimOnFile.is_creditable,
        ),
        checklist=("end",),
    )
    give_back = (in_repair | in_replacement | in_refund).to(
        returned,
        by=(SYSTEM, STOREKEEPER, AR_CLERK, *MENDS),
        takes=GivenBack,
        needs=(ClaimOnFile.has_what_was_decided, ClaimOnFile.names_the_other),
        checklist=("end",),
        packet=("number", "end", "new_serial"),
    )
    report_failure = (in_repair | in_replacement | in_refund).to(
        decided,
        by=(SYSTEM, STOREKEEPER, AR_CLERK, *MENDS),
        takes=Failure,
        needs=ClaimOnFile.nothing_came_of_it,
        checklist=("serial",),
        packet=("number", "serial", "because"),
        tells=to_its_desk("claim_failed"),
    )
    withdraw = (registered | verified | in_diagnosis | decided).to(
        closed,
        by=(CUSTOMER, SYSTEM, *SPEAKS),
        takes=Refusal,
        tells=to_customer("claim_withdrawn"),
    )
    let_go = (in_diagnosis | decided).to(closed, by=SYSTEM, tells=to_customer("claim_let_go"))
    close = returned.to(closed, by=(CUSTOMER, SYSTEM, *SPEAKS), tells=to_customer("claim_settled"))

    # To what effect.
    @register.then
    def _number_it(self) -> WarrantyClaim:
        number = self.number("warranty_claim")
        self.tell("claim_registered", number=number)
        return self.change(number=number)

    @take_over.then
    def _repair_what_came_back(self) -> WarrantyClaim:
        """What a return has decided is not examined once more."""
        self.tell("claim_in_repair", number=self.document.number)
        self._make_good()
        return self.change(end="repair", ends_on=self._ends())

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
        """The newest invoice that billed it takes one back."""
        self._make_good()
        found = self._credit()
        if found is not None:
            self.take(InvoiceToCash.credit, found[0], found[1])

    @give_back.then
    def _note_what_he_has(self, form: GivenBack) -> WarrantyClaim:
        claim, today = self.document, self.calendar.day_of(self.now)
        ends = None
        if claim.end != "refund":
            ends = ends_after(claim, today, self.policy(WarrantyPolicy), self.calendar)
        if claim.end == "repair":
            self._make_good(over=True)
        for goods in self.returns:
            so_much = self._of_the_return()
            repaired = Repaired(line=so_much.line, quantity=so_much.quantity)
            self.take(ReturnToSettlement.count_repaired, goods.id, repaired)
        return self.change(new_serial=form.new_serial, new_ends_on=ends)

    @report_failure.then
    def _find_another_way(self, form: Failure) -> WarrantyClaim:
        """A return decides it anew, else production does; a repair he would pay for is let be."""
        self.tell("claim_failed", number=self.document.number, reason=form.reason)
        self._make_good(over=True)
        self._call_off(SENT_OTHERWISE)
        if self.returns or self.document.paid:
            self.proceed(WarrantyService.let_go)
        return self.change(end=None, because=form.reason)

    @withdraw.then
    def _call_it_off(self, form: Refusal) -> WarrantyClaim:
        self.tell("claim_withdrawn", number=self.document.number, reason=form.reason)
        self._call_off(form.reason)
        return self.change(end=None, over=True, withdrawn=True, because=form.reason)

    @let_go.then
    def _let_it_be_decided_elsewhere(self) -> WarrantyClaim:
        """What he sent back is decided anew, in its return; what he would have paid he does not."""
        self.tell("claim_let_go", number=self.document.number)
        self._call_off(NOT_REPAIRED)
        failure = Failure(reason=NOT_REPAIRED, repair=self._of_the_return())
        for goods in self.returns:
            self.take(ReturnToSettlement.report_failure, goods.id, failure)
        return self.change(end=None, over=True)

    @close.then
    def _end_it(self) -> WarrantyClaim:
        self.tell("claim_settled", number=self.document.number)
        return self.change(over=True)

    @leave_it.then
    def _let_it_be(self) -> WarrantyClaim:
        return self._end_it()

    # What others have done.
    @when(OrderToCash.complete, while_=in_replacement, apart=True)
    def _has_arrived(self, _: Order) -> None:
        """Where its serial number was noted when it left, nobody has to say that it has."""
        if (left := self._serials(self.parcels, 1)) and len(left) == 1:
            self.proceed(WarrantyService.give_back, GivenBack(new_serial=left.pop()))
        elif self.document.quantity is not None:
            self.proceed(WarrantyService.give_back, GivenBack())

    @when(OrderToCash.cancel, OrderToCash.reject)
    def _is_not_sent(self, _: Order) -> None:
        """What was to be sent, or paid for, is called off: something else must be found."""
        if not self.cause.state.ended:
            return
        if self.state == WarrantyService.in_replacement:
            self.proceed(WarrantyService.report_failure, Failure(reason=NOT_SENT))
        elif self.document.paid and self.state == WarrantyService.in_repair:
            self.proceed(WarrantyService.report_failure, Failure(reason=NOT_ORDERED))
        elif self.document.paid and self.state.name in NOT_BEGUN:
            self.proceed(WarrantyService.let_go)

    @when(Crediting.issue, of=lambda note: note.origin, while_=in_refund, apart=True)
    def _is_credited(self, note: CreditNote) -> None:
        """What he had paid is paid back; what he had not is not owed any more."""
        if not note.excess:
            self.proceed(WarrantyService.give_back, GivenBack())
            return
        refund = Refund(
            customer=note.customer,
            amount=note.excess,
            currency=note.currency,
            origin=self.cause.id,
            invoice=note.invoice,
            order=self.document.order,
            reason="warranty",
        )
        self.open(Refunding, refund)

    @when(
        Refunding.confirm,
        Refunding.confirm_by_hand,
        Refunding.deny,
        while_=in_refund,
        apart=True,
    )
    def _is_paid_back(self, _: Refund) -> None:
        """A refund that was denied leaves him what he was credited."""
        self.proceed(WarrantyService.give_back, GivenBack())

    @when(Crediting.cancel, of=lambda note: note.origin, while_=in_refund)
    def _is_not_credited(self, _: CreditNote) -> None:
        self.proceed(WarrantyService.report_failure, Failure(reason=NOT_CREDITED))

    # What the effects have in common.
    def _of_the_return(self) -> SoMuch:
        """So much of the line of the return that it was sent back with."""
        return SoMuch(line=self.document.line, quantity=self._one())
