"""The credit check: what stops an order, when it is asked again, how long an override lasts."""

from datetime import date, timedelta
from typing import Any

import pytest

from fbo import Picking, Policies, StepRefused, Suspension, eur
from fbo.back.finance import CONTROLLER, CreditPolicy, FinancePolicy, Rejected, TakenBack, credit
from fbo.front.sales import CreditDecision, Override, Turned
from fbo.kernel.people import Actor
from fbo.kernel.terms import PaymentTerms
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.tasks import Tasking
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

AT_ONCE = PaymentTerms.net(0)


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.receive(100)
    return shop


@pytest.fixture
def cora(shop: Shop) -> Actor:
    """A controller who may allow 500.00 beyond a limit."""
    hired = shop.company.hire("Cora", CONTROLLER)
    return Actor(hired.id, "employee", hired.roles, authority={"credit": eur("500.00")})


def after(shop: Shop, **time: int) -> None:
    shop.clock.advance(timedelta(**time))
    shop.company.run_due()


def billed(shop: Shop, lamps: int, price: str = "100.00", **fields: Any) -> InvoiceToCash:
    """An invoice that is due on the day it is written, unless said otherwise."""
    fields.setdefault("terms", AT_ONCE)
    order = shop.placed(lamps, price, **fields)
    shop.shipped(order)
    (invoice,) = shop.now(order).invoices
    return shop.company.case(InvoiceToCash, invoice.id)


def decision_of(order: OrderToCash) -> CreditDecision:
    decision = order.document.credit_decision
    assert decision is not None
    return decision


# What is under way when credit is gone.


def under_way(shop: Shop) -> OrderToCash:
    """An order whose goods are on a pick list, and whose customer gets no more credit."""
    order = shop.placed(2)
    shop.started(order)
    shop.company.change(shop.ada, credit_status="stop", by=shop.carla)
    shop.now(order).suspend(Suspension(reason="no more credit"), by=shop.carla)
    shop.now(order).resume(by=shop.carla)
    assert shop.now(order).state is OrderToCash.credit_hold
    return shop.now(order)


def test_nothing_is_picked_for_an_order_on_credit_hold(shop: Shop) -> None:
    order = under_way(shop)
    (shipment,) = shop.shipments(order)

    with pytest.raises(StepRefused) as refused:
        shipment.pick(Picking(), by=shop.sam)

    assert [reason.code for reason in refused.value.reasons] == ["order_on_hold"]


def test_the_pick_list_of_an_order_goes_with_it_when_it_is_rejected(shop: Shop) -> None:
    order = under_way(shop)

    order.reject(Turned(reason="no credit"), by=shop.carla)

    assert [shipment.state.name for shipment in shop.shipments(order)] == ["cancelled"]
    assert shop.on_shelf() == (100, 100)
    keep_the_laws(shop.company)


def test_an_order_that_lies_picked_is_not_rejected(shop: Shop) -> None:
    order = shop.placed(2)
    shop.packed(order)
    shop.company.change(shop.ada, credit_status="stop", by=shop.carla)
    shop.now(order).suspend(Suspension(reason="no more credit"), by=shop.carla)
    shop.now(order).resume(by=shop.carla)

    with pytest.raises(StepRefused) as refused:
        shop.now(order).reject(Turned(reason="no credit"), by=shop.carla)

    assert [reason.code for reason in refused.value.reasons] == ["qty_picked"]


def test_who_is_rejected_gets_back_what_he_has_paid_first(shop: Shop) -> None:
    order = shop.placed(1, prepayment=eur("50.00"))
    shop.company.change(shop.ada, credit_status="stop", by=shop.carla)
    shop.paid(eur("50.00"), orders=(order.id,))

    shop.now(order).reject(Turned(reason="no credit"), by=shop.carla)

    (refund,) = shop.now(order).refunds
    assert refund.document.amount == eur("50.00")
    keep_the_laws(shop.company)


# What is overdue.


def test_an_invoice_overdue_by_more_than_30_days_stops_the_next_order(shop: Shop) -> None:
    billed(shop, 1)
    after(shop, days=31)

    order = shop.placed(1)

    assert order.state is OrderToCash.credit_hold
    assert decision_of(order).overdue == eur("100.00")
    keep_the_laws(shop.company)


def test_by_30_days_it_does_not(shop: Shop) -> None:
    billed(shop, 1)
    after(shop, days=30)

    assert shop.placed(1).state is OrderToCash.confirmed


@pytest.mark.parametrize(
    ("price", "state"), [("50.00", OrderToCash.confirmed), ("50.01", OrderToCash.credit_hold)]
)
def test_nor_do_50(shop: Shop, price: str, state: object) -> None:
    billed(shop, 1, price)
    after(shop, days=31)

    assert shop.placed(1).state is state


def test_whoever_has_no_limit_is_stopped_too(shop: Shop) -> None:
    grace = shop.customer("Grace Hopper")
    billed(shop, 1, customer=grace.id)
    after(shop, days=31)

    assert shop.placed(1, customer=grace.id).state is OrderToCash.credit_hold


def test_once_it_is_paid_it_stops_nobody(shop: Shop) -> None:
    invoice = billed(shop, 1)
    after(shop, days=31)
    order = shop.placed(1)

    shop.paid(eur("100.00"), invoice.id)
    order.reconsider(by=shop.carla)

    assert order.state is OrderToCash.confirmed


def test_what_was_paid_in_time_is_never_chased(shop: Shop) -> None:
    invoice = billed(shop, 1)
    shop.paid(eur("100.00"), invoice.id)

    after(shop, days=60)

    assert invoice.document.chased_on is None
    assert shop.company.find(Tasking) == []


def test_a_clerk_is_to_chase_it_once(shop: Shop) -> None:
    invoice = billed(shop, 1)

    after(shop, days=31)
    after(shop, days=31)

    assert [task.document.about for task in shop.company.find(Tasking)] == [invoice.id]


def test_each_instalment_falls_due_by_itself(shop: Shop) -> None:
    day = date(2026, 11, 23)
    halves = [{"due": day, "amount": eur("60.00")}, {"due": date(2027, 6, 1), "amount": eur(40)}]
    invoice = billed(shop, 1, instalments=halves)

    overdue = invoice.document.overdue(eur("100.00"), date(2026, 12, 1))

    assert overdue == eur("60.00")


def test_a_payment_counts_for_what_fell_due_first(shop: Shop) -> None:
    day = date(2026, 11, 23)
    halves = [{"due": day, "amount": eur("60.00")}, {"due": date(2027, 6, 1), "amount": eur(40)}]
    invoice = billed(shop, 1, instalments=halves)

    overdue = invoice.document.overdue(eur("45.00"), date(2026, 12, 1))

    assert overdue == eur("5.00")


def test_an_invoice_that_is_open_again_is_overdue_from_its_day_on(shop: Shop) -> None:
    invoice = billed(shop, 1)
    receipt = shop.paid(eur("100.00"), invoice.id)
    shop.company.run_due()
    receipt.charge_back(TakenBack(reason="disputed"), by=shop.rita)

    after(shop, days=31)

    assert shop.placed(1).state is OrderToCash.credit_hold


def test_how_late_is_too_late_is_a_policy() -> None:
    shop = Shop(policies=Policies(credit=CreditPolicy(overdue_days=3)))
    shop.receive(10)
    billed(shop, 1)
    after(shop, days=4)

    assert shop.placed(1).state is OrderToCash.credit_hold


# A decision that is old.


def test_a_decision_of_a_week_ago_is_taken_again_before_the_goods_leave(shop: Shop) -> None:
    order = shop.placed(1)
    shop.company.change(shop.ada, credit_status="stop")
    shop.clock.advance(timedelta(days=7))

    with pytest.raises(StepRefused) as refused:
        order.start_fulfilment(by=shop.sam)

    assert refused.value.reasons[0].code == "credit_stop"


def test_one_of_yesterday_is_not(shop: Shop) -> None:
    order = shop.placed(1)
    shop.company.change(shop.ada, credit_status="stop")
    shop.clock.advance(timedelta(days=1))

    order.start_fulfilment(by=shop.sam)

    assert order.state is OrderToCash.in_fulfilment


def test_unless_the_customer_has_ordered_more_since(shop: Shop) -> None:
    order = shop.placed(1)
    shop.placed(2)
    shop.company.change(shop.ada, credit_limit=eur("299.99"))

    with pytest.raises(StepRefused) as refused:
        order.start_fulfilment(by=shop.sam)

    assert refused.value.reasons[0].code == "over_credit_limit"


def test_the_order_itself_is_not_counted_twice(shop: Shop) -> None:
    order = shop.placed(5)
    shop.placed(5)

    order.start_fulfilment(by=shop.sam)

    assert order.state is OrderToCash.in_fulfilment


def test_a_decision_that_was_taken_again_stands_in_its_place(shop: Shop) -> None:
    order = shop.placed(1)
    shop.clock.advance(timedelta(days=7))

    order.start_fulfilment(by=shop.sam)

    assert decision_of(order).at == shop.clock.now()


# An override.


def overridden(shop: Shop, cora: Actor, **fields: Any) -> OrderToCash:
    """An order over 1 200.00 at a limit of 1 000.00, confirmed until Friday."""
    order = shop.placed(12)
    fields.setdefault("until", date(2026, 11, 27))
    order.override_credit(Override(reason="a good customer", **fields), by=cora)
    return order


def held(shop: Shop) -> int:
    return -shop.company.balance(credit.line(shop.ada.id, "EUR")).available


def test_an_override_that_is_over_sends_the_order_back(shop: Shop, cora: Actor) -> None:
    order = overridden(shop, cora)
    assert held(shop) == 1200_00

    after(shop, days=5)

    assert shop.now(order).state is OrderToCash.credit_hold
    assert held(shop) == 0
    keep_the_laws(shop.company)


def test_nothing_is_allowed_until_a_day_that_is_over(shop: Shop, cora: Actor) -> None:
    with pytest.raises(StepRefused) as refused:
        overridden(shop, cora, until=date(2026, 11, 22))

    assert [reason.code for reason in refused.value.reasons] == ["in_the_past"]


def test_until_then_it_holds(shop: Shop, cora: Actor) -> None:
    order = overridden(shop, cora)

    after(shop, days=4, hours=14)

    assert shop.now(order).state is OrderToCash.confirmed


def test_what_has_credit_of_its_own_by_then_stays(shop: Shop, cora: Actor) -> None:
    order = overridden(shop, cora)
    shop.company.change(shop.ada, credit_limit=eur("1200.00"))

    after(shop, days=5)

    assert shop.now(order).state is OrderToCash.confirmed
    assert decision_of(shop.now(order)).override == ""


def test_what_is_on_its_way_by_then_goes_on(shop: Shop, cora: Actor) -> None:
    order = overridden(shop, cora)
    shop.started(order)

    after(shop, days=5)

    assert shop.now(order).state is OrderToCash.in_fulfilment


def test_what_went_back_is_confirmed_with_the_goods_it_has(shop: Shop, cora: Actor) -> None:
    order = overridden(shop, cora)
    after(shop, days=5)
    shop.company.change(shop.ada, credit_limit=eur("1200.00"))

    shop.now(order).reconsider(by=shop.carla)

    assert shop.now(order).state is OrderToCash.confirmed
    assert shop.on_shelf() == (100, 88)
    keep_the_laws(shop.company)


def test_what_went_back_may_be_turned_down(shop: Shop, cora: Actor) -> None:
    order = overridden(shop, cora)
    after(shop, days=5)

    shop.now(order).reject(Turned(reason="too much"), by=shop.carla)

    assert shop.on_shelf() == (100, 100)
    keep_the_laws(shop.company)


def test_no_more_is_confirmed_than_the_override_allows(shop: Shop, cora: Actor) -> None:
    order = shop.placed(12)

    with pytest.raises(StepRefused) as refused:
        order.override_credit(Override(reason="a little", amount=eur("199.99")), by=cora)

    assert refused.value.reasons[0].code == "beyond_override"


def test_what_it_allows_is_within_the_authority(shop: Shop, cora: Actor) -> None:
    order = shop.placed(12)

    with pytest.raises(StepRefused) as refused:
        order.override_credit(Override(reason="a lot", amount=eur("500.01")), by=cora)

    assert refused.value.reasons[0].code == "beyond_authority"


def test_an_override_helps_against_what_is_overdue(shop: Shop, cora: Actor) -> None:
    billed(shop, 1)
    after(shop, days=31)
    order = shop.placed(1)

    order.override_credit(Override(reason="the cheque is in the post"), by=cora)
    shop.started(order)

    assert shop.now(order).state is OrderToCash.in_fulfilment


# What is kept of it.


@pytest.mark.parametrize(("lamps", "outcome"), [(10, "confirmed"), (11, "credit_hold")])
def test_a_decision_can_be_taken_again_from_its_figures(
    shop: Shop, lamps: int, outcome: str
) -> None:
    decision = decision_of(shop.placed(lamps))

    assert decision.outcome == outcome
    assert decision.is_within_credit == (outcome == "confirmed")


def test_it_says_why(shop: Shop) -> None:
    shop.placed(4)

    decision = decision_of(shop.placed(7))

    assert decision.explained == (
        "700.00 EUR are needed beside 400.00 EUR, the limit is 1000.00 EUR"
    )


def test_an_order_that_is_billed_is_cancelled_and_not_turned_down(shop: Shop, cora: Actor) -> None:
    order = shop.placed(12, deposit=eur("100.00"))
    order.override_credit(Override(reason="please", until=date(2026, 11, 27)), by=cora)
    after(shop, days=5)
    assert shop.now(order).state is OrderToCash.credit_hold

    with pytest.raises(StepRefused) as refused:
        shop.now(order).reject(Turned(reason="too much"), by=shop.carla)

    assert refused.value.reasons[0].code == "nothing_is_billed"


def test_a_draft_that_nobody_issues_is_not_overdue(shop: Shop) -> None:
    shop = Shop(policies=Policies(finance=FinancePolicy(auto_issue=False)))
    shop.receive(10)
    invoice = billed(shop, 1)
    assert invoice.state is not InvoiceToCash.posted

    after(shop, days=60)

    assert shop.placed(1).state is OrderToCash.confirmed
    shop.now(invoice).cancel(Rejected(reason="never sent"), by=shop.rita)
