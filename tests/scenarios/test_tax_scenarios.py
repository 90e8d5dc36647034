"""Scenario: tax rounding is one stated policy (BO15)."""

from decimal import Decimal

import pytest

from fbo import Company, OrderPolicy, OrderToCash, Policies, eur
from fbo.front.sales import Order, OrderLine
from fbo.kernel.tax import TaxRounding
from fbo.testing.shop import Shop


def line(shop: Shop, count: int, price: str, *, number: int = 1, **fields: object) -> OrderLine:
    return shop.line(count, price, number=number).model_copy(update={"tax_code": "VAT", **fields})


def shop_rounding(rounding: TaxRounding) -> Shop:
    shop = Shop(policies=Policies(order=OrderPolicy(tax_rounding=rounding)))
    shop.receive(100)
    return shop


def billed(shop: Shop, *lines: OrderLine) -> OrderToCash:
    grace = shop.customer("Grace Hopper")
    order = shop.drafted(lines=lines, customer=grace.id)
    order.place(by=shop.anna)
    shop.shipped(shop.now(order))
    now: OrderToCash = shop.now(order)
    return now


def figures(order: OrderToCash) -> list[tuple[object, object, object]]:
    (invoice,) = order.invoices
    documents = (order.document, invoice.document)
    return [
        (
            d.net,
            sum((t.tax for t in d.tax_lines), eur(0)),
            d.total if isinstance(d, Order) else d.gross,
        )
        for d in documents
    ]


@pytest.mark.parametrize("rounding", ["document", "line"])
def test_16_at_348_35_less_4_percent_at_22_percent_are_6527_81_under_both(
    rounding: TaxRounding,
) -> None:
    shop = shop_rounding(rounding)

    order = billed(
        shop,
        line(shop, 16, "348.35", discount=Decimal("0.04"), tax_rate=Decimal("0.22")),
    )

    wanted = (eur("5350.66"), eur("1177.15"), eur("6527.81"))
    assert figures(order) == [wanted, wanted]


@pytest.mark.parametrize(("rounding", "tax"), [("document", "15.33"), ("line", "15.34")])
def test_the_tax_on_55_55_and_11_11_is_a_cent_more_line_by_line(
    rounding: TaxRounding, tax: str
) -> None:
    shop = shop_rounding(rounding)
    rate = Decimal("0.23")

    order = billed(
        shop,
        line(shop, 1, "55.55", tax_rate=rate),
        line(shop, 1, "11.11", number=2, tax_rate=rate),
    )

    wanted = (eur("66.66"), eur(tax), eur("66.66") + eur(tax))
    assert figures(order) == [wanted, wanted]


def test_what_was_placed_stays_as_it_was_when_the_policy_is_changed() -> None:
    shop = shop_rounding("line")
    rate = Decimal("0.23")
    lines = (
        line(shop, 1, "55.55", tax_rate=rate),
        line(shop, 1, "11.11", number=2, tax_rate=rate),
    )
    order = billed(shop, *lines)
    waiting = shop.drafted(lines=lines, customer=shop.customer("Joan").id)
    waiting.place(by=shop.anna)

    after = Company(shop.company.store, clock=shop.clock, policies=Policies(order=OrderPolicy()))
    shop.company = after

    old = after.case(OrderToCash, order.id)
    assert old.document.total == eur("82.00")
    assert [invoice.document.gross for invoice in old.invoices] == [eur("82.00")]
    shop.shipped(after.case(OrderToCash, waiting.id))
    (invoice,) = after.case(OrderToCash, waiting.id).invoices
    assert invoice.document.gross == eur("82.00")
