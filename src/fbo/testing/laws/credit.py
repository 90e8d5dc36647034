"""Laws of the credit line: what is held of it for orders, and what invoices use of it."""

from collections import defaultdict

from fbo.front.sales import Order
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.order_to_cash.bills import deposit_undeducted
from fbo.testing.laws.payments import paid_back, written_off
from fbo.testing.laws.sight import Sight, must


def approved_orders_hold_their_credit(sight: Sight) -> None:
    """An order that goes on holds what is still to be billed; without a limit it holds nothing."""
    for case in sight.orders:
        hold = case.holds.get("credit")
        held = 0 if hold is None else max(leg[2] for leg in hold["legs"])
        goes_on = ("confirmed", "in_fulfilment", "fulfilled", "completed")
        if case.state.name in goes_on:
            limited = case.customer.credit_limit is not None
            # Of an order cut down below its deposit nothing is left to be billed.
            due = max(_to_be_billed(sight, case), 0) if limited else 0
            must(held == due, f"order {case.id} holds {held}, {due} are to be billed")


def decisions_can_be_taken_again(sight: Sight) -> None:
    """O2C-I13: the figures of a decision lead to it; without an override they are within credit."""
    for case in sight.orders:
        decision = case.document.credit_decision
        if decision is not None and not decision.override:
            within = decision.outcome != "credit_hold"
            must(decision.is_within_credit == within, f"order {case.id}: {decision!r}")


def used_credit_is_what_is_owed(sight: Sight) -> None:
    """A customer has used what was billed to him and neither paid, credited nor written off."""
    owed: defaultdict[tuple[str, str], int] = defaultdict(int)
    for invoice in sight.issued:
        owed[invoice.customer, invoice.currency] += invoice.gross.minor
    for receipt in sight.registered:
        owed[receipt.customer, receipt.currency] -= receipt.kept.minor
    for _, note in sight.credited:
        owed[note.customer, note.currency] -= note.gross.minor
    for (account, currency), units in sight.granted_expenses.items():
        owed[account.removeprefix("2400/"), currency] -= units
    for refund in paid_back(sight):
        owed[refund.customer, refund.currency] += refund.amount.minor
    for id_, amount in written_off(sight).items():
        document = sight.documents[id_]
        owed[document.customer, document.currency] -= amount
    for (customer, currency), amount in owed.items():
        used = -sight.posted["credit", f"line/{customer}", currency]
        must(used == amount, f"{customer} owes {amount} and has used {used}")


def _to_be_billed(sight: Sight, case: OrderToCash[Order]) -> int:
    """What the order comes to that is not billed, less what is left of its deposit, with tax."""
    if case.document.deposit is None:
        return case.document.uninvoiced.minor
    earlier = [invoice for invoice in sight.issued if case.id in invoice.orders]
    left = deposit_undeducted(earlier, case.document)
    return (case.document.uninvoiced - left).minor
