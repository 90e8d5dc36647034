"""People: who may act today, for whom, and who is there in the place of somebody absent."""

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta

import pytest
from buying import CLERK, COUNTER, PROCESSES, Wish, Wishing

from fbo import (
    SALES,
    SALES_REP,
    Actor,
    Company,
    DutyWaiver,
    Employee,
    InputError,
    NotAllowed,
    StepRefused,
    eur,
    verify,
)
from fbo.back.finance import CONTROLLER
from fbo.back.people import HR_OFFICER, Absence, Delegation
from fbo.kernel.errors import DutyConflict
from fbo.kernel.people import THE_SYSTEM
from fbo.testing.shop import MONDAY, Shop

TODAY = MONDAY.date()
TOMORROW, FRIDAY = date(2026, 11, 24), date(2026, 11, 27)


class Firm:
    """Anna and Ben are clerks, Mona manages Anna, Cleo manages Mona; Hugo is of personnel."""

    def __init__(self) -> None:
        self.shop = Shop(processes=PROCESSES)
        self.company = company = self.shop.company
        self.people = company.people
        self.anna = company.hire("Anna", CLERK, SALES_REP, id="anna")
        self.ben = company.hire("Ben", id="ben")
        self.mona = company.hire("Mona", CLERK, id="mona")
        self.cleo = company.hire("Cleo", CONTROLLER, id="cleo")
        self.hugo = company.hire("Hugo", HR_OFFICER, id="hugo")
        self.change("anna", manager="mona")
        self.change("mona", manager="cleo")

    def change(self, employee: str, **changes: object) -> None:
        self.company.change(self.company.get(Employee, employee), **changes)

    def delegate(self, start: date = TODAY, end: date = TODAY, **more: object) -> None:
        self.people.delegate(self.anna, self.ben, start=start, end=end, by=self.anna, **more)

    def away(self, employee: Actor, start: date = TODAY, end: date = TODAY) -> None:
        self.people.absent(employee, start, end, by=self.hugo)

    def may_act(self) -> bool:
        try:
            self.people.acting(self.ben, for_=self.anna)
        except NotAllowed:
            return False
        return True


@pytest.fixture
def firm() -> Firm:
    return Firm()


@pytest.fixture
def company(firm: Firm) -> Company:
    return firm.company


def codes(refused: pytest.ExceptionInfo[StepRefused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# --- who works here -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin", "end", "works"),
    [
        pytest.param(None, None, True, id="always"),
        pytest.param(TODAY, TODAY, True, id="today-only"),
        pytest.param(TOMORROW, None, False, id="from-tomorrow"),
        pytest.param(None, TODAY - timedelta(days=1), False, id="until-yesterday"),
    ],
)
def test_outside_his_days_an_employee_has_no_roles(
    firm: Firm, begin: date | None, end: date | None, works: bool
) -> None:
    firm.change("anna", active_from=begin, active_to=end)

    if works:
        assert firm.company.employee("anna").roles == {CLERK, SALES_REP}
    else:
        with pytest.raises(NotAllowed) as refused:
            firm.company.employee("anna")
        assert codes(refused) == ["not_active"]


def test_the_day_is_that_of_the_companys_calendar(firm: Firm) -> None:
    firm.change("anna", active_to=TODAY)
    firm.shop.clock.set(datetime(2026, 11, 23, 23, 59, tzinfo=UTC))
    assert firm.company.employee("anna")

    firm.shop.clock.set(datetime(2026, 11, 24, 0, 0, tzinfo=UTC))

    with pytest.raises(NotAllowed, match="until 2026-11-23, not today"):
        firm.company.employee("anna")


def test_an_employee_has_his_authority_and_his_competences(firm: Firm) -> None:
    firm.change("anna", authority={"refund": eur("50.00")}, competences=["refund"])

    anna = firm.company.employee("anna")

    assert (anna.authority, anna.competences) == ({"refund": eur("50.00")}, {"refund"})


def test_two_accounts_of_one_person_are_one_person(firm: Firm, company: Company) -> None:
    company.file(Employee(name="Anna", roles=["CLERK"], person="anna"), id="anna-2")
    company.file(Employee(name="Anna", roles=["CLERK"], person="anna-2"), id="anna-3")
    order = company.open(Wishing, Wish(), by=firm.anna)

    with pytest.raises(DutyConflict):
        order.approve(by=company.employee("anna-3"))


def test_accounts_that_name_each_other_are_one_person(firm: Firm, company: Company) -> None:
    company.file(Employee(name="Anna", roles=["CLERK"], person="anna"), id="anna-2")
    firm.change("anna", person="anna-2")

    assert company.employee("anna").person == company.employee("anna-2").person


# --- delegation ---------------------------------------------------------------------------------


def test_a_delegate_acts_in_the_roles_of_his_colleague_on_her_behalf(firm: Firm) -> None:
    firm.delegate()

    acting = firm.people.acting(firm.ben, for_=firm.anna)
    order = firm.company.open(Wishing, Wish(), by=acting)
    order.revise(by=acting)

    assert acting.roles == {CLERK, SALES_REP}
    assert (order.history[-1].by, order.history[-1].behalf) == ("ben", "anna")


def test_a_delegate_has_the_roles_that_were_named_and_no_others(firm: Firm) -> None:
    firm.delegate(roles=[CLERK])

    assert firm.people.acting("ben", for_="anna").roles == {CLERK}


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        pytest.param(TODAY, TODAY, True, id="today"),
        pytest.param(date(2026, 11, 1), FRIDAY, True, id="all-month"),
        pytest.param(TOMORROW, FRIDAY, False, id="from-tomorrow"),
        pytest.param(date(2026, 11, 1), date(2026, 11, 22), False, id="until-yesterday"),
    ],
)
def test_a_delegation_holds_on_its_days(firm: Firm, start: date, end: date, holds: bool) -> None:
    firm.delegate(start, end)

    assert firm.may_act() is holds


def test_what_a_colleague_has_lost_his_delegate_has_lost(firm: Firm) -> None:
    firm.delegate()
    firm.change("anna", roles=["SALES_REP"])

    assert firm.people.acting("ben", for_="anna").roles == {SALES_REP}


@pytest.mark.parametrize("gone", ["anna", "ben"])
def test_nobody_acts_for_or_as_somebody_who_has_left(firm: Firm, gone: str) -> None:
    firm.delegate()
    firm.change(gone, active_to=date(2026, 11, 20))

    assert not firm.may_act()


def test_a_delegation_that_is_withdrawn_ends_at_once(firm: Firm) -> None:
    filed = firm.people.delegate("anna", "ben", start=TODAY, end=FRIDAY, by=firm.anna)

    firm.people.withdraw(filed, by=firm.anna)

    assert not firm.may_act()


def test_a_delegation_may_end_sooner(firm: Firm) -> None:
    filed = firm.people.delegate("anna", "ben", start=TODAY, end=FRIDAY, by=firm.anna)

    ended = firm.people.end(filed, on=TODAY, by=firm.mona)

    assert ended.document.end == TODAY
    assert firm.may_act()
    firm.shop.clock.advance(timedelta(days=1))
    assert not firm.may_act()


@pytest.mark.parametrize("on", [date(2026, 11, 22), date(2026, 11, 28)])
def test_a_delegation_never_ends_later_or_before_it_began(firm: Firm, on: date) -> None:
    filed = firm.people.delegate("anna", "ben", start=TODAY, end=FRIDAY, by=firm.anna)

    with pytest.raises(InputError, match="its last day"):
        firm.people.end(filed, on=on, by=firm.anna)


@pytest.mark.parametrize(
    ("who", "may"),
    [("anna", True), ("mona", True), ("hugo", True), ("ben", False), ("cleo", False)],
)
def test_who_may_delegate_somebodys_work(firm: Firm, who: str, may: bool) -> None:
    by = firm.company.employee(who)

    with nullcontext() if may else pytest.raises(NotAllowed):
        firm.people.delegate("anna", "ben", start=TODAY, end=TODAY, by=by)


def test_what_was_delegated_is_not_delegated_again(firm: Firm) -> None:
    firm.delegate()
    acting = firm.people.acting("ben", for_="anna")

    with pytest.raises(NotAllowed):
        firm.people.delegate("anna", "cleo", start=TODAY, end=TODAY, by=acting)
    with pytest.raises(StepRefused) as refused:
        firm.people.delegate("ben", "cleo", start=TODAY, end=TODAY, by=firm.ben, roles=[CLERK])

    assert codes(refused) == ["not_his_role"]


def test_nobody_delegates_to_another_account_of_his_own(firm: Firm, company: Company) -> None:
    company.file(Employee(name="Anna", person="anna"), id="anna-2")

    with pytest.raises(StepRefused) as refused:
        firm.people.delegate("anna", "anna-2", start=TODAY, end=TODAY, by=firm.anna)

    assert codes(refused) == ["same_person"]


def test_a_delegate_decides_with_the_authority_of_his_colleague(firm: Firm) -> None:
    firm.change("anna", authority={"refund": eur("50.00")})
    firm.change("ben", authority={"refund": eur("5000.00")}, competences=["refund"])
    firm.delegate()

    acting = firm.people.acting("ben", for_="anna")

    assert (acting.authority, acting.competences) == ({"refund": eur("50.00")}, frozenset())


def test_a_delegate_may_not_approve_what_either_of_them_made(firm: Firm) -> None:
    firm.delegate()
    acting = firm.people.acting("ben", for_="anna")
    hers = firm.company.open(Wishing, Wish(), by=firm.anna)

    with pytest.raises(DutyConflict):
        hers.approve(by=acting)


# --- who is there -------------------------------------------------------------------------------


def ids(actors: tuple[Actor, ...]) -> list[tuple[str, str | None]]:
    return sorted((actor.id, actor.on_behalf_of) for actor in actors)


def test_those_are_there_who_have_the_role_and_are_not_away(firm: Firm) -> None:
    firm.away(firm.mona)

    assert ids(firm.people.there(CLERK)) == [("anna", None)]


def test_at_a_desk_are_all_of_its_roles(firm: Firm) -> None:
    assert ids(firm.people.there(COUNTER)) == [("anna", None), ("mona", None)]
    assert ("anna", None) in ids(firm.people.there(SALES))


def test_a_delegate_is_there_for_his_colleague(firm: Firm) -> None:
    firm.delegate()
    firm.away(firm.anna)

    assert ids(firm.people.there(CLERK)) == [("ben", "anna"), ("mona", None)]


def test_an_absence_holds_on_its_days_until_it_is_withdrawn(firm: Firm) -> None:
    filed = firm.people.absent("anna", TODAY, FRIDAY, by=firm.anna, reason="a cold")
    assert not firm.people.is_there("anna")

    firm.people.withdraw(filed, by=firm.mona)

    assert firm.people.is_there("anna")


def test_why_somebody_is_away_is_in_no_journal(firm: Firm) -> None:
    firm.people.absent("anna", TODAY, FRIDAY, by=firm.anna, reason="a broken leg")

    assert "broken leg" not in str(firm.company.journal(limit=1000))


@pytest.mark.parametrize("who", ["ben", "cleo"])
def test_nobody_else_says_that_somebody_is_away(firm: Firm, who: str) -> None:
    with pytest.raises(NotAllowed, match="only himself, his manager or an HR officer"):
        firm.people.absent("anna", TODAY, FRIDAY, by=firm.company.employee(who))


def test_an_absence_does_not_end_before_it_starts(firm: Firm) -> None:
    with pytest.raises(InputError):
        firm.people.absent("anna", FRIDAY, TODAY, by=firm.anna)


def test_while_somebody_is_there_nobody_stands_in_to_hear(firm: Firm) -> None:
    firm.delegate()

    assert firm.people.hears("anna") == "anna"


def test_a_delegate_who_is_there_hears_first(firm: Firm) -> None:
    firm.delegate()
    firm.away(firm.anna)

    assert firm.people.hears("anna") == "ben"


def test_then_the_manager_hears_and_past_him_his_own(firm: Firm) -> None:
    firm.delegate()
    for one in (firm.anna, firm.ben):
        firm.away(one)
    assert firm.people.hears("anna") == "mona"

    firm.away(firm.mona)

    assert firm.people.hears("anna") == "cleo"


def test_where_nobody_is_left_he_hears_himself(firm: Firm) -> None:
    firm.away(firm.cleo)

    assert firm.people.stand_in("cleo") is None
    assert firm.people.hears("cleo") == "cleo"


def test_managers_in_a_circle_are_gone_round_once(firm: Firm) -> None:
    firm.change("cleo", manager="anna")
    for one in (firm.anna, firm.mona, firm.cleo):
        firm.away(one)

    assert firm.people.escalates_to("anna") is None


def test_a_clock_turns_past_an_absent_approver_to_his_manager_and_approves_nothing(
    firm: Firm,
) -> None:
    order = firm.company.open(Wishing, Wish(), by=firm.anna)
    firm.away(firm.mona)
    firm.company.run_due()

    assert firm.people.escalates_to("mona") == "cleo"
    assert order.took("approve") == ()


@pytest.mark.parametrize(
    ("away", "addressee"),
    [((), "anna"), (("anna",), "ben"), (("anna", "ben"), "mona")],
    ids=["herself", "her-delegate", "her-manager"],
)
def test_what_an_owner_should_hear_goes_to_whoever_is_there(
    firm: Firm, away: tuple[str, ...], addressee: str
) -> None:
    for one in ("anna", "ben", "mona"):
        firm.change(one, email=f"{one}@example.com")
    firm.delegate()
    firm.company.open(Wishing, Wish(), by=firm.anna).approve(by=firm.mona)
    for one in away:
        firm.away(firm.company.employee(one))

    firm.company.run_due()

    (message,) = firm.shop.mail.sent
    assert message.to == f"{addressee}@example.com"


# --- worklists ----------------------------------------------------------------------------------


def test_a_worklist_of_a_person_marks_what_is_delegated_to_him(firm: Firm) -> None:
    firm.delegate(roles=[CLERK])
    order = firm.company.open(Wishing, Wish(), by=firm.anna)

    (own,) = firm.people.worklist("mona")
    (delegated,) = firm.people.worklist("ben")

    assert (own.case.case, own.for_) == (order.id, "")
    assert (delegated.case.case, delegated.for_) == (order.id, "anna")


def test_a_desk_that_is_his_own_is_not_marked(firm: Firm) -> None:
    firm.people.delegate("anna", "mona", start=TODAY, end=TODAY, by=firm.anna)
    firm.company.open(Wishing, Wish(), by=firm.anna)

    assert [work.for_ for work in firm.people.worklist("mona")] == [""]


# --- waivers ------------------------------------------------------------------------------------


def waive(firm: Firm, by: Actor, **more: object) -> None:
    firm.people.waive(
        "Wishing.open",
        Wishing.approve,
        start=TODAY,
        end=TODAY,
        reason="two of us",
        by=by,
        **more,
    )


def test_a_controller_waives_a_pair(firm: Firm) -> None:
    waive(firm, firm.cleo, persons=[firm.anna])

    order = firm.company.open(Wishing, Wish(), by=firm.anna)
    order.approve(by=firm.anna)

    assert order.state == Wishing.approved


def test_a_waiver_takes_the_place_of_the_one_before_and_can_be_withdrawn(firm: Firm) -> None:
    waive(firm, firm.cleo)
    waive(firm, firm.cleo, persons=["ben"])
    (filed,) = firm.company.find_filed(DutyWaiver)
    order = firm.company.open(Wishing, Wish(), by=firm.anna)
    assert order.approve.refusals(by=firm.anna)

    waive(firm, firm.cleo)
    firm.people.withdraw(filed, by=firm.cleo)

    with pytest.raises(DutyConflict):
        order.approve(by=firm.anna)


def test_nobody_but_a_controller_waives(firm: Firm) -> None:
    with pytest.raises(NotAllowed, match="only a controller"):
        waive(firm, firm.anna)


def test_a_pair_that_no_step_keeps_apart_is_not_waived(firm: Firm) -> None:
    with pytest.raises(InputError, match=r"keeps Wishing\.open and Wishing\.aprove apart"):
        firm.people.waive(
            "Wishing.open",
            "Wishing.aprove",
            start=TODAY,
            end=TODAY,
            reason="",
            by=THE_SYSTEM,
        )


# --- on the trail -------------------------------------------------------------------------------


def test_everything_about_people_is_journaled_and_verified(firm: Firm) -> None:
    waive(firm, firm.cleo)
    filed = firm.people.delegate("anna", "ben", start=TODAY, end=FRIDAY, by=firm.anna)
    firm.away(firm.anna, TODAY, FRIDAY)
    acting = firm.people.acting("ben", for_="anna")
    firm.company.open(Wishing, Wish(), by=acting).approve(by=acting)
    firm.people.withdraw(filed, by=firm.ben)

    types = {entry.type for entry in firm.company.journal(limit=1000)}
    assert {"Delegation.file", "Delegation.change", "Absence.file", "DutyWaiver.file"} <= types
    assert verify(firm.company.store).ok


@pytest.mark.parametrize("kind", [Absence, Delegation, DutyWaiver])
def test_no_document_ends_before_it_starts(kind: type) -> None:
    who = {"employee": "a", "delegator": "a", "delegate": "b", "roles": []}
    fields = {**who, "one": "A.b", "other": "A.c", "reason": "so"}
    mine = {name: value for name, value in fields.items() if name in kind.model_fields}

    with pytest.raises(ValueError, match="start"):
        kind(start=FRIDAY, end=TODAY, **mine)
