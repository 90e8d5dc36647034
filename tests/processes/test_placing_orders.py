"""Order to cash, from the wish to the promise: place, decide, reconsider, reject, hold, resume."""

from datetime import timedelta

import pytest

from fbo import (
    Actor,
    Cancellation,
    Customer,
    OrderToCash,
    PaymentTerms,
    Policies,
    StepRefused,
    charge_line,
    eur,
    order_line,
    percent,
    pieces,
    price,
    usd,
)
from fbo.back.finance import credit
from fbo.front.sales import OrderPolicy, Suspension, Turned
from fbo.kernel.document import Address
from fbo.testing.shop import LONDON, Shop

WAIT = Suspension(reason="a moment")


def codes(refused: pytest.ExceptionInfo[StepRefused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def buckets(order: OrderToCash, line: int = 1) -> dict[str, int]:
    return {bucket: q.units for bucket, q in order.document.line(line).buckets.items()}


def credit_used(shop: Shop) -> int:
    """What Ada owes or has promised to buy, in cents."""
    return -shop.company.balance(credit.line(shop.ada.id, "EUR")).available


def refused_to_place(shop: Shop, **fields: object) -> list[str]:
    order = shop.drafted(**fields)  # type: ignore[arg-type]
    with pytest.raises(StepRefused) as refused:
        order.place(by=shop.anna)
    return codes(refused)


# Place.


def test_an_order_begins_as_a_draft_on_the_desk_of_sales(shop: Shop) -> None:
    order = shop.drafted()

    assert order.state is OrderToCash.drafted
    assert order.due is None


def test_an_order_gets_its_number_when_it_is_placed(shop: Shop) -> None:
    draft = shop.drafted()
    first = shop.placed()

    draft.place(by=shop.anna)

    assert (first.document.number, draft.document.number) == (1, 2)


def test_an_order_that_is_refused_takes_no_number(shop: Shop) -> None:
    refused_to_place(shop, lines=())

    assert shop.placed().document.number == 1


def test_an_order_is_priced_on_the_day_it_is_placed(shop: Shop) -> None:
    draft = shop.drafted()
    shop.clock.advance(timedelta(days=3))

    draft.place(by=shop.anna)

    assert draft.document.price_date == shop.clock.now().date()


def test_the_customer_hears_that_his_order_was_received(shop: Shop) -> None:
    shop.placed()

    shop.company.run_due()

    assert {message.subject for message in shop.mail.sent} == {"Your order", "Your order 1"}


def test_an_order_without_lines_is_refused(shop: Shop) -> None:
    assert refused_to_place(shop, lines=()) == ["has_lines"]


def test_an_order_for_nothing_of_something_is_refused(shop: Shop) -> None:
    assert refused_to_place(shop, lines=(shop.line(1), shop.line(0, number=2))) == ["has_lines"]


def test_a_line_of_nothing_is_named(shop: Shop) -> None:
    order = shop.drafted(lines=(shop.line(1), shop.line(0, number=2)))

    (reason,) = order.place.refusals(by=shop.anna)

    assert (reason.sentence, reason.facts) == ("of line 2 nothing is ordered", {"lines": [2]})


def test_only_a_promotion_takes_money_off(shop: Shop) -> None:
    off = order_line(1, shop.lamp.id, pieces(1), price("-1.00", "EUR", signed=True))

    assert refused_to_place(shop, lines=(off,)) == ["lines_are_priced"]


def test_an_order_without_an_address_is_refused(shop: Shop) -> None:
    assert refused_to_place(shop, ship_to=Address()) == ["has_addresses"]


def test_an_order_of_charges_alone_needs_no_address(shop: Shop) -> None:
    lines = (charge_line(1, "advice", eur("10.00")),)

    assert shop.placed(lines=lines, ship_to=Address()).document.number == 1


def test_methods_that_wait_for_each_other_cannot_be_combined(shop: Shop) -> None:
    with pytest.raises(ValueError, match="would wait for each other"):
        shop.order(shipping="on_payment", invoicing="on_shipment")


def test_what_is_shipped_on_payment_cannot_be_billed_but_for_a_deposit(shop: Shop) -> None:
    with pytest.raises(ValueError, match="billing the rest as it leaves"):
        shop.order(shipping="on_payment", invoicing="on_order", deposit=eur("10.00"))


def test_an_order_beyond_counting_is_not_even_written_down(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        shop.drafted(10**17, "1000000")

    assert [reason.code for reason in refused.value.reasons] == ["too_large"]


def test_two_lines_of_one_number_cannot_be_combined(shop: Shop) -> None:
    with pytest.raises(ValueError, match="two lines have one number"):
        shop.order(lines=(shop.line(1), shop.line(2)))


def test_a_line_in_another_currency_cannot_be_combined(shop: Shop) -> None:
    with pytest.raises(ValueError, match="all prices must be in EUR"):
        shop.order(lines=(order_line(1, shop.lamp.id, pieces(1), price("1.00", "USD")),))


def test_an_order_of_a_customer_who_was_merged_is_refused(shop: Shop) -> None:
    shop.company.change(shop.ada, merged_into="grace")

    assert refused_to_place(shop) == ["customer_is_there"]


def test_an_item_that_is_not_sold_any_more_is_refused(shop: Shop) -> None:
    shop.company.change(shop.lamp, active=False)

    assert refused_to_place(shop) == ["not_sold"]


def test_an_item_in_another_unit_is_refused(shop: Shop) -> None:
    from fbo import quantity
    from fbo.kernel.quantity import KILOGRAM

    line = order_line(1, shop.lamp.id, quantity("1.000", KILOGRAM), price("1.00", "EUR"))

    assert refused_to_place(shop, lines=(line,)) == ["wrong_unit"]


def test_under_deny_an_order_beyond_what_is_there_is_refused(shop: Shop) -> None:
    shop.receive(2)

    assert refused_to_place(shop, lamps=3, backorder="deny") == ["out_of_stock"]


def test_under_deny_an_order_for_all_that_is_there_is_taken(shop: Shop) -> None:
    shop.receive(2)

    order = shop.placed(2, backorder="deny")

    assert buckets(order) == {"allocated": 2}


def test_under_deny_two_lines_of_one_item_are_summed(shop: Shop) -> None:
    shop.receive(3)

    lines = (shop.line(2), shop.line(2, number=2))

    assert refused_to_place(shop, lines=lines, backorder="deny") == ["out_of_stock"]


def test_the_policy_of_the_house_denies_where_the_order_says_nothing() -> None:
    shop = Shop(policies=Policies(order=OrderPolicy(backorder="deny")))

    assert refused_to_place(shop) == ["out_of_stock"]
    assert shop.placed(backorder="allow").state is OrderToCash.confirmed


# Decide.


def test_an_order_within_credit_is_confirmed_at_once(shop: Shop) -> None:
    assert shop.placed().state is OrderToCash.confirmed


def test_an_order_up_to_the_limit_is_confirmed(shop: Shop) -> None:
    assert shop.placed(10).state is OrderToCash.confirmed


def test_an_order_a_cent_over_the_limit_goes_on_credit_hold(shop: Shop) -> None:
    order = shop.placed(lines=(shop.line(10), charge_line(2, "freight", eur("0.01"))))

    assert order.state is OrderToCash.credit_hold


def test_tax_counts_against_the_limit(shop: Shop) -> None:
    line = order_line(
        1, shop.lamp.id, pieces(10), price("100.00", "EUR"), tax_code="S", tax_rate=percent(20)
    )

    assert shop.placed(lines=(line,)).state is OrderToCash.credit_hold


def test_a_confirmed_order_holds_its_value_on_the_credit_line(shop: Shop) -> None:
    shop.placed(4)

    assert credit_used(shop) == 400_00


def test_an_order_on_credit_hold_holds_nothing(shop: Shop) -> None:
    order = shop.placed(11)

    assert order.holds == {}
    assert credit_used(shop) == 0


def test_a_customer_without_a_limit_may_order_anything(shop: Shop) -> None:
    grace = shop.customer("Grace Hopper")

    order = shop.placed(10_000, customer=grace.id)

    assert order.state is OrderToCash.confirmed
    assert "credit" not in order.holds


def test_a_customer_with_a_limit_of_zero_may_order_nothing(shop: Shop) -> None:
    poor = shop.customer("Pip", limit=eur("0.00"))

    assert shop.placed(1, customer=poor.id).state is OrderToCash.credit_hold


def test_an_order_that_costs_nothing_passes_a_limit_of_zero(shop: Shop) -> None:
    poor = shop.customer("Pip", limit=eur("0.00"))

    order = shop.placed(1, "0.00", customer=poor.id)

    assert order.state is OrderToCash.confirmed
    assert "credit" not in order.holds


def test_a_credit_stop_lets_nothing_through(shop: Shop) -> None:
    shop.company.change(shop.ada, credit_status="stop")

    assert shop.placed().state is OrderToCash.credit_hold


def test_a_customer_who_is_watched_may_order(shop: Shop) -> None:
    shop.company.change(shop.ada, credit_status="watch")

    assert shop.placed().state is OrderToCash.confirmed


def test_a_limit_in_another_currency_covers_nothing(shop: Shop) -> None:
    shop.company.change(shop.ada, credit_limit=usd("1000.00"))

    assert shop.placed().state is OrderToCash.credit_hold


def test_what_is_there_is_allocated_and_the_rest_backordered(shop: Shop) -> None:
    shop.receive(2)

    order = shop.placed(5)

    assert buckets(order) == {"allocated": 2, "backordered": 3}
    assert shop.on_shelf() == (2, 0)


def test_a_unit_is_allocated_to_one_line_only(shop: Shop) -> None:
    shop.receive(3)

    order = shop.placed(lines=(shop.line(2), shop.line(2, number=2)))

    assert (buckets(order, 1), buckets(order, 2)) == (
        {"allocated": 2},
        {"allocated": 1, "backordered": 1},
    )


def test_a_unit_is_allocated_to_one_order_only(shop: Shop) -> None:
    shop.receive(3)

    first, second = shop.placed(2), shop.placed(2)

    assert buckets(first) == {"allocated": 2}
    assert buckets(second) == {"allocated": 1, "backordered": 1}


def test_the_order_is_promised_for_the_latest_date_of_its_lines(shop: Shop) -> None:
    day = shop.clock.now().date()
    soon = shop.line(1).model_copy(update={"promised": day})
    late = shop.line(1, number=2).model_copy(update={"promised": day + timedelta(days=5)})

    order = shop.placed(lines=(soon, late))

    assert order.document.promised == day + timedelta(days=5)


def test_the_customer_hears_what_was_decided(shop: Shop) -> None:
    shop.placed(20)

    shop.company.run_due()

    assert "Your order 1: Being checked." in {message.text for message in shop.mail.sent}


# Reconsider, reject.


def test_what_was_held_is_asked_again_at_the_next_opening_of_business(shop: Shop) -> None:
    order = shop.placed(12)
    shop.company.change(shop.ada, credit_limit=eur("2000.00"))
    shop.clock.set(shop.company.firm.calendar.next_opening(shop.clock.now()))

    shop.company.run_due()

    assert shop.now(order).state is OrderToCash.confirmed


def test_what_is_still_over_the_limit_is_asked_again_the_day_after(shop: Shop) -> None:
    order = shop.placed(12)
    opening = shop.company.firm.calendar.next_opening
    shop.clock.set(opening(shop.clock.now()))
    shop.company.run_due()
    assert shop.now(order).state is OrderToCash.credit_hold
    shop.company.change(shop.ada, credit_limit=eur("2000.00"))

    shop.clock.set(opening(shop.clock.now()))
    shop.company.run_due()

    assert shop.now(order).state is OrderToCash.confirmed


def test_a_credit_clerk_reconsiders_at_any_time(shop: Shop) -> None:
    order = shop.placed(12)
    shop.company.change(shop.ada, credit_limit=eur("2000.00"))

    order.reconsider(by=shop.carla)

    assert order.state is OrderToCash.confirmed
    assert order.facts.timers == {}


def test_a_credit_clerk_who_finds_it_over_the_limit_leaves_it_where_it_is(shop: Shop) -> None:
    order = shop.placed(12)

    order.reconsider(by=shop.carla)

    assert order.state is OrderToCash.credit_hold


def test_under_deny_an_order_whose_goods_have_gone_meanwhile_waits_with_sales(shop: Shop) -> None:
    shop.receive(12)
    order = shop.placed(12, backorder="deny")
    assert order.state is OrderToCash.credit_hold
    shop.placed(5, "1.00")
    shop.company.change(shop.ada, credit_limit=eur("5000.00"))

    order.reconsider(by=shop.carla)

    assert order.state is OrderToCash.on_hold
    assert order.holds == {}


def test_an_order_may_be_turned_down(shop: Shop) -> None:
    order = shop.placed(12)

    order.reject(Turned(reason="too risky"), by=shop.carla)

    assert order.state is OrderToCash.rejected
    assert order.document.because == "too risky"
    assert order.facts.timers == {}


def test_sales_does_not_turn_an_order_down(shop: Shop) -> None:
    order = shop.placed(12)

    with pytest.raises(PermissionError):
        order.reject(Turned(reason="too risky"), by=shop.anna)


# On hold, and back.


@pytest.mark.parametrize("who", ["anna", "carla", "sam"])
def test_sales_credit_and_warehouse_may_put_an_order_on_hold(shop: Shop, who: str) -> None:
    order = shop.placed()

    order.suspend(WAIT, by=getattr(shop, who))

    assert order.state is OrderToCash.on_hold
    assert order.document.because == "a moment"


def test_an_order_on_hold_keeps_its_credit_and_its_goods(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(2)

    order.suspend(WAIT, by=shop.anna)

    assert set(order.holds) == {"credit", "line-1"}
    assert credit_used(shop) == 200_00


def test_an_order_goes_back_to_where_it_came_from(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(2)
    shop.started(order)
    order.suspend(WAIT, by=shop.anna)

    order.resume(by=shop.anna)

    assert order.state is OrderToCash.in_fulfilment


def test_an_order_that_was_held_twice_goes_back_each_time(shop: Shop) -> None:
    order = shop.placed()

    for _ in range(2):
        order.suspend(WAIT, by=shop.anna)
        order.resume(by=shop.anna)

    assert order.state is OrderToCash.confirmed


def test_an_order_is_asked_for_credit_when_it_resumes(shop: Shop) -> None:
    order = shop.placed(5)
    order.suspend(WAIT, by=shop.anna)
    shop.company.change(shop.ada, credit_limit=eur("499.99"))

    order.resume(by=shop.anna)

    assert order.state is OrderToCash.credit_hold
    assert shop.company.balance(credit.line(shop.ada.id, "EUR")).available == 0


def test_what_an_order_holds_already_is_not_asked_for_twice(shop: Shop) -> None:
    order = shop.placed(5)
    order.suspend(WAIT, by=shop.anna)
    shop.company.change(shop.ada, credit_limit=eur("500.00"))

    order.resume(by=shop.anna)

    assert order.state is OrderToCash.confirmed


def test_who_put_an_order_on_hold_lets_it_go_on(shop: Shop) -> None:
    order = shop.placed(5)
    order.suspend(WAIT, by=shop.carla)

    with pytest.raises(StepRefused) as refused:
        order.resume(by=shop.anna)
    order.resume(by=shop.carla)

    assert refused.value.reasons[0].code == "held_up_by_another"
    assert order.state is OrderToCash.confirmed


def test_a_placed_order_that_was_held_is_decided_when_it_resumes(shop: Shop) -> None:
    order = shop.placed(12)
    order.suspend(WAIT, by=shop.carla)
    shop.company.change(shop.ada, credit_limit=eur("5000.00"))

    order.resume(by=shop.carla)
    order.reconsider(by=shop.carla)

    assert order.state is OrderToCash.confirmed


def test_an_order_that_comes_back_to_credit_hold_is_asked_again_by_itself(shop: Shop) -> None:
    order = shop.placed(12)
    order.suspend(WAIT, by=shop.carla)
    order.resume(by=shop.carla)
    assert order.state is OrderToCash.credit_hold
    shop.company.change(shop.ada, credit_limit=eur("5000.00"))

    shop.clock.set(shop.company.firm.calendar.next_opening(shop.clock.now()))
    shop.company.run_due()

    assert shop.now(order).state is OrderToCash.confirmed


def test_an_order_that_resumes_to_confirmed_holds_its_credit(shop: Shop) -> None:
    """He had no limit when it was confirmed, and has one when it goes on."""
    grace = shop.customer("Grace Hopper")
    order = shop.placed(5, customer=grace.id)
    order.suspend(WAIT, by=shop.anna)
    shop.company.change(grace, credit_limit=eur("1000.00"))

    order.resume(by=shop.anna)

    assert order.state is OrderToCash.confirmed
    assert shop.placed(6, customer=grace.id).state is OrderToCash.credit_hold


def test_a_customer_does_not_put_his_order_on_hold(shop: Shop) -> None:
    order = shop.placed()

    with pytest.raises(PermissionError):
        order.suspend(WAIT, by=Actor.customer(shop.ada.id))


# What may be ordered.


def test_an_order_of_charges_alone_counts_as_shipped_and_is_billed_at_once(shop: Shop) -> None:
    order = shop.placed(lines=(charge_line(1, "advice", eur("50.00")),))

    assert order.state is OrderToCash.fulfilled
    assert order.invoices[0].document.gross == eur("50.00")


def test_an_order_of_charges_alone_is_complete_when_it_is_paid(shop: Shop) -> None:
    order = shop.placed(lines=(charge_line(1, "advice", eur("50.00")),))

    shop.settled(order)

    assert shop.now(order).state is OrderToCash.completed


def test_an_order_that_costs_nothing_is_complete_when_it_has_left(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(1, "0.00")

    shop.shipped(order)

    assert shop.now(order).state is OrderToCash.completed
    assert shop.now(order).invoices[0].document.gross == eur("0.00")


def test_an_order_in_dollars_uses_a_line_of_credit_in_dollars(shop: Shop) -> None:
    grace = shop.company.file(Customer(name="Grace Hopper", credit_limit=usd("100.00")))
    line = order_line(1, shop.lamp.id, pieces(1), price("60.00", "USD"))

    orders = [
        shop.placed(lines=(line,), currency="USD", customer=grace.id, ship_to=LONDON)
        for _ in range(2)
    ]

    assert [order.state.name for order in orders] == ["confirmed", "credit_hold"]


def test_a_yen_has_no_cents(shop: Shop) -> None:
    grace = shop.customer("Grace Hopper")
    shop.receive(3)
    line = order_line(1, shop.lamp.id, pieces(3), price("33.335", "JPY"))
    order = shop.placed(lines=(line,), currency="JPY", customer=grace.id)

    shop.shipped(order)

    assert str(shop.now(order).invoices[0].document.gross) == "100 JPY"


def test_payment_terms_set_the_due_date(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(terms=PaymentTerms.net(14))

    shop.shipped(order)

    (due,) = shop.now(order).invoices[0].document.due
    assert due.on == shop.clock.now().date() + timedelta(days=14)


def test_a_cancelled_draft_was_never_an_order(shop: Shop) -> None:
    order = shop.drafted()

    order.cancel(Cancellation(reason="changed her mind"), by=shop.anna)

    assert order.state is OrderToCash.cancelled
    assert order.document.number is None


# Nobody says of an order what is not so.


@pytest.mark.parametrize(
    "forged",
    [
        {"unplanned": 5, "invoiced": 5},
        {"unplanned": 5, "shipped": 1},
        {"allocated": 5},
        {"cancelled": 1, "unplanned": 4},
    ],
)
def test_nobody_opens_an_order_of_which_something_is_done(
    shop: Shop, forged: dict[str, int]
) -> None:
    line = shop.line(5).model_copy(
        update={"buckets": {bucket: pieces(count) for bucket, count in forged.items()}}
    )

    with pytest.raises(StepRefused) as refused:
        shop.company.open(OrderToCash, shop.order(lines=(line,)), by=Actor.customer(shop.ada.id))

    assert codes(refused) == ["has_not_begun"]


def test_nobody_opens_an_order_with_a_number(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        shop.drafted(number=7)

    assert codes(refused) == ["has_not_begun"]
