"""O2C-I4: what is billed, credited and billed again comes to its value, whatever the cents."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fbo import Amendment, Money, Policies, StepRefused, eur, pieces
from fbo.back.finance import (
    Credit,
    CreditWanted,
    Due,
    FinancePolicy,
    Invoice,
    InvoiceLine,
    Rejected,
)
from fbo.front.sales import AmendedLine, BilledLine, Billing, OrderLine
from fbo.kernel.money import price
from fbo.kernel.tax import tax_lines
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

QUICK = settings(max_examples=10, deadline=None, derandomize=True)

awkward = st.sampled_from(("3.335", "0.333333", "1.005", "0.004", "0.0051", "120.5"))


def billed(shop: Shop) -> Money:
    """What all invoices come to, less what was credited of them, without tax."""
    invoices = [case.document.net for case in shop.company.find(InvoiceToCash, state="posted")]
    notes = [case.document.net for case in shop.company.find(Crediting)]
    return Money.total(invoices, "EUR") - Money.total(notes, "EUR")


def becomes(shop: Shop, order: OrderToCash, count: int) -> None:
    row = AmendedLine(line=1, quantity=pieces(count))
    shop.now(order).amend(Amendment(reason="agreed anew", lines=(row,)), by=shop.anna)


def bill(shop: Shop, order: OrderToCash, count: int) -> Any:
    form = Billing(lines=(BilledLine(line=1, quantity=pieces(count)),))
    shop.now(order).bill(form, by=shop.rita)
    return shop.now(order).invoices[-1]


def undo(shop: Shop, invoice: Any, count: int) -> Crediting:
    """So much was billed in error."""
    wanted = CreditWanted(line=1, quantity=pieces(count))
    form = Credit(origin=invoice.id, reason="billing_error", lines=(wanted,))
    outcome = shop.company.take(InvoiceToCash.credit, invoice.id, form, by=shop.rita)
    return shop.company.case(Crediting, outcome.opened[0])


# Units that are credited and billed again.


def test_what_is_left_after_a_credit_is_billed_at_its_value() -> None:
    shop = Shop()
    order = shop.placed(10, "3.335", invoicing="on_order")

    becomes(shop, order, 9)

    assert billed(shop) == eur("30.02")


def test_credited_unit_by_unit_and_billed_again_ten_cost_what_they_cost() -> None:
    shop = Shop()
    order = shop.placed(10, "3.335", invoicing="on_order")
    for count in (9, 8, 7, 6, 7, 8, 9):
        becomes(shop, order, count)

    becomes(shop, order, 10)

    assert billed(shop) == eur("33.35")


@QUICK
@given(
    cost=awkward, counts=st.lists(st.integers(1, 12), min_size=2, max_size=6, unique_by=lambda n: n)
)
def test_however_often_it_is_amended_what_is_wanted_is_billed_to_the_cent(
    cost: str, counts: list[int]
) -> None:
    shop = Shop()
    shop.company.change(shop.ada, credit_limit=None)
    order = shop.placed(counts[0], cost, invoicing="on_order")

    for count in counts[1:]:
        becomes(shop, order, count)

        (line,) = shop.now(order).document.lines
        assert billed(shop) == line.value(pieces(count))
    keep_the_laws(shop.company)


@QUICK
@given(
    cost=awkward,
    parts=st.lists(st.integers(1, 4), min_size=2, max_size=4),
    undone=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=4),
)
def test_whatever_was_billed_in_error_the_last_bill_puts_the_cents_right(
    cost: str, parts: list[int], undone: list[tuple[int, int]]
) -> None:
    shop = Shop()
    shop.company.change(shop.ada, credit_limit=None)
    order = shop.placed(sum(parts), cost, invoicing="manual")
    invoices = [bill(shop, order, part) for part in parts]
    left = list(parts)
    for which, count in undone:
        number = which % len(invoices)
        if count <= left[number]:
            undo(shop, invoices[number], count)
            left[number] -= count

    if sum(left) < sum(parts):
        bill(shop, order, sum(parts) - sum(left))

    (line,) = shop.now(order).document.lines
    assert billed(shop) == line.value(pieces(sum(parts)))
    keep_the_laws(shop.company)


def test_a_draft_that_is_cancelled_leaves_no_cent_behind() -> None:
    shop = Shop(policies=Policies(finance=FinancePolicy(auto_issue=False)))
    order = shop.placed(2, "3.335", invoicing="manual")
    first, second = bill(shop, order, 1), bill(shop, order, 1)
    shop.now(first).cancel(Rejected(reason="the wrong month"), by=shop.rita)

    third = bill(shop, order, 1)

    assert second.document.net + third.document.net == eur("6.67")


def test_what_stands_on_a_draft_is_not_billed_with_the_next_shipment() -> None:
    shop = Shop(policies=Policies(finance=FinancePolicy(auto_issue=False)))
    shop.receive(5)
    order = shop.placed(5, "3.335")
    shop.shipped(order, line_1=2)

    shop.shipped(order)

    drafts = [invoice.document.lines[0] for invoice in shop.now(order).invoices]
    assert [row.quantity for row in drafts] == [pieces(2), pieces(3)]
    assert [row.net for row in drafts] == [eur("6.67"), eur("10.01")]
    keep_the_laws(shop.company)


def test_what_waits_for_the_controller_is_not_billed_again_by_hand() -> None:
    limit = FinancePolicy(approve_above=eur("5.00"))
    shop = Shop(policies=Policies(finance=limit))
    order = shop.placed(2, "3.335", invoicing="manual")
    waiting = bill(shop, order, 2)

    with pytest.raises(StepRefused) as refused:
        bill(shop, order, 1)

    assert waiting.state.name == "submitted"
    assert refused.value.reasons[0].code == "over_billed"


def test_a_deposit_on_a_draft_leaves_the_whole_order_to_be_held_of_the_credit() -> None:
    shop = Shop(policies=Policies(finance=FinancePolicy(auto_issue=False)))
    order = shop.placed(4, "100.00", deposit=Decimal("0.5"))

    becomes(shop, order, 3)

    assert max(leg[2] for leg in shop.now(order).holds["credit"]["legs"]) == 300_00
    keep_the_laws(shop.company)


def test_a_cent_lost_to_an_older_bill_is_on_the_next() -> None:
    shop = Shop()
    order = shop.placed(3, "3.335", invoicing="manual")
    _, second, _ = [bill(shop, order, 1) for _ in range(3)]
    undo(shop, second, 1)

    bill(shop, order, 1)

    assert billed(shop) == eur("10.01")


# One tax code at two rates.


def at(shop: Shop, number: int, rate: str) -> OrderLine:
    """A line of two lamps at 10.00, taxed by the one code that there is."""
    taxed = {"tax_code": "S", "tax_rate": Decimal(rate)}
    return shop.line(2, "10.00", number=number).replacing(**taxed)


@pytest.fixture
def two_rates() -> tuple[Shop, Any]:
    """A shop, and the invoice of an order that spans the day on which a rate changed."""
    shop = Shop()
    shop.receive(4)
    order = shop.placed(lines=(at(shop, 1, "0.16"), at(shop, 2, "0.19")))
    shop.shipped(order)
    return shop, shop.now(order).invoices[0]


def test_a_line_is_credited_at_its_own_rate_of_a_code(two_rates: tuple[Shop, Any]) -> None:
    shop, invoice = two_rates

    note = undo(shop, invoice, 1)

    (tax,) = note.document.tax_lines
    assert (tax.rate, tax.tax) == (Decimal("0.16"), eur("1.60"))


def test_all_that_was_billed_of_a_code_at_two_rates_is_credited(
    two_rates: tuple[Shop, Any],
) -> None:
    shop, invoice = two_rates
    wanted = [CreditWanted(line=line, quantity=pieces(2)) for line in (1, 2)]
    form = Credit(origin=invoice.id, reason="billing_error", lines=wanted)

    shop.company.take(InvoiceToCash.credit, invoice.id, form, by=shop.rita)

    (note,) = shop.company.find(Crediting)
    assert note.document.tax_lines == invoice.document.tax_lines


def test_a_deposit_at_two_rates_of_a_code_is_deducted_at_each() -> None:
    shop = Shop()
    shop.receive(4)
    lines = (at(shop, 1, "0.16"), at(shop, 2, "0.19"))
    order = shop.placed(lines=lines, deposit=Decimal("0.5"))

    shop.shipped(order)

    deposit, final = shop.now(order).invoices
    assert [tax.tax for tax in deposit.document.tax_lines] == [eur("1.60"), eur("1.90")]
    assert [tax.tax for tax in final.document.tax_lines] == [eur("1.60"), eur("1.90")]
    keep_the_laws(shop.company)


def test_an_invoice_by_hand_says_at_which_rate_of_a_code_its_lines_are_taxed() -> None:
    shop = Shop()
    today = shop.clock.now().date()
    taxed = [("S", Decimal(rate), eur("5.00")) for rate in ("0.16", "0.19")]
    invoice = Invoice(
        customer=shop.ada.id,
        currency="EUR",
        effective_on=today,
        lines=[
            InvoiceLine(
                line=n,
                quantity=pieces(1),
                unit_price=price("5", "EUR"),
                net=eur("5.00"),
                tax_code="S",
            )
            for n in (1, 2)
        ],
        tax_lines=tax_lines(taxed),
        due=(Due(on=today, amount=eur("11.75")),),
    )

    with pytest.raises(StepRefused) as refused:
        shop.company.open(InvoiceToCash, invoice, by=shop.rita, then=InvoiceToCash.submit)

    assert [reason.code for reason in refused.value.reasons] == ["lines_say_their_tax"]
