"""Steps: who may take them, from where, what is needed, which way they go, on what form."""

from typing import Any

import pytest
from example import (
    Amendment,
    Answer,
    Cancellation,
    Customer,
    Holiday,
    Order,
    OrderToCash,
    TimeOff,
    ada,
    anna,
    ben,
    carla,
    credit_line,
    credit_of,
    dora,
    emil,
    eve,
    order,
)

from fbo.kernel.errors import BugError, DutyConflict, NotAllowed, Reason, StepRefused
from fbo.kernel.people import THE_SYSTEM, Actor, Role
from fbo.workflow.step import Step


def codes(reasons: tuple[Reason, ...]) -> list[str]:
    return [reason.code for reason in reasons]


def checked_order() -> OrderToCash:
    """Anna has placed it, and the customer is over his limit."""
    held = order(lamps=30, credit=100)
    held.place(by=anna)
    held.decide(by=THE_SYSTEM)
    return held


# --- moving ------------------------------------------------------------------------------------


def test_a_case_begins_in_its_initial_state() -> None:
    assert order().state is OrderToCash.drafted


def test_a_step_moves_the_case_and_says_so() -> None:
    lamps = order()

    outcome = lamps.place(by=anna)

    assert lamps.state is OrderToCash.placed
    assert (outcome.step, outcome.was, outcome.now) == ("place", "drafted", "placed")


def test_the_outcome_names_what_the_same_person_can_do_next() -> None:
    assert order().place(by=anna).next_steps == ("amend", "pause", "cancel")


def test_a_step_whose_condition_holds_takes_its_first_branch() -> None:
    lamps = order(lamps=3, credit=100)
    lamps.place(by=anna)

    lamps.decide(by=carla)

    assert lamps.state is OrderToCash.confirmed


def test_a_step_whose_condition_does_not_hold_goes_otherwise() -> None:
    assert checked_order().state is OrderToCash.credit_hold


def test_an_effect_knows_which_way_the_step_went() -> None:
    lamps = order(lamps=3, credit=100)
    lamps.place(by=anna)

    lamps.decide(by=THE_SYSTEM)

    assert lamps.document.reserved
    assert not checked_order().document.reserved


def test_the_way_a_step_went_is_told_to_effects_only() -> None:
    with pytest.raises(BugError, match="in an effect only"):
        _ = order().went


def test_a_step_to_the_same_state_stays_where_the_case_is() -> None:
    held = checked_order()

    held.amend(Amendment(lamps=2), by=anna)

    assert held.state is OrderToCash.credit_hold
    assert held.document.lamps == 2


@pytest.mark.parametrize("credit", [100, 1])
def test_a_step_back_goes_to_where_the_case_came_from(credit: int) -> None:
    lamps = order(lamps=3, credit=credit)
    lamps.place(by=anna)
    lamps.decide(by=THE_SYSTEM)
    where = lamps.state
    lamps.pause(by=anna)

    lamps.resume(by=anna)

    assert lamps.state is where


def test_a_state_at_rest_can_be_left_by_a_named_step() -> None:
    lamps = order()
    lamps.place(by=anna)
    lamps.decide(by=THE_SYSTEM)
    lamps.pack(by=ben)
    lamps.dispatch(by=ben)

    lamps.take_back(by=ben)

    assert lamps.state is OrderToCash.confirmed


@pytest.mark.parametrize("approved", [False, True])
def test_a_step_from_all_open_states_leads_from_each_of_them(approved: bool) -> None:
    days_off = TimeOff.case(Holiday(employee="anna", days=3))
    if approved:
        days_off.approve(Answer(), by=emil)

    days_off.withdraw(by=anna)

    assert days_off.state is TimeOff.withdrawn


def test_a_form_reaches_the_effect() -> None:
    lamps = order()

    lamps.cancel(Cancellation(reason="changed my mind"), by=ada)

    assert lamps.document.because == "changed my mind"


def test_the_desk_of_a_case_may_depend_on_its_document() -> None:
    short = TimeOff.case(Holiday(employee="anna", days=3))
    long = TimeOff.case(Holiday(employee="anna", days=20))

    desks = [case.state.desk_of(case.document) for case in (short, long)]

    assert [desk.name for desk in desks if desk] == ["WAREHOUSE", "PEOPLE"]


# --- who may -----------------------------------------------------------------------------------


def test_somebody_without_the_role_may_not_take_the_step() -> None:
    lamps = order()

    with pytest.raises(NotAllowed) as refused:
        lamps.place(by=ben)

    assert codes(refused.value.reasons) == ["not_allowed"]
    assert "only the customer or a sales representative may do that" in str(refused.value)


def test_somebody_who_may_not_act_is_told_nothing_of_the_document() -> None:
    empty = order(lamps=0, blocked=True)

    assert codes(empty.place.refusals(by=ben)) == ["not_allowed"]
    assert codes(empty.dispatch.refusals(by=anna)) == ["not_allowed"]


def test_nobody_who_may_not_act_can_do_anything_next() -> None:
    assert order().next_steps(by=dora) == ()


def test_a_customer_acts_on_his_own_cases() -> None:
    order().place(by=ada)

    with pytest.raises(NotAllowed):
        order().place(by=eve)


def test_a_customer_who_also_works_here_may_act_on_the_cases_of_others() -> None:
    both = Actor("eve", "employee", frozenset((*eve.roles, *anna.roles)))

    assert order().place.refusals(by=both) == ()


def test_a_delegate_may_do_what_his_colleague_may() -> None:
    lamps = order()

    lamps.place(by=ben.acting_for(anna))

    assert lamps.state is OrderToCash.placed


def test_whoever_took_a_step_may_not_take_the_one_that_checks_it() -> None:
    held = checked_order()

    with pytest.raises(DutyConflict) as refused:
        held.release(by=anna)

    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts) == ("duty_conflict", {"pair": ["place", "release"]})


def test_somebody_else_takes_the_step_that_checks() -> None:
    held = checked_order()

    held.release(by=carla)

    assert held.state is OrderToCash.confirmed


def test_two_accounts_of_one_person_are_one_person() -> None:
    held = checked_order()
    again = Actor.employee("anna.2", *carla.roles, person="anna")

    with pytest.raises(DutyConflict):
        held.release(by=again)


def test_a_delegate_takes_the_duty_over_with_its_conflicts() -> None:
    held = checked_order()

    with pytest.raises(DutyConflict):
        held.release(by=anna.acting_for(carla))


# --- what is needed ----------------------------------------------------------------------------


def test_a_refusal_names_every_reason() -> None:
    lamps = OrderToCash.case(
        Order(customer="ada"),
        customer=Customer(name="Ada Lovelace", blocked=True),
        credit=credit_of("ada", 1).at(credit_line("ada")),
    )

    with pytest.raises(StepRefused) as refused:
        lamps.place(by=anna)

    assert codes(refused.value.reasons) == ["has_lamps", "no_address", "customer_blocked"]
    assert refused.value.reasons[0].way_out == "add a lamp"


def test_the_reasons_can_be_asked_before() -> None:
    assert codes(order(lamps=0).place.refusals(by=anna)) == ["has_lamps"]
    assert order().place.refusals(by=anna) == ()


def test_asking_for_reasons_does_nothing() -> None:
    lamps = order()

    lamps.place.refusals(by=anna)
    lamps.cancel.refusals(Cancellation(reason="why not"), by=anna)

    assert lamps.state is OrderToCash.drafted
    assert lamps.document == order().document


def test_a_refused_step_changes_nothing() -> None:
    lamps = order(lamps=0)
    before = (lamps.state, lamps.document, lamps.took("place"))

    with pytest.raises(StepRefused):
        lamps.place(by=anna)

    assert (lamps.state, lamps.document, lamps.took("place")) == before


def test_a_step_from_another_state_is_refused() -> None:
    lamps = order()

    with pytest.raises(StepRefused, match="it is drafted, not confirmed") as refused:
        lamps.dispatch(by=ben)

    assert codes(refused.value.reasons) == ["wrong_state"]


def test_a_rule_may_ask_the_form_and_answer_with_facts_of_its_own() -> None:
    (reason,) = order().amend.refusals(Amendment(lamps=101), by=anna)

    assert (reason.code, reason.sentence) == ("too_many", "101 lamps are more than 100")
    assert reason.facts == {"most": 100}


def test_a_rule_that_says_no_is_told_in_its_own_sentence() -> None:
    (reason,) = order().amend.refusals(Amendment(lamps=-1), by=anna)

    assert (reason.code, reason.sentence) == ("can_be_carried", "nobody carries so many lamps")


def test_a_step_with_an_open_checklist_is_refused_naming_what_is_missing() -> None:
    lamps = order()
    lamps.place(by=anna)
    lamps.decide(by=THE_SYSTEM)

    (reason,) = lamps.dispatch.refusals(by=ben)

    assert (reason.code, reason.facts) == ("incomplete", {"missing": ["parcels"]})


def test_what_is_on_file_and_was_not_given_is_named() -> None:
    lamps = OrderToCash.case(Order(customer="ada", lamps=1, address="here"))

    with pytest.raises(BugError, match="customer=…"):
        lamps.place(by=anna)


# --- forms -------------------------------------------------------------------------------------


def test_a_form_where_none_is_taken_is_refused() -> None:
    lamps = order()

    with pytest.raises(StepRefused, match="it takes no form"):
        lamps.taking(step(lamps, "place"), Answer(), by=anna, key=None, seen=None)


def test_another_form_than_the_step_takes_is_refused() -> None:
    lamps = order()

    with pytest.raises(StepRefused, match="it takes the form Cancellation"):
        lamps.taking(step(lamps, "cancel"), Answer(), by=anna, key=None, seen=None)


def step(case: OrderToCash, name: str) -> Step[Any]:
    return case.definition.steps[name]


def test_a_step_with_a_form_is_open_before_the_form_is_filled_in() -> None:
    assert "amend" in order(lamps=3).next_steps(by=anna)


# --- what can be done next ---------------------------------------------------------------------


def test_the_steps_open_to_a_person_are_those_his_guards_let_through() -> None:
    assert order(lamps=3).next_steps(by=ada) == ("place", "cancel")
    assert order(lamps=0).next_steps(by=ada) == ("cancel",)


def test_a_step_against_duties_is_not_open() -> None:
    held = checked_order()

    assert "release" not in held.next_steps(by=anna)
    assert "release" in held.next_steps(by=carla)


def test_nothing_is_open_at_the_end() -> None:
    lamps = order()
    lamps.cancel(Cancellation(reason="changed my mind"), by=ada)

    assert lamps.next_steps(by=anna) == ()


def test_a_case_can_be_opened_once() -> None:
    days_off = TimeOff.case(Holiday(employee="anna", days=3))

    (reason,) = days_off.ask.refusals(by=anna)

    assert (reason.code, reason.sentence) == ("wrong_state", "it has been opened already")


# --- without a company -------------------------------------------------------------------------


def test_a_case_without_a_company_knows_neither_keys_nor_versions() -> None:
    with pytest.raises(BugError, match="neither keys nor versions"):
        order().place(by=anna, key="again")
    with pytest.raises(BugError, match="neither keys nor versions"):
        order().place(by=anna, seen=1)


def test_a_case_without_a_company_cannot_be_planned() -> None:
    with pytest.raises(BugError, match="open it in a company"):
        order().cancel.plan(Cancellation(reason="why not"), by=anna)


def test_a_case_without_a_company_is_never_due() -> None:
    assert order().due is None


def test_a_role_that_nobody_names_opens_nothing() -> None:
    stranger = Actor.employee("zoe", Role("VISITOR", "a visitor"))

    assert order().next_steps(by=stranger) == ()
