"""Ticking: what happens when a clock reaches a percent of its time, by itself and exactly once.

A worker finds the case by its index value `due`, and in one commit journals each percent that is
reached (`Family.clock`), tells whoever is to be told, flags the case as escalated, remembers a
breach, and has SYSTEM take the step that the clock declares for it.  The facts of the case remember
what was seen, so that whoever comes second finds nothing to do.
"""

from collections.abc import Iterator
from typing import Any

from fbo.company.engine.engine import Call, Done, Engine
from fbo.company.engine.ops import Doing
from fbo.company.engine.records import case_key
from fbo.company.engine.telling import tell
from fbo.company.engine.working import Working
from fbo.company.engine.worksheet import Worksheet
from fbo.kernel.errors import Reason, RuleError, StepRefused
from fbo.kernel.json import Json
from fbo.kernel.people import THE_SYSTEM
from fbo.kernel.times import iso
from fbo.workflow.elapsing import BREACH, Elapsing
from fbo.workflow.notice import Notice, to_desk, to_manager, to_owner
from fbo.workflow.timing import Running, running

TICK = "tick"

WARNING, LATE, SPENT = "clock_warning", "clock_breached", "pauses_spent"
"""What the messages of clocks are called."""

QUIET_UP_TO = 50
"""Half the time gone is no news: it is journaled and shown, and nobody is written to."""


def tick(engine: Engine, case: str) -> Doing[Done | None]:
    """Do what the clocks of a case have come to; `None` where there is nothing to do."""

    def work(sheet: Worksheet) -> Doing[str]:
        found = yield from sheet.case(case)
        if found is None or not _is_found(sheet, case):
            raise StepRefused(TICK, (Reason("done_already", "it has been done"),))
        # The record is written even where nothing is reached: the terms of a clock may have
        # changed, and the case must not be found at the same instant for ever.
        found.dirty = True
        for one in tuple(running(found.case)):
            _go(sheet, found, one)
        return case

    try:
        call = Call("", TICK, case, None, THE_SYSTEM)
        return (yield from engine.commit(call, work, quiet=True))
    except RuleError:
        return None


def _is_found(sheet: Worksheet, case: str) -> bool:
    """Whether the index finds the case now."""
    record = sheet.records[case_key(case)]
    return record is not None and any(at <= sheet.at for at in record.index.get("due", ()))


def _go(sheet: Worksheet, work: Working, one: Running) -> None:
    """What one clock has come to."""
    calendar = work.case.calendar
    spent = one.spent_at(calendar, sheet.now)
    if spent is not None:
        entry = _entry(sheet, work, one, {"spent": iso(spent)})
        _keep(work, one, entry, {"spent": iso(spent)})
        _tell(sheet, work, (to_owner(SPENT),), one, entry)
    percents = tuple(one.reached(calendar, sheet.now))
    for percent in percents:
        entry = _entry(sheet, work, one, {"reached": percent})
        changes: dict[str, Json] = {"seen": percent}
        if percent >= BREACH:
            due = one.course.breached or Elapsing(one.terms, one.course, calendar).due
            changes["breached"] = iso(due)
        _keep(work, one, entry, changes)
        _escalate(work, one, percent, entry, sheet.at)
        if percent >= BREACH:
            _on_breach(work, one, sheet.at)
        if percent == percents[-1]:
            # Whoever sleeps over several percents tells the last: what is late is not nearly due.
            _tell(sheet, work, tuple(_notices(work, one, percent)), one, entry, percent)


def _entry(sheet: Worksheet, work: Working, one: Running, data: dict[str, Json]) -> dict[str, Json]:
    entry = sheet.begin_entry(work, ".clock", THE_SYSTEM, THE_SYSTEM)
    entry["clock"] = one.name
    entry |= data
    return entry


def _keep(work: Working, one: Running, entry: dict[str, Json], changes: dict[str, Json]) -> None:
    """Remember what was seen, in the case and in the entry."""
    clocks = work.case.facts.clocks
    clocks[one.name] = {**clocks.get(one.name, {}), **changes}
    entry["clocks"] = {one.name: clocks[one.name]}


def _escalate(work: Working, one: Running, percent: int, entry: dict[str, Json], at: str) -> None:
    """Flag the case, unless it is flagged."""
    facts = work.case.facts
    if percent == one.escalates and not facts.escalated:
        to = _manager(work)
        reason = f"{one.name.replace('_', ' ')}: {percent} % of the time has gone"
        facts.escalated = {"since": at, "reason": reason, "to": to, "clock": one.name}
        entry["escalated"] = facts.escalated


def _on_breach(work: Working, one: Running, at: str) -> None:
    """Have SYSTEM take the declared step next: refused, it becomes a task as other timers do."""
    facts = work.case.facts
    if one.on_breach and work.case.definition.leads_from(one.on_breach, facts.state):
        facts.timers[one.on_breach] = at


def _notices(work: Working, one: Running, percent: int) -> Iterator[Notice]:
    """Who hears of it: whom the clock names, else the desk, of a breach or a flag more people."""
    if one.tells is not None:
        yield from one.tells
        return
    if percent <= QUIET_UP_TO:
        return
    template = LATE if percent >= BREACH else WARNING
    desk = work.case.state.desk_of(work.case.document)
    if desk is not None:
        yield to_desk(desk, template)
    if percent >= BREACH:
        yield to_owner(template)
    if percent >= BREACH or percent == one.escalates:
        yield to_manager(template)


def _tell(
    sheet: Worksheet,
    work: Working,
    notices: tuple[Notice, ...],
    one: Running,
    entry: dict[str, Json],
    percent: int = 0,
) -> None:
    case = work.case
    data: dict[str, Any] = {
        "clock": one.name.replace("_", " "),
        "case": work.id,
        "process": case.family,
        "percent": percent,
        "due": Elapsing(one.terms, one.course, case.calendar, sheet.now).due,
    }
    for notice in notices:
        if notice.audience != "owner" or _has_owner(case):
            tell(sheet, work, notice, data, entry)


def _has_owner(case: Any) -> bool:
    """Whether an employee opened the case: neither the customer himself nor the system."""
    owner = case.answers_for_it
    return owner not in ("", THE_SYSTEM.id, str(getattr(case.document, "customer", "")))


def _manager(work: Working) -> str:
    desk = work.case.state.desk_of(work.case.document)
    return "" if desk is None else desk.department.name
