"""On file, as one commit sees it: documents, child cases, balances, cases found by index.

Whatever is looked at is noted on the worksheet, so that the commit checks it.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fbo.company.engine.figures import NotReadError, SheetBalance, SheetBalances
from fbo.company.engine.records import balance_key, case_key, vault_key
from fbo.kernel.document import Document
from fbo.kernel.errors import SchemaMismatch
from fbo.ports.storage import Key, Record
from fbo.workflow.on_file import OnFile
from fbo.workflow.process import Process

if TYPE_CHECKING:
    from fbo.company.engine.worksheet import Worksheet


CHANGING = frozenset(
    {"children", "child_balances", "found_balances", "cases", "case", "every_case", "ancestors"}
)
"""What may become more, or move on, while the document stays the same.

So may what a form names: the next step has another.
"""


class AbsentError(Exception):
    """What must be on file is not there: the name of its entry, and the ids it was sought by."""


class SheetFile:
    """Answers what is on file for the cases of a worksheet."""

    __slots__ = ("_named", "_seen", "_sheet")

    def __init__(self, sheet: "Worksheet") -> None:
        self._sheet = sheet
        self._seen: dict[str, tuple[Document, Any]] = {}
        self._named: dict[str, tuple[Document, tuple[Any, ...]]] = {}

    def look(self, entry: OnFile[Any], case: Process[Any]) -> Any:
        """The value of an entry.  Raises `NotReadError` with the entry's name, `AbsentError`."""
        seen = self._seen.get(entry.name)
        if seen is not None and seen[0] is case.document:
            return seen[1]
        try:
            found = self._look(entry, case)
        except NotReadError as unread:
            # What the entry looks at itself, to know what it names, comes first.
            raise NotReadError(*(unread.args or (entry.name,))) from None
        if entry.kind not in CHANGING and not entry.wants_form:
            self._seen[entry.name] = (case.document, found)
        return found

    def _look(self, entry: OnFile[Any], case: Process[Any]) -> Any:
        match entry.kind:
            case "document" | "optional":
                keys = self.keys(entry, case)
                found = self._document(entry.of, keys[0]) if keys else None
                if found is None and entry.kind == "document":
                    raise AbsentError(entry.name, *keys)
                return found
            case "every":
                documents = {id_: self._document(entry.of, id_) for id_ in self.keys(entry, case)}
                if None in documents.values():
                    raise AbsentError(entry.name, *_missing(documents))
                return documents
            case "waiver":
                return self._document(entry.of, entry.index)
            case "balance":
                (key,) = self.keys(entry, case)
                return self._balance(entry, case, key)
            case "balances" | "child_balances" | "found_balances":
                found_by = self._sheet.found_for if entry.kind == "found_balances" else self.keys
                return SheetBalances(
                    {key: self._balance(entry, case, key) for key in found_by(entry, case)}
                )
            case _:
                return self._look_at_cases(entry, case)

    def _look_at_cases(self, entry: OnFile[Any], case: Process[Any]) -> Any:
        match entry.kind:
            case "case" | "every_case":
                cases = {id_: self._case_of(entry.of, id_) for id_ in entry.keys(case)}
                if None in cases.values() or (entry.kind == "case" and not cases):
                    raise AbsentError(entry.name, *_missing(cases))
                return cases if entry.kind == "every_case" else next(iter(cases.values()))
            case "ancestors":
                return tuple(one for one in self._above(case) if one.family == entry.of)
            case "cases":
                ids = self._sheet.found_for(entry, case)
            case _:
                ids = entry.keys(case)
        return tuple(self._case(id_) for id_ in ids)

    def keys(self, entry: OnFile[Any], case: Process[Any]) -> tuple[Any, ...]:
        """What an entry names for the document as it is: worked out once."""
        named = self._named.get(entry.name)
        moves = entry.kind in CHANGING or entry.wants_form
        if named is None or named[0] is not case.document or moves:
            named = self._named[entry.name] = (case.document, entry.keys(case))
        return named[1]

    def has(self, entry: OnFile[Any], case: Process[Any]) -> bool:
        """Whether an entry has been looked at for the document as it is."""
        seen = self._seen.get(entry.name)
        return seen is not None and seen[0] is case.document

    def _balance(self, entry: OnFile[Any], case: Process[Any], key: Any) -> SheetBalance:
        position, figures = entry.position(case, key), self._sheet.figures
        figures.base(position.posted)
        if position.available is not position.posted:
            figures.base(position.available)
        return SheetBalance(figures, position)

    def _document(self, kind: type[Document], id_: str) -> Document | None:
        sheet = self._sheet
        work = sheet.cases.get(id_)
        if work is not None:
            worked_on: Document = work.case.document
            return worked_on if isinstance(worked_on, kind) else None
        key = case_key(id_)
        if key not in sheet.records:
            raise NotReadError
        record = sheet.records[key]
        sheet.looked[key] = record.version if record is not None else 0
        if record is None:
            return None
        if kind.personal and vault_key(id_) not in sheet.records:
            raise NotReadError
        try:
            document = sheet.known(id_, record, kind).document
        except SchemaMismatch:
            if self._is_one(record, kind):
                raise
            return None
        # An id may come from anywhere: what it names may be something else.
        return document if isinstance(document, kind) else None

    def _is_one(self, record: Record, kind: type[Document]) -> bool:
        """Whether what is kept under an id is a document of a kind, readable or not."""
        if "state" not in record.body:
            return bool(record.body.get("kind", kind.__name__) == kind.__name__)
        process = self._sheet.firm.registry.process(record.body["process"])
        return issubclass(process.definition.document, kind)

    def _above(self, case: Process[Any]) -> Iterator[Process[Any]]:
        """The case that opened this one, the one that opened that, and so on."""
        while case.facts.parent is not None:
            case = self._case(case.facts.parent[1])
            yield case

    def _case_of(self, process: type[Process[Any]], id_: str) -> Process[Any] | None:
        """A case by an id that may come from anywhere: what it names may be something else."""
        key = case_key(id_)
        if id_ not in self._sheet.cases:
            if key not in self._sheet.records:
                raise NotReadError
            record = self._sheet.records[key]
            self._sheet.looked[key] = record.version if record is not None else 0
            if record is None or record.body.get("process") != process.family:
                return None
        found = self._case(id_)
        return found if found.family == process.family else None

    def _case(self, id_: str) -> Process[Any]:
        sheet = self._sheet
        work = sheet.cases.get(id_)
        if work is not None:
            return work.case
        key = case_key(id_)
        record = sheet.records.get(key)
        if record is None:
            raise NotReadError
        sheet.looked[key] = record.version
        if id_ not in sheet.snapshots:
            # One that a scan has found comes without what it keeps in its vault.
            kind = sheet.firm.registry.process(record.body["process"]).definition.document
            if kind.personal and vault_key(id_) not in sheet.records:
                raise NotReadError
            sheet.snapshots[id_] = sheet.show(id_, sheet.known(id_, record))
        found: Process[Any] = sheet.snapshots[id_]
        return found


def _missing(found: Mapping[Any, object]) -> tuple[Any, ...]:
    return tuple(id_ for id_, one in found.items() if one is None)


def keys_on_file(sheet: "Worksheet", case: Process[Any], names: Iterable[str]) -> Iterator[Key]:
    """The records that hold these entries, but for those that have been looked at.

    Of an entry that cannot say what it names before another has been read, there are none yet.
    """
    file = case.file if isinstance(case.file, SheetFile) else SheetFile(sheet)
    for name in names:
        entry = case.definition.on_file.get(name)
        if entry is not None and not file.has(entry, case):
            with suppress(NotReadError, AbsentError):
                yield from tuple(_keys_of(sheet, case, entry, file))


def _keys_of(
    sheet: "Worksheet", case: Process[Any], entry: OnFile[Any], file: SheetFile
) -> Iterator[Key]:
    """The records that hold one entry.  Raises `NotReadError`."""
    match entry.kind:
        case "document" | "optional" | "every":
            yield from _records_of(file.keys(entry, case), entry.of)
        case "children" | "cases" | "case" | "every_case":
            process = sheet.firm.registry.process(entry.of.family)
            ids = sheet.found_for(entry, case) if entry.kind == "cases" else entry.keys(case)
            yield from _records_of(ids, process.definition.document)
        case "ancestors":
            # The sheet climbs to them one by one, for each says who opened it.
            pass
        case "waiver":
            yield case_key(entry.index)
        case "balance" | "balances" | "child_balances" | "found_balances":
            found = entry.kind == "found_balances"
            for key in sheet.found_for(entry, case) if found else file.keys(entry, case):
                position = entry.position(case, key)
                yield balance_key(position.available)
                if position.posted is not position.available:
                    yield balance_key(position.posted)


def _records_of(ids: Iterable[str], kind: type[Document]) -> Iterator[Key]:
    for id_ in ids:
        yield case_key(id_)
        if kind.personal:
            yield vault_key(id_)
