"""The worksheet: everything one commit has read, looked at, decided and will write.

A record is read once a commit.  Cases stand here as this commit has put them, so that a nested step
sees what was decided before it.  How steps are taken on it is in `fbo.company.engine.carrying`.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from fbo.company.engine.figures import Figures, NotReadError
from fbo.company.engine.firm import Firm
from fbo.company.engine.known import Known
from fbo.company.engine.ops import Doing, Find, Get, NewId
from fbo.company.engine.records import (
    case_key,
    document_index,
    facts_from,
    index_value,
    reveal,
    unique_keys,
    vault_key,
)
from fbo.company.engine.sheet_file import AbsentError, SheetFile, keys_on_file
from fbo.company.engine.working import Working
from fbo.kernel.document import Document
from fbo.kernel.errors import BugError, Reason, StepRefused
from fbo.kernel.json import Json
from fbo.kernel.numbers import Number, Want
from fbo.kernel.people import THE_SYSTEM, Actor
from fbo.kernel.times import iso
from fbo.ports.storage import Delete, Key, Put, Record, Scan
from fbo.workflow.memory_case import Taker
from fbo.workflow.on_file import FOUND, OnFile
from fbo.workflow.process import Process, untie

T = TypeVar("T")

AS_SOON_AS = "as soon as"
_NAMED = 5


class Worksheet:
    """The work of one commit."""

    def __init__(
        self, firm: Firm, now: datetime, commit: str, told: dict[Key, int], taker: Taker
    ) -> None:
        self.firm = firm
        self.now = now
        self.at = iso(now)
        self.commit = commit
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
        self.gains: list[Key] = []
        self.soon: list[str] = []
        self.resting: set[str] = set()
        self.idle: dict[str, tuple[str, str, Actor]] = {}
        self.claims: list[Put] = []
        self.frees: list[Key] = []
        self.clashed: frozenset[Key] = frozenset()
        self.nested = 0
        self._tools: dict[str, Any] = {
            "now": now,
            "new_id": self.new_id,
            "nth_number": self.nth_number,
            "policies": firm.policies,
            "calendar": firm.calendar,
            "taker": taker,
        }
        self._found: dict[tuple[str, str], tuple[str, ...]] = {}
        self._ready: tuple[str, Document | None] = ("", None)
        self._ids = 0
        self._numbers: dict[str, int] = {}
        self.unsealed: list[tuple[Working, dict[str, Json]]] = []

    # --- reading --------------------------------------------------------------------------------

    def read(self, keys: Iterable[Key]) -> Doing[None]:
        """Read what has not been read yet, in one get."""
        missing = tuple(dict.fromkeys([key for key in keys if key not in self.records]))
        if missing:
            found = yield Get(missing)
            self.records.update(zip(missing, found, strict=True))

    def case(self, id_: str) -> Doing[Working | None]:
        """A case to work on; `None` where there is none."""
        work = self.cases.get(id_)
        if work is None:
            key = case_key(id_)
            yield from self.read((key, vault_key(id_)))
            record = self.records[key]
            if record is None or not self._is_case(id_, record):
                return None
            known = self.known(id_, record)
            work = self.cases[id_] = Working(self.show(id_, known), known)
        return work

    def _is_case(self, id_: str, record: Record) -> bool:
        """Whether the record is of a case; one that is known need not be read for that."""
        known = self.firm.memory.latest(id_)
        if known is not None and known.version == record.version:
            return known.facts is not None
        return "state" in record.body

    def known(self, id_: str, record: Record, kind: type[Document] = Document) -> Known:
        """A record that was read, decoded; `kind` is the class of a document without process."""
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
        facts = None if known.facts is None else known.facts.copied()
        case = self.firm.registry.process(known.family)(known.document, id_, facts)
        case.version, case.trail = known.version, known.history
        return self.equip(case)

    def equip(self, case: Process[Any]) -> Process[Any]:
        """Give a case what its rules and effects may ask."""
        vars(case).update(self._tools, file=SheetFile(self))
        return case

    def trying(self, work: Working, place: str, attempt: Callable[[], T]) -> Doing[T]:
        """Do something pure; if it looks at what has not been read, read that and do it again."""
        tried: frozenset[str] = frozenset()
        case = work.case
        known = self.firm.looks.get(place)
        # A step is judged, and then carried out: for the second nothing more is to be read.
        if known and (self._ready[0] != place or self._ready[1] is not case.document):
            yield from self.scan(case, known)
            yield from self.read(keys_on_file(self, case, known))
            self._ready = (place, case.document)
        ids, numbers = self._ids, self._numbers.copy()
        while True:
            try:
                return attempt()
            except NotReadError as unread:
                self._ids, self._numbers = ids, numbers.copy()
                names = frozenset(map(str, unread.args))
                if not names or names <= tried:
                    raise BugError(
                        f"{place} looks at what cannot be read: {sorted(names)}"
                    ) from None
                tried |= names
                self.firm.looks[place] = self.firm.looks.get(place, frozenset()) | names
                yield from self.scan(case, names)
                yield from self.read(keys_on_file(self, case, names))
            except AbsentError as absent:
                raise StepRefused(place.rpartition(".")[2], (not_on_file(*absent.args),)) from None

    def found_for(self, entry: OnFile[Any], case: Process[Any]) -> tuple[str, ...]:
        """The ids that a scan found for an entry, and those of cases that this commit has opened.

        Raises `NotReadError` before the scan.
        """
        try:
            found = self._found[case.id, entry.name]
        except KeyError:
            raise NotReadError(entry.name) from None
        return (*found, *self._opened_for(entry, case)) if self.opened else found

    def _opened_for(self, entry: OnFile[Any], case: Process[Any]) -> Iterator[str]:
        family = (entry.process or entry.of).family
        for id_ in self.opened:
            other = self.cases[id_].case
            if other.family == family:
                values = document_index(family, other.document).get(entry.index, ())
                if any(index_value(family, value) in values for value in entry.keys(case)):
                    yield id_

    def scan(self, case: Process[Any], names: Iterable[str]) -> Doing[None]:
        """Find the cases that entries on file name by an index."""
        for name in names:
            entry = case.definition.on_file.get(name)
            if entry is not None and entry.kind == "ancestors":
                yield from self._climb(case)
            if entry is None or entry.kind not in FOUND or (case.id, name) in self._found:
                continue
            ids: list[str] = []
            family = (entry.process or entry.of).family
            for value in entry.keys(case):
                lo = index_value(family, value)
                found = yield Find(Scan("case", entry.index, lo, lo + " ", limit=1000))
                ids += [one.record.key[1] for one in found]
                self.records.update({one.record.key: one.record for one in found})
            self._found[case.id, name] = tuple(ids)

    def _climb(self, case: Process[Any]) -> Doing[None]:
        """Read the cases that a case came from, up to the one that nobody opened."""
        parent = case.facts.parent
        while parent is not None:
            work = self.cases.get(parent[1])
            if work is not None:
                parent = work.case.facts.parent
                continue
            yield from self.read((case_key(parent[1]), vault_key(parent[1])))
            record = self.records[case_key(parent[1])]
            known = self.known(parent[1], record) if record is not None else None
            parent = known.facts.parent if known is not None and known.facts is not None else None

    def let_go(self) -> None:
        """Let go of all cases: the commit is done."""
        for work in self.cases.values():
            untie(work.case)
        for case in self.snapshots.values():
            untie(case)

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
        data: dict[str, Json] = {"case": work.id, "seq": work.seq, "by": actor.id}
        work.entry = data
        if hand is not actor or hand.person != actor.id:
            data["hand"] = hand.person
        if hand.on_behalf_of:
            data["behalf"] = hand.on_behalf_of
            data["for"] = list(hand.stands_for)
        if self.firm.policies_version:
            data["policies"] = self.firm.policies_version
        if name.startswith("."):
            work.stepped = data
        self.drafts.append((f"{work.case.family}{name}", data))
        return data

    def begin_reaction(self, work: Working, name: str, cause: str, hand: Actor) -> dict[str, Json]:
        """Start the journal entry of a reaction; `cause` is the case whose step set it off."""
        entry = self.begin_entry(work, name, THE_SYSTEM, hand)
        entry["cause"] = cause
        return entry

    def become(self, work: Working, document: Document, data: dict[str, Json]) -> None:
        """A case's document has changed: note the changed fields in the entry."""
        before = work.case.document if work.json else None
        changed, gone = work.become(document)
        if changed:
            data["set"] = changed
        if gone:
            data["unset"] = gone
        personal = document.personal
        if personal and not (
            changed.keys().isdisjoint(personal) and set(gone).isdisjoint(personal)
        ):
            self.unsealed.append((work, changed))
        if document.unique:
            self.claim(work.id, before, document)

    def claim(self, id_: str, before: Document | None, document: Document) -> None:
        """Claim the document's unique values, and free those it no longer has."""
        kind = type(document)
        for name in document.unique:
            value = getattr(document, name)
            old = getattr(before, name) if before is not None else None
            if value != old:
                had, has = unique_keys(kind, name, old), unique_keys(kind, name, value)
                self.frees += [key for key in had if key not in has]
                self.claims += [Put(key, {"id": id_}, 0) for key in has if key not in had]

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


def not_on_file(name: str, *ids: Any) -> Reason:
    """Why a step is refused that looks at what is not there, sought by these ids."""
    named = ", ".join(map(str, ids[:_NAMED])) + (", …" if len(ids) > _NAMED else "")
    sought = f" under {named}" if ids else ""
    return Reason(
        "not_on_file",
        f"no {name.replace('_', ' ')} on file{sought}",
        {"name": name, "ids": list(map(str, ids))},
        way_out="put it on file, or name another",
    )
