"""What follows a commit: reactions apart, steps SYSTEM can take at once, gains, timers due.

Each is a commit of its own, fenced by the record that asks for it, so that it is done exactly once
by whoever comes first: the same call, or a worker after a crash.  What cannot be done becomes a
task, and so does what runs into a fault of a process: it would come back for ever, and keep all
others waiting.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

from fbo.back.records import RECORDS, Task
from fbo.company.afterwards.failing import open_task, said
from fbo.company.afterwards.giving import give
from fbo.company.afterwards.ticking import tick
from fbo.company.engine import carrying
from fbo.company.engine.engine import NOTHING, Call, Done, Engine
from fbo.company.engine.ops import Doing, Find, Get, Now
from fbo.company.engine.registry import Reacting
from fbo.company.engine.worksheet import AS_SOON_AS, Worksheet
from fbo.kernel.errors import (
    BugError,
    CommitUnknown,
    Conflict,
    Reason,
    RetriesExhausted,
    RuleError,
    StepRefused,
    StoreError,
    Unavailable,
)
from fbo.kernel.people import THE_SYSTEM, Actor
from fbo.kernel.times import iso
from fbo.ports.storage import Delete, Key, Put, Record, Scan
from fbo.processes.tasks import Tasking

PAGE = 100

Left: TypeAlias = Mapping[Key, Record | None]
"""What the commit before has left in the store."""


def follow(engine: Engine, done: Done) -> Doing[None]:
    """Everything that follows, until nothing does.

    What the store cannot take now is left to a worker: the records that ask for it are committed.
    """
    apart, soon, left = list(done.apart), list(done.soon), done.left()
    gains, all_more = list(done.gains), tuple[Done | None, ...]()
    try:
        while apart or soon or gains:
            if apart:
                all_more = ((yield from react(engine, apart.pop(0), left)),)
            elif soon:
                all_more = ((yield from go_on(engine, soon.pop(0), left)),)
            else:
                all_more = yield from give(engine, gains.pop(0))
            for more in filter(None, all_more):
                apart += more.apart
                soon += [id_ for id_ in more.soon if id_ not in soon]
                gains += more.gains
                if apart or soon:
                    left |= more.left()
                done.cases.update(more.cases)
                done.steps += more.steps
    except StoreError:
        return


def go_on(engine: Engine, case: str, left: Left = NOTHING) -> Doing[Done | None]:
    """Take the step that SYSTEM may take in a case as soon as it can; `None` if there is none."""

    def work(sheet: Worksheet) -> Doing[str]:
        found = yield from sheet.case(case)
        if found is not None:
            definition = found.case.definition
            for name in definition.soon.get(found.case.facts.state, ()):
                step = definition.steps[name]
                asked = (sheet, found, step, None, THE_SYSTEM, THE_SYSTEM)
                verdict = yield from carrying.judged(*asked)
                if verdict.target is not None:
                    yield from carrying.carried_out(*asked, verdict)
                    return case
        raise StepRefused(AS_SOON_AS, (Reason("nothing_to_do", "nothing can be done yet"),))

    try:
        call = _by_system(case, AS_SOON_AS)
        return (yield from engine.commit(call, work, quiet=True, left=left))
    except RuleError:
        return None
    except StoreError:
        raise
    except Exception as fault:  # noqa: BLE001  what was committed before stays, whatever follows
        return (yield from _drop_timer(engine, case, AS_SOON_AS, None, said(fault)))


def react(engine: Engine, key: Key, left: Left = NOTHING) -> Doing[Done | None]:
    """Run a reaction apart, in a commit that also removes the record that asked for it."""

    def work(sheet: Worksheet) -> Doing[str]:
        record = yield from _still_there(sheet, key)
        body = record.body
        reacting = _reacting(engine, body["process"], body["reaction"])
        hand = _hand(body)
        case = yield from sheet.case(body["case"])
        yield from sheet.read((("case", body["cause"]), ("pii", body["cause"])))
        cause = sheet.records["case", body["cause"]]
        sheet.puts.append(Delete(key, record.version))
        if case is None or cause is None or case.case.family != body["process"]:
            return str(body["case"])
        if reacting.reaction.reacts_in(case.case.facts.state):
            other = sheet.show(body["cause"], sheet.known(body["cause"], cause))
            # Among those the sheet lets go of in the end.
            sheet.snapshots.setdefault(body["cause"], other)
            yield from carrying.react(sheet, case, reacting, other, hand)
        return str(body["case"])

    try:
        call = _by_system(key[1], "react")
        return (yield from engine.commit(call, work, quiet=True, left=left))
    except StoreError:
        raise
    except Exception as failed:  # noqa: BLE001  a fault must not come back for ever
        return (yield from _make_task(engine, key, said(failed)))


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due: a timer of a case; a reaction apart or a gain nobody has seen to."""

    kind: str
    id: str


def what_is_due(stuck: Collection[Due] = ()) -> Doing[tuple[Due, ...]]:
    """Cases with a timer or a clock that is due, reactions apart and gains; a page of each.

    `stuck`: what is passed over, since nothing can be done about it now.
    """
    now = iso((yield Now()))
    found: list[Due] = []
    for kind in ("apart", "gain", "case"):
        found += yield from _page_of(kind, now, stuck)
    return tuple(found)


def _page_of(kind: str, now: str, stuck: Collection[Due]) -> Doing[list[Due]]:
    after = ("", "")
    while True:
        page = yield Find(Scan(kind, "due", hi=now + "~", after=after, limit=PAGE))
        all_due = dict.fromkeys(Due(kind, one.record.key[1]) for one in page if one.value <= now)
        found = [due for due in all_due if due not in stuck]
        if found or len(page) < PAGE:
            return found
        after = page[-1].place


def do_due(engine: Engine, due: Due) -> Doing[tuple[Done, ...] | None]:
    """Do what is due; `None`: nobody can, and it was reported.

    It stays due, and keeps nobody waiting.  What loses every race for it stays due as well.
    """
    try:
        return (yield from _do(engine, due))
    except RetriesExhausted:
        return ()
    except (Conflict, Unavailable, CommitUnknown):
        raise
    except Exception as fault:  # noqa: BLE001  one bad case must not stop the others
        yield from _report(engine, due, fault)
        return None


def _report(engine: Engine, due: Due, fault: Exception) -> Doing[None]:
    """What nobody can do becomes a task for records, once for each version of its record."""
    key, of = ("stuck", f"{due.kind}.{due.id}"), (due.kind, due.id)

    def work(sheet: Worksheet) -> Doing[str]:
        yield from sheet.read((key, of))
        told, record = sheet.records[key], sheet.records[of]
        version = record.version if record is not None else 0
        if record is None or (told is not None and told.body["version"] == version):
            raise StepRefused("report", (Reason("done_already", "it has been reported"),))
        sheet.puts.append(Put(key, {"version": version}, told.version if told is not None else 0))
        about = due.id if due.kind == "case" else str(record.body.get("case", due.id))
        what = f"what is due cannot be done: {said(fault)}"
        task = Task(desk=RECORDS.name, about=about, what=what[:200])
        process = sheet.firm.registry.process(Tasking.family)
        opening = (sheet, process, task, sheet.new_id(), THE_SYSTEM, THE_SYSTEM)
        return (yield from carrying.open_case(*opening)).id

    with suppress(RuleError, RetriesExhausted):
        yield from engine.commit(_by_system(due.id, "report"), work, quiet=True)


def _do(engine: Engine, due: Due) -> Doing[tuple[Done, ...]]:
    if due.kind == "apart":
        done = yield from react(engine, ("apart", due.id))
        return () if done is None else (done,)
    if due.kind == "gain":
        return (yield from give(engine, ("gain", due.id)))
    now = iso((yield Now()))
    (record,) = yield Get((("case", due.id),))
    timers: dict[str, str] = record.body.get("timers", {}) if record is not None else {}
    all_done: list[Done] = []
    for step, at in sorted(timers.items(), key=lambda timer: (timer[1], timer[0])):
        if at <= now:
            done = yield from fire(engine, due.id, step, at)
            if done is not None:
                all_done.append(done)
    if not any(at <= now for at in timers.values()):
        done = yield from tick(engine, due.id)
        if done is not None:
            all_done.append(done)
    return tuple(all_done)


def fire(engine: Engine, case: str, name: str, at: str) -> Doing[Done | None]:
    """Take a timer's step, in the commit that removes the timer; refused, it becomes a task."""
    if name == AS_SOON_AS:
        done = yield from go_on(engine, case)
        return done if done is not None else (yield from _drop_timer(engine, case, name, at))

    def work(sheet: Worksheet) -> Doing[str]:
        found = yield from sheet.case(case)
        if found is None or found.case.facts.timers.get(name) != at:
            raise StepRefused(name, (Reason("done_already", "it has been done"),))
        del found.case.facts.timers[name]
        step = found.case.definition.steps[name]
        yield from carrying.take(sheet, found, step, None, THE_SYSTEM, THE_SYSTEM)
        return case

    try:
        return (yield from engine.commit(_by_system(case, name), work, quiet=True))
    except StoreError:
        raise
    except Exception as failed:  # noqa: BLE001  a fault must not come back for ever
        if isinstance(failed, StepRefused) and failed.reasons[0].code == "done_already":
            return None
        return (yield from _drop_timer(engine, case, name, at, said(failed)))


def _drop_timer(
    engine: Engine, case: str, name: str, at: str | None, why: str = ""
) -> Doing[Done | None]:
    """Remove a timer (`at`: the one of that instant only), journaled once; why leaves a task."""

    def work(sheet: Worksheet) -> Doing[str]:
        found = yield from sheet.case(case)
        timer = None if found is None else found.case.facts.timers.get(name)
        if found is None or timer is None or timer != (at or timer):
            raise StepRefused(name, (Reason("done_already", "it has been done"),))
        del found.case.facts.timers[name]
        if name == AS_SOON_AS:
            # It has just been asked and cannot go on; whatever changes that sets the timer again.
            sheet.resting.add(case)
        sheet.begin_entry(found, ".timer", THE_SYSTEM, THE_SYSTEM)
        if why:
            yield from open_task(sheet, case, f"{name} was due and could not be taken: {why}")
        return case

    try:
        return (yield from engine.commit(_by_system(case, name), work, quiet=True))
    except RuleError:
        return None


def _make_task(engine: Engine, key: Key, why: str) -> Doing[Done | None]:
    """A reaction that failed is removed and becomes a task for somebody to look at."""

    def work(sheet: Worksheet) -> Doing[str]:
        record = yield from _still_there(sheet, key)
        sheet.puts.append(Delete(key, record.version))
        what = f"{record.body['reaction'].strip('_')} could not be done: {why}"
        return (yield from open_task(sheet, record.body["case"], what))

    try:
        return (yield from engine.commit(_by_system(key[1], "react"), work, quiet=True))
    except RuleError:
        return None


def _hand(body: Mapping[str, Any]) -> Actor:
    """Whose hand set off what waits, and for whom; his rights are not needed."""
    return Actor(
        body["hand"],
        body.get("kind", "employee"),
        person=body["person"],
        on_behalf_of=body.get("behalf"),
        stands_for=tuple(body.get("for", ())),
    )


def _still_there(sheet: Worksheet, key: Key) -> Doing[Record]:
    yield from sheet.read((key,))
    record = sheet.records[key]
    if record is None:
        raise StepRefused("react", (Reason("done_already", "it has been done"),))
    return record


def _reacting(engine: Engine, family: str, name: str) -> Reacting:
    process = engine.firm.registry.process(family)
    for reaction in process.definition.reactions:
        if reaction.name == name:
            return Reacting(process, reaction)
    raise BugError(f"{family} has no reaction {name}")


def _by_system(case: str, name: str) -> Call:
    return Call("", name, case, None, THE_SYSTEM)
