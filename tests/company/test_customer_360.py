"""Customer 360: what is known of a customer, folded from the journal, as of any instant."""

from datetime import date, timedelta

import pytest

from fbo import SERVICE_AGENT, Customer, InboundMessage, Messaging, Withdrawal, eur
from fbo.back.warehouse import Delivery
from fbo.front.crm import Answer
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.testing.shop import MONDAY, Shop

FRIDAY = date(2026, 12, 4)


def test_a_customer_who_has_done_nothing_is_known_by_his_name(shop: Shop) -> None:
    seen = shop.company.customer_360(shop.ada.id)

    assert (seen.name, seen.orders, seen.cases, seen.credit) == ("Ada Lovelace", (), {}, "ok")


def test_nobody_is_known_who_is_not_on_file(shop: Shop) -> None:
    with pytest.raises(LookupError, match="no Customer is on file under nobody"):
        shop.company.customer_360("nobody")


def test_nobody_is_known_before_he_was_on_file(shop: Shop) -> None:
    shop.clock.advance(timedelta(days=1))
    grace = shop.customer("Grace")

    with pytest.raises(LookupError):
        shop.company.customer_360(grace.id, as_of=MONDAY)


def test_orders_are_seen_with_how_far_they_have_come(shop: Shop) -> None:
    shop.receive(1)
    shop.placed(2, promised=FRIDAY)

    (order,) = shop.company.customer_360(shop.ada.id).orders

    assert (order.number, order.state, order.fulfilment) == (1, "confirmed", "backordered")
    assert (order.total, order.promised) == (eur("200.00"), FRIDAY)


def test_a_draft_is_no_order_yet(shop: Shop) -> None:
    shop.drafted()

    seen = shop.company.customer_360(shop.ada.id)

    assert seen.orders == ()
    assert seen.cases == {"OrderToCash": {"drafted": 1}}


def test_open_promises_are_seen_with_their_words(shop: Shop) -> None:
    shop.receive(2)
    shop.placed(2, promised=FRIDAY)

    (promise,) = shop.company.customer_360(shop.ada.id).promises

    assert (promise.what, promise.at_risk, promise.made_by) == ("delivery", False, "sales")


def test_a_promise_that_was_taken_back_is_not_open(shop: Shop) -> None:
    shop.receive(2)
    shop.placed(2, promised=FRIDAY)
    (promise,) = shop.company.find(PromiseKeeping)

    promise.withdraw(Withdrawal(reason="we have moved"), by=shop.anna)

    assert shop.company.customer_360(shop.ada.id).promises == ()


def test_what_is_owed_and_what_should_have_been_paid_are_seen(shop: Shop) -> None:
    shop.receive(3)
    shop.shipped(shop.placed(3))
    shop.company.run_due()

    billed = shop.company.customer_360(shop.ada.id)
    shop.clock.advance(timedelta(days=60))
    late = shop.company.customer_360(shop.ada.id)

    assert (billed.open_amount, billed.overdue) == ((eur("300.00"),), ())
    assert (late.open_amount, late.overdue) == ((eur("300.00"),), (eur("300.00"),))


@pytest.mark.parametrize(
    ("lamps", "band"), [(1, "ok"), (9, "ok"), (10, "none")], ids=["a little", "most", "all"]
)
def test_of_his_credit_a_word_is_said(shop: Shop, lamps: int, band: str) -> None:
    shop.receive(lamps)
    shop.placed(lamps)

    assert shop.company.customer_360(shop.ada.id).credit == band


def test_of_nearly_used_credit_little_is_left(shop: Shop) -> None:
    shop.receive(1)
    shop.placed(1, "950.00")

    assert shop.company.customer_360(shop.ada.id).credit == "low"


def test_whose_credit_is_stopped_has_none(shop: Shop) -> None:
    shop.company.change(shop.ada, credit_status="stop")

    assert shop.company.customer_360(shop.ada.id).credit == "none"


def test_nobody_sees_a_restricted_field_in_an_overview(shop: Shop) -> None:
    filed = shop.company.file(
        Customer(
            name="Grace",
            credit_limit=eur("500.00"),
            service_flags=("vulnerable",),
            segment_tags=("school",),
        )
    )

    assert shop.company.customer_360(filed.id).profile == {"segment_tags": ["school"]}


def test_the_cases_of_others_are_not_his(shop: Shop) -> None:
    grace = shop.customer("Grace")
    shop.receive(1)
    shop.placed(1)

    assert shop.company.customer_360(grace.id).cases == {}


def test_what_was_said_last_is_seen_with_who_spoke(shop: Shop) -> None:
    iris = shop.company.hire("Iris", SERVICE_AGENT)
    message = InboundMessage(
        channel="email", external_id="1", sender="ada@example.com", text="Where is my lamp?"
    )
    thread = shop.company.case(Messaging, shop.company.receive(message).conversation)
    thread.answer(Answer(text="On its way."), by=iris)

    said = shop.company.customer_360(shop.ada.id).interactions

    assert [(one.direction, one.what) for one in said] == [
        ("in", ("record_reply",)),
        ("out", ("reply",)),
    ]


def test_the_last_twenty_interactions_are_kept(shop: Shop) -> None:
    shop.receive(30)
    for _ in range(11):
        shop.placed(1, "1.00")

    assert len(shop.company.customer_360(shop.ada.id).interactions) == 20


def test_kept_promises_tell_how_things_stand(shop: Shop) -> None:
    shop.receive(1)
    shop.shipped(shop.placed(1, promised=FRIDAY)).confirm_delivery(Delivery(), by=shop.sam)

    assert shop.company.customer_360(shop.ada.id).health.promises_kept == "100.0"


def test_as_of_an_earlier_instant_it_says_what_was_known_then(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(1, promised=FRIDAY)
    shop.clock.advance(timedelta(days=1))
    shop.shipped(order).confirm_delivery(Delivery(), by=shop.sam)

    seen = shop.company.customer_360(shop.ada.id, as_of=MONDAY)

    assert [one.state for one in seen.orders] == ["confirmed"]
    assert len(seen.promises) == 1
