"""Scenario: no over-return, and what a return does to the order is a decision."""

import pytest

from fbo import OrderToCash, ReturnToSettlement, StepRefused, eur
from fbo.front.aftersales import Authorisation
from fbo.kernel.quantity import pieces
from fbo.processes.crediting import Crediting
from fbo.processes.refunding import Refunding
from fbo.testing.after_sales import AfterSales
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop


@pytest.fixture
def desk(shop: Shop) -> AfterSales:
    return AfterSales(shop)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def order(shop: Shop, desk: AfterSales) -> OrderToCash:
    """Ordered 100, delivered and invoiced 70 at 1.00 net, 30 backordered."""
    shop.receive(70)
    return desk.delivered(shop.placed(100, "1.00"))


def why_not(goods: ReturnToSettlement, desk: AfterSales) -> dict[str, object]:
    reasons = goods.authorise.refusals(Authorisation(), by=desk.rosa)
    assert [reason.code for reason in reasons] == ["over_return"]
    (reason,) = reasons
    return {name: reason.facts[name] for name in ("delivered", "returned", "open")}


def test_a_return_of_70_with_disposition_credit(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    goods = desk.back(order, 70)

    desk.decided(goods, 70, "credit")

    (note,) = shop.company.find(Crediting)
    line = shop.now(order).document.line(1)
    assert note.document.net == eur("70.00")
    assert line.open == pieces(30)
    assert shop.on_shelf()[0] == 70
    assert shop.now(order).document.fulfilment == "partly_returned"
    assert goods.state is ReturnToSettlement.closed
    keep_the_laws(shop.company)


def test_a_return_of_70_with_disposition_replace(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    shop.receive(100)
    goods = desk.back(order, 70)

    desk.decided(goods, 70, "replace")

    line, again = shop.now(order).document.lines
    assert shop.company.find(Crediting) == []
    assert (again.unit_price.amount, again.has("allocated")) == (0, pieces(70))
    assert line.open + again.open == pieces(100)
    keep_the_laws(shop.company)


@pytest.mark.parametrize("disposition", ["credit", "replace"])
def test_a_second_return_on_the_70_is_refused(
    shop: Shop, desk: AfterSales, order: OrderToCash, disposition: str
) -> None:
    goods = desk.back(order, 70)
    desk.decided(goods, 70, disposition)  # type: ignore[arg-type]

    second = desk.requested(order, 1)

    assert why_not(second, desk) == {
        "delivered": "70 piece",
        "returned": "70 piece",
        "open": "0 piece",
    }


def test_a_second_return_is_refused_while_the_first_is_only_authorised(
    desk: AfterSales, order: OrderToCash
) -> None:
    desk.authorised(order, 70)

    second = desk.requested(order, 1)

    assert why_not(second, desk) == {
        "delivered": "70 piece",
        "returned": "0 piece",
        "open": "70 piece",
    }


def test_the_refusal_changes_nothing(desk: AfterSales, order: OrderToCash) -> None:
    desk.authorised(order, 70)
    second = desk.requested(order, 1)

    with pytest.raises(StepRefused):
        second.authorise(Authorisation(), by=desk.rosa)

    assert second.state is ReturnToSettlement.requested


def test_what_was_paid_for_it_comes_back(shop: Shop, desk: AfterSales, order: OrderToCash) -> None:
    shop.settled(order)
    goods = desk.back(order, 70)
    desk.decided(goods, 70, "credit")
    (refund,) = shop.company.find(Refunding)
    assert goods.state is ReturnToSettlement.in_settlement

    refund.submit(by=shop.rita)
    refund.confirm(by=shop.rita)

    assert refund.document.amount == eur("70.00")
    assert shop.now(goods).state is ReturnToSettlement.closed
    keep_the_laws(shop.company)


def test_goods_sent_once_more_settle_the_return(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    shop.receive(100)
    goods = desk.back(order, 70)
    desk.decided(goods, 70, "replace")
    assert goods.state is ReturnToSettlement.in_settlement

    desk.delivered(shop.now(order))

    assert shop.now(goods).state is ReturnToSettlement.closed
    assert shop.company.find(Crediting) == []


def test_after_all_has_left_a_replacement_is_an_order_of_its_own(
    shop: Shop, desk: AfterSales
) -> None:
    shop.receive(5)
    order = desk.delivered(shop.placed(2))
    shop.settled(order)
    assert shop.now(order).state is OrderToCash.completed
    goods = desk.back(order, 1)

    desk.decided(goods, 1, "replace")

    (again,) = [one for one in shop.company.find(OrderToCash) if one.id != order.id]
    assert shop.now(order).state is OrderToCash.fulfilled
    assert (again.document.kind, again.document.total) == ("replacement", eur("0.00"))
    desk.delivered(again)
    assert shop.now(goods).state is ReturnToSettlement.closed
    assert shop.now(again).state is OrderToCash.completed
    assert shop.now(order).state is OrderToCash.completed
    keep_the_laws(shop.company)
