"""Giving: what a commit has gained is given to the cases that wait for it, in their order.

The commit has left a record of it (`fbo.company.afterwards.gains`).  Behind it the queue is served:
each case by its own step, in a commit of its own, that takes only what is there.  So it does no
harm if it is done twice, and after a crash a worker does what is left.
"""

from typing import Any, Final

from fbo.company.afterwards.failing import open_task, said
from fbo.company.engine import carrying
from fbo.company.engine.engine import BEGIN, Call, Done, Engine
from fbo.company.engine.ops import Doing, Find, Get
from fbo.company.engine.records import index_value, vault_key
from fbo.company.engine.registry import AnyProcess
from fbo.company.engine.worksheet import Worksheet
from fbo.kernel.errors import Reason, RuleError, StepRefused, StoreError
from fbo.kernel.people import THE_SYSTEM, Actor
from fbo.ports.storage import Delete, Key, Record, Scan
from fbo.workflow.queue import Queue

PAGE: Final = 1000
NOT_ITS_TURN: Final = "not_its_turn"
NOTHING_LEFT: Final = "nothing_left"


def give(engine: Engine, key: Key) -> Doing[tuple[Done, ...]]:
    """Serve those who wait for what a record says was gained, then remove the record."""
    (record,) = yield Get((key,))
    if record is None:
        return ()
    registry = engine.firm.registry
    process = registry.process(record.body["process"])
    all_done: list[Done] = []
    for queue in process.definition.queues.values():
        if queue.name == record.body["queue"]:
            for commodity in record.body["of"]:
                all_done += yield from serve(engine, process, queue, commodity)
    return (*all_done, *(yield from _remove(engine, key, record)))


def serve(
    engine: Engine, process: AnyProcess, queue: Queue, commodity: str, by: Actor = THE_SYSTEM
) -> Doing[list[Done]]:
    """Serve each case that waits for something, one after the other, until nothing is free."""
    all_done: list[Done] = []
    for case in (yield from in_turn(engine, process, queue, commodity)):
        call = Call(process.family, queue.step.name, case, None, by)
        try:
            all_done.append((yield from _serve(engine, call, queue, commodity)))
        except StepRefused as refused:
            if refused.reasons[0].code == NOTHING_LEFT:
                break
        except (RuleError, StoreError) as refused:
            if isinstance(refused, StoreError):
                raise
        except Exception as fault:  # noqa: BLE001  a fault in one case must not stop the others
            what = f"{queue.step.name} could not be done: {said(fault)}"
            all_done.append((yield from _task(engine, call, what)))
    return all_done


def in_turn(
    engine: Engine, process: AnyProcess, queue: Queue, commodity: str
) -> Doing[tuple[str, ...]]:
    """The cases that wait for something, in the order in which they are served."""
    now, commit = yield BEGIN
    sheet = Worksheet(engine.firm, now, commit, {}, engine.taker)
    value, after = index_value(process.family, commodity), ("", "")
    turns: list[tuple[Any, str]] = []
    while True:
        query = Scan("case", queue.by, value, value + " ", after=after, limit=PAGE)
        page = yield Find(query)
        sheet.records.update({one.record.key: one.record for one in page})
        yield from sheet.read(vault_key(one.record.key[1]) for one in page)
        for id_, record in ((one.record.key[1], one.record) for one in page):
            known = sheet.known(id_, record)
            state = "" if known.facts is None else known.facts.state
            if commodity in queue.waited_for(process, state, known.document):
                turns.append((queue.rank(known.document, id_, commodity), id_))
        if len(page) < PAGE:
            return tuple(id_ for _, id_ in sorted(turns))
        after = page[-1].place


def _serve(engine: Engine, call: Call, queue: Queue, commodity: str) -> Doing[Done]:
    """Take the step of a case, if it still waits and there is something for it."""

    def work(sheet: Worksheet) -> Doing[str]:
        found = yield from sheet.case(call.case)
        if found is None or commodity not in queue.waits_for(found.case):
            raise _refused(call, NOT_ITS_TURN)
        case, place = found.case, f"{call.family}.{queue.name}"
        if not (yield from sheet.trying(found, place, lambda: queue.is_free(case, commodity))):
            raise _refused(call, NOTHING_LEFT)
        step = case.definition.steps[queue.step.name]
        yield from carrying.take(sheet, found, step, None, call.by, call.by)
        return call.case

    return (yield from engine.commit(call, work, quiet=True))


def _task(engine: Engine, call: Call, what: str) -> Doing[Done]:
    def work(sheet: Worksheet) -> Doing[str]:
        return (yield from open_task(sheet, call.case, what))

    return (yield from engine.commit(call, work, quiet=True))


def _remove(engine: Engine, key: Key, record: Record) -> Doing[tuple[Done, ...]]:
    """The record goes; nothing is done if another worker was faster."""

    def work(sheet: Worksheet) -> Doing[str]:
        yield from sheet.read((key,))
        if sheet.records[key] is None:
            raise StepRefused("give", (Reason("done_already", "it has been done"),))
        sheet.puts.append(Delete(key, record.version))
        return key[1]

    try:
        call = Call(str(record.body["process"]), "give", "", None, THE_SYSTEM)
        return ((yield from engine.commit(call, work, quiet=True)),)
    except RuleError:
        return ()


def _refused(call: Call, code: str) -> StepRefused:
    return StepRefused(call.name, (Reason(code, "it does not wait, or nothing is left"),))
