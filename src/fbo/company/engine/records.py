"""Records: how a case, its vault and its index values are written down, and read again.

One case is one record, whatever its process; a document without a process is the same record
without a state.  Values of personal fields stand in the vault record beside it, and only a salted
commitment to each stands in the case and in the journal.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, cast

from fbo.kernel.document import Document
from fbo.kernel.json import Json, canonical
from fbo.kernel.limits import LIMITS
from fbo.kernel.numbers import Number
from fbo.kernel.times import iso
from fbo.ports.storage import Key
from fbo.workflow.definition import Definition
from fbo.workflow.entries import Counter
from fbo.workflow.facts import Facts
from fbo.workflow.handing import open_handoff
from fbo.workflow.handoff import CARRIES
from fbo.workflow.outcome import Line
from fbo.workflow.process import Process
from fbo.workflow.timing import due_and_next_of

HISTORY_LINES = LIMITS.history_lines
PAGE_LINES = 50
NEVER = "9999"


def case_key(id_: str) -> Key:
    """Where a case or a filed document is kept."""
    return ("case", id_)


def vault_key(id_: str) -> Key:
    """Where the personal values of a case are kept."""
    return ("pii", id_)


def balance_key(counter: Counter) -> Key:
    """Where a balance is kept."""
    return ("balance", "|".join(counter))


def unique_key(document: type[Document], field: str, value: object) -> Key:
    """The record that claims a unique value."""
    return ("uniq", _key_of(f"{document.__name__}.{field}", value))


def unique_keys(document: type[Document], field: str, value: Any) -> tuple[Key, ...]:
    """The records that claim a field's value: one, none for `None`, one each for several."""
    values = () if value is None else _each(value)
    return tuple(unique_key(document, field, each) for each in values)


def reveal(
    document: type[Document], body: Mapping[str, Any], vault: Mapping[str, Any] | None
) -> Mapping[str, Any]:
    """A stored document with the values of its personal fields put back from the vault."""
    if not document.personal or vault is None:
        return body
    values = vault["values"]
    return {**body, **{name: values[name] for name in document.personal if name in values}}


def conceal(
    document: type[Document],
    body: dict[str, Json],
    vault: Mapping[str, Any],
    salt: str,
) -> tuple[dict[str, Json], dict[str, Json]]:
    """The body with commitments in place of personal values, and the vault with the values.

    A value that has not changed keeps its salt, and so its commitment.  The commitment is
    HMAC-SHA256 over the canonical JSON of the value: once the salt is erased nobody can guess it.
    """
    values: dict[str, Json] = {}
    salts: dict[str, Json] = {}
    old_values, old_salts = vault.get("values", {}), vault.get("salts", {})
    for name in document.personal:
        if name not in body:
            continue
        value = body[name]
        same = name in old_values and old_values[name] == value
        values[name] = value
        salts[name] = old_salts[name] if same else salt
        body[name] = {"sealed": commitment(str(salts[name]), name, value)}
    return body, {"values": values, "salts": salts}


def commitment(salt: str, field: str, value: Json) -> str:
    """What stands for a personal value."""
    return hmac.digest(salt.encode(), canonical([field, value]), "sha256").hex()


def facts_from(definition: Definition, body: Mapping[str, Any]) -> Facts:
    """The facts of a case from its record; the caller's own, to change."""
    parent = body.get("parent")
    return Facts(
        state=definition.state(body["state"]).name,
        entered=body.get("entered", ""),
        parent=(parent[0], parent[1]) if parent else None,
        owner=body.get("owner", ""),
        children={family: tuple(ids) for family, ids in body.get("children", EMPTY).items()},
        holds=dict(body.get("holds", EMPTY)),
        timers=dict(body.get("timers", EMPTY)),
        came_from=dict(body.get("from", EMPTY)),
        handoffs=dict(body.get("handoffs", EMPTY)),
        taken={step: tuple(people) for step, people in body.get("taken", EMPTY).items()},
        shown=list(body.get("shown", ())),
        once=list(body.get("once", ())),
        held=tuple((since, holder) for since, holder in body.get("held", ())),
        clocks=dict(body.get("clocks", EMPTY)),
        escalated=dict(body.get("escalated", EMPTY)),
    )


def facts_body(facts: Facts) -> dict[str, Any]:
    """The facts as the record keeps them, without what is empty."""
    values = _FACTS_OF(facts)
    return dict(compress(zip(_FACTS.values(), values, strict=True), values))


_FACTS: Final = {
    "state": "state",
    "entered": "entered",
    "owner": "owner",
    "parent": "parent",
    "children": "children",
    "holds": "holds",
    "timers": "timers",
    "came_from": "from",
    "handoffs": "handoffs",
    "taken": "taken",
    "shown": "shown",
    "once": "once",
    "held": "held",
    "clocks": "clocks",
    "escalated": "escalated",
}
"""What the record calls each fact."""

_FACTS_OF: Final = attrgetter(*_FACTS)


def lines(body: Mapping[str, Any]) -> tuple[Line, ...]:
    """The history of a case's record."""
    return tuple(Line(*line) for line in body.get("history", ()))


def case_index(case: Process[Any]) -> dict[str, tuple[Any, ...]]:
    """Under which values a case is found: desk, due, process, parent, and its declared fields.

    `due` is the first instant at which there is something to do: a timer, a clock's threshold.
    """
    facts, state = case.facts, case.state
    index = document_index(case.family, case.document)
    index["process"] = (f"{case.family}.{state.name}",)
    due, instants = None, list(facts.timers.values())
    if not state.ended:
        due, following = due_and_next_of(case)
        if following is not None:
            instants.append(iso(following))
        desk = state.desk_of(case.document)
        if desk is not None and state.held_by(case.document):
            index["desk"] = (f"{desk.name}|{NEVER if due is None else iso(due)}",)
        if facts.handoffs:
            index["desk"] = (*index.get("desk", ()), *_asked_desks(case))
    if instants:
        index["due"] = (min(instants),)
    if facts.parent:
        index["parent"] = (facts.parent[1],)
    return index


def _asked_desks(case: Process[Any]) -> Iterator[str]:
    """Where else a case lies: on each desk that is asked something, under what it is asked."""
    for purpose in case.facts.handoffs:
        if purpose == CARRIES:
            continue
        asked = open_handoff(case, purpose)
        if asked.status != "returned":
            yield f"{asked.desk}|{NEVER if asked.due is None else iso(asked.due)}|{purpose}"


def document_index(kind: str, document: Document) -> dict[str, tuple[Any, ...]]:
    """The index values of the fields a document declares."""
    index: dict[str, tuple[Any, ...]] = {}
    for name in document.indexed:
        value = getattr(document, name)
        if type(value) is str:
            index[name] = (_key_of(kind, value),)
        elif isinstance(value, Number):
            index[name] = (value,)
        elif value is not None:
            index[name] = tuple([index_value(kind, each) for each in _each(value)])
    return index


def _each(value: object) -> Sequence[object]:
    """The values of a field that has several, or its one."""
    return cast("Sequence[object]", value) if isinstance(value, (tuple, list)) else (value,)


def index_value(kind: str, value: object) -> str:
    """How a field's value is found; a number has twelve digits, so that it sorts."""
    return f"{value:012d}" if isinstance(value, int) else _key_of(kind, value)


def _key_of(prefix: str, value: object) -> str:
    """A value, behind what it is a value of; by its hash where both would be too long for a key."""
    key = f"{prefix}:{value}"
    if len(key) <= LIMITS.store_key:
        return key
    return f"{prefix}:sha256:{hashlib.sha256(str(value).encode()).hexdigest()}"


EMPTY: Mapping[str, Any] = MappingProxyType({})
