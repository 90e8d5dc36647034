"""Whatever is gained is given by itself, behind the commit that brought it, each unit once."""

from datetime import date
from typing import Any

import pytest

from fbo import (
    WAREHOUSE,
    Cancellation,
    Company,
    Component,
    Order,
    OrderToCash,
    Policies,
    Process,
    Role,
    State,
    Task,
    Tasking,
    WarehousePolicy,
    business_days,
    pieces,
    stock,
)
from fbo.adapters.memory import MemoryStore
from fbo.back.warehouse import Reason, Shipment
from fbo.company.serving import give_apart, why_allocated
from fbo.company.verifying.verify import verify
from fbo.front.sales import CancelledLine, Suspension
from fbo.kernel.errors import DefinitionError, Unavailable
from fbo.ports.storage import Batch, Scan, Sealed
from fbo.processes.order_to_cash.allocating import rank
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop
from fbo.workflow.queue import queue


def has(shop: Shop, order: OrderToCash, bucket: Any = "allocated") -> int:
    return shop.now(order).document.line(1).has(bucket).units


def steps(shop: Shop, order: OrderToCash) -> list[str]:
    return [line.step for line in shop.company.history(order)]


def gains(shop: Shop) -> int:
    """How many records wait to be seen to."""
    found = shop.company.store.scan(shop.company.firm.space, Scan("gain", "due", hi="~"))
    return len(found)


def test_goods_that_come_are_given_to_who_waits(shop: Shop) -> None:
    order = shop.placed(3, "1.00")

    shop.receive(2)

    assert (has(shop, order), has(shop, order, "backordered")) == (2, 1)
    assert gains(shop) == 0
    keep_the_laws(shop.company)


def test_the_first_in_the_order_of_service_is_served_first(shop: Shop) -> None:
    late = shop.placed(3, "1.00", promised=date(2026, 12, 1))
    soon = shop.placed(3, "1.00", promised=date(2026, 11, 25))
    urgent = shop.placed(3, "1.00", priority=1)

    shop.receive(7)

    assert [has(shop, order) for order in (urgent, soon, late)] == [3, 3, 1]


def test_what_a_cancelled_order_held_goes_to_who_waits(shop: Shop) -> None:
    shop.receive(3)
    first, second = shop.placed(3, "1.00"), shop.placed(3, "1.00")

    first.cancel(Cancellation(reason="no more"), by=shop.anna)

    assert has(shop, second) == 3
    keep_the_laws(shop.company)


def test_what_a_part_that_is_cancelled_held_goes_to_who_waits(shop: Shop) -> None:
    shop.receive(3)
    first, second = shop.placed(3, "1.00"), shop.placed(3, "1.00")
    one = (CancelledLine(line=1, quantity=pieces(1)),)

    first.cancel(Cancellation(reason="too many", scope="lines", lines=one), by=shop.anna)

    assert (has(shop, first), has(shop, second)) == (2, 1)


def test_what_comes_back_goes_to_who_waits(shop: Shop) -> None:
    shop.receive(3)
    first, second = shop.placed(3, "1.00"), shop.placed(3, "1.00")
    shipment = shop.shipped(first)
    shipment.call_back(by=shop.sam)

    shipment.receive_back(by=shop.sam)

    assert has(shop, second) == 3
    keep_the_laws(shop.company)


def test_what_is_counted_too_much_goes_to_who_waits(shop: Shop) -> None:
    order = shop.placed(3, "1.00")

    stock.adjust(shop.company, shop.lamp.id, pieces(1), by=shop.sam)

    assert has(shop, order) == 1


def test_a_cancelled_shipment_gives_its_goods_to_its_own_order(shop: Shop) -> None:
    shop.receive(3)
    first, second = shop.placed(3, "1.00"), shop.placed(3, "1.00", priority=1)

    shop.packed(first).cancel(Reason(reason="the box broke"), by=shop.sam)

    assert (has(shop, first), has(shop, second)) == (3, 0)


def test_an_order_on_hold_is_given_nothing_until_it_goes_on(shop: Shop) -> None:
    order = shop.placed(3, "1.00")
    order.suspend(Suspension(reason="a moment"), by=shop.anna)
    shop.receive(2)
    assert has(shop, order) == 0

    shop.now(order).resume(by=shop.anna)

    assert has(shop, order) == 2


def test_a_kit_that_lacks_something_lets_others_have_what_it_cannot_use(shop: Shop) -> None:
    pair = shop.item(
        "PAIR", kind="kit", components=(Component(item=shop.lamp.id, quantity=pieces(2)),)
    )
    kits = shop.placed(lines=(shop.line(1, "1.00", item=pair),), priority=1)
    order = shop.placed(3, "1.00")

    shop.receive(1)

    assert (has(shop, kits), has(shop, order)) == (0, 1)


def test_why_an_order_has_goods_names_what_gave_them(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(3, "1.00")
    shop.receive(2)

    why = why_allocated(shop.company, order)

    assert [(one.quantity, one.step) for one in why.given] == [
        (pieces(1), "decide"),
        (pieces(2), "allocate"),
    ]


def test_what_no_policy_names_is_given_once_it_does(shop: Shop) -> None:
    order = shop.placed(3, "1.00")
    stock.receive(shop.company, shop.lamp.id, pieces(2), by=shop.sam, place="storage/annex")
    assert has(shop, order) == 0
    both = Policies(warehouse=WarehousePolicy(places=("storage", "storage/annex")))
    later = Company(shop.company.store, policies=both, clock=shop.clock)

    give_apart(later, shop.lamp.id)

    assert later.case(OrderToCash, order.id).document.line(1).has("allocated") == pieces(2)
    keep_the_laws(later)


# What can go wrong.


class Failing(OrderToCash, replaces=OrderToCash):
    """An order whose goods cannot be given: there is a fault in what follows from it."""

    def _allocate_what_came(self) -> Order:
        raise ZeroDivisionError


def test_what_fails_becomes_a_task_and_stops_no_other() -> None:
    shop = Shop(processes=(Failing,))
    shop.placed(1)
    shop.placed(1)

    shop.receive(2)

    tasks: list[Task] = [case.document for case in shop.company.find(Tasking)]
    assert [task.what for task in tasks] == [
        "allocate could not be done: it failed with ZeroDivisionError"
    ] * 2
    assert gains(shop) == 0


class Stubborn(MemoryStore):
    """A store that is away for every commit in which an order is served."""

    away = False

    def commit(self, batch: Batch) -> Sealed:
        if self.away and any(draft.type == "OrderToCash.allocate" for draft in batch.entries):
            raise Unavailable("away")
        return super().commit(batch)


def test_what_a_crash_has_left_is_given_by_a_worker() -> None:
    store = Stubborn()
    shop = Shop(store)
    order = shop.placed(3, "1.00")
    store.away = True
    shop.receive(3)
    assert (has(shop, order), gains(shop)) == (0, 1)

    store.away = False
    shop.company.run_due()

    assert (has(shop, order), gains(shop)) == (3, 0)
    assert steps(shop, order).count("allocate") == 1
    assert verify(shop.company).ok


def test_who_begins_to_wait_while_goods_come_is_not_forgotten() -> None:
    """Between reading that nothing is there and committing that an order waits, goods come."""
    late: list[Shop] = []

    class Meanwhile(MemoryStore):
        def commit(self, batch: Batch) -> Sealed:
            if late and any(draft.type == "OrderToCash.decide" for draft in batch.entries):
                late.pop().receive(3)
            return super().commit(batch)

    shop = Shop(Meanwhile())
    order = shop.drafted(3, "1.00")
    late.append(shop)

    order.place(by=shop.anna)

    assert "allocate" in steps(shop, order)
    assert has(shop, order) == 3


# What is declared wrong.


def test_who_waits_must_be_found_by_an_index() -> None:
    clerk = Role("CLERK", "a clerk")
    with pytest.raises(DefinitionError, match="which is not indexed"):

        class Waiting(Process[Shipment]):
            here = State(WAREHOUSE, within=business_days(1), initial=True)
            there = State(final=True)
            serve = here.to(there, by=clerk)
            waits = queue(stock.GOODS, by="lines", step=serve, is_free=bool, rank=rank)  # type: ignore[arg-type]


def test_who_waits_is_served_by_the_system() -> None:
    clerk = Role("CLERK", "a clerk")
    with pytest.raises(DefinitionError, match="which SYSTEM cannot take"):

        class Waiting(Process[Shipment]):
            here = State(WAREHOUSE, within=business_days(1), initial=True)
            there = State(final=True)
            serve = here.to(there, by=clerk)
            waits = queue(stock.GOODS, by="order", step=serve, is_free=bool, rank=rank)  # type: ignore[arg-type]
