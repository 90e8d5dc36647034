"""Asking: what a customer was asked and what he answered, so that nobody asks him twice.

Two questions are the same if they have the same words in the same order, however they are spelled
and set.  What was never answered may be asked again.  Read from conversations; nothing is stored.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fbo.front.crm.conversation import Conversation

_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a customer: when it was asked, and what he said next, if he has."""

    question: str
    at: datetime
    answer: str = ""
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether he has not answered yet."""
        return self.answered_at is None


def questions(conversation: Conversation) -> Iterator[Asked]:
    """What was asked in a conversation, oldest first; his next word is his answer."""
    said = conversation.said
    for nth, message in enumerate(said):
        if not message.asks:
            continue
        answer = next((each for each in said[nth + 1 :] if each.direction == "in"), None)
        if answer is None:
            yield Asked(message.text, message.at)
        else:
            yield Asked(message.text, message.at, answer.text, answer.at)


def asked_before(question: str, asked: Iterable[Asked]) -> Asked | None:
    """The question among these that is the same and was answered, the last; `None` for none."""
    words = _words(question)
    answered = [one for one in asked if not one.is_open and _words(one.question) == words]
    return max(answered, key=lambda one: one.at, default=None)


def _words(question: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", question).casefold()))
