"""Planted faults of money: billed twice, given twice, decided on figures that hold no more.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from decimal import Decimal
from typing import Any, Final

from fbo.back.finance import Invoice, InvoiceLine, credit, credit_note, credited
from fbo.front.sales.line import PARTITION, OrderLine
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.kernel.tax import TaxLine
from fbo.processes import receipting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import bills, on_file
from fbo.processes.order_to_cash.credit_check import OrderCredit
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.processes.refunding import Refunding
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of money."""

_noticed_by = planting.listed(MUTANTS)


@_noticed_by("test_what_is_cancelled_is_not_billed")
def cancelled_units_still_billable() -> Planting:
    """What was ordered is billed, whether it is still wanted or not."""

    def all_that_was_ordered(line: OrderLine, _: object) -> Quantity:
        return line.sum_of(PARTITION)

    return planting.instead(bills, "billable", all_that_was_ordered)


@_noticed_by("test_the_net_of_the_parts_adds_up_to_the_net_of_the_whole")
def rounding_per_part() -> Planting:
    """Each part of a line is rounded by itself."""

    def by_itself(line: OrderLine, _: Quantity, quantity: Quantity, __: object = None) -> Money:
        return line.value(quantity)

    return planting.instead(OrderLine, "part", by_itself)


@_noticed_by("test_a_cent_lost_to_an_older_bill_is_on_the_next")
def lost_cent_never_billed() -> Planting:
    """A part is billed as if what was billed before had come to its value."""

    def at_its_value(line: OrderLine, before: Quantity, more: Quantity, _: object = None) -> Money:
        return line.value(before + more) - line.value(before)

    return planting.instead(OrderLine, "part", at_its_value)


@_noticed_by("test_what_stands_on_a_draft_is_not_billed_with_the_next_shipment")
def draft_billed_again() -> Planting:
    """What stands on a draft is put on the next bill, too."""

    def no_drafts(*_: object) -> dict[int, Quantity]:
        return {}

    return planting.instead(on_file, "drafted", no_drafts)


@_noticed_by("test_what_is_left_after_a_credit_is_billed_at_its_value")
def credit_rounded_by_itself() -> Planting:
    """A credit is rounded as if it were the first part of the line, and not its last."""

    def first(row: InvoiceLine, left: Quantity) -> Money:
        gone = (row.quantity - left).amount
        return row.net - row.net.part_of(0, gone, row.quantity.amount)

    return planting.instead(InvoiceLine, "worth", first)


@_noticed_by("test_a_line_is_credited_at_its_own_rate_of_a_code")
def rate_by_the_code_alone() -> Planting:
    """A line is credited at whichever rate its code has last."""

    def last(invoice: Invoice, row: InvoiceLine) -> TaxLine | None:
        return {tax.tax_code: tax for tax in invoice.tax_lines}.get(row.tax_code)

    return planting.instead(Invoice, "tax_on", last)


@_noticed_by("test_the_deposit_is_deducted_once_however_many_parts_leave")
def deposit_deducted_twice() -> Planting:
    """Each part deducts all of it, whatever earlier ones have deducted."""
    left: Any = bills.deposit_left

    def of_deposits_only(earlier: Any) -> Any:
        return left([invoice for invoice in earlier if invoice.kind == "deposit"])

    def nothing_to_come(*more: Any) -> Money:
        return Money.zero(more[-1])

    return planting.both(
        planting.instead(bills, "deposit_left", of_deposits_only),
        planting.instead(bills, "still_to_come", nothing_to_come),
    )


@_noticed_by("test_an_order_billed_at_once_but_for_its_deposit_is_billed_as_it_leaves")
def deposit_billed_and_no_more() -> Planting:
    """What is not billed as it is shipped is never billed beyond its deposit."""
    bill: Any = OrderOnFile.__dict__["_bill"]

    def deposits_only(case: Any, *parts: Any, **more: Any) -> None:
        if case.document.invoicing == "on_shipment" or not case.document.deposit:
            bill(case, *parts, **more)

    return planting.instead(OrderOnFile, "_bill", deposits_only)


@_noticed_by("test_a_payment_gives_credit_back")
def credit_freed_twice() -> Planting:
    """What was paid may be owed again twice over."""
    paid: Any = credit.paid

    def twice(case: Any, customer: str, amount: Money) -> None:
        paid(case, customer, amount + amount)

    return planting.instead(credit, "paid", twice)


@_noticed_by("test_no_more_is_given_back_than_was_paid_for_the_order")
def refund_beyond_received() -> Planting:
    """What a credit note grants is given back, whether it was paid or not."""
    return planting.instead(Refunding, "_why_not_paid", planting.nothing)


@_noticed_by("test_nobody_is_given_back_another_customers_money")
def given_back_to_anybody() -> Planting:
    """Money goes to whoever is named, whosoever it is."""

    def in_any_case(_: object) -> bool:
        return True

    return planting.instead(Refunding.money_is_his, "ask", in_any_case)


@_noticed_by("test_what_was_kept_of_an_order_that_is_called_off_pays_the_next")
def kept_where_nobody_finds_it() -> Planting:
    """What the customer keeps stays with the order that is over."""
    return planting.instead(OrderOnFile, "_release_prepayment", planting.nothing)


@_noticed_by("test_no_more_is_given_back_of_a_payment_than_it_was")
def payment_given_back_twice() -> Planting:
    """What refunds give back of a payment they name is not counted."""
    return planting.instead(Refunding, "_ask_of_the_payment", planting.nothing)


@_noticed_by("test_the_cap_holds_over_all_other_reasons")
def cap_for_each_reason() -> Planting:
    """What was credited for another reason is not counted."""

    def own_notes(case: InvoiceToCash) -> list[Any]:
        notes = [note.document for note in case.credit_notes]
        return [note for note in notes if note.reason == "quality"]

    return planting.instead(InvoiceToCash, "_earlier", own_notes)


@_noticed_by("test_goodwill_takes_no_tax_back")
def goodwill_taxed() -> Planting:
    """A gift takes back tax that is owed."""

    def with_a_fifth(lines: Any) -> tuple[TaxLine, ...]:
        amount: Money = lines[0].net
        fifth = amount.part_of(0, 1, 5)
        return (TaxLine(tax_code="", rate=Decimal(0), base=amount, tax=fifth),)

    return planting.instead(credited, "_untaxed", with_a_fifth)


@_noticed_by("test_a_decision_of_a_week_ago_is_taken_again_before_the_goods_leave")
def stale_decision_not_checked() -> Planting:
    """Goods leave on whatever was decided once."""
    return planting.instead(OrderCredit, "is_decided_anew", planting.nothing)


@_noticed_by("test_an_invoice_overdue_by_more_than_30_days_stops_the_next_order")
def overdue_not_stopping() -> Planting:
    """Who has not paid for long may go on ordering."""
    return planting.instead(OrderCredit, "_overdue", planting.nothing)


@_noticed_by("test_what_came_back_is_not_billed_again")
def returned_units_billed_again() -> Planting:
    """What came back is billed anew."""
    every = ("cancellation", "billing_error", "return", "price", "quality")
    return planting.instead(credit_note, "UNBILLED", every)


@_noticed_by("test_an_override_that_is_over_sends_the_order_back")
def override_for_ever() -> Planting:
    """What was allowed for a while is allowed for good."""

    def in_any_case(_: object) -> bool:
        return True

    return planting.instead(OrderCredit.needs_no_override, "ask", in_any_case)


@_noticed_by("test_a_used_prepayment_that_is_taken_back_opens_the_invoice_and_the_order")
def used_money_stays_where_it_was_used() -> Planting:
    """What an invoice has used stays with it, whatever the payer's bank takes back."""

    def nothing_given_up(allocated: Any, _: object) -> tuple[Any, tuple[()]]:
        return allocated, ()

    return planting.instead(receipting, "_freed", nothing_given_up)
