"""Judging: whether remedies can be carried out, beside all that was given already.

Asked when something is proposed, and again when it is carried out: pure functions of the remedies
and of what is on file.  The invoice and the order, which are to bear them, have the last word.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fbo.back.finance import (
    Credit,
    CreditNote,
    CreditReason,
    CreditWanted,
    InvoiceLine,
    why_not_credited,
)
from fbo.front.crm import Customer
from fbo.front.sales import Order, why_not_made_good
from fbo.front.service import Redress
from fbo.kernel.document import Address
from fbo.kernel.errors import Reason
from fbo.kernel.quantity import Quantity
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash.settling import why_not_billed_anew
from fbo.processes.remedying.kinds import CREDITS, GOODS, ON_INVOICES

Invoices = Mapping[str, InvoiceToCash]


def why_not_offered(
    remedies: Iterable[Redress], invoices: Invoices, currency: str
) -> Reason | None:
    """Why something says too little, or too much, to be carried out; `None`: all can be."""
    for one in remedies:
        why = _why_incomplete(one, currency) or _why_not_in_the_books(one, invoices)
        if why is not None:
            return why
    return None


def why_not_capped(
    remedies: Iterable[Redress], invoices: Invoices, notes: Iterable[CreditNote]
) -> Reason | None:
    """Why these cannot be credited beside all that was; `None`: they can, as far as is known."""
    wanted: dict[tuple[str, bool], list[CreditWanted]] = {}
    for one in remedies:
        if one.kind in CREDITS and one.invoice is not None:
            want = CreditWanted(line=line_of(one, invoices), amount=one.amount)
            wanted.setdefault((one.invoice, one.kind == "goodwill"), []).append(want)
    earlier = tuple(notes)
    for (id_, given), wants in wanted.items():
        before = [note for note in earlier if note.invoice == id_]
        reason: CreditReason = "goodwill" if given else "quality"
        form = Credit(origin=id_, reason=reason, lines=_summed(wants))
        why = why_not_credited(invoices[id_].document, before, form)
        if why is not None:
            return why
    return None


def why_not_put_right(
    remedies: Iterable[Redress], invoices: Invoices, orders: Mapping[str, Order]
) -> Reason | None:
    """Why the goods cannot be made good; `None`: each unit was delivered, and nothing given for."""
    wanted: dict[str, dict[int, Quantity]] = {}
    for one in remedies:
        for order, line, quantity in made_good(one, invoices):
            lines = wanted.setdefault(order, {})
            more = line in lines and lines[line].unit == quantity.unit
            lines[line] = lines[line] + quantity if more else quantity
    whys = (why_not_made_good(orders[order], lines) for order, lines in wanted.items())
    return next(filter(None, whys), None)


def why_not_corrected(
    redress: Redress, invoices: Invoices, notes: Iterable[CreditNote], customer: Customer
) -> Reason | None:
    """Why an invoice cannot be billed anew to the customer's address; `None`: it can."""
    if redress.kind != "correction" or redress.invoice is None:
        return None
    invoice = invoices[redress.invoice]
    right, by_hand = address_on_file(customer), "credit it, and bill it anew by hand"
    if right is None:
        sentence = "the customer has no billing address on file"
        return Reason("no_address", sentence, way_out="put the right one on his record")
    if right == invoice.document.bill_to:
        sentence = "the invoice went to the address that is on file"
        return Reason("nothing_to_correct", sentence, way_out="put the right one on his record")
    if len(invoice.document.orders) != 1 or invoice.parent != invoice.document.orders[0]:
        sentence = "the invoice was written by hand, or is of several orders"
        return Reason("not_corrected", sentence, way_out=by_hand)
    return why_not_billed_anew(invoice.document, [n for n in notes if n.invoice == redress.invoice])


def address_on_file(customer: Customer) -> Address | None:
    """Where a customer's invoices go, by his record; `None`: it does not say."""
    billing = (one for one in customer.addresses if one.use != "shipping")
    found = next(billing, None)
    if found is None:
        return None
    return Address(**{**found.model_dump(exclude={"use"}), "name": found.name or customer.name})


def line_of(redress: Redress, invoices: Invoices) -> int:
    """The line that is credited; goodwill names none, and stands by the first."""
    if redress.line is not None or redress.invoice is None:
        return redress.line or 0
    return min(row.line for row in invoices[redress.invoice].document.lines)


def made_good(redress: Redress, invoices: Invoices) -> Iterator[tuple[str, int, Quantity]]:
    """The units that a remedy makes good, of which line of which order; mostly none or one row.

    What is paid back is so many units as it says, or as its amount begins to pay for.
    """
    if redress.kind in ("replacement", "repair"):
        if redress.order is not None and redress.quantity is not None:
            yield redress.order, redress.order_line or 0, redress.quantity
    elif redress.kind == "refund" and redress.invoice is not None:
        for row in invoices[redress.invoice].document.lines:
            goods = row.kind == "item" and row.order is not None and row.order_line is not None
            if row.line == redress.line and goods:
                yield row.order or "", row.order_line or 0, _paid_back(redress, row)


def orders_of(remedies: Iterable[Redress], invoices: Invoices) -> tuple[str, ...]:
    """The orders whose goods they are about, and those that were billed wrongly; each once."""
    rows = [order for one in remedies for order, _, _ in made_good(one, invoices)]
    return tuple(dict.fromkeys(rows))


def _why_incomplete(one: Redress, currency: str) -> Reason | None:
    """Why it does not say what it has to, by its kind."""
    if one.kind == "explanation" and not one.reason:
        return Reason("no_reason", "an explanation says how it came to that")
    if one.is_no_document:
        return None
    if one.kind == "correction":
        return _why_no_correction(one)
    why = _why_no_amount(one, currency) or _why_no_goods(one)
    if why is None and one.kind in CREDITS:
        named = one.line is not None or one.kind == "goodwill"
        if one.invoice is None or not named:
            why = Reason("no_invoice", "it says which line of which invoice it is credited on")
    if why is None and one.kind == "expenses" and not one.reason:
        why = Reason("no_reason", "expenses say what they were for")
    return why


def _why_no_amount(one: Redress, currency: str) -> Reason | None:
    if one.amount is None or one.amount.amount <= 0:
        return Reason("no_amount", f"a {one.kind.replace('_', ' ')} says what it comes to")
    if one.amount.currency != currency:
        return Reason("wrong_currency", f"the complaint is in {currency}, not {one.amount}")
    return None


def _why_no_goods(one: Redress) -> Reason | None:
    if one.kind not in GOODS:
        return None
    if one.order is None or one.quantity is None:
        return Reason("no_order", "it says how much of which line of which order it is about")
    if one.kind == "repair" and not (one.serial and one.quantity.amount == 1):
        return Reason("no_serial", "a repair is of one thing, and says its serial number")
    return None


def _why_no_correction(one: Redress) -> Reason | None:
    if one.invoice is None:
        return Reason("no_invoice", "it says which invoice is billed anew")
    if one.amount is None and one.line is None:
        return None
    sentence = "a correction bills the whole invoice anew, and gives nothing back"
    return Reason("gives_nothing", sentence, way_out="offer a price reduction for what is too much")


def _why_not_in_the_books(one: Redress, invoices: Invoices) -> Reason | None:
    """An invoice that was never issued owes nobody anything: it is put right by itself."""
    if one.kind not in ON_INVOICES or one.invoice is None or one.invoice not in invoices:
        return None
    state = invoices[one.invoice].state
    if state == InvoiceToCash.posted:
        return None
    if state == InvoiceToCash.cancelled:
        return Reason("no_such_invoice", "the invoice was cancelled: nothing is owed on it")
    return Reason(
        "not_billed_yet",
        f"the invoice is {state.name}, and not in the books yet: nothing can be taken back of it",
        {"state": state.name},
        way_out="have receivables issue it, or put it right before they do",
    )


def _paid_back(redress: Redress, row: InvoiceLine) -> Quantity:
    """How many units a refund is of: those of which any part is paid back."""
    if redress.quantity is not None or redress.amount is None or row.net.minor <= 0:
        return redress.quantity or row.quantity
    one = 10**row.quantity.unit.scale
    begun = -(-redress.amount.minor * row.quantity.units // (row.net.minor * one)) * one
    return Quantity.from_units(min(begun, row.quantity.units), row.quantity.unit)


def _summed(wants: Sequence[CreditWanted]) -> list[CreditWanted]:
    """What is wanted of each line, all together."""
    lines: dict[int, CreditWanted] = {}
    for want in wants:
        had = lines.get(want.line)
        if had is not None and had.amount is not None and want.amount is not None:
            lines[want.line] = CreditWanted(line=want.line, amount=had.amount + want.amount)
        else:
            lines[want.line] = want
    return list(lines.values())
