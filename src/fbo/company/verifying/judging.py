"""Judging: the records of a company against the fold of its journal, a part at a time.

A record that somebody has written since the fold is no fault: the fold is taken on to where the
journal is now, and the record judged again.  What the store cannot decode is a fault like any
other.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil
from typing import Any, TypeAlias

from fbo.company.engine.firm import Firm
from fbo.company.engine.records import case_key, unique_keys, vault_key
from fbo.company.verifying import comparing
from fbo.company.verifying.audit import NOT_DECODED, PAGE, Findings, Reader
from fbo.company.verifying.expected import ExpectedCase, Part
from fbo.kernel.document import Document
from fbo.kernel.errors import Corrupt
from fbo.kernel.json import canonical
from fbo.ports.chain import BEGINNING, Anchor, verify_end, verify_entries
from fbo.ports.storage import Entry, Key, Record, StorePort

JOURNAL = "journal"
HEAD = "head"
BALANCES = "balances"
NUMBERS = "numbers"
UNIQUE = "unique values"
MESSAGES = "messages"
POLICIES = "policies"
ANSWERS = "answers"

ENTRIES_A_PART = 100_000
"""So many entries make a part: what is folded of them stays in memory at once."""

_ROUNDS = 10
_INDEXES = frozenset({"desk", "due", "kind", "parent", "process"})
_MISSING = "it is missing"

Faults: TypeAlias = Iterator[tuple[str, str, str]]
"""Check, place and sentence of each."""


class Judge:
    """Judges one space of a store."""

    def __init__(self, store: StorePort, firm: Firm, findings: Findings) -> None:
        self._reader = Reader(store, firm.space)
        self._firm = firm
        self._findings = findings
        self._kinds = _kinds_by_name()

    def judge(self, anchors: Sequence[Anchor]) -> None:
        """Everything.  Raises `Corrupt` where the store itself is damaged."""
        self._reader.look()
        parts = max(1, ceil(self._reader.head.seq / ENTRIES_A_PART))
        for number in range(parts):
            part = Part(number, parts)
            if number == 0:
                try:
                    self._journal(part, anchors)
                except Corrupt as fault:
                    # Nothing can be said about records by a journal that is not the one written.
                    self._findings.fault(JOURNAL, fault.at, fault.reason)
                    return
                self._numbers(part)
                self._settle(part, POLICIES, ["current"], _policies_key, self._policies)
                self._settle(part, MESSAGES, list(part.messages.waiting), _message, self._waits)
                self._settle(part, MESSAGES, list(part.messages.dead), _dead, self._waits)
                self._outbox(part)
                self._answers()
            else:
                self._catch_up(part)
            self._settle(part, BALANCES, list(part.balances.all), _balance, self._balance)
            cases = list(part.cases.all)
            self._settle(part, comparing.DOCUMENTS, cases, _case_and_vault, self._case)
            self._unique(part)
            self._indexes(part)

    # --- the journal ----------------------------------------------------------------------------

    def _journal(self, part: Part, anchors: Sequence[Anchor]) -> None:
        """The chain link by link, up to where the head says it ends; folded on the way."""
        reader = self._reader

        def folded() -> Iterator[Entry]:
            for entry in reader.log(0):
                yield entry
                # Behind the link: it has been found good when the next is asked for.
                part.see(entry)

        end = verify_entries(folded(), after=BEGINNING, anchors=anchors)
        self._findings.count(JOURNAL, end.seq)
        head = reader.head
        if end.seq < head.seq:
            raise Corrupt(f"entry {end.seq + 1}", f"it is missing: the head says {head.seq}")
        verify_end(end, anchors)
        self._findings.count(HEAD)
        if end.hash != head.hash:
            self._findings.fault(HEAD, "head", "its hash is not that of the last entry")
        if reader.goes_on() and not reader.look():
            raise Corrupt(f"entry {head.seq + 1}", "it stands behind the end of the journal")
        self._catch_up(part, look=False)

    def _catch_up(self, part: Part, *, look: bool = True) -> bool:
        """Take the fold on to where the journal ends now; whether it has moved."""
        moved = self._reader.look() if look else True
        for entry in self._reader.log(part.seen):
            part.see(entry)
        return moved

    def _numbers(self, part: Part) -> None:
        """Each series without a gap, each number once, and the head knows where each stands."""
        numbers = part.numbers
        self._findings.count(NUMBERS, numbers.given)
        if numbers.fault is not None:
            self._findings.fault(NUMBERS, *numbers.fault)
        stored = self._reader.head.series
        for series in sorted(stored.keys() | numbers.last.keys()):
            was = (numbers.last.get(series, 0), numbers.day.get(series, ""))
            now = stored.get(series, (0, ""))
            if was != now:
                sentence = f"the journal has come to {_spelled(was)}, the head says {_spelled(now)}"
                self._findings.fault(NUMBERS, f"head, series {series}", sentence)

    # --- record by record -----------------------------------------------------------------------

    def _settle(
        self,
        part: Part,
        check: str,
        names: list[str],
        keys: "Callable[[str], tuple[Key, ...]]",
        judge: "Callable[[Part, str, list[Record | None]], Faults]",
    ) -> None:
        """Judge by name; what was written since the fold again, after the fold has caught up."""
        for _ in range(_ROUNDS):
            later: list[str] = []
            for first in range(0, len(names), PAGE):
                page = names[first : first + PAGE]
                found = self._reader.get([key for name in page for key in keys(name)])
                for name in page:
                    records = [found[key] for key in keys(name)]
                    if not self._judged(part, check, keys(name)[0], records, name, judge):
                        later.append(name)
            if later and not self._catch_up(part):
                for name in later:
                    at, sentence = (
                        " ".join(keys(name)[0]),
                        "its version is not one of the journal's",
                    )
                    self._findings.fault(check, at, sentence)
                return
            names = later

    def _judged(
        self,
        part: Part,
        check: str,
        key: Key,
        records: list[Record | None],
        name: str,
        judge: "Callable[[Part, str, list[Record | None]], Faults]",
    ) -> bool:
        """Judge one; whether it could be, since nobody has written it meanwhile."""
        rev = self._reader.head.rev
        if any(record is not None and record.version > rev for record in records):
            return False
        at = " ".join(key)
        try:
            faults = list(judge(part, name, records))
        except NOT_DECODED:
            faults = [(check, "", "it cannot be decoded")]
        if faults and None in records and self._reader.has_moved():
            # It may have come, or gone, with a commit behind the fold.
            return False
        for of, where, message in faults:
            self._findings.fault(of, f"{at}, {where}" if where else at, message)
        return True

    def _case(self, part: Part, id_: str, records: list[Record | None]) -> Faults:
        expected, (record, vault) = part.cases.all[id_], records
        if record is None:
            yield comparing.DOCUMENTS, "", _MISSING
            return
        body = record.body
        pages = [("history", f"{id_}|{number}") for number in range(body.get("pages", 0))]
        yield from comparing.case_faults(expected, body)
        found = self._reader.get(pages) if pages else {}
        yield from comparing.history_faults(expected, body, [found[key] for key in pages])
        yield from comparing.vault_faults(expected.document, vault)
        part.rows[id_] = (record.version, record.index)
        firm = part.policies.firm_under(expected.policies, self._firm)
        yield from comparing.index_faults(firm, self._kinds, record, vault)
        facts, count = expected.facts, self._findings.count
        count(comparing.DOCUMENTS)
        count(comparing.STATES, 1 if expected.family else 0)
        count(comparing.FAMILIES, sum(map(len, facts.children.values())))
        count(comparing.HOLDS, len(facts.holds))
        count(comparing.TIMERS, len(facts.timers))
        count(comparing.HISTORIES, len(expected.history))
        count(comparing.VAULT, sum(map(comparing.is_sealed, expected.document.values())))

    def _balance(self, part: Part, name: str, records: list[Record | None]) -> Faults:
        self._findings.count(BALANCES)
        (record,) = records
        was, now = part.balances.all[name], 0 if record is None else record.body["balance"]
        if type(now) is not int or was != now:
            yield BALANCES, "", f"the journal says {was}, the record says {str(now)[:40]}"

    def _policies(self, part: Part, name: str, records: list[Record | None]) -> Faults:
        del name
        self._findings.count(POLICIES)
        (record,) = records
        if (part.policies.body is None) != (record is None):
            yield POLICIES, "", "they are in the journal or on file, and not in both"
        elif record is not None and canonical(part.policies.body) != canonical(record.body):
            yield POLICIES, "", "they are not those that were set last"

    def _waits(self, part: Part, name: str, records: list[Record | None]) -> Faults:
        self._findings.count(MESSAGES)
        (record,) = records
        messages = part.messages
        case = messages.waiting.get(name) or messages.dead.get(name)
        if case is not None and record is None:
            yield MESSAGES, "", _MISSING
        elif case is not None and record is not None and record.body["case"] != case:
            yield MESSAGES, "", f"it is about {case}, and says otherwise"

    def _outbox(self, part: Part) -> None:
        """Each message that waits is found, as a fresh one or by when it is due, and no other."""
        waiting = set(part.messages.waiting)
        for index in ("fresh", "due"):
            for value, record in self._scan("message", index, MESSAGES):
                id_, known = record.key[1], record.version <= self._reader.head.rev
                if known and id_ not in waiting:
                    why = "the journal does not let it wait"
                    self._findings.fault(MESSAGES, f"message {id_}", why)
                elif known and value not in _values(record, index):
                    why = f"it is found under {value[:60]!r}"
                    self._findings.fault(MESSAGES, f"message {id_}", why)
                waiting.discard(id_)
        for id_ in sorted(waiting):
            if not self._written_since(("message", id_)):
                self._findings.fault(MESSAGES, f"message {id_}", "it is not found when it is due")

    def _answers(self) -> None:
        """Each answer to a key is found by the last day it is kept; what is over may be gone."""
        for value, record in self._scan("idem", "until", ANSWERS):
            self._findings.count(ANSWERS)
            if [value] != [*_values(record, "until")] or record.body.get("until") != value:
                self._findings.fault(ANSWERS, f"idem {record.key[1]}", "it is found by another day")

    # --- unique values --------------------------------------------------------------------------

    def _unique(self, part: Part) -> None:
        """Each unique value is claimed by the document that has it, and not by one that had it."""
        holders: dict[str, str] = {}
        former: dict[str, str] = {}
        for id_, case in part.cases.all.items():
            if (kind := self._kind_of(case)) is not None:
                holders.update((key, id_) for key in _claims(kind, case.document.items()))
                former.update((key, id_) for key in _claims(kind, case.given_up))

        def claimed(part: Part, name: str, records: list[Record | None]) -> Faults:
            del part
            self._findings.count(UNIQUE)
            (record,) = records
            if record is None:
                yield UNIQUE, "", "nobody claims it"
            elif record.body["id"] != holders[name]:
                yield UNIQUE, "", f"it belongs to {holders[name]}, another claims it"

        def freed(part: Part, name: str, records: list[Record | None]) -> Faults:
            del part
            (record,) = records
            if record is not None and record.body["id"] == former[name]:
                yield UNIQUE, "", f"{former[name]} still claims it"

        self._settle(part, UNIQUE, list(holders), _claim, claimed)
        self._settle(part, UNIQUE, list(part.reversals.claims), _claim, self._reversed)
        self._settle(part, UNIQUE, [name for name in former if name not in holders], _claim, freed)

    def _reversed(self, part: Part, name: str, records: list[Record | None]) -> Faults:
        del part, name
        self._findings.count(UNIQUE)
        if records == [None]:
            yield UNIQUE, "", "nobody claims it"

    def _kind_of(self, case: ExpectedCase) -> type[Document] | None:
        process = self._firm.registry.processes.get(case.family)
        return process.definition.document if process else self._kinds.get(case.kind)

    # --- indexes --------------------------------------------------------------------------------

    def _indexes(self, part: Part) -> None:
        """Each index row of the records that were judged is found by a scan, and no other."""
        names = _INDEXES | {name for _, index in part.rows.values() for name in index}
        for name in sorted(names):
            due = {
                (value, id_)
                for id_, (_, index) in part.rows.items()
                for value in index.get(name, ())
            }
            self._findings.count(comparing.INDEXES, len(due))
            for value, record in self._scan("case", name, comparing.INDEXES):
                place = (value, record.key[1])
                if place in due:
                    due.discard(place)
                elif part.has(place[1]) and self._as_judged(part, record):
                    at = f"case {place[1]}, index {name}"
                    self._findings.fault(comparing.INDEXES, at, f"it is found under {value[:60]!r}")
            for value, id_ in sorted(due):
                (found,) = self._reader.get([case_key(id_)]).values()
                if found is not None and self._as_judged(part, found):
                    at, sentence = f"case {id_}, index {name}", f"not found under {value[:60]!r}"
                    self._findings.fault(comparing.INDEXES, at, sentence)

    def _as_judged(self, part: Part, record: Record) -> bool:
        """Whether a record is the one that was judged, or one the journal knows nothing of."""
        id_ = record.key[1]
        if id_ in part.rows:
            return record.version == part.rows[id_][0]
        return id_ not in part.cases.all and record.version <= self._reader.head.rev

    def _scan(self, kind: str, name: str, check: str) -> Iterable[tuple[str, Record]]:
        try:
            for found in self._reader.scan(kind, name):
                yield found.value, found.record
        except NOT_DECODED:
            self._findings.fault(check, f"index {name} of {kind}", "it cannot be decoded")

    def _written_since(self, key: Key) -> bool:
        (record,) = self._reader.get([key]).values()
        return record is None or record.version > self._reader.head.rev


def _kinds_by_name() -> dict[str, type[Document]]:
    """The kinds of documents this program knows, by name; ours where another has the same.

    Of two foreign kinds with one name neither is meant: their documents are compared as they stand.
    """
    found: dict[str, list[type[Document]]] = {}
    for kind in _kinds(Document):
        found.setdefault(kind.__name__, []).append(kind)
    ours = {
        name: [k for k in kinds if k.__module__.startswith("fbo.")] for name, kinds in found.items()
    }
    meant = {name: ours[name] or kinds for name, kinds in found.items()}
    return {name: kinds[0] for name, kinds in meant.items() if len(kinds) == 1}


def _kinds(kind: type[Document]) -> Iterator[type[Document]]:
    """All kinds of documents this program knows."""
    for child in kind.__subclasses__():
        yield child
        yield from _kinds(child)


def _claims(kind: type[Document], fields: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """The unique values among some fields of a document, as they are claimed."""
    for field, value in fields:
        if field in kind.unique and value is not None:
            yield from (key[1] for key in unique_keys(kind, field, value))


def _values(record: Record, name: str) -> Sequence[str]:
    """The values a record says it is found under; none where it cannot be decoded."""
    try:
        return record.index.get(name, ())
    except NOT_DECODED:
        return ()


def _spelled(last: tuple[int, str]) -> str:
    return f"{last[0]} on {last[1]}" if last[1] else str(last[0])


def _case_and_vault(id_: str) -> tuple[Key, ...]:
    return case_key(id_), vault_key(id_)


def _balance(name: str) -> tuple[Key, ...]:
    return (("balance", name),)


def _claim(name: str) -> tuple[Key, ...]:
    return (("uniq", name),)


def _message(id_: str) -> tuple[Key, ...]:
    return (("message", id_),)


def _dead(id_: str) -> tuple[Key, ...]:
    return (("dead", id_),)


def _policies_key(name: str) -> tuple[Key, ...]:
    return (("policies", name),)
