"""What it costs to call off an order that was confirmed, and drafts that nobody has issued yet."""

from decimal import Decimal
from typing import Any

import pytest

from fbo import Policies, StepRefused, eur
from fbo.back.finance import FinancePolicy
from fbo.front.sales import BilledLine, Billing, Cancellation, CancelledLine, OrderPolicy
from fbo.kernel.money import Money
from fbo.kernel.people import CUSTOMER, Actor
from fbo.kernel.quantity import pieces
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.refunding import Refunding
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

NO_MORE = Cancellation(reason="no more")


def shop_with(fee: Money | Decimal | None, **finance: Any) -> Shop:
    policies = Policies(order=OrderPolicy(cancellation_fee=fee), finance=FinancePolicy(**finance))
    shop = Shop(policies=policies)
    shop.receive(10)
    return shop


def bills(shop: Shop, order: OrderToCash) -> list[str]:
    return [f"{case.document.gross.amount}" for case in shop.now(order).invoices]


@pytest.mark.parametrize(
    ("fee", "billed"),
    [
        (None, []),
        (eur("25.00"), ["25.00"]),
        (Decimal("0.1"), ["40.00"]),
        (eur("1000.00"), ["400.00"]),
    ],
)
def test_calling_off_a_confirmed_order_costs_what_the_policy_says(
    fee: Money | Decimal | None, billed: list[str]
) -> None:
    shop = shop_with(fee)
    order = shop.placed(4)

    order.cancel(NO_MORE, by=shop.anna)

    assert order.state is OrderToCash.cancelled
    assert bills(shop, order) == billed
    keep_the_laws(shop.company)


def test_the_plan_shows_it() -> None:
    shop = shop_with(eur("25.00"))
    order = shop.placed(4)

    plan = order.cancel.plan(NO_MORE, by=shop.anna)

    assert "InvoiceToCash.issue" in [effect["step"] for effect in plan.effects]
    assert bills(shop, order) == []


def test_a_part_costs_its_part() -> None:
    shop = shop_with(Decimal("0.1"))
    order = shop.placed(4)
    row = CancelledLine(line=1, quantity=pieces(1))

    order.cancel(Cancellation(reason="less", scope="lines", lines=(row,)), by=shop.anna)

    assert bills(shop, order) == ["10.00"]
    keep_the_laws(shop.company)


def test_a_prepayment_pays_it_and_the_rest_comes_back() -> None:
    shop = shop_with(eur("25.00"))
    order = shop.placed(4, prepayment=eur("400.00"))
    shop.paid(eur("400.00"), orders=(order.id,))
    shop.company.run_due()

    shop.now(order).cancel(NO_MORE, by=shop.anna)

    (refund,) = shop.company.find(Refunding)
    (fee,) = shop.now(order).invoices
    assert refund.document.amount == eur("375.00")
    assert shop.open_amount(fee.id) == eur("0.00")
    keep_the_laws(shop.company)


def test_what_is_only_placed_costs_nothing() -> None:
    shop = shop_with(eur("25.00"))
    order = shop.placed(11)
    assert order.state is OrderToCash.credit_hold

    order.cancel(NO_MORE, by=shop.anna)

    assert bills(shop, order) == []


def test_sales_may_waive_it() -> None:
    shop = shop_with(eur("25.00"))
    order = shop.placed(4)

    order.cancel(Cancellation(reason="our mistake", fee="waived"), by=shop.anna)

    assert bills(shop, order) == []


def test_a_customer_may_not() -> None:
    shop = shop_with(eur("25.00"))
    order = shop.placed(4)
    ada = Actor(shop.ada.id, "customer", frozenset({CUSTOMER}))

    with pytest.raises(StepRefused) as refused:
        order.cancel(Cancellation(reason="no more", fee="waived"), by=ada)

    assert refused.value.reasons[0].code == "fee_not_yours"


# Drafts.


def test_what_stands_on_a_draft_is_not_billed_again() -> None:
    shop = shop_with(None, auto_issue=False)
    order = shop.placed(4, "3.335")
    shop.shipped(order, line_1=2)
    shop.company.run_due()

    shop.shipped(order)
    for case in shop.now(order).invoices:
        shop.company.take(InvoiceToCash.issue, case.id, by=shop.rita)

    nets = [case.document.net for case in shop.now(order).invoices]
    assert nets == [eur("6.67"), eur("6.67")]
    assert shop.now(order).document.billing == "invoiced"
    keep_the_laws(shop.company)


def test_nor_by_hand() -> None:
    shop = shop_with(None, auto_issue=False)
    order = shop.placed(4, invoicing="manual")
    three = Billing(lines=(BilledLine(line=1, quantity=pieces(3)),))
    order.bill(three, by=shop.rita)

    with pytest.raises(StepRefused) as refused:
        order.bill(three, by=shop.rita)

    assert refused.value.reasons[0].facts["remaining"] == "1 piece"
