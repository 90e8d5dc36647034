"""O2C-I14: a planned cancellation does what its plan says; a plan by itself does nothing."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fbo import eur
from fbo.front.sales import Cancellation, CancelledLine
from fbo.kernel.quantity import pieces
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.refunding import Refunding
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop


def some(lamps: int) -> Cancellation:
    row = CancelledLine(line=1, quantity=pieces(lamps))
    return Cancellation(reason="too many", scope="lines", lines=(row,))


def paid_order(method: str, shipped: int) -> tuple[Shop, Any]:
    """Ten lamps at 3.335, some of them shipped; whatever is billed is paid."""
    shop = Shop()
    shop.receive(8)
    order = shop.placed(10, "3.335", invoicing=method)
    if shipped:
        shop.shipped(order, line_1=shipped)
    shop.settled(order)
    return shop, shop.now(order)


@settings(max_examples=25, deadline=None)
@given(
    method=st.sampled_from(("on_order", "on_shipment")),
    shipped=st.integers(0, 6),
    cancelled=st.integers(1, 4),
)
def test_what_is_done_is_what_was_planned(method: str, shipped: int, cancelled: int) -> None:
    shop, order = paid_order(method, shipped)
    before = len(shop.company.journal())
    plan = order.cancel.plan(some(cancelled), by=shop.anna)
    assert len(shop.company.journal()) == before

    shop.company.apply(plan, by=shop.anna)

    done = shop.company.journal(before)
    planned = [effect["step"] for effect in plan.effects]
    assert [entry.type for entry in done][: len(planned)] == planned
    lines = [effect["set"]["lines"] for effect in plan.effects if "lines" in effect.get("set", {})]
    made = [e.data["set"]["lines"] for e in done if "lines" in e.data.get("set", {})]
    assert made[: len(lines)] == lines


@settings(max_examples=25, deadline=None)
@given(parts=st.lists(st.integers(1, 3), min_size=1, max_size=3))
def test_in_parts_comes_to_the_same_as_at_once(parts: list[int]) -> None:
    shop, order = paid_order("on_order", 0)
    other, at_once = paid_order("on_order", 0)

    for part in parts:
        shop.now(order).cancel(some(part), by=shop.anna)
    at_once.cancel(some(sum(parts)), by=other.anna)

    assert given_back(shop) == given_back(other)
    assert shop.now(order).document.total == other.now(at_once).document.total
    assert shop.on_shelf() == other.on_shelf()


@pytest.mark.parametrize("shipped", [0, 4])
def test_the_laws_of_what_is_shipped_hold_after_all_is_cancelled(shipped: int) -> None:
    shop, order = paid_order("on_shipment", shipped)

    order.cancel(Cancellation(reason="no more"), by=shop.anna)

    keep_the_laws(shop.company)


def given_back(shop: Shop) -> Any:
    credited = sum((note.document.gross for note in shop.company.find(Crediting)), eur(0))
    refunded = sum((one.document.amount for one in shop.company.find(Refunding)), eur(0))
    billed = sum((one.document.gross for one in shop.company.find(InvoiceToCash)), eur(0))
    assert credited == refunded <= billed
    return refunded
