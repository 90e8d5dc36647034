"""One commit: what a step sets off happens with it or not at all, in order, depth first."""

import pytest
from press import PROCESSES, Book, Leaf, Note, Wish, types

from fbo import Actor, BugError, Company, StepRefused
from fbo.adapters.memory import MemoryStore
from fbo.testing.shop import Shop
from fbo.testing.watched import WatchedStore


def test_what_a_step_opens_is_there_when_it_is_taken(press: Company, edna: Actor) -> None:
    book = press.open(Book, Note(text="later"), by=edna)

    outcome = book.bind(by=edna)

    first, second = (press.case(Leaf, id_) for id_ in outcome.opened)
    assert first.state is Leaf.pressed
    assert second.state is Leaf.written
    assert first.parent == second.parent == book.id


def test_a_step_and_all_it_sets_off_are_one_commit() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store, processes=PROCESSES)
    edna = shop.company.hire("Edna", *_roles())
    book = shop.company.open(Book, Note(text="later"), by=edna)
    store.reset()

    book.bind(by=edna)

    assert store.commits == 1


def test_what_a_step_asks_for_is_done_in_order_and_depth_first(press: Company, edna: Actor) -> None:
    book = press.open(Book, Note(text="later"), by=edna)
    before = press.journal()[-1].seq

    book.bind(by=edna)

    assert types(press, after=before) == [
        "Book.bind",
        "Leaf.open",
        "Leaf.write",
        "Leaf.press",
        "Book@count_pressed",
        "Book.note_one",
        "Leaf.open",
        "Leaf.write",
        "Book.proof",
    ]


def test_a_refused_step_within_refuses_the_whole(press: Company, edna: Actor) -> None:
    book = press.open(Book, Note(text=""), by=edna)
    before = press.journal()[-1].seq

    with pytest.raises(StepRefused, match="the note is empty"):
        book.bind(by=edna)

    assert types(press, after=before) == ["Book.refused"]
    assert press.case(Book, book.id).child_ids(Leaf) == ()


def test_a_step_that_sets_off_itself_for_ever_is_a_bug_that_is_named(
    press: Company, edna: Actor
) -> None:
    book = press.open(Book, Note(), by=edna)

    with pytest.raises(BugError, match=r"more than 200 steps; last Book\.spin"):
        book.spin(by=edna)

    assert press.case(Book, book.id).version == book.version


def test_a_step_taken_by_a_step_may_do_what_the_system_may(press: Company, edna: Actor) -> None:
    book = press.open(Book, Note(text="later"), by=edna)

    with pytest.raises(StepRefused, match="only the system"):
        book.note_one(by=edna)
    book.bind(by=edna)

    assert "note_one" in [line.step for line in book.history]


def test_a_step_taken_by_a_step_is_taken_by_the_hand_of_the_person(
    press: Company, edna: Actor
) -> None:
    book = press.open(Book, Note(text="later"), by=edna)

    book.bind(by=edna)

    assert book.took("proof") == (edna.person,)


def test_no_chain_of_steps_launders_a_person(press: Company, edna: Actor) -> None:
    book = press.open(Book, Note(text="later"), by=edna)
    book.bind(by=edna)

    with pytest.raises(StepRefused, match="whoever took proof may not take approve"):
        book.proof_and_approve(by=edna)


def test_two_accounts_of_one_person_are_one_person(press: Company, edna: Actor) -> None:
    book = press.open(Book, Note(text="later"), by=edna)
    book.bind(by=edna)
    second_account = Actor.employee("edna-2", *_roles(), person=edna.person)

    with pytest.raises(StepRefused, match="whoever took proof may not take approve"):
        book.approve(by=second_account)


def test_a_colleague_may_take_the_other_half_of_a_duty(press: Company, edna: Actor) -> None:
    book = press.open(Book, Note(text="later"), by=edna)
    book.bind(by=edna)

    book.approve(by=press.hire("Emil", *_roles()))

    assert book.history[-1].step == "approve"


def test_a_delegate_acts_with_the_roles_of_another_in_his_own_person(
    press: Company, edna: Actor
) -> None:
    ben = press.hire("Ben")
    book = press.open(Book, Note(text="later"), by=edna)

    book.bind(by=ben.acting_for(edna))

    assert book.took("proof") == (ben.id, edna.id)
    assert {(line.by, line.behalf) for line in book.history[1:]} == {
        (ben.id, edna.id),
        ("system", edna.id),
    }


def test_a_step_sees_what_was_done_before_it_in_the_same_commit(
    press: Company, edna: Actor
) -> None:
    book = press.open(Book, Note(text="later"), by=edna)
    book.bind(by=edna)
    book.add(Wish(text="second"), by=edna)
    leaf = press.case(Leaf, book.child_ids(Leaf)[1])

    with pytest.raises(StepRefused, match="it is pressed"):
        book.press_all(by=edna)

    assert press.case(Leaf, leaf.id).state is Leaf.written


def _roles() -> tuple[object, ...]:
    from press import EDITOR

    return (EDITOR,)
