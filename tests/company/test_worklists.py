"""Worklists: what a desk was offered and has not accepted, and what it is asked by others."""

from datetime import timedelta

import pytest
from deals import BENCH, Answer, Dealing, bob, deal, sally

from fbo import Company, Incomplete, InputError
from fbo.testing.shop import Shop


@pytest.fixture
def shop() -> Shop:
    return Shop(processes=(Dealing,))


@pytest.fixture
def company(shop: Shop) -> Company:
    return shop.company


def test_a_question_lies_on_the_worklist_of_the_desk_that_is_asked(company: Company) -> None:
    table = deal(company)
    table.ask_colour(by=sally)

    rows = company.worklist(BENCH)

    assert [(row.case, row.is_question) for row in rows] == [(table.id, True)]
    (asked,) = rows
    assert asked.handoff is not None
    assert (asked.handoff.source, asked.handoff.step) == ("COUNTER", "ask_colour")
    assert asked.due == asked.handoff.accept_due


def test_a_question_that_is_answered_lies_on_no_worklist(company: Company) -> None:
    table = deal(company)
    table.ask_colour(by=sally)

    table.say_colour(Answer(answer="oak"), by=bob)

    assert company.worklist(BENCH) == []


def test_a_question_that_was_returned_lies_with_who_asked_it(company: Company) -> None:
    table = deal(company)
    table.ask_colour(by=sally)

    why = Incomplete(reason="which side?", missing=["size"])
    company.handoffs.send_back(table, why, by=bob, purpose="ask_colour")

    assert company.worklist(BENCH) == []


def test_a_question_lies_on_a_worklist_once_beside_the_case_itself(company: Company) -> None:
    table = deal(company)
    table.hand_over(by=sally)
    table.ask_colour(by=sally)

    rows = company.worklist(BENCH)

    assert sorted(row.is_question for row in rows) == [False, True]


def test_a_worklist_tells_what_was_offered_and_should_have_been_accepted(shop: Shop) -> None:
    table = deal(shop.company)
    table.hand_over(by=sally)
    in_time = shop.clock.now()

    (row,) = shop.company.worklist(BENCH)

    assert row.handoff is not None
    assert row.handoff.status == "offered"
    assert [row.is_left(in_time), row.is_left(in_time + timedelta(days=3))] == [False, True]


def test_what_is_accepted_is_left_by_nobody(shop: Shop) -> None:
    table = deal(shop.company)
    table.hand_over(by=sally)

    shop.company.handoffs.accept(table, by=bob)

    (row,) = shop.company.worklist(BENCH)
    assert not row.is_left(shop.clock.now() + timedelta(days=3))


def test_what_is_no_desk_has_no_worklist(company: Company) -> None:
    with pytest.raises(InputError, match="'BENCH' is neither a desk nor a department"):
        company.worklist("BENCH")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
