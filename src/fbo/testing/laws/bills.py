"""Laws of bills: what was shipped is billed, at its price, once; what is billed is settled."""

from collections import defaultdict

from fbo.back.finance import CreditedLine, InvoiceLine
from fbo.front.sales import Order, OrderLine
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.order_to_cash.bills import all_to_invoice, billed_so_far, drafted, without
from fbo.processes.tasks import Tasking
from fbo.testing.laws.sight import Sight, must

DRAFTS = ("drafted", "submitted", "approved")


def nothing_is_billed_ahead(sight: Sight) -> None:
    """O2C-I3: no more is billed, or stands on a draft, than its method lets be."""
    notes = [case.document for case in sight.notes if case.state.name != "cancelled"]
    live = [case.document for case in sight.invoices if case.state.name != "cancelled"]
    for case in sight.orders:
        on_bills = billed_so_far(case.id, live, notes)
        for line in case.document.lines:
            ahead = case.document.invoicing != "on_shipment"
            bound = line.ordered if ahead else line.has("shipped")
            most = bound + line.has("credited")
            must(line.has("invoiced") <= most, f"order {case.id} is billed ahead")
            stands, _ = on_bills.get(line.line, (bound, None))
            must(stands <= bound, f"of line {line.line} of {case.id} {stands} stand on bills")


def billed_is_what_it_is_worth(sight: Sight) -> None:
    """O2C-I4: what was billed of a line and not credited comes to its value, to the cent.

    Where a part was credited on which others stand, a cent waits for the line's next bill; where
    something was given for less, that is agreed.
    """
    rows: defaultdict[tuple[str, int], list[tuple[str, InvoiceLine]]] = defaultdict(list)
    for bill in sight.invoices:
        for row in bill.document.lines if bill.state.name == "posted" else ():
            rows[row.order or "", row.order_line or 0].append((bill.id, row))
    parts: defaultdict[tuple[str, int], list[CreditedLine]] = defaultdict(list)
    for note in (note for _, note in sight.credited if not note.is_goodwill):
        for part in note.lines:
            parts[note.invoice, part.line].append(part)
    for case in sight.orders:
        for line in case.document.lines:
            mine = [(one, parts[id_, one.line]) for id_, one in rows[case.id, line.line]]
            if all(part.quantity for _, credited in mine for part in credited):
                _must_be_worth_it(case, line, mine)


def _must_be_worth_it(
    case: OrderToCash[Order], line: OrderLine, rows: list[tuple[InvoiceLine, list[CreditedLine]]]
) -> None:
    zero, net, stacked = Quantity.zero(line.unit), Money.zero(case.document.currency), True
    stack = zero
    for row, credited in rows:
        left = row.quantity - sum((part.quantity for part in credited), zero)
        stacked &= not left or (row.before or zero) == stack
        stack += left
        net += row.net - Money.total((part.net for part in credited), net.currency)
    off = abs((net - line.value(stack)).minor)
    must(
        off <= (0 if stacked else len(rows)),
        f"{stack} of line {line.line} of {case.id} are billed at {net}",
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


def nobody_forgets_to_bill(sight: Sight) -> None:
    """What has left, and is not billed by hand, is on an invoice, a draft, or somebody's desk.

    Unless somebody has called a draft off: he bills it by hand, when it is right.
    """
    for case in sight.orders:
        order = case.document
        left = case.state.name == "fulfilled" and order.invoicing != "manual"
        if not left or any(line.has("credited") for line in order.lines):
            continue
        bills = [one for one in sight.invoices if case.id in one.document.orders]
        drafts = [one.document for one in bills if one.state.name in DRAFTS]
        wanted = without(all_to_invoice(order, order.lines), drafted(drafts, case.id))
        if wanted and all(one.state.name != "cancelled" for one in bills):
            tasks = sight.company.find(Tasking, about=case.id)
            must(tasks, f"nobody bills {dict(wanted)} of order {case.id}")


def paid_orders_are_complete(sight: Sight) -> None:
    """Nobody is left fulfilled who is billed and has paid, unless goods may come, or come back."""
    open_returns = {one.id for one in sight.returns if not one.state.ended}
    for case in sight.orders:
        order = case.document
        due = _unbilled(order) or _due_to_him(sight, case) or open_returns & set(order.returns)
        due = due or _is_awaited(order)
        if case.state.name == "fulfilled" and not due:
            open_ = [
                sight.money(f"1100/{order.customer}/{invoice}", order.currency)
                for invoice in case.child_ids(InvoiceToCash)
            ]
            must(any(open_), f"order {case.id} is billed and paid, and not complete")


def _is_awaited(order: Order) -> bool:
    """Whether it is sent instead of something else, and has not come."""
    on_its_way = any(line.has("in_transit") for line in order.lines)
    return order.kind == "replacement" and on_its_way


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
