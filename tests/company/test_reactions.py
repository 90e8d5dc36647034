"""Reactions: in the same commit, or apart in a commit of their own, exactly once, or a task."""

import pytest
from press import PROCESSES, Book, Leaf, Note, Shelf, Wish, commits, types

from fbo import RECORDS, Actor, Company, StepRefused, Task, Tasking
from fbo.adapters.memory import MemoryStore
from fbo.ports.storage import Delete
from fbo.testing.shop import Shop
from fbo.testing.watched import Died, WatchedStore


def book_with_leaf(company: Company, by: Actor, text: str = "a leaf", topic: str = "") -> Book:
    book = company.open(Book, Note(text="a book", topic=topic), by=by)
    book.add(Wish(text=text), by=by)
    return book


def leaf_of(company: Company, book: Book) -> Leaf:
    return company.case(Leaf, company.case(Book, book.id).child_ids(Leaf)[-1])


def tasks(company: Company) -> list[Task]:
    return [task.document for task in company.find(Tasking)]


# In the same commit.


def test_who_opened_a_case_reacts_to_its_steps(press: Company, edna: Actor) -> None:
    book = book_with_leaf(press, edna)
    leaf = leaf_of(press, book)
    leaf.write(by=edna)

    leaf.press(by=edna)

    assert press.case(Book, book.id).document.count == 1


def test_a_reaction_is_in_the_commit_of_the_step() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store, processes=PROCESSES)
    edna = _edna(shop)
    leaf = leaf_of(shop.company, book_with_leaf(shop.company, edna))
    leaf.write(by=edna)
    store.reset()

    leaf.press(by=edna)

    assert [[entry.type for entry in batch.entries] for batch in store.batches] == [
        ["Leaf.press", "Book@count_pressed", "Book.note_one"]
    ]


def test_a_reaction_that_changes_nothing_leaves_no_entry(press: Company, edna: Actor) -> None:
    shelf = press.open(Shelf, Note(topic="lamps"), by=edna)
    leaf = press.open(Leaf, Note(text="a leaf", topic="lamps", leaves=(shelf.id,)), by=edna)
    leaf.write(by=edna)
    before = press.journal()[-1].seq

    leaf.press(by=edna)

    assert types(press, after=before) == ["Leaf.press"]
    assert press.case(Shelf, shelf.id).version == shelf.version


def test_a_refused_reaction_refuses_the_step(press: Company, edna: Actor) -> None:
    book = book_with_leaf(press, edna, topic="locked")
    leaf = leaf_of(press, book)
    leaf.write(by=edna)

    with pytest.raises(StepRefused, match="the note is locked"):
        leaf.press(by=edna)

    assert press.case(Leaf, leaf.id).state is Leaf.written
    assert press.case(Book, book.id).document.count == 0


def test_a_refused_reaction_is_told_under_the_name_of_its_own_process(
    press: Company, edna: Actor
) -> None:
    book = book_with_leaf(press, edna, topic="locked")
    leaf = leaf_of(press, book)
    leaf.write(by=edna)

    with pytest.raises(StepRefused) as refused:
        leaf.press(by=edna)

    assert refused.value.step == "Book: press"


def test_cases_react_that_the_document_names(press: Company, edna: Actor) -> None:
    shelves = [press.open(Shelf, Note(), by=edna).id for _ in range(3)]
    book = press.open(Book, Note(text="later", leaves=shelves[:2]), by=edna)
    book.bind(by=edna)

    book.shut(by=edna)

    assert [press.case(Shelf, id_).document.count for id_ in shelves] == [1, 1, 0]


def test_a_case_that_is_named_twice_reacts_once(press: Company, edna: Actor) -> None:
    shelf = press.open(Shelf, Note(), by=edna)
    book = press.open(Book, Note(text="later", leaves=(shelf.id, shelf.id)), by=edna)
    book.bind(by=edna)

    book.shut(by=edna)

    assert press.case(Shelf, shelf.id).document.count == 1


def test_a_case_in_another_state_does_not_react(press: Company, edna: Actor) -> None:
    shelf = press.open(Shelf, Note(), by=edna)
    shelf.burn(by=edna)
    book = press.open(Book, Note(text="later", leaves=(shelf.id,)), by=edna)
    book.bind(by=edna)

    book.shut(by=edna)

    assert press.case(Shelf, shelf.id).document.count == 0


def test_a_case_that_is_named_and_not_there_keeps_nobody(press: Company, edna: Actor) -> None:
    book = press.open(Book, Note(text="later", leaves=("nowhere",)), by=edna)
    book.bind(by=edna)

    book.shut(by=edna)

    assert book.state is Book.closed


def test_whether_a_case_reacts_rests_on_its_state_when_the_step_is_committed() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store, processes=PROCESSES)
    company, edna = shop.company, _edna(shop)
    shelf = company.open(Shelf, Note(), by=edna)
    book = company.open(Book, Note(text="later", leaves=(shelf.id,)), by=edna)
    book.bind(by=edna)
    store.meanwhile(lambda: company.case(Shelf, shelf.id).burn(by=edna))

    book.shut(by=edna)

    assert company.case(Shelf, shelf.id).document.count == 0


# Apart.


def test_a_reaction_apart_has_a_commit_of_its_own() -> None:
    store = WatchedStore(MemoryStore())
    shop = Shop(store, processes=PROCESSES)
    edna = _edna(shop)
    leaf = leaf_of(shop.company, book_with_leaf(shop.company, edna))
    store.reset()

    leaf.tear(by=edna)

    assert [[entry.type for entry in batch.entries] for batch in store.batches] == [
        ["Leaf.tear"],
        ["Book@mend"],
    ]


def test_a_reaction_apart_happens_once(press: Company, edna: Actor) -> None:
    book = book_with_leaf(press, edna)

    leaf_of(press, book).tear(by=edna)
    press.run_due()

    assert press.case(Book, book.id).document.count == 100


def test_a_reaction_apart_is_done_by_whoever_comes_after_a_crash() -> None:
    store = MemoryStore()
    watched = WatchedStore(store)
    shop = Shop(watched, processes=PROCESSES)
    edna = _edna(shop)
    book = book_with_leaf(shop.company, edna)
    watched.die_after("Leaf.tear")
    with pytest.raises(Died):
        leaf_of(shop.company, book).tear(by=edna)

    worker = Company(store, processes=PROCESSES, clock=shop.clock)
    worker.run_due()

    assert worker.case(Book, book.id).document.count == 100


def test_of_two_workers_at_once_one_runs_the_reaction() -> None:
    store = MemoryStore()
    watched = WatchedStore(store)
    shop = Shop(watched, processes=PROCESSES)
    edna = _edna(shop)
    book = book_with_leaf(shop.company, edna)
    watched.die_after("Leaf.tear")
    with pytest.raises(Died):
        leaf_of(shop.company, book).tear(by=edna)
    other = Company(store, processes=PROCESSES, clock=shop.clock)
    watched.meanwhile(other.run_due)

    shop.company.run_due()

    assert shop.company.case(Book, book.id).document.count == 100
    assert tasks(shop.company) == []


def test_a_reaction_apart_that_is_refused_becomes_a_task(press: Company, edna: Actor) -> None:
    book = book_with_leaf(press, edna, text="impossible", topic="locked")

    leaf_of(press, book).tear(by=edna)

    assert [(task.about, task.what) for task in tasks(press)] == [
        (book.id, "mend could not be done: cannot note_one: the note is locked")
    ]


def test_the_task_lies_with_records_if_the_case_lies_on_no_desk_that_takes_tasks(
    press: Company, edna: Actor
) -> None:
    book = book_with_leaf(press, edna, text="impossible", topic="locked")

    leaf_of(press, book).tear(by=edna)

    assert [row.process for row in press.worklist(RECORDS)] == ["Tasking"]


def test_what_a_reaction_apart_reacts_to_stays_though_it_fails(press: Company, edna: Actor) -> None:
    book = book_with_leaf(press, edna, text="impossible", topic="locked")
    leaf = leaf_of(press, book)

    leaf.tear(by=edna)

    assert press.case(Leaf, leaf.id).state is Leaf.torn


def test_a_reaction_apart_that_failed_never_comes_back(press: Company, edna: Actor) -> None:
    book = book_with_leaf(press, edna, text="impossible", topic="locked")
    leaf_of(press, book).tear(by=edna)

    press.run_due()
    press.run_due()

    assert len(tasks(press)) == 1


def test_a_reaction_apart_with_a_fault_becomes_a_task(press: Company, edna: Actor) -> None:
    book = book_with_leaf(press, edna, text="absurd")

    leaf_of(press, book).tear(by=edna)

    (task,) = tasks(press)
    assert task.what == "mend could not be done: it failed with ZeroDivisionError"


def test_a_reaction_apart_skips_a_case_that_has_gone_on(press: Company, edna: Actor) -> None:
    book = book_with_leaf(press, edna)
    leaf = leaf_of(press, book)
    book.bind(by=edna)
    book.shut(by=edna)

    leaf.tear(by=edna)

    assert press.case(Book, book.id).document.count == 1
    assert commits(press, "Book@mend") == 0


def test_whether_a_case_reacts_apart_rests_on_its_state_at_the_commit() -> None:
    store = MemoryStore()
    watched = WatchedStore(store)
    shop = Shop(watched, processes=PROCESSES)
    company, edna = shop.company, _edna(shop)
    book = book_with_leaf(company, edna)
    book.pause(by=edna)
    watched.meanwhile(
        lambda: company.case(Book, book.id).go_on(by=edna),
        on=lambda batch: any(isinstance(write, Delete) for write in batch.writes),
    )

    leaf_of(company, book).tear(by=edna)

    assert company.case(Book, book.id).document.count == 100


def test_what_follows_a_step_is_in_the_order_of_the_journal(press: Company, edna: Actor) -> None:
    book = book_with_leaf(press, edna)
    before = press.journal()[-1].seq

    leaf_of(press, book).tear(by=edna)

    assert types(press, after=before) == ["Leaf.tear", "Book@mend"]


def test_a_reaction_apart_is_set_off_by_whoever_acted_and_on_whose_behalf(
    press: Company, edna: Actor
) -> None:
    emil = press.hire("Emil")
    book = press.open(Book, Note(text="poems"), by=edna)
    book.bind(by=edna)

    leaf_of(press, book).tear(by=emil.acting_for(edna))

    (mended,) = [entry for entry in press.journal() if entry.type == "Book@mend"]
    assert (mended.data["hand"], mended.data["behalf"]) == (emil.id, edna.id)


def _edna(shop: Shop) -> Actor:
    from press import EDITOR

    return shop.company.hire("Edna", EDITOR)
