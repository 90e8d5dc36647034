"""Replacements on a complaint: goods at no price, for what was delivered, once."""

from collections.abc import Callable
from typing import Any

import pytest

from fbo import (
    ComplaintToResolution,
    Delivery,
    OrderToCash,
    Picking,
    Redress,
    Remedying,
    ReturnToSettlement,
    Shipping,
    StepRefused,
    eur,
)
from fbo.front.service import NewOffer
from fbo.kernel.quantity import pieces
from fbo.testing.complaints import ServiceDesk


@pytest.fixture
def service() -> ServiceDesk:
    return ServiceDesk()


def lamps(service: ServiceDesk, count: int = 1) -> NewOffer:
    """So many lamps of Ada's order, sent once more."""
    again = Redress(
        kind="replacement",
        order=service.order.id,
        order_line=1,
        item=service.shop.lamp.id,
        quantity=pieces(count),
        amount=eur("20.00"),
    )
    return NewOffer(remedies=(again,))


def packed_once_more(service: ServiceDesk) -> tuple[ComplaintToResolution, OrderToCash, Shipping]:
    """A complaint, the order that replaces a lamp, and its parcel, which has not left yet."""
    service.shop.receive(1)
    complaint = service.found()
    complaint.propose(lamps(service), by=service.mia)
    service.accept(complaint)
    service.company.run_due()
    (order,) = [o for o in service.company.find(OrderToCash) if o.document.kind == "replacement"]
    (shipment,) = service.shop.shipments(order)
    shipment.pick(Picking(), by=service.shop.sam)
    shipment.pack(by=service.shop.sam)
    return complaint, order, shipment


def codes(attempt: Callable[[], Any]) -> list[str]:
    with pytest.raises(StepRefused) as refused:
        attempt()
    return [reason.code for reason in refused.value.reasons]


def test_a_lamp_is_sent_once_more_at_no_price(service: ServiceDesk) -> None:
    complaint, order, shipment = packed_once_more(service)
    shipment.dispatch(by=service.shop.sam)

    shipment.confirm_delivery(Delivery(), by=service.shop.sam)
    service.company.run_due()

    (remedy,) = service.company.find(Remedying)
    assert remedy.document.document_ref == order.id
    assert order.document.total == eur("0.00")
    assert service.now(complaint).state == ComplaintToResolution.resolved


def test_what_is_sent_once_more_puts_it_right_when_it_has_come(service: ServiceDesk) -> None:
    complaint, _, shipment = packed_once_more(service)

    shipment.dispatch(by=service.shop.sam)
    service.company.run_due()
    on_its_way = service.now(complaint).state
    shipment.confirm_delivery(Delivery(), by=service.shop.sam)

    assert on_its_way == ComplaintToResolution.in_remedy
    assert service.now(complaint).state == ComplaintToResolution.resolved


def test_what_is_out_of_stock_asks_for_another_remedy(service: ServiceDesk) -> None:
    complaint = service.found()
    complaint.propose(lamps(service), by=service.mia)

    complaint = service.accept(complaint)

    (remedy,) = service.company.find(Remedying)
    assert complaint.state == ComplaintToResolution.findings_ready
    assert remedy.document.failed_for == "it is out of stock"


def test_no_more_is_replaced_than_was_delivered(service: ServiceDesk) -> None:
    complaint = service.found()

    refused = codes(lambda: complaint.propose(lamps(service, 3), by=service.mia))

    assert refused == ["qty_exceeds_delivered"]


def test_what_was_replaced_on_one_complaint_is_not_on_another(service: ServiceDesk) -> None:
    service.shop.receive(4)
    first, second = service.found(), service.found()
    first.propose(lamps(service, 2), by=service.mia)
    service.accept(first)

    refused = codes(lambda: second.propose(lamps(service), by=service.mia))

    assert refused == ["qty_exceeds_delivered"]


def test_what_is_fetched_is_a_return_at_our_cost(service: ServiceDesk) -> None:
    complaint = service.found()
    fetched = Redress(
        kind="return_collection",
        order=service.order.id,
        order_line=1,
        quantity=pieces(1),
        amount=eur("5.00"),
    )
    complaint.propose(NewOffer(remedies=(fetched,)), by=service.iris)

    service.accept(complaint)

    (remedy,) = service.company.find(Remedying)
    goods = service.company.case(ReturnToSettlement, remedy.document.document_ref or "")
    assert (goods.document.free_label, goods.document.origin) == (True, complaint.id)
    assert remedy.state == Remedying.issued
