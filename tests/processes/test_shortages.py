"""Goods are missing: the warehouse asks sales, and the customer says what he wants done."""

from datetime import timedelta

import pytest

from fbo import (
    Actor,
    Amendment,
    NotAllowed,
    OrderPolicy,
    OrderToCash,
    Picking,
    Policies,
    StepRefused,
    eur,
    pieces,
)
from fbo.front.sales import AmendedLine, Cancellation, CancelledLine, Choice, Shortage
from fbo.testing.laws import keep_the_laws
from fbo.testing.laws.handoffs import keep_handoff_laws
from fbo.testing.shop import Shop

ASKED = "report_shortage"


@pytest.fixture
def order(shop: Shop) -> OrderToCash:
    """Five lamps are ordered, and three are there."""
    shop.receive(3)
    return shop.placed(5)


def test_the_warehouse_asks_sales_what_is_to_become_of_a_shortage(
    shop: Shop, order: OrderToCash
) -> None:
    order.report_shortage(Shortage(lines=(1,)), by=shop.sam)

    asked = shop.now(order).handoffs[ASKED]
    assert (asked.source, asked.desk, asked.status) == ("WAREHOUSE", "SALES", "offered")
    assert asked.accept_due == shop.clock.now() + timedelta(hours=2)
    assert asked.done_due == shop.clock.now() + timedelta(hours=4)
    assert shop.now(order).state is OrderToCash.confirmed


def test_the_customer_hears_that_something_is_missing(shop: Shop, order: OrderToCash) -> None:
    order.report_shortage(Shortage(), by=shop.sam)

    shop.company.run_due()
    assert any("not here yet" in message.text for message in shop.mail.sent)


def test_where_nothing_is_missing_nothing_is_reported(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(5)

    with pytest.raises(StepRefused) as refused:
        order.report_shortage(Shortage(), by=shop.sam)

    assert [reason.code for reason in refused.value.reasons] == ["nothing_missing"]


def test_a_short_pick_asks_by_itself(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(5)
    shipment = shop.started(order)

    shipment.pick(Picking(quantities={1: pieces(3)}), by=shop.sam)

    assert [each.desk for each in shop.now(order).handoffs.values() if each.purpose] == ["SALES"]
    keep_the_laws(shop.company)


def test_a_second_short_pick_does_not_ask_again(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(5)
    shop.started(order).pick(Picking(quantities={1: pieces(3)}), by=shop.sam)

    second = shop.started(order)
    second.pick(Picking(quantities={1: pieces(1)}), by=shop.sam)

    assert second.state.name == "picked"
    assert ASKED in shop.now(order).handoffs


def test_who_waits_keeps_what_he_has(shop: Shop, order: OrderToCash) -> None:
    order.report_shortage(Shortage(), by=shop.sam)

    order.record_choice(Choice(choice="wait"), by=shop.anna)

    now = shop.now(order)
    assert ASKED not in now.handoffs
    assert now.document.line(1).has("allocated") == pieces(3)


def test_who_does_not_wait_calls_it_off(shop: Shop, order: OrderToCash) -> None:
    order.report_shortage(Shortage(), by=shop.sam)

    order.record_choice(Choice(choice="cancel"), by=Actor.customer(shop.ada.id))

    assert shop.now(order).state is OrderToCash.cancelled
    assert shop.on_shelf() == (3, 3)


def test_nobody_chooses_who_was_not_asked(shop: Shop, order: OrderToCash) -> None:
    with pytest.raises(StepRefused) as refused:
        order.record_choice(Choice(choice="wait"), by=shop.anna)

    assert [reason.code for reason in refused.value.reasons] == ["no_open_question"]


def test_the_warehouse_does_not_choose_for_the_customer(shop: Shop, order: OrderToCash) -> None:
    order.report_shortage(Shortage(), by=shop.sam)

    with pytest.raises(NotAllowed):
        order.record_choice(Choice(choice="cancel"), by=shop.sam)


def test_who_does_not_wait_for_what_was_not_found_gets_what_was(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(5)
    shipment = shop.started(order)
    shipment.pick(Picking(quantities={1: pieces(3)}), by=shop.sam)

    shop.now(order).record_choice(Choice(choice="cancel"), by=shop.anna)

    line = shop.now(order).document.line(1)
    assert {bucket: each.units for bucket, each in line.buckets.items()} == {
        "picked": 3,
        "cancelled": 2,
    }
    keep_the_laws(shop.company)


def test_who_does_not_wait_pays_no_fee_for_what_we_have_not_got() -> None:
    shop = Shop(policies=Policies(order=OrderPolicy(cancellation_fee=eur("10.00"))))
    order = shop.placed(5)
    order.report_shortage(Shortage(), by=shop.sam)

    order.record_choice(Choice(choice="cancel"), by=Actor.customer(shop.ada.id))

    assert shop.now(order).state is OrderToCash.cancelled
    assert shop.now(order).invoices == ()


def test_a_question_about_goods_is_closed_when_they_come_before_the_answer(shop: Shop) -> None:
    order = shop.placed(3, "1.00")
    order.report_shortage(Shortage(), by=shop.sam)

    shop.receive(3)

    assert "report_shortage" not in shop.now(order).handoffs
    keep_handoff_laws(shop.company)


def test_a_question_stays_open_while_something_is_missing(shop: Shop) -> None:
    order = shop.placed(3, "1.00")
    order.report_shortage(Shortage(), by=shop.sam)

    shop.receive(2)

    assert "report_shortage" in shop.now(order).handoffs


def test_a_question_about_what_was_not_found_is_closed_when_all_has_left(shop: Shop) -> None:
    shop.receive(3)
    order = shop.placed(3, "1.00")
    shop.shipped(order, line_1=2)
    assert "report_shortage" in shop.now(order).handoffs

    shop.shipped(order)

    assert shop.now(order).handoffs.keys() <= {""}
    keep_handoff_laws(shop.company)


# What is missing no more is not asked about.


def told(shop: Shop, reason: str) -> bool:
    """Whether sales has heard why it need not answer."""
    shop.company.run_due()
    sentence = f"What is missing of order 1 need not be asked about any more: {reason}."
    return sentence in [message.text for message in shop.mail.sent]


def cancels(count: int) -> Cancellation:
    row = CancelledLine(line=1, quantity=pieces(count))
    return Cancellation(reason="too late", scope="lines", lines=(row,))


def test_once_it_is_cancelled_nobody_is_asked_what_becomes_of_it(
    shop: Shop, order: OrderToCash
) -> None:
    shop.shipped(order)
    shop.now(order).report_shortage(Shortage(), by=shop.sam)

    shop.now(order).cancel(cancels(2), by=shop.anna)

    assert shop.now(order).state is OrderToCash.fulfilled
    assert ASKED not in shop.now(order).handoffs
    assert told(shop, "it is wanted no more")
    keep_the_laws(shop.company)


def test_what_is_cancelled_in_part_is_still_asked_about(shop: Shop, order: OrderToCash) -> None:
    order.report_shortage(Shortage(), by=shop.sam)

    shop.now(order).cancel(cancels(1), by=shop.anna)

    assert ASKED in shop.now(order).handoffs


def test_once_less_is_wanted_than_is_there_nobody_is_asked(shop: Shop, order: OrderToCash) -> None:
    order.report_shortage(Shortage(), by=shop.sam)
    less = AmendedLine(line=1, quantity=pieces(3))

    shop.now(order).amend(Amendment(reason="three will do", lines=(less,)), by=shop.anna)

    assert ASKED not in shop.now(order).handoffs
    assert told(shop, "it is wanted no more")


def test_once_the_goods_have_come_nobody_is_asked(shop: Shop, order: OrderToCash) -> None:
    order.report_shortage(Shortage(), by=shop.sam)

    shop.receive(2)

    assert ASKED not in shop.now(order).handoffs
    assert told(shop, "the goods have come")


def test_what_is_found_after_all_is_not_asked_about(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(5)
    shop.started(order).pick(Picking(quantities={1: pieces(3)}), by=shop.sam)

    shop.started(order).pick(Picking(), by=shop.sam)

    assert ASKED not in shop.now(order).handoffs
    assert told(shop, "it was found after all")
