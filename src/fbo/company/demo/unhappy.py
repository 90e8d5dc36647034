"""What customers of the demonstration do after a delivery who are not content with it.

One in so many complains, sends something back, claims the warranty or asks for something; each has
his say when he is asked, offered or told something.  What the staff do about it is in
`fbo.company.demo.service`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import count

from fbo.back.finance import InvoiceLine
from fbo.back.warehouse import Arrival, Arrived, ShipmentLine
from fbo.company.company import Company
from fbo.company.demo.days import Days
from fbo.company.demo.troubles import SENT_BACK, TROUBLE, TROUBLES, WISHES, Trouble
from fbo.front.aftersales import Return, ReturnLine, WarrantyClaim
from fbo.front.crm import Reply
from fbo.front.service import Acceptance, Claim, Complaint, Dispute, Subject, Ticket
from fbo.kernel.calendar import NINE_TO_FIVE
from fbo.kernel.json import JsonObject
from fbo.kernel.money import Money
from fbo.kernel.people import Actor
from fbo.kernel.quantity import Quantity
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.messaging import Messaging
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.processes.shipping import Shipping
from fbo.processes.ticketing import Ticketing
from fbo.processes.warranty_service import WarrantyService

EVERY_COMPLAINT, EVERY_RETURN, EVERY_CLAIM, EVERY_WISH = 12, 10, 35, 9
"""After one delivery in so many."""


class Unhappy:
    """Customers whose goods have come."""

    def __init__(self, company: Company, days: Days, staff: Mapping[str, Actor]) -> None:
        self.company, self.days, self.staff = company, days, staff
        # A chance of its own, so that whoever complains changes nothing else of the month.
        self._chance = days.chance("unhappy")
        self._unpacked, self._troubles, self._returns, self._wishes = (count() for _ in range(4))
        self.hears: Mapping[str, Callable[[JsonObject], object]] = {
            "Shipping.confirm_delivery": self._unpack,
            "ComplaintToResolution.ask_customer": self._be_asked,
            "ComplaintToResolution.propose": self._think_it_over,
            "ComplaintToResolution.reject": self._think_it_over,
            "Ticketing.ask": self._be_asked_of_a_wish,
            "ReturnToSettlement.authorise": self._send_it,
            "ReturnToSettlement.send_back": self._await_its_arrival,
        }

    def _unpack(self, data: JsonObject) -> None:
        """It has come: most are content."""
        place, plan = next(self._unpacked), self.days.plan_in
        for every, at, hours, then in (
            (EVERY_COMPLAINT, 3, 4, self._complain),
            (EVERY_RETURN, 5, 10, self._ask_to_send_back),
            (EVERY_CLAIM, 8, 30, self._claim),
            (EVERY_WISH, 1, 2, self._wish),
        ):
            if place % every == at:
                plan(hours, partial(then, data["case"]))

    # --- complaints -----------------------------------------------------------------------------

    def _complain(self, shipment: str) -> None:
        """Something of what came is not right; by telephone Iris writes it down."""
        order, line = self._came(shipment)
        trouble = TROUBLES[next(self._troubles) % len(TROUBLES)]
        subjects = [Subject(kind="order", id=order.id), Subject(kind="shipment", id=shipment)]
        claims: list[Claim] = []
        for invoice, row in _bills(order, line.line)[-1:]:
            subjects.append(Subject(kind="invoice_line", id=invoice, line=row.line))
            if trouble.remedy == "price_reduction":
                claims.append(Claim(invoice=invoice, amount=worth_of_one(row)))
        customer = order.document.customer
        complaint = Complaint(
            customer=customer,
            channel=trouble.channel,
            statement=trouble.words,
            subjects=subjects,
            claims=claims,
        )
        by = self.staff["iris"] if trouble.channel == "phone" else Actor.customer(customer)
        self.days.attempt(lambda: self.company.open(ComplaintToResolution, complaint, by=by))

    def _be_asked(self, data: JsonObject) -> None:
        self.days.plan_in(self._chance.randint(3, 12), partial(self._answer, data["case"]))

    def _answer(self, complaint: str) -> None:
        """He calls back, and Iris writes down what he says."""
        form = Reply(channel="phone", text="Since Monday, and it is the same everywhere.")
        take, iris = self.company.take, self.staff["iris"]
        step = ComplaintToResolution.record_reply
        self.days.attempt(lambda: take(step, complaint, form, by=iris))

    def _think_it_over(self, data: JsonObject) -> None:
        self.days.plan_in(self._chance.randint(2, 14), partial(self._decide, data["case"]))

    def _decide(self, complaint: str) -> None:
        """He takes what he is offered; what he is told he accepts, or does not."""
        case = self.company.case(ComplaintToResolution, complaint)
        by, offer = Actor.customer(case.document.customer), case.document.offer
        if case.state == ComplaintToResolution.offer_sent and offer is not None:
            self.days.attempt(lambda: case.accept(Acceptance(version=offer.version), by=by))
        elif trouble_of(case).disputes and case.document.level == 1:
            why = Dispute(words="Your colleague named another price on the telephone.")
            self.days.attempt(lambda: case.dispute(why, by=by))
        else:
            self.days.attempt(lambda: case.accept_decision(by=by))

    # --- goods that come back -------------------------------------------------------------------

    def _ask_to_send_back(self, shipment: str) -> None:
        order, line = self._came(shipment)
        reason = SENT_BACK[next(self._returns) % len(SENT_BACK)]
        row = ReturnLine(line=line.line, wanted=one_of_it(line.leaving), reason=reason)
        goods = Return(customer=order.document.customer, order=order.id, lines=(row,))
        by = Actor.customer(goods.customer)
        self.days.attempt(lambda: self.company.open(ReturnToSettlement, goods, by=by))

    def _send_it(self, data: JsonObject) -> None:
        self.days.plan_in(self._chance.randint(4, 16), partial(self._hand_it_in, data["case"]))

    def _hand_it_in(self, id_: str) -> None:
        goods = self.company.case(ReturnToSettlement, id_)
        by = Actor.customer(goods.document.customer)
        self.days.attempt(lambda: goods.send_back(by=by))

    def _await_its_arrival(self, data: JsonObject) -> None:
        today = self.days.clock.now().date()
        day = NINE_TO_FIVE.add_business_days(today, self._chance.randint(1, 3))
        self.days.plan_on(day, 10, partial(self._comes_in, data["case"]))

    def _comes_in(self, id_: str) -> None:
        """The carrier brings it, and Ravi receives it."""
        for child in self.company.case(ReturnToSettlement, id_).child_ids(ReturnToRestock):
            goods = self.company.case(ReturnToRestock, child)
            came = [
                Arrived(line=line.line, quantity=line.expected) for line in goods.document.lines
            ]
            step = partial(goods.receive, Arrival(lines=came), by=self.staff["ravi"])
            self.days.attempt(step)

    def _claim(self, shipment: str) -> None:
        """What was bought fails after a while."""
        order, line = self._came(shipment)
        number = f"{line.item}-{order.document.number}"
        claim = WarrantyClaim(
            customer=order.document.customer,
            order=order.id,
            line=line.line,
            serial=number,
            fault="It does not switch on any more.",
        )
        by = Actor.customer(claim.customer)
        self.days.attempt(lambda: self.company.open(WarrantyService, claim, by=by))

    # --- wishes ---------------------------------------------------------------------------------

    def _wish(self, shipment: str) -> None:
        order, _ = self._came(shipment)
        wish = WISHES[next(self._wishes) % len(WISHES)]
        ticket = Ticket(customer=order.document.customer, subject=wish.subject, about=(order.id,))
        by = Actor.customer(order.document.customer)
        self.days.attempt(lambda: self.company.open(Ticketing, ticket, by=by))

    def _be_asked_of_a_wish(self, data: JsonObject) -> None:
        self.days.plan_in(self._chance.randint(1, 6), partial(self._write, data["case"]))

    def _write(self, ticket: str) -> None:
        case = self.company.case(Ticketing, ticket)
        talk, by = case.document.conversation, Actor.customer(case.document.customer or "")
        if talk is not None:
            form = Reply(channel="email", text="The last one, please.")
            take = self.company.take
            self.days.attempt(lambda: take(Messaging.record_reply, talk, form, by=by))

    def _came(self, shipment: str) -> tuple[OrderToCash, ShipmentLine]:
        """The order, and the first line of what came."""
        sent = self.company.case(Shipping, shipment).document
        return self.company.case(OrderToCash, sent.order), sent.lines[0]


def trouble_of(case: ComplaintToResolution) -> Trouble:
    """What a complaint is about."""
    return TROUBLE[case.document.statement]


def _bills(order: OrderToCash, line: int) -> list[tuple[str, InvoiceLine]]:
    """Where a line was billed: the invoice, and its line."""
    return [
        (invoice.id, row)
        for invoice in order.invoices
        for row in invoice.document.lines
        if row.order_line == line
    ]


def one_of_it(quantity: Quantity) -> Quantity:
    """One of them, or all where there is less."""
    unit = quantity.unit
    return min(quantity, Quantity.from_units(10**unit.scale, unit))


def worth_of_one(row: InvoiceLine) -> Money:
    """What one of it was billed at, without tax."""
    units = one_of_it(row.quantity).units
    return Money.from_minor(row.net.minor * units // row.quantity.units, row.net.currency)
