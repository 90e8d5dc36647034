"""The notifier port: one message handed to the outside, by mail, webhook or otherwise.

Fbo promises that every committed message is handed over at least once; that the second time does
no harm is why each carries one id on all attempts.  Nothing here sends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias

from fbo.kernel.json import Json, JsonObject

__all__ = [
    "Delivered",
    "JsonObject",
    "Later",
    "Message",
    "NotifierPort",
    "Outcome",
    "Refused",
]


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is handed over: rendered, with one id on every attempt.

    `attempt` counts from 1; `created` is aware, UTC; `language` is that of the words.
    """

    id: str
    channel: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str | None = field(repr=False)
    data: Mapping[str, Json] = field(repr=False)
    attempt: int
    created: datetime
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The other side accepted; `ref` is what it calls the message."""

    ref: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Doubt, or a passing fault; `after` is what the other side asked for."""

    reason: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Never again this message; with `disable`, never again this address."""

    reason: str
    disable: bool = False


Outcome: TypeAlias = Delivered | Later | Refused


class NotifierPort(Protocol):
    """Hands one message to the outside.

    May be called twice with one id; passes the id on, so that the other side can drop the second.
    """

    @property
    def channels(self) -> frozenset[str]:
        """The channels it serves."""
        ...

    def send(self, message: Message, *, timeout: timedelta) -> Outcome:
        """Hand it over: `Delivered` only after the other side accepted.

        Doubt or a passing fault: `Later`.  Never again: `Refused`.  Returns within `timeout`;
        touches no store; an exception counts as `Later`.
        """
        ...
