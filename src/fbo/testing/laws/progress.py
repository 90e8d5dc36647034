"""Laws of progress: what is worked out of an order now is what its journal comes to.

The ledgers of the lines are added up from the bills and credit notes themselves, the money from the
entries of the money book, each by the rule that posted it.
"""

from collections import defaultdict
from typing import Final

from fbo.company.views.order_progress import order_progress
from fbo.front.sales import Order, billing_of
from fbo.front.sales.line import OrderLine
from fbo.kernel.quantity import Quantity
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.testing.laws.payments import written_off
from fbo.testing.laws.sight import Sight, must, same

PAID_BY: Final = (".receipt_registered", ".advance_applied", ".receipt_taken_back")
"""The posting rules by which money comes to an invoice, or goes from it."""


def bills_are_what_was_issued(sight: Sight) -> None:
    """O2C-I10: the ledgers say what invoices and credit notes say, and so does the axis."""
    invoiced, unbilled = _billed(sight)
    for case in sight.orders:
        order = case.document
        for line in order.lines:
            place = (case.id, line.line)
            zero = Quantity.zero(line.unit)
            same(f"invoiced of {place}", line.has("invoiced"), sum(invoiced[place], zero))
            same(f"credited of {place}", line.has("credited"), sum(unbilled[place], zero))
        lines = [_rebilled(line, invoiced, unbilled, case.id) for line in order.lines]
        same("the billing axis", order.billing, billing_of(lines, order.invoicing))


def payments_are_what_the_books_say(sight: Sight) -> None:
    """O2C-I10: what is owed for an order and has come for it is what was posted for it."""
    paid, lost = _paid(sight), written_off(sight)
    for case in sight.orders:
        bills = case.child_ids(InvoiceToCash)
        progress = order_progress(sight.company, case.id)
        came = sum(paid[id_] for id_ in bills) + _kept(sight, case) - _gone(sight, case)
        same(f"the money for order {case.id}", progress.net.minor, came)
        issued = {id_: bill for id_, bill in sight.documents.items() if bill.number is not None}
        owed = sum(issued[id_].gross.minor - lost.get(id_, 0) for id_ in bills if id_ in issued)
        owed -= sum(note.gross.minor for _, note in sight.credited if note.invoice in bills)
        must(progress.owed.minor >= owed, f"order {case.id} owes {progress.owed}, billed is {owed}")
        settled = progress.payment == "paid"
        done = case.state.name == "completed"
        must(settled or not done, f"order {case.id} is complete and {progress.payment}")


def _billed(
    sight: Sight,
) -> tuple[
    defaultdict[tuple[str, int], list[Quantity]], defaultdict[tuple[str, int], list[Quantity]]
]:
    invoiced: defaultdict[tuple[str, int], list[Quantity]] = defaultdict(list)
    unbilled: defaultdict[tuple[str, int], list[Quantity]] = defaultdict(list)
    for bill in sight.issued:
        for row in bill.lines:
            if row.order_line is not None:
                invoiced[row.order or "", row.order_line].append(row.quantity)
    for _, note in sight.credited:
        for part in note.unbilled:
            if part.order_line is not None:
                unbilled[part.order or "", part.order_line].append(part.quantity)
    return invoiced, unbilled


def _rebilled(
    line: OrderLine,
    invoiced: defaultdict[tuple[str, int], list[Quantity]],
    unbilled: defaultdict[tuple[str, int], list[Quantity]],
    order: str,
) -> OrderLine:
    """The line with its bills put in from the documents."""
    zero, place = Quantity.zero(line.unit), (order, line.line)
    bare = line.add("invoiced", -line.has("invoiced")).add("credited", -line.has("credited"))
    return bare.add("invoiced", sum(invoiced[place], zero)).add(
        "credited", sum(unbilled[place], zero)
    )


def _paid(sight: Sight) -> defaultdict[str, int]:
    """The money each invoice has, by the entries that brought it and took it."""
    paid: defaultdict[str, int] = defaultdict(int)
    for post in sight.posts:
        if post["book"] == "money" and any(rule in (post.get("id") or "") for rule in PAID_BY):
            for account, _, quantity, *_ in post["legs"]:
                if account.startswith("1100/"):
                    paid[account.rpartition("/")[2]] -= quantity
    return paid


def _kept(sight: Sight, case: OrderToCash[Order]) -> int:
    return sight.posted["unapplied", f"source/{case.id}", case.document.currency]


def _gone(sight: Sight, case: OrderToCash[Order]) -> int:
    """What went back, or is the customer's own, of what was credited beyond what was open."""
    gone, currency = 0, case.document.currency
    for id_, note in sight.credited:
        if note.invoice in case.child_ids(InvoiceToCash):
            left = sight.posted["unapplied", f"source/{id_}", currency]
            gone += note.excess.minor if note.excess else 0
            gone -= 0 if note.keep_as_credit else left
    return gone
