"""How far an order is billed and paid; and that it comes to the same, in whatever parts."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fbo import eur
from fbo.back.finance import Credit, CreditWanted, TakenBack
from fbo.company.views.order_progress import order_progress
from fbo.front.sales import (
    BilledLine,
    Billing,
    Cancellation,
    CancelledLine,
    billing_of,
    order_line,
    payment_of,
)
from fbo.kernel.money import Price
from fbo.kernel.quantity import pieces
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.receive(100)
    return shop


def billing(shop: Shop, order: OrderToCash) -> str:
    return str(shop.now(order).document.billing)


def payment(shop: Shop, order: OrderToCash) -> tuple[str, str]:
    """How far it is paid, and how much of how much."""
    progress = order_progress(shop.company, order.id)
    return progress.payment, f"{progress.net.amount} of {progress.owed.amount}"


def bill_of(shop: Shop, order: OrderToCash) -> InvoiceToCash:
    return shop.company.case(InvoiceToCash, shop.now(order).child_ids(InvoiceToCash)[0])


def less(lamps: int) -> Cancellation:
    row = CancelledLine(line=1, quantity=pieces(lamps))
    return Cancellation(reason="too many", scope="lines", lines=(row,))


def credit(shop: Shop, order: OrderToCash, lamps: int, **more: Any) -> None:
    wanted = CreditWanted(line=1, quantity=pieces(lamps))
    form = Credit(origin="return-1", reason="return", lines=(wanted,), **more)
    bill_of(shop, order).credit(form, by=shop.rita)


# Bills.


def test_nothing_is_due_before_it_leaves(shop: Shop) -> None:
    assert billing(shop, shop.placed(4)) == "not_due"


def test_what_is_billed_by_hand_is_due_at_once(shop: Shop) -> None:
    assert billing(shop, shop.placed(4, invoicing="manual")) == "to_invoice"


def test_a_part_is_billed(shop: Shop) -> None:
    order = shop.placed(4, invoicing="manual")

    order.bill(Billing(lines=(BilledLine(line=1, quantity=pieces(1)),)), by=shop.rita)

    assert billing(shop, order) == "partly_invoiced"


def test_what_has_left_is_billed(shop: Shop) -> None:
    order = shop.placed(4)

    shop.shipped(order)

    assert billing(shop, order) == "invoiced"


def test_what_came_back_stays_billed(shop: Shop) -> None:
    order = shop.placed(4)
    shop.shipped(order)

    credit(shop, order, 1)

    assert billing(shop, order) == "invoiced"


def test_what_is_cancelled_is_not_billed(shop: Shop) -> None:
    order = shop.placed(4, invoicing="manual")
    order.cancel(less(1), by=shop.anna)

    order.bill(Billing(lines=(BilledLine(line=1, quantity=pieces(3)),)), by=shop.rita)

    assert billing(shop, order) == "invoiced"
    assert order.bill.refusals(
        Billing(lines=(BilledLine(line=1, quantity=pieces(1)),)), by=shop.rita
    )


def test_more_than_is_wanted_is_over_invoiced() -> None:
    line = order_line(1, "lamp", pieces(4), Price.parse("1.00 EUR"))
    cut = line.move("unplanned", "cancelled", pieces(1)).add("invoiced", pieces(4))

    assert billing_of((cut,), "on_order") == "over_invoiced"


# Money.


def test_an_order_is_unpaid_then_partly_paid_then_paid(shop: Shop) -> None:
    order = shop.placed(4)
    shop.shipped(order)
    bill = bill_of(shop, order)
    seen = [payment(shop, order)]

    for amount in ("150.00", "250.00"):
        shop.paid(eur(amount), bill.id)
        seen.append(payment(shop, order))

    assert seen == [
        ("unpaid", "0.00 of 400.00"),
        ("partly_paid", "150.00 of 400.00"),
        ("paid", "400.00 of 400.00"),
    ]


def test_what_is_credited_is_due_back_until_it_is_back(shop: Shop) -> None:
    order = shop.placed(4, invoicing="on_order")
    shop.paid(eur("400.00"), bill_of(shop, order).id)
    order.cancel(less(1), by=shop.anna)
    seen = [payment(shop, order)]
    (refund,) = shop.now(order).refunds

    shop.now(refund).submit(by=shop.rita)
    seen.append(payment(shop, order))
    shop.now(refund).confirm(by=shop.rita)
    seen.append(payment(shop, order))

    assert seen == [
        ("refund_due", "400.00 of 300.00"),
        ("refund_due", "400.00 of 300.00"),
        ("paid", "300.00 of 300.00"),
    ]


def test_what_the_customer_keeps_is_not_due_back(shop: Shop) -> None:
    order = shop.placed(4)
    shop.shipped(order)
    shop.paid(eur("400.00"), bill_of(shop, order).id)

    credit(shop, order, 1, keep_as_credit=True)

    assert payment(shop, order) == ("paid", "300.00 of 300.00")


def test_a_prepayment_is_money_for_the_order(shop: Shop) -> None:
    order = shop.placed(4, prepayment=eur("100.00"))
    shop.paid(eur("100.00"), orders=(order.id,))
    shop.company.run_due()

    assert payment(shop, order) == ("partly_paid", "100.00 of 400.00")


def test_what_was_charged_back_is_not(shop: Shop) -> None:
    order = shop.placed(4)
    shop.shipped(order)
    receipt = shop.paid(eur("400.00"), bill_of(shop, order).id)

    receipt.charge_back(TakenBack(reason="disputed"), by=shop.rita)

    assert payment(shop, order) == ("unpaid", "0.00 of 400.00")


def test_a_few_cents_that_are_written_off_are_not_owed(shop: Shop) -> None:
    order = shop.placed(4)
    shop.shipped(order)

    shop.paid(eur("399.96"), bill_of(shop, order).id)

    assert payment(shop, order) == ("paid", "399.96 of 399.96")


@given(owed=st.integers(0, 1000), net=st.integers(-1000, 2000), granted=st.booleans())
def test_an_order_is_paid_in_one_way_only(owed: int, net: int, *, granted: bool) -> None:
    paid = payment_of(eur(owed), eur(net), granted=granted)

    assert (paid == "paid") == (net == owed)
    assert (paid in ("refund_due", "overpaid")) == (net > owed)
    assert (paid == "unpaid") == (net < owed and net <= 0)


# In whatever parts.

PRICES = st.sampled_from(("0.01", "0.333333", "1.005", "3.335", "9.99", "120.5"))


@settings(max_examples=25, deadline=None)
@given(
    parts=st.lists(st.integers(1, 3), min_size=1, max_size=4),
    price=PRICES,
    discount=st.sampled_from(("0", "0.15", "0.333")),
    deposit=st.sampled_from((None, Decimal("0.3"), Decimal(1))),
    by_hand=st.booleans(),
    included=st.booleans(),
)
def test_billed_in_k_parts_an_order_comes_to_the_same_net(
    parts: list[int],
    price: str,
    discount: str,
    deposit: Decimal | None,
    *,
    by_hand: bool,
    included: bool,
) -> None:
    shop = Shop()
    grace = shop.customer("Grace Hopper")
    shop.receive(sum(parts))
    line = shop.line(sum(parts), price).replacing(
        discount=Decimal(discount), tax_code="S20", tax_rate=Decimal("0.2")
    )
    order = shop.placed(
        lines=(line,),
        customer=grace.id,
        prices_include_tax=included,
        deposit=deposit,
        invoicing="manual" if by_hand else "on_shipment",
    )

    for part in parts:
        if by_hand:
            form = Billing(lines=(BilledLine(line=1, quantity=pieces(part)),))
            shop.now(order).bill(form, by=shop.rita)
        else:
            shop.shipped(order, line_1=part)
            shop.company.run_due()

    bills = [case.document for case in shop.now(order).invoices]
    rows = [row.net for bill in bills for row in bill.lines]
    assert sum(rows, eur(0)) == line.value(pieces(sum(parts)))
    assert billing(shop, order) == "invoiced"
    keep_the_laws(shop.company)
