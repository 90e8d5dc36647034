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
    to it, such as an order's shipments.  Where the label is empty he sees nothing, and all is.
    """

    kind: str
    label: str = ""
    since: datetime | None = None
    fields: Mapping[str, Json] = field(default_factory=dict[str, Json])
    events: tuple[PublicEvent, ...] = ()
    parts: tuple["CustomerView", ...] = ()

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
        }


def customer_view(
    case: Process[Any], parts: Iterable[CustomerView] = (), *, say: Say = filled
) -> CustomerView:
    """What the customer may see of a case; pure, for the case has all it needs.

    `parts` are the views of the cases that belong to it.  `say` writes labels in his words; without
    it values stand as in JSON.  `company.customer_view` gives both.
    """
    kind = case.definition.document.__name__
    text, words = label_of(case)
    if not text:
        return CustomerView(kind)
    last = shown_now(case.facts).get("at")
    return CustomerView(
        kind,
        say(text, words),
        from_iso(last) if last else None,
        published(case.document),
        tuple(_event(event, say) for event in case.facts.shown),
        # In an order that tells nothing of when they were opened.
        tuple(sorted(filter(None, parts), key=lambda part: canonical(_order(part)))),
    )


def _event(event: dict[str, Any], say: Say) -> PublicEvent:
    label = say(event["label"], event.get("with", {})) if event.get("label") else ""
    return PublicEvent(from_iso(event["at"]), label, tuple(event.get("told", ())))


def _order(part: CustomerView) -> Json:
    first = part.events[0].at.isoformat() if part.events else ""
    return [part.kind, first, part.as_json()]
