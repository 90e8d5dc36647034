"""What customers are promised: when an order is confirmed, at risk before it breaks, and told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fbo import (
    SALES_REP,
    Cancellation,
    Delivery,
    NewPromise,
    NotAllowed,
    OrderPolicy,
    OrderToCash,
    Policies,
    Promise,
    PromiseKeeping,
    PromisePolicy,
    StepRefused,
    Suspension,
    Withdrawal,
    company_report,
)
from fbo.front.service import SERVICE_AGENT
from fbo.testing.shop import Shop

FRIDAY = date(2026, 11, 27)
FRIDAY_MORNING = datetime(2026, 11, 27, 9, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, tzinfo=UTC)


def promised(shop: Shop, lamps: int = 1, in_stock: int = 10) -> OrderToCash:
    """An order of Ada's, confirmed on Monday for Friday."""
    if in_stock:
        shop.receive(in_stock)
    return shop.placed(lamps, promised=FRIDAY)


def promise_of(shop: Shop, order: OrderToCash) -> PromiseKeeping:
    id_ = shop.now(order).document.promise
    assert id_ is not None
    return shop.company.case(PromiseKeeping, id_)


def delivered(shop: Shop, order: OrderToCash) -> None:
    shop.shipped(order).confirm_delivery(Delivery(proof="signed"), by=shop.sam)


def told(shop: Shop) -> list[tuple[str, str]]:
    """Who was told what of a promise, in this order."""
    shop.company.run_due()
    words = ("promise", "date")
    return [
        (message.to, message.subject)
        for message in shop.mail.sent
        if any(word in message.subject for word in words)
    ]


def figures(shop: Shop) -> dict[str, object]:
    found: dict[str, object] = company_report(shop.company)["promises"]
    return found


# --- made ---------------------------------------------------------------------------------------


def test_a_confirmed_order_promises_its_date(shop: Shop) -> None:
    order = promised(shop)

    promise = promise_of(shop, order)
    assert (promise.state.name, promise.document.what) == ("made", "delivery")
    assert promise.document.about == order.id
    assert promise.due == SATURDAY - timedelta(microseconds=1)


def test_a_promise_lies_on_the_desk_of_the_department_that_made_it(shop: Shop) -> None:
    by_sales = promise_of(shop, promised(shop))
    by_service = shop.company.open(
        PromiseKeeping,
        Promise(customer=shop.ada.id, made_by="customer service", due=SATURDAY),
        by=shop.anna,
    )

    desks = [case.state.desk_of(case.document) for case in (by_sales, by_service)]
    assert [desk and desk.name for desk in desks] == ["SALES", "CUSTOMER_SERVICE"]


def test_an_order_without_a_date_promises_nothing(shop: Shop) -> None:
    shop.receive(1)

    assert shop.placed(1).document.promise is None


def test_an_order_confirmed_after_its_date_promises_nothing(shop: Shop) -> None:
    shop.receive(1)

    assert shop.placed(1, promised=date(2026, 11, 20)).document.promise is None


def test_an_order_opened_with_a_promise_is_refused(shop: Shop) -> None:
    with pytest.raises(StepRefused, match="begins without a number"):
        shop.drafted(1, promise="made-elsewhere")


def test_nothing_is_promised_for_the_past(shop: Shop) -> None:
    past = Promise(customer=shop.ada.id, made_by="sales", due=FRIDAY_MORNING - timedelta(days=7))

    with pytest.raises(StepRefused, match="its time is over"):
        shop.company.open(PromiseKeeping, past, by=shop.anna)


# --- kept ---------------------------------------------------------------------------------------


def test_a_delivery_in_time_keeps_the_promise(shop: Shop) -> None:
    order = promised(shop)

    delivered(shop, order)

    assert promise_of(shop, order).state.name == "kept"


def test_a_delivery_is_promised_and_not_a_dispatch(shop: Shop) -> None:
    order = promised(shop)

    shop.shipped(order)

    assert promise_of(shop, order).state.name == "made"


def test_where_dispatch_is_promised_a_dispatch_keeps_it() -> None:
    shop = Shop(policies=Policies(order=OrderPolicy(promises="dispatch")))
    order = promised(shop)

    shop.shipped(order)

    assert promise_of(shop, order).state.name == "kept"


def test_a_part_of_the_goods_keeps_no_promise(shop: Shop) -> None:
    order = promised(shop, lamps=3)

    shipment = shop.shipped(order, line_1=2)
    shipment.confirm_delivery(Delivery(proof="signed"), by=shop.sam)

    assert promise_of(shop, order).state.name == "at_risk"
    delivered(shop, order)
    assert promise_of(shop, order).state.name == "kept"


def test_goods_that_arrive_late_break_the_promise_though_nobody_had_looked(shop: Shop) -> None:
    order = promised(shop)
    shipment = shop.shipped(order)
    shop.clock.set(SATURDAY)

    shipment.confirm_delivery(Delivery(proof="signed"), by=shop.sam)

    assert promise_of(shop, order).state.name == "broken"


# --- at risk ------------------------------------------------------------------------------------


def test_a_backordered_order_is_promised_at_risk(shop: Shop) -> None:
    promise = promise_of(shop, promised(shop, lamps=3, in_stock=2))

    assert (promise.state.name, promise.document.because) == ("at_risk", "backordered")


def test_an_order_on_hold_puts_its_promise_at_risk(shop: Shop) -> None:
    order = promised(shop)

    order.suspend(Suspension(reason="the goods are damp"), by=shop.sam)

    promise = promise_of(shop, order)
    assert (promise.state.name, promise.document.because) == ("at_risk", "on hold")


def test_what_is_not_found_puts_the_promise_at_risk(shop: Shop) -> None:
    order = promised(shop, lamps=3)

    shop.packed(order, line_1=2)

    assert promise_of(shop, order).document.because == "not found"


def test_on_the_morning_of_the_last_day_what_has_not_left_is_at_risk(shop: Shop) -> None:
    order = promised(shop)

    shop.clock.set(FRIDAY_MORNING)
    shop.company.run_due()

    assert promise_of(shop, order).document.because == "due today"


def test_on_the_morning_of_the_last_day_what_is_on_its_way_is_not_at_risk(shop: Shop) -> None:
    order = promised(shop)
    shop.shipped(order)

    shop.clock.set(FRIDAY_MORNING)
    shop.company.run_due()

    assert promise_of(shop, order).state.name == "made"


def test_the_account_owner_hears_by_name_of_a_promise_at_risk(shop: Shop) -> None:
    mona = shop.company.hire("Mona", SALES_REP, email="mona@fbo.example")
    shop.company.change(shop.ada, account_owner=mona.id)

    promised(shop, lamps=3, in_stock=2)

    assert told(shop) == [("mona@fbo.example", "A promise is at risk")]


def test_without_an_account_owner_whoever_opened_the_order_hears(shop: Shop) -> None:
    shop.anna = shop.company.hire("Anna", SALES_REP, email="anna@fbo.example")

    promised(shop, lamps=3, in_stock=2)

    assert told(shop) == [("anna@fbo.example", "A promise is at risk")]


def test_the_front_office_hears_before_the_customer(shop: Shop) -> None:
    promised(shop, lamps=3, in_stock=2)

    at_once = told(shop)
    shop.clock.advance(timedelta(hours=4))

    assert at_once == [("SALES", "A promise is at risk")]
    assert told(shop)[1:] == [("ada@example.com", "About our promise")]


def test_the_customer_is_told_at_once_when_there_is_no_time_left_to_think(shop: Shop) -> None:
    order = promised(shop)
    shop.clock.set(datetime(2026, 11, 27, 16, tzinfo=UTC))

    order.suspend(Suspension(reason="the van is broken"), by=shop.sam)

    assert promise_of(shop, order).document.warned_at is not None


def test_where_customers_are_warned_by_hand_only_nobody_else_does() -> None:
    shop = Shop(policies=Policies(promise=PromisePolicy(warns_after=None)))
    order = promised(shop, lamps=3, in_stock=2)

    shop.clock.advance(timedelta(days=2))
    shop.company.run_due()
    by_itself = promise_of(shop, order).document.warned_at
    promise_of(shop, order).warn(by=shop.anna)

    assert by_itself is None
    assert promise_of(shop, order).document.warned_at is not None


def test_another_department_does_not_speak_of_a_promise(shop: Shop) -> None:
    promise = promise_of(shop, promised(shop, lamps=3, in_stock=2))
    iris = shop.company.hire("Iris", SERVICE_AGENT)

    with pytest.raises(StepRefused, match="another department made it"):
        promise.warn(by=iris)
    with pytest.raises(NotAllowed):
        promise.warn(by=shop.sam)


# --- broken -------------------------------------------------------------------------------------


def test_a_promise_breaks_when_its_day_is_over(shop: Shop) -> None:
    order = promised(shop)

    shop.clock.set(SATURDAY - timedelta(microseconds=2))
    shop.company.run_due()
    before = promise_of(shop, order).state.name
    shop.clock.set(SATURDAY)
    shop.company.run_due()

    assert (before, promise_of(shop, order).state.name) == ("at_risk", "broken")


def test_of_a_broken_promise_the_desk_and_the_customer_are_told(shop: Shop) -> None:
    order = promised(shop)
    shop.shipped(order)

    shop.clock.set(SATURDAY)

    assert sorted(told(shop)) == [
        ("SALES", "A promise is broken"),
        ("ada@example.com", "We have not kept our promise"),
    ]


def test_a_promise_that_breaks_without_a_word_is_a_surprise(shop: Shop) -> None:
    shop.shipped(promised(shop))

    shop.clock.set(SATURDAY)
    shop.company.run_due()

    assert (figures(shop)["broken"], figures(shop)["surprises"]) == (1, 1)


def test_a_promise_that_breaks_after_a_word_is_no_surprise(shop: Shop) -> None:
    promised(shop)

    for at in (FRIDAY_MORNING, FRIDAY_MORNING + timedelta(hours=4), SATURDAY):
        shop.clock.set(at)
        shop.company.run_due()

    assert (figures(shop)["broken"], figures(shop)["surprises"]) == (1, 0)


def test_that_colleagues_were_warned_makes_it_no_less_a_surprise() -> None:
    shop = Shop(policies=Policies(promise=PromisePolicy(warns_after=None)))
    promised(shop)

    for at in (FRIDAY_MORNING, SATURDAY):
        shop.clock.set(at)
        shop.company.run_due()

    assert (figures(shop)["broken"], figures(shop)["surprises"]) == (1, 1)


# --- another date, or none ----------------------------------------------------------------------


def test_a_new_date_is_a_new_promise_and_the_order_s_date(shop: Shop) -> None:
    order = promised(shop)
    old = promise_of(shop, order)

    old.renegotiate(NewPromise(due=SATURDAY + timedelta(days=3)), by=shop.anna)

    new = promise_of(shop, order)
    assert (old.state.name, new.state.name) == ("renegotiated", "made")
    assert (new.document.instead_of, old.document.replaced_by) == (old.id, new.id)
    assert shop.now(order).document.promised == date(2026, 12, 1)


def test_the_new_promise_is_kept_by_the_goods(shop: Shop) -> None:
    order = promised(shop)
    new_date = NewPromise(due=SATURDAY + timedelta(days=3))
    promise_of(shop, order).renegotiate(new_date, by=shop.anna)
    shop.clock.set(SATURDAY + timedelta(days=2))

    delivered(shop, order)

    assert promise_of(shop, order).state.name == "kept"
    assert (figures(shop)["renegotiated"], figures(shop)["kept_percent"]) == (1, "100.0")


def test_a_new_date_in_the_past_is_refused(shop: Shop) -> None:
    promise = promise_of(shop, promised(shop))

    with pytest.raises(StepRefused, match="the new promise is due in the past"):
        promise.renegotiate(NewPromise(due=FRIDAY_MORNING - timedelta(days=9)), by=shop.anna)


def test_what_is_over_cannot_be_talked_away(shop: Shop) -> None:
    promise = promise_of(shop, promised(shop))
    shop.clock.set(SATURDAY)

    with pytest.raises(StepRefused, match="its time is over"):
        promise.renegotiate(NewPromise(due=SATURDAY + timedelta(days=3)), by=shop.anna)
    with pytest.raises(StepRefused, match="its time is over"):
        promise.withdraw(Withdrawal(reason="never mind"), by=shop.anna)


def test_a_promise_is_not_withdrawn_without_telling_the_customer(shop: Shop) -> None:
    promise_of(shop, promised(shop)).withdraw(Withdrawal(reason="it is sold out"), by=shop.anna)

    assert told(shop) == [("ada@example.com", "About our promise")]


def test_a_cancelled_order_takes_its_promise_with_it(shop: Shop) -> None:
    order = promised(shop)

    order.cancel(Cancellation(reason="no more"), by=shop.anna)

    assert promise_of(shop, order).state.name == "withdrawn"
    assert told(shop) == []


# --- figures ------------------------------------------------------------------------------------


def test_promises_are_counted_by_what_has_become_of_them(shop: Shop) -> None:
    shop.receive(10)
    for _ in range(2):
        delivered(shop, promised(shop, in_stock=0))
    shop.shipped(promised(shop, in_stock=0))
    promised(shop, in_stock=0).cancel(Cancellation(reason="no more"), by=shop.anna)
    shop.clock.set(SATURDAY)
    shop.company.run_due()
    shop.placed(1, promised=date(2026, 12, 4))

    assert figures(shop) == {
        "made": 5,
        "open": 1,
        "at_risk": 0,
        "kept": 2,
        "broken": 1,
        "renegotiated": 0,
        "withdrawn": 1,
        "surprises": 1,
        "kept_percent": "66.7",
        "surprises_percent": "33.3",
    }


def test_where_nothing_is_decided_there_is_no_percentage(shop: Shop) -> None:
    promised(shop)

    assert figures(shop)["kept_percent"] is None
