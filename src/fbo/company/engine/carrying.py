"""Carrying out: steps taken on a worksheet, with everything they ask for.

An effect returns first; then what it asks for is carried out in order, depth first, each with its
own consequences and reactions before the next.  A refusal anywhere refuses the whole; nothing is
written.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from fbo.company.engine.clocking import note, note_holder
from fbo.company.engine.ops import Doing
from fbo.company.engine.postings import carry_posting
from fbo.company.engine.registry import AnyProcess, Reacting
from fbo.company.engine.telling import notify, refuse_free_text
from fbo.company.engine.working import Working
from fbo.company.engine.worksheet import AS_SOON_AS, Worksheet
from fbo.kernel.document import Document, Form
from fbo.kernel.errors import BugError, InputError, Reason, StepRefused
from fbo.kernel.json import Json
from fbo.kernel.limits import LIMITS
from fbo.kernel.people import THE_SYSTEM, Actor
from fbo.kernel.times import iso
from fbo.ports.storage import Put
from fbo.workflow import asks
from fbo.workflow.decide import OPEN, Verdict, carry_out, judge, judge_opening, run
from fbo.workflow.handing import after_opening, after_step, close_question
from fbo.workflow.process import Process
from fbo.workflow.step import Step

Entry = dict[str, Json]


def take(
    sheet: Worksheet, work: Working, step: Step[Any], form: Form | None, actor: Actor, hand: Actor
) -> Doing[None]:
    """Take a step on the sheet.  Raises `StepRefused`."""
    verdict = yield from judged(sheet, work, step, form, actor, hand)
    yield from carried_out(sheet, work, step, form, actor, hand, verdict)


def judged(
    sheet: Worksheet, work: Working, step: Step[Any], form: Form | None, actor: Actor, hand: Actor
) -> Doing[Verdict]:
    """Whether a step may be taken on the sheet, and where it leads."""
    case = work.case
    place = f"{case.family}.{step.name}"
    return (yield from sheet.trying(work, place, lambda: judge(case, step, form, actor, hand)))


def carried_out(
    sheet: Worksheet,
    work: Working,
    step: Step[Any],
    form: Form | None,
    actor: Actor,
    hand: Actor,
    verdict: Verdict,
) -> Doing[None]:
    """Take a step that has been judged.  Raises `StepRefused`, if that was the verdict."""
    case, target, place = work.case, verdict.target, f"{work.case.family}.{step.name}"
    _count(sheet, place)
    if target is None:
        raise verdict.refusal(step)
    document, asked = case.document, list[asks.Ask]()
    if step.name in case.definition.effects:
        document = yield from sheet.trying(work, place, lambda: carry_out(case, step, form, target))
        asked, case.asked = case.asked, asked
    was, here = case.facts.state, case.state.desk_of(case.document)
    entry = _move(sheet, work, step.name, target.name, verdict, actor, hand)
    if document is not case.document:
        sheet.become(work, document, entry)
    handed = after_step(case, step, form, actor, here, work.seq, sheet.at)
    if handed:
        entry["handoffs"] = handed
    note(work, entry, sheet.at, step.name, was)
    _drop_timers(work)
    yield from _follow(sheet, work, step, asked, hand, entry, form)


def _move(
    sheet: Worksheet,
    work: Working,
    step: str,
    to: str,
    verdict: Verdict,
    actor: Actor,
    hand: Actor,
) -> Entry:
    """Move a case to the state where its step leads; the entry that says so."""
    case, facts, at = work.case, work.case.facts, sheet.at
    was, now = facts.state, case.definition.mover.move(step, facts.state, to)
    entry = sheet.begin_entry(work, f".{step}", actor, hand)
    entry["from"], entry["to"] = was, now
    if verdict.back:
        entry["back"] = True
    if verdict.waivers:
        entry["waivers"] = list(verdict.waivers)
    facts.moved_to(now, at, back=verdict.back)
    facts.took(step, *hand.persons)
    work.history.append([step, at, actor.id, hand.on_behalf_of or "", was, now])
    return entry


def open_case(
    sheet: Worksheet,
    process: AnyProcess,
    document: Document,
    id_: str,
    actor: Actor,
    hand: Actor,
    parent: Working | None = None,
) -> Doing[Working]:
    """Open a case on the sheet.  Raises `StepRefused`, `InputError` for another document."""
    place = f"{process.family}.{OPEN}"
    _count(sheet, place)
    work = _new_case(sheet, process, document, id_, hand)
    case = work.case
    # Before it is judged: whether it may be opened can depend on which case opens it.
    adopted = {} if parent is None else {"parent": _adopt(parent, work)}
    case.by, case.hand = actor, hand
    verdict = yield from sheet.trying(work, place, lambda: judge_opening(case, actor))
    initial = verdict.target
    if initial is None:
        raise verdict.error(OPEN, verdict.reasons)
    opening = next(iter(process.definition.openings), None)
    if opening is not None:
        document = yield from sheet.trying(
            work, place, lambda: carry_out(case, opening, None, initial)
        )
    asked, case.asked = case.asked, []
    entry = sheet.begin_entry(work, f".{OPEN}", actor, hand)
    entry |= {"process": process.family, "to": case.facts.state, "owner": hand.id, **adopted}
    sheet.opened.append(id_)
    case.facts.took(OPEN, *hand.persons)
    work.history.append([OPEN, sheet.at, actor.id, hand.on_behalf_of or "", "", case.facts.state])
    sheet.become(work, document, entry)
    source = None if parent is None else parent.case.state.desk_of(parent.case.document)
    handed = after_opening(case, actor, source, work.seq, sheet.at)
    if handed:
        entry["handoffs"] = handed
    note(work, entry, sheet.at, OPEN, "")
    yield from _follow(sheet, work, opening, asked, hand, entry)
    return work


def _new_case(
    sheet: Worksheet, process: AnyProcess, document: Document, id_: str, hand: Actor
) -> Working:
    """A case that was not there before, on the sheet."""
    if not isinstance(document, process.definition.document):
        wanted, given = process.definition.document.__name__, type(document).__name__
        raise InputError(f"{process.family} is opened with a document {wanted}, not {given}")
    case = process(document, id_)
    case.facts.entered, case.facts.owner = sheet.at, hand.id
    work = sheet.cases[id_] = Working(sheet.equip(case))
    return work


def _adopt(parent: Working, child: Working) -> list[str]:
    """Make a case the child of the case that opened it; who that is, for the journal."""
    child.case.facts.parent = (parent.case.family, parent.id)
    children = parent.case.facts.children
    children[child.case.family] = (*children.get(child.case.family, ()), child.id)
    parent.dirty = True
    return list(child.case.facts.parent)


def react(
    sheet: Worksheet, work: Working, reacting: Reacting, cause: Process[Any], hand: Actor
) -> Doing[None]:
    """Run a reaction of a case.  One that does nothing is not told, unless the case goes on for it.

    A refusal is told under the reacting process's own name.
    """
    case, reaction = work.case, reacting.reaction
    _count(sheet, f"{case.family}.{reaction.name}")
    case.cause = cause
    place = f"{case.family}.{reaction.name}"
    document = yield from sheet.trying(
        work, place, lambda: run(case, reaction.name, cause.document)
    )
    asked, case.asked = case.asked, []
    how = (f"@{reaction.name.lstrip('_')}", cause.id, hand)
    if not asked and not reaction.tells and document == case.document:
        sheet.idle[work.id] = how
        return
    entry = sheet.begin_reaction(work, *how)
    sheet.become(work, document, entry)
    note_holder(work, entry, sheet.at)
    yield from _follow(sheet, work, None, asked, hand, entry)
    if reaction.tells:
        told = {ask.template: ask.data for ask in asked if type(ask) is asks.Tell}
        notify(sheet, work, reaction.tells, told, entry)


def _follow(
    sheet: Worksheet,
    work: Working,
    step: Step[Any] | None,
    asked: list[asks.Ask],
    hand: Actor,
    entry: Entry,
    form: Form | None = None,
) -> Doing[None]:
    """Carry out what was asked for, tell who is to be told, and let others react."""
    for ask in asked:
        more = _carry(sheet, work, ask, hand, entry)
        if more is not None:
            yield from more
    case = work.case
    if step is not None and step.tells:
        told = {ask.template: ask.data for ask in asked if type(ask) is asks.Tell}
        refuse_free_text(step.name, step.tells, told, form, hand)
        notify(sheet, work, step.tells, told, entry)
    if case.facts.holds and case.state.final:
        for name in tuple(case.facts.holds):
            carry_posting(sheet, work, asks.VoidHold(name), work.entry or entry)
    if step is not None:
        reacting = sheet.firm.registry.reacting_to(case.family, step.name)
        if reacting:
            yield from _reactions(sheet, work, step.name, reacting, hand)


def _carry(
    sheet: Worksheet, work: Working, ask: asks.Ask, hand: Actor, entry: Entry
) -> Doing[None] | None:
    """Carry out one ask; what takes further steps for it is answered, to be gone through."""
    way = _WAYS.get(type(ask))
    if way is not None:
        return way(sheet, work, ask, hand, entry)
    # In the entry the case has reached by now, so that its entries replay in their order.
    carry_posting(sheet, work, ask, work.entry or entry)
    return None


def _open_child(
    sheet: Worksheet, work: Working, ask: asks.OpenCase, hand: Actor, _: Entry
) -> Doing[None]:
    process = sheet.firm.registry.process(ask.process.family)
    child = yield from open_case(sheet, process, ask.document, ask.id, THE_SYSTEM, hand, work)
    if ask.then is not None:
        step = process.definition.steps[ask.then.name]
        yield from take(sheet, child, step, ask.form, THE_SYSTEM, hand)


def _take_other(
    sheet: Worksheet, _: Working, ask: asks.TakeStep, hand: Actor, __: Entry
) -> Doing[None]:
    other = yield from sheet.case(ask.case)
    if other is None:
        raise StepRefused(ask.step.name, (Reason("no_such_case", "there is no such case"),))
    step = other.case.definition.steps[ask.step.name]
    yield from take(sheet, other, step, ask.form, THE_SYSTEM, hand)


def _proceed(
    sheet: Worksheet, work: Working, ask: asks.ProceedTo, hand: Actor, _: Entry
) -> Doing[None]:
    step = work.case.definition.steps[ask.step]
    return take(sheet, work, step, ask.form, THE_SYSTEM, hand)


def _want_number(
    sheet: Worksheet, work: Working, ask: asks.WantNumber, _: Actor, entry: Entry
) -> None:
    sheet.want(ask.want, work.entry or entry)


def _close_question(
    sheet: Worksheet, work: Working, ask: asks.CloseQuestion, _: Actor, entry: Entry
) -> None:
    closed = close_question(work.case, ask.purpose, sheet.at)
    if closed:
        entry.setdefault("handoffs", []).extend(closed)


def _nothing(*_: object) -> None:
    """What is told is told when all else has been carried out."""


def _reactions(
    sheet: Worksheet, work: Working, step: str, reactions: Iterable[Reacting], hand: Actor
) -> Doing[None]:
    case = work.case
    for reacting in reactions:
        for id_ in _who_reacts(work, reacting):
            if reacting.reaction.apart:
                _put_apart(sheet, reacting, id_, work.id, hand)
                continue
            other = yield from sheet.case(id_)
            if other is None or other.case.family != reacting.process.family:
                continue
            if reacting.reaction.reacts_in(other.case.facts.state):
                try:
                    yield from react(sheet, other, reacting, case, hand)
                except StepRefused as refusal:
                    name = f"{other.case.family}: {step}"
                    raise type(refusal)(name, refusal.reasons) from refusal


def _who_reacts(work: Working, reacting: Reacting) -> tuple[str, ...]:
    if reacting.reaction.of is not None:
        return reacting.reaction.cases(work.case.document)
    parent = work.case.facts.parent
    return (parent[1],) if parent is not None and parent[0] == reacting.process.family else ()


def _put_apart(sheet: Worksheet, reacting: Reacting, id_: str, cause: str, hand: Actor) -> None:
    """A reaction with a commit of its own: recorded here, so that it is taken exactly once."""
    key = ("apart", f"{sheet.commit}.{len(sheet.apart)}")
    body: dict[str, Json] = {
        "process": reacting.process.family,
        "reaction": reacting.reaction.name,
        "case": id_,
        "cause": cause,
        "hand": hand.id,
        "person": hand.person,
        "kind": hand.kind,
    }
    if hand.on_behalf_of:
        body["behalf"], body["for"] = hand.on_behalf_of, list(hand.stands_for)
    sheet.apart.append(key)
    sheet.puts.append(Put(key, body, 0, {"due": (sheet.at,)}))


def _flag(sheet: Worksheet, work: Working, ask: asks.Flag, _: Actor, entry: Entry) -> None:
    """Flag a case as escalated, unless it is; or take the flag off."""
    facts, reason = work.case.facts, ask.reason
    if bool(reason) == bool(facts.escalated):
        return
    desk = work.case.state.desk_of(work.case.document)
    to = "" if desk is None else desk.department.name
    facts.escalated = {"since": sheet.at, "reason": reason, "to": to} if reason else {}
    (work.entry or entry)["escalated"] = facts.escalated


def _set_timer(_: Worksheet, work: Working, ask: asks.SetTimer, __: Actor, ___: Entry) -> None:
    timers = work.case.facts.timers
    if ask.at is None:
        timers.pop(ask.step, None)
    elif work.case.definition.leads_from(ask.step, work.case.facts.state):
        timers[ask.step] = iso(ask.at)


_WAYS: Final[Mapping[type, Callable[..., Doing[None] | None]]] = {
    asks.OpenCase: _open_child,
    asks.TakeStep: _take_other,
    asks.ProceedTo: _proceed,
    asks.SetTimer: _set_timer,
    asks.Flag: _flag,
    asks.WantNumber: _want_number,
    asks.CloseQuestion: _close_question,
    asks.Tell: _nothing,
}
"""How an ask is carried out, by what it is; all others are of a book."""


def _drop_timers(work: Working) -> None:
    """A timer whose step no longer leads from where the case is goes in this commit."""
    definition, facts = work.case.definition, work.case.facts
    if facts.timers:
        facts.timers = {
            step: at
            for step, at in facts.timers.items()
            if step == AS_SOON_AS or definition.leads_from(step, facts.state)
        }


def _count(sheet: Worksheet, name: str) -> None:
    sheet.nested += 1
    if sheet.nested > LIMITS.nested_steps:
        raise BugError(f"one commit set off more than {LIMITS.nested_steps} steps; last {name}")
