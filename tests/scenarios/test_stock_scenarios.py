"""Scenario: holds count against what is available, in a company as in a book."""

import pytest

from fbo import OrderToCash, StepRefused, pieces, stock
from fbo.testing.shop import Shop


@pytest.fixture
def shop() -> Shop:
    """Ten phones are on hand, eight of them reserved for Ada."""
    shop = Shop()
    shop.receive(10)
    return shop


def test_a_dispatch_of_five_is_refused_naming_the_two_that_are_free(shop: Shop) -> None:
    shop.placed(8)
    grace = shop.customer("Grace Hopper")
    order = shop.drafted(5, customer=grace.id, backorder="deny")

    with pytest.raises(StepRefused) as refused:
        order.place(by=shop.anna)

    assert refused.value.reasons[0].facts["available"] == "2 piece"


def test_five_that_are_counted_off_the_shelf_are_refused_naming_the_two_that_are_free(
    shop: Shop,
) -> None:
    shop.placed(8)

    with pytest.raises(StepRefused) as refused:
        stock.adjust(shop.company, shop.lamp.id, pieces(-5), by=shop.sam)

    assert refused.value.reasons[0].facts["available"] == 2
    assert shop.on_shelf() == (10, 2)


def test_another_takes_the_two_that_are_free(shop: Shop) -> None:
    shop.placed(8)
    grace = shop.customer("Grace Hopper")
    order = shop.placed(2, customer=grace.id)

    shop.shipped(order)

    assert shop.on_shelf() == (8, 0)


def test_when_the_hold_is_settled_nothing_is_on_hand(shop: Shop) -> None:
    ada = shop.placed(8)
    grace = shop.customer("Grace Hopper")
    shop.shipped(shop.placed(2, customer=grace.id))

    shop.shipped(ada)

    assert shop.on_shelf() == (0, 0)
    assert shop.now(ada).state is OrderToCash.fulfilled
