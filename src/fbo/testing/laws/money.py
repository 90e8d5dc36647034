"""Laws of credit, invoices and receipts: what was shipped is billed, what was billed is owed."""

from collections import defaultdict

from fbo.back.finance import CreditNote, Refund
from fbo.front.sales import Order
from fbo.kernel.money import Money
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.order_to_cash.bills import deposit_undeducted
from fbo.testing.laws.sight import Sight, must


def approved_orders_hold_their_credit(sight: Sight) -> None:
    """An order that goes on holds what is still to be billed; without a limit it holds nothing."""
    for case in sight.orders:
        hold = case.holds.get("credit")
        held = 0 if hold is None else max(leg[2] for leg in hold["legs"])
        goes_on = ("confirmed", "in_fulfilment", "fulfilled", "completed")
        if case.state.name in goes_on and not _credited(case.document):
            limited = case.customer.credit_limit is not None
            # Of an order cut down below its deposit nothing is left to be billed.
            due = max(_to_be_billed(sight, case), 0) if limited else 0
            must(held == due, f"order {case.id} holds {held}, {due} are to be billed")


def used_credit_is_what_is_owed(sight: Sight) -> None:
    """A customer has used what was billed to him and neither paid, credited nor written off."""
    owed: defaultdict[tuple[str, str], int] = defaultdict(int)
    for invoice in sight.issued:
        owed[invoice.customer, invoice.currency] += invoice.gross.minor
    for receipt in sight.registered:
        owed[receipt.customer, receipt.currency] -= receipt.kept.minor
    for _, note in sight.credited:
        owed[note.customer, note.currency] -= note.gross.minor
    for refund in _paid_back(sight):
        owed[refund.customer, refund.currency] += refund.amount.minor
    for id_, amount in _written_off(sight).items():
        document = sight.documents[id_]
        owed[document.customer, document.currency] -= amount
    for (customer, currency), amount in owed.items():
        used = -sight.posted["credit", f"line/{customer}", currency]
        must(used == amount, f"{customer} owes {amount} and has used {used}")


def billed_is_what_was_shipped_at_its_price(sight: Sight) -> None:
    """O2C-I3, I4: no more is billed than its method lets be, and the parts add up to the cent."""
    parts: defaultdict[tuple[str, int], list[Money]] = defaultdict(list)
    for row in (row for invoice in sight.issued for row in invoice.lines):
        parts[row.order or "", row.order_line or 0].append(row.net)
    for case in sight.orders:
        for line in case.document.lines:
            ahead = case.document.invoicing != "on_shipment"
            bound = line.ordered if ahead else line.has("shipped")
            bound += line.has("credited")
            must(line.has("invoiced") <= bound, f"order {case.id} is billed ahead")
            billed = Money.total(parts[case.id, line.line], case.document.currency)
            whole = line.value(line.has("invoiced"))
            must(
                billed == whole, f"line {line.line} of {case.id} is billed at {billed}, not {whole}"
            )


def invoices_are_open_by_what_was_not_paid(sight: Sight) -> None:
    """A1, A2, O2C-I7: open = gross − allocated − credited − written off, and never below zero."""
    taken: defaultdict[str, int] = defaultdict(int)
    for receipt in sight.registered:
        for part in receipt.allocated:
            must(part.amount.minor > 0, "nothing is allocated, and noted")
            taken[part.invoice] += part.amount.minor
    for _, note in sight.credited:
        taken[note.invoice] += (note.gross - _excess(note)).minor
    for id_, amount in _written_off(sight).items():
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
    for refund in _paid_back(sight):
        kept[refund.customer, refund.currency] -= refund.amount.minor
    currency = {case.id: case.document.currency for case in sight.invoices}
    for (customer, invoice), amount in _applied(sight).items():
        kept[customer, currency[invoice]] -= amount
    for (customer, code), amount in kept.items():
        credit = -sight.money(f"2400/{customer}", code)
        must(credit == amount, f"{customer} has a credit of {credit}, not {amount}")
        book = sum(sight.posted["unapplied", f"source/{s}", code] for s in sources[customer, code])
        must(book == credit, f"{customer} has {book} unapplied, and a credit of {credit}")


def no_more_is_given_back_than_came(sight: Sight) -> None:
    """O2C-I6: refunds are within their receipt, their credit note, and what was paid for it."""
    sums: defaultdict[str, int] = defaultdict(int)
    for refund in sight.refunds:
        if refund.state.name != "denied":
            sums[refund.document.origin] += refund.document.amount.minor
            sums[refund.document.invoice or ""] += refund.document.amount.minor
    paid = _paid_in(sight)
    for invoice in sight.documents:
        must(sums[invoice] <= paid[invoice], f"{invoice} is refunded beyond what was paid for it")
    for case in sight.receipts:
        must(sums[case.id] <= case.document.amount.minor, f"{case.id} is refunded beyond itself")
    for id_, note in sight.credited:
        must(sums[id_] <= _excess(note).minor, f"{id_} is refunded beyond what it granted")


def nothing_is_credited_beyond_its_invoice(sight: Sight) -> None:
    """O2C-I4: net and tax of the credit notes of an invoice are within those of the invoice.

    Each line by itself, too; and what was given as goodwill is within what the invoice came to.
    """
    for case in sight.invoices:
        invoice = case.document
        every = [note for _, note in sight.credited if note.invoice == case.id]
        notes = [note for note in every if not note.is_goodwill]
        given = Money.total((note.gross for note in every if note.is_goodwill), invoice.currency)
        must(given <= invoice.gross, f"more was given for invoice {case.id} than it came to")
        for row in invoice.lines:
            parts = [part for note in notes for part in note.lines if part.line == row.line]
            amount = Money.total((part.net for part in parts), invoice.currency)
            must(amount <= max(row.net, amount - amount), f"line {row.line} of {case.id}: {amount}")
        net = Money.total((note.net for note in notes), invoice.currency)
        tax = Money.total((note.tax for note in notes), invoice.currency)
        must(net <= invoice.net and tax <= invoice.tax, f"invoice {case.id} is credited beyond it")


def deposits_are_deducted_once(sight: Sight) -> None:
    """What was billed as a deposit is deducted to the cent, and no cent more."""
    for case in sight.orders:
        left = _undeducted(sight, case)
        must(left.amount >= 0, f"order {case.id}: a deposit is deducted beyond it")
        if case.state.name == "completed":
            must(not left, f"order {case.id} is complete, {left} of its deposit is not deducted")


def complete_orders_are_paid(sight: Sight) -> None:
    """A complete order is billed in full, and every invoice of it is paid."""
    for case in sight.orders:
        if case.state.name == "completed":
            order = case.document
            due = order.uninvoiced and not _credited(order)
            must(not due, f"order {case.id} is complete and not billed")
            for invoice in case.child_ids(InvoiceToCash):
                account = f"1100/{order.customer}/{invoice}"
                must(not sight.money(account, order.currency), f"order {case.id} is not paid")


def paid_orders_are_complete(sight: Sight) -> None:
    """Nobody is left fulfilled who is billed and has paid."""
    for case in sight.orders:
        order = case.document
        if case.state.name == "fulfilled" and not _unbilled(order) and not _credited(order):
            open_ = [
                sight.money(f"1100/{order.customer}/{invoice}", order.currency)
                for invoice in case.child_ids(InvoiceToCash)
            ]
            must(any(open_), f"order {case.id} is billed and paid, and not complete")


def _unbilled(order: Order) -> bool:
    return any(line.has("shipped") > line.has("invoiced") for line in order.lines)


def _paid_back(sight: Sight) -> list[Refund]:
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


def _written_off(sight: Sight) -> dict[str, int]:
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


def _undeducted(sight: Sight, case: OrderToCash[Order]) -> Money:
    """What is left of the deposit of an order, without tax."""
    kinds = ("deposit", "deposit_deducted")
    rows = (r for i in sight.issued if case.id in i.orders for r in i.lines if r.kind in kinds)
    return Money.total((row.net for row in rows), case.document.currency)


def _to_be_billed(sight: Sight, case: OrderToCash[Order]) -> int:
    """What the order comes to that is not billed, less what is left of its deposit, with tax."""
    if case.document.deposit is None:
        return case.document.uninvoiced.minor
    earlier = [invoice for invoice in sight.issued if case.id in invoice.orders]
    left = deposit_undeducted(earlier, case.document.currency)
    return (case.document.uninvoiced - left).minor


def _credited(order: Order) -> bool:
    """Whether units of it were credited: a person decides whether they are billed again."""
    return any(line.has("credited") for line in order.lines)
