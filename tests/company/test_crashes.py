"""Crashes: wherever a process dies, what was committed stays, and what follows is done once."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fbo import (
    Company,
    FboError,
    OrderToCash,
    Picking,
    Shipping,
    Unavailable,
    eur,
)
from fbo.adapters.memory import MemoryStore
from fbo.company.verifying.verify import verify
from fbo.kernel.errors import CommitUnknown
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop
from fbo.testing.watched import Died, WatchedStore

MINUTE = timedelta(minutes=1)


class Life:
    """The life of an order, step by step, each under a key of its own: it may be pressed again."""

    def __init__(self, store: WatchedStore) -> None:
        self.store = store
        self.shop = Shop(store)
        self.company = self.shop.company
        self.shop.receive(2)

    def steps(self) -> list[Callable[[], object]]:
        anna, sam = self.shop.anna, self.shop.sam
        draft = self.shop.order(2)
        return [
            lambda: self.company.open(OrderToCash, draft, by=anna, key="open", id="order"),
            lambda: self._order().place(by=anna, key="place"),
            lambda: self._order().start_fulfilment(by=sam, key="start"),
            lambda: self._parcel().pick(Picking(), by=sam, key="pick"),
            lambda: self._parcel().pack(by=sam, key="pack"),
            lambda: self._parcel().dispatch(by=sam, key="dispatch"),
            lambda: self.shop.paid(eur("200.00"), self._invoice(), key="pay"),
        ]

    def live(self) -> None:
        """Each step; who hears nothing, or that nothing is known, presses again."""
        for step in self.steps():
            for act in (step, self._worker):
                try:
                    act()
                except (Died, FboError) as accident:
                    if isinstance(accident, Died):
                        self._another_process()
                    act()

    def _worker(self) -> None:
        """A minute later a worker does what is due."""
        self.shop.clock.advance(MINUTE)
        self.company.run_due()

    def _another_process(self) -> None:
        self.company = self.shop.company = Company(self.store.store, clock=self.shop.clock)
        self._worker()

    def _order(self) -> OrderToCash:
        return self.company.case(OrderToCash, "order")

    def _parcel(self) -> Shipping:
        return self.company.case(Shipping, self._order().child_ids(Shipping)[0])

    def _invoice(self) -> str:
        return self._order().invoices[0].id


def counted(company: Company) -> Counter[str]:
    """What was done how often, whoever had to look after it once more."""
    done = Counter(entry.type for entry in company.journal())
    del done["OrderToCash.timer"]
    return done


def calm() -> tuple[int, Counter[str]]:
    """How many commits a life takes, and what is done in it."""
    life = Life(WatchedStore(MemoryStore()))
    life.store.reset()
    life.live()
    return life.store.commits, counted(life.company)


COMMITS, DONE = calm()


def lived(life: Life) -> None:
    """It has come to the same end, every law holds, every record is what the journal says."""
    life.shop.clock.advance(timedelta(hours=1))
    life.company.run_due()
    assert counted(life.company) == DONE
    assert life.company.case(OrderToCash, "order").state is OrderToCash.completed
    keep_the_laws(life.company)
    assert verify(life.company).first_fault is None


@pytest.mark.parametrize("number", range(1, COMMITS + 1))
def test_a_process_that_dies_when_a_commit_is_done_changes_nothing(number: int) -> None:
    life = Life(WatchedStore(MemoryStore()))
    life.store.die_at(number, before=False)

    life.live()

    lived(life)


@pytest.mark.parametrize("number", range(1, COMMITS + 1))
def test_a_process_that_dies_before_a_commit_changes_nothing(number: int) -> None:
    life = Life(WatchedStore(MemoryStore()))
    life.store.die_at(number, before=True)

    life.live()

    lived(life)


@pytest.mark.parametrize("number", range(1, COMMITS + 1))
def test_a_store_that_is_unavailable_for_a_commit_changes_nothing(number: int) -> None:
    life = Life(WatchedStore(MemoryStore()))
    life.store.fail_at(number, Unavailable("no connection"), before=True)

    life.live()

    lived(life)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("number", range(1, COMMITS + 1))
def test_a_commit_of_which_nobody_hears_is_settled_by_its_key(number: int, before: bool) -> None:
    life = Life(WatchedStore(MemoryStore()))
    life.store.fail_at(number, CommitUnknown("lost"), before=before)

    life.live()

    lived(life)


# What the caller hears.


def test_what_the_store_cannot_take_has_not_happened() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    order = shop.drafted()
    store.fail_at(1, Unavailable("no connection"), before=True)

    with pytest.raises(Unavailable) as failed:
        order.place(by=shop.anna)

    assert failed.value.committed == "no"
    assert shop.now(order).state is OrderToCash.drafted


def test_what_nobody_has_heard_of_may_have_happened() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    order = shop.drafted()
    store.fail_at(1, CommitUnknown("lost"), before=False)

    with pytest.raises(CommitUnknown) as failed:
        order.place(by=shop.anna, key="k1")

    assert failed.value.committed == "unknown"
    assert order.place(by=shop.anna, key="k1").now == "placed"


def test_a_store_that_fails_in_what_follows_is_no_failure_of_the_step() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    order = shop.drafted()
    store.fail_at(2, Unavailable("no connection"), before=True)

    outcome: Any = order.place(by=shop.anna)
    shop.clock.advance(MINUTE)
    shop.company.run_due()

    assert outcome.now == "placed"
    assert shop.now(order).state is OrderToCash.confirmed
