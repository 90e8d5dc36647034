"""Laws of credit, invoices and receipts: what was shipped is billed, what was billed is owed."""

from collections import defaultdict

from fbo.front.sales import Order
from fbo.kernel.money import Money
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.testing.laws.sight import Sight, must


def approved_orders_hold_their_credit(sight: Sight) -> None:
    """An order that goes on holds what is still to be billed; without a limit it holds nothing."""
    for case in sight.orders:
        hold = case.holds.get("credit")
        held = 0 if hold is None else max(leg[2] for leg in hold["legs"])
        if case.state.name in ("confirmed", "in_fulfilment", "fulfilled", "completed"):
            limited = case.customer.credit_limit is not None
            due = case.document.uninvoiced.minor if limited else 0
            must(held == due, f"order {case.id} holds {held}, {due} are to be billed")


def used_credit_is_what_is_owed(sight: Sight) -> None:
    """A customer has used what was billed to him and not paid."""
    owed: defaultdict[tuple[str, str], int] = defaultdict(int)
    for invoice in sight.issued:
        owed[invoice.customer, invoice.currency] += invoice.gross.minor
    for receipt in sight.registered:
        owed[receipt.customer, receipt.currency] -= receipt.amount.minor
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
            bound = line.wanted if ahead else line.has("shipped")
            must(line.has("invoiced") <= bound, f"order {case.id} is billed ahead")
            billed = Money.total(parts[case.id, line.line], case.document.currency)
            whole = line.value(line.has("invoiced"))
            must(
                billed == whole, f"line {line.line} of {case.id} is billed at {billed}, not {whole}"
            )


def invoices_are_open_by_what_was_not_paid(sight: Sight) -> None:
    """A1, A2, O2C-I7: open = gross − allocated, and never below zero."""
    allocated: defaultdict[str, int] = defaultdict(int)
    for receipt in sight.registered:
        for part in receipt.allocated:
            must(part.amount.minor > 0, "nothing is allocated, and noted")
            allocated[part.invoice] += part.amount.minor
    for case in sight.invoices:
        document = case.document
        account = f"1100/{document.customer}/{case.id}"
        open_ = sight.money(account, document.currency)
        due = document.gross.minor if case.state.name == "posted" else 0
        must(open_ == due - allocated[case.id], f"invoice {case.id} is open by {open_}")
        must(open_ >= 0, f"invoice {case.id} is open by {open_}")


def money_is_conserved(sight: Sight) -> None:
    """O2C-I5: what came in was allocated, or is the customer's credit."""
    credit: defaultdict[tuple[str, str], int] = defaultdict(int)
    for receipt in sight.registered:
        used = Money.total((part.amount for part in receipt.allocated), receipt.currency)
        must(used <= receipt.amount, "more is allocated than came in")
        credit[receipt.customer, receipt.currency] += (receipt.amount - used).minor
    for (customer, currency), amount in credit.items():
        kept = -sight.money(f"2400/{customer}", currency)
        must(kept == amount, f"{customer} has a credit of {kept}, not {amount}")


def complete_orders_are_paid(sight: Sight) -> None:
    """A complete order is billed in full, and every invoice of it is paid."""
    for case in sight.orders:
        if case.state.name == "completed":
            order = case.document
            must(not order.uninvoiced, f"order {case.id} is complete and not billed")
            for invoice in case.child_ids(InvoiceToCash):
                account = f"1100/{order.customer}/{invoice}"
                must(not sight.money(account, order.currency), f"order {case.id} is not paid")


def paid_orders_are_complete(sight: Sight) -> None:
    """Nobody is left fulfilled who is billed and has paid."""
    for case in sight.orders:
        order = case.document
        if case.state.name == "fulfilled" and not _unbilled(order):
            open_ = [
                sight.money(f"1100/{order.customer}/{invoice}", order.currency)
                for invoice in case.child_ids(InvoiceToCash)
            ]
            must(any(open_), f"order {case.id} is billed and paid, and not complete")


def _unbilled(order: Order) -> bool:
    return any(line.has("shipped") > line.has("invoiced") for line in order.lines)
