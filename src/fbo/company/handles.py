"""Handles: cases in the hands of an application, which ask their company to take steps.

A handle is a snapshot; after a step it shows the new one.  What is on file beside it is read when
it is first asked for, and kept until the next step.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from fbo.company.engine.engine import Call
from fbo.company.engine.figures import NotReadError
from fbo.company.engine.ops import Begin, Doing
from fbo.company.engine.records import case_key
from fbo.company.engine.sheet_file import AbsentError, SheetFile, keys_on_file
from fbo.company.engine.worksheet import Worksheet, not_on_file
from fbo.kernel.document import Form
from fbo.kernel.errors import PlanChanged, Reason
from fbo.kernel.people import Actor
from fbo.workflow.clocks import SlaClock
from fbo.workflow.decide import judge
from fbo.workflow.memory_case import open_to
from fbo.workflow.on_file import OnFile
from fbo.workflow.outcome import Outcome, Plan
from fbo.workflow.process import Process
from fbo.workflow.step import Step
from fbo.workflow.timing import clocks_of, due_of

if TYPE_CHECKING:
    from fbo.company.company import Company


class Handles:
    """Takes the steps of the cases a company has handed out."""

    def __init__(self, company: "Company") -> None:
        self._company = company

    def take(
        self,
        case: Process[Any],
        step: Step[Any],
        form: Form | None,
        *,
        by: Actor,
        key: str | None,
        seen: int | None,
    ) -> Outcome:
        """Take a step, and what follows; the handle then shows what the case has become."""
        call = Call(case.family, step.name, case.id, form, by, key, seen)
        done = self._company.carry_out(self._company.engine.take(call))
        self.show(case, done.cases.get(case.id))
        return done.outcome

    def apply(self, case: Process[Any], plan: Plan, by: Actor, key: str | None) -> Outcome:
        """Do what the plan says, and nothing else."""
        step = case.definition.steps.get(plan.step)
        if step is None or plan.case != case.id:
            raise PlanChanged(("the plan is for another case",))
        form = _form_of(plan, step)
        call = Call(case.family, plan.step, case.id, form, by, key, digest=plan.digest)
        done = self._company.carry_out(self._company.engine.apply(call, plan))
        self.show(case, done.cases.get(case.id))
        return done.outcome

    def plan(self, case: Process[Any], step: Step[Any], form: Form | None, by: Actor) -> Plan:
        """What the step would do."""
        call = Call(case.family, step.name, case.id, form, by)
        return self._company.driver.run(self._company.engine.plan(call))

    def refusals(
        self, case: Process[Any], step: Step[Any], form: Form | None, by: Actor
    ) -> tuple[Reason, ...]:
        """Why the step would be refused, as of this snapshot."""
        try:
            return judge(case, step, form, by, by).reasons
        except NotOnFileError as nowhere:
            return (not_on_file(nowhere.name, *nowhere.ids),)

    def next_steps(self, case: Process[Any], by: Actor) -> tuple[str, ...]:
        """The steps open to the actor, as of this snapshot."""
        return open_to(case, by)

    def due(self, case: Process[Any]) -> datetime | None:
        """The earliest instant at which one of its clocks is due, as of now."""
        return due_of(case, self._company.driver.clock.now())

    def clocks(self, case: Process[Any]) -> Mapping[str, SlaClock]:
        """How its clocks stand now."""
        return clocks_of(case, self._company.driver.clock.now())

    def show(self, handle: Process[Any], case: Process[Any] | None) -> None:
        """Show what a case has become; read it anew if the call did not write it."""
        if case is None:
            case = self._company.read_case(handle.id)
        handle.document, handle.facts = case.document, case.facts
        handle.version, handle.trail = case.version, case.trail
        handle.file = HandleFile(self._company)


def _form_of(plan: Plan, step: Step[Any]) -> Form | None:
    """The form of a plan, which may have come from anywhere."""
    try:
        return step.takes.model_validate(plan.form, strict=False) if step.takes else None
    except ValidationError:
        raise PlanChanged((f"it is not taken on the form {plan.step} takes",)) from None


class NotOnFileError(LookupError):
    """What belongs on file is not there: the name of the entry, and the ids it was sought by."""

    def __init__(self, name: str, *ids: object) -> None:
        super().__init__(f"the {name} of this case is not on file")
        self.name, self.ids = name, ids


class HandleFile:
    """What is on file beside a handle: read in one go when it is first asked for.

    But for what a form names: that is read with each form.
    """

    def __init__(self, company: "Company") -> None:
        self._company = company
        self._sheet: Worksheet | None = None

    def look(self, entry: OnFile[Any], case: Process[Any]) -> Any:
        """The value of an entry.  Raises `LookupError` where it is not there."""
        if self._sheet is None:
            self._sheet = self._company.driver.run(self._read(case))
        if entry.wants_form:
            keys = keys_on_file(self._sheet, case, (entry.name,))
            self._company.driver.run(self._sheet.read(keys))
        try:
            return SheetFile(self._sheet).look(entry, case)
        except NotReadError:
            raise NotOnFileError(entry.name) from None
        except AbsentError as absent:
            raise NotOnFileError(*absent.args) from None

    def _read(self, case: Process[Any]) -> Doing[Worksheet]:
        company = self._company
        now, commit = yield Begin()
        sheet = Worksheet(company.firm, now, commit, {}, company.handles)
        names = tuple(case.definition.on_file)
        mine, case.file = case.file, SheetFile(sheet)
        try:
            yield from sheet.scan(case, names)
            yield from sheet.read((case_key(case.id), *keys_on_file(sheet, case, names)))
            # Some entries know what they name only when others have been read.
            yield from sheet.read(keys_on_file(sheet, case, names))
        finally:
            case.file = mine
        return sheet
