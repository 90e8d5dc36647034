"""What of an order is billed, and how it adds up: pure functions from an order to its invoices.

Each line's net is its part by cumulative rounding, and a deposit is deducted to the cent, so that
the invoices of an order add up to its value, whatever the parts; tax is worked out on each
document, per code and rate.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from fbo.back.finance import CreditNote, Due, Invoice, InvoiceLine
from fbo.front.sales import Order, OrderLine, billable, billed
from fbo.kernel.money import Money, Price
from fbo.kernel.quantity import PIECE, Quantity
from fbo.kernel.tax import Taxed, tax_lines
from fbo.kernel.tax import gross as with_tax

Lines: TypeAlias = Sequence[OrderLine]
Billed: TypeAlias = Mapping[int, Quantity]
"""So much of each line, by its number."""
SoFar: TypeAlias = Mapping[int, tuple[Quantity, Money]]
"""How much of each line is billed, and what that comes to, by its number."""

ONE: Final = Quantity.from_units(1, PIECE)
NONE: Final = Decimal(0)


def to_invoice(order: Order, line: OrderLine) -> Quantity:
    """What of a line may be billed and is not: what has left, or what is ordered, by the method."""
    return billable(line, order.invoicing) - billed(line)


def all_to_invoice(order: Order, lines: Lines) -> dict[int, Quantity]:
    """Everything that may be billed and is not."""
    return {line.line: left for line in lines if (left := to_invoice(order, line)).amount > 0}


def drafted(invoices: Iterable[Invoice], order_id: str) -> dict[int, Quantity]:
    """How much of each line stands on drafts, which may be issued yet."""
    units: dict[int, Quantity] = {}
    for row in (row for invoice in invoices for row in invoice.lines if row.order == order_id):
        if row.order_line is not None:
            held = units.get(row.order_line)
            units[row.order_line] = row.quantity if held is None else held + row.quantity
    return units


def billed_so_far(order_id: str, invoices: Iterable[Invoice], notes: Iterable[CreditNote]) -> SoFar:
    """What stands on invoices, drafts too, and was not credited to be billed anew.

    A line of which nothing is left is not in it: it begins anew.
    """
    sums: dict[int, tuple[Quantity, Money]] = {}
    rows = [
        (row.order_line, row.quantity, row.net)
        for invoice in invoices
        for row in invoice.lines
        if row.order == order_id
    ]
    rows += [
        (part.order_line, -part.quantity, -part.net)
        for note in notes
        for part in note.unbilled
        if part.order == order_id and part.quantity
    ]
    for number, quantity, net in rows:
        if number is not None:
            had = sums.get(number)
            sums[number] = (quantity, net) if had is None else (had[0] + quantity, had[1] + net)
    return {number: (quantity, net) for number, (quantity, net) in sums.items() if quantity}


def without(billed: Billed, taken: Billed) -> dict[int, Quantity]:
    """So much of each line, less what is taken of it."""
    left = {n: units - taken[n] if n in taken else units for n, units in billed.items()}
    return {number: units for number, units in left.items() if units.amount > 0}


def bill_for(
    order: Order,
    lines: Lines,
    billed: Billed,
    order_id: str,
    on: date,
    series: str,
    earlier: Sequence[Invoice] = (),
    notes: Iterable[CreditNote] = (),
) -> Invoice:
    """The invoice over so much of each line, less the deposit as far as it falls due with it.

    `earlier`: the invoices that stand, drafts too; `notes`: what was credited of them.  What each
    line comes to with it is its value, whatever cents these have.
    """
    so_far = billed_so_far(order_id, earlier, notes)
    named = [line for line in lines if line.line in billed]
    rows = [_row(line, billed[line.line], so_far.get(line.line), order_id) for line in named]
    taxed: list[Taxed] = [(row.tax_code, row.tax_rate or NONE, row.net) for row in rows]
    charged = {number: net for number, (_, net) in so_far.items()}
    for line, row in zip(named, rows, strict=True):
        charged[line.line] = charged[line.line] + row.net if line.line in charged else row.net
    for code, rate, left in deposit_left(earlier):
        net = _total((n for c, r, n in taxed if (c, r) == (code, rate)), order.currency)
        later = still_to_come(lines, charged, code, rate, order.currency)
        deducted = min(max(left - later, Money.zero(order.currency)), net)
        if deducted:
            rows.append(
                _money_line("deposit_deducted", "Deposit", -deducted, (code, rate), order_id)
            )
            taxed.append((code, rate, -deducted))
    return _invoice(order, rows, taxed, order_id, on, series, earlier)


def deposit_for(order: Order, order_id: str, on: date, series: str) -> Invoice:
    """The invoice over the deposit, spread over the rates of tax as the order's value is."""
    groups = [tax for tax in order.tax_lines if tax.base.amount > 0]
    worth = [tax.base + tax.tax if order.prices_include_tax else tax.base for tax in groups]
    shares = order.agreed_deposit.split([part.minor for part in worth])
    rows = [
        _money_line("deposit", "Deposit", share, (tax.tax_code, tax.rate), order_id)
        for tax, share in zip(groups, shares, strict=True)
    ]
    taxed: list[Taxed] = [
        (tax.tax_code, tax.rate, share) for tax, share in zip(groups, shares, strict=True)
    ]
    invoice = _invoice(order, rows, taxed, order_id, on, series, ())
    return invoice.changed({"kind": "deposit"})


def fee_for(order: Order, fee: Money, order_id: str, on: date, series: str) -> Invoice:
    """The invoice over what a cancellation costs: no price for goods, and so without tax."""
    row = _money_line("charge", "Cancellation fee", fee, ("", NONE), order_id)
    return _invoice(order, [row], [("", NONE, fee)], order_id, on, series, ())


def deposit_undeducted(earlier: Iterable[Invoice], order: Order) -> Money:
    """The deposit, with its tax, that no invoice has deducted yet."""
    return with_tax(deposit_left(earlier), order.currency, included=order.prices_include_tax)


def invoiced(order: Order, invoice: Invoice, order_id: str) -> tuple[OrderLine, ...]:
    """The order's lines after an invoice was issued."""
    billed = {row.order_line: row.quantity for row in invoice.lines if row.order == order_id}
    return tuple(
        line.add("invoiced", billed[line.line]) if line.line in billed else line
        for line in order.lines
    )


def credited(order: Order, note: CreditNote, order_id: str) -> tuple[OrderLine, ...]:
    """The order's lines after a credit note was posted.

    Units count as credited where they are not wanted any more, or are billed anew; what came back,
    or was given for less, stays billed.
    """
    units = {row.order_line: row.quantity for row in note.unbilled if row.order == order_id}
    return tuple(
        line.add("credited", units[line.line]) if line.line in units else line
        for line in order.lines
    )


def deposit_left(earlier: Iterable[Invoice]) -> Iterator[tuple[str, Decimal, Money]]:
    """What no invoice has deducted of the deposit yet, as the prices are, per code and rate."""
    left: dict[tuple[str, Decimal], Money] = {}
    for invoice in earlier:
        for row in invoice.lines:
            tax = invoice.tax_on(row)
            if row.kind in ("deposit", "deposit_deducted") and tax is not None:
                key = (tax.tax_code, tax.rate)
                left[key] = left[key] + row.net if key in left else row.net
    for (code, rate), amount in left.items():
        if amount.amount > 0:
            yield code, rate, amount


def still_to_come(
    lines: Lines, charged: Mapping[int, Money], code: str, rate: Decimal, currency: str
) -> Money:
    """What will be billed at this rate beyond what is charged, by line."""
    zero = Money.zero(currency)
    return _total(
        (
            line.value(line.wanted) - charged.get(line.line, zero)
            for line in lines
            if (line.tax_code, line.tax_rate) == (code, rate)
        ),
        currency,
    )


def _invoice(
    order: Order,
    rows: Sequence[InvoiceLine],
    taxed: Sequence[Taxed],
    order_id: str,
    on: date,
    series: str,
    earlier: Iterable[Invoice],
) -> Invoice:
    included, rounding = order.prices_include_tax, order.rounds_tax
    taxes = tax_lines(taxed, included=included, rounding=rounding)
    gross = _total((tax.base + tax.tax for tax in taxes), order.currency)
    return Invoice(
        series=series,
        customer=order.customer,
        orders=(order_id,),
        bill_to=order.bill_to if any(order.bill_to.__dict__.values()) else order.ship_to,
        currency=order.currency,
        effective_on=on,
        due=tuple(_dues(order, gross, on, earlier)),
        lines=tuple(row.replacing(line=number) for number, row in enumerate(rows, start=1)),
        tax_lines=taxes,
        tax_rounding=rounding,
    )


def _dues(order: Order, gross: Money, on: date, earlier: Iterable[Invoice]) -> Iterator[Due]:
    """When the invoice is due: by the terms, or by the instalments that earlier ones have left."""
    if not order.instalments:
        yield Due(on=order.terms.due(on), amount=gross)
        return
    before = _total((invoice.gross for invoice in earlier), order.currency)
    for row in order.instalments:
        passed = min(before, row.amount)
        part = min(row.amount - passed, gross)
        before, gross = before - passed, gross - part
        if part:
            yield Due(on=row.due, amount=part)
    if gross:
        yield Due(on=order.terms.due(on), amount=gross)


def _row(
    line: OrderLine, quantity: Quantity, so_far: tuple[Quantity, Money] | None, order_id: str
) -> InvoiceLine:
    before, charged = so_far or (Quantity.zero(line.unit), Money.zero(line.unit_price.currency))
    return InvoiceLine(
        line=line.line,
        order=order_id,
        order_line=line.line,
        kind=line.kind,
        description=line.description,
        quantity=quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        before=before or None,
        net=line.part(before, quantity, charged),
        tax_code=line.tax_code,
        tax_rate=line.tax_rate,
    )


def _money_line(
    kind: str, what: str, net: Money, tax: tuple[str, Decimal], order_id: str
) -> InvoiceLine:
    return InvoiceLine.model_validate(
        {
            "line": 1,
            "order": order_id,
            "kind": kind,
            "description": what,
            "quantity": ONE,
            "unit_price": Price(net.amount, net.currency),
            "net": net,
            "tax_code": tax[0],
            "tax_rate": tax[1],
        }
    )


def _total(amounts: Iterable[Money], currency: str) -> Money:
    return Money.total(amounts, currency)
