"""Laws of payments: what is open, what has come, what was given back; no cent of it twice."""

from collections import defaultdict

from fbo.back.finance import CreditNote, Refund
from fbo.kernel.money import Money
from fbo.testing.laws.sight import Sight, must, same


def invoices_are_open_by_what_was_not_paid(sight: Sight) -> None:
    """A1, A2, O2C-I7: open = gross − allocated − credited − written off, and never below zero."""
    taken: defaultdict[str, int] = defaultdict(int)
    for receipt in sight.registered:
        for part in receipt.allocated:
            must(part.amount.minor > 0, "nothing is allocated, and noted")
            taken[part.invoice] += part.amount.minor
    for _, note in sight.credited:
        taken[note.invoice] += (note.gross - _excess(note)).minor
    for id_, amount in written_off(sight).items():
        taken[id_] += amount
    for invoice, amount in _applied(sight).items():
        taken[invoice[1]] += amount
    for case in sight.invoices:
        document = case.document
        account = f"1100/{document.customer}/{case.id}"
        open_ = sight.money(account, document.currency)
        due = document.gross.minor if case.state.name == "posted" else 0
        must(open_ == due - taken[case.id], f"invoice {case.id} is open by {open_}")
        must(open_ >= 0, f"invoice {case.id} is open by {open_}")


def money_is_conserved(sight: Sight) -> None:
    """O2C-I5: received − refunded − charged back = allocated + customer credit + prepayments."""
    kept: defaultdict[tuple[str, str], int] = defaultdict(int)
    sources: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for case in sight.receipts:
        receipt = case.document
        if case.state.name in ("registered", "cleared", "bounced"):
            used = Money.total((part.amount for part in receipt.allocated), receipt.currency)
            must(used <= receipt.kept, "more is allocated than came in")
            kept[receipt.customer, receipt.currency] += (receipt.kept - used).minor
            sources[receipt.customer, receipt.currency].add(case.id)
    for id_, note in sight.credited:
        kept[note.customer, note.currency] += _excess(note).minor
        sources[note.customer, note.currency].add(id_)
    for order in sight.orders:
        sources[order.document.customer, order.document.currency].add(order.id)
    for (account, code), units in sight.granted_expenses.items():
        kept[account.removeprefix("2400/"), code] += units
    for one in sight.refunds:
        sources[one.document.customer, one.document.currency].add(one.document.origin)
    for refund in paid_back(sight):
        kept[refund.customer, refund.currency] -= refund.amount.minor
    currency = {case.id: case.document.currency for case in sight.invoices}
    for (customer, invoice), amount in _applied(sight).items():
        kept[customer, currency[invoice]] -= amount
    for (customer, code), amount in kept.items():
        credit = -sight.money(f"2400/{customer}", code)
        must(credit == amount, f"{customer} has a credit of {credit}, not {amount}")
        book = sum(sight.posted["unapplied", f"source/{s}", code] for s in sources[customer, code])
        must(book == credit, f"{customer} has {book} unapplied, and a credit of {credit}")


def orders_that_are_over_keep_no_money(sight: Sight) -> None:
    """O2C-I16: what an order that is over has not taken is the customer's, or on its way back."""
    denied = {case.document.origin for case in sight.refunds if case.state.name == "denied"}
    for case in sight.orders:
        if case.state.final and case.id not in denied:
            kept = {
                code: units
                for (book, account, code), units in sight.available.items()
                if (book, account) == ("unapplied", f"source/{case.id}") and units > 0
            }
            must(not kept, f"order {case.id} is {case.state.name}, and keeps {kept}")


def receipts_lack_what_was_given_back_only(sight: Sight) -> None:
    """What a payer's bank takes back comes off what has used it, unless it has left already."""
    gone: defaultdict[tuple[str, str], int] = defaultdict(int)
    for refund in paid_back(sight):
        gone[refund.customer, refund.currency] += refund.amount.minor
    for case in sight.receipts:
        receipt = case.document
        left = sight.posted["unapplied", f"source/{case.id}", receipt.currency]
        back = gone[receipt.customer, receipt.currency]
        must(left >= -back, f"of receipt {case.id} {left} is left, and {back} was given back")


def no_more_is_given_back_than_came(sight: Sight) -> None:
    """O2C-I6: refunds are within their receipt, their credit note, and what was paid for it.

    What a customer has spent he is paid back as it was agreed.
    """
    sums: defaultdict[str, int] = defaultdict(int)
    owners = {case.id: case.document.customer for case in sight.receipts}
    owners |= {case.id: case.document.customer for case in sight.notes}
    owners |= {case.id: case.document.customer for case in sight.orders}
    owners |= {case.id: case.document.customer for case in sight.remedies}
    given: defaultdict[str, int] = defaultdict(int)
    for refund in sight.refunds:
        same("who gets it", refund.document.customer, owners[refund.document.origin])
        if refund.state.name != "denied":
            sums[refund.document.origin] += refund.document.amount.minor
            sums[refund.document.invoice or ""] += refund.document.amount.minor
            given[refund.document.payment] += refund.document.amount.minor
    paid = _paid_in(sight)
    for invoice in sight.documents:
        must(sums[invoice] <= paid[invoice], f"{invoice} is refunded beyond what was paid for it")
    for case in sight.receipts:
        most = case.document.amount.minor
        must(given[case.id] <= most, f"{case.id} is refunded beyond itself")
        noted = case.document.given_back
        known = 0 if noted is None else noted.minor
        must(known >= given[case.id], f"{case.id} has given {given[case.id]}, and noted {known}")
    for id_, note in sight.credited:
        must(sums[id_] <= _excess(note).minor, f"{id_} is refunded beyond what it granted")
    for remedy in sight.remedies:
        agreed = remedy.document.what.amount
        most = 0 if agreed is None else agreed.minor
        must(sums[remedy.id] <= most, f"{remedy.id} is paid beyond what was agreed")


def paid_back(sight: Sight) -> list[Refund]:
    """The refunds that have left."""
    return [case.document for case in sight.refunds if case.state.name == "settled"]


def _excess(note: CreditNote) -> Money:
    return note.excess or Money.zero(note.currency)


def _applied(sight: Sight) -> dict[tuple[str, str], int]:
    """What invoices have taken of prepayments and credit notes, by customer and invoice."""
    applied: defaultdict[tuple[str, str], int] = defaultdict(int)
    receipts = {case.id for case in sight.receipts}
    for post in sight.posts:
        if ".advance_applied." in (post.get("id") or "") and post["source"] not in receipts:
            for account, _, quantity, *_ in post["legs"]:
                if account.startswith("1100/"):
                    _, customer, invoice = account.split("/")
                    applied[customer, invoice] -= quantity
    return applied


def written_off(sight: Sight) -> dict[str, int]:
    """What was written off of each invoice, and has not been credited after all."""
    accounts = {
        account: amount for (book, account, _), amount in sight.posted.items() if book == "money"
    }
    return {
        account.rpartition("/")[2]: amount
        for account, amount in accounts.items()
        if account.startswith("7100/")
    }


def _paid_in(sight: Sight) -> dict[str, int]:
    """The money each invoice has ever taken, whatever became of it."""
    paid: defaultdict[str, int] = defaultdict(int)
    for post in sight.posts:
        if any(rule in (post.get("id") or "") for rule in (".receipt_registered", ".advance_app")):
            for account, _, quantity, *_ in post["legs"]:
                if account.startswith("1100/"):
                    paid[account.rpartition("/")[2]] -= quantity
    return paid
