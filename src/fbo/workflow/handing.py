"""Handing over: what a step does to the hand-offs of its case.

Every step that takes a case to another desk closes the hand-off that brought it and offers a new
one; the first step taken where it came to accepts it; a step that names missing fields returns it.
A step that asks another desk offers a consultation, the step that answers closes it.  Nobody calls
this but whoever carries out a step; a process only declares.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fbo.kernel.document import Document, Form
from fbo.kernel.errors import Reason
from fbo.kernel.people import SYSTEM, Actor, Desk
from fbo.workflow.handoff import (
    AGREED,
    CARRIES,
    Body,
    Event,
    Handoff,
    Incomplete,
    fold,
    shown,
    status_of,
)
from fbo.workflow.step import Step

if TYPE_CHECKING:
    from fbo.workflow.definition import Definition
    from fbo.workflow.process import Process


def sits_at(actor: Actor, desk: Desk | None) -> bool:
    """Whether somebody works at a desk; the system works at all of them."""
    if desk is None:
        return False
    return SYSTEM in actor.roles or any(desk in role.desks for role in actor.roles)


def after_step(
    case: "Process[Any]",
    step: Step[Any],
    form: Form | None,
    actor: Actor,
    here: Desk | None,
    number: int,
    at: str,
) -> list[Event]:
    """The case has taken a step from the desk `here`: what became of its hand-offs.

    `number` tells the hand-offs of a case apart, `at` is the instant.
    """
    events = [*_carried(case, step, form, actor, here, number)]
    if step.answers is not None:
        events[:0] = _answered(case, step.answers.name)
    if step.asks is not None:
        events += _asked(case, step, actor, number)
    for event in events:
        fold(case.facts.handoffs, event, at)
    return events


def after_opening(
    case: "Process[Any]", actor: Actor, source: Desk | None, number: int, at: str
) -> list[Event]:
    """A case was opened, from the desk `source` or by somebody: it may be a hand-off itself."""
    there = case.state.desk_of(case.document)
    if there is None or not case.state.held_by(case.document):
        return []
    if source is None and sits_at(actor, there):
        return []
    source = source or next((desk for role in actor.roles for desk in role.desks), None)
    if source is None or source == there:
        return []
    event = _offer("open", CARRIES, source, there, number)
    fold(case.facts.handoffs, event, at)
    return [event]


def why_not(case: "Process[Any]", step: Step[Any], form: Form | None) -> Iterator[Reason]:
    """Why a step cannot ask, answer, or send back what it does; nothing: it can."""
    handoffs = case.facts.handoffs
    asked = handoffs.get(step.name) if step.asks is not None else None
    if asked is not None and status_of(asked) != "returned":
        yield Reason(
            "already_asked",
            f"{asked['to']} has been asked already",
            {"desk": asked["to"]},
            way_out="wait for the answer, or withdraw the question",
        )
    if step.answers is not None and step.answers.name not in handoffs:
        yield Reason("no_open_question", "nothing has been asked", way_out="ask first")
    if isinstance(form, Incomplete):
        if step.name == "return_incomplete" and not form.missing:
            yield Reason(
                "nothing_missing",
                "it does not say which fields are missing",
                way_out="name the fields that are missing",
            )
        yield from unknown_fields(case, form)


def unknown_fields(case: "Process[Any]", why: Incomplete) -> Iterator[Reason]:
    """What is named as missing and is no field of the document."""
    fields = case.definition.document.model_fields
    unknown = [name for name in why.missing if name not in fields]
    if unknown:
        yield Reason(
            "unknown_field",
            f"{', '.join(unknown)} is no field of {case.definition.document.__name__}",
            {"fields": unknown},
            way_out="name the fields that are missing",
        )


def _answered(case: "Process[Any]", purpose: str) -> Iterator[Event]:
    asked = case.facts.handoffs.get(purpose)
    if asked is not None:
        yield _became("done", asked, purpose)


def _carried(
    case: "Process[Any]",
    step: Step[Any],
    form: Form | None,
    actor: Actor,
    here: Desk | None,
    number: int,
) -> Iterator[Event]:
    state = case.state
    if state.ended:
        yield from _ended(case, step, actor, here)
        return
    there = state.desk_of(case.document)
    carrying = case.facts.handoffs.get(CARRIES)
    if there == here:
        if carrying is not None and status_of(carrying) == "offered" and _does(actor, here, step):
            yield _became("accepted", carrying)
    elif carrying is not None and isinstance(form, Incomplete) and form.missing:
        yield {
            **_became("returned", carrying),
            "missing": list(form.missing),
            "reason": form.reason,
        }
    elif carrying is not None and _is_taken_again(carrying, there):
        yield _offer_again(carrying, step)
    else:
        if carrying is not None:
            status = status_of(carrying)
            yield _became("cancelled" if status == "returned" else "done", carrying)
        source = here or _desk_of(actor, step)
        if there is not None and source is not None and source != there:
            yield _offer(step.name, CARRIES, source, there, number, auto=step.agreed.accept is None)


def _ended(
    case: "Process[Any]", step: Step[Any], actor: Actor, here: Desk | None
) -> Iterator[Event]:
    """What carried the case is done if its desk ended it; what is still asked needs no answer."""
    for purpose, body in case.facts.handoffs.items():
        if step.answers is not None and purpose == step.answers.name:
            continue
        done = purpose == CARRIES and status_of(body) != "returned" and _does(actor, here, step)
        yield _became("done" if done else "cancelled", body, purpose)


def _does(actor: Actor, desk: Desk | None, step: Step[Any]) -> bool:
    """Whether a step is work of the desk: of who sits there, or has the competence for it."""
    return sits_at(actor, desk) or (step.competence is not None and step.competence.is_of(actor))


def _asked(case: "Process[Any]", step: Step[Any], actor: Actor, number: int) -> Iterator[Event]:
    asked = step.asks_of(case.document)
    if asked is None or case.state.ended:
        return
    returned = case.facts.handoffs.get(step.name)
    if returned is not None:
        yield {**_offer_again(returned, step), "purpose": step.name}
        return
    source = _desk_of(actor, step) or case.state.desk_of(case.document)
    if source is None or source == asked:
        source = case.definition.initial.desk_of(case.document) or asked
    yield _offer(step.name, step.name, source, asked, number, auto=step.agreed.accept is None)


def _is_taken_again(carrying: Body, there: Desk | None) -> bool:
    """Whether a hand-off that was returned is offered to the same desk once more."""
    returned = status_of(carrying) == "returned"
    return returned and there is not None and carrying["to"] == there.name


def _desk_of(actor: Actor, step: Step[Any]) -> Desk | None:
    """The desk at which somebody sits who may take the step."""
    desks = (desk for role in step.by if role in actor.roles for desk in role.desks)
    return next(desks, None)


def _offer(
    step: str, purpose: str, source: Desk, desk: Desk, number: int, *, auto: bool = False
) -> Event:
    event: Event = {"did": "offered", "id": number, "step": step}
    if purpose:
        event["purpose"] = purpose
    event["from"], event["to"] = source.name, desk.name
    if source.office != desk.office:
        event["crosses"] = True
    if auto:
        event["auto"] = True
    return event


def _offer_again(body: Body, step: Step[Any]) -> Event:
    event: Event = {"did": "offered", "id": body["id"]}
    if step.agreed.accept is None:
        event["auto"] = True
    return event


def _became(did: str, body: Body, purpose: str = CARRIES) -> Event:
    event: Event = {"did": did, "id": body["id"]}
    if purpose:
        event["purpose"] = purpose
    return event


def close_question(case: "Process[Any]", purpose: str, at: str) -> list[Event]:
    """Nobody need answer any more what was asked for a purpose; nothing where nothing is open."""
    asked = case.facts.handoffs.get(purpose)
    if asked is None:
        return []
    event = _became("cancelled", asked, purpose)
    fold(case.facts.handoffs, event, at)
    return [event]


def open_handoff(case: "Process[Any]", purpose: str = CARRIES) -> Handoff:
    """An open hand-off of a case, with its checklist and its packet as they are now.

    Raises `LookupError` where none is open for the purpose.
    """
    body = case.facts.handoffs.get(purpose)
    if body is None:
        asked = f" for {purpose}" if purpose else ""
        raise LookupError(f"no hand-off{asked} is open")
    step = case.definition.steps.get(body["step"])
    if step is None:
        return shown(body, case.id, purpose, AGREED, case.calendar)
    fields = case.definition.document.model_fields
    document: Document = case.document
    hidden = () if sees_restricted(case.definition, body["to"]) else document.restricted
    return shown(
        body,
        case.id,
        purpose,
        step.agreed,
        case.calendar,
        checklist=[(n, bool(getattr(case.document, n))) for n in step.checklist if n in fields],
        packet={
            n: getattr(case.document, n) for n in step.packet if n in fields and n not in hidden
        },
    )


def sees_restricted(definition: "Definition", desk: str) -> bool:
    """Whether a desk may see what the document restricts: one of the department it begins with."""
    home = {each.department for each in definition.initial.desks}
    return any(each.name == desk and each.department in home for each in definition.desks())
