"""Clocking: what a step means to the clocks of its case, noted in the commit of the step.

Who holds the case from now on, which clocks start, stand still, go on or are met, and which flag of
escalation is over with its clock.  Only what cannot be derived is noted, in the facts of the case
and in the entry of the step; a step that changes none of it writes nothing.
"""

from datetime import datetime
from typing import Any

from fbo.company.engine.working import Working
from fbo.kernel.json import Json
from fbo.kernel.times import instant, iso
from fbo.workflow.clocks import Clock
from fbo.workflow.elapsing import Elapsing
from fbo.workflow.process import Process
from fbo.workflow.state import State
from fbo.workflow.timing import Running, of_process

Entry = dict[str, Json]


def note(work: Working, entry: Entry, at: str, step: str, was: str) -> None:
    """Note what a step has changed; `was` is the state before it, "" for one that opens."""
    case = work.case
    facts = case.facts
    note_holder(work, entry, at)
    if case.definition.clocks:
        _note_clocks(work, entry, at, step, was)
    if facts.escalated and _is_over(case, facts.escalated.get("clock", "")):
        facts.escalated = {}
        entry["escalated"] = {}


def note_holder(work: Working, entry: Entry, at: str) -> None:
    """Note who holds the case from now on, if that is somebody else than before."""
    case = work.case
    holder = case.state.held_by(case.document)
    if case.facts.held_by(holder, at):
        entry["holder"] = holder


def _note_clocks(work: Working, entry: Entry, at: str, step: str, was: str) -> None:
    """Start, stop and meet the clocks that the process declares."""
    case = work.case
    clocks = case.facts.clocks
    changed: dict[str, Any] = {}
    for name, clock in case.definition.clocks.items():
        kept = clocks.get(name)
        now = _after(clock, kept, case, at, step, was)
        if now is not None and now is not kept:
            clocks[name] = changed[name] = now
    ended = case.state.ended and was != case.facts.state
    concerned = [
        name
        for name, kept in clocks.items()
        if "breached" not in kept and (name in changed or (ended and "met" not in kept))
    ]
    # Whoever is late was late, whether or not anybody had noticed before he was done.
    for running in of_process(case, concerned) if concerned else ():
        late = _breached(running, case, case.now)
        if late:
            name = running.name
            clocks[name] = changed[name] = {**clocks[name], "breached": late}
    if changed:
        entry["clocks"] = changed


def _after(
    clock: Clock, kept: dict[str, Any] | None, case: Process[Any], at: str, step: str, was: str
) -> dict[str, Any] | None:
    """What is kept of a clock after a step; `None` where it has never started."""
    if _starts(clock, kept, case, step, was):
        return {"started": _start(clock, case)}
    if kept is None:
        return None
    if clock.since is not None:
        if _moves_on(clock, kept, case):
            return _went_on(clock, {"started": _start(clock, case)}, at, step, case)
        if _moves_back(clock, kept, case):
            return {**kept, "started": _start(clock, case)}
    return kept if "met" in kept else _went_on(clock, kept, at, step, case)


def _starts(
    clock: Clock, kept: dict[str, Any] | None, case: Process[Any], step: str, was: str
) -> bool:
    """Whether the clock starts with this step: once, or again when it was met."""
    if kept is not None and not (clock.again and "met" in kept):
        return False
    if clock.at_opening:
        return not was
    now = case.facts.state
    return any(
        one.name == now and now != was if isinstance(one, State) else one.name == step
        for one in clock.starts
    )


def _start(clock: Clock, case: Process[Any]) -> str:
    """When the clock started: now, or when its document says it began."""
    told = clock.since(case.document) if clock.since is not None else None
    began = case.now if told is None else instant(told)
    return iso(case.calendar.next_open(began) if clock.opening else began)


def _moves_on(clock: Clock, kept: dict[str, Any], case: Process[Any]) -> bool:
    """Whether a clock that is started again and again begins later now than it did."""
    told = clock.since(case.document) if clock.again and clock.since is not None else None
    return told is not None and iso(instant(told)) > kept["started"]


def _moves_back(clock: Clock, kept: dict[str, Any], case: Process[Any]) -> bool:
    """Whether it is found to have begun earlier: two matters have turned out to be one."""
    told = clock.since(case.document) if clock.since is not None and not clock.again else None
    return told is not None and _start(clock, case) < kept["started"]


def _went_on(
    clock: Clock, kept: dict[str, Any], at: str, step: str, case: Process[Any]
) -> dict[str, Any]:
    """The clock after a step: met for good, standing still, going on, or as it was."""
    state = case.state
    met = clock.met(case.document) if clock.met is not None else None
    if met is not None:
        return {**kept, "met": iso(instant(met))}
    here = False
    for one in clock.stops:
        if isinstance(one, State):
            here = here or one.name == state.name
        elif one.name == step:
            return {**kept, "met": at}
    if clock.for_good:
        return {**kept, "met": at} if here or state.ended else kept
    instants: list[str] = kept.get("stops", [])
    if here != bool(len(instants) % 2):
        return {**kept, "stops": [*instants, at]}
    return kept


def _breached(running: Running, case: Process[Any], now: datetime) -> str:
    """When a clock that stands still from now on was breached; "" if it was not."""
    if running.course.met is None and not running.course.stood_still:
        return ""
    elapsing = Elapsing(running.terms, running.course, case.calendar, now)
    stands, due = elapsing.stopped_at(now), elapsing.due
    return iso(due) if stands is not None and due < stands else ""


def _is_over(case: Process[Any], clock: str) -> bool:
    """Whether a flag has nothing to point at: nobody waits, or its clock is met or gone."""
    if case.state.ended:
        return True
    if not clock:
        return False
    kept = case.facts.clocks.get(clock)
    return kept is None or "met" in kept or bool(len(kept.get("stops", ())) % 2)
