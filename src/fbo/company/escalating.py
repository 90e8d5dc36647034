"""Escalating: a flag on a case, set by hand and taken off by hand.

A clock sets it by itself (`fbo.company.afterwards.ticking`), and takes it off when it is met.  A
flag moves nothing: the case stays where it is and whoever may act on it may act on it still.  What
it does is to be seen, on worklists and in histories, and to tell the manager.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fbo.company.engine.engine import Call
from fbo.company.engine.ops import Doing
from fbo.company.engine.telling import tell
from fbo.company.engine.working import Working
from fbo.company.engine.worksheet import Worksheet
from fbo.kernel.errors import NotAllowed, Reason, StepRefused
from fbo.kernel.json import Json
from fbo.kernel.people import CUSTOMER, Actor
from fbo.kernel.text import short_text
from fbo.workflow.notice import to_manager
from fbo.workflow.outcome import Outcome
from fbo.workflow.process import Process

if TYPE_CHECKING:
    from fbo.company.company import Company

NOTICE = to_manager("case_escalated")

Noted = Callable[[Worksheet, Working], None]


class Escalations:
    """The flags on a company's cases."""

    def __init__(self, company: "Company") -> None:
        self._company = company

    def escalate(
        self,
        case: Process[Any] | str,
        reason: str,
        *,
        by: Actor,
        to: str = "",
        key: str | None = None,
    ) -> Outcome:
        """Flag a case: somebody higher should look at it.  The manager of its department is told.

        `to`: to whom it is escalated, the department of its desk unless said otherwise.  Raises
        `NotAllowed` for somebody who has no part in the process, `StepRefused` where nobody waits
        (`nobody_waits`) or it is flagged already (`already_escalated`), `InvalidText`.
        """
        why = short_text(reason, field="reason")
        whom = to and short_text(to, field="to")

        def flagged(sheet: Worksheet, work: Working) -> None:
            facts = work.case.facts
            if work.case.state.ended:
                raise _refused("escalate", "nobody_waits", "it is finished, and nobody waits")
            if facts.escalated:
                raise _refused("escalate", "already_escalated", "it is escalated already")
            desk = work.case.state.desk_of(work.case.document)
            there = "" if desk is None else desk.department.name
            facts.escalated = {"since": sheet.at, "reason": why, "to": whom or there}
            entry = _entry(sheet, work, "escalated", by)
            data = {"case": work.id, "process": work.case.family, "reason": why}
            tell(sheet, work, NOTICE, data, entry)

        return self._note("escalate", case, by, key, f"{why}|{whom}", flagged)

    def deescalate(self, case: Process[Any] | str, *, by: Actor, key: str | None = None) -> Outcome:
        """Take the flag off.  Raises `NotAllowed`, `StepRefused` (`not_escalated`)."""

        def calmed(sheet: Worksheet, work: Working) -> None:
            if not work.case.facts.escalated:
                raise _refused("deescalate", "not_escalated", "it is not escalated")
            work.case.facts.escalated = {}
            _entry(sheet, work, "deescalated", by)

        return self._note("deescalate", case, by, key, "", calmed)

    def _note(
        self,
        name: str,
        case: Process[Any] | str,
        by: Actor,
        key: str | None,
        digest: str,
        note: Noted,
    ) -> Outcome:
        """Change the flag in a commit of its own; a handle then shows it."""
        company = self._company
        handle = company.read_case(case) if isinstance(case, str) else case
        call = Call(handle.family, name, handle.id, None, by, key, digest=digest)

        def work(sheet: Worksheet) -> Doing[str]:
            found = yield from company.engine.existing(sheet, call)
            _refuse_strangers(name, found.case, by)
            note(sheet, found)
            return handle.id

        done = company.carry_out(company.engine.commit(call, work))
        company.handles.show(handle, done.cases.get(handle.id))
        return done.outcome


def _entry(sheet: Worksheet, work: Working, name: str, by: Actor) -> dict[str, Json]:
    entry = sheet.begin_entry(work, f".{name}", by, by)
    entry["escalated"] = {**work.case.facts.escalated}
    return entry


def _refuse_strangers(name: str, case: Process[Any], by: Actor) -> None:
    """Only who may take some step of the process may flag a case of it; a customer complains."""
    steps = (*case.definition.steps.values(), *case.definition.openings)
    roles = {role for step in steps for role in step.by} - {CUSTOMER}
    if not by.has_any(roles):
        raise NotAllowed(name, (Reason("not_allowed", "it is no process of yours"),))


def _refused(name: str, code: str, sentence: str) -> StepRefused:
    return StepRefused(name, (Reason(code, sentence),))
