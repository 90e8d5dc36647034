"""Failing: what could not be done behind a commit becomes a task for somebody to look at."""

import logging
from typing import Final

from fbo.back.records import RECORDS, Task
from fbo.company.engine import carrying
from fbo.company.engine.ops import Doing
from fbo.company.engine.worksheet import Worksheet
from fbo.kernel.errors import FboError
from fbo.kernel.people import THE_SYSTEM, Desk
from fbo.processes.tasks import Tasking

log: Final = logging.getLogger("fbo.following")


def said(failed: Exception) -> str:
    """Why something failed; of a fault, which may quote what a person typed, only its kind."""
    if isinstance(failed, FboError):
        return str(failed)
    log.error("a process has a fault", exc_info=failed)
    return f"it failed with {type(failed).__name__}"


def open_task(sheet: Worksheet, about: str, what: str) -> Doing[str]:
    """A task about a case, on the desk where the case lies; its id."""
    case = yield from sheet.case(about)
    desk: Desk | None = case.case.state.desk_of(case.case.document) if case else None
    task = Task(desk=(desk or RECORDS).name, about=about, what=what[:200])
    process = sheet.firm.registry.process(Tasking.family)
    opened = yield from carrying.open_case(
        sheet, process, task, sheet.new_id(), THE_SYSTEM, THE_SYSTEM
    )
    return opened.id
