"""What a decision looked at: if it has moved by the time of the commit, it is decided again."""

import pytest
from press import EDITOR, PROCESSES, Book, Note

from fbo import OrderToCash, StepRefused, eur
from fbo.adapters.memory import MemoryStore
from fbo.ports.storage import Batch
from fbo.testing.shop import Shop
from fbo.testing.watched import WatchedStore


@pytest.fixture
def store() -> WatchedStore:
    return WatchedStore(MemoryStore())


@pytest.fixture
def shop(store: WatchedStore) -> Shop:
    return Shop(store)


def deciding(batch: Batch) -> bool:
    return any(entry.type == "OrderToCash.decide" for entry in batch.entries)


def placing(batch: Batch) -> bool:
    return any(entry.type == "OrderToCash.place" for entry in batch.entries)


def test_a_decision_is_taken_again_when_what_it_looked_at_has_moved(
    shop: Shop, store: WatchedStore
) -> None:
    order = shop.drafted()
    store.meanwhile(lambda: shop.company.change(shop.ada, credit_status="stop"), on=deciding)

    order.place(by=shop.anna)

    assert order.state is OrderToCash.credit_hold


def test_a_limit_that_is_cut_meanwhile_counts(shop: Shop, store: WatchedStore) -> None:
    order = shop.drafted(5)
    store.meanwhile(lambda: shop.company.change(shop.ada, credit_limit=eur("1.00")), on=deciding)

    order.place(by=shop.anna)

    assert order.state is OrderToCash.credit_hold


def test_a_limit_that_is_raised_meanwhile_counts(shop: Shop, store: WatchedStore) -> None:
    order = shop.drafted(50)
    store.meanwhile(lambda: shop.company.change(shop.ada, credit_limit=eur("9000.00")), on=deciding)

    order.place(by=shop.anna)

    assert order.state is OrderToCash.confirmed


def test_an_item_that_is_not_sold_any_more_meanwhile_is_refused(
    shop: Shop, store: WatchedStore
) -> None:
    order = shop.drafted()
    store.meanwhile(lambda: shop.company.change(shop.lamp, active=False), on=placing)

    with pytest.raises(StepRefused) as refused:
        order.place(by=shop.anna)

    assert [reason.code for reason in refused.value.reasons] == ["not_sold"]


def test_a_customer_who_comes_on_file_meanwhile_is_seen(shop: Shop, store: WatchedStore) -> None:
    order = shop.drafted(customer="grace")
    store.meanwhile(
        lambda: shop.company.file(shop.ada.document.changed({"name": "Grace"}), id="grace")
    )

    order.place(by=shop.anna)

    assert order.state is OrderToCash.confirmed


def test_a_step_that_is_decided_again_takes_one_number(shop: Shop, store: WatchedStore) -> None:
    order = shop.drafted()
    store.meanwhile(lambda: shop.company.change(shop.ada, language="fr"), on=placing)

    order.place(by=shop.anna)

    assert store.refused == 1
    assert order.document.number == 1


def test_what_it_did_not_look_at_disturbs_nobody(shop: Shop, store: WatchedStore) -> None:
    grace, order = shop.customer("Grace Hopper"), shop.drafted()
    store.reset()
    store.meanwhile(lambda: shop.company.change(grace, credit_status="stop"), on=placing)

    order.place(by=shop.anna)

    assert store.refused == 0


def test_goods_that_come_meanwhile_disturb_nobody(shop: Shop, store: WatchedStore) -> None:
    shop.receive(5)
    order = shop.drafted(3)
    store.reset()
    store.meanwhile(lambda: shop.receive(5), on=deciding)

    order.place(by=shop.anna)

    assert store.refused == 0
    assert shop.on_shelf() == (10, 7)


def test_goods_that_go_meanwhile_while_enough_are_left_disturb_nobody(
    shop: Shop, store: WatchedStore
) -> None:
    shop.receive(10)
    first, second = shop.drafted(3, "1.00"), shop.drafted(3, "1.00")
    store.reset()
    store.meanwhile(lambda: second.place(by=shop.anna), on=deciding)

    first.place(by=shop.anna)

    assert store.refused == 0
    assert shop.on_shelf() == (10, 4)


def test_a_yes_that_took_nothing_is_asked_again_at_the_commit(
    shop: Shop, store: WatchedStore
) -> None:
    """To place under `deny` asks whether the goods are there, and holds none of them yet."""
    shop.receive(3)
    order = shop.drafted(3, "1.00", backorder="deny")
    other = shop.drafted(1, "1.00")
    store.meanwhile(lambda: other.place(by=shop.anna), on=placing)

    with pytest.raises(StepRefused) as refused:
        order.place(by=shop.anna)

    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts["available"]) == ("out_of_stock", "2 piece")


def test_nobody_approves_his_own_work_in_a_second_window(store: WatchedStore) -> None:
    shop = Shop(store, processes=PROCESSES)
    edna = shop.company.hire("Edna", EDITOR)
    emil = shop.company.hire("Emil", EDITOR)
    book = shop.company.open(Book, Note(text="later"), by=emil)
    book.bind(by=emil)
    store.meanwhile(lambda: shop.company.case(Book, book.id).proof(by=edna))

    with pytest.raises(StepRefused, match="whoever took proof may not take approve"):
        book.approve(by=edna)


def test_a_payment_that_comes_while_the_last_parcel_leaves_completes_the_order(
    shop: Shop, store: WatchedStore
) -> None:
    shop.receive(2)
    order = shop.placed(2)
    shop.shipped(order, line_1=1)
    (invoice,) = shop.now(order).invoices
    parcel = shop.packed(order)
    store.meanwhile(
        lambda: shop.paid(eur("100.00"), invoice.id),
        on=lambda batch: any(entry.type == "Shipping.dispatch" for entry in batch.entries),
    )

    parcel.dispatch(by=shop.sam)
    shop.settled(order)

    assert shop.now(order).state is OrderToCash.completed


def test_two_payments_at_once_do_not_pay_an_invoice_twice(shop: Shop, store: WatchedStore) -> None:
    shop.receive(1)
    order = shop.placed()
    shop.shipped(order)
    (invoice,) = shop.now(order).invoices
    store.meanwhile(lambda: shop.paid(eur("70.00"), invoice.id))

    second = shop.paid(eur("70.00"), invoice.id)

    assert second.document.allocated[0].amount == eur("30.00")
    assert shop.open_amount(invoice.id) == eur("0.00")
    assert shop.now(order).state is OrderToCash.completed
