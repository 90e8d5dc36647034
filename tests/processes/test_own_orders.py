"""Orders that customers open themselves: at our prices and on our terms, or not at all."""

from datetime import date
from typing import Any

import pytest

from fbo import Actor, Order, OrderToCash, Policies, Price, StepRefused, charge_line, eur, pieces
from fbo.back.finance import FinancePolicy
from fbo.back.warehouse import StockItem
from fbo.company.filing import Filed
from fbo.front.sales import OrderLine, OrderPolicy, order_line
from fbo.kernel.money import percent
from fbo.kernel.terms import PaymentTerms
from fbo.testing.shop import LONDON, Shop

TAXED = FinancePolicy(tax_rates={"S": percent(20)})
EIGHTEEN = Price.parse("18.00 EUR")


@pytest.fixture
def shop() -> Shop:
    return Shop(policies=Policies(finance=TAXED))


@pytest.fixture
def mug(shop: Shop) -> Filed[StockItem]:
    return shop.item("MUG", list_price=EIGHTEEN, tax_code="S")


def line(mug: Filed[StockItem], **other: Any) -> OrderLine:
    given: dict[str, Any] = {"price": EIGHTEEN, "tax_code": "S", "tax_rate": percent(20)}
    return order_line(1, mug.id, pieces(2), **{**given, **other})


def wish(shop: Shop, *lines: OrderLine, **fields: Any) -> Order:
    return Order(customer=shop.ada.id, ship_to=LONDON, lines=lines, **fields)


def ordered(shop: Shop, order: Order) -> OrderToCash:
    ada = Actor.customer(shop.ada.id)
    return shop.company.open(OrderToCash, order, by=ada, then=OrderToCash.place)


def refused(shop: Shop, order: Order, code: str = "price_not_ours") -> str:
    with pytest.raises(StepRefused) as error:
        ordered(shop, order)
    assert [reason.code for reason in error.value.reasons] == [code]
    return error.value.reasons[0].sentence


def test_a_customer_orders_at_the_list_price(shop: Shop, mug: Filed[StockItem]) -> None:
    order = ordered(shop, wish(shop, line(mug)))

    assert order.document.total == eur("43.20")


def test_a_customer_sets_no_price(shop: Shop, mug: Filed[StockItem]) -> None:
    cheap = line(mug, price=Price.parse("0.01 EUR"))

    assert refused(shop, wish(shop, cheap)) == "MUG costs 18.00 EUR, without a discount"


@pytest.mark.parametrize(
    "other",
    [{"discount": percent(5)}, {"tax_rate": percent(0)}, {"tax_code": "Z"}],
    ids=["discount", "rate", "code"],
)
def test_a_customer_gives_himself_no_discount_and_no_tax(
    shop: Shop, mug: Filed[StockItem], other: dict[str, Any]
) -> None:
    refused(shop, wish(shop, line(mug, **other)))


def test_a_customer_adds_no_charge(shop: Shop, mug: Filed[StockItem]) -> None:
    freight = charge_line(2, "Freight", eur("0.01"))

    said = refused(shop, wish(shop, line(mug), freight))

    assert said == "line 2: only sales adds a service, a charge or a promotion"


@pytest.mark.parametrize(
    "other",
    [{"terms": PaymentTerms.net(999)}, {"prices_include_tax": True}, {"kind": "replacement"}],
    ids=["terms", "tax included", "replacement"],
)
def test_a_customer_sets_no_terms(shop: Shop, mug: Filed[StockItem], other: dict[str, Any]) -> None:
    refused(shop, wish(shop, line(mug), **other))


def test_what_has_no_list_price_is_not_ordered_by_customers(shop: Shop) -> None:
    odd = shop.item("ODD")

    assert refused(shop, wish(shop, shop.line(1, item=odd))) == "ODD has no list price"


def test_what_has_no_rate_of_tax_is_not_ordered_by_customers() -> None:
    shop = Shop()
    mug = shop.item("MUG", list_price=EIGHTEEN, tax_code="S")

    assert refused(shop, wish(shop, line(mug))) == "the tax on MUG is not set"


def test_a_sales_representative_places_what_a_customer_has_opened(shop: Shop) -> None:
    ada = Actor.customer(shop.ada.id)
    order = shop.company.open(OrderToCash, wish(shop, shop.line(1, "90.00")), by=ada)

    order.place(by=shop.anna)

    assert order.document.total == eur("90.00")


def test_a_customer_places_what_a_sales_representative_has_priced(shop: Shop) -> None:
    order = shop.drafted(price="90.00")

    order.place(by=Actor.customer(shop.ada.id))

    assert order.document.total == eur("90.00")


def test_list_prices_may_include_tax() -> None:
    with_tax = OrderPolicy(list_prices_include_tax=True)
    shop = Shop(policies=Policies(finance=TAXED, order=with_tax))
    cup = shop.item("CUP", list_price=EIGHTEEN, tax_code="S")

    order = ordered(shop, wish(shop, line(cup), prices_include_tax=True))

    assert order.document.total == eur("36.00")


# What is not a customer's to say.

SOON = date(2026, 12, 24)
OURS: dict[str, Any] = {
    "priority": 9,
    "promised": SOON,
    "backorder": "deny",
    "invoicing": "manual",
    "ship_policy": "complete_order",
    "prepayment": eur(1),
    "deposit": eur(1),
    "price_date": SOON,
    "origin": "an-order",
}


@pytest.mark.parametrize("field", OURS)
def test_a_customer_says_nothing_that_is_ours_to_say(
    shop: Shop, mug: Filed[StockItem], field: str
) -> None:
    wanted = wish(shop, line(mug), **{field: OURS[field]})

    said = refused(shop, wanted, "not_a_wish")

    assert said == f"only sales says of an order: {field}"


def test_a_customer_promises_himself_no_line(shop: Shop, mug: Filed[StockItem]) -> None:
    wanted = wish(shop, line(mug).replacing(promised=SOON))

    assert refused(shop, wanted, "not_a_wish") == "only sales says of an order: promised"


def test_a_customer_does_not_even_open_an_order_that_says_more(
    shop: Shop, mug: Filed[StockItem]
) -> None:
    ada = Actor.customer(shop.ada.id)

    with pytest.raises(StepRefused):
        shop.company.open(OrderToCash, wish(shop, line(mug), priority=9), by=ada)

    assert shop.company.find(OrderToCash) == []


def test_a_customer_says_where_how_and_under_which_reference(
    shop: Shop, mug: Filed[StockItem]
) -> None:
    wanted = wish(shop, line(mug), bill_to=LONDON, instructions="ring twice", external_ref="PO-7")

    assert ordered(shop, wanted).document.external_ref == "PO-7"


def test_sales_says_it(shop: Shop, mug: Filed[StockItem]) -> None:
    wanted = wish(shop, line(mug), priority=9, promised=SOON)

    order = shop.company.open(OrderToCash, wanted, by=shop.anna, then=OrderToCash.place)

    assert (order.document.priority, order.document.promised) == (9, SOON)


def test_a_customer_places_what_sales_has_promised(shop: Shop, mug: Filed[StockItem]) -> None:
    wanted = wish(shop, line(mug), promised=SOON)
    order = shop.company.open(OrderToCash, wanted, by=shop.anna)

    order.place(by=Actor.customer(shop.ada.id))

    assert order.document.promised == SOON
