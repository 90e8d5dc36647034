"""Nonsense on the forms of an order: refused with reasons, whatever it is, and never a fault."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fbo import Actor, Money, OrderToCash, StepRefused, charge_line, eur, promotion_line
from fbo.back.finance import CONTROLLER
from fbo.front.sales import (
    AmendedLine,
    Amendment,
    BilledLine,
    Billing,
    Cancellation,
    CancellationAnswer,
    CancelledLine,
    Choice,
    Override,
    Shortage,
)
from fbo.kernel.document import Form
from fbo.kernel.money import Price
from fbo.kernel.quantity import KILOGRAM, PIECE, Quantity
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop

EUROS = promotion_line(3, "Off", eur("5.00")).unit
LINES = st.sampled_from((1, 1, 2, 3, 4, 9, -1))
QUANTITIES = st.builds(
    Quantity.from_units,
    st.sampled_from((-3, 0, 1, 3, 500)),
    st.sampled_from((PIECE, KILOGRAM, EUROS)),
)
CORA = replace(Actor.employee("cora", CONTROLLER), authority={"credit": eur("9999.00")})
CENTS = st.sampled_from((-1, 0, 1, 5000))
MONEY: st.SearchStrategy[Money] = st.builds(
    Money.from_minor, CENTS, st.sampled_from(("EUR", "USD", "JPY"))
)
PRICES = st.sampled_from((Price.parse("0 EUR"), Price.parse("7.5 EUR"), Price.parse("7.5 USD")))


def rows(kind: Any, **more: Any) -> st.SearchStrategy[Any]:
    built = st.builds(kind, line=LINES, quantity=QUANTITIES, **more)
    return st.lists(built, min_size=1, max_size=3, unique_by=lambda row: row.line)


CANCELLED = rows(CancelledLine).map(
    lambda lines: Cancellation(reason="no more", scope="lines", lines=lines)
)
AMENDED = st.builds(
    Amendment,
    reason=st.just("otherwise"),
    lines=rows(AmendedLine, unit_price=st.none() | PRICES),
)
FORMS: st.SearchStrategy[tuple[str, str, Form]] = st.one_of(
    st.tuples(st.just("cancel"), st.just("anna"), CANCELLED),
    st.tuples(st.just("request_cancellation"), st.just("anna"), CANCELLED),
    st.tuples(
        st.just("answer_cancellation"),
        st.just("sam"),
        rows(CancelledLine).map(lambda lines: CancellationAnswer(lines=lines)),
    ),
    st.tuples(st.just("amend"), st.just("anna"), AMENDED),
    st.tuples(
        st.just("bill"), st.just("rita"), rows(BilledLine).map(lambda lines: Billing(lines=lines))
    ),
    st.tuples(
        st.just("report_shortage"),
        st.just("sam"),
        st.lists(LINES, max_size=3).map(lambda lines: Shortage(lines=lines)),
    ),
    st.tuples(
        st.just("record_choice"),
        st.just("anna"),
        AMENDED.map(lambda form: Choice(choice="substitute", amendment=form)),
    ),
    st.tuples(
        st.just("override_credit"),
        st.just("cora"),
        st.builds(Override, reason=st.just("known"), amount=MONEY),
    ),
)


def order_in(shop: Shop, state: str) -> OrderToCash:
    """Five lamps, three of them there, freight, and 5.00 off; as far as the state says."""
    lines = (
        shop.line(5),
        charge_line(2, "Freight", eur("5.00")),
        promotion_line(3, "Off", eur("5.00")),
    )
    terms: dict[str, Any] = {"lines": lines, "invoicing": "manual"}
    if state == "drafted":
        return shop.drafted(**terms)
    if state == "credit hold":
        shop.company.change(shop.ada, credit_limit=eur(0), by=shop.carla)
    order = shop.placed(**terms)
    if state == "picked":
        shop.packed(order)
    if state == "shipped":
        shop.shipped(order)
    return shop.now(order)


def codes_of(order: OrderToCash, step: str, form: Form, by: Actor) -> set[str]:
    """Why a step is refused; nothing where it is done."""
    try:
        getattr(order, step)(form, by=by)
    except StepRefused as refused:
        return {reason.code for reason in refused.reasons}
    return set()


STATES = ("drafted", "credit hold", "confirmed", "picked", "shipped")


@settings(max_examples=60, deadline=None)
@given(state=st.sampled_from(STATES), asked=st.lists(FORMS, min_size=1, max_size=4))
def test_whatever_a_form_says_it_is_done_or_refused_with_reasons(
    state: str, asked: list[tuple[str, str, Form]]
) -> None:
    shop = Shop()
    shop.receive(3)
    people = {"anna": shop.anna, "sam": shop.sam, "rita": shop.rita, "cora": CORA}
    order = order_in(shop, state)

    for step, who, form in asked:
        now = shop.now(order)
        reasons = getattr(now, step).refusals(form, by=people[who])
        codes = codes_of(now, step, form, people[who])
        # Of what a step goes on to, only the step itself tells.
        assert not reasons or codes == {reason.code for reason in reasons}
        assert all(reason.sentence for reason in reasons)

    keep_the_laws(shop.company)
