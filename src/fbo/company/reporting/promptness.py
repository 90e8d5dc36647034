"""Promptness: whether customers heard from us as soon as a notice says they shall.

A notice may have a service time: `to_customer("order_received", within=minutes(5))`.  It runs from
the step that tells to the message that goes out, and is met by that; nothing is stored for it,
since the journal has both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fbo.company.engine.registry import Registry
from fbo.company.reporting.projections import entries_of, project
from fbo.kernel.calendar import BusinessCalendar, Duration
from fbo.kernel.times import from_iso
from fbo.ports.storage import Entry

if TYPE_CHECKING:
    from fbo.company.company import Company


@dataclass(frozen=True, slots=True)
class Promptness:
    """How soon what is told with a service time went out, by template.

    `sent` have gone out, `late` of them after their time; `waiting` have not gone out, `overdue` of
    those should have; `longest` is the longest that any took.
    """

    template: str
    within: Duration
    sent: int = 0
    late: int = 0
    waiting: int = 0
    overdue: int = 0
    longest: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class _Told:
    template: str
    within: Duration
    at: datetime
    due: datetime


class Prompt:
    """Follows every message that has a service time from the step that tells it to its delivery."""

    def __init__(self, registry: Registry, calendar: BusinessCalendar) -> None:
        self._registry, self._calendar = registry, calendar
        self._waiting: dict[str, _Told] = {}
        self._sent: list[tuple[_Told, datetime]] = []

    def see(self, entry: Entry) -> None:
        """Note what a step tells, and what has gone out."""
        for id_, told in self._told(entry):
            self._waiting[id_] = told
        if entry.type == "message.delivered":
            gone = self._waiting.pop(entry.data["message"], None)
            if gone is not None:
                self._sent.append((gone, from_iso(entry.at)))

    def figures(self, now: datetime) -> tuple[Promptness, ...]:
        """How soon each template went out, up to an instant."""
        kinds = {
            one.template: one.within
            for one in (*self._waiting.values(), *(told for told, _ in self._sent))
        }
        return tuple(self._of(name, kinds[name], now) for name in sorted(kinds))

    def _of(self, template: str, within: Duration, now: datetime) -> Promptness:
        sent = [(told, at) for told, at in self._sent if told.template == template]
        waiting = [told for told in self._waiting.values() if told.template == template]
        return Promptness(
            template,
            within,
            len(sent),
            sum(at > told.due for told, at in sent),
            len(waiting),
            sum(now > told.due for told in waiting),
            max((at - told.at for told, at in sent), default=timedelta()),
        )

    def _told(self, entry: Entry) -> Iterator[tuple[str, _Told]]:
        """The messages of an entry that have a service time; they stand in the notices' order."""
        family, _, name = entry.type.partition(".")
        process = self._registry.processes.get(family)
        step = None if process is None else process.definition.steps.get(name)
        ids = entry.data.get("told", ())
        # What is told once, or only on the move, may be left out: then nothing can be matched.
        if step is None or len(ids) != len(step.tells):
            return
        at = from_iso(entry.at)
        for id_, notice in zip(ids, step.tells, strict=True):
            if notice.within is not None:
                due = self._calendar.add(at, notice.within)
                yield id_, _Told(notice.template, notice.within, at, due)


def promptness(company: "Company") -> tuple[Promptness, ...]:
    """How soon customers heard of what they shall hear of within a time, by template."""
    firm = company.firm
    fold = project(entries_of(company.store, firm.space), Prompt(firm.registry, firm.calendar))
    return fold.figures(company.driver.clock.now())
