"""The laws of hand-offs, tried on the journal: nothing passes between desks without one.

`keep_handoff_laws(company)` reads the whole journal and works everything out anew from the states
that entries name, so that it owes nothing to the code that makes hand-offs.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from fbo.company.company import Company
from fbo.company.engine.registry import AnyProcess
from fbo.company.reporting.handoff_figures import every_handoff
from fbo.company.reporting.projections import entries_of
from fbo.company.reporting.stays import as_told
from fbo.ports.storage import Entry
from fbo.testing.laws.sight import must, same

__all__ = ["keep_handoff_laws"]

NEXT: Final = {
    "": ("offered",),
    "offered": ("accepted", "returned", "done", "cancelled"),
    "accepted": ("returned", "done", "cancelled"),
    "returned": ("offered", "done", "cancelled"),
}
"""What may become of a hand-off; `done` straight from `returned` only where a question is."""


class _Case:
    """A case as the journal tells it: where it lies, what is filled in, what is open."""

    def __init__(self, process: AnyProcess) -> None:
        self.process = process
        self.state = ""
        self.fields: dict[str, Any] = {}
        self.open: dict[str, tuple[int, str]] = {}
        self.returns: dict[tuple[str, int], int] = {}

    def desk(self) -> str:
        """The desk it lies on; empty where it lies on none."""
        if not self.state:
            return ""
        state = self.process.definition.states[self.state]
        if state.ended:
            return ""
        desk = state.desk_of(as_told(self.process.definition.document, self.fields))
        return "" if desk is None else desk.name


def keep_handoff_laws(company: Company) -> None:
    """Try every law.  Raises `LawBrokenError` with the first that does not hold."""
    cases: dict[str, _Case] = {}
    for entry in entries_of(company.store, company.firm.space):
        process = company.firm.registry.processes.get(entry.type.partition(".")[0].split("@")[0])
        if process is not None and "case" in entry.data:
            case = cases.setdefault(entry.data["case"], _Case(process))
            _follow(case, entry)
    for id_, case in cases.items():
        if case.process.definition.states[case.state].ended:
            same(f"{id_} has ended, and its open hand-offs", case.open, {})
    _add_up(company)


def _follow(case: _Case, entry: Entry) -> None:
    data = entry.data
    events: list[Any] = data.get("handoffs", [])
    was, here = case.state, case.desk()
    filled = dict(case.fields)
    case.fields |= data.get("set", {})
    for name in data.get("unset", ()):
        case.fields.pop(name, None)
    case.state = data.get("to", was)
    there = case.desk()
    for event in events:
        _step_by_step(case, event)
    if "from" in data and here and there and here != there:
        _crossed(entry, events, here, there)
        _complete(case, entry, filled)


def _step_by_step(case: _Case, event: Any) -> None:
    """One open hand-off a purpose, which goes on only as it may; returns are never taken back."""
    purpose, id_, did = event.get("purpose", ""), event["id"], event["did"]
    number, status = case.open.get(purpose, (id_, ""))
    same(f"the hand-off of {purpose or 'the case'} it is about", id_, number)
    must(did in NEXT[status], f"a hand-off is {did} that was {status or 'not there'}")
    if did == "returned":
        place = (purpose, id_)
        case.returns[place] = case.returns.get(place, 0) + 1
        must(event["missing"], "a hand-off is returned, and nothing is missing")
    if did in ("done", "cancelled"):
        del case.open[purpose]
    else:
        case.open[purpose] = (id_, "accepted" if event.get("auto") else did)


def _crossed(entry: Entry, events: Iterable[Any], here: str, there: str) -> None:
    """A step to another desk offers exactly one hand-off, or returns the one that brought it."""
    carrying = [event for event in events if "purpose" not in event]
    done = [event["did"] for event in carrying]
    place = f"entry {entry.seq}, from {here} to {there}"
    must(done.count("offered") + done.count("returned") == 1, f"{place}: {done}")
    offered = [event for event in carrying if event["did"] == "offered"]
    for event in offered:
        same(f"{place}: the desk it is offered to", event.get("to", there), there)
    if "offered" in done and "from" in offered[0]:
        same(f"{place}: the desk that offers", offered[0]["from"], here)


def _complete(case: _Case, entry: Entry, filled: dict[str, Any]) -> None:
    """Nothing is offered while a field of the checklist is empty."""
    step = case.process.definition.steps.get(entry.type.partition(".")[2])
    fields = case.process.definition.document.model_fields
    for name in step.checklist if step is not None else ():
        there = filled.get(name, fields[name].get_default(call_default_factory=True))
        must(there, f"entry {entry.seq}: {name} is empty, and is handed over")


def _add_up(company: Company) -> None:
    """What a hand-off waited, was worked on and lay returned is all the time it took."""
    now, calendar = company.driver.clock.now(), company.firm.calendar
    for handoff in every_handoff(company):
        spent = handoff.spent(calendar, now)
        until = handoff.completed_at or now
        same(handoff.id, spent.total, calendar.elapsed(handoff.offered_at, until))
        must(min(spent.wait, spent.work, spent.returned) >= timedelta(), f"{handoff.id}: {spent}")
        returned = sum(status == "returned" for status, _ in handoff.times)
        same(f"{handoff.id}: how often it was returned", handoff.return_count, returned)
