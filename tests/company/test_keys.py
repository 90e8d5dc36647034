"""Idempotency: a key gives one answer and has one effect, whoever presses it how often."""

from datetime import timedelta

import pytest

from fbo import (
    Actor,
    Cancellation,
    Company,
    Customer,
    IdempotencyMismatch,
    InputError,
    OrderToCash,
    StepRefused,
    StockItem,
    eur,
    pieces,
    stock,
)
from fbo.adapters.memory import MemoryStore
from fbo.company.afterwards import sweeping
from fbo.company.verifying.verify import verify
from fbo.kernel.people import THE_SYSTEM
from fbo.ports.storage import Batch, Put, Scan
from fbo.testing.shop import Shop
from fbo.testing.watched import Died, WatchedStore


def entries(company: Company, type_: str) -> int:
    return sum(entry.type == type_ for entry in company.journal())


def test_a_key_pressed_twice_has_one_effect(shop: Shop) -> None:
    order = shop.drafted()

    order.place(by=shop.anna, key="k1")
    order.place(by=shop.anna, key="k1")

    assert entries(shop.company, "OrderToCash.place") == 1


def test_a_key_pressed_twice_gives_the_same_answer(shop: Shop) -> None:
    order = shop.drafted()

    first = order.place(by=shop.anna, key="k1")
    again = order.place(by=shop.anna, key="k1")

    assert again == first


def test_the_answer_to_a_key_tells_the_numbers_that_were_given(shop: Shop) -> None:
    shop.placed()
    order = shop.drafted()
    order.place(by=shop.anna, key="k1")

    again = order.place(by=shop.anna, key="k1")

    assert again.numbers == {"order": (2,)}


def test_the_answer_to_a_key_tells_what_was_opened(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed()
    first = order.start_fulfilment(by=shop.sam, key="k1")

    again = order.start_fulfilment(by=shop.sam, key="k1")

    assert again.opened == first.opened == order.child_ids(type(shop.shipments(order)[0]))


def test_without_a_key_the_second_press_is_refused(shop: Shop) -> None:
    order = shop.drafted()
    order.place(by=shop.anna)

    with pytest.raises(StepRefused, match="it is confirmed, not drafted"):
        order.place(by=shop.anna)


def test_a_key_used_for_another_step_is_a_mismatch(shop: Shop) -> None:
    order = shop.drafted()
    order.place(by=shop.anna, key="k1")

    with pytest.raises(IdempotencyMismatch):
        order.cancel(Cancellation(reason="changed her mind"), by=shop.anna, key="k1")

    assert shop.now(order).state is OrderToCash.confirmed


def test_a_key_used_for_another_form_is_a_mismatch(shop: Shop) -> None:
    order = shop.drafted()
    order.cancel(Cancellation(reason="changed her mind"), by=shop.anna, key="k1")

    with pytest.raises(IdempotencyMismatch):
        order.cancel(Cancellation(reason="too dear"), by=shop.anna, key="k1")


def test_a_key_used_for_another_case_is_a_mismatch(shop: Shop) -> None:
    first, second = shop.drafted(), shop.drafted()
    first.place(by=shop.anna, key="k1")

    with pytest.raises(IdempotencyMismatch):
        second.place(by=shop.anna, key="k1")

    assert shop.now(second).state is OrderToCash.drafted


def test_an_order_opened_twice_under_a_key_is_one_order(shop: Shop) -> None:
    first = shop.company.open(OrderToCash, shop.order(3), by=shop.anna, key="k1")

    again = shop.company.open(OrderToCash, shop.order(3), by=shop.anna, key="k1")

    assert again.id == first.id
    assert entries(shop.company, "OrderToCash.open") == 1


def test_a_key_used_for_another_order_is_a_mismatch(shop: Shop) -> None:
    shop.company.open(OrderToCash, shop.order(3), by=shop.anna, key="k1")

    with pytest.raises(IdempotencyMismatch):
        shop.company.open(OrderToCash, shop.order(4), by=shop.anna, key="k1")


def test_a_key_that_opened_an_order_cannot_open_and_place_it(shop: Shop) -> None:
    order = shop.order()
    shop.company.open(OrderToCash, order, by=shop.anna, key="k1")

    with pytest.raises(IdempotencyMismatch):
        shop.company.open(OrderToCash, order, by=shop.anna, then=OrderToCash.place, key="k1")


def test_a_customer_filed_twice_under_a_key_is_one_customer(shop: Shop) -> None:
    first = shop.company.file(Customer(name="Grace Hopper"), key="k1")

    again = shop.company.file(Customer(name="Grace Hopper"), key="k1")

    assert again == first


def test_a_key_used_to_file_another_customer_is_a_mismatch(shop: Shop) -> None:
    shop.company.file(Customer(name="Grace Hopper"), key="k1")

    with pytest.raises(IdempotencyMismatch):
        shop.company.file(Customer(name="Charles Babbage"), key="k1")


def test_a_key_used_for_another_change_is_a_mismatch(shop: Shop) -> None:
    shop.company.change(shop.ada, key="k1", credit_limit=eur("2000.00"))

    with pytest.raises(IdempotencyMismatch):
        shop.company.change(shop.ada, key="k1", credit_limit=eur("3000.00"))

    assert shop.company.get(Customer, shop.ada.id).document.credit_limit == eur("2000.00")


def test_goods_received_twice_under_a_key_are_there_once(shop: Shop) -> None:
    for _ in range(2):
        stock.receive(shop.company, shop.lamp.id, pieces(5), by=shop.sam, key="k1")

    assert shop.on_shelf() == (5, 5)


def test_a_key_used_to_receive_another_quantity_is_a_mismatch(shop: Shop) -> None:
    stock.receive(shop.company, shop.lamp.id, pieces(5), by=shop.sam, key="k1")

    with pytest.raises(IdempotencyMismatch):
        stock.receive(shop.company, shop.lamp.id, pieces(7), by=shop.sam, key="k1")


def test_a_refusal_is_remembered_when_its_reason_is_gone(shop: Shop) -> None:
    order = shop.drafted(lines=(shop.line(1, item=shop.item("RARE", active=False)),))
    rare = shop.company.find_filed(StockItem, sku="RARE")[0]
    with pytest.raises(StepRefused) as first:
        order.place(by=shop.anna, key="k1")
    shop.company.change(rare, active=True)

    with pytest.raises(StepRefused) as again:
        order.place(by=shop.anna, key="k1")

    assert again.value.reasons == first.value.reasons
    assert str(again.value) == str(first.value)


def test_a_refusal_that_is_remembered_is_journaled_once(shop: Shop) -> None:
    order = shop.drafted(lines=())

    for _ in range(2):
        with pytest.raises(StepRefused):
            order.place(by=shop.anna, key="k1")

    assert entries(shop.company, "OrderToCash.refused") == 1


def test_what_was_refused_may_be_tried_again_under_another_key(shop: Shop) -> None:
    order = shop.drafted(lines=(shop.line(1, item=shop.item("RARE", active=False)),))
    with pytest.raises(StepRefused):
        order.place(by=shop.anna, key="k1")
    shop.company.change(shop.company.find_filed(StockItem, sku="RARE")[0], active=True)

    order.place(by=shop.anna, key="k2")

    assert order.state is OrderToCash.confirmed


def test_two_people_may_use_the_same_key(shop: Shop) -> None:
    shop.receive(2)
    first, second = shop.drafted(), shop.drafted()
    boss = shop.company.hire("Maud", *shop.anna.roles)

    first.place(by=shop.anna, key="k1")
    second.place(by=boss, key="k1")

    assert entries(shop.company, "OrderToCash.place") == 2


def test_nobody_hears_the_answer_to_the_key_of_another(shop: Shop) -> None:
    order = shop.drafted()
    order.place(by=shop.anna, key="k1")

    with pytest.raises(StepRefused, match="only the customer or a sales representative"):
        order.place(by=shop.ben, key="k1")


def test_of_two_presses_at_once_the_second_hears_the_answer_of_the_first() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    order = shop.drafted()
    other_window = shop.now(order)
    store.meanwhile(lambda: other_window.place(by=shop.anna, key="k1"))

    answer = order.place(by=shop.anna, key="k1")

    assert entries(shop.company, "OrderToCash.place") == 1
    assert answer.numbers == {"order": (1,)}


def test_of_two_presses_at_once_that_are_refused_both_hear_the_same() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    order = shop.drafted(lines=())
    heard: list[str] = []

    def press() -> None:
        with pytest.raises(StepRefused) as refused:
            shop.now(order).place(by=shop.anna, key="k1")
        heard.append(str(refused.value))

    store.meanwhile(press)
    press()

    assert heard[0] == heard[1]
    assert entries(shop.company, "OrderToCash.refused") == 1


def test_whoever_lost_the_answer_gets_it_under_his_key() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    order = shop.drafted()
    store.die_after("OrderToCash.place")
    with pytest.raises(Died):
        order.place(by=shop.anna, key="k1")

    answer = shop.now(order).place(by=shop.anna, key="k1")

    assert answer.now == "placed"
    assert entries(shop.company, "OrderToCash.place") == 1


def test_a_colon_in_an_id_or_a_key_makes_no_two_the_same(shop: Shop) -> None:
    ben, ben_too = (Actor.employee(id_, *shop.anna.roles) for id_ in ("ben:1", "ben"))
    first, second = shop.drafted(), shop.drafted()

    first.place(by=ben, key="k")
    second.place(by=ben_too, key="1:k")

    assert entries(shop.company, "OrderToCash.place") == 2


def test_a_key_may_have_two_hundred_characters(shop: Shop) -> None:
    order = shop.drafted()

    first = order.place(by=shop.anna, key="k" * 200)
    again = order.place(by=shop.anna, key="k" * 200)

    assert again == first


@pytest.mark.parametrize("key", ["", "k" * 201, "k\n", "\ud800"])
def test_what_is_no_key_is_refused_before_anything_happens(shop: Shop, key: str) -> None:
    order = shop.drafted()

    with pytest.raises(InputError):
        order.place(by=shop.anna, key=key)

    assert entries(shop.company, "OrderToCash.place") == 0


# How long an answer is kept.

MONTH = timedelta(days=30)


def answers(company: Company) -> int:
    return len(company.store.scan("main", Scan("idem", "until")))


def test_an_answer_is_kept_for_thirty_days(shop: Shop) -> None:
    order = shop.drafted()
    first = order.place(by=shop.anna, key="k1")
    shop.clock.advance(MONTH)
    shop.company.run_due()

    again = order.place(by=shop.anna, key="k1")

    assert again == first


def test_an_answer_goes_when_its_last_day_is_over(shop: Shop) -> None:
    shop.drafted().place(by=shop.anna, key="k1")
    with pytest.raises(StepRefused):
        shop.drafted(lines=()).place(by=shop.anna, key="k2")
    shop.clock.advance(MONTH + timedelta(days=1))

    shop.company.run_due()

    assert answers(shop.company) == 0


def test_a_call_removes_a_page_of_answers(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "PAGE", 2)
    order = shop.drafted()
    for number in range(5):
        with pytest.raises(StepRefused):
            order.complete(by=THE_SYSTEM, key=f"k{number}")
    shop.clock.advance(MONTH + timedelta(days=1))

    left = []
    for _ in range(3):
        shop.company.run_due()
        left.append(answers(shop.company))

    assert left == [3, 1, 0]


def test_two_workers_may_sweep_at_once() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store)
    shop.drafted().place(by=shop.anna, key="k1")
    shop.clock.advance(MONTH + timedelta(days=1))
    other = Company(store.store, clock=shop.clock)
    store.meanwhile(other.run_due)

    shop.company.run_due()

    assert answers(shop.company) == 0


def test_a_company_is_verified_whether_or_not_its_answers_are_swept(shop: Shop) -> None:
    shop.drafted().place(by=shop.anna, key="k1")
    shop.clock.advance(MONTH)
    shop.drafted().place(by=shop.anna, key="k2")
    shop.clock.advance(timedelta(days=1))
    shop.company.run_due()

    found = verify(shop.company)

    assert found.first_fault is None
    assert [check.counted for check in found.checks if check.name == "answers"] == [1]


def test_an_answer_that_is_found_by_another_day_is_a_fault(shop: Shop) -> None:
    shop.drafted().place(by=shop.anna, key="k1")
    (found,) = shop.company.store.scan("main", Scan("idem", "until"))
    record = found.record
    moved = Put(record.key, record.body, record.version, {"until": ("2099-01-01",)})
    shop.company.store.commit(Batch("main", "tampered", (moved,)))

    fault = verify(shop.company).first_fault

    assert fault is not None
    assert fault.check == "answers"
