"""Competences: a step taken at the first contact by somebody who may decide about so much."""

from dataclasses import replace

import pytest
from notes import CLERK

from fbo.kernel.document import Document, Form
from fbo.kernel.errors import DutyConflict, NotAllowed
from fbo.kernel.money import Money, eur, usd
from fbo.kernel.people import BACK, Actor, Department, Desk, Role
from fbo.workflow.competence import Competence
from fbo.workflow.process import Process
from fbo.workflow.state import State

OFFICE = Desk("OFFICE", Department("office", BACK))
CASHIER = Role("CASHIER", "a cashier", (OFFICE,))


class Bill(Document):
    """What somebody has paid."""

    paid: Money = eur("100.00")


class Back(Form):
    """How much of it he gets back."""

    amount: Money


class PayingBack(Process[Bill]):
    """Money back: by a cashier, or at once by whoever can and may."""

    wished = State(OFFICE, initial=True)
    checked = State(OFFICE)
    refunded = State(final=True)

    check = wished.to(checked, by=(CLERK, CASHIER))
    refund = checked.to(
        refunded,
        by=CASHIER,
        takes=Back,
        duties=("check",),
        competence=Competence("refund", lambda bill, form: form.amount),
    )


carla = Actor.employee("carla", CASHIER)
anna = replace(
    Actor.employee("anna", CLERK),
    competences=frozenset({"refund"}),
    authority={"refund": eur("50.00")},
)
FIFTY, MORE = Back(amount=eur("50.00")), Back(amount=eur("50.01"))


def refunding() -> PayingBack:
    bill = PayingBack.case(Bill())
    bill.check(by=Actor.employee("ben", CLERK))
    return bill


def codes(bill: PayingBack, form: Back, by: Actor) -> list[str]:
    return [reason.code for reason in bill.refund.refusals(form, by=by)]


def test_who_has_the_competence_takes_the_step_up_to_his_authority() -> None:
    bill = refunding()

    bill.refund(FIFTY, by=anna)

    assert bill.state is PayingBack.refunded


def test_beyond_his_authority_he_hands_it_on() -> None:
    bill = refunding()

    with pytest.raises(NotAllowed) as refused:
        bill.refund(MORE, by=anna)

    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts["limit"]) == ("beyond_authority", "50.00 EUR")
    assert reason.way_out == "hand it to the desk that decides"


@pytest.mark.parametrize(
    "authority",
    [
        pytest.param({}, id="none"),
        pytest.param({"credit": eur("50.00")}, id="another"),
        pytest.param({"refund": usd("50.00")}, id="another-currency"),
    ],
)
def test_a_competence_without_its_authority_allows_nothing(authority: dict[str, Money]) -> None:
    assert codes(refunding(), FIFTY, replace(anna, authority=authority)) == ["beyond_authority"]


def test_authority_without_the_competence_allows_nothing() -> None:
    assert codes(refunding(), FIFTY, replace(anna, competences=frozenset())) == ["not_allowed"]


def test_no_bot_has_a_competence() -> None:
    assert codes(refunding(), FIFTY, replace(anna, kind="bot")) == ["not_allowed"]


def test_whoever_has_the_role_is_not_bound_by_the_competence() -> None:
    assert codes(refunding(), MORE, carla) == []


def test_duties_hold_for_whom_the_competence_lets() -> None:
    bill = PayingBack.case(Bill())
    bill.check(by=anna)

    with pytest.raises(DutyConflict):
        bill.refund(FIFTY, by=anna)


def test_the_step_is_among_those_he_can_take() -> None:
    assert refunding().next_steps(by=anna) == ("refund",)


def test_a_form_that_does_not_fit_is_refused_as_such() -> None:
    bill = refunding()

    (reason,) = bill.asking(PayingBack.definition.steps["refund"], None, by=anna)

    assert reason.code == "wrong_form"


def test_a_delegate_leaves_his_own_competences_behind() -> None:
    boss = replace(Actor.employee("boss", CLERK), authority={"refund": eur("500.00")})

    assert codes(refunding(), FIFTY, anna.acting_for(boss)) == ["not_allowed"]
