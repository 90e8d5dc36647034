"""Refunding: money goes back to a customer.

What is asked for is held at once, so that nothing is given back twice; it leaves the books when the
bank or the provider has confirmed it.  One that fails is tried again, or paid by hand, and never
asked for anew.
"""

from fbo.back.finance import (
    AR_CLERK,
    CONTROLLER,
    RECEIVABLES,
    Failed,
    FinancePolicy,
    Refund,
    Rejected,
    credit,
    is_an_amount,
    posting,
    unapplied,
)
from fbo.kernel.calendar import business_days
from fbo.kernel.people import SYSTEM
from fbo.workflow.clocks import clock
from fbo.workflow.decide import OPEN
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State


class Refunding(Process[Refund]):
    """A refund, from the request to the money back with the customer."""

    # On file.
    left = on_file.balance(unapplied.of, lambda refund: (refund.origin, refund.currency))

    # What must hold.
    @rule("so much is not there to be given back", code="over_refund")
    def money_is_there(self) -> bool:
        """Whether so much of what it gives back is unapplied."""
        return self.left.covers(self.document.amount)

    @rule(
        "a refund above the limit is approved by somebody else than who asked for it",
        code="four_eyes",
        way_out="ask a controller",
    )
    def has_four_eyes(self) -> bool:
        """Whether it is small, or its approver did not ask for it."""
        limit = self.policy(FinancePolicy).refund_limit
        small = self.document.amount.amount <= limit
        return small or (self.by.kind != "system" and self.hand.person not in self.took(OPEN))

    # Where it is.
    requested = State(RECEIVABLES, initial=True, within=business_days(2))
    approved = State(RECEIVABLES, within=business_days(5))
    submitted = State(RECEIVABLES, within=business_days(5))
    failed = State(RECEIVABLES, within=business_days(2))
    manual = State(RECEIVABLES, within=business_days(2))
    settled = State(final=True, label="Refunded")
    denied = State(final=True)

    # From the approval to the money.
    paid_within = clock(within=business_days(5), starts=approved, stops=settled, for_good=True)

    # What moves it on.
    request = requested.opens(by=(SYSTEM, AR_CLERK), needs=(is_an_amount, money_is_there))
    approve = requested.to(approved, by=(SYSTEM, CONTROLLER), needs=has_four_eyes, as_soon_as=True)
    deny = requested.to(denied, by=CONTROLLER, takes=Rejected)
    submit = approved.to(submitted, by=(SYSTEM, AR_CLERK))
    confirm = submitted.to(settled, by=(SYSTEM, AR_CLERK))
    fail = submitted.to(failed, by=(SYSTEM, AR_CLERK), takes=Failed)
    retry = failed.to(submitted, by=AR_CLERK)
    pay_by_hand = (approved | failed).to(manual, by=AR_CLERK)
    confirm_by_hand = manual.to(settled, by=AR_CLERK)

    # To what effect.
    @request.then
    def _keep_the_money(self) -> None:
        unapplied.hold(self, self.document.origin, self.document.amount)

    @confirm.then
    def _give_back(self) -> None:
        self.settle(unapplied.HOLD)
        posting.refund_paid(self, self.document.customer, self.document.amount)
        credit.taken_back(self, self.document.customer, self.document.amount)

    @confirm_by_hand.then
    def _given_by_hand(self) -> None:
        self._give_back()
