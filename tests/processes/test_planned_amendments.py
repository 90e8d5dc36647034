"""O2C-I14 for amendments: what is planned is done, and ways that lead to one place are alike."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fbo import Amendment, Cancellation, Money, PlanChanged, eur, pieces
from fbo.front.sales import AmendedLine, CancelledLine, PromotionRule, promotion_line
from fbo.kernel.money import Price
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.refunding import Refunding
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

METHODS = st.sampled_from(("on_order", "on_shipment"))
QUICK = settings(max_examples=8, deadline=None)


def becomes(count: int, price: str | None = None) -> Amendment:
    unit_price = None if price is None else Price.parse(f"{price} EUR")
    row = AmendedLine(line=1, quantity=pieces(count), unit_price=unit_price)
    return Amendment(reason="agreed anew", lines=(row,))


def paid_order(method: str, shipped: int = 0, price: str = "3.335") -> tuple[Shop, Any]:
    """Ten lamps, two off over 20.00, some shipped; whatever is billed is paid."""
    shop = Shop()
    shop.receive(8)
    off = promotion_line(2, "Two off", eur(2), rule=PromotionRule(goods_over=eur(20)))
    order = shop.placed(lines=(shop.line(10, price), off), invoicing=method)
    if shipped:
        shop.shipped(order, line_1=shipped)
    shop.settled(order)
    return shop, shop.now(order)


def outcome(shop: Shop, order: Any) -> dict[str, Any]:
    """What an order has come to, in its lines, on the shelf and in the books."""
    now = shop.now(order)
    credited = [note.document.gross for note in shop.company.find(Crediting)]
    billed = [invoice.document.gross for invoice in shop.company.find(InvoiceToCash)]
    hold = now.holds.get("credit", {"legs": ()})
    return {
        "total": now.document.total,
        "wanted": [line.wanted for line in now.document.lines],
        "state": now.state.name,
        "shelf": shop.on_shelf(),
        "held": max((leg[2] for leg in hold["legs"]), default=0),
        "billed": Money.total(billed, "EUR") - Money.total(credited, "EUR"),
    }


def given_back(shop: Shop) -> list[Money]:
    return [refund.document.amount for refund in shop.company.find(Refunding)]


@QUICK
@given(
    method=METHODS,
    shipped=st.integers(0, 5),
    count=st.integers(5, 14),
    price=st.sampled_from((None, None, "3.00", "4.445")),
)
def test_an_amendment_does_what_its_plan_says(
    method: str, shipped: int, count: int, price: str | None
) -> None:
    shop, order = paid_order(method, shipped)
    form = becomes(count, price)
    if order.amend.refusals(form, by=shop.anna):
        return
    before = shop.company.journal()
    plan = order.amend.plan(form, by=shop.anna)
    assert shop.company.journal() == before

    shop.company.apply(plan, by=shop.anna)

    done = shop.company.journal(len(before))[: len(plan.effects)]
    assert [entry.type for entry in done] == [effect["step"] for effect in plan.effects]
    planned = [effect.get("set", {}).get("lines") for effect in plan.effects]
    assert [entry.data.get("set", {}).get("lines") for entry in done] == planned
    keep_the_laws(shop.company)


@QUICK
@given(method=METHODS, shipped=st.integers(0, 4), count=st.integers(5, 9))
def test_less_by_amendment_comes_to_the_same_as_by_cancellation(
    method: str, shipped: int, count: int
) -> None:
    shop, order = paid_order(method, shipped)
    other, cancelled = paid_order(method, shipped)

    order.amend(becomes(count), by=shop.anna)
    row = CancelledLine(line=1, quantity=pieces(10 - count))
    form = Cancellation(reason="too many", scope="lines", lines=(row,))
    cancelled.cancel(form, by=other.anna)

    assert outcome(shop, order) == outcome(other, cancelled)
    assert given_back(shop) == given_back(other)


@QUICK
@given(method=METHODS, steps=st.lists(st.integers(1, 12), min_size=1, max_size=3))
def test_by_and_by_comes_to_the_same_as_at_once(method: str, steps: list[int]) -> None:
    shop, order = paid_order(method, price="3.25")
    other, at_once = paid_order(method, price="3.25")

    for count in steps:
        shop.now(order).amend(becomes(count), by=shop.anna)
    at_once.amend(becomes(steps[-1]), by=other.anna)

    assert outcome(shop, order) == outcome(other, at_once)
    keep_the_laws(shop.company)


@pytest.mark.parametrize("method", ["on_order", "on_shipment"])
def test_there_and_back_again_nothing_has_changed(method: str) -> None:
    shop, order = paid_order(method)
    before = outcome(shop, order)

    order.amend(becomes(4), by=shop.anna)
    shop.now(order).amend(becomes(10), by=shop.anna)

    after = outcome(shop, order)
    assert (after["total"], after["billed"]) == (before["total"], before["billed"])
    assert (after["shelf"], after["held"]) == (before["shelf"], before["held"])


def test_an_amendment_that_was_planned_for_another_order_than_it_is_now_does_nothing() -> None:
    shop, order = paid_order("on_shipment")
    plan = order.amend.plan(becomes(4), by=shop.anna)
    shop.shipped(order, line_1=2)
    before = shop.company.journal()

    with pytest.raises(PlanChanged):
        shop.company.apply(plan, by=shop.anna)

    assert shop.company.journal() == before
    assert shop.now(order).document.line(1).wanted == pieces(10)


def test_a_fresh_plan_shows_what_it_comes_to_now() -> None:
    shop, order = paid_order("on_shipment")
    order.amend.plan(becomes(4), by=shop.anna)
    shop.shipped(order, line_1=2)

    plan = shop.now(order).amend.plan(becomes(4), by=shop.anna)
    shop.company.apply(plan, by=shop.anna)

    line = shop.now(order).document.line(1)
    assert (line.wanted, line.shipped) == (pieces(4), pieces(2))
