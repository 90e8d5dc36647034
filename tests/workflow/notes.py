"""Notes that travel from desk to desk: what the tests of definitions are about."""

from collections.abc import Sequence
from typing import Any

import pytest
from example import SALES

from fbo.kernel.document import Document, Form, Id, Value
from fbo.kernel.errors import DefinitionError
from fbo.kernel.people import Role
from fbo.workflow.guard import guard

CLERK = Role("CLERK", "a clerk", (SALES,))


class Place(Value):
    """Where something is."""

    street: str = ""


class Note(Document):
    """What travels in these tests."""

    words: str = ""
    author: Id = "ada"
    reader: Id | None = None
    copies: Sequence[Id] = ()
    place: Place = Place()

    @property
    def first_word(self) -> str:
        return self.words.partition(" ")[0]


class SignedNote(Note):
    """A note of a special kind."""

    signed_by: Id = "ada"


class Letter(Document):
    """Another document."""


class Person(Document):
    """Who writes and reads."""


class Reply(Form):
    """What is said to it."""


class LongReply(Reply):
    """A reply of a special kind."""


class Stamp(Form):
    """Another form."""


@guard("the note is empty")
def has_words(note: Note) -> bool:
    return bool(note.words)


@guard("the letter is lost")
def has_arrived(letter: Letter) -> bool:
    return bool(letter)


def refused(sentence: str) -> Any:
    """The class made inside is refused with a sentence in which this stands."""
    return pytest.raises(DefinitionError, match=sentence)
