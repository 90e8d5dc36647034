"""Gains: a commit leaves a record of what others wait for and it has brought.

Whatever raises what is free of a book that somebody waits for (goods received, a reservation given
up, a shipment that came back) leaves a record in its commit that says so; and so does a case that
begins to wait, for what it waits for may have come while it was decided.  Who is given what, is
decided behind the commit, in `fbo.company.afterwards.giving`.
"""

from collections.abc import Iterator

from fbo.company.engine.records import case_key
from fbo.company.engine.registry import AnyProcess
from fbo.company.engine.working import Working
from fbo.company.engine.worksheet import Worksheet
from fbo.ports.storage import Put
from fbo.workflow.queue import Queue


def note_gains(sheet: Worksheet) -> None:
    """Leave a record of what is gained for those who wait, or newly waited for; if anything is."""
    for process, queue in sheet.firm.registry.queues:
        of = {*_gained(sheet, queue), *_newly_waited_for(sheet, process, queue)}
        if of:
            key = ("gain", f"{sheet.commit}.{process.family}.{queue.name}")
            body = {"process": process.family, "queue": queue.name, "of": sorted(of)}
            sheet.gains.append(key)
            sheet.puts.append(Put(key, body, 0, {"due": (sheet.at,)}))


def _gained(sheet: Worksheet, queue: Queue) -> Iterator[str]:
    """Of what more is available than before."""
    for (book, _, commodity, kind), quantity in sheet.figures.changes.sums.items():
        if quantity > 0 and kind == "available" and book == queue.chart.book:
            yield commodity


def _newly_waited_for(sheet: Worksheet, process: AnyProcess, queue: Queue) -> Iterator[str]:
    """What cases wait for that did not when they were read."""
    for work in sheet.cases.values():
        if work.dirty and work.case.family == process.family:
            waits = queue.waits_for(work.case)
            if waits:
                before = _waited_for(sheet, work, queue)
                yield from (each for each in waits if each not in before)


def _waited_for(sheet: Worksheet, work: Working, queue: Queue) -> tuple[str, ...]:
    record = sheet.records.get(case_key(work.id))
    if record is None:
        return ()
    known = sheet.known(work.id, record)
    if known.facts is None:
        return ()
    return queue.waited_for(work.case, known.facts.state, known.document)
