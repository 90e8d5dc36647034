"""What a plain step costs: counted, not timed.

A plain step takes at most three gets, and one commit of at most three records and moves; what it
only looked at is checked beside them.
"""

import pytest

from fbo import Actor, Cancellation, OrderToCash, Picking
from fbo.adapters.memory import MemoryStore
from fbo.front.sales import Suspension
from fbo.ports.storage import Delete, Move, Put
from fbo.testing.shop import Shop
from fbo.testing.watched import WatchedStore


@pytest.fixture
def store() -> WatchedStore:
    return WatchedStore(MemoryStore())


@pytest.fixture
def shop(store: WatchedStore) -> Shop:
    shop = Shop(store)
    shop.receive(20)
    # What a step looks at is learned when it is first taken.
    shop.shipped(shop.placed())
    return shop


def cost(store: WatchedStore) -> tuple[int, int, int]:
    """Gets, commits, and the records and moves of the dearest commit."""
    dearest = max(
        sum(isinstance(write, (Put, Delete, Move)) for write in batch.writes)
        for batch in store.batches
    )
    return store.gets, store.commits, dearest


def is_plain(store: WatchedStore) -> bool:
    gets, commits, dearest = cost(store)
    return gets <= 3 and commits == 1 and dearest <= 3


def test_a_step_of_one_case_is_plain(shop: Shop, store: WatchedStore) -> None:
    shipment = shop.started(shop.placed())
    shipment.pick(Picking(), by=shop.sam)
    shipment.pack(by=shop.sam)
    store.reset()

    shipment.unpack(by=shop.sam)

    assert cost(store) == (1, 1, 1)


def test_a_step_that_a_parent_counts_is_plain(shop: Shop, store: WatchedStore) -> None:
    shipment = shop.started(shop.placed())
    store.reset()

    shipment.pick(Picking(), by=shop.sam)

    assert is_plain(store)


def test_a_step_that_tells_somebody_is_plain(shop: Shop, store: WatchedStore) -> None:
    order = shop.placed()
    store.reset()

    order.suspend(Suspension(reason="a moment"), by=shop.anna)

    assert is_plain(store)


def test_a_step_under_a_key_costs_a_record_and_no_get_more(shop: Shop, store: WatchedStore) -> None:
    shipment = shop.started(shop.placed())
    shipment.pick(Picking(), by=shop.sam)
    shipment.pack(by=shop.sam)
    store.reset()

    shipment.unpack(by=shop.sam, key="k1")

    assert cost(store) == (1, 1, 2)


def test_an_order_is_opened_without_reading(shop: Shop, store: WatchedStore) -> None:
    store.reset()

    shop.drafted()

    assert cost(store) == (0, 1, 2)


def test_an_order_is_placed_and_decided_in_two_commits(shop: Shop, store: WatchedStore) -> None:
    order = shop.drafted()
    store.reset()

    order.place(by=shop.anna)

    gets, commits, dearest = cost(store)
    assert order.state is OrderToCash.confirmed
    assert (commits, store.refused) == (2, 0)
    assert gets <= 6
    # The case, its message, the credit line, the shelf.
    assert dearest == 4


def test_what_is_looked_at_is_checked_and_not_written(shop: Shop, store: WatchedStore) -> None:
    order = shop.drafted()
    store.reset()

    order.place(by=shop.anna)

    first = store.batches[0]
    written = {write.key for write in first.writes if isinstance(write, Put)}
    assert {("case", shop.ada.id), ("case", shop.lamp.id)}.isdisjoint(written)
    assert {("case", shop.ada.id), ("case", shop.lamp.id)} <= {w.key for w in first.writes}


def test_asking_for_refusals_writes_nothing(shop: Shop, store: WatchedStore) -> None:
    order = shop.placed()
    store.reset()

    order.cancel.refusals(Cancellation(reason="no"), by=Actor.customer("other"))

    assert store.commits == 0


def test_what_comes_to_nothing_in_sum_moves_nothing(shop: Shop, store: WatchedStore) -> None:
    shop.receive(5)
    order = shop.placed(lines=[shop.line(2, number=1), shop.line(3, number=2)])
    store.reset()

    shop.started(order)

    moved = [
        write.key for batch in store.batches for write in batch.writes if isinstance(write, Move)
    ]
    # The shipment takes over what the order held: in sum nothing moves, and nothing is asked.
    assert moved == []


def test_a_dispatch_moves_each_counter_once(shop: Shop, store: WatchedStore) -> None:
    order = shop.placed(lines=[shop.line(2, number=1), shop.line(3, number=2)])
    shipment = shop.packed(order)
    store.reset()

    shipment.dispatch(by=shop.sam)

    moves = [write.key[1] for write in store.batches[0].writes if isinstance(write, Move)]
    assert sorted(moves) == [
        f"goods|customer|{shop.lamp.id}|posted",
        f"goods|storage|{shop.lamp.id}|posted",
    ]
