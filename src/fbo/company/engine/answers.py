"""Answers: what a call is remembered by, so that the same key gives the same answer.

The record stands in the commit of the call itself.  Keys are scoped by actor: nobody replays
another's.  A refusal is remembered too.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from fbo.company.engine.known import Memory
from fbo.company.engine.shortages import reason_of
from fbo.kernel.document import Form
from fbo.kernel.errors import (
    DutyConflict,
    FboError,
    IdempotencyMismatch,
    Insufficient,
    NotAllowed,
    Reason,
    RuleError,
    StepRefused,
)
from fbo.kernel.json import Json, canonical
from fbo.kernel.people import Actor
from fbo.kernel.text import store_key
from fbo.ports.storage import Key, Put
from fbo.workflow.outcome import Outcome

REFUSALS: Mapping[str, type[StepRefused]] = {
    "StepRefused": StepRefused,
    "NotAllowed": NotAllowed,
    "DutyConflict": DutyConflict,
}


RETENTION = timedelta(days=30)
"""How long an answer is kept at the least."""


def idempotency_key(actor: Actor, key: str) -> Key:
    """Where the answer to a key is kept: under a digest, whatever an id or a key is made of.

    So two actors never share a place, and nothing that was typed stands in the name of a record.
    Raises `InvalidText`, `LimitExceeded` for what is no key.
    """
    named = canonical([actor.id, store_key(key)])
    return ("idem", hashlib.sha256(named).hexdigest())


def answered(place: Key, body: Mapping[str, Any], now: datetime) -> Put:
    """The record of what a key was answered, found by the day after which nobody asks for it."""
    day = (now + RETENTION).date().isoformat()
    return Put(place, {**body, "until": day}, 0, {"until": (day,)})


def fingerprint(family: str, step: str, case: str, form: Form | None, digest: str) -> str:
    """What must be the same when a key comes again: never the time, never a `repr`."""
    body = None if form is None else form.model_dump(mode="json")
    return hashlib.sha256(canonical([family, step, case, body, digest])).hexdigest()


def content(*parts: Json) -> str:
    """What a call brings besides a form, as a digest: another document is another request."""
    return hashlib.sha256(canonical(list(parts))).hexdigest()


def remembered(outcome: Outcome, request: str) -> dict[str, Any]:
    """The record of an answer.  Legal numbers are filled in when the store seals it."""
    return {
        "request": request,
        "answer": {
            "step": outcome.step,
            "case": outcome.case,
            "was": outcome.was,
            "now": outcome.now,
            "opened": list(outcome.opened),
            "numbers": {series: list(given) for series, given in outcome.numbers.items()},
            "next_steps": list(outcome.next_steps),
        },
    }


def remembered_refusal(refusal: StepRefused, request: str) -> dict[str, Any]:
    """The record of a refusal."""
    return {
        "request": request,
        "refused": type(refusal).__name__,
        "step": refusal.step,
        "reasons": [reason_json(reason) for reason in refusal.reasons],
    }


def recall(body: Mapping[str, Any], request: str, key: str, version: int) -> Outcome:
    """The answer a key had.

    Raises the refusal it had, and `IdempotencyMismatch` for another request.
    """
    if body["request"] != request:
        raise IdempotencyMismatch(key)
    if "refused" in body:
        reasons = tuple(Reason(**reason) for reason in body["reasons"])
        raise REFUSALS.get(body["refused"], StepRefused)(body["step"], reasons)
    answer = body["answer"]
    return Outcome(
        answer["step"],
        answer["case"],
        answer["was"],
        answer["now"],
        tuple(answer["opened"]),
        {series: tuple(given) for series, given in answer["numbers"].items()},
        tuple(answer["next_steps"]),
        version,
    )


def reason_json(reason: Reason) -> dict[str, Any]:
    """A reason as JSON, without what a person has said."""
    return {
        "code": reason.code,
        "sentence": reason.sentence,
        "facts": dict(reason.facts),
        "way_out": reason.way_out,
    }


def as_refusal(step: str, error: RuleError, memory: Memory) -> StepRefused:
    """A rule error as the refusal of a step: each fact a reason, in the words of the business."""
    if isinstance(error, StepRefused):
        return error
    if isinstance(error, Insufficient):
        return StepRefused(step, tuple(reason_of(s, memory) for s in error.shortages))
    return StepRefused(step, (Reason(_code(error), str(error)),))


def _code(error: FboError) -> str:
    return error.code
