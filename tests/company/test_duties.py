"""Duties: two steps that must not meet in one person, wherever on the chain of cases they are."""

from collections.abc import Callable
from datetime import date

import pytest
from buying import (
    CLERK,
    PROCESSES,
    Bill,
    Charging,
    Fetching,
    Giving,
    Glancing,
    Payment,
    Wish,
    Wishing,
)

from fbo import (
    Actor,
    Company,
    DefinitionError,
    DutyWaiver,
    Process,
    SettableClock,
    State,
    verify,
)
from fbo.adapters.memory import MemoryStore
from fbo.kernel.errors import DutyConflict
from fbo.ports.storage import Batch
from fbo.testing.shop import MONDAY, Shop
from fbo.testing.watched import WatchedStore
from fbo.workflow.duties import waiver_id

TODAY = MONDAY.date()


@pytest.fixture
def company() -> Company:
    return Shop(processes=PROCESSES).company


@pytest.fixture
def anna(company: Company) -> Actor:
    return company.hire("Anna", CLERK, id="anna")


@pytest.fixture
def ben(company: Company) -> Actor:
    return company.hire("Ben", CLERK, id="ben")


@pytest.fixture
def carla(company: Company) -> Actor:
    return company.hire("Carla", CLERK, id="carla")


def pair(refused: pytest.ExceptionInfo[DutyConflict]) -> list[str]:
    (reason,) = refused.value.reasons
    return reason.facts["pair"]


def approved(company: Company, *, wished: Actor, by: Actor) -> Wishing:
    order = company.open(Wishing, Wish(), by=wished)
    order.approve(by=by)
    return order


def expected_from(company: Company, order: Wishing, by: Actor) -> Fetching:
    order.expect(by=by)
    return company.case(Fetching, order.child_ids(Fetching)[-1])


# --- on the case itself -------------------------------------------------------------------------


def test_whoever_opened_a_case_may_not_approve_it(company: Company, anna: Actor) -> None:
    order = company.open(Wishing, Wish(), by=anna)

    with pytest.raises(DutyConflict) as refused:
        order.approve(by=anna)

    assert pair(refused) == ["open", "approve"]


def test_an_administrator_is_not_exempt(company: Company, anna: Actor) -> None:
    everything = Actor.employee(anna.id, *company.firm.registry.roles.values())
    order = company.open(Wishing, Wish(), by=everything)

    with pytest.raises(DutyConflict):
        order.approve(by=everything)


def test_two_steps_set_off_at_once_are_one_hand(company: Company, anna: Actor, ben: Actor) -> None:
    order = company.open(Wishing, Wish(), by=anna)

    with pytest.raises(DutyConflict) as refused:
        order.approve_all_at_once(by=ben)

    assert pair(refused) == ["revise", "approve"]
    assert order.took("revise") == ()


def test_the_system_launders_nobody_in_a_reaction(
    company: Company, anna: Actor, ben: Actor, carla: Actor
) -> None:
    order = approved(company, wished=anna, by=ben)
    goods = expected_from(company, order, by=anna)
    goods.receive(by=carla)

    with pytest.raises(DutyConflict) as refused:
        goods.store_away(by=carla)

    assert pair(refused) == ["Fetching.receive", "close"]


# --- on the cases it came from ------------------------------------------------------------------


def test_a_duty_looks_at_the_case_that_opened_this_one(
    company: Company, anna: Actor, ben: Actor
) -> None:
    goods = expected_from(company, approved(company, wished=anna, by=ben), by=anna)

    with pytest.raises(DutyConflict) as refused:
        goods.receive(by=ben)
    goods.receive(by=anna)

    assert pair(refused) == ["Wishing.approve", "receive"]


def test_a_duty_looks_at_the_case_that_opened_the_one_that_opened_this_one(
    company: Company, anna: Actor, ben: Actor
) -> None:
    goods = expected_from(company, approved(company, wished=anna, by=ben), by=anna)
    goods.receive(by=anna)
    goods.ask_for_a_look(by=anna)
    look = company.case(Glancing, goods.child_ids(Glancing)[0])

    with pytest.raises(DutyConflict) as refused:
        look.inspect(by=ben)

    assert pair(refused) == ["Wishing.approve", "inspect"]


def test_a_duty_looks_at_the_children_on_file(
    company: Company, anna: Actor, ben: Actor, carla: Actor
) -> None:
    order = approved(company, wished=anna, by=ben)
    expected_from(company, order, by=anna).receive(by=carla)

    with pytest.raises(DutyConflict) as refused:
        order.close(by=carla)
    order.close(by=ben)

    assert pair(refused) == ["Fetching.receive", "close"]


def test_a_duty_looks_at_a_case_the_document_names(
    company: Company, anna: Actor, ben: Actor, carla: Actor
) -> None:
    order = approved(company, wished=anna, by=ben)
    bill = company.open(Charging, Bill(order=order.id), by=anna)

    with pytest.raises(DutyConflict) as refused:
        bill.approve(by=ben)
    bill.approve(by=carla)

    assert pair(refused) == ["Wishing.approve", "approve"]


def test_a_duty_looks_at_every_case_the_document_names(
    company: Company, anna: Actor, ben: Actor, carla: Actor
) -> None:
    orders = [approved(company, wished=anna, by=ben) for _ in range(2)]
    bills = [company.open(Charging, Bill(order=order.id), by=anna) for order in orders]
    for bill in bills:
        bill.approve(by=carla)
    payment = company.open(Giving, Payment(bills=[bill.id for bill in bills]), by=anna)

    with pytest.raises(DutyConflict) as refused:
        payment.approve(by=carla)

    assert pair(refused) == ["Charging.approve", "approve"]


def test_who_may_not_is_told_before_he_tries(company: Company, anna: Actor, ben: Actor) -> None:
    goods = expected_from(company, approved(company, wished=anna, by=ben), by=anna)

    assert [reason.code for reason in goods.receive.refusals(by=ben)] == ["duty_conflict"]
    assert goods.next_steps(by=ben) == ()
    assert goods.next_steps(by=anna) == ("receive",)


def test_a_duty_towards_no_step_is_refused_when_the_class_is_made() -> None:
    with pytest.raises(DefinitionError, match="has a duty towards sign, which is no step"):

        class Wrong(Process[Wish]):
            written = State(CLERK.desks[0], initial=True)
            sent = State(final=True)

            send = written.to(sent, by=CLERK, duties=("sign",))


def test_a_duty_towards_a_process_nobody_runs_is_refused_when_the_company_is_made() -> None:
    with pytest.raises(DefinitionError, match=r"a duty towards Wishing\.approve, a step that no"):
        Company(processes=(Fetching, Glancing))


# --- delegates and second accounts --------------------------------------------------------------


@pytest.mark.parametrize(
    "approver",
    [
        pytest.param(lambda anna, ben, carla: anna, id="herself"),
        pytest.param(lambda anna, ben, carla: ben.acting_for(anna), id="for-her"),
        pytest.param(lambda anna, ben, carla: anna.acting_for(carla), id="she-for-another"),
        pytest.param(
            lambda anna, ben, carla: carla.acting_for(ben.acting_for(anna)),
            id="for-who-acts-for-her",
        ),
        pytest.param(
            lambda anna, ben, carla: ben.acting_for(anna).acting_for(carla), id="for-two-at-once"
        ),
    ],
)
def test_a_delegate_takes_the_duty_over_with_its_conflicts(
    company: Company,
    anna: Actor,
    ben: Actor,
    carla: Actor,
    approver: Callable[[Actor, Actor, Actor], Actor],
) -> None:
    order = company.open(Wishing, Wish(), by=anna)

    with pytest.raises(DutyConflict):
        order.approve(by=approver(anna, ben, carla))


@pytest.mark.parametrize("who", ["anna", "ben"])
def test_what_a_delegate_made_is_made_by_both(
    company: Company, anna: Actor, ben: Actor, carla: Actor, who: str
) -> None:
    order = company.open(Wishing, Wish(), by=ben.acting_for(anna))

    with pytest.raises(DutyConflict):
        order.approve(by={"anna": anna, "ben": ben}[who])
    order.approve(by=carla)


def test_the_journal_says_for_whom_a_delegate_acted(
    company: Company, anna: Actor, ben: Actor
) -> None:
    company.open(Wishing, Wish(), by=ben.acting_for(anna))

    data = company.journal(limit=1000)[-1].data

    assert (data["by"], data["behalf"], data["for"]) == ("ben", "anna", ["anna"])


def test_verification_finds_delegates_where_they_are(
    company: Company, anna: Actor, ben: Actor, carla: Actor
) -> None:
    second = Actor.employee("anna-2", CLERK, person=anna.person)
    approved(company, wished=ben.acting_for(second), by=carla)

    assert verify(company.store).ok


# --- waivers ------------------------------------------------------------------------------------

ORDER_AND_APPROVE = ("Wishing.open", "Wishing.approve")


def waive(
    company: Company, one: str, other: str, start: date = TODAY, end: date = TODAY, *whom: str
) -> str:
    waiver = DutyWaiver(
        one=one, other=other, start=start, end=end, reason="a small firm", persons=whom
    )
    return company.file(waiver, id=waiver_id(*ORDER_AND_APPROVE)).id


@pytest.mark.parametrize("named", [ORDER_AND_APPROVE, ORDER_AND_APPROVE[::-1]])
def test_a_waiver_lets_one_person_do_both_and_is_named_in_the_entry(
    company: Company, anna: Actor, named: tuple[str, str]
) -> None:
    waiver = waive(company, *named)

    approved(company, wished=anna, by=anna)

    assert company.journal(limit=1000)[-1].data["waivers"] == [waiver]


def test_where_no_duty_is_broken_no_waiver_is_named(
    company: Company, anna: Actor, ben: Actor
) -> None:
    waive(company, *ORDER_AND_APPROVE)

    approved(company, wished=anna, by=ben)

    assert "waivers" not in company.journal(limit=1000)[-1].data


@pytest.mark.parametrize(
    "waiver",
    [
        pytest.param(("Wishing.revise", "Wishing.approve", TODAY, TODAY), id="another-pair"),
        pytest.param((*ORDER_AND_APPROVE, date(2026, 11, 24), date(2026, 11, 30)), id="tomorrow"),
        pytest.param((*ORDER_AND_APPROVE, date(2026, 11, 1), date(2026, 11, 22)), id="yesterday"),
        pytest.param((*ORDER_AND_APPROVE, TODAY, TODAY, "ben"), id="for-somebody-else"),
    ],
)
def test_a_waiver_lets_nobody_do_what_it_does_not_name(
    company: Company, anna: Actor, waiver: tuple[str, str, date, date]
) -> None:
    waive(company, *waiver)

    with pytest.raises(DutyConflict):
        approved(company, wished=anna, by=anna)


def test_a_waiver_for_a_person_is_for_who_acts_for_her_too(
    company: Company, anna: Actor, ben: Actor
) -> None:
    waive(company, *ORDER_AND_APPROVE, TODAY, TODAY, "anna")

    order = approved(company, wished=anna, by=ben.acting_for(anna))

    assert order.state is Wishing.approved


def test_a_waiver_for_one_of_two_is_not_for_both(company: Company, anna: Actor, ben: Actor) -> None:
    waive(company, *ORDER_AND_APPROVE, TODAY, TODAY, "anna")

    with pytest.raises(DutyConflict):
        approved(company, wished=ben.acting_for(anna), by=ben.acting_for(anna))


def test_a_waiver_that_ends_while_it_is_looked_at_is_looked_at_again(
    company: Company, anna: Actor
) -> None:
    waiver = waive(company, *ORDER_AND_APPROVE)
    order = company.open(Wishing, Wish(), by=anna)
    assert order.approve.refusals(by=anna) == ()

    company.change(company.get(DutyWaiver, waiver), end=TODAY, persons=["ben"])

    with pytest.raises(DutyConflict):
        order.approve(by=anna)


# --- at the same time ---------------------------------------------------------------------------


def test_who_is_faster_with_the_one_step_is_too_late_for_the_other() -> None:
    store = WatchedStore(MemoryStore())
    company = Company(store, processes=PROCESSES, clock=SettableClock(MONDAY))
    anna, ben = (company.hire(name, CLERK) for name in ("Anna", "Ben"))
    order = company.open(Wishing, Wish(), by=anna)
    bill = company.open(Charging, Bill(order=order.id), by=anna)

    def approve_the_order(batch: Batch) -> None:
        if any(entry.type == "Charging.approve" for entry in batch.entries):
            store.before_commit = None
            company.take(Wishing.approve, order.id, by=ben)

    store.before_commit = approve_the_order

    with pytest.raises(DutyConflict):
        bill.approve(by=ben)


def test_a_waiver_that_is_withdrawn_before_the_commit_lets_nobody_through() -> None:
    store = WatchedStore(MemoryStore())
    company = Company(store, processes=PROCESSES, clock=SettableClock(MONDAY))
    anna = company.hire("Anna", CLERK)
    filed = company.get(DutyWaiver, waive(company, *ORDER_AND_APPROVE))
    order = company.open(Wishing, Wish(), by=anna)

    def withdraw(batch: Batch) -> None:
        if any(entry.type == "Wishing.approve" for entry in batch.entries):
            store.before_commit = None
            company.change(filed, withdrawn=True)

    store.before_commit = withdraw

    with pytest.raises(DutyConflict):
        order.approve(by=anna)
