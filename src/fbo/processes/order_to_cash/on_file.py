"""What lies on the desk beside an order, and what must hold for it.

The order's invoices, money and promises; the rules that ask them; and what the effects of the
order's process do with them.  Its goods are in `goods`, the customer and his credit in
`credit_check`; the process itself, its states and steps, is in the modules beside this one.
"""

from collections.abc import Collection, Sequence
from typing import Final

from typing_extensions import TypeVar

from fbo.back.finance import (
    CreditNote,
    FinancePolicy,
    HeldFor,
    Invoice,
    Refund,
    receivable,
    unapplied,
)
from fbo.front.sales import (
    SALES_DEPARTMENT,
    SALES_REP,
    Billing,
    Cancellation,
    Order,
    OrderLine,
    OrderPolicy,
)
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.people import CUSTOMER, THE_SYSTEM
from fbo.kernel.quantity import Quantity
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash.allocating import may_leave
from fbo.processes.order_to_cash.bills import (
    Billed,
    all_to_invoice,
    bill_for,
    deposit_for,
    deposit_undeducted,
    drafted,
    fee_for,
    to_invoice,
    without,
)
from fbo.processes.order_to_cash.cancelling import cancelled_lines, gone, why_not_cancelled
from fbo.processes.order_to_cash.credit_check import OrderCredit
from fbo.processes.order_to_cash.pricing import (
    why_not_a_wish,
    why_not_his_to_cancel,
    why_not_ours,
)
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.receipting import Receipting
from fbo.processes.refunding import Refunding
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file

DRAFTS: Final = ("drafted", "submitted", "approved")
"""Where an invoice is that is not in the books yet."""

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderOnFile(OrderCredit[O], abstract=True):
    """An order with all that is on file beside it; no process of its own."""

    # On file: what lies on the desk beside the order.
    promises = on_file.every_case(
        PromiseKeeping, lambda order: () if order.promise is None else (order.promise,)
    )
    invoices = on_file.children(InvoiceToCash)
    owed = on_file.child_balances(
        InvoiceToCash, receivable, lambda order: (order.customer, order.currency)
    )
    refunds = on_file.children(Refunding)
    goods_back = on_file.every_case(ReturnToSettlement, lambda order: order.returns)
    customers_credit_notes = on_file.cases(Crediting, "customer", lambda order: order.customer)
    money_of_his = on_file.cases(Receipting, "customer", lambda order: order.customer)
    money_left = on_file.found_balances(
        Receipting, "customer", unapplied.of, lambda order: (order.customer, order.currency)
    )
    note_left = on_file.balances(
        unapplied.of,
        lambda order, form: [
            (note, order.currency) for note in (getattr(form, "note", None),) if note is not None
        ],
    )
    notes_left = on_file.found_balances(
        Crediting, "customer", unapplied.of, lambda order: (order.customer, order.currency)
    )

    # Rules.
    @rule("the customer is merged into another", way_out="name the one he is merged into")
    def customer_is_there(self) -> bool:
        """Whether the customer is one we sell to."""
        return self.customer.merged_into is None

    @rule("an order states more than a customer may wish", code="not_a_wish")
    def says_only_wishes(self) -> bool | Reason:
        """Whether a customer's own order leaves to us what is ours to say: its date, its rank."""
        return not self._is_his_own() or why_not_a_wish(self.document) or True

    @rule("the prices are not ours", code="price_not_ours")
    def prices_are_ours(self) -> bool | Reason:
        """Whether a customer who has opened the order himself places it at our prices."""
        order = self.document
        if not self._is_his_own():
            return True
        rates = self.policy(FinancePolicy).tax_rates
        included = self.policy(OrderPolicy).list_prices_include_tax
        return why_not_ours(order, self.customer, self.items, rates, tax_included=included) or True

    @rule(
        "another department has put it on hold",
        code="held_up_by_another",
        way_out="ask those who have",
    )
    def is_held_up_by_his_own(self) -> bool:
        """Whether his department has put it on hold; what the system has put there is sales'."""
        department = self.document.held_up_by or SALES_DEPARTMENT.name
        desks = (desk for role in self.by.roles for desk in role.desks)
        return self.by == THE_SYSTEM or any(desk.department.name == department for desk in desks)

    @rule("something of it is billed", way_out="cancel it, which credits what is billed")
    def nothing_is_billed(self) -> bool:
        """Whether it has no invoice yet."""
        return not self.child_ids(InvoiceToCash)

    @rule("it is not paid yet", code="not_paid", way_out="wait for the money")
    def is_paid_where_it_must_be(self) -> bool:
        """Whether an order that is shipped on payment is billed and paid, all of it."""
        return self.document.shipping != "on_payment" or self._is_paid()

    @rule(
        "more would be billed than can be", code="over_billed", way_out="name what is to be billed"
    )
    def is_billable(self, form: Billing) -> bool | Reason:
        """Whether each line named has so much that is not billed yet."""
        order, drafts = self.document, self._drafted()
        lines = {line.line: line for line in order.lines}
        for row in form.lines:
            if row.line not in lines:
                nowhere = f"the order has no line {row.line}"
                return Reason("no_such_line", nowhere, way_out="name a line of the order")
            left = to_invoice(order, lines[row.line])
            left = left - drafts[row.line] if row.line in drafts else left
            if not (row.quantity.unit == left.unit and 0 < row.quantity.amount <= left.amount):
                return Reason(
                    "over_billed",
                    f"{left} of line {row.line} can be billed, {row.quantity} are wanted",
                    {"line": row.line, "remaining": str(left)},
                    way_out="bill no more than that",
                )
        return bool(form.lines)

    @rule("that much of it cannot be cancelled", code="qty_exceeds_open")
    def is_cancellable(self, form: Cancellation) -> bool | Reason:
        """Whether what is to be cancelled is open, and nobody has picked it yet."""
        by_himself = CUSTOMER in self.by.roles and SALES_REP not in self.by.roles
        why = why_not_his_to_cancel(self.document, form) if by_himself else None
        return why or why_not_cancelled(self.document, form) or True

    @rule("the fee is not a customer's to waive", code="fee_not_yours", way_out="ask sales")
    def fee_is_his_to_waive(self, form: Cancellation) -> bool:
        """Whether he may leave out what a cancellation costs: sales may."""
        roles = self.by.roles
        return form.fee == "by policy" or CUSTOMER not in roles or SALES_REP in roles

    @rule("something is still to be shipped", way_out="ship it, or cancel it, too")
    def leaves_nothing_open(self, form: Cancellation) -> bool:
        """Whether nothing is left to be shipped after it."""
        order = self.document
        return not any(line.open for line in cancelled_lines(order, gone(order, form)))

    @rule("it is not paid in full", code="not_settled", way_out="wait until all is billed and paid")
    def is_settled(self) -> bool:
        """Whether all is billed and paid, and nothing is still to come or to come back."""
        return (
            self._is_billed()
            and all(invoice.state.name in ("posted", "cancelled") for invoice in self.invoices)
            and all(self.owed[invoice].is_clear() for invoice in self.owed)
            and all(refund.state.ended for refund in self.refunds)
            # The return that it is sent for is no return of its own.
            and all(
                goods.state.ended
                for goods in self.goods_back.values()
                if goods.document.order == self.id
            )
            and self._has_come_instead
            and not self._owes_him()
        )

    @rule("nothing has come up since", code="nothing_has_come_up", way_out="leave it complete")
    def something_has_come_up(self) -> bool:
        """Whether something is to be billed, paid, given back or to come back, or it has begun."""
        return self.by.kind == "system" or not self.is_settled()

    # What rules and effects have in common.
    @property
    def _has_come_instead(self) -> bool:
        """Whether what is sent instead of something else has arrived; as far as anybody tells."""
        order = self.document
        told = order.kind == "replacement" and self.policy(OrderPolicy).promises == "delivery"
        return not told or not any(line.has("in_transit") for line in order.lines)

    def _is_his_own(self) -> bool:
        """Whether a customer acts who opens the order himself, or has."""
        order, roles, owner = self.document, self.by.roles, self.facts.owner
        by_himself = CUSTOMER in roles and SALES_REP not in roles
        return by_himself and owner == order.customer

    @property
    def credit_notes(self) -> tuple[Crediting, ...]:
        """The credit notes of its invoices."""
        own = set(self.child_ids(InvoiceToCash))
        return tuple(note for note in self.customers_credit_notes if note.document.invoice in own)

    def _is_billed(self) -> bool:
        """Whether nothing is left to be billed, nor a promotion to be taken back."""
        order = self.document
        return not any(
            line.unbilled if line.kind == "promotion" else to_invoice(order, line).amount > 0
            for line in order.lines
        )

    def _owes_him(self) -> bool:
        """Whether something was credited that he has paid, does not keep, and has not got back."""
        if self.advance.posted == 0:
            return False
        notes = (note for note in self.credit_notes if not note.document.keep_as_credit)
        return any(self.notes_left[note.id].posted > 0 for note in notes)

    def _is_paid(self) -> bool:
        posted = all(invoice.state.name in ("posted", "cancelled") for invoice in self.invoices)
        left = self.document.uninvoiced
        return posted and not left and all(self.owed[one].is_clear() for one in self.owed)

    def _start_by_itself(self, order: Order) -> None:
        """Where the ship method says so, the system makes a pick list of what may leave now."""
        if order.shipping == "manual" or (order.shipping == "on_payment" and not self._is_paid()):
            return
        self._start_now(order)

    def _start_now(self, order: Order) -> None:
        if any(line.has("allocated") and may_leave(order, line) for line in order.stocked):
            self.later(self.definition.steps["start_fulfilment"], at=self.now)

    def _bill(
        self,
        lines: Sequence[OrderLine],
        billed: Billed | None = None,
        *,
        undone: Collection[str] = (),
    ) -> None:
        """Open an invoice over what is to be billed, all of it or so much of each line.

        What stands on a draft is not put on another one, unless that is `undone`.
        """
        order, series = self.document, self.policy(FinancePolicy).invoice_series
        drafts = self._drafted(undone)
        wanted = without(all_to_invoice(order, lines), drafts) if billed is None else billed
        if wanted:
            earlier, on = self._standing(undone), self.now.date()
            notes = self._unbilling() if any(line.has("credited") for line in lines) else ()
            invoice = bill_for(order, lines, wanted, self.id, on, series, earlier, notes)
            self.open(InvoiceToCash, invoice, then=InvoiceToCash.submit)

    def _drafted(self, undone: Collection[str] = ()) -> dict[int, Quantity]:
        """How much of each line stands on a draft that nobody has issued yet."""
        if not self.child_ids(InvoiceToCash):
            return {}
        drafts = [one for one in self.invoices if one.state.name in DRAFTS]
        return drafted([one.document for one in drafts if one.id not in undone], self.id)

    def _standing(self, undone: Collection[str] = ()) -> list[Invoice]:
        """The invoices of the order, drafts too, but for those that are cancelled."""
        if not self.child_ids(InvoiceToCash):
            return []
        live = [one for one in self.invoices if one.state.name != "cancelled"]
        return [one.document for one in live if one.id not in undone]

    def _unbilling(self) -> list[CreditNote]:
        """The credit notes in the books; some have credited what is billed anew."""
        return [note.document for note in self.credit_notes if note.state.name == "posted"]

    def _bill_a_fee(self, fee: Money) -> None:
        series = self.policy(FinancePolicy).invoice_series
        invoice = fee_for(self.document, fee, self.id, self.now.date(), series)
        self.open(InvoiceToCash, invoice, then=InvoiceToCash.submit)

    def _bill_deposit(self) -> None:
        series = self.policy(FinancePolicy).invoice_series
        invoice = deposit_for(self.document, self.id, self.now.date(), series)
        self.open(InvoiceToCash, invoice, then=InvoiceToCash.submit)

    def _release_prepayment(self) -> None:
        """What is left of a prepayment is the customer's again, to be used or given back."""
        for receipt in self._kept_for_it():
            self.take(Receipting.release, receipt.id, HeldFor(order=self.id))

    def _kept_for_it(self) -> list[Receipting]:
        """The receipts of which something is kept for the order, the oldest first."""
        there = (case for case in self.money_of_his if case.state.name in ("registered", "cleared"))
        kept = (case for case in there if any(row.order == self.id for row in case.document.held))
        return sorted(kept, key=lambda case: case.document.received_on)

    def _still_to_hold(self, order: O) -> Money:
        """What of the order is still to be billed, and so to be held on the credit line.

        A deposit counts as billed once it is in the books.
        """
        if order.deposit is None or not self.child_ids(InvoiceToCash):
            return order.uninvoiced
        posted = [one.document for one in self.invoices if one.state.name == "posted"]
        return order.uninvoiced - deposit_undeducted(posted, order)

    def _refund(
        self, origin: str, amount: Money, reason: str, *, invoice: str | None = None
    ) -> None:
        """Give money back of a credit note of an invoice, or of what is kept for the order."""
        order = self.document
        refund = Refund(
            customer=order.customer,
            amount=amount,
            currency=order.currency,
            origin=origin,
            invoice=invoice,
            order=self.id,
            reason=reason,
        )
        self.open(Refunding, refund)
