"""Receipting: money that has come in, from the bank's word to the invoices it pays.

That money came is a fact, and so is that it was taken back; what follows from it in other cases is
apart.  What no invoice takes is the customer's, until an invoice takes it or it is given back.
"""

from collections.abc import Sequence

from fbo.back.finance import (
    AR_CLERK,
    RECEIVABLES,
    Allocated,
    Allocation,
    AskedBack,
    Authorisation,
    ChargedBack,
    Cleared,
    CustomerReceipt,
    FinancePolicy,
    Held,
    HeldFor,
    HeldUse,
    Invoice,
    Rejected,
    TakenBack,
    WriteOff,
    credit,
    is_money,
    posting,
    receivable,
    unapplied,
)
from fbo.kernel.calendar import business_days
from fbo.kernel.money import Money
from fbo.kernel.people import SYSTEM
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State, same


class Receipting(Process[CustomerReceipt]):
    """Money that has come in, from the bank's word to the invoices it pays."""

    # On file.
    invoices = on_file.every(Invoice, lambda receipt: receipt.invoices)
    open_amounts = on_file.balances(
        receivable,
        lambda receipt: [
            (invoice, receipt.customer, receipt.currency) for invoice in receipt.invoices
        ],
    )
    left = on_file.own_balance(unapplied.of, lambda receipt: receipt.currency)
    kept_for = on_file.balances(
        unapplied.of,
        lambda receipt: [(held.order, receipt.currency) for held in receipt.held],
    )

    # What must hold.
    @rule("more would be taken back than was paid", way_out="take back at most what is left of it")
    def was_paid(self, form: TakenBack) -> bool:
        """Whether so much of the receipt has not been taken back yet."""
        kept = self.document.kept
        return form.amount is None or (
            form.amount.currency == kept.currency and 0 < form.amount.amount <= kept.amount
        )

    @rule("all of it has gone")
    def all_is_gone(self, form: TakenBack) -> bool:
        """Whether nothing of the receipt stays."""
        return form.amount is None or form.amount == self.document.kept

    @rule("the bank has cleared it only in part", way_out="wait for the rest")
    def all_is_cleared(self, form: Cleared) -> bool:
        """Whether with this all of it is in the bank."""
        return form.amount == self.document.uncleared

    @rule("more would be cleared than has come", way_out="give it what the bank says")
    def came_in(self, form: Cleared) -> bool:
        """Whether so much is not in the bank yet."""
        left = self.document.uncleared
        return form.amount.currency == left.currency and 0 < form.amount.amount <= left.amount

    # Where it is.
    drafted = State(RECEIVABLES, initial=True, within=business_days(1))
    authorised = State(
        RECEIVABLES, holder="third party", until=lambda receipt: receipt.authorised_until
    )
    registered = State(RECEIVABLES, within=business_days(5), label="Payment received")
    cleared = State(at_rest=True, label="Payment received")
    bounced = State(final=True)
    discarded = State(final=True)

    # What moves it on.
    draft = drafted.opens(by=(SYSTEM, AR_CLERK), needs=is_money)
    authorise = drafted.to(authorised, by=(SYSTEM, AR_CLERK), takes=Authorisation)
    void_authorisation = authorised.to(discarded, by=(SYSTEM, AR_CLERK), takes=Rejected)
    register = (drafted | authorised).to(registered, by=(SYSTEM, AR_CLERK), needs=is_money)
    allocate = (registered | cleared).to(same, by=(SYSTEM, AR_CLERK), takes=Allocation)
    hold_for = (registered | cleared).to(same, by=SYSTEM, takes=HeldFor)
    release = (registered | cleared).to(same, by=SYSTEM, takes=HeldFor)
    apply_held = (registered | cleared).to(same, by=SYSTEM, takes=HeldUse)
    apply_credit = (registered | cleared).to(same, by=SYSTEM)
    clear = registered.to(
        cleared, by=(SYSTEM, AR_CLERK), takes=Cleared, needs=came_in, when=all_is_cleared
    ).otherwise(same)
    charge_back = (
        (registered | cleared)
        .to(bounced, by=(SYSTEM, AR_CLERK), takes=TakenBack, needs=was_paid, when=all_is_gone)
        .otherwise(same)
    )
    count_refund = (registered | cleared).to(same, by=SYSTEM, takes=AskedBack)
    bounce = (registered | cleared).to(bounced, by=(SYSTEM, AR_CLERK), takes=Rejected)
    discard = drafted.to(discarded, by=AR_CLERK)

    # To what effect.
    @authorise.then
    def _note_the_promise(self, form: Authorisation) -> CustomerReceipt:
        return self.change(authorised=form.amount, authorised_until=form.until)

    @register.then
    def _take_in(self) -> CustomerReceipt:
        receipt = self.document
        allocated = self._allocation(receipt.amount)
        posting.receipt_registered(self, receipt.customer, receipt.amount, allocated)
        credit.paid(self, receipt.customer, receipt.amount)
        rest = receipt.amount - _total(allocated, receipt.currency)
        unapplied.keep(self, self.id, rest, what="rest")
        self._tolerate_small_differences(allocated)
        return self.change(allocated=allocated, settles=self._settled_orders(allocated))

    @hold_for.then
    def _keep_for_an_order(self, form: HeldFor) -> CustomerReceipt:
        """What no invoice has taken yet is a prepayment of the order."""
        receipt = self.document
        left = Money.from_minor(max(self.left.available, 0), receipt.currency)
        unapplied.pass_on(self, self.id, form.order, left, what=self.new_id())
        if not left:
            return receipt
        return self.change(held=(*receipt.held, Held(order=form.order, amount=left)))

    @release.then
    def _is_his_again(self, form: HeldFor) -> CustomerReceipt:
        """What an order has not taken of a prepayment is the customer's."""
        receipt = self.document
        there = max(self.kept_for[form.order, receipt.currency].available, 0)
        kept: list[Held] = []
        for held in receipt.held:
            units = min(there, held.amount.minor) if held.order == form.order else 0
            back = Money.from_minor(units, receipt.currency)
            unapplied.pass_on(self, form.order, self.id, back, what=self.new_id())
            there -= units
            if held.amount > back:
                kept.append(Held(order=held.order, amount=held.amount - back))
        return self.change(held=tuple(kept))

    @apply_held.then
    def _pay_as_agreed(self, form: HeldUse) -> CustomerReceipt:
        """An invoice of the order takes so much of its prepayment."""
        receipt, part = self.document, Allocated(invoice=form.invoice, amount=form.amount)
        posting.advance_applied(self, receipt.customer, (part,), self.new_id())
        unapplied.use(self, form.order, form.amount, what=self.new_id())
        left, kept = form.amount, list[Held]()
        for held in receipt.held:
            used = min(held.amount, left) if held.order == form.order else Money.zero(left.currency)
            left -= used
            if held.amount > used:
                kept.append(Held(order=held.order, amount=held.amount - used))
        return self.change(
            allocated=(*receipt.allocated, part),
            held=tuple(kept),
            settles=tuple(dict.fromkeys((*receipt.settles, form.order))),
        )

    @allocate.then
    def _name_the_invoices(self, form: Allocation) -> CustomerReceipt:
        self.proceed(Receipting.apply_credit)
        return self.change(invoices=tuple(dict.fromkeys((*self.document.invoices, *form.invoices))))

    @apply_credit.then
    def _use_what_is_left(self) -> CustomerReceipt:
        """The invoices take what is left of the receipt, in their order."""
        receipt = self.document
        left = Money.from_minor(max(self.left.available, 0), receipt.currency)
        more = self._allocation(left)
        posting.advance_applied(self, receipt.customer, more, self.new_id())
        unapplied.use(self, self.id, _total(more, receipt.currency), what=self.new_id())
        self._tolerate_small_differences(more)
        settles = dict.fromkeys((*receipt.settles, *self._settled_orders(more)))
        return self.change(allocated=(*receipt.allocated, *more), settles=tuple(settles))

    @clear.then
    def _is_in_the_bank(self, form: Cleared) -> CustomerReceipt:
        receipt = self.document
        posting.receipt_cleared(self, form.amount, self.new_id())
        return self.change(in_bank=receipt.amount - receipt.uncleared + form.amount)

    @charge_back.then
    def _take_back(self, form: TakenBack) -> CustomerReceipt:
        amount = form.amount or self.document.kept
        receipt = self._gone(amount)
        if form.external_ref is None:
            return receipt
        back = ChargedBack(external_ref=form.external_ref, amount=amount)
        return receipt.changed({"charge_backs": (*receipt.charge_backs, back)})

    @count_refund.then
    def _note_what_is_given_back(self, form: AskedBack) -> CustomerReceipt:
        before = self.document.given_back
        return self.change(given_back=form.amount if before is None else before + form.amount)

    @bounce.then
    def _take_back_all(self, _: Rejected) -> CustomerReceipt:
        return self._gone(self.document.kept)

    # What the effects have in common.
    def _gone(self, amount: Money) -> CustomerReceipt:
        """The payer's bank has taken money back: first what is left, then the last allocated."""
        receipt = self.document
        left = Money.from_minor(max(self.left.available, 0), receipt.currency)
        from_left = min(left, amount)
        held, from_held = self._given_up(amount - from_left)
        kept, freed = _freed(receipt.allocated, amount - from_left - from_held)
        missing = amount - from_left - from_held - _total(freed, receipt.currency)
        posting.receipt_taken_back(self, receipt.customer, amount, freed, self.new_id())
        gone = from_left + missing
        unapplied.use(self, self.id, gone, what=self.new_id(), taken_back=bool(missing))
        credit.taken_back(self, receipt.customer, amount)
        taken = receipt.amount - receipt.kept + amount
        return self.change(charged_back=taken, allocated=kept, held=held)

    def _given_up(self, amount: Money) -> tuple[tuple[Held, ...], Money]:
        """What orders give up of their prepayments, if they have it still.

        Even what is asked back already: a refund is not paid of money that has gone.
        """
        kept: list[Held] = []
        given_up = Money.zero(amount.currency)
        for held in self.document.held:
            there = Money.from_minor(
                max(self.kept_for[held.order, amount.currency].posted, 0), amount.currency
            )
            given = min(there, held.amount, amount - given_up)
            unapplied.use(self, held.order, given, what=self.new_id(), taken_back=True)
            given_up += given
            if held.amount > given:
                kept.append(Held(order=held.order, amount=held.amount - given))
        return tuple(kept), given_up

    def _allocation(self, money: Money) -> tuple[Allocated, ...]:
        """Each invoice takes what is open on it, in order, while there is money."""
        receipt, left = self.document, money
        parts: list[Allocated] = []
        for invoice in dict.fromkeys(receipt.invoices):
            part = min(self._owed(invoice), left)
            if part.amount > 0:
                parts.append(Allocated(invoice=invoice, amount=part))
                left -= part
        return tuple(parts)

    def _tolerate_small_differences(self, allocated: Sequence[Allocated]) -> None:
        """What is a few cents short is written off."""
        for part in allocated:
            short = self._owed(part.invoice) - part.amount
            invoice = self.invoices[part.invoice]
            if 0 < short.amount <= self.policy(FinancePolicy).tolerated(invoice.gross).amount:
                form = WriteOff(amount=short, reason="a small difference")
                self.take(InvoiceToCash.tolerate, part.invoice, form)

    def _owed(self, invoice: str) -> Money:
        key = (invoice, self.document.customer, self.document.currency)
        return Money.from_minor(self.open_amounts[key].available, self.document.currency)

    def _settled_orders(self, allocated: Sequence[Allocated]) -> tuple[str, ...]:
        """The orders whose invoices it has paid."""
        paid = [self.invoices[part.invoice] for part in allocated]
        return tuple(dict.fromkeys(order for invoice in paid for order in invoice.orders))


def _total(parts: Sequence[Allocated], currency: str) -> Money:
    return Money.total((part.amount for part in parts), currency)


def _freed(
    allocated: Sequence[Allocated], amount: Money
) -> tuple[tuple[Allocated, ...], tuple[Allocated, ...]]:
    """What invoices keep, and what they give up of so much, the last that took money first."""
    kept: list[Allocated] = []
    freed: list[Allocated] = []
    for part in reversed(allocated):
        given = min(part.amount, amount)
        amount -= given
        if given:
            freed.append(Allocated(invoice=part.invoice, amount=given))
        if part.amount > given:
            kept.append(Allocated(invoice=part.invoice, amount=part.amount - given))
    return tuple(reversed(kept)), tuple(freed)
