"""Scenario: a credit limit cannot be walked around (S9)."""

from decimal import Decimal
from threading import Barrier, Thread

import pytest

from fbo import Cancellation, Money, OrderToCash, eur
from fbo.adapters.memory import MemoryStore
from fbo.front.sales import Suspension
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop
from fbo.testing.watched import WatchedStore


def test_of_two_orders_of_600_at_a_limit_of_1000_one_is_confirmed_and_one_is_held() -> None:
    shop = Shop()
    orders = [shop.drafted(6) for _ in range(2)]
    together = Barrier(2)
    failed: list[BaseException] = []

    def place(order: OrderToCash) -> None:
        try:
            together.wait()
            order.place(by=shop.anna)
        except BaseException as error:  # noqa: BLE001 - told by the test itself
            failed.append(error)

    threads = [Thread(target=place, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sorted(shop.now(order).state.name for order in orders) == ["confirmed", "credit_hold"]


def test_neither_stays_placed_when_the_second_is_decided_within_the_commit_of_the_first() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    first, second = shop.drafted(6), shop.drafted(6)
    store.meanwhile(
        lambda: second.place(by=shop.anna),
        on=lambda batch: any(entry.type == "OrderToCash.decide" for entry in batch.entries),
    )

    first.place(by=shop.anna)

    assert (first.state, shop.now(second).state) == (
        OrderToCash.credit_hold,
        OrderToCash.confirmed,
    )


def test_an_order_that_is_suspended_keeps_its_credit_from_the_next() -> None:
    shop = Shop()
    order = shop.placed(9)
    order.suspend(Suspension(reason="a moment"), by=shop.anna)

    assert shop.placed(9).state is OrderToCash.credit_hold


@pytest.mark.parametrize("again", [1, 2])
def test_an_order_that_is_placed_again_finds_the_credit_used(again: int) -> None:
    shop = Shop()
    first = shop.placed(9)
    first.suspend(Suspension(reason="a moment"), by=shop.anna)
    second = shop.placed(9)
    first.cancel(Cancellation(reason="no more"), by=shop.anna)
    second.reconsider(by=shop.carla)
    assert second.state is OrderToCash.confirmed

    placed_again = [shop.placed(9) for _ in range(again)]

    assert {order.state for order in placed_again} == {OrderToCash.credit_hold}


def test_without_a_limit_every_order_is_confirmed_and_nothing_is_held() -> None:
    shop = Shop()
    grace = shop.customer("Grace Hopper")

    orders = [shop.placed(1000, customer=grace.id) for _ in range(3)]

    assert {order.state for order in orders} == {OrderToCash.confirmed}
    assert all("credit" not in order.holds for order in orders)


# S9, to the end.


def need(order: OrderToCash, limit: str) -> Money:
    """What would be owed with the order, as it was decided."""
    decision = order.document.credit_decision
    assert decision is not None
    assert decision.free is not None
    return eur(limit) - decision.free + decision.need


def test_the_orders_of_900_at_a_limit_of_1000_in_all_their_turns() -> None:
    shop = Shop()
    first = shop.placed(9)
    first.suspend(Suspension(reason="a moment"), by=shop.anna)

    second = shop.placed(9)
    assert second.state is OrderToCash.credit_hold
    assert need(second, "1000.00") == eur("1800.00")

    first.cancel(Cancellation(reason="no more"), by=shop.anna)
    second.reconsider(by=shop.carla)
    assert second.state is OrderToCash.confirmed

    again = shop.placed(9)
    assert again.state is OrderToCash.credit_hold
    keep_the_laws(shop.company)


def test_with_a_limit_of_nothing_an_order_that_is_paid_first_is_confirmed_and_shipped() -> None:
    shop = Shop()
    shop.receive(1)
    grace = shop.customer("Grace Hopper", limit=eur("0.00"))
    order = shop.placed(1, customer=grace.id, prepayment=Decimal(1))
    assert order.state is OrderToCash.awaiting_prepayment

    shop.paid(eur("100.00"), customer=grace.id, orders=(order.id,))

    confirmed = shop.now(order)
    assert confirmed.state is OrderToCash.confirmed
    assert need(confirmed, "0.00") == eur("0.00")
    shop.shipped(confirmed)
    assert shop.now(order).state is OrderToCash.completed
    keep_the_laws(shop.company)
