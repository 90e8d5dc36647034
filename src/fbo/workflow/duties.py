"""Duties that must not meet in one person: who took the one step may not take the other.

Looked at is the hand: the person who set a step off, through however many steps that took each
other, and the persons whose work he does as a delegate.  The other step may have been taken on the
case itself, on a case it has on file, or on one that opened it.  Only a waiver that is on file and
names the very pair lets a person do both.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import model_validator

from fbo.kernel.document import Document, Id, Many
from fbo.kernel.errors import Reason
from fbo.kernel.people import Actor
from fbo.kernel.text import ShortText
from fbo.kernel.times import Day
from fbo.workflow.on_file import OF_CASES, OnFile

if TYPE_CHECKING:
    from fbo.workflow.process import Process
    from fbo.workflow.step import Step

OPEN = "open"
"""The name under which a case remembers who opened it."""


class DutyWaiver(Document):
    """One person may take both steps of one pair, from one day to another.

    The steps are named as in the journal: `Buying.approve`.  `persons`: whom it is for; nobody
    named means everybody.  Small firms need it; the entry that is decided under it names it.
    """

    # By name, for finance is not known here.
    keepers = ("CONTROLLER",)

    one: ShortText
    other: ShortText
    start: Day
    end: Day
    reason: ShortText
    persons: Many[Id] = ()
    withdrawn: bool = False

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "DutyWaiver":
        if self.end < self.start:
            raise ValueError("a waiver ends after it starts")
        return self

    def relaxes(self, pair: Iterable[str], persons: Iterable[str], on: date) -> bool:
        """Whether it is for this pair, for all of these persons, on this day."""
        named = frozenset(self.persons)
        return (
            not self.withdrawn
            and {self.one, self.other} == set(pair)
            and self.start <= on <= self.end
            and (not named or named.issuperset(persons))
        )


def waiver_id(one: str, other: str) -> str:
    """Under which id the waiver of a pair is on file, whichever step is named first."""
    digest = sha256("|".join(sorted((one, other))).encode()).hexdigest()
    return f"waiver.{digest[:40]}"


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of a step: the other step, and where the cases are on which it may have been taken.

    `other` is named as refusals name it; `places` are entries on file, none for the case itself.
    """

    other: str
    name: str
    pair: tuple[str, str]
    places: tuple[OnFile[Any], ...]
    waiver: OnFile[Any]


def duties_of(
    family: str, steps: Iterable["Step[Any]"], on_file: Mapping[str, OnFile[Any]]
) -> tuple[dict[str, tuple[Duty, ...]], dict[str, OnFile[Any]]]:
    """The duties of each step that has some, and the entries on file they need beside `on_file`."""
    duties: dict[str, tuple[Duty, ...]] = {}
    more: dict[str, OnFile[Any]] = {}
    for step in steps:
        for named in step.duties:
            of, name = named_step(named, family)
            places: tuple[OnFile[Any], ...] = ()
            if of != family:
                declared = (e for e in on_file.values() if _is_of(e, of))
                places = (*declared, _added(more, f"^{of}", OnFile("ancestors", of)))
            pair = (f"{of}.{name}", f"{family}.{step.name}")
            waiver = OnFile[Any]("waiver", DutyWaiver, index=waiver_id(*pair))
            waiver = _added(more, f"waiver {waiver.index}", waiver)
            duty = Duty(name if of == family else pair[0], name, pair, places, waiver)
            duties[step.name] = (*duties.get(step.name, ()), duty)
    return duties, more


def named_step(named: Any, family: str) -> tuple[str, str]:
    """The family and the name of the step that a duty names."""
    if isinstance(named, str):
        of, _, name = named.rpartition(".")
        return of or family, name
    process: type[Process[Any]] | None = getattr(named, "process", None)
    # What processes share has no family of its own: its steps are those of the process at hand.
    return (process.family if process is not None else "") or family, named.name


def conflict(
    case: "Process[Any]", step: "Step[Any]", hand: Actor
) -> tuple[Reason | None, tuple[str, ...]]:
    """Why the hand may not take the step; where it may, the waivers under which it may."""
    waivers: tuple[str, ...] = ()
    for duty in case.definition.duties.get(step.name, ()):
        persons = {p for other in _cases(case, duty) for p in _took(other, duty)}
        persons.intersection_update(hand.persons)
        if not persons:
            continue
        waiver: DutyWaiver | None = case.file.look(duty.waiver, case)
        today = case.calendar.day_of(case.now)
        if waiver is None or not waiver.relaxes(duty.pair, persons, today):
            return _refused(duty, step), ()
        waivers += (duty.waiver.index,)
    return None, waivers


def _cases(case: "Process[Any]", duty: Duty) -> Iterator["Process[Any]"]:
    if not duty.places:
        yield case
    for place in duty.places:
        found: Any = case.file.look(place, case)
        if place.kind == "case":
            yield found
        else:
            yield from found.values() if place.kind == "every_case" else found


def _took(case: "Process[Any]", duty: Duty) -> tuple[str, ...]:
    """Who took the step; one that opens a case is remembered as its opening."""
    return case.took(duty.name if duty.name in case.definition.steps else OPEN)


def _refused(duty: Duty, step: "Step[Any]") -> Reason:
    return Reason(
        "duty_conflict",
        f"whoever took {duty.other} may not take {step.name}",
        {"pair": [duty.other, step.name]},
        way_out="ask a colleague",
    )


def _is_of(entry: OnFile[Any], family: str) -> bool:
    return entry.kind in OF_CASES and entry.of.family == family


def _added(entries: dict[str, OnFile[Any]], name: str, entry: OnFile[Any]) -> OnFile[Any]:
    if name not in entries:
        entry.name = name
        entries[name] = entry
    return entries[name]
