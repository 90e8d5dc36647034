"""Comparing: one record with what the journal says it must be.

Each function yields its faults as `(check, field, sentence)`.  A fault names the place and both
values in short; of a person nothing is told, since personal values stand sealed in records and
journal alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from fbo.company.engine.firm import Firm
from fbo.company.engine.records import (
    case_index,
    commitment,
    document_index,
    facts_body,
    facts_from,
    reveal,
)
from fbo.company.verifying.expected import ExpectedCase
from fbo.kernel.document import Document
from fbo.kernel.errors import InputError, SchemaMismatch
from fbo.kernel.json import canonical, encode, parse_trusted
from fbo.ports.storage import Record

Fault: TypeAlias = tuple[str, str, str]
"""Which check failed, in which field, and in what way."""

DOCUMENTS = "documents"
STATES = "states"
FAMILIES = "parents and children"
HOLDS = "holds"
TIMERS = "timers"
HANDOFFS = "hand-offs"
HISTORIES = "histories"
VAULT = "personal values"
INDEXES = "indexes"

_OF: Mapping[str, str] = {
    "parent": FAMILIES,
    "children": FAMILIES,
    "holds": HOLDS,
    "timers": TIMERS,
    "handoffs": HANDOFFS,
}
_APART = ("document", "history", "pages")
_SHORT = 60


def case_faults(expected: ExpectedCase, body: Mapping[str, Any]) -> Iterator[Fault]:
    """What of a record's body, without its history, is not as the journal says."""
    yield from _different(DOCUMENTS, "document.", expected.document, body.get("document", {}))
    rest: dict[str, Any] = {"seq": expected.seq}
    if expected.family:
        facts: dict[str, Any] = parse_trusted(encode(facts_body(expected.facts)))
        rest |= {"process": expected.family, **facts}
    else:
        rest["kind"] = expected.kind
    stored = {name: value for name, value in body.items() if name not in _APART}
    for _, name, sentence in _different("", "", rest, stored):
        yield _OF.get(name, STATES), name, sentence


def history_faults(
    expected: ExpectedCase, body: Mapping[str, Any], pages: Sequence[Record | None]
) -> Iterator[Fault]:
    """Whether all lines are there, in the record and in the pages of older ones."""
    lines: list[Any] = []
    for number, page in enumerate(pages):
        if page is None:
            yield HISTORIES, f"history page {number}", "it is missing"
            return
        lines += page.body["lines"]
    lines += body.get("history", [])
    for number, (was, now) in enumerate(zip(expected.history, lines, strict=False), start=1):
        if was != now:
            yield HISTORIES, f"history line {number}", _says(was, now)
            return
    if len(lines) != len(expected.history):
        yield HISTORIES, "history", _says(f"{len(expected.history)} lines", f"{len(lines)} lines")


def vault_faults(document: Mapping[str, Any], vault: Record | None) -> Iterator[Fault]:
    """Whether each personal value is the one the journal has sealed, and none is beside."""
    sealed = {name: value["sealed"] for name, value in document.items() if is_sealed(value)}
    values: Mapping[str, Any] = vault.body["values"] if vault is not None else {}
    salts: Mapping[str, Any] = vault.body["salts"] if vault is not None else {}
    for name in sorted(sealed.keys() | values.keys()):
        if name not in sealed:
            yield VAULT, name, "the journal knows nothing of it"
        elif name not in values:
            yield VAULT, name, "it is missing"
        elif commitment(str(salts.get(name)), name, values[name]) != sealed[name]:
            yield VAULT, name, "it is not what the journal has sealed"


def index_faults(
    firm: Firm, kinds: Mapping[str, type[Document]], record: Record, vault: Record | None
) -> Iterator[Fault]:
    """Whether a record is to be found under exactly what it says.

    What belongs to a process or a kind that is not known here is taken as it is.
    """
    try:
        index = _index(firm, kinds, record, vault)
    except (SchemaMismatch, InputError) as fault:
        yield DOCUMENTS, "document", str(fault)
        return
    if index is None:
        return
    for _, name, sentence in _different("", "", index, record.index):
        yield INDEXES, f"index {name}", sentence


def is_sealed(value: object) -> bool:
    """Whether a value of a document stands for a personal one."""
    return isinstance(value, dict) and value.keys() == {"sealed"}


def _index(
    firm: Firm, kinds: Mapping[str, type[Document]], record: Record, vault: Record | None
) -> Mapping[str, Any] | None:
    body = record.body
    values = vault.body if vault is not None else None
    if "process" not in body:
        kind = kinds.get(body["kind"])
        if kind is None:
            return None
        document = kind.load(reveal(kind, body["document"], values))
        return {"kind": (kind.__name__,), **document_index(kind.__name__, document)}
    process = firm.registry.processes.get(body["process"])
    if process is None:
        return None
    definition = process.definition
    case = process(definition.document.load(reveal(definition.document, body["document"], values)))
    case.facts = facts_from(definition, body)
    case.calendar, case.policies = firm.calendar, firm.policies
    return case_index(case)


def _different(
    check: str, prefix: str, expected: Mapping[str, Any], stored: Mapping[str, Any]
) -> Iterator[Fault]:
    for name in sorted(expected.keys() | stored.keys()):
        was, now = expected.get(name), stored.get(name)
        if was != now and canonical(was) != canonical(now):
            yield check, f"{prefix}{name}", _says(was, now)


def _says(was: object, now: object) -> str:
    expected, stored = (_first_difference(was, now), _first_difference(now, was))
    return f"the journal says {expected}, the record says {stored}"


def _first_difference(one: object, other: object) -> str:
    """A value in short, from a little before where it begins to differ from another."""
    if one is None:
        return "nothing"
    text, against = (canonical(value).decode() for value in (one, other))
    pairs = enumerate(zip(text, against, strict=False))
    first = next((place for place, (a, b) in pairs if a != b), 0)
    begin = max(first - _SHORT // 2, 0)
    part = text[begin : begin + _SHORT]
    return ("…" if begin else "") + part + ("…" if begin + _SHORT < len(text) else "")
