"""Definitions: guards, rules, forms, effects and what is on file must fit the class.

Each wrong class stands beside its nearest right neighbour.
"""
# The classes are made, or not, and never used.
# pyright: basic, reportUnusedClass=false

from collections.abc import Callable
from typing import Any

import pytest
from example import SALES
from notes import (
    CLERK,
    Letter,
    LongReply,
    Note,
    Person,
    Reply,
    SignedNote,
    Stamp,
    has_arrived,
    has_words,
    refused,
)

from fbo.kernel.people import SYSTEM
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State

# --- guards, rules, forms, effects --------------------------------------------------------------


def test_a_guard_of_another_document_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK, needs=has_words)

    with refused("Wrong: send asks has_arrived about a Note; it is a guard of Letter"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK, needs=has_arrived)


def test_a_guard_of_a_more_general_document_is_accepted() -> None:
    class Right(Process[SignedNote]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK, needs=has_words)


def test_a_guard_of_another_document_is_refused_in_a_branch() -> None:
    with refused("has_arrived"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            torn = State(final=True)
            send = written.to(sent, by=CLERK, when=has_words).otherwise(torn, when=has_arrived)


def test_a_guard_of_another_document_is_refused_in_the_opening() -> None:
    with refused("begin_it asks has_arrived"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            begin_it = written.opens(by=CLERK, needs=has_arrived)
            send = written.to(sent, by=CLERK)


def test_a_condition_that_is_neither_guard_nor_rule_is_refused() -> None:
    with refused("which is neither a guard nor a rule"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK, needs=lambda _: True)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]


def test_a_rule_that_wants_a_form_where_none_is_taken_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)

        @rule("that is no answer")
        def fits(self, form: Reply) -> bool:
            return bool(form)

        send = written.to(sent, by=CLERK, needs=fits, takes=Reply)
        answer = written.to(sent, by=CLERK, needs=fits, takes=LongReply)

    with refused("Wrong: send takes no form, but its rule fits wants one"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)

            @rule("that is no answer")
            def fits(self, form: Reply) -> bool:
                return bool(form)

            send = written.to(sent, by=CLERK, needs=fits)


def test_a_rule_that_wants_another_form_is_refused() -> None:
    with refused("Wrong: send takes Stamp, but its rule fits wants Reply"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)

            @rule("that is no answer")
            def fits(self, form: Reply) -> bool:
                return bool(form)

            send = written.to(sent, by=CLERK, when=fits, takes=Stamp)


def test_an_effect_that_returns_another_document_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK)

        @send.then
        def _sign(self) -> Note | None:
            return self.change(words="signed")

    with refused("Wrong: the effect _sign of send returns another document: Letter"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK)

            @send.then
            def _sign(self) -> Letter:
                return Letter()


def test_the_effect_of_an_opening_returns_no_other_document() -> None:
    with refused("Wrong: the effect _sign of write returns another document: Letter"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            write = written.opens(by=CLERK)
            send = written.to(sent, by=CLERK)

            @write.then
            def _sign(self) -> Letter:
                return Letter()


def test_an_effect_that_wants_a_form_where_none_is_taken_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK, takes=Reply)

        @send.then
        def _note(self, form: Reply) -> Note:
            return self.change(words=str(form))

    with refused("Wrong: the effect _note wants a form, but send takes none"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK)

            @send.then
            def _note(self, form: Reply) -> Note:
                return self.change(words=str(form))


def test_an_effect_that_wants_another_form_is_refused() -> None:
    with refused("Wrong: the effect _note wants Reply, but send takes Stamp"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK, takes=Stamp)

            @send.then
            def _note(self, form: Reply) -> Note:
                return self.change(words=str(form))


def test_an_effect_may_leave_the_form_aside() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK, takes=Reply)

        @send.then
        def _sign(self) -> Note:
            return self.change(words="signed")


# --- what is on file ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        lambda note: note.author,
        lambda note: note.first_word,
        lambda note: note.place.street,
        lambda note: note.author if note.words else "ada",
    ],
    ids=["a field", "a property", "a field of a part", "one of two"],
)
def test_a_path_of_what_is_on_file_may_name_what_exists(path: Callable[[Any], str]) -> None:
    class Right(Process[Note]):
        person = on_file(Person, path)
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK)


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        (lambda note: note.writer, "Note.writer"),
        (lambda note: note.place.town, "Place.town"),
        (lambda note: (note.author, note.writer), "Note.writer"),
        (lambda note: note.writer if note.words else "ada", "Note.writer"),
    ],
    ids=["a field", "a field of a part", "the second of two", "one of two"],
)
def test_a_path_of_what_is_on_file_that_does_not_exist_is_refused(
    path: Callable[[Any], Any], missing: str
) -> None:
    with refused(f"Wrong: the path of person on file asks for {missing}"):

        class Wrong(Process[Note]):
            person = on_file(Person, path)
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK)


def test_a_path_to_several_is_read_to_its_end() -> None:
    class Right(Process[Note]):
        people = on_file.every(Person, lambda note: [*note.copies])
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK)

    with refused("Wrong: the path of people on file asks for Note.writer"):

        class Wrong(Process[Note]):
            people = on_file.every(Person, lambda note: (note.writer for _ in note.copies))
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK)


# --- steps by themselves -----------------------------------------------------------------------


def test_a_step_taken_as_soon_as_it_can_is_taken_by_the_system() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=(SYSTEM, CLERK), as_soon_as=True)

    with refused("Wrong: send is taken as soon as possible, but not by SYSTEM"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK, as_soon_as=True)


def test_a_step_taken_as_soon_as_it_can_takes_no_form() -> None:
    with refused("Wrong: send is taken by SYSTEM as soon as possible, which fills in no form"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(  # type: ignore[call-overload]
                sent,
                by=SYSTEM,
                takes=Reply,
                as_soon_as=True,  # pyright: ignore[reportArgumentType]
            )


def test_a_checklist_of_what_does_not_exist_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK, checklist=("words",))

    with refused("Wrong: the checklist of send names writer, which does not exist"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK, checklist=("writer",))


def test_a_case_that_can_be_opened_in_two_ways_is_refused() -> None:
    with refused("Wrong: write and dictate both open it"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            write = written.opens(by=CLERK)
            dictate = written.opens(by=CLERK)
            send = written.to(sent, by=CLERK)
