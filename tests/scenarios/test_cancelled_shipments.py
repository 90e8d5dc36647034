"""Scenario: cancelling a shipment that has not left restores the allocation, once."""

import pytest

from fbo import OrderToCash, Shipping, StepRefused
from fbo.back.warehouse import Reason
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

BROKEN = Reason(reason="the box broke")


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.receive(4)
    return shop


@pytest.fixture
def order(shop: Shop) -> OrderToCash:
    """Six lamps are ordered, and four are there: with a backorder for two."""
    return shop.placed(6)


@pytest.fixture
def shipment(shop: Shop, order: OrderToCash) -> Shipping:
    """Four lamps are picked."""
    return shop.packed(order)


def units(shop: Shop, order: OrderToCash) -> dict[str, int]:
    line = shop.now(order).document.line(1)
    return {bucket: quantity.units for bucket, quantity in line.buckets.items()}


def test_what_was_picked_is_allocated_again(
    shop: Shop, order: OrderToCash, shipment: Shipping
) -> None:
    assert units(shop, order) == {"picked": 4, "backordered": 2}

    shipment.cancel(BROKEN, by=shop.sam)

    assert units(shop, order) == {"allocated": 4, "backordered": 2}
    keep_the_laws(shop.company)


def test_the_same_key_again_returns_the_first_answer(
    shop: Shop, order: OrderToCash, shipment: Shipping
) -> None:
    first = shipment.cancel(BROKEN, by=shop.sam, key="once")

    again = shipment.cancel(BROKEN, by=shop.sam, key="once")

    assert again == first
    assert units(shop, order) == {"allocated": 4, "backordered": 2}


def test_another_key_is_refused_and_the_allocation_stays(
    shop: Shop, order: OrderToCash, shipment: Shipping
) -> None:
    shipment.cancel(BROKEN, by=shop.sam, key="once")

    with pytest.raises(StepRefused):
        shipment.cancel(BROKEN, by=shop.sam, key="twice")

    assert units(shop, order) == {"allocated": 4, "backordered": 2}
    assert shop.on_shelf() == (4, 0)


def test_what_is_allocated_again_can_be_shipped(
    shop: Shop, order: OrderToCash, shipment: Shipping
) -> None:
    shipment.cancel(BROKEN, by=shop.sam)

    shop.shipped(order)

    assert units(shop, order)["shipped"] == 4
