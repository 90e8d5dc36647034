"""The credit check: whether the customer may owe us so much more.

Asked when an order is decided, when it is taken up again, and before its goods leave, if the
decision is old by then.  The balance of the credit line says what he owes and has ordered; beside
it count a stop by credit control, and an invoice that has been overdue for too long.
"""

from typing import Any

from typing_extensions import TypeVar

from fbo.back.finance import CreditPolicy, credit, receivable, unapplied
from fbo.back.finance.accounts import advances
from fbo.front.crm import Customer
from fbo.front.sales import CreditDecision, Order, Override
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash.goods import OrderGoods
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


def _open_of_late(case: "OrderCredit[Any]") -> list[tuple[str, str, str]]:
    """Where it stands what is open on the invoices that were not paid in time."""
    return [(one.id, one.document.customer, one.document.currency) for one in case.late]


class OrderCredit(OrderGoods[O], abstract=True):
    """An order and what its customer may owe; no process of its own."""

    # On file.
    customer = on_file(Customer, lambda order: order.customer)
    credit_line = on_file.balance(credit.line, lambda order: (order.customer, order.currency))
    advance = on_file.balance(advances, lambda order: (order.customer, order.currency))
    held = on_file.own_balance(unapplied.of, lambda order: order.currency)
    late = on_file.cases(InvoiceToCash, "late", lambda order: order.customer)
    late_amounts = on_file.balances(receivable, _open_of_late, of_case=True)

    # Rules.
    @rule("the customer is over the credit limit")
    def within_credit(self) -> bool | Reason:
        """Whether the order's uninvoiced value fits under the limit, beside all else he owes.

        What the order holds already is not counted twice; what is sent once more, at no price,
        needs no credit.
        """
        return self._why_no_credit(self.document.uninvoiced)

    @rule("the customer is over the credit limit")
    def within_credit_once_paid(self) -> bool | Reason:
        """As `within_credit`, as if the prepayment the order asks for had come."""
        return self._why_no_credit(self.document.uninvoiced - self._prepayment_missing())

    @rule("the customer is over the credit limit")
    def still_within_credit(self) -> bool | Reason:
        """As `within_credit`; an order that was confirmed all the same is so until that is over."""
        decision, today = self.document.credit_decision, self.calendar.day_of(self.now)
        allowed = decision is not None and decision.holds_on(today)
        return allowed or self.within_credit()

    @rule("the customer is over the credit limit", way_out="suspend it, and resume it with credit")
    def credit_still_holds(self) -> bool | Reason:
        """Whether what was decided still counts, or would be decided so again.

        An old decision is taken again, and so is any once the customer owes or has ordered more.
        """
        return not self.is_decided_anew() or self.within_credit()

    @rule("the order has no credit of its own", way_out="pay something, or allow it anew")
    def needs_no_override(self) -> bool | Reason:
        """Whether the order may stand once its override is over: it has gone on, or has credit."""
        return self.state.name != "confirmed" or self.within_credit()

    @rule("the prepayment has not come", code="not_prepaid", way_out="wait for the money")
    def prepayment_is_held(self) -> bool:
        """Whether the money that must come first is here, and kept for the order."""
        required = self.document.required_prepayment
        return not required or self.held.covers(required)

    @rule("nothing has to be paid first", way_out="decide it as it is")
    def prepayment_is_awaited(self) -> bool:
        """Whether money must come before the order is confirmed, and has not."""
        return bool(self._prepayment_missing())

    @rule("that day is over", code="in_the_past", way_out="allow it for a day to come")
    def is_for_a_day_to_come(self, form: Override) -> bool:
        """Whether what is allowed is not over already."""
        return form.until is None or form.until >= self.calendar.day_of(self.now)

    @rule("the decision is beyond your authority", code="beyond_authority")
    def is_within_authority(self, form: Override) -> bool | Reason:
        """Whether what is allowed covers the excess, and the taker may allow so much."""
        over = self.credit_decision("confirmed").excess
        wanted = over if form.amount is None else form.amount
        if wanted.currency != over.currency or wanted < over:
            return Reason(
                "beyond_override",
                f"{over} would be beyond the limit, {wanted} would be allowed",
                {"excess": str(over)},
                way_out="allow more, or less of the order",
            )
        may = self.by.authority.get("credit")
        if self.customer.credit_limit is None or (
            may is not None and may.currency == wanted.currency and wanted <= may
        ):
            return True
        return Reason(
            "beyond_authority",
            f"{wanted} would be beyond the limit, you may allow {may or 'nothing'}",
            {"excess": str(over)},
            way_out="ask somebody with more authority",
        )

    # What rules and effects have in common.
    def is_decided_anew(self) -> bool:
        """Whether the decision is too old to rest on, or the customer's exposure has risen."""
        decision = self.document.credit_decision
        today = self.calendar.day_of(self.now)
        if decision is None or decision.holds_on(today):
            return False
        age = self.now - decision.at
        if decision.override or age.days >= self.policy(CreditPolicy).stale_after_days:
            return True
        before = decision.exposure
        if before is None or before.currency != self.document.currency:
            return False
        return self._exposure() > before

    def credit_decision(self, outcome: str, form: Override | None = None) -> CreditDecision:
        """What is decided, on all the figures it rests on."""
        limit, need = self.customer.credit_limit, self.document.uninvoiced
        if self._needs_none():
            return CreditDecision(at=self.now, by=self.hand.id, outcome=outcome, need=need)
        late = self._overdue()
        waits = outcome == "awaiting_prepayment"
        return CreditDecision(
            at=self.now,
            by=self.hand.id,
            outcome=outcome,
            need=need,
            limit=limit,
            free=None if limit is None else self._free_beside(limit),
            to_come=self._prepayment_missing() if waits else None,
            stopped=self._is_stopped(),
            overdue=late,
            override="" if form is None else form.reason,
            allowed=None if form is None else form.amount,
            until=None if form is None else form.until,
        )

    def _needs_none(self) -> bool:
        return self.document.kind == "replacement" and not self.document.uninvoiced

    def _why_no_credit(self, need: Money) -> bool | Reason:
        if self._needs_none():
            return True
        more = need - self._own_hold()
        return self._has_credit_for(max(more, Money.zero(more.currency)))

    def _has_credit_for(self, more: Money) -> bool | Reason:
        """Whether so much more may be owed: the one rule of credit."""
        if self._is_stopped():
            stopped = "the customer gets no more credit"
            return Reason(
                "credit_stop", stopped, way_out="ask credit control, or have it paid first"
            )
        overdue = self._overdue()
        if overdue is not None:
            days = self.policy(CreditPolicy).overdue_days
            return Reason(
                "overdue",
                f"{overdue} have been overdue for more than {days} days",
                {"overdue": str(overdue)},
                way_out="wait for the payment",
            )
        return credit.covers(self.credit_line, more, self.customer.credit_limit)

    def _is_stopped(self) -> bool:
        return self.customer.credit_status == self.policy(CreditPolicy).stop_on

    def _overdue(self) -> Money | None:
        """The most that is overdue for too long on one invoice; `None` where none is."""
        policy, today = self.policy(CreditPolicy), self.calendar.day_of(self.now)
        for invoice, position in zip(self.late, _open_of_late(self), strict=True):
            document = invoice.document
            open_ = Money.from_minor(self.late_amounts[position].posted, document.currency)
            amount = document.overdue(open_, today, days=policy.overdue_days)
            if amount.amount > policy.overdue_amount:
                return amount
        return None

    def _own_hold(self) -> Money:
        """What the order itself holds of the line."""
        own, currency = self.holds.get(credit.HOLD), self.document.currency
        return Money.from_minor(max(leg[2] for leg in own["legs"]) if own else 0, currency)

    def _exposure(self) -> Money:
        """What the customer owes and has ordered elsewhere."""
        held = Money.from_minor(-self.credit_line.available, self.document.currency)
        return held - self._own_hold()

    def _free_beside(self, limit: Money) -> Money:
        exposure = self._exposure()
        return limit - exposure if limit.currency == exposure.currency else limit

    def _prepayment_missing(self, order: Order | None = None) -> Money:
        """What has still to come of the prepayment; of the order as it is, or as it may become."""
        required = (order or self.document).required_prepayment
        if not required:
            return required
        held = Money.from_minor(max(self.held.available, 0), required.currency)
        return max(required - held, Money.zero(required.currency))
