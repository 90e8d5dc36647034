"""Looking: questions about what is in the store, answered from records and indexes.

Nothing here decides or writes.  A list found by an index may be a moment old.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from fbo.company.engine.firm import Firm
from fbo.company.engine.ops import Begin, Doing, Find, Get, Now
from fbo.company.engine.records import NEVER, balance_key, case_key, index_value, reveal, vault_key
from fbo.company.engine.worksheet import Worksheet
from fbo.company.filing import Filed
from fbo.kernel.document import Document
from fbo.kernel.errors import InputError, SchemaMismatch
from fbo.kernel.people import Department, Desk
from fbo.kernel.times import from_iso
from fbo.ports.storage import Key, Record, Scan
from fbo.workflow.definition import Definition
from fbo.workflow.elapsing import BREACH
from fbo.workflow.entries import Position
from fbo.workflow.handoff import AGREED, Handoff, shown
from fbo.workflow.outcome import Line
from fbo.workflow.process import Process
from fbo.workflow.timing import due_of

if TYPE_CHECKING:
    from fbo.company.company import Company

P = TypeVar("P", bound=Process[Any])
D = TypeVar("D", bound=Document)
T = TypeVar("T")
PAGE = 500


@dataclass(frozen=True, slots=True)
class OnDesk:
    """A case on a desk: when it is due, since when it waits, what the customer sees.

    `reached`: the highest percent that a clock which somebody waits for has been found at;
    `holder`: who holds it; `escalated`: why it is flagged, empty if it is not; `handoff`: the open
    hand-off that brought it, or asks the desk something while the case lies elsewhere.
    """

    desk: str
    case: str
    process: str
    state: str
    due: datetime | None
    since: datetime
    label: str
    holder: str = ""
    reached: int = 0
    escalated: str = ""
    handoff: Handoff | None = None

    @property
    def is_question(self) -> bool:
        """Whether the desk is only asked something; the case lies elsewhere."""
        return self.handoff is not None and bool(self.handoff.purpose)

    def is_late(self, now: datetime) -> bool:
        """Whether a clock that somebody waits for is over, or a question should be answered."""
        reached = self.reached >= BREACH and not self.is_question
        return reached or (self.due is not None and self.due < now)

    def is_left(self, now: datetime) -> bool:
        """Whether what is offered should have been accepted before now, and was not."""
        given = self.handoff
        if given is None or given.status != "offered":
            return False
        return given.accept_due is not None and given.accept_due < now


@dataclass(frozen=True, slots=True)
class Standing:
    """A balance, in the commodity's smallest unit."""

    posted: int
    available: int

    @property
    def held(self) -> int:
        """What is promised to somebody."""
        return self.posted - self.available


def case(company: "Company", id_: str) -> Doing[Process[Any] | None]:
    """A case by its id, as a handle."""
    now, commit = yield Begin()
    sheet = Worksheet(company.firm, now, commit, {}, company.handles)
    found = yield from sheet.case(id_)
    sheet.let_go()
    return None if found is None else company.hand_out(found.case)


def find(
    company: "Company", process: type[P], state: str, fields: Mapping[str, Any], limit: int
) -> Doing[list[P]]:
    """Cases by one index: a declared field if one is given, else the state."""
    _refuse_unknown_state(company, process.family, state)
    definition = company.firm.registry.process(process.family).definition
    index, value = _index_for(definition.document, process.family, fields)
    ranges = [(value, value + " ")]
    if not index:
        index, ranges = "process", _states(definition, state)

    def matching(records: list[Record]) -> Doing[list[P]]:
        cases: list[P] = []
        for record in records:
            if record.body.get("process") != process.family:
                continue
            handle: Any = yield from case(company, record.key[1])
            if handle is None or (state and handle.state.name != state):
                continue
            if all(_is(getattr(handle.document, name), wanted) for name, wanted in fields.items()):
                cases.append(handle)
        return cases

    found: list[P] = []
    for lo, hi in ranges:
        found += yield from _first(limit - len(found), index, lo, hi, matching)
    return found


def find_filed(kind: type[D], fields: Mapping[str, Any], limit: int) -> Doing[list[Filed[D]]]:
    """Documents on file by one index."""
    index, value = _index_for(kind, kind.__name__, fields)
    if not index:
        index, value = "kind", kind.__name__

    def matching(records: list[Record]) -> Doing[list[Filed[D]]]:
        mine = [record for record in records if record.body.get("kind") == kind.__name__]
        vaults: dict[Key, Record | None] = {}
        if kind.personal and mine:
            keys = tuple(vault_key(record.key[1]) for record in mine)
            vaults = dict(zip(keys, (yield Get(keys)), strict=True))
        filed: list[Filed[D]] = []
        for record in mine:
            vault = vaults.get(vault_key(record.key[1]))
            secrets = vault.body if vault is not None else None
            document = kind.load(reveal(kind, record.body["document"], secrets))
            if all(_is(getattr(document, name), wanted) for name, wanted in fields.items()):
                filed.append(Filed(record.key[1], document, record.version))
        return filed

    return (yield from _first(limit, index, value, value + " ", matching))


def worklist(company: "Company", where: Desk | Department, limit: int) -> Doing[list[OnDesk]]:
    """What lies on a desk or in a department, and what it is asked, by due date."""
    if not isinstance(where, Desk | Department):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InputError(f"{where!r} is neither a desk nor a department")
    desks = [where] if isinstance(where, Desk) else _desks_of(company.firm, where)
    rows: list[OnDesk] = []
    for desk in desks:
        found = yield from _scan("case", "desk", f"{desk.name}|", f"{desk.name}}}", limit)
        for value, record in found:
            row = _on_desk(company.firm, desk, record, value)
            if row.holder == "customer" and record.body.get("clocks") and not row.is_question:
                # A clock that is paused is due the later, the longer it is.
                handle = yield from case(company, row.case)
                due = row.due if handle is None else due_of(handle, (yield Now()))
                row = replace(row, due=due)
            rows.append(row)
    rows.sort(key=lambda row: (row.due is None, row.due or row.since, row.since, row.case))
    return rows[:limit]


def _on_desk(firm: Firm, desk: Desk, record: Record, value: str) -> OnDesk:
    """A row of a worklist; `value` is where the index has it: desk, due, and what is asked."""
    body = record.body
    due, _, purpose = value.partition("|")[2].partition("|")
    definition = firm.registry.process(body["process"]).definition
    state = definition.state(body["state"])
    clocks: Mapping[str, Any] = body.get("clocks", {})
    # What is met, and what stands still for being done, is nobody's worry.
    open_ones = [
        kept for kept in clocks.values() if "met" not in kept and not len(kept.get("stops", ())) % 2
    ]
    return OnDesk(
        desk.name,
        record.key[1],
        body["process"],
        state.name,
        None if due == NEVER else from_iso(due),
        from_iso(body["entered"]),
        state.label,
        body["held"][-1][1] if body.get("held") else "",
        max((kept.get("seen", 0) for kept in open_ones), default=0),
        body.get("escalated", {}).get("reason", ""),
        _handed(firm, definition, record, desk, purpose),
    )


def _handed(
    firm: Firm, definition: Definition, record: Record, desk: Desk, purpose: str
) -> Handoff | None:
    """The open hand-off to a desk, as its sender and its receiver see it in a list."""
    body = record.body.get("handoffs", {}).get(purpose)
    if body is None or body["to"] != desk.name:
        return None
    step = definition.steps.get(body["step"])
    agreed = AGREED if step is None else step.agreed
    return shown(body, record.key[1], purpose, agreed, firm.calendar)


def history(id_: str) -> Doing[tuple[Line, ...]]:
    """All lines of a case: older ones from their pages, then those in its record."""
    (record,) = yield Get((case_key(id_),))
    if record is None:
        raise LookupError(f"there is no case {id_}")
    pages = yield Get(
        tuple(("history", f"{id_}|{number}") for number in range(record.body.get("pages", 0)))
    )
    older = [line for page in pages for line in page.body["lines"]]
    return tuple(Line(*line) for line in (*older, *record.body.get("history", ())))


def balance(position: Position) -> Doing[Standing]:
    """A balance as it is now."""
    posted, available = yield Get((balance_key(position.posted), balance_key(position.available)))
    return Standing(_figure(posted), _figure(available))


def refuse_unknown_states(firm: Firm) -> Doing[None]:
    """Raise `SchemaMismatch` for states in the store that no process of the company declares.

    They are found by skipping ahead in the index, a page of one a state.
    """
    unknown: list[str] = []
    after = ""
    while page := (yield Find(Scan("case", "process", lo=after, limit=1))):
        value = page[0].value
        family, _, state = value.partition(".")
        try:
            firm.registry.process(family).definition.state(state)
        except SchemaMismatch:
            unknown.append(value)
        after = value + " "
    if unknown:
        raise SchemaMismatch(
            f"the store has cases in {', '.join(unknown)}",
            "give the company the process, or name the state: State(…, was=(…,))",
        )


def _is(value: object, wanted: object) -> bool:
    """Whether a field has a value, or is found by it among others."""
    return value == wanted or (isinstance(value, tuple) and wanted in value)


def _figure(record: Record | None) -> int:
    return 0 if record is None else int(record.body["balance"])


def _index_for(kind: type[Document], name: str, fields: Mapping[str, Any]) -> tuple[str, str]:
    for field, wanted in fields.items():
        if field in kind.indexed and wanted is not None:
            return field, index_value(name, wanted)
        if field not in kind.model_fields:
            raise InputError(f"{kind.__name__} has no field {field}")
    if fields:
        raise InputError(f"none of {', '.join(fields)} is indexed in {kind.__name__}")
    return "", ""


def _desks_of(firm: Firm, department: Department) -> list[Desk]:
    desks = {
        desk.name: desk
        for process in firm.registry.processes.values()
        for desk in process.definition.desks()
        if desk.department == department
    }
    return list(desks.values())


def _refuse_unknown_state(company: "Company", family: str, state: str) -> None:
    """A state that is misspelt has no cases, which is no answer."""
    definition = company.firm.registry.process(family).definition
    if state and state not in definition.states:
        raise InputError(f"{family} has no state {state}; it has {', '.join(definition.states)}")


def _states(definition: Definition, state: str) -> list[tuple[str, str]]:
    """Where the index has the cases of a process: all of them, or those of one state."""
    family = definition.family
    if not state:
        return [(f"{family}.", f"{family}.~")]
    names = [state, *(former for former, name in definition.former.items() if name == state)]
    return [(f"{family}.{name}", f"{family}.{name} ") for name in names]


def _first(
    limit: int,
    index: str,
    lo: str,
    hi: str,
    matching: Callable[[list[Record]], Doing[list[T]]],
) -> Doing[list[T]]:
    """The first that match, page by page, until there are enough or no more."""
    found: list[T] = []
    after = ("", "")
    while len(found) < limit:
        # A few more than are wanted, for some of them may not match.
        size = min(PAGE, limit - len(found) + 20)
        page = yield Find(Scan("case", index, lo, hi, after, size))
        found += yield from matching([one.record for one in page])
        if len(page) < size:
            break
        after = page[-1].place
    return found[: max(limit, 0)]


def _scan(kind: str, index: str, lo: str, hi: str, limit: int) -> Doing[list[tuple[str, Record]]]:
    """Pages of an index, until enough or all."""
    found: list[tuple[str, Record]] = []
    after = ("", "")
    while len(found) < limit:
        page = yield Find(Scan(kind, index, lo, hi, after, min(PAGE, limit - len(found))))
        found += [(one.value, one.record) for one in page]
        if len(page) < PAGE:
            return found
        after = page[-1].place
    return found
