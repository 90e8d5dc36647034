"""The memory store keeps the store contract, and its places in order however many there are."""

import pytest

from fbo.adapters.memory import BLOCK, MemoryStore
from fbo.ports.storage import Batch, Delete, Put, Scan
from fbo.testing import MemoryFactory, StoreContract, StoreFactory

MANY = 5 * BLOCK


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store_factory(self) -> StoreFactory:
        return MemoryFactory()


def value_of(number: int) -> str:
    """Values come in no order, and each twice."""
    return f"{number // 2 * 7919 % MANY:05d}"


def all_places(store: MemoryStore) -> list[tuple[str, str]]:
    """Every place of the index, a page after the other."""
    found: list[tuple[str, str]] = []
    after = ("", "")
    while page := store.scan("main", Scan("doc", "place", after=after, limit=100)):
        found += [one.place for one in page]
        after = page[-1].place
    return found


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    puts = [Put(("doc", f"d{n}"), {}, 0, {"place": (value_of(n),)}) for n in range(MANY)]
    store.commit(Batch("main", "b1", tuple(puts)))
    return store


def test_a_store_of_many_places_lists_them_in_order(store: MemoryStore) -> None:
    places = all_places(store)

    assert places == sorted((value_of(n), f"d{n}") for n in range(MANY))


def test_places_that_are_left_are_listed_no_more(store: MemoryStore) -> None:
    kept = range(0, MANY, BLOCK)
    gone = [Delete(("doc", f"d{n}"), 1) for n in range(MANY) if n not in kept]

    store.commit(Batch("main", "b2", tuple(gone)))

    assert all_places(store) == sorted((value_of(n), f"d{n}") for n in kept)


def test_a_copy_of_a_store_goes_its_own_way(store: MemoryStore) -> None:
    copy = store.copied()

    store.commit(Batch("main", "b2", (Delete(("doc", "d0"), 1),)))

    assert len(all_places(copy)) == len(all_places(store)) + 1
