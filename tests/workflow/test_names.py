"""Names: no state, step or thing on file hides what every case has."""
# The classes are made, or not, and never used.
# pyright: basic, reportUnusedClass=false

from types import new_class

import pytest
from example import SALES
from notes import CLERK, Note, Person, refused

from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State, open_states, same

WORDS = [
    "open",
    "take",
    "proceed",
    "change",
    "post",
    "hold",
    "holds",
    "settle",
    "void",
    "tell",
    "later",
    "now",
    "new_id",
    "went",
    "same",
    "before",
    "case",
    "document",
    "plan",
    "apply",
    "refusals",
    "next_steps",
    "state",
    "history",
    "due",
]


def made(name: str, part: object) -> None:
    """A class with one more part under a name."""
    written, sent = State(SALES, initial=True), State(final=True)
    parts = {"written": written, "sent": sent, "send": written.to(sent, by=CLERK), name: part}
    new_class("Wrong", (Process[Note],), exec_body=lambda body: body.update(parts))


@pytest.mark.parametrize("word", WORDS)
def test_a_word_that_every_process_has_names_no_step(word: str) -> None:
    with refused(f"Wrong: '{word}' is a word every process has"):
        made(word, open_states.to(same, by=CLERK))


@pytest.mark.parametrize("word", WORDS)
def test_a_word_that_every_process_has_names_no_state(word: str) -> None:
    with refused(f"Wrong: '{word}' is a word every process has"):
        made(word, State(SALES))


def everything_a_case_has() -> list[str]:
    class Sending(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK)

    names = {*vars(Process), *vars(Sending(Note()))}
    return sorted(name for name in names if not name.startswith("_"))


@pytest.mark.parametrize("name", everything_a_case_has())
def test_nothing_that_a_case_has_is_hidden_by_a_step_or_by_what_is_on_file(name: str) -> None:
    with refused(f"Wrong: '{name}' is a word every process has"):
        made(name, open_states.to(same, by=CLERK))
    with refused(f"Wrong: '{name}' is a word every process has"):
        made(name, on_file(Person, lambda note: note.author))


def test_a_step_named_like_its_state_is_refused() -> None:
    with refused("sent names the state"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            sent = written.to(sent, by=CLERK)  # type: ignore[assignment]


def test_a_subclass_does_not_make_a_step_of_a_state() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK)

    with refused("Wrong: 'written' is both a state and a step"):

        class Wrong(Right):
            written = Right.written.to(Right.sent, by=CLERK)  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]


def test_a_former_name_that_a_state_has_now_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True, was=("drafted",))
        sent = State(final=True)
        send = written.to(sent, by=CLERK)

    with refused("Wrong: sent is a state, and the former name of written"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True, was=("sent",))
            sent = State(final=True)
            send = written.to(sent, by=CLERK)


def test_a_class_replaces_only_what_it_extends() -> None:
    class Sending(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK)

    class Sorting(Process[Note]):
        found = State(SALES, initial=True)
        sorted_out = State(final=True)
        sort_out = found.to(sorted_out, by=CLERK)

    class Right(Sending, replaces=Sending):
        pass

    with refused("Wrong: replaces Sorting, which it does not extend"):

        class Wrong(Sending, replaces=Sorting):
            pass
