"""The customer's view: what he may see of a case, and nothing that lies below the line.

It is made of the case's label, what its document publishes, and what the customer has been shown
before; whatever else happened to the case does not change a byte of it.  Nothing here reads
anything: the cases that are a part of it are given.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from fbo.kernel.json import Json, canonical
from fbo.kernel.publishing import published
from fbo.kernel.times import from_iso
from fbo.kernel.wording import Words, filled
from fbo.workflow.process import Process
from fbo.workflow.showing import label_of, shown_now

Say: TypeAlias = Callable[[str, Words], str]
"""Writes a label, whose names have these values, in a reader's words."""


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """Something the customer was shown: a label that was new to him, templates that told him."""

    at: datetime
    label: str
    told: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        """As JSON, without what is empty."""
        event: dict[str, Json] = {"at": self.at.isoformat()}
        if self.label:
            event["label"] = self.label
        if self.told:
            event["told"] = list(self.told)
        return event


@dataclass(frozen=True, slots=True)
class CustomerView:
    """What a customer may see of a case.

    `kind` names its document; `since` is when he was first shown the label; `fields` are what the
    document publishes; `events` the last fifty things he was shown; `parts` the cases that belong
    to it, such as an order's shipments.  `promises` are what he was promised about it, `messages`
    what he and the company have said about it, oldest first, and `question` what he was asked and
    has not answered.  Where the label is empty he sees nothing, and all is.
    """

    kind: str
    label: str = ""
    since: datetime | None = None
    fields: Mapping[str, Json] = field(default_factory=dict[str, Json])
    events: tuple[PublicEvent, ...] = ()
    parts: tuple["CustomerView", ...] = ()
    promises: tuple["CustomerView", ...] = ()
    messages: tuple[Mapping[str, Json], ...] = ()
    question: str = ""

    def __bool__(self) -> bool:
        """Whether he sees anything."""
        return bool(self.label)

    def as_json(self) -> dict[str, Json]:
        """As JSON, to be sent to him."""
        return {
            "kind": self.kind,
            "label": self.label,
            "since": self.since and self.since.isoformat(),
            "fields": dict(self.fields),
            "events": [event.as_json() for event in self.events],
            "parts": [part.as_json() for part in self.parts],
            "promises": [promise.as_json() for promise in self.promises],
            "messages": [dict(message) for message in self.messages],
            "question": self.question,
        }


def customer_view(
    case: Process[Any],
    parts: Iterable[CustomerView] = (),
    *,
    promises: Iterable[CustomerView] = (),
    threads: Iterable[CustomerView] = (),
    say: Say = filled,
) -> CustomerView:
    """What the customer may see of a case; pure, for the case has all it needs.

    `parts` are the views of the cases that belong to it, `promises` of what was promised about it,
    `threads` of the conversations about it.  `say` writes labels in his words; without it values
    stand as in JSON.  `company.customer_view` gives all of it.
    """
    kind = case.definition.document.__name__
    text, words = label_of(case)
    if not text:
        return CustomerView(kind)
    last = shown_now(case.facts).get("at")
    spoken = tuple(threads)
    return CustomerView(
        kind,
        say(text, words),
        from_iso(last) if last else None,
        published(case.document),
        tuple(_event(event, say) for event in case.facts.shown),
        _sorted(parts),
        _sorted(promises),
        tuple(_said(spoken)),
        case.open_question or next((one.question for one in _sorted(spoken) if one.question), ""),
    )


def _sorted(views: Iterable[CustomerView]) -> tuple[CustomerView, ...]:
    """Those of which he sees something, in an order that tells nothing of when they were opened."""
    return tuple(sorted(filter(None, views), key=lambda view: canonical(_order(view))))


def _said(threads: Iterable[CustomerView]) -> list[Mapping[str, Json]]:
    """The public messages of conversations, as one story."""
    said: list[Any] = [message for thread in threads for message in thread.messages]
    return sorted(said, key=lambda message: (str(message.get("at")), canonical(message)))


def _event(event: dict[str, Any], say: Say) -> PublicEvent:
    label = say(event["label"], event.get("with", {})) if event.get("label") else ""
    return PublicEvent(from_iso(event["at"]), label, tuple(event.get("told", ())))


def _order(part: CustomerView) -> Json:
    first = part.events[0].at.isoformat() if part.events else ""
    return [part.kind, first, part.as_json()]
