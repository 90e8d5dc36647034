"""The worksheet: everything one commit has read, looked at, decided and will write.

A record is read once a commit.  Cases stand here as this commit has put them, so that a nested step
sees what was decided before it.  How steps are taken on it is in `fbo.company.carrying`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

from fbo.company.figures import Figures, NotReadError
from fbo.company.firm import Firm
from fbo.company.known import Known
from fbo.company.ops import Doing, Find, Get, NewId
from fbo.company.records import (
    case_index,
    case_key,
    commitment,
    conceal,
    facts_from,
    index_value,
    reveal,
    unique_key,
    vault_key,
)
from fbo.company.sheet_file import AbsentError, SheetFile, keys_on_file
from fbo.company.working import Working
from fbo.kernel.document import Document
from fbo.kernel.errors import BugError, Reason, StepRefused
from fbo.kernel.json import Json
from fbo.kernel.numbers import Number, Want
from fbo.kernel.people import THE_SYSTEM, Actor
from fbo.kernel.times import iso
from fbo.ports.storage import Batch, Check, Delete, Draft, Key, Put, Record, Scan
from fbo.workflow.decide import judge
from fbo.workflow.memory_case import Taker
from fbo.workflow.on_file import OnFile
from fbo.workflow.process import Process

T = TypeVar("T")

RETRY_SOON = timedelta(minutes=1)
AS_SOON_AS = "as soon as"


class Worksheet:
    """The work of one commit."""

    def __init__(
        self, firm: Firm, now: datetime, commit: str, told: dict[Key, int], taker: Taker
    ) -> None:
        self.firm = firm
        self.now = now
        self.at = iso(now)
        self.commit = commit
        self.taker = taker
        self.records: dict[Key, Record | None] = {}
        self.cases: dict[str, Working] = {}
        self.snapshots: dict[str, Any] = {}
        self.looked: dict[Key, int] = {}
        self.figures = Figures(self.records, told, commit)
        self.puts: list[Put | Delete] = []
        self.drafts: list[tuple[str, dict[str, Json]]] = []
        self.wants: list[Want] = []
        self.opened: list[str] = []
        self.apart: list[Key] = []
        self.soon: list[str] = []
        self.resting: set[str] = set()
        self.claims: list[Put] = []
        self.frees: list[Key] = []
        self.clashed: frozenset[Key] = frozenset()
        self.nested = 0
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}
        self._ids = 0
        self._numbers: dict[str, int] = {}
        self._unsealed: list[tuple[Working, dict[str, Json]]] = []

    # --- reading --------------------------------------------------------------------------------

    def read(self, keys: Iterable[Key]) -> Doing[None]:
        """Read what has not been read yet, in one get."""
        missing = tuple(dict.fromkeys(key for key in keys if key not in self.records))
        if missing:
            found = yield Get(missing)
            self.records.update(zip(missing, found, strict=True))

    def case(self, id_: str) -> Doing[Working | None]:
        """A case to work on; `None` where there is none."""
        work = self.cases.get(id_)
        if work is None:
            yield from self.read((case_key(id_), vault_key(id_)))
            record = self.records[case_key(id_)]
            if record is None or not self._is_case(id_, record):
                return None
            known = self.known(id_, record)
            work = Working(self.show(id_, known), known)
            self.cases[id_] = work
        return work

    def _is_case(self, id_: str, record: Record) -> bool:
        """Whether the record is of a case; one that is known need not be read for that."""
        known = self.firm.memory.latest(id_)
        if known is not None and known.version == record.version:
            return known.facts is not None
        return "state" in record.body

    def known(self, id_: str, record: Record, kind: type[Document] = Document) -> Known:
        """A record that has been read, decoded; `kind` is the class of a document without process."""
        vault = self.records.get(vault_key(id_))
        vault_version = vault.version if vault is not None else 0
        known = self.firm.memory.recall(id_, record.version, vault_version)
        if known is None:
            known = self._decoded(record, kind, vault)
            self.firm.memory.keep(id_, known)
        return known

    def _decoded(self, record: Record, kind: type[Document], vault: Record | None) -> Known:
        body = record.body
        facts = None
        if "state" in body:
            definition = self.firm.registry.process(body["process"]).definition
            kind, facts = definition.document, facts_from(definition, body)
        secrets = vault.body if vault is not None else None
        return Known(
            record.version,
            vault.version if vault is not None else 0,
            kind.load(reveal(kind, body["document"], secrets)),
            body.get("process", ""),
            facts,
            body["document"],
            secrets,
            body.get("seq", 0),
            tuple(body.get("history", ())),
            body.get("pages", 0),
        )

    def show(self, id_: str, known: Known) -> Process[Any]:
        """A case as its record says."""
        case = self.firm.registry.process(known.family)(known.document)
        case.id, case.version = id_, known.version
        case.trail = known.history
        if known.facts is not None:
            case.facts = known.facts.copied()
        return self.equip(case)

    def equip(self, case: Process[Any]) -> Process[Any]:
        """Give a case what its rules and effects may ask."""
        case.now = self.now
        case.file = SheetFile(self)
        case.new_id = self.new_id
        case.nth_number = self.nth_number
        case.policies = self.firm.policies
        case.calendar = self.firm.calendar
        case.taker = self.taker
        return case

    def trying(self, work: Working, place: str, attempt: Callable[[], T]) -> Doing[T]:
        """Do something pure; if it looks at what has not been read, read that and do it again."""
        tried: frozenset[str] = frozenset()
        known = self.firm.looks.get(place)
        if known:
            yield from self.scan(work.case, known)
            yield from self.read(keys_on_file(self, work.case, known))
        while True:
            ids, numbers = self._ids, dict(self._numbers)
            try:
                return attempt()
            except NotReadError as unread:
                self._ids, self._numbers = ids, numbers
                names = frozenset(map(str, unread.args))
                if not names or names <= tried:
                    raise BugError(
                        f"{place} looks at what cannot be read: {sorted(names)}"
                    ) from None
                tried |= names
                self.firm.looks[place] = self.firm.looks.get(place, frozenset()) | names
                yield from self.scan(work.case, names)
                yield from self.read(keys_on_file(self, work.case, names))
            except AbsentError as absent:
                raise StepRefused(place.rpartition(".")[2], (_not_on_file(str(absent)),)) from None

    def found_for(self, entry: OnFile[Any], case: Process[Any]) -> tuple[str, ...]:
        """The ids that a scan found for an entry.  Raises `NotReadError` before the scan."""
        try:
            return self._found[case.id, entry.name]
        except KeyError:
            raise NotReadError(entry.name) from None

    def scan(self, case: Process[Any], names: Iterable[str]) -> Doing[None]:
        """Find the cases that entries on file name by an index."""
        for name in names:
            entry = case.definition.on_file.get(name)
            if entry is None or entry.kind != "cases" or (case.id, name) in self._found:
                continue
            ids: list[str] = []
            for value in entry.keys(case):
                lo = index_value(entry.of.family, value)
                found = yield Find(Scan("case", entry.index, lo, lo + " ", limit=1000))
                ids += [one.record.key[1] for one in found]
                self.records.update({one.record.key: one.record for one in found})
            self._found[case.id, name] = tuple(ids)

    # --- what effects are given -----------------------------------------------------------------

    def new_id(self) -> str:
        """A new id, derived from the commit's."""
        self._ids += 1
        return f"{self.commit}.{self._ids}"

    def nth_number(self, series: str) -> int:
        """Which number of a series is wanted next in this commit."""
        nth = self._numbers.get(series, 0)
        self._numbers[series] = nth + 1
        return nth

    # --- writing --------------------------------------------------------------------------------

    def want(self, want: Want, data: dict[str, Json]) -> None:
        """Want a number of a series; the entry says which one was given."""
        nth = sum(other.series == want.series for other in self.wants)
        self.wants.append(want)
        given: list[Json] = [want.series, Number(want.series, nth)]
        data.setdefault("numbers", []).append([*given, want.on] if want.on else given)

    def begin_entry(self, work: Working, name: str, actor: Actor, hand: Actor) -> dict[str, Json]:
        """Start the journal entry of a step; what follows from the step is added to it."""
        work.seq += 1
        work.dirty = True
        work.entry = data = {"case": work.id, "seq": work.seq, "by": actor.id}
        if hand is not actor or hand.person != actor.id:
            data["hand"] = hand.person
        if hand.on_behalf_of:
            data["behalf"] = hand.on_behalf_of
        if self.firm.policies_version:
            data["policies"] = self.firm.policies_version
        self.drafts.append((f"{work.case.family}{name}", data))
        return data

    def become(self, work: Working, document: Document, data: dict[str, Json]) -> None:
        """A case's document has changed: note the changed fields in the entry."""
        before = work.case.document if work.json else None
        changed, gone = work.become(document)
        if changed:
            data["set"] = changed
        if gone:
            data["unset"] = gone
        if any(name in changed or name in gone for name in document.personal):
            self._unsealed.append((work, changed))
        if document.unique:
            self.claim(work.id, before, document)

    def claim(self, id_: str, before: Document | None, document: Document) -> None:
        """Claim the document's unique values, and free those it no longer has."""
        kind = type(document)
        for name in document.unique:
            value = getattr(document, name)
            old = getattr(before, name) if before is not None else None
            if value == old:
                continue
            if old is not None:
                self.frees.append(unique_key(kind, name, old))
            if value is not None:
                self.claims.append(Put(unique_key(kind, name, value), {"id": id_}, 0))

    def closing(self, extra: Iterable[Put | Delete | Check] = ()) -> Doing[Batch]:
        """All there is to commit."""
        yield from self._refuse_taken_values()
        yield from self._free_values()
        yield from self._seal_personal()
        self._note_timers()
        writes: list[Any] = []
        written: set[Key] = set()
        for work in self.cases.values():
            if work.dirty:
                for put in self._records_of(work):
                    writes.append(put)
                    written.add(put.key)
        for write in (*self.puts, *self.claims, *extra):
            writes.append(write)
            written.add(write.key)
        writes += [check for check in self.checks() if check.key not in written]
        writes += self.figures.moves()
        drafts = tuple(Draft(type_, self.at, data) for type_, data in self.drafts)
        return Batch(self.firm.space, self.commit, tuple(writes), drafts, tuple(self.wants))

    def checks(self) -> Iterator[Check]:
        """Everything the decision looked at, at the version it had."""
        for id_, work in self.cases.items():
            if work.version:
                yield Check(case_key(id_), work.version)
        for key, version in {**self.looked, **self.figures.checked}.items():
            if key[0] != "case" or key[1] not in self.cases:
                yield Check(key, version)

    def salt(self) -> Doing[str]:
        """Two ids nobody has seen: 256 bits, where ids are random."""
        first, second = (yield NewId()), (yield NewId())
        return str(first) + str(second)

    def number_placeholders(self) -> dict[str, list[Number]]:
        """The numbers this commit wants, to be filled in when the store seals it."""
        return {
            series: [Number(series, nth) for nth in range(count)]
            for series, count in self._numbers.items()
        }

    def _refuse_taken_values(self) -> Doing[None]:
        """A unique value or an id that was found taken in the last round is read, and refused."""
        if not self.clashed:
            return
        new = {
            put.key for put in (*self.puts, *self.claims) if isinstance(put, Put) and not put.expect
        }
        new |= {case_key(id_) for id_, work in self.cases.items() if not work.version}
        taken = sorted(new & self.clashed)
        yield from self.read(taken)
        for key in taken:
            if (record := self.records[key]) is not None:
                raise StepRefused("file", (_taken(key, str(record.body.get("id", key[1]))),))

    def _free_values(self) -> Doing[None]:
        """Let go of unique values that a document no longer has."""
        yield from self.read(self.frees)
        for key in self.frees:
            record = self.records[key]
            if record is not None:
                self.puts.append(Delete(key, record.version))

    def _note_timers(self) -> None:
        """Where SYSTEM may go on at once, a timer stands in for it, should this process die."""
        for work in self.cases.values():
            if not work.dirty:
                continue
            timers = work.case.facts.timers
            timers.pop(AS_SOON_AS, None)
            if work.id not in self.resting and _can_go_on(work.case):
                timers[AS_SOON_AS] = iso(self.now + RETRY_SOON)
                self.soon.append(work.id)
            if work.entry is not None and timers != work.timers:
                work.entry["timers"] = dict(timers)

    def _records_of(self, work: Working) -> Iterator[Put]:
        case = work.case
        body, page = work.body()
        due = self.firm.due(case.definition, case.facts, case.document)
        index = case_index(case.definition, case.facts, case.document, due)
        yield Put(case_key(work.id), body, work.version, index)
        if work.new_vault:
            yield Put(vault_key(work.id), work.new_vault, work.vault_version)
        if page is not None:
            number, lines = page
            yield Put(("history", f"{work.id}|{number}"), {"lines": lines}, 0)

    def _seal_personal(self) -> Doing[None]:
        """Replace personal values by commitments, under a salt nobody can guess."""
        if not self._unsealed:
            return
        salt = yield from self.salt()
        for work, changed in self._unsealed:
            document: Document = work.case.document
            kind = type(document)
            values: dict[str, Json] = {**work.vault.get("values", {}), **work.secrets}
            # The document as the last step of the commit left it, whichever step named a person.
            body: dict[str, Json] = {
                **work.json,
                **{name: values[name] for name in kind.personal if name in work.json},
            }
            sealed, vault = conceal(kind, body, work.vault, salt)
            work.json, work.new_vault = sealed, vault
            for name in kind.personal:
                if name in changed:
                    if name in sealed and changed[name] == values[name]:
                        changed[name] = sealed[name]
                    else:
                        # A later step of the commit wrote another value: this one is kept nowhere.
                        changed[name] = {"sealed": commitment(salt, name, changed[name])}


def _can_go_on(case: Process[Any]) -> bool:
    """Whether SYSTEM may well take a step now: asked of what this commit has seen."""
    for name in case.definition.soon.get(case.facts.state, ()):
        try:
            step = case.definition.steps[name]
            if judge(case, step, None, THE_SYSTEM, THE_SYSTEM).target is not None:
                return True
        except (NotReadError, AbsentError):
            return True
    return False


def _taken(key: Key, id_: str) -> Reason:
    if key[0] == "uniq" and ".reversal:" in key[1]:
        entry = key[1].partition(":")[2]
        return Reason("already_reversed", "this entry is reversed already", {"entry": entry})
    field = key[1].partition(":")[0] if key[0] == "uniq" else "id"
    return Reason(
        "already_on_file", f"this {field} is on file already", {"id": id_, "field": field}
    )


def _not_on_file(name: str) -> Reason:
    return Reason("not_on_file", f"the {name.replace('_', ' ')} is not on file", {"name": name})
