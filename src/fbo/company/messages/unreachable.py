"""Unreachable: a customer has no address, and the front office must find another way to tell him.

The message lies with the dead letters; whoever answers to the customer hears of it, and his desk
has a task.  Of one case that is said once, however many messages are not delivered.
"""

from collections.abc import Iterable
from typing import Final

from fbo.back.records import Task
from fbo.company.engine import carrying
from fbo.company.engine.engine import Call, Engine
from fbo.company.engine.ops import Doing
from fbo.company.engine.telling import answering_desk, tell
from fbo.company.engine.worksheet import Worksheet
from fbo.kernel.errors import Conflict, RuleError
from fbo.kernel.json import Json
from fbo.kernel.people import THE_SYSTEM
from fbo.ports.storage import Delete, Put, Record
from fbo.processes.tasks import Tasking
from fbo.workflow.notice import to_front_owner

UNREACHABLE: Final = "customer_unreachable"


def tell_the_front_office(
    engine: Engine, record: Record, writes: Iterable[Put | Delete], entry: dict[str, Json]
) -> Doing[bool]:
    """Bury a message to a customer without an address, and have somebody find another way.

    `writes` and `entry` are what burying it takes.  Whether it was done: another may have been
    faster.
    """
    case = str(record.body["case"])

    def work(sheet: Worksheet) -> Doing[str]:
        sheet.puts += writes
        sheet.drafts.append(("message.dead", entry))
        found = yield from sheet.case(case)
        if found is None or found.case.voice is None:
            return case
        what = str(record.body["template"])
        told = sheet.begin_entry(found, ".unreachable", THE_SYSTEM, THE_SYSTEM)
        tell(sheet, found, to_front_owner(UNREACHABLE, once=()), _words(record), told)
        if "told" in told:
            desk = answering_desk(sheet, found.case)
            todo = f"the customer has no address: tell him another way ({what.replace('_', ' ')})"
            task = Task(desk=desk, about=case, what=todo)
            process = sheet.firm.registry.process(Tasking.family)
            opening = (sheet, process, task, sheet.new_id(), THE_SYSTEM, THE_SYSTEM)
            yield from carrying.open_case(*opening)
        return case

    try:
        yield from engine.commit(Call("", "bury", case, None, THE_SYSTEM), work, quiet=True)
    except (Conflict, RuleError):
        return False
    return True


def _words(record: Record) -> dict[str, Json]:
    return {
        "what": str(record.body["template"]).replace("_", " "),
        "process": record.body["process"],
        "case": record.body["case"],
    }
