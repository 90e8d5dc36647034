"""Hooks: the application hears of what was committed, and can undo nothing."""

import logging

import pytest

from fbo import InvoiceToCash, OrderToCash, Shipping, StepRefused
from fbo.testing.shop import Shop


def test_a_hook_hears_of_the_case(shop: Shop) -> None:
    heard: list[str] = []
    shop.company.on(OrderToCash.place, heard.append)

    order = shop.placed()

    assert heard == [order.id]


def test_a_hook_is_called_after_the_commit(shop: Shop) -> None:
    seen: list[str] = []
    shop.company.on(
        OrderToCash.place,
        lambda id_: seen.append(shop.company.case(OrderToCash, id_).state.name),
    )

    shop.placed()

    assert seen == ["confirmed"]


def test_a_hook_hears_of_what_followed(shop: Shop) -> None:
    heard: list[str] = []
    shop.company.on(InvoiceToCash.issue, heard.append)
    shop.receive(1)
    order = shop.placed()

    shop.shipped(order)

    assert heard == [shop.now(order).invoices[0].id]


def test_a_hook_hears_of_what_was_due(shop: Shop) -> None:
    heard: list[str] = []
    shop.company.on(OrderToCash.reconsider, heard.append)
    order = shop.placed(20)
    shop.clock.set(shop.company.firm.calendar.next_opening(shop.clock.now()))

    shop.company.run_due()

    assert heard == [order.id]


def test_a_hook_that_fails_undoes_nothing(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    def fail(id_: str) -> None:
        raise ZeroDivisionError(id_)

    shop.company.on(OrderToCash.place, fail)

    with caplog.at_level(logging.ERROR):
        order = shop.placed()

    assert order.state is OrderToCash.confirmed
    assert "a hook of OrderToCash.place failed" in caplog.text


def test_a_hook_that_fails_keeps_no_other_from_hearing(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    del caplog
    heard: list[str] = []

    def fail(id_: str) -> None:
        raise ZeroDivisionError(id_)

    shop.company.on(OrderToCash.place, fail)
    shop.company.on(OrderToCash.place, heard.append)

    shop.placed()

    assert len(heard) == 1


def test_a_hook_does_not_hear_of_a_step_that_was_refused(shop: Shop) -> None:
    heard: list[str] = []
    shop.company.on(OrderToCash.place, heard.append)
    order = shop.drafted(lines=())

    with pytest.raises(StepRefused):
        order.place(by=shop.anna)

    assert heard == []


def test_a_hook_does_not_hear_of_a_press_that_was_answered_before(shop: Shop) -> None:
    heard: list[str] = []
    shop.company.on(OrderToCash.place, heard.append)
    order = shop.drafted()

    order.place(by=shop.anna, key="k1")
    order.place(by=shop.anna, key="k1")

    assert len(heard) == 1


def test_a_hook_may_take_steps_itself(shop: Shop) -> None:
    shop.receive(1)
    shop.company.on(
        OrderToCash.decide,
        lambda id_: shop.company.case(OrderToCash, id_).start_fulfilment(by=shop.sam),
    )

    order = shop.placed()

    assert shop.shipments(order)[0].state is Shipping.assigned
