"""Rules of money for the machine of the whole company: paid first, over the limit, given back.

Orders that ask for a prepayment or a deposit, what providers report, credit notes, refunds and
chargebacks, in any order and by the wrong people too.
"""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from fbo.back.finance import (
    CONTROLLER,
    Credit,
    CreditWanted,
    CustomerReceipt,
    PaymentReport,
    Refund,
    TakenBack,
)
from fbo.front.sales import Order, Override
from fbo.kernel.errors import StepRefused
from fbo.kernel.money import Money, eur
from fbo.kernel.people import Actor
from fbo.kernel.quantity import pieces
from fbo.kernel.terms import PaymentTerms
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.receipting import Receipting
from fbo.processes.refunding import Refunding
from fbo.testing import documents
from fbo.testing.laws.sight import must, same
from fbo.testing.machines.scene import MOST, Scene, keys, which_one

__all__ = ["MoneyRules"]

TERMS: Final[tuple[dict[str, Any], ...]] = (
    {"prepayment": Decimal(1)},
    {"prepayment": Decimal("0.5")},
    {"prepayment": eur("10.01")},
    {"deposit": Decimal("0.3")},
    {"deposit": eur("3.33")},
    {"invoicing": "on_order"},
    {"invoicing": "on_order", "deposit": Decimal("0.5")},
    {"invoicing": "manual"},
    {"terms": PaymentTerms.net(0)},
)
"""How an order is paid for, other than on shipment."""

REASONS: Final = ("return", "price", "goodwill", "billing_error")
"""Why something is credited by hand."""


class MoneyRules(Scene):
    """What comes for an invoice, and what else may be done with money."""

    @rule(
        which=which_one,
        how=st.sampled_from(("exactly", "exactly", "in part", "too much", "by somebody else")),
        key=keys,
    )
    @precondition(lambda self: self.orders)
    def pay(self, which: int, how: str, key: str | None) -> None:
        """Money comes for an invoice."""
        invoices = self.company.find(InvoiceToCash)
        if not invoices:
            return
        invoice = invoices[which % len(invoices)]
        due = self.shop.open_amount(invoice.id).minor
        amount = {"in part": due // 2, "too much": due + 1}.get(how, due)
        payer = invoice.document.customer
        if how == "by somebody else":
            payer = "grace" if payer == "ada" else "ada"
        receipt = CustomerReceipt(
            customer=payer,
            amount=Money.from_minor(max(amount, 1), "EUR"),
            currency="EUR",
            received_on=self.shop.clock.now().date(),
            invoices=(invoice.id,),
        )
        self.asking.register(receipt, key)

    @rule(
        order=documents.orders(customers=("ada", "grace"), items=("lamp", "chair")),
        terms=st.sampled_from(TERMS),
    )
    @precondition(lambda self: len(self.orders) < MOST)
    def open_an_order_on_other_terms(self, order: Order, terms: dict[str, Any]) -> None:
        """Anna writes an order down that is paid first, in part, or billed at once."""
        case = self.company.open(OrderToCash, order.changed(terms), by=self.shop.anna)
        self.orders.append(case.id)
        self.stale[case.id] = case
        self.act(case, "place", None, "anna")

    @rule(
        which=which_one,
        cents=st.sampled_from((1000, 5000, 20000)),
        ref=st.sampled_from(("CAP-1", "CAP-2", "CAP-3")),
        named=st.booleans(),
    )
    @precondition(lambda self: self.orders)
    def a_provider_reports(self, which: int, cents: int, ref: str, *, named: bool) -> None:
        """A payment is reported, perhaps again, perhaps with another amount."""
        order = self.company.case(OrderToCash, self.orders[which % len(self.orders)])
        report = PaymentReport(
            provider="paypal",
            external_ref=ref,
            amount=Money.from_minor(cents, "EUR"),
            customer=order.document.customer,
            references=(order.id,) if named else (),
        )
        known = self.company.find(Receipting, external_ref=ref)
        try:
            taken = self.company.receive_payment(report)
        except StepRefused as refused:
            same("why", [r.code for r in refused.reasons], ["external_ref_conflict"])
            must(known and known[0].document.amount != report.amount, "a conflict with nothing")
        else:
            must(not known or known[0].id == taken.receipt, "one payment became two receipts")
        same("the receipts of a payment", len(self.company.find(Receipting, external_ref=ref)), 1)

    @rule(which=which_one, ends=st.booleans())
    @precondition(lambda self: self.orders)
    def override(self, which: int, *, ends: bool) -> None:
        """A controller confirms what is over the limit, perhaps for today only."""
        until = self.company.firm.calendar.day_of(self.shop.clock.now()) if ends else None
        form = Override(reason="a good customer", until=until)
        order = self.company.case(OrderToCash, self.orders[which % len(self.orders)])
        with suppress(StepRefused):
            order.override_credit(form, by=self._controller())

    @rule(
        which=which_one,
        units=st.integers(0, 3),
        reason=st.sampled_from(REASONS),
        keeps=st.booleans(),
    )
    def credit_an_invoice(self, which: int, units: int, reason: Any, *, keeps: bool) -> None:
        """Units of an invoice are credited, or a cent of it, or a euro is given."""
        invoices = self.company.find(InvoiceToCash)
        if invoices:
            invoice = invoices[which % len(invoices)]
            line = invoice.document.lines[which % len(invoice.document.lines)].line
            wanted = (
                CreditWanted(line=line, quantity=pieces(units))
                if units
                else CreditWanted(line=line, amount=eur("1" if reason == "goodwill" else "0.01"))
            )
            form = Credit(origin=invoice.id, reason=reason, lines=(wanted,), keep_as_credit=keeps)
            with suppress(StepRefused):
                invoice.credit(form, by=self.shop.rita)

    @rule(
        which=which_one,
        cents=st.sampled_from((1, 500, 5000)),
        to=st.sampled_from((None, None, "ada", "grace")),
        goes=st.booleans(),
        of=st.none() | which_one,
    )
    def give_back(
        self, which: int, cents: int, to: str | None, *, goes: bool, of: int | None
    ) -> None:
        """Money he has is asked for, by him or another, perhaps of some payment, and may leave."""
        notes = self.company.find(Crediting)
        sources: list[Receipting | Crediting] = [*self.company.find(Receipting), *notes, *notes]
        if not sources:
            return
        source = sources[which % len(sources)]
        payments = self.company.find(Receipting) if of is not None else []
        note = source.document if isinstance(source, Crediting) else None
        excess = None if note is None else note.excess
        refund = Refund(
            customer=to or source.document.customer,
            amount=excess or Money.from_minor(cents, "EUR"),
            currency="EUR",
            origin=source.id,
            invoice=None if note is None else note.invoice,
            receipt=payments[(of or 0) % len(payments)].id if payments else None,
            reason="asked for",
        )
        with suppress(StepRefused):
            case = self.company.open(Refunding, refund, by=self.shop.rita)
            if goes and self.company.case(Refunding, case.id).state == Refunding.approved:
                self.company.take(Refunding.submit, case.id, by=self.shop.rita)
                self.company.take(Refunding.confirm, case.id, by=self.shop.rita)

    @rule(which=which_one, part=st.booleans())
    def take_back(self, which: int, *, part: bool) -> None:
        """The payer's bank takes money back, all of it or a part."""
        receipts = self.company.find(Receipting)
        if receipts:
            receipt = receipts[which % len(receipts)]
            amount = Money.from_minor(1, "EUR") if part else None
            form = TakenBack(reason="chargeback", amount=amount)
            with suppress(StepRefused):
                receipt.charge_back(form, by=self.shop.rita)

    def _controller(self) -> Actor:
        """Carl, who may allow what he likes."""
        may = {"credit": eur("100000.00")}
        return replace(Actor.employee("carl", CONTROLLER), authority=may)
