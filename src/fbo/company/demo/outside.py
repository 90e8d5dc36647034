"""The outside of the demonstration: customers order, think better of it, and pay.

Also the carrier, whose deliveries mostly arrive.  What customers do who are not content with them
is in `fbo.company.demo.unhappy`, what the staff do in `fbo.company.demo.desks`.  Nothing here
counts what happened.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from random import Random

from fbo.back.finance import CustomerReceipt, PaymentReport
from fbo.back.warehouse import Delivery, Reason
from fbo.company.company import Company
from fbo.company.demo.cast import BUYERS, REPS, Buyer
from fbo.company.demo.days import Days
from fbo.company.demo.unhappy import Unhappy
from fbo.front.sales import Cancellation, Choice, Shortage, Suspension
from fbo.kernel.calendar import NINE_TO_FIVE
from fbo.kernel.errors import StepRefused
from fbo.kernel.json import JsonObject
from fbo.kernel.money import Money, eur
from fbo.kernel.people import Actor
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.receipting import Receipting
from fbo.processes.shipping import Shipping
from fbo.workflow.handoff import Incomplete

LOST, REFUSED, NOBODY = 0, 1, 2
"""What may become of a delivery, out of thirty-six."""

EVERY_REGRET, EVERY_SLIP = 4, 20
"""One in so many who are to pay first regrets it, once he has paid; one payment in so many is ten
euro too much."""


class Outside:
    """Customers and the carrier: they order, change their minds, receive and pay."""

    def __init__(self, company: Company, days: Days, staff: Mapping[str, Actor]) -> None:
        self.company, self.days, self.staff = company, days, staff
        self._read = self._asked_to_pay = self._paid = 0
        self._unhappy = Unhappy(company, days, staff)
        # A chance of its own, so that trouble on the way changes nothing else of the month.
        self._trouble = Random("trouble")  # noqa: S311  it is to come out the same; nothing is secret

    def watch(self) -> None:
        """Hear of what happens in the company, and plan what comes of it outside."""
        hears: Mapping[str, Callable[[JsonObject], object]] = {
            "Shipping.dispatch": self._await_delivery,
            "InvoiceToCash.issue": self._await_payment,
            "OrderToCash.decide": self._pay_first,
            "OrderToCash.report_shortage": self._be_asked,
            **self._unhappy.hears,
        }
        while page := self.company.journal(self._read):
            for entry in page:
                if (heard := hears.get(entry.type)) is not None:
                    heard(entry.data)
            self._read = page[-1].seq

    def order(self) -> None:
        """Somebody orders, by telephone or in the web shop; some think better of it later."""
        days, random = self.days, self.days.random
        buyer, rep = random.choice(BUYERS), random.choice((*REPS, ""))
        if buyer.prepays:
            rep = rep or REPS[0]
        by = self.staff[rep] if rep else Actor.customer(buyer.id)
        wish = buyer.order(random, self._today(), by_telephone=bool(rep))
        id_ = self.company.open(OrderToCash, wish, by=by, then=OrderToCash.place).id
        if days.happens(9):
            days.plan_in(random.choice((1, 2, 20, 30)), partial(self._cancel, id_, buyer))
        elif days.happens(7):
            days.plan_in(1, partial(self._suspend, id_, self.staff[rep or "anna"]))

    def _cancel(self, order: str, buyer: Buyer) -> None:
        form, by = Cancellation(reason="ordered by mistake"), Actor.customer(buyer.id)
        self.days.attempt(lambda: self.company.take(OrderToCash.cancel, order, form, by=by))

    def _suspend(self, order: str, rep: Actor) -> None:
        form = Suspension(reason="the customer asks us to wait")
        if self.days.attempt(lambda: self.company.take(OrderToCash.suspend, order, form, by=rep)):
            self.days.plan_in(self.days.random.randint(6, 20), partial(self._resume, order))

    def _resume(self, order: str) -> None:
        mara = self.staff["mara"]
        self.days.attempt(lambda: self.company.take(OrderToCash.resume, order, by=mara))

    def _await_delivery(self, data: JsonObject) -> None:
        day = NINE_TO_FIVE.add_business_days(self._today(), self.days.random.randint(1, 3))
        self.days.plan_on(day, 11, partial(self._deliver, data["case"]))

    def _pay_first(self, data: JsonObject) -> None:
        """Who is to pay first does so within some days; some regret it at once, some never pay."""
        if data.get("to") != "awaiting_prepayment":
            return
        self._asked_to_pay += 1
        if self._asked_to_pay % EVERY_REGRET:
            self.days.plan_in(self.days.random.randint(3, 20), partial(self._prepay, data["case"]))

    def _prepay(self, id_: str) -> None:
        order = self.company.case(OrderToCash, id_)
        report = PaymentReport(
            external_ref=f"TRANSFER-{order.document.number}",
            amount=order.document.total,
            customer=order.document.customer,
            references=(id_,),
        )
        by = self.staff["rita"]
        self.days.attempt(lambda: self.company.receive_payment(report, by=by))
        if self._asked_to_pay % EVERY_REGRET == 1:
            buyer = next(buyer for buyer in BUYERS if buyer.id == order.document.customer)
            self.days.plan_in(0, partial(self._cancel, id_, buyer))

    def _be_asked(self, data: JsonObject) -> None:
        self.days.plan_in(2, partial(self._choose, data["case"]))

    def _choose(self, order: str) -> None:
        """Anna has called the customer, who waits; some would rather have what is there now."""
        if self._is_sent_back(order):
            return
        choice = Choice(choice="split" if self._trouble.randrange(4) == 0 else "wait")
        with suppress(StepRefused):
            self.company.take(OrderToCash.record_choice, order, choice, by=self.staff["anna"])

    def _is_sent_back(self, order: str) -> bool:
        """Whom no date was promised Anna cannot call: first Sam has to say until when it takes."""
        case = self.company.case(OrderToCash, order)
        asked = case.handoffs.get(OrderToCash.report_shortage.name)
        if asked is None or asked.return_count or case.document.promised is not None:
            return False
        why = Incomplete(reason="until when?", missing=("promised",))
        anna, purpose = self.staff["anna"], asked.purpose
        self.company.handoffs.send_back(case, why, by=anna, purpose=purpose)
        self.days.plan_in(1, partial(self._report_again, order))
        return True

    def _report_again(self, order: str) -> None:
        expected = NINE_TO_FIVE.add_business_days(self._today(), 3)
        form, sam = Shortage(expected=expected), self.staff["sam"]
        with suppress(StepRefused):
            self.company.take(OrderToCash.report_shortage, order, form, by=sam)

    def _fail(self, shipment: str, what: int) -> None:
        """Nobody was at home, or the carrier has lost it; what failed is tried again or comes back.

        What is refused here has been done meanwhile.
        """
        sam, take, nobody = self.staff["sam"], self.company.take, Reason(reason="nobody was there")
        with suppress(StepRefused):
            if what == LOST:
                take(Shipping.report_lost, shipment, Reason(reason="lost by the carrier"), by=sam)
                return
            take(Shipping.fail_delivery, shipment, nobody, by=sam)
            if what == REFUSED:
                take(Shipping.call_back, shipment, by=sam)
                self.days.plan_in(16, partial(self._come_back, shipment))
            else:
                take(Shipping.reship, shipment, by=sam)
                self.days.plan_in(8, partial(self._deliver, shipment))

    def _come_back(self, shipment: str) -> None:
        with suppress(StepRefused):
            self.company.take(Shipping.receive_back, shipment, by=self.staff["sam"])

    def _deliver(self, shipment: str) -> None:
        what = self._trouble.randrange(36)
        if what in (LOST, REFUSED, NOBODY):
            self._fail(shipment, what)
            return
        form, sam = Delivery(proof="signed for"), self.staff["sam"]
        take = self.company.take
        self.days.attempt(lambda: take(Shipping.confirm_delivery, shipment, form, by=sam))

    def _await_payment(self, data: JsonObject) -> None:
        invoice_id: str = data["case"]
        invoice = self.company.case(InvoiceToCash, invoice_id).document
        buyer = next(buyer for buyer in BUYERS if buyer.id == invoice.customer)
        due = invoice.due[-1].on
        for day, amount in buyer.payments(
            self.days.random, invoice.effective_on, due, invoice.gross
        ):
            if buyer.prepays:
                continue
            self.days.plan_on(day, 10, partial(self._pay, invoice_id, buyer, amount))

    def _pay(self, invoice: str, buyer: Buyer, amount: Money) -> None:
        """Money has come in, less what was credited meanwhile, and Rita registers it."""
        notes = self.company.find(Crediting, invoice=invoice)
        amount -= Money.total((note.document.gross for note in notes), amount.currency)
        if amount.amount <= 0:
            return
        self._paid += 1
        if self._paid % EVERY_SLIP == 0:
            amount += eur("10.00")
        receipt = CustomerReceipt(
            customer=buyer.id,
            amount=amount,
            currency=amount.currency,
            received_on=self._today(),
            invoices=(invoice,),
        )
        rita, register = self.staff["rita"], Receipting.register
        self.days.attempt(lambda: self.company.open(Receipting, receipt, then=register, by=rita))

    def _today(self) -> date:
        return self.days.clock.now().date()
