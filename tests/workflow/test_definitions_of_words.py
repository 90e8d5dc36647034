"""Definitions: what a type checker would find, a class refuses too, for those who use none."""
# The classes are made, or not, and never used; what is wrong here is meant to be.
# pyright: basic, reportUnusedClass=false, reportArgumentType=false, reportCallIssue=false
# mypy: ignore-errors

from typing import Any

import pytest
from example import SALES
from notes import CLERK, Letter, Note, Reply, has_words, refused

from fbo.kernel.calendar import hours
from fbo.workflow.process import Process
from fbo.workflow.state import State, same

WRONG_WORDS: dict[str, tuple[dict[str, Any], str]] = {
    "a role by its name": (
        {"by": "CLERK"},
        "Wrong: send may be taken by 'CLERK', which is no role",
    ),
    "no role": ({"by": ()}, "Wrong: send may be taken by nobody"),
    "a document for a form": ({"takes": Letter}, "Wrong: send takes Letter, which is no form"),
    "a state by its name": ({"target": "sent"}, "Wrong: send leads to 'sent', which is no state"),
}


def _others(words: dict[str, Any]) -> dict[str, Any]:
    return {name: word for name, word in {"by": CLERK, **words}.items() if name != "target"}


@pytest.mark.parametrize("wrong", WRONG_WORDS)
def test_a_word_of_the_wrong_kind_is_refused(wrong: str) -> None:
    words, sentence = WRONG_WORDS[wrong]

    with refused(sentence):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(words.get("target", sent), **_others(words))


def test_a_bare_number_is_no_time() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True, within=hours(4))
        sent = State(final=True)
        send = written.to(sent, by=CLERK)

    with refused("Wrong: written has the clock 4, which is no time"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True, within=4)
            sent = State(final=True)
            send = written.to(sent, by=CLERK)


def test_a_branch_behind_one_that_is_always_taken_is_refused() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK, when=has_words).otherwise(same)

    with refused("Wrong: send always leads to sent: no other branch is come to"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK).otherwise(same)


def test_a_step_with_two_effects_is_refused() -> None:
    with refused("Wrong: _sign and _seal are both the effect of a step"):

        class Wrong(Process[Note]):
            written = State(SALES, initial=True)
            sent = State(final=True)
            send = written.to(sent, by=CLERK, takes=Reply)

            @send.then
            def _sign(self) -> None: ...

            @send.then
            def _seal(self) -> None: ...


def test_two_steps_may_have_one_effect() -> None:
    class Right(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK)
        send_again = written.to(sent, by=CLERK)

        @send.then
        @send_again.then
        def _sign(self) -> None: ...
