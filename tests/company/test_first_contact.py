"""First contact: who holds a competence of the back office finishes its work where it began."""

import pytest

from fbo import (
    BACK,
    FRONT,
    Actor,
    Company,
    Competence,
    Department,
    Desk,
    Document,
    Employee,
    Incomplete,
    Money,
    NotAllowed,
    Process,
    Role,
    State,
    business_hours,
    eur,
    verify,
)
from fbo.kernel.errors import DutyConflict
from fbo.testing.shop import Shop

COUNTER = Desk("COUNTER", Department("counter", FRONT))
CASH = Desk("CASH", Department("cash", BACK))
AGENT = Role("AGENT", "an agent", (COUNTER,))
CASHIER = Role("CASHIER", "a cashier", (CASH,))


class Claim(Document):
    """What a customer wants back."""

    amount: Money = eur("30.00")


class PayingBack(Process[Claim]):
    """The counter asks, the cash desk pays."""

    told = State(COUNTER, initial=True)
    with_cash = State(CASH, within=business_hours(4))
    paid = State(final=True)
    turned_down = State(final=True)

    hand_on = told.to(with_cash, by=AGENT, checklist=("amount",))
    pay = with_cash.to(
        paid,
        by=CASHIER,
        duties=("open",),
        competence=Competence("refund", lambda claim, _: claim.amount),
    )
    return_incomplete = with_cash.to(told, by=CASHIER, takes=Incomplete)
    turn_down = (told | with_cash).to(turned_down, by=(AGENT, CASHIER))


@pytest.fixture
def company() -> Company:
    return Shop(processes=(PayingBack,)).company


@pytest.fixture
def anna(company: Company) -> Actor:
    return company.hire("Anna", AGENT)


@pytest.fixture
def berta(company: Company) -> Actor:
    berta = company.hire("Berta", AGENT)
    company.change(
        company.get(Employee, berta.id),
        competences=["refund"],
        authority={"refund": eur("50.00")},
    )
    return company.employee(berta.id)


def told(company: Company, by: Actor, amount: str = "30.00") -> PayingBack:
    claim = company.open(PayingBack, Claim(amount=eur(amount)), by=by)
    claim.hand_on(by=by)
    return claim


def test_who_holds_the_competence_accepts_and_finishes_the_hand_off_at_once(
    company: Company, anna: Actor, berta: Actor
) -> None:
    claim = told(company, by=anna)

    claim.pay(by=berta)

    assert claim.state == PayingBack.paid
    assert [event["did"] for event in company.journal(limit=1000)[-1].data["handoffs"]] == ["done"]
    assert verify(company.store).ok


def test_beyond_his_authority_it_stays_with_the_desk(
    company: Company, anna: Actor, berta: Actor
) -> None:
    claim = told(company, by=anna, amount="50.01")

    with pytest.raises(NotAllowed, match="more than the refund you may decide about"):
        claim.pay(by=berta)

    assert claim.state == PayingBack.with_cash
    assert claim.handoff is not None


def test_segregation_of_duties_still_holds(company: Company, berta: Actor) -> None:
    claim = told(company, by=berta)

    with pytest.raises(DutyConflict):
        claim.pay(by=berta)


def test_a_step_without_the_competence_is_not_opened_by_it(
    company: Company, anna: Actor, berta: Actor
) -> None:
    claim = told(company, by=anna)

    assert claim.next_steps(by=berta) == ("pay", "turn_down")
    assert claim.next_steps(by=anna) == ("turn_down",)
