"""Hand-offs: work that passes from one desk to another, with times of its own.

A hand-off is offered, accepted, returned as incomplete and offered again, done; or cancelled, when
its case ends without it.  The one without a purpose carries the case; a consultation asks another
desk something while the case stays, and its purpose is the step that asked.  Hand-offs lie inside
their case.  Which step makes one is said in `fbo.workflow.handing`; here is what they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from fbo.kernel.calendar import BusinessCalendar, Duration, business_hours
from fbo.kernel.document import Form, Many
from fbo.kernel.text import ShortText
from fbo.kernel.times import from_iso

Status = Literal["offered", "accepted", "returned", "done", "cancelled"]

Body: TypeAlias = dict[str, Any]
"""An open hand-off as its case's record keeps it."""

Event: TypeAlias = dict[str, Any]
"""What became of a hand-off, as an entry of the journal says it."""

CARRIES = ""
"""The purpose of the hand-off that carries the case itself."""

CLOSED = frozenset(("done", "cancelled"))


FOUR_HOURS = business_hours(4)
"""Within this, what two desks hand over is accepted, unless they have agreed otherwise."""


class Incomplete(Form):
    """Why work is sent back, and which fields of the document are missing or wrong.

    A step that takes such a form, and on which fields are named, returns the hand-off that brought
    the case; without any it is a step like others.
    """

    reason: ShortText
    missing: Many[ShortText] = ()


@dataclass(frozen=True, slots=True)
class Agreed:
    """The times two desks have agreed on: to accept what is offered, and to have it done.

    `accept=None`: it need not be accepted, it counts as accepted when it is offered.  `done=None`:
    the clocks of the state and the dates of the document say when.
    """

    accept: Duration | None = FOUR_HOURS
    done: Duration | None = None

    def __str__(self) -> str:
        """As tables show it."""
        accept = "at once" if self.accept is None else f"within {self.accept}"
        return f"accept {accept}" + ("" if self.done is None else f", done within {self.done}")


AGREED = Agreed()
"""What holds between desks that have agreed on nothing else."""


@dataclass(frozen=True, slots=True)
class Handoff:
    """A hand-off as it stands.

    `source` and `desk` are the names of the desks; `times` each status with the instant it came,
    oldest first; `crosses_line` whether the desks are of different offices; `checklist` each field
    with whether it is filled in.  Times spent are working time of the company's calendar.
    """

    id: str
    case: str
    purpose: str
    step: str
    source: str
    desk: str
    times: tuple[tuple[Status, datetime], ...]
    crosses_line: bool = False
    return_count: int = 0
    missing: tuple[str, ...] = ()
    reason: str = ""
    checklist: tuple[tuple[str, bool], ...] = ()
    packet: Mapping[str, Any] | None = None
    accept_due: datetime | None = None
    done_due: datetime | None = None

    @property
    def status(self) -> Status:
        """What it is now."""
        return self.times[-1][0]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.status not in CLOSED

    @property
    def offered_at(self) -> datetime:
        """When it was offered first."""
        return self.times[0][1]

    @property
    def offered_again_at(self) -> datetime:
        """When it was offered last: the first time, or again after it was returned."""
        return next(at for status, at in reversed(self.times) if status == "offered")

    @property
    def accepted_at(self) -> datetime | None:
        """When it was accepted last, or done without a word before; `None` if it never was."""
        accepted = [at for status, at in self.times if status == "accepted"]
        if accepted:
            return accepted[-1]
        return self.completed_at if self.status == "done" else None

    @property
    def completed_at(self) -> datetime | None:
        """When it was done or cancelled; `None` while it is open."""
        return None if self.is_open else self.times[-1][1]

    @property
    def due(self) -> datetime | None:
        """When the desk has next something to do for it: accept what is offered, or have it done.

        `None`: no time is agreed, or it is the sender's turn.
        """
        if self.status == "offered" and self.accept_due is not None:
            return self.accept_due
        return self.done_due if self.status in ("offered", "accepted") else None

    def spent(self, calendar: BusinessCalendar, now: datetime) -> "Spent":
        """How long it waited, was worked on, and lay with the sender again; until now if open."""
        parts = dict.fromkeys(("offered", "accepted", "returned"), timedelta())
        ends = [*(at for _, at in self.times[1:]), self.completed_at or now]
        for (status, since), end in zip(self.times, ends, strict=True):
            if status in parts:
                parts[status] += calendar.elapsed(since, end)
        return Spent(parts["offered"], parts["accepted"], parts["returned"])


@dataclass(frozen=True, slots=True)
class Spent:
    """Working time of a hand-off: the three add up to the time from its offer to its end."""

    wait: timedelta
    work: timedelta
    returned: timedelta

    @property
    def total(self) -> timedelta:
        """All of it."""
        return self.wait + self.work + self.returned


def fold(handoffs: dict[str, Body], event: Event, at: str) -> Body:
    """Take over what became of a hand-off; the hand-off after it.  What is closed is let go."""
    purpose, did = event.get("purpose", CARRIES), event["did"]
    body = handoffs.get(purpose)
    if body is None or body["id"] != event["id"]:
        body = {name: event[name] for name in ("id", "step", "from", "to")}
        body["times"] = []
        if event.get("crosses"):
            body["crosses"] = True
    else:
        body = {name: value for name, value in body.items() if name not in ("missing", "reason")}
    times: list[list[str]] = [*body["times"], [did, at]]
    body["times"] = [*times, ["accepted", at]] if event.get("auto") else times
    if did == "returned":
        body["returns"] = body.get("returns", 0) + 1
        body["missing"], body["reason"] = event["missing"], event["reason"]
    if did in CLOSED:
        handoffs.pop(purpose, None)
    else:
        handoffs[purpose] = body
    return body


def status_of(body: Body) -> Status:
    """What a hand-off is now."""
    status: Status = body["times"][-1][0]
    return status


def shown(
    body: Body,
    case: str,
    purpose: str,
    agreed: Agreed,
    calendar: BusinessCalendar,
    *,
    checklist: Iterable[tuple[str, bool]] = (),
    packet: Mapping[str, Any] | None = None,
) -> Handoff:
    """A hand-off from what the record or the journal keeps of it."""
    times = tuple((status, from_iso(at)) for status, at in body["times"])
    last_offer = next(at for status, at in reversed(times) if status == "offered")
    return Handoff(
        f"{case}#{body['id']}",
        case,
        purpose,
        body["step"],
        body["from"],
        body["to"],
        times,
        crosses_line=body.get("crosses", False),
        return_count=body.get("returns", 0),
        missing=tuple(body.get("missing", ())),
        reason=body.get("reason", ""),
        checklist=tuple(checklist),
        packet=packet,
        accept_due=None if agreed.accept is None else calendar.add(last_offer, agreed.accept),
        done_due=None if agreed.done is None else calendar.add(times[0][1], agreed.done),
    )
