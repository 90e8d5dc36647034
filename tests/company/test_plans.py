"""Plan, then apply: what was shown is done, exactly that, or nothing."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from fbo import Cancellation, Conflict, NotAllowed, OrderToCash, Plan, PlanChanged, StepRefused
from fbo.adapters.memory import MemoryStore
from fbo.front.sales import Suspension
from fbo.testing.shop import Shop
from fbo.testing.watched import WatchedStore

TOO_DEAR = Cancellation(reason="too dear")


@pytest.fixture
def order(shop: Shop) -> OrderToCash:
    shop.receive(2)
    return shop.placed(3)


def test_a_plan_lists_what_would_be_done(shop: Shop, order: OrderToCash) -> None:
    shop.started(order)

    plan = shop.now(order).cancel.plan(TOO_DEAR, by=shop.anna)

    assert [effect["step"] for effect in plan.effects] == ["OrderToCash.cancel", "Shipping.cancel"]


def test_a_plan_writes_nothing(shop: Shop, order: OrderToCash) -> None:
    before = len(shop.company.journal())

    order.cancel.plan(TOO_DEAR, by=shop.anna)

    assert len(shop.company.journal()) == before
    assert shop.now(order).version == order.version


def test_a_plan_is_applied(shop: Shop, order: OrderToCash) -> None:
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)

    shop.company.apply(plan, by=shop.anna)

    assert shop.now(order).state is OrderToCash.cancelled
    assert shop.now(order).document.because == "too dear"


def test_applying_a_plan_does_what_the_plan_says(shop: Shop, order: OrderToCash) -> None:
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)
    before = shop.company.journal()[-1].seq

    shop.company.apply(plan, by=shop.anna)

    (entry,) = shop.company.journal(before)
    assert entry.data["holds"] == plan.effects[0]["holds"]
    assert entry.data["set"]["lines"] == plan.effects[0]["set"]["lines"]


def test_two_plans_of_one_step_are_the_same(shop: Shop, order: OrderToCash) -> None:
    first = order.cancel.plan(TOO_DEAR, by=shop.anna)

    assert order.cancel.plan(TOO_DEAR, by=shop.anna).digest == first.digest


def test_a_plan_made_a_minute_ago_holds(shop: Shop, order: OrderToCash) -> None:
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)
    shop.clock.advance(timedelta(minutes=1))

    shop.company.apply(plan, by=shop.anna)

    assert shop.now(order).state is OrderToCash.cancelled


def test_a_plan_travels_as_json(shop: Shop, order: OrderToCash) -> None:
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)

    travelled = Plan.from_json(json.loads(json.dumps(plan.as_json())))
    shop.company.apply(travelled, by=shop.anna)

    assert shop.now(order).state is OrderToCash.cancelled


def test_a_plan_is_changed_when_its_case_has_moved_on(shop: Shop, order: OrderToCash) -> None:
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)
    shop.now(order).suspend(Suspension(reason="wait"), by=shop.anna)

    with pytest.raises(PlanChanged):
        shop.company.apply(plan, by=shop.anna)

    assert shop.now(order).state is OrderToCash.on_hold


def test_a_plan_is_changed_when_more_would_be_done(shop: Shop, order: OrderToCash) -> None:
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)
    shop.started(order)

    with pytest.raises(PlanChanged) as changed:
        shop.company.apply(plan, by=shop.anna)

    assert "1 effects were planned, 2 would follow now" in changed.value.differences


def test_a_plan_is_changed_when_the_step_would_now_be_refused(
    shop: Shop, order: OrderToCash
) -> None:
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)
    shop.packed(order)

    with pytest.raises(PlanChanged):
        shop.company.apply(plan, by=shop.anna)


def test_a_plan_is_changed_when_somebody_is_faster_than_its_commit() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    order = shop.placed()
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)
    store.meanwhile(lambda: shop.now(order).suspend(Suspension(reason="wait"), by=shop.anna))

    with pytest.raises(PlanChanged):
        shop.company.apply(plan, by=shop.anna)

    assert shop.now(order).state is OrderToCash.on_hold


def test_a_changed_plan_is_a_conflict_and_nothing_has_happened(
    shop: Shop, order: OrderToCash
) -> None:
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)
    shop.now(order).suspend(Suspension(reason="wait"), by=shop.anna)
    before = len(shop.company.journal())

    with pytest.raises(Conflict) as changed:
        shop.company.apply(plan, by=shop.anna)

    assert changed.value.committed == "no"
    assert len(shop.company.journal()) == before


def test_a_plan_that_was_tampered_with_is_changed(shop: Shop, order: OrderToCash) -> None:
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)

    with pytest.raises(PlanChanged):
        shop.company.apply(replace(plan, form={"reason": "free of charge"}), by=shop.anna)


def test_a_plan_for_another_case_is_changed(shop: Shop, order: OrderToCash) -> None:
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)
    other = shop.placed(3)

    with pytest.raises(PlanChanged):
        other.apply(plan, by=shop.anna)


def test_a_plan_of_somebody_else_is_no_permission(shop: Shop, order: OrderToCash) -> None:
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)

    with pytest.raises(PlanChanged):
        shop.company.apply(plan, by=shop.ben)

    assert shop.now(order).state is OrderToCash.confirmed


def test_whoever_may_not_act_gets_no_plan(shop: Shop, order: OrderToCash) -> None:
    with pytest.raises(NotAllowed):
        order.cancel.plan(TOO_DEAR, by=shop.ben)


def test_what_would_be_refused_cannot_be_planned(shop: Shop, order: OrderToCash) -> None:
    shop.packed(order)

    with pytest.raises(StepRefused, match="have been picked already"):
        shop.now(order).cancel.plan(TOO_DEAR, by=shop.anna)


def test_a_plan_applied_twice_under_a_key_is_done_once(shop: Shop, order: OrderToCash) -> None:
    plan = order.cancel.plan(TOO_DEAR, by=shop.anna)

    first = shop.company.apply(plan, by=shop.anna, key="k1")
    again = shop.company.apply(plan, by=shop.anna, key="k1")

    assert again == first


def test_balances_are_no_part_of_a_plan(shop: Shop, order: OrderToCash) -> None:
    shop.receive(5)
    plan = shop.now(order).cancel.plan(TOO_DEAR, by=shop.anna)
    shop.receive(50)

    shop.company.apply(plan, by=shop.anna)

    assert shop.now(order).state is OrderToCash.cancelled


def test_what_a_book_would_refuse_is_refused_when_it_is_planned(
    shop: Shop, order: OrderToCash
) -> None:
    first = shop.started(order)
    first.unassign(by=shop.sam)
    shop.started(order)

    with pytest.raises(StepRefused, match="settled, voided or expired"):
        first.assign.plan(by=shop.sam)
