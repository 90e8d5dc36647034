"""Coming in: what a customer sends back is authorised, received and inspected.

The warehouse and quality do that in a case of their own, which this one follows: what has come is a
fact.
"""

from fbo.back.warehouse import CustomerReturn, ReturnedLine
from fbo.back.warehouse import Reason as NotExpected
from fbo.front.aftersales import (
    OUR_FAULT,
    AfterSalesPolicy,
    Authorisation,
    GoodsBack,
    Inspected,
    Inspection,
    Refusal,
    Return,
    SoMuch,
    authorised_by,
    has_return_lines,
    why_not_authorised,
    why_not_inspected,
    why_not_received,
    why_not_what_left,
)
from fbo.front.sales import SALES_REP
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.kernel.quantity import Quantity
from fbo.kernel.rate import Rate
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.processes.return_to_settlement.states import DECIDES, RECEIPT_AND_INSPECTION, SPEAKS
from fbo.processes.return_to_settlement.states import ReturnStates as At
from fbo.workflow.guard import rule
from fbo.workflow.notice import to_customer
from fbo.workflow.reaction import when
from fbo.workflow.state import same


class ReturnComingIn(At, abstract=True):
    """A return that is asked for, and its goods on their way."""

    # What must hold.
    @rule("the order is another customer's, or does not have these lines")
    def is_of_his_order(self) -> bool:
        """Whether what he sends back is goods of his own order, in their unit."""
        order, goods = self.order, self.document
        units = {line.line: line.unit for line in order.stocked}
        return order.customer == goods.customer and all(
            units.get(line.line) == line.wanted.unit for line in goods.lines
        )

    @rule("more would come back than was delivered", code="over_return")
    def was_delivered(self, form: Authorisation) -> bool | Reason:
        """Whether the customer has so much, of which nothing is coming back already."""
        return why_not_authorised(self.document, self.order, form) or True

    @rule("the time to send it back is over", code="window_closed")
    def is_in_time(self) -> bool | Reason:
        """Whether it was delivered a short while ago; a fault of ours comes back at any time."""
        arrived = [one.document.delivered_on for one in self.shipments if one.document.delivered_on]
        if all(line.reason in OUR_FAULT for line in self.document.lines) or not arrived:
            return True
        window = self.policy(AfterSalesPolicy).window
        last = self.calendar.day_of(
            self.calendar.add(self.calendar.start_of_day(max(arrived)), window)
        )
        return self.calendar.day_of(self.now) <= last or Reason(
            "window_closed",
            f"it was to come back by {last}",
            {"last": last.isoformat()},
            way_out="take it back as a goodwill of yours: say so in a complaint",
        )

    @rule("it is not what he bought", code="wrong_serials")
    def is_what_left(self, form: Authorisation) -> bool | Reason:
        """Whether the serial numbers he names are of what has left for him."""
        left = {line.line: self._serials_left(line.line) for line in self.document.lines}
        return why_not_what_left(self.document, form, left) or True

    @rule("more has come than was authorised")
    def came_as_authorised(self, form: GoodsBack) -> bool | Reason:
        """Whether so much could come."""
        return why_not_received(self.document, form.lines) or True

    @rule("the findings are not about what has come")
    def found_as_it_came(self, form: Inspection) -> bool | Reason:
        """Whether everything that has come was looked at."""
        return why_not_inspected(self.document, form) or True

    # What moves it on.
    request = At.requested.opens(
        by=(CUSTOMER, SALES_REP, SYSTEM, *SPEAKS),
        needs=(has_return_lines, is_of_his_order),
        tells=to_customer("return_requested"),
    )
    authorise = At.requested.to(
        At.authorised,
        by=(SYSTEM, *DECIDES),
        takes=Authorisation,
        needs=(was_delivered, is_what_left, is_in_time),
        tells=to_customer("return_authorised"),
    )
    announce_fee = At.authorised.to(same, by=SYSTEM, tells=to_customer("return_fee"))
    refuse = At.requested.to(
        At.refused, by=DECIDES, takes=Refusal, tells=to_customer("return_refused")
    )
    send_back = At.authorised.to(At.in_transit, by=(CUSTOMER, SYSTEM, *SPEAKS))
    receive = (At.authorised | At.in_transit | At.received).to(
        At.received,
        by=SYSTEM,
        takes=GoodsBack,
        needs=came_as_authorised,
        checklist=("lines",),
        packet=("number", "lines"),
        agreed=RECEIPT_AND_INSPECTION,
        tells=to_customer("return_received"),
    )
    inspect = At.received.to(At.inspected, by=SYSTEM, takes=Inspection, needs=found_as_it_came)
    expire = At.authorised.to(At.expired, by=SYSTEM, tells=to_customer("return_expired"))
    cancel = (At.requested | At.authorised | At.in_transit).to(
        At.cancelled,
        by=(CUSTOMER, SYSTEM, *SPEAKS),
        takes=Refusal,
        tells=to_customer("return_cancelled"),
    )

    # To what effect.
    @authorise.then
    def _expect_the_goods(self, form: Authorisation) -> Return:
        """The warehouse expects them; what has not been sent in time is not awaited any more."""
        so_much = authorised_by(self.document, form)
        until = self.calendar.add(self.now, self.policy(AfterSalesPolicy).expires_after)
        number, send_by = self.number("return"), self.calendar.day_of(until)
        lines = self.document.counting("authorised", so_much)
        expected = [
            ReturnedLine(
                line=row,
                parts=self._as_goods(row),
                expected=quantity,
                received=Quantity.zero(quantity.unit),
                may_be=self._may_be(row, quantity),
            )
            for row, quantity in so_much.items()
        ]
        goods = CustomerReturn(customer=self.document.customer, lines=expected)
        self.open(ReturnToRestock, goods)
        self.later(ReturnComingIn.expire, at=until)
        self.tell("return_authorised", number=number, send_by=send_by)
        fee = self._fee(form)
        if fee is not None:
            self.proceed(ReturnComingIn.announce_fee)
        return self.change(number=number, send_by=send_by, lines=lines, fee=fee)

    @announce_fee.then
    def _say_what_we_keep(self) -> None:
        goods = self.document
        self.tell("return_fee", number=goods.number, fee=goods.agreed_fee)

    @refuse.then
    def _say_why(self, form: Refusal) -> Return:
        self.tell("return_refused", reason=form.reason)
        return self.change(because=form.reason)

    @receive.then
    def _count_what_came(self, form: GoodsBack) -> Return:
        self.tell("return_received", number=self.document.number)
        came = {row.line: row.quantity for row in form.lines}
        return self.change(lines=self.document.counting("received", came))

    @inspect.then
    def _note_what_was_found(self, form: Inspection) -> Return:
        found = {row.line: row for row in form.lines}
        accepted = {line: row.accepted for line, row in found.items()}
        lines = [
            line.replacing(condition=found[line.line].condition, evidence=found[line.line].evidence)
            if line.line in found
            else line
            for line in self.document.counting("accepted", accepted)
        ]
        return self.change(lines=lines)

    @expire.then
    def _await_it_no_more(self) -> None:
        self.tell("return_expired", number=self.document.number)
        self._expect_no_goods("it was not sent in time")

    @cancel.then
    def _call_it_off(self, form: Refusal) -> Return:
        self.tell("return_cancelled", reason=form.reason)
        self._expect_no_goods(form.reason)
        return self.change(because=form.reason)

    # What others have done.
    @when(ReturnToRestock.receive, apart=True)
    def _goods_came(self, goods: CustomerReturn) -> None:
        """That they came cannot be refused; what is known already is not counted again."""
        known = {line.line: line.received for line in self.document.lines}
        came = [
            SoMuch(line=line.line, quantity=line.received - known[line.line])
            for line in goods.lines
            if line.received > known[line.line]
        ]
        if came:
            self.proceed(ReturnComingIn.receive, GoodsBack(lines=came))

    @when(ReturnToRestock.inspect, apart=True)
    def _goods_were_inspected(self, goods: CustomerReturn) -> None:
        self._goods_came(goods)
        found = [
            Inspected(
                line=line.line,
                accepted=line.accepted,
                condition=line.condition,
                evidence=line.evidence,
            )
            for line in goods.lines
            if line.accepted is not None
        ]
        self.proceed(ReturnComingIn.inspect, Inspection(lines=found))

    # What the rules and effects have in common.
    def _serials_left(self, number: int) -> tuple[str, ...]:
        """The serial numbers that were noted when a line left, in their order."""
        rows = (row for one in self.shipments for row in one.document.lines)
        left = (serial for row in rows if row.line == number for serial in row.serials)
        return tuple(dict.fromkeys(left))

    def _may_be(self, number: int, quantity: Quantity) -> tuple[str, ...]:
        """Which of a line may come: those he names, or any that left where he names not all."""
        named = self.document.line(number).serials
        all_named = len(named) == quantity.amount
        return tuple(named) if all_named else self._serials_left(number)

    def _fee(self, form: Authorisation) -> Money | Rate | None:
        """What we keep of the credit: nothing where all of it is our fault, or we fetch it."""
        goods, fee = self.document, self.policy(AfterSalesPolicy).return_fee
        ours = goods.free_label or all(line.reason in OUR_FAULT for line in goods.lines)
        return None if form.fee == "waived" or ours or not fee else fee

    def _expect_no_goods(self, reason: str) -> None:
        """What the warehouse has called off itself it does not call off again."""
        for goods in self.goods_back:
            if goods.state == ReturnToRestock.expected:
                self.take(ReturnToRestock.cancel, goods.id, NotExpected(reason=reason))
