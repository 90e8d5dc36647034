"""Races: everybody is served or refused truthfully, nobody twice, and nobody waits for ever."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Thread

from fbo import Company, OrderToCash, Shipping, StepRefused, eur
from fbo.adapters.memory import MemoryStore
from fbo.back.finance import credit
from fbo.ports.storage import Batch
from fbo.testing.shop import Shop
from fbo.testing.watched import WatchedStore

MANY = 300


def at_once(acts: Iterable[Callable[[], object]]) -> None:
    """Each in a thread of its own; raises what the first of them raised."""
    failed: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001  told in the thread that started it
            failed.append(error)

    threads = [Thread(target=run, args=(act,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if any(thread.is_alive() for thread in threads):
        raise AssertionError("somebody waits for ever")
    if failed:
        raise failed[0]


def tries(store: WatchedStore, step: str) -> Counter[str]:
    """How often a commit of the step was tried, by case."""
    return Counter(
        entry.data["case"]
        for batch in store.attempts
        for entry in batch.entries
        if entry.type == step
    )


@contextmanager
def all_decided_before_any_is_committed(store: WatchedStore, step: str, n: int) -> Iterator[None]:
    """The first commit of the step in each case waits until all have decided."""
    together, seen = Barrier(n, timeout=60), set[str]()

    def wait(batch: Batch) -> None:
        for entry in batch.entries:
            if entry.type == step and entry.data["case"] not in seen:
                seen.add(entry.data["case"])
                together.wait()

    store.before_commit = wait
    yield
    store.before_commit = None


def states(company: Company) -> Counter[str]:
    return Counter(order.state.name for order in company.find(OrderToCash))


# One credit line.


def test_of_three_hundred_who_ask_for_the_last_credit_a_hundred_and_twenty_get_it() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    ada = shop.company.change(shop.ada, credit_limit=eur("120.00"))
    orders = [shop.drafted(1, "1.00") for _ in range(MANY)]

    with all_decided_before_any_is_committed(store, "OrderToCash.decide", MANY):
        at_once(lambda order=order: order.place(by=shop.anna) for order in orders)

    assert states(shop.company) == {"confirmed": 120, "credit_hold": 180}
    assert shop.company.balance(credit.line(ada.id, "EUR")).available == -120_00


def test_a_shortage_costs_one_round() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    shop.company.change(shop.ada, credit_limit=eur("120.00"))
    orders = [shop.drafted(1, "1.00") for _ in range(MANY)]

    with all_decided_before_any_is_committed(store, "OrderToCash.decide", MANY):
        at_once(lambda order=order: order.place(by=shop.anna) for order in orders)

    assert Counter(tries(store, "OrderToCash.decide").values()) == {1: 120, 2: 180}


def test_what_is_left_of_the_credit_is_given_to_whom_it_is_enough_for() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    orders = [shop.drafted(count) for count in (6, 6, 4, 4, 2)]

    with all_decided_before_any_is_committed(store, "OrderToCash.decide", len(orders)):
        at_once(lambda order=order: order.place(by=shop.anna) for order in orders)

    used = -shop.company.balance(credit.line(shop.ada.id, "EUR")).available
    held = [shop.now(order) for order in orders if "credit" in shop.now(order).holds]
    assert used == sum(order.document.total.minor for order in held) <= 1000_00
    assert states(shop.company)["placed"] == 0


# One item.


def test_of_three_hundred_who_want_the_last_two_hundred_lamps_each_gets_one_or_waits() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    grace = shop.customer("Grace Hopper")
    shop.receive(200)
    orders = [shop.drafted(1, customer=grace.id) for _ in range(MANY)]

    with all_decided_before_any_is_committed(store, "OrderToCash.decide", MANY):
        at_once(lambda order=order: order.place(by=shop.anna) for order in orders)

    got = Counter(next(iter(shop.now(order).document.lines[0].buckets)) for order in orders)
    assert got == {"allocated": 200, "backordered": 100}
    assert shop.on_shelf() == (200, 0)


def test_whoever_finds_less_than_he_saw_gets_what_is_there() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    grace = shop.customer("Grace Hopper")
    shop.receive(10)
    orders = [shop.drafted(4, customer=grace.id) for _ in range(3)]

    with all_decided_before_any_is_committed(store, "OrderToCash.decide", 3):
        at_once(lambda order=order: order.place(by=shop.anna) for order in orders)

    allocated = [shop.now(order).document.lines[0].has("allocated").units for order in orders]
    assert sorted(allocated) == [2, 4, 4]


def test_under_deny_whoever_comes_too_late_waits_with_sales() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    grace = shop.customer("Grace Hopper")
    shop.receive(10)
    orders = [shop.drafted(4, customer=grace.id, backorder="deny") for _ in range(3)]

    with all_decided_before_any_is_committed(store, "OrderToCash.decide", 3):
        at_once(lambda order=order: order.place(by=shop.anna) for order in orders)

    assert states(shop.company) == {"confirmed": 2, "on_hold": 1}
    assert shop.on_shelf() == (10, 2)


def test_nobody_who_takes_from_the_shelf_loses_a_race() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    grace = shop.customer("Grace Hopper")
    shop.receive(100)
    orders = [shop.drafted(1, customer=grace.id) for _ in range(100)]

    with all_decided_before_any_is_committed(store, "OrderToCash.decide", 100):
        at_once(lambda order=order: order.place(by=shop.anna) for order in orders)

    assert Counter(tries(store, "OrderToCash.decide").values()) == {1: 100}


# One order.


def test_twenty_parcels_of_one_order_leave_at_once() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    grace = shop.customer("Grace Hopper")
    order = shop.placed(20, customer=grace.id)
    parcels: list[Shipping] = []
    for _ in range(20):
        shop.receive(1)
        parcels.append(shop.packed(order))
    store.reset()

    with all_decided_before_any_is_committed(store, "Shipping.dispatch", 20):
        at_once(lambda parcel=parcel: parcel.dispatch(by=shop.sam) for parcel in parcels)
    shop.company.run_due()

    now = shop.now(order)
    assert now.state is OrderToCash.fulfilled
    assert now.document.lines[0].has("shipped").units == 20
    assert sum(invoice.document.net.minor for invoice in now.invoices) == 2000_00
    # Losers stand in line: about twice each, not once for every neighbour.
    assert sum(tries(store, "Shipping.dispatch").values()) <= 3 * 20


def test_a_step_taken_twenty_times_at_once_is_taken_once(shop: Shop) -> None:
    order = shop.drafted()
    handles = [shop.now(order) for _ in range(20)]
    refused: list[str] = []

    def place(handle: OrderToCash) -> None:
        try:
            handle.place(by=shop.anna)
        except StepRefused as error:
            refused.append(error.code)

    at_once(lambda handle=handle: place(handle) for handle in handles)

    assert refused == ["step_refused"] * 19
    assert [line.step for line in shop.company.history(order)] == ["open", "place", "decide"]


def test_a_key_pressed_twenty_times_at_once_gives_one_answer(shop: Shop) -> None:
    order = shop.drafted()
    answers: list[object] = []

    at_once(
        lambda: answers.append(shop.now(order).place(by=shop.anna, key="k1")) for _ in range(20)
    )

    assert answers == [answers[0]] * 20


# Two workers.


def test_two_workers_do_what_is_due_once() -> None:
    store = MemoryStore()
    shop = Shop(store)
    for _ in range(50):
        shop.placed(20)
    shop.clock.set(shop.company.firm.calendar.next_opening(shop.clock.now()))
    other = Company(store, clock=shop.clock)

    at_once((shop.company.run_due, other.run_due))

    done = Counter(entry.type for entry in shop.company.journal())
    assert done["OrderToCash.reconsider"] == 50


# On a store in a file.


def test_in_a_file_credit_and_goods_come_out_just_as_exactly(tmp_path: Path) -> None:
    shop = Shop(f"sqlite:///{tmp_path}/race.db")
    shop.company.change(shop.ada, credit_limit=eur("40.00"))
    shop.receive(25)
    orders = [shop.drafted(1, "1.00") for _ in range(100)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda order: order.place(by=shop.anna), orders))

    assert states(shop.company) == {"confirmed": 40, "credit_hold": 60}
    assert shop.on_shelf() == (25, 0)
    shop.company.close()
