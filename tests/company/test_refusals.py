"""Refusals: every reason the actor may know, journaled, and nothing has happened."""

from datetime import date

import pytest

from fbo import (
    Actor,
    Cancellation,
    Conflict,
    Customer,
    NotAllowed,
    OrderToCash,
    Shipping,
    StepRefused,
    eur,
)
from fbo.adapters.memory import MemoryStore
from fbo.back.warehouse import stock
from fbo.company.engine.shortages import reason_of
from fbo.front.sales import Suspension
from fbo.front.sales.order import Instalment
from fbo.kernel.document import Address
from fbo.kernel.errors import Shortage
from fbo.kernel.quantity import pieces
from fbo.testing.shop import Shop
from fbo.testing.watched import WatchedStore


def codes(refused: pytest.ExceptionInfo[StepRefused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# What is told.


def test_a_refusal_tells_every_reason_at_once(shop: Shop) -> None:
    part = Instalment(due=date(2026, 12, 1), amount=eur("10.00"))
    order = shop.drafted(lines=(shop.line(0),), ship_to=Address(), instalments=(part,))

    with pytest.raises(StepRefused) as refused:
        order.place(by=shop.anna)

    assert codes(refused) == ["has_lines", "has_addresses", "instalments_add_up"]


def test_a_refusal_tells_the_way_out(shop: Shop) -> None:
    order = shop.drafted(lines=())

    with pytest.raises(StepRefused) as refused:
        order.place(by=shop.anna)

    (reason,) = refused.value.reasons
    assert reason.sentence == "the order has no lines"
    assert reason.way_out == "add a line"


def test_a_refusal_tells_the_facts_of_the_rule(shop: Shop) -> None:
    order = shop.drafted(3, backorder="deny")
    shop.receive(2)

    with pytest.raises(StepRefused) as refused:
        order.place(by=shop.anna)

    (reason,) = refused.value.reasons
    assert reason.code == "out_of_stock"
    assert reason.facts == {"item": shop.lamp.id, "available": "2 piece"}


def test_reasons_can_be_asked_for_without_trying(shop: Shop) -> None:
    order = shop.drafted(lines=())

    reasons = order.place.refusals(by=shop.anna)

    assert [reason.code for reason in reasons] == ["has_lines"]
    assert shop.company.journal()[-1].type == "OrderToCash.open"


def test_a_step_from_another_state_says_where_the_case_is(shop: Shop) -> None:
    order = shop.placed()

    with pytest.raises(StepRefused, match="it is confirmed, not drafted"):
        order.place(by=shop.anna)


def test_a_step_from_another_state_says_what_may_be_done_there(shop: Shop) -> None:
    order = shop.placed()

    (reason,) = order.place.refusals(by=shop.anna)

    assert reason.way_out.startswith("what you may take in that state: ")
    assert "cancel" in reason.way_out


def test_opening_again_what_is_open_is_refused(shop: Shop) -> None:
    order = shop.drafted()

    with pytest.raises(StepRefused) as refused:
        order.draft(by=shop.anna)

    assert codes(refused) == ["wrong_state"]


def test_a_step_of_a_case_that_is_not_there_is_refused(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        shop.company.take(OrderToCash.place, "nowhere", by=shop.anna)

    assert codes(refused) == ["no_such_case"]


def test_a_step_of_another_process_is_refused(shop: Shop) -> None:
    order = shop.placed()

    with pytest.raises(StepRefused) as refused:
        shop.company.take(Shipping.pack, order.id, by=shop.sam)

    assert codes(refused) == ["no_such_case"]


# To whom it is told.


def test_whoever_may_not_act_is_told_only_that(shop: Shop) -> None:
    order = shop.drafted(lines=(), ship_to=Address())

    with pytest.raises(NotAllowed) as refused:
        order.place(by=shop.ben)

    assert codes(refused) == ["not_allowed"]
    assert (
        str(refused.value)
        == "cannot place: only the customer or a sales representative may do that"
    )


def test_whoever_may_not_act_does_not_hear_where_the_case_is(shop: Shop) -> None:
    order = shop.placed()

    with pytest.raises(NotAllowed) as refused:
        order.place(by=shop.ben)

    assert "confirmed" not in str(refused.value)


def test_not_being_allowed_is_a_permission_error(shop: Shop) -> None:
    order = shop.drafted()

    with pytest.raises(PermissionError):
        order.place(by=shop.sam)


def test_a_customer_places_his_own_order(shop: Shop) -> None:
    order = shop.drafted()

    order.place(by=Actor.customer(shop.ada.id))

    assert order.state is OrderToCash.confirmed


def test_a_customer_may_not_touch_the_order_of_another(shop: Shop) -> None:
    order = shop.drafted()

    with pytest.raises(NotAllowed):
        order.cancel(Cancellation(reason="envy"), by=Actor.customer("somebody-else"))


def test_nobody_opens_an_order_in_the_name_of_another_customer(shop: Shop) -> None:
    with pytest.raises(NotAllowed):
        shop.company.open(OrderToCash, shop.order(), by=Actor.customer("somebody-else"))


# What it leaves behind.


def test_a_refusal_is_journaled_with_who_tried_what_and_why_not(shop: Shop) -> None:
    order = shop.drafted(lines=())
    with pytest.raises(StepRefused):
        order.place(by=shop.anna)

    last = shop.company.journal()[-1]

    assert last.type == "OrderToCash.refused"
    assert last.data == {
        "tried": "place",
        "on": order.id,
        "by": shop.anna.id,
        "reasons": ["has_lines"],
    }


def test_a_refusal_leaves_the_case_as_it_was(shop: Shop) -> None:
    order = shop.drafted(lines=())
    with pytest.raises(StepRefused):
        order.place(by=shop.anna)

    now = shop.now(order)

    assert now.state is OrderToCash.drafted
    assert now.version == order.version
    assert len(shop.company.history(order)) == 1


def test_a_refusal_rests_on_the_customer_as_he_is_when_it_is_committed() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    order = shop.drafted()
    merged = shop.company.change(shop.ada, merged_into="somebody")
    store.meanwhile(lambda: shop.company.change(merged, merged_into=None))

    order.place(by=shop.anna)

    assert order.state is OrderToCash.confirmed


def test_a_refusal_rests_on_the_state_in_which_the_case_is_when_it_is_committed() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    order = shop.placed()
    order.suspend(Suspension(reason="the address is odd"), by=shop.anna)
    store.meanwhile(lambda: shop.now(order).resume(by=shop.anna))

    with pytest.raises(StepRefused) as refused:
        order.start_fulfilment(by=shop.sam)

    assert codes(refused) == ["goods_are_ready"]


# Old sights.


def test_a_stale_handle_may_take_a_step_that_still_fits(shop: Shop) -> None:
    stale = shop.placed()
    shop.now(stale).suspend(Suspension(reason="the address is odd"), by=shop.anna)

    stale.resume(by=shop.anna)

    assert stale.state is OrderToCash.confirmed


def test_whoever_says_what_he_has_seen_does_not_act_on_an_old_sight(shop: Shop) -> None:
    order = shop.drafted()
    seen = order.version
    shop.now(order).place(by=shop.anna)

    with pytest.raises(Conflict):
        order.cancel(Cancellation(reason="too late"), by=shop.anna, seen=seen)

    assert shop.now(order).state is OrderToCash.confirmed


def test_whoever_has_seen_the_latest_may_act(shop: Shop) -> None:
    order = shop.drafted()

    order.place(by=shop.anna, seen=order.version)

    assert order.state is OrderToCash.confirmed


def test_an_old_sight_of_a_customer_is_refused_too(shop: Shop) -> None:
    shop.company.change(shop.ada, language="fr")

    with pytest.raises(Conflict):
        shop.company.change(shop.ada, seen=shop.ada.version, language="de")

    assert shop.company.get(Customer, shop.ada.id).document.language == "fr"


def test_after_a_step_the_handle_shows_the_new_state(shop: Shop) -> None:
    order = shop.drafted()

    order.place(by=shop.anna)

    assert order.state is OrderToCash.confirmed
    assert order.document.number == 1
    assert [line.step for line in order.history] == ["open", "place", "decide"]
    assert order.version == shop.now(order).version


# What an order names.


def test_an_order_for_nobody_is_refused(shop: Shop) -> None:
    order = shop.drafted(customer="nobody")

    with pytest.raises(StepRefused) as refused:
        order.place(by=shop.anna)

    assert codes(refused) == ["not_on_file"]


@pytest.mark.parametrize("seen_before", [False, True])
def test_an_order_of_what_is_no_customer_is_refused(shop: Shop, seen_before: bool) -> None:
    if seen_before:
        shop.placed()
    order = shop.drafted(customer=shop.lamp.id)

    with pytest.raises(StepRefused) as refused:
        order.place(by=shop.anna)

    assert codes(refused) == ["not_on_file"]


def test_an_order_for_what_is_no_item_is_refused(shop: Shop) -> None:
    order = shop.drafted(lines=(shop.line(1, item=shop.ada),))  # type: ignore[arg-type]

    with pytest.raises(StepRefused) as refused:
        order.place(by=shop.anna)

    assert codes(refused) == ["not_on_file"]


def test_what_is_not_on_file_is_named(shop: Shop) -> None:
    order = shop.drafted(customer="nobody")

    (reason,) = order.place.refusals(by=shop.anna)

    assert reason.sentence == "no customer on file under nobody"
    assert reason.facts == {"name": "customer", "ids": ["nobody"]}
    assert reason.way_out == "put it on file, or name another"


def test_a_step_that_looks_at_what_is_not_on_file_is_no_next_step(shop: Shop) -> None:
    order = shop.drafted(customer="nobody")

    assert "place" not in order.next_steps(by=shop.anna)


def test_an_order_of_an_order_is_refused(shop: Shop) -> None:
    order = shop.drafted(customer=shop.placed().id)

    with pytest.raises(StepRefused) as refused:
        order.place(by=shop.anna)

    assert codes(refused) == ["not_on_file"]


def test_a_shortage_of_goods_is_told_in_business_words(shop: Shop) -> None:
    shop.receive(1)

    with pytest.raises(StepRefused) as refused:
        stock.adjust(shop.company, shop.lamp.id, pieces(-4), by=shop.sam)

    (reason,) = refused.value.reasons
    assert reason.sentence == "4 piece of LAMP is wanted, 1 piece is available"
    assert reason.way_out == "take less, or wait until there is more"
    assert (reason.facts["available"], reason.facts["wanted"]) == (1, 4)


def test_a_shortage_of_credit_is_told_in_money(shop: Shop) -> None:
    key = ("balance", "credit|line/ada|EUR|available")

    reason = reason_of(Shortage(key, -38000, -30000, -50000), shop.company.firm.memory)

    assert reason.sentence == "the credit line has 120.00 EUR left, 300.00 EUR is wanted"
    assert reason.way_out == "wait for a payment, or have the limit raised"


def test_a_shortage_of_money_is_told_in_money(shop: Shop) -> None:
    key = ("balance", "money|1000|EUR|available")

    reason = reason_of(Shortage(key, 500, -1000, 0), shop.company.firm.memory)

    assert reason.sentence == "10.00 EUR is wanted, 5.00 EUR is available"
