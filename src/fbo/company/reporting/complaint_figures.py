"""The figures of complaints, worked out from the journal alone.

What an agency says of complaints that came through it (in time, disputed, how answered) is counted
as its word; a figure that nobody has said anything for is absent and not 0.  Which of our own
times were broken is counted beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from fbo.company.reporting.projections import project
from fbo.kernel.json import JsonObject
from fbo.ports.storage import Entry
from fbo.processes.complaint_to_resolution import ComplaintToResolution

IN_PROGRESS: Final = "In progress"


class Complaints:
    """Complaints: what agencies say of them, where they are, which of our times were broken."""

    def __init__(self) -> None:
        self.records: dict[str, Mapping[str, Any]] = {}
        self.states: dict[str, str] = {}
        self.breaches: set[tuple[str, str, str]] = set()

    def see(self, entry: Entry) -> None:
        """Note what an entry says of a complaint."""
        if entry.type.partition(".")[0] != ComplaintToResolution.family:
            return
        data = entry.data
        if "to" in data:
            self.states[data["case"]] = data["to"]
        record = data.get("set", {}).get("agency")
        if record is not None:
            self.records[data["case"]] = record
        for clock, kept in data.get("clocks", {}).items():
            if "breached" in kept:
                self.breaches.add((clock, data["case"], kept["breached"]))

    def as_json(self) -> JsonObject:
        """The figures: see `complaint_report`."""
        records = list(self.records.values())
        answered = _counted(one["response"] for one in records if one.get("response"))
        waits = [_days(one) for one in records if one.get("sent")]
        figures: dict[str, Any] = {
            "complaints": len(self.states),
            **_said(records, "timely", "timely", "untimely"),
            **_said(records, "disputed", "disputed"),
            "breaches": _counted(clock for clock, _, _ in self.breaches),
            "states": _counted(self.states.values()),
        }
        if answered:
            figures["in_progress"] = answered.get(IN_PROGRESS, 0)
            figures["by_response"] = answered
        if waits:
            figures["sent_before_received"] = sum(days < 0 for days in waits)
            figures["days_total"] = sum(waits)
        return figures


def complaint_report(entries: Iterable[Entry]) -> JsonObject:
    """The figures of the complaints in a journal.

    `complaints` there are; `states` they are in; `breaches` of our own times, by clock.  Of what
    agencies say: `timely`, `untimely`, `disputed`, `in_progress` (not answered yet), `by_response`;
    `days_total`, the calendar days from receipt to the day each was sent on, all together, and how
    many were `sent_before_received`.  Where no complaint says anything for a figure, it is left
    out.
    """
    return project(entries, Complaints()).as_json()


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _said(records: Iterable[Mapping[str, Any]], what: str, yes: str, no: str = "") -> JsonObject:
    """How often agencies said yes, and no; nothing where they said neither."""
    said = Counter(record[what] for record in records if record.get(what) is not None)
    if not said:
        return {}
    return {yes: said[True], **({no: said[False]} if no else {})}


def _days(record: Mapping[str, Any]) -> int:
    return (date.fromisoformat(record["sent"]) - date.fromisoformat(record["received"])).days
