"""Laws of bills: what was shipped is billed, at its price, once; what is billed is settled."""

from collections import defaultdict

from fbo.front.sales import Order
from fbo.kernel.money import Money
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.testing.laws.sight import Sight, must


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
            must(not order.uninvoiced, f"order {case.id} is complete and not billed")
            must(not _due_to_him(sight, case), f"order {case.id} is complete, and he is owed money")
            for invoice in case.child_ids(InvoiceToCash):
                account = f"1100/{order.customer}/{invoice}"
                must(not sight.money(account, order.currency), f"order {case.id} is not paid")


def paid_orders_are_complete(sight: Sight) -> None:
    """Nobody is left fulfilled who is billed and has paid, unless goods may come back."""
    open_returns = {one.id for one in sight.returns if not one.state.ended}
    for case in sight.orders:
        order = case.document
        due = _unbilled(order) or _due_to_him(sight, case) or open_returns & set(order.returns)
        if case.state.name == "fulfilled" and not due:
            open_ = [
                sight.money(f"1100/{order.customer}/{invoice}", order.currency)
                for invoice in case.child_ids(InvoiceToCash)
            ]
            must(any(open_), f"order {case.id} is billed and paid, and not complete")


def _unbilled(order: Order) -> bool:
    return any(
        line.shipped + line.has("credited") > line.has("invoiced")
        for line in order.lines
        if line.replaces is None
    )


def _due_to_him(sight: Sight, case: OrderToCash[Order]) -> int:
    """What was credited to a customer that he has paid, does not keep, and has not got back."""
    currency = case.document.currency
    return sum(
        sight.posted["unapplied", f"source/{id_}", currency]
        for id_, note in sight.credited
        if case.id in note.orders and not note.keep_as_credit
    )


def _undeducted(sight: Sight, case: OrderToCash[Order]) -> Money:
    """What is left of the deposit of an order, without tax."""
    kinds = ("deposit", "deposit_deducted")
    rows = (r for i in sight.issued if case.id in i.orders for r in i.lines if r.kind in kinds)
    return Money.total((row.net for row in rows), case.document.currency)
