"""Telling: what a step declares is put into the outbox, as template and data.

Whom an audience means in this case is decided here; how he is reached, and in which words, when the
message is sent.  Only the front office speaks to a customer: a message of anybody else's is
refused, whatever the class of the process has come to be.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, get_origin

from fbo.company.engine.working import Working
from fbo.company.engine.worksheet import Worksheet
from fbo.kernel.document import Form
from fbo.kernel.errors import BugError, Reason, StepRefused
from fbo.kernel.json import Json
from fbo.kernel.people import FRONT, Actor, Department, Desk
from fbo.kernel.wording import LABEL, worded
from fbo.ports.storage import Put
from fbo.workflow.notice import Notice
from fbo.workflow.process import Process
from fbo.workflow.showing import label_of
from fbo.workflow.state import State

Entry = dict[str, Json]

LONG_ENOUGH: Final = 4
"""A text of so many characters, found within another, is taken to have been copied there."""


def notify(
    sheet: Worksheet,
    work: Working,
    notices: Iterable[Notice],
    told: Mapping[str, Mapping[str, Any]],
    entry: Entry,
) -> None:
    """One message a notice; `told` are the values by template."""
    for notice in notices:
        if not (notice.moving and entry.get("from") == entry.get("to")):
            tell(sheet, work, notice, told.get(notice.template), entry)


def tell(
    sheet: Worksheet,
    work: Working,
    notice: Notice,
    data: Mapping[str, Any] | None,
    entry: Entry,
) -> None:
    """Put a message into the outbox, and its id into the entry.  Raises `BugError`."""
    case = work.case
    words = {name: _said(case, each) for name, each in (data or {}).items()}
    _refuse_gaps(sheet, case, notice, words)
    if notice.once is not None and not _is_first(case, notice, words, entry):
        return
    addressee = _addressee(sheet, case, notice, str(entry.get("from", "")))
    told_so_far = entry.setdefault("told", [])
    body: dict[str, Json] = {
        "template": notice.template,
        "audience": notice.audience,
        "case": work.id,
        "process": case.family,
        **addressee,
        # By the case's own count, which no clock that jumps can turn round.
        "line": f"{addressee['to']}|{work.id}|{entry['seq']:012d}.{len(told_so_far):03d}",
        "created": sheet.at,
        "attempt": 0,
    }
    if not notice.transactional:
        body["courtesy"] = True
    if notice.channels:
        body["channels"] = list(notice.channels)
    voice = case.voice
    if voice is not None:
        body["speaker"] = voice.name
    if words:
        body["data"] = words
    key = ("message", f"{sheet.commit}.{len(sheet.puts)}")
    sheet.puts.append(Put(key, body, 0, {"fresh": (body["line"],)}))
    told_so_far.append(key[1])
    if notice.audience == "customer":
        work.told.append(notice.template)


def refuse_free_text(
    step: str,
    notices: Iterable[Notice],
    told: Mapping[str, Mapping[str, Any]],
    form: Form | None,
    hand: Actor,
) -> None:
    """What a back-office employee has written reaches no customer.  Raises `StepRefused`."""
    if form is None or hand.kind != "employee" or _is_of_the_front_office(hand):
        return
    written = tuple(_free_texts(form))
    for notice in notices:
        if notice.audience != "customer":
            continue
        words: Mapping[str, Any] = told.get(notice.template, {})
        said = [value for value in words.values() if isinstance(value, str)]
        if any(_is_from(value, text) for value in said for text in written):
            reason = Reason(
                "front_office_writes",
                "only the front office writes to a customer",
                {"template": notice.template},
                way_out="tell the front office, and let it tell him",
            )
            raise StepRefused(step, (reason,))


def _addressee(sheet: Worksheet, case: Process[Any], notice: Notice, was: str) -> dict[str, Json]:
    """Whom the audience means; `desk` is where it goes if he is nobody of the staff."""
    customer = str(getattr(case.document, "customer", case.id))
    match notice.audience:
        case "customer":
            voice = case.voice
            if voice is None or voice.office != FRONT:
                raise BugError(f"{case.family} tells a customer something, and is not to speak")
            return {"to": customer}
        case "desk":
            return {"to": (notice.desk or _own_desk(case, was)).name}
        case "manager":
            return {"to": _manager(sheet, case)}
        case "owner":
            return {"to": case.answers_for_it, "desk": answering_desk(sheet, case)}
        case "front owner":
            addressee: dict[str, Json] = {"to": customer, "owner": case.answers_for_it}
            if case.parent is not None and case.answers_for_it == case.facts.owner:
                addressee["parent"] = case.parent
            return {**addressee, "desk": answering_desk(sheet, case)}


def _own_desk(case: Process[Any], was: str) -> Desk:
    """The desk on which a case lies; of one that has ended, that of the state it came from."""
    for state in (case.state, case.definition.states.get(was)):
        desk = None if state is None else state.desk_of(case.document)
        if desk is not None:
            return desk
    raise BugError(f"{case.family} tells its desk something, but lies on none")


def _department(case: Process[Any]) -> Department | None:
    """The department that has the case; where it lies on no desk, the one that speaks."""
    desk = case.state.desk_of(case.document)
    return case.voice if desk is None else desk.department


def _manager(sheet: Worksheet, case: Process[Any]) -> str:
    """The role that leads the department; the department where nobody does."""
    department = _department(case)
    roles = sheet.firm.registry.roles
    for name in sorted(roles):
        role = roles[name]
        if role.leads and any(desk.department == department for desk in role.desks):
            return name
    return "" if department is None else department.name


def answering_desk(sheet: Worksheet, case: Process[Any]) -> str:
    """A desk that answers for the case: one of the speaker's, else that on which it lies."""
    voice = case.voice
    if voice is not None:
        roles = sheet.firm.registry.roles.values()
        desks = {desk.name for role in roles for desk in role.desks if desk.department == voice}
        if desks:
            return min(desks)
    desk = case.state.desk_of(case.document)
    return "" if desk is None else desk.name


def _refuse_gaps(
    sheet: Worksheet, case: Process[Any], notice: Notice, words: Mapping[str, Json]
) -> None:
    """What a text names is filled in, or the step is at fault, and not he who reads it."""
    gaps = [name for name in sheet.firm.names(notice.template) if name not in words]
    if gaps:
        filling = ", ".join(f"{name}=…" for name in sorted(gaps))
        raise BugError(
            f"{case.family} tells {notice.template!r} and does not say {', '.join(sorted(gaps))}: "
            f"self.tell({notice.template!r}, {filling})"
        )


def _is_first(case: Process[Any], notice: Notice, words: Mapping[str, Json], entry: Entry) -> bool:
    """Whether the case has not been told this yet, and note that it has now."""
    said = "|".join((notice.template, *(str(words.get(name)) for name in notice.once or ())))
    # Of what it says nothing is kept, for it may be about a person.
    key = hashlib.sha256(said.encode()).hexdigest()[:16]
    if key in case.facts.once:
        return False
    case.facts.once.append(key)
    entry.setdefault("once", []).append(key)
    return True


def _said(case: Process[Any], value: object) -> Json:
    """A value as a message carries it: what it is, and not yet how it is written."""
    if not isinstance(value, State):
        return worded(value)
    text, words = label_of(case, value)
    return {LABEL: text, "with": words}


def _is_of_the_front_office(hand: Actor) -> bool:
    return any(desk.office == FRONT for role in hand.roles for desk in role.desks)


def _free_texts(form: Form) -> Iterator[str]:
    """What was typed into a form, not chosen from a list."""
    for name, field in type(form).model_fields.items():
        value = getattr(form, name)
        if isinstance(value, str) and value and get_origin(field.annotation) is not Literal:
            yield value


def _is_from(value: str, text: str) -> bool:
    return value == text or (len(text) >= LONG_ENOUGH and text in value)
