"""Cases without a company: steps decided in memory, nothing kept.

Also the protocol by which a case asks whoever keeps it to take its steps.
"""
# ruff: noqa: ARG002  a protocol's words, whether they are used or not

from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import datetime
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from fbo.kernel.document import Form
from fbo.kernel.errors import BugError, Reason
from fbo.kernel.people import THE_SYSTEM, Actor
from fbo.kernel.times import iso
from fbo.workflow.asks import ProceedTo
from fbo.workflow.clocks import SlaClock
from fbo.workflow.decide import carry_out, judge
from fbo.workflow.handing import after_step
from fbo.workflow.outcome import Outcome, Plan

if TYPE_CHECKING:
    from fbo.workflow.on_file import OnFile
    from fbo.workflow.process import Process
    from fbo.workflow.step import Step


class Taker(Protocol):
    """Whoever keeps a case and takes its steps."""

    def take(
        self,
        case: "Process[Any]",
        step: "Step[Any]",
        form: Form | None,
        *,
        by: Actor,
        key: str | None,
        seen: int | None,
    ) -> Outcome:
        """Take a step; the case then shows what it has become."""
        ...

    def refusals(
        self, case: "Process[Any]", step: "Step[Any]", form: Form | None, by: Actor
    ) -> tuple[Reason, ...]:
        """Why the step would be refused."""
        ...

    def next_steps(self, case: "Process[Any]", by: Actor) -> tuple[str, ...]:
        """The steps open to the actor."""
        ...

    def plan(self, case: "Process[Any]", step: "Step[Any]", form: Form | None, by: Actor) -> Plan:
        """What the step would do."""
        ...

    def apply(self, case: "Process[Any]", plan: Plan, by: Actor, key: str | None) -> Outcome:
        """Do what the plan says, and nothing else."""
        ...

    def due(self, case: "Process[Any]") -> datetime | None:
        """When the case is due."""
        ...

    def clocks(self, case: "Process[Any]") -> Mapping[str, SlaClock]:
        """How the clocks of the case stand."""
        ...


def open_to(case: "Process[Any]", by: Actor) -> tuple[str, ...]:
    """The steps an actor can take now; one with a form is asked only who may, and from where."""
    names: list[str] = []
    for name, step in case.definition.steps.items():
        if not case.definition.leads_from(name, case.state.name):
            continue
        codes = {reason.code for reason in case.taker.refusals(case, step, None, by)}
        if not codes or (step.takes is not None and codes == {"wrong_form"}):
            names.append(name)
    return tuple(names)


class InMemory:
    """Takes the steps of a case that no company keeps."""

    def take(
        self,
        case: "Process[Any]",
        step: "Step[Any]",
        form: Form | None,
        *,
        by: Actor,
        key: str | None,
        seen: int | None,
    ) -> Outcome:
        """Decide and move the case; consequences outside it stay in `case.asked`."""
        if key is not None or seen is not None:
            raise BugError("a case without a company knows neither keys nor versions")
        was, kept = case.state.name, (case.document, deepcopy(case.facts), case.asked)
        try:
            _move(case, step, form, by, by)
        except Exception:
            # All of it or nothing, as in a company.
            case.document, case.facts, case.asked = kept
            raise
        return Outcome(step.name, case.id, was, case.state.name, next_steps=open_to(case, by))

    def refusals(
        self, case: "Process[Any]", step: "Step[Any]", form: Form | None, by: Actor
    ) -> tuple[Reason, ...]:
        """Why the step would be refused."""
        return judge(case, step, form, by, by).reasons

    def next_steps(self, case: "Process[Any]", by: Actor) -> tuple[str, ...]:
        """The steps open to the actor."""
        return open_to(case, by)

    def plan(self, case: "Process[Any]", step: "Step[Any]", form: Form | None, by: Actor) -> Plan:
        """Plans need what is on file in a company."""
        raise BugError("a case without a company cannot be planned; open it in a company")

    def apply(self, case: "Process[Any]", plan: Plan, by: Actor, key: str | None) -> Outcome:
        """Plans need what is on file in a company."""
        raise BugError("a case without a company cannot be planned; open it in a company")

    def due(self, case: "Process[Any]") -> datetime | None:
        """Without a company there is no clock."""
        return None

    def clocks(self, case: "Process[Any]") -> Mapping[str, SlaClock]:
        """Without a company there is no clock."""
        return {}


in_memory = InMemory()


def _move(
    case: "Process[Any]", step: "Step[Any]", form: Form | None, actor: Actor, hand: Actor
) -> None:
    """Take a step, and those that it proceeds to: with SYSTEM's rights and the person's hand."""
    verdict = judge(case, step, form, actor, hand)
    if verdict.target is None:
        raise verdict.refusal(step)
    was, here, already = case.state.name, case.state.desk_of(case.document), case.asked
    document = carry_out(case, step, form, verdict.target)
    now = case.definition.mover.move(step.name, was, verdict.target.name)
    case.document = document
    case.facts.moved_to(now, "", back=verdict.back)
    case.facts.took(step.name, *hand.persons)
    after_step(case, step, form, actor, here, len(case.facts.taken), iso(case.now))
    asked, case.asked = case.asked, [*already, *case.asked]
    for ask in asked:
        if isinstance(ask, ProceedTo):
            _move(case, case.definition.steps[ask.step], ask.form, THE_SYSTEM, hand)


def new_ids() -> Callable[[], str]:
    """Ids of the cases that a case without a company asks to be opened: `new-1`, `new-2`."""
    numbers = count(1)
    return lambda: f"new-{next(numbers)}"


def new_numbers() -> Callable[[str], int]:
    """The place of each number among those asked for of its series, from 0."""
    asked: defaultdict[str, count[int]] = defaultdict(count)
    return lambda series: next(asked[series])


NOTHING: Mapping[str, object] = MappingProxyType({"ancestors": (), "waiver": None})
"""What every case has on file without declaring it, where there is no company."""


class NoFile:
    """Nothing is on file."""

    def look(self, entry: "OnFile[Any]", case: "Process[Any]") -> Any:
        """Say what would have to be there."""
        if entry.kind in NOTHING:
            return NOTHING[entry.kind]
        raise BugError(f"{case.family} looks at {entry.name}: give it, case(…, {entry.name}=…)")


class MemoryFile:
    """What a test or a what-if says is on file."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def look(self, entry: "OnFile[Any]", case: "Process[Any]") -> Any:
        """The value given by that name."""
        if entry.name not in self._values:
            if entry.kind in NOTHING:
                return NOTHING[entry.kind]
            raise BugError(f"{case.family} looks at {entry.name}: give it, case(…, {entry.name}=…)")
        return self._values[entry.name]
