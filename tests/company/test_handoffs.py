"""Hand-offs: what passes between desks is offered, accepted, returned, done; and what is asked."""

from datetime import timedelta

import pytest
from deals import BENCH, Answer, Deal, Dealing, Detail, ada, bob, cleo, deal, sally

from fbo import Company, Handoff, Incomplete, NotAllowed, StepRefused
from fbo.company.reporting.handoff_figures import by_pair, every_handoff
from fbo.company.verifying.verify import verify
from fbo.testing.laws.handoffs import keep_handoff_laws
from fbo.testing.shop import Shop


@pytest.fixture
def shop() -> Shop:
    return Shop(processes=(Dealing,))


@pytest.fixture
def company(shop: Shop) -> Company:
    return shop.company


def codes(refused: pytest.ExceptionInfo[StepRefused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def carrying(case: Dealing) -> Handoff:
    assert case.handoff is not None
    return case.handoff


def test_a_case_on_its_first_desk_was_handed_over_by_nobody(company: Company) -> None:
    assert deal(company).handoff is None


def test_a_step_to_another_desk_offers_a_hand_off(company: Company) -> None:
    table = deal(company)

    table.hand_over(by=sally)

    offered = carrying(table)
    assert (offered.source, offered.desk, offered.status) == ("COUNTER", "BENCH", "offered")
    assert offered.crosses_line


def test_the_other_desk_is_shown_the_checklist_and_the_packet(company: Company) -> None:
    table = deal(company)

    table.hand_over(by=sally)

    assert carrying(table).checklist == (("what", True),)
    assert carrying(table).packet == {"what": "a table", "size": ""}


def test_nothing_is_offered_while_the_checklist_is_incomplete(company: Company) -> None:
    nothing = deal(company, what="")

    with pytest.raises(StepRefused) as refused:
        nothing.hand_over(by=sally)

    assert codes(refused) == ["incomplete"]
    assert refused.value.reasons[0].facts == {"missing": ["what"]}
    assert nothing.handoff is None


def test_the_first_step_taken_there_accepts_it(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)

    table.look_at(by=bob)

    assert carrying(table).status == "accepted"


def test_a_step_of_somebody_else_does_not_accept_it(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)

    table.fill_in(Detail(what="a table", size="large"), by=ada)

    assert carrying(table).status == "offered"


def test_somebody_of_the_desk_may_accept_it_before_he_begins(shop: Shop) -> None:
    table = deal(shop.company)
    table.hand_over(by=sally)
    shop.clock.advance(timedelta(hours=2))

    accepted = shop.company.handoffs.accept(table, by=bob)

    assert accepted.status == "accepted"
    assert accepted.accepted_at == shop.clock.now()
    assert carrying(table) == accepted


def test_nobody_accepts_what_lies_on_the_desk_of_others(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)

    with pytest.raises(NotAllowed, match="only somebody of BENCH"):
        company.handoffs.accept(table, by=cleo)

    assert carrying(table).status == "offered"


def test_what_is_accepted_is_not_accepted_again(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)
    company.handoffs.accept(table, by=bob)

    with pytest.raises(StepRefused, match="it is accepted already"):
        company.handoffs.accept(table, by=bob)


def test_the_step_that_carries_the_case_on_closes_it(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)

    table.build(by=bob)

    first, second = every_handoff(company)
    assert (first.desk, first.status) == ("BENCH", "done")
    assert (second.source, second.desk) == ("BENCH", "CRATES")


def test_between_desks_that_agreed_on_it_nothing_need_be_accepted(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)

    table.build(by=bob)

    assert carrying(table).status == "accepted"
    assert not carrying(table).crosses_line


def test_what_is_incomplete_is_returned_with_what_is_missing(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)

    table.return_incomplete(Incomplete(reason="how large?", missing=["size"]), by=bob)

    returned = carrying(table)
    assert table.state is Dealing.noted
    assert (returned.status, returned.missing, returned.reason) == (
        "returned",
        ("size",),
        "how large?",
    )
    assert returned.return_count == 1


def test_what_was_returned_is_offered_again_and_not_anew(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)
    first = carrying(table).id
    table.return_incomplete(Incomplete(reason="how large?", missing=["size"]), by=bob)

    table.fill_in(Detail(what="a table", size="2 m"), by=sally)
    table.hand_over(by=sally)

    assert carrying(table).id == first
    assert carrying(table).status == "offered"
    assert carrying(table).return_count == 1
    assert len(every_handoff(company)) == 1


def test_who_returns_something_says_what_is_missing(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)

    with pytest.raises(StepRefused) as refused:
        table.return_incomplete(Incomplete(reason="no"), by=bob)

    assert codes(refused) == ["nothing_missing"]


def test_what_is_missing_is_a_field_of_the_document(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)

    with pytest.raises(StepRefused) as refused:
        table.return_incomplete(Incomplete(reason="no", missing=["colour"]), by=bob)

    assert codes(refused) == ["unknown_field"]


def test_the_end_of_the_work_closes_it_as_done(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)
    table.build(by=bob)

    table.deliver(by=cleo)

    assert table.handoffs == {}
    assert [handoff.status for handoff in every_handoff(company)] == ["done", "done"]


def test_an_end_that_others_bring_about_cancels_it(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)

    table.drop(by=ada)

    assert table.handoffs == {}
    assert [handoff.status for handoff in every_handoff(company)] == ["cancelled"]


def test_a_case_that_somebody_opens_for_another_desk_is_handed_over(company: Company) -> None:
    table = company.open(Dealing, Deal(what="a table"), by=bob)

    assert (carrying(table).source, carrying(table).desk) == ("BENCH", "COUNTER")


def test_a_question_leaves_the_case_where_it_is(company: Company) -> None:
    table = deal(company)

    table.ask_colour(by=sally)

    asked = table.handoffs["ask_colour"]
    assert table.state is Dealing.noted
    assert (asked.source, asked.desk, asked.status) == ("COUNTER", "BENCH", "offered")
    assert table.handoff is None


def test_the_answer_closes_the_question(company: Company) -> None:
    table = deal(company)
    table.ask_colour(by=sally)

    table.say_colour(Answer(answer="oak"), by=bob)

    assert table.handoffs == {}
    assert table.document.answer == "oak"
    assert every_handoff(company)[0].status == "done"


def test_what_nobody_asked_cannot_be_answered(company: Company) -> None:
    table = deal(company)

    with pytest.raises(StepRefused) as refused:
        table.say_colour(Answer(answer="oak"), by=bob)

    assert codes(refused) == ["no_open_question"]


def test_the_same_is_not_asked_twice(company: Company) -> None:
    table = deal(company)
    table.ask_colour(by=sally)

    with pytest.raises(StepRefused) as refused:
        table.ask_colour(by=sally)

    assert codes(refused) == ["already_asked"]


def test_a_question_may_come_back_as_incomplete_and_be_asked_again(company: Company) -> None:
    table = deal(company)
    table.ask_colour(by=sally)
    why = Incomplete(reason="of which size?", missing=["size"])

    returned = company.handoffs.send_back(table, why, by=bob, purpose="ask_colour")
    table.ask_colour(by=sally)

    assert returned.missing == ("size",)
    assert table.handoffs["ask_colour"].id == returned.id
    assert table.handoffs["ask_colour"].status == "offered"


def test_what_carries_the_case_goes_back_by_a_step_that_is_named(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)
    why = Incomplete(reason="how large?", missing=["size"])

    with pytest.raises(StepRefused) as refused:
        company.handoffs.send_back(table, why, by=bob, purpose="")

    assert refused.value.reasons[0].way_out == "take return_incomplete, naming what is missing"


def test_who_asked_may_withdraw_his_question(company: Company) -> None:
    table = deal(company)
    table.ask_colour(by=sally)

    company.handoffs.withdraw(table, "ask_colour", by=sally)

    assert table.handoffs == {}
    assert every_handoff(company)[0].status == "cancelled"


def test_nobody_else_withdraws_it(company: Company) -> None:
    table = deal(company)
    table.ask_colour(by=sally)

    with pytest.raises(NotAllowed):
        company.handoffs.withdraw(table, "ask_colour", by=bob)

    assert "ask_colour" in table.handoffs


def test_the_end_of_the_case_cancels_its_questions(company: Company) -> None:
    table = deal(company)
    table.ask_colour(by=sally)

    table.drop(by=sally)

    assert table.handoffs == {}


def test_waiting_work_and_return_are_working_time_and_add_up(shop: Shop) -> None:
    company, hour = shop.company, timedelta(hours=1)
    table = deal(company)
    table.hand_over(by=sally)
    shop.clock.advance(hour)
    table.look_at(by=bob)
    shop.clock.advance(2 * hour)
    table.return_incomplete(Incomplete(reason="how large?", missing=["size"]), by=bob)
    shop.clock.advance(24 * hour)
    table.hand_over(by=sally)
    table.build(by=bob)

    (first, _) = every_handoff(company)
    spent = first.spent(company.firm.calendar, shop.clock.now())

    assert (spent.wait, spent.work, spent.returned) == (hour, 2 * hour, 8 * hour)


def test_the_agreed_times_say_when_it_is_due(shop: Shop) -> None:
    table = deal(shop.company)

    table.hand_over(by=sally)

    nine = shop.clock.now()
    assert carrying(table).accept_due == nine + timedelta(hours=1)
    assert carrying(table).done_due == nine + timedelta(days=1, hours=8)


def test_the_figures_of_a_pair_say_what_bounced_and_what_was_missing(shop: Shop) -> None:
    company = shop.company
    for missing in (["size"], ["size", "what"], []):
        table = deal(company)
        table.hand_over(by=sally)
        if missing:
            table.return_incomplete(Incomplete(reason="what?", missing=missing), by=bob)
            table.hand_over(by=sally)
        table.build(by=bob)

    pairs = by_pair(every_handoff(company), company.firm.calendar, shop.clock.now())
    pair = next(pair for pair in pairs if pair.desk == BENCH.name)

    assert (pair.count, pair.done, pair.returns, pair.right_first_time) == (3, 3, 2, 1)
    assert pair.missing == (("size", 2), ("what", 1))


def test_an_order_is_handed_from_sales_to_credit_control_to_the_warehouse_to_receivables() -> None:
    shop = Shop()
    shop.receive(5)
    shop.shipped(shop.placed(2))

    passed = [(h.source, h.desk, h.status) for h in every_handoff(shop.company)]

    assert passed == [
        ("SALES", "CREDIT_CONTROL", "done"),
        ("CREDIT_CONTROL", "WAREHOUSE", "done"),
        ("WAREHOUSE", "RECEIVABLES", "accepted"),
    ]


def test_every_hand_off_keeps_the_laws_and_is_verified(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)
    table.ask_colour(by=sally)
    table.return_incomplete(Incomplete(reason="how large?", missing=["size"]), by=bob)
    table.hand_over(by=sally)

    keep_handoff_laws(company)

    assert verify(company).first_fault is None
