"""Orders are amended: lines more, less, added, at another price, and all that hangs on them."""

from datetime import date, timedelta
from typing import Any

import pytest

from fbo import (
    Actor,
    Address,
    Amendment,
    Cancellation,
    NotAllowed,
    Order,
    OrderToCash,
    StepRefused,
    Suspension,
    eur,
    pieces,
)
from fbo.front.sales import (
    AmendedLine,
    CancelledLine,
    Choice,
    PromotionRule,
    Shortage,
    charge_line,
    promotion_line,
)
from fbo.kernel.money import Price, percent
from fbo.processes.crediting import Crediting
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.refunding import Refunding
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop


def becomes(count: int | None = None, line: int = 1, **fields: Any) -> Amendment:
    quantity = None if count is None else pieces(count)
    money = fields.pop("money", "refund")
    return Amendment(
        reason="as agreed",
        lines=(AmendedLine(line=line, quantity=quantity, **fields),),
        money=money,
    )


def at(price: str) -> dict[str, Any]:
    return {"unit_price": Price.parse(f"{price} EUR")}


def refusal(shop: Shop, order: OrderToCash, form: Amendment, by: Actor | None = None) -> Any:
    with pytest.raises(StepRefused) as refused:
        shop.now(order).amend(form, by=by or shop.anna)
    (reason,) = refused.value.reasons
    return reason


# Less.


def test_what_is_wanted_less_is_free_again(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(5)

    order.amend(becomes(2), by=shop.anna)

    line = order.document.line(1)
    assert (line.ordered, line.has("allocated")) == (pieces(2), pieces(2))
    assert shop.on_shelf() == (5, 3)
    keep_the_laws(shop.company)


def test_a_shipment_nobody_has_picked_for_goes_with_it(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(5)
    shipment = shop.started(order)

    shop.now(order).amend(becomes(2), by=shop.anna)

    assert shop.now(shipment).state.name == "cancelled"
    assert shop.now(order).document.line(1).has("allocated") == pieces(2)
    keep_the_laws(shop.company)


def test_no_less_than_is_picked_can_be_wanted(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(5)
    shop.packed(order, line_1=3)

    reason = refusal(shop, order, becomes(2))

    assert (reason.code, reason.facts["picked"]) == ("qty_picked", "3 piece")


def test_no_less_than_has_left_can_be_wanted(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(5)
    shop.shipped(order, line_1=3)

    reason = refusal(shop, order, becomes(2))

    assert (reason.code, reason.facts["open"]) == ("qty_exceeds_open", "2 piece")


def test_an_order_of_what_has_left_is_fulfilled(shop: Shop) -> None:
    shop.receive(5)
    freight = charge_line(2, "Freight", eur("5.00"))
    order = shop.placed(lines=(shop.line(5), freight))
    shop.shipped(order, line_1=3)

    shop.now(order).amend(becomes(3), by=shop.anna)

    assert shop.now(order).state is OrderToCash.fulfilled
    keep_the_laws(shop.company)


def test_an_order_of_nothing_is_cancelled_not_amended(shop: Shop) -> None:
    order = shop.placed(lines=(shop.line(2), charge_line(2, "Freight", eur("5.00"))))

    assert refusal(shop, order, becomes(0)).code == "nothing_left"


def test_what_was_billed_and_paid_is_given_back(shop: Shop) -> None:
    shop.receive(4)
    order = shop.placed(4, "20.00", invoicing="on_order")
    shop.settled(order)

    shop.now(order).amend(becomes(1), by=shop.anna)

    (note,), (refund,) = shop.company.find(Crediting), shop.company.find(Refunding)
    assert (note.document.gross, refund.document.amount) == (eur("60.00"), eur("60.00"))
    keep_the_laws(shop.company)


def test_the_customer_may_keep_it_as_his_credit(shop: Shop) -> None:
    shop.receive(4)
    order = shop.placed(4, "20.00", invoicing="on_order")
    shop.settled(order)

    shop.now(order).amend(becomes(1, money="keep"), by=shop.anna)

    assert shop.company.find(Refunding) == []
    keep_the_laws(shop.company)


# More.


def test_what_is_wanted_more_is_allocated(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(2)

    order.amend(becomes(4), by=shop.anna)

    assert shop.now(order).document.line(1).has("allocated") == pieces(4)
    assert shop.on_shelf() == (5, 1)
    keep_the_laws(shop.company)


def test_what_is_not_there_is_backordered(shop: Shop) -> None:
    shop.receive(3)
    order = shop.placed(2)

    order.amend(becomes(4), by=shop.anna)

    line = shop.now(order).document.line(1)
    assert (line.has("allocated"), line.has("backordered")) == (pieces(3), pieces(1))
    keep_the_laws(shop.company)


def test_what_may_not_wait_must_be_there(shop: Shop) -> None:
    shop.receive(3)
    order = shop.placed(2, backorder="deny")

    assert refusal(shop, order, becomes(4)).code == "out_of_stock"
    assert shop.now(order).document.line(1).ordered == pieces(2)


def test_it_can_be_asked_before_whether_what_may_not_wait_is_there(shop: Shop) -> None:
    shop.receive(3)
    order = shop.placed(2, backorder="deny")

    (reason,) = order.amend.refusals(becomes(4), by=shop.anna)

    assert (reason.code, reason.facts["available"]) == ("out_of_stock", "1 piece")
    assert order.amend.refusals(becomes(3), by=shop.anna) == ()


def test_what_is_added_and_may_not_wait_must_be_there(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(2, backorder="deny")
    desk = shop.item("DESK")
    form = Amendment(reason="a desk, too", add=(shop.line(1, number=2, item=desk),))

    (reason,) = order.amend.refusals(form, by=shop.anna)

    assert (reason.code, reason.sentence) == (
        "out_of_stock",
        "1 piece of DESK are wanted, 0 piece are free",
    )


def test_what_one_line_lets_go_of_another_may_have(shop: Shop) -> None:
    shop.receive(3)
    order = shop.placed(3, "1.00", backorder="deny")
    form = Amendment(
        reason="two of them apart",
        lines=(AmendedLine(line=1, quantity=pieces(1)),),
        add=(shop.line(2, "1.00", number=2),),
    )

    order.amend(form, by=shop.anna)

    assert shop.now(order).document.line(2).has("allocated") == pieces(2)
    keep_the_laws(shop.company)


def test_what_is_wanted_more_is_held_of_the_credit(shop: Shop) -> None:
    order = shop.placed(2)

    order.amend(becomes(10), by=shop.anna)

    assert shop.now(order).holds["credit"]["legs"][0][2] in (1000_00, -1000_00)
    keep_the_laws(shop.company)


def test_no_more_is_wanted_than_there_is_credit_for(shop: Shop) -> None:
    order = shop.placed(9)

    reason = refusal(shop, order, becomes(11))

    assert reason.code == "over_credit_limit"
    assert shop.now(order).document.line(1).ordered == pieces(9)


def test_who_gets_no_more_credit_wants_no_more(shop: Shop) -> None:
    order = shop.placed(2)
    shop.company.change(shop.ada, credit_status="stop", by=shop.carla)

    assert refusal(shop, order, becomes(3)).code == "credit_stop"
    shop.now(order).amend(becomes(1), by=shop.anna)
    assert shop.now(order).document.line(1).ordered == pieces(1)


def test_what_was_cancelled_is_taken_up_again_first(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(5)
    row = CancelledLine(line=1, quantity=pieces(3))
    order.cancel(Cancellation(reason="no", scope="lines", lines=(row,)), by=shop.anna)

    order.amend(becomes(4), by=shop.anna)

    line = shop.now(order).document.line(1)
    assert (line.ordered, line.cancelled, line.has("allocated")) == (
        pieces(5),
        pieces(1),
        pieces(4),
    )
    keep_the_laws(shop.company)


def test_what_is_billed_on_order_is_billed_when_it_is_more(shop: Shop) -> None:
    shop.receive(5)
    order = shop.placed(2, invoicing="on_order")

    order.amend(becomes(3), by=shop.anna)

    billed = [invoice.document.gross for invoice in shop.now(order).invoices]
    assert billed == [eur("200.00"), eur("100.00")]
    keep_the_laws(shop.company)


# Lines beside them.


def test_a_line_of_something_else_is_added(shop: Shop) -> None:
    chair = shop.item("CHAIR")
    shop.receive(1, chair)
    order = shop.placed(2)

    added = shop.line(1, "50.00", number=2, item=chair)
    order.amend(Amendment(reason="a chair too", add=(added,)), by=shop.anna)

    assert shop.now(order).document.line(2).has("allocated") == pieces(1)
    assert shop.now(order).document.total == eur("250.00")
    keep_the_laws(shop.company)


def test_what_is_not_sold_is_not_added(shop: Shop) -> None:
    old = shop.item("OLD", active=False)
    order = shop.placed(2)

    form = Amendment(reason="an old one", add=(shop.line(1, number=2, item=old),))

    assert refusal(shop, order, form).code == "not_sold"


def test_a_number_is_given_once(shop: Shop) -> None:
    order = shop.placed(2)

    assert refusal(shop, order, Amendment(reason="x", add=(shop.line(1),))).code == "line_taken"


def test_a_promotion_that_is_added_must_hold(shop: Shop) -> None:
    order = shop.placed(2)
    rule = PromotionRule(goods_over=eur(500))
    added = promotion_line(2, "Fifty off", eur(50), rule=rule)

    form = Amendment(reason="a promotion", add=(added,))

    assert refusal(shop, order, form).code == "promotion_does_not_hold"


def test_a_promotion_is_added_where_it_holds(shop: Shop) -> None:
    order = shop.placed(2)
    added = promotion_line(2, "Fifty off", eur(50), rule=PromotionRule(goods_over=eur(100)))

    order.amend(Amendment(reason="a promotion", add=(added,)), by=shop.anna)

    assert shop.now(order).document.total == eur("150.00")
    keep_the_laws(shop.company)


def test_a_promotion_comes_back_with_what_it_depends_on(shop: Shop) -> None:
    rule = PromotionRule(goods_over=eur(300))
    order = shop.placed(lines=(shop.line(4), promotion_line(2, "Off", eur(50), rule=rule)))
    order.amend(becomes(2), by=shop.anna)
    assert shop.now(order).document.total == eur("200.00")

    order.amend(becomes(4), by=shop.anna)

    assert shop.now(order).document.total == eur("350.00")
    keep_the_laws(shop.company)


# Prices.


def test_what_is_not_billed_has_another_price(shop: Shop) -> None:
    order = shop.placed(2)

    order.amend(becomes(**at("90.00")), by=shop.anna)

    assert shop.now(order).document.total == eur("180.00")
    keep_the_laws(shop.company)


def test_what_is_billed_keeps_its_price_and_the_rest_is_a_line_of_its_own(shop: Shop) -> None:
    shop.receive(10)
    order = shop.placed(10, "12.00")
    shop.shipped(order, line_1=4)

    shop.now(order).amend(becomes(**at("10.00")), by=shop.anna)

    ordered = [line.ordered for line in shop.now(order).document.lines]
    assert ordered == [pieces(4), pieces(6)]
    assert shop.now(order).document.total == eur("108.00")
    keep_the_laws(shop.company)
    shop.shipped(order)
    keep_the_laws(shop.company)
    assert [one.document.gross for one in shop.now(order).invoices] == [eur(48), eur(60)]


def test_what_is_all_billed_has_no_other_price(shop: Shop) -> None:
    order = shop.placed(2, invoicing="on_order")

    assert refusal(shop, order, becomes(**at("90.00"))).code == "already_invoiced"


# Who.


def test_a_customer_has_more_at_the_list_price(shop: Shop) -> None:
    order = shop.placed(1)

    order.amend(becomes(2), by=Actor.customer(shop.ada.id))

    assert shop.now(order).document.line(1).ordered == pieces(2)


def test_a_customer_has_no_more_at_a_price_that_was_made_for_him(shop: Shop) -> None:
    order = shop.placed(1, "60.00")

    reason = refusal(shop, order, becomes(2), Actor.customer(shop.ada.id))

    assert reason.code == "price_not_ours"


def test_a_customer_has_less_at_any_price(shop: Shop) -> None:
    order = shop.placed(2, "60.00")

    order.amend(becomes(1), by=Actor.customer(shop.ada.id))

    assert shop.now(order).document.total == eur("60.00")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (becomes(**at("1.00")), "price_not_ours"),
        (becomes(discount=percent(5)), "price_not_ours"),
        (becomes(0, line=2), "price_not_ours"),
        (Amendment(reason="x", promised=date(2026, 12, 24)), "not_a_wish"),
        (Amendment(reason="x", add=(charge_line(3, "x", eur(0)),)), "price_not_ours"),
    ],
    ids=["price", "discount", "charge", "date", "added"],
)
def test_a_customer_says_nothing_that_is_ours_to_say(
    shop: Shop, form: Amendment, code: str
) -> None:
    order = shop.placed(lines=(shop.line(2), charge_line(2, "Freight", eur(5))))

    assert refusal(shop, order, form, Actor.customer(shop.ada.id)).code == code


def test_a_customer_cancels_goods_and_no_charge_by_itself(shop: Shop) -> None:
    order = shop.placed(lines=(shop.line(2), charge_line(2, "Freight", eur(5))))
    row = CancelledLine(line=2, quantity=pieces(1))
    form = Cancellation(reason="too dear", scope="lines", lines=(row,))

    reasons = order.cancel.refusals(form, by=Actor.customer(shop.ada.id))

    assert [reason.code for reason in reasons] == ["price_not_ours"]
    assert order.cancel.refusals(form, by=shop.anna) == ()


def test_a_customer_adds_what_is_at_the_list_price(shop: Shop) -> None:
    mug = shop.item("MUG", list_price=Price.parse("18.00 EUR"))
    order = shop.placed(1)
    ada = Actor.customer(shop.ada.id)

    order.amend(Amendment(reason="a mug", add=(shop.line(1, "18.00", number=2, item=mug),)), by=ada)

    assert shop.now(order).document.total == eur("118.00")
    cheap = Amendment(reason="a mug", add=(shop.line(1, "1.00", number=3, item=mug),))
    assert refusal(shop, order, cheap, ada).code == "price_not_ours"


def test_nobody_else_amends_an_order(shop: Shop) -> None:
    order = shop.placed(1)

    with pytest.raises(NotAllowed):
        order.amend(becomes(2), by=shop.sam)


# Where it is.


def test_a_draft_is_amended(shop: Shop) -> None:
    order = shop.drafted(2)

    order.amend(becomes(3), by=shop.anna)

    assert (order.state, order.document.total) == (OrderToCash.drafted, eur("300.00"))


def test_what_was_too_much_is_confirmed_once_it_is_less(shop: Shop) -> None:
    order = shop.placed(11)
    assert order.state is OrderToCash.credit_hold

    order.amend(becomes(10), by=shop.anna)

    assert order.state is OrderToCash.confirmed
    keep_the_laws(shop.company)


def test_what_is_prepaid_is_confirmed_once_enough_is_there(shop: Shop) -> None:
    order = shop.placed(2, prepayment=percent(100))
    shop.paid(eur("100.00"), orders=(order.id,))
    shop.company.run_due()
    assert shop.now(order).state is OrderToCash.awaiting_prepayment

    shop.now(order).amend(becomes(1), by=shop.anna)

    assert shop.now(order).state is OrderToCash.confirmed
    keep_the_laws(shop.company)


def test_an_order_on_hold_is_amended_and_stays_there(shop: Shop) -> None:
    shop.receive(4)
    order = shop.placed(2)
    order.suspend(Suspension(reason="a moment"), by=shop.anna)

    order.amend(becomes(3), by=shop.anna)
    order.resume(by=shop.anna)

    assert shop.now(order).document.line(1).has("allocated") == pieces(3)
    keep_the_laws(shop.company)


def test_what_has_left_is_not_amended(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(2)
    shop.shipped(order)

    assert refusal(shop, order, becomes(3)).code == "wrong_state"


# What else is agreed.


def test_another_day_is_promised(shop: Shop) -> None:
    friday = date(2026, 11, 27)
    order = shop.placed(2, promised=date(2026, 11, 25))

    order.amend(Amendment(reason="later", promised=friday), by=shop.anna)

    now = shop.now(order)
    assert now.document.promised == friday
    states = sorted(one.state.name for one in shop.company.find(PromiseKeeping))
    assert states == ["made", "renegotiated"]
    shop.company.run_due()
    assert any("We now promise you" in message.text for message in shop.mail.sent)
    keep_the_laws(shop.company)


def test_no_day_is_promised_that_is_over(shop: Shop) -> None:
    order = shop.placed(2)

    form = Amendment(reason="late", promised=shop.clock.now().date() - timedelta(days=1))

    assert refusal(shop, order, form).code == "in_the_past"


def test_it_goes_elsewhere_unless_it_is_packed_already(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(2)
    paris = Address(name="Ada Lovelace", city="Paris")
    order.amend(Amendment(reason="moved", ship_to=paris), by=Actor.customer(shop.ada.id))
    shipment = shop.packed(order)

    assert shipment.document.ship_to == paris
    rome = Amendment(reason="moved", ship_to=Address(city="Rome"))
    assert refusal(shop, order, rome).code == "shipment_under_way"


def test_the_customer_hears_what_has_changed(shop: Shop) -> None:
    order = shop.placed(2)

    order.amend(becomes(3), by=shop.anna)

    shop.company.run_due()
    (said,) = [m.text for m in shop.mail.sent if "Changed in your order" in m.text]
    assert said == (
        "Changed in your order 1: line 1. It came to 200.00 EUR; it comes to 300.00 EUR now."
    )


# What the customer chooses when something is missing.


def test_who_wants_something_else_has_his_order_amended(shop: Shop) -> None:
    chair = shop.item("CHAIR")
    shop.receive(1)
    shop.receive(1, chair)
    order = shop.placed(2)
    order.report_shortage(Shortage(), by=shop.sam)

    instead = Amendment(
        reason="a chair instead",
        lines=(AmendedLine(line=1, quantity=pieces(1)),),
        add=(shop.line(1, "80.00", number=2, item=chair),),
    )
    order.record_choice(Choice(choice="substitute", amendment=instead), by=shop.anna)

    now: Order = shop.now(order).document
    assert [line.has("allocated") for line in now.lines] == [pieces(1), pieces(1)]
    keep_the_laws(shop.company)


def test_a_customer_substitutes_at_our_prices_only(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(2)
    order.report_shortage(Shortage(), by=shop.sam)
    cheap = Choice(choice="substitute", amendment=becomes(**at("1.00")))

    with pytest.raises(StepRefused) as refused:
        order.record_choice(cheap, by=Actor.customer(shop.ada.id))

    assert [reason.code for reason in refused.value.reasons] == ["price_not_ours"]
