"""On file, as one commit sees it: documents, child cases, balances, cases found by index.

Whatever is looked at is noted on the worksheet, so that the commit checks it.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from fbo.company.engine.figures import NotReadError, SheetBalance, SheetBalances
from fbo.company.engine.records import balance_key, case_key, vault_key
from fbo.kernel.document import Document
from fbo.kernel.errors import SchemaMismatch
from fbo.ports.storage import Key, Record
from fbo.workflow.on_file import BALANCES, FOUND, OF_CASES, Kind, OnFile
from fbo.workflow.process import Process

if TYPE_CHECKING:
    from fbo.company.engine.worksheet import Worksheet


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
            found = getattr(self, self._looks[entry.kind])(entry, case)
        except NotReadError as unread:
            # What the entry looks at itself, to know what it names, comes first.
            raise NotReadError(*(unread.args or (entry.name,))) from None
        if not entry.moves:
            self._seen[entry.name] = (case.document, found)
        return found

    # --- documents ------------------------------------------------------------------------------

    def _one(self, entry: OnFile[Any], case: Process[Any]) -> Document:
        found = self._optional(entry, case)
        if found is None:
            raise AbsentError(entry.name, *self.keys(entry, case))
        return found

    def _optional(self, entry: OnFile[Any], case: Process[Any]) -> Document | None:
        keys = self.keys(entry, case)
        return self._document(entry.of, keys[0]) if keys else None

    def _every(self, entry: OnFile[Any], case: Process[Any]) -> dict[str, Document | None]:
        documents = {id_: self._document(entry.of, id_) for id_ in self.keys(entry, case)}
        if None in documents.values():
            raise AbsentError(entry.name, *_missing(documents))
        return documents

    def _waiver(self, entry: OnFile[Any], _: Process[Any]) -> Document | None:
        return self._document(entry.of, entry.index)

    # --- balances -------------------------------------------------------------------------------

    def _one_balance(self, entry: OnFile[Any], case: Process[Any]) -> SheetBalance:
        (key,) = self.keys(entry, case)
        return self._balance(entry, case, key)

    def _balances(self, entry: OnFile[Any], case: Process[Any]) -> SheetBalances:
        keys = self.keys(entry, case)
        return SheetBalances({key: self._balance(entry, case, key) for key in keys})

    def _found_balances(self, entry: OnFile[Any], case: Process[Any]) -> SheetBalances:
        keys = self._sheet.found_for(entry, case)
        return SheetBalances({key: self._balance(entry, case, key) for key in keys})

    # --- cases ----------------------------------------------------------------------------------

    def _one_case(self, entry: OnFile[Any], case: Process[Any]) -> Process[Any] | None:
        for found in self._every_case(entry, case).values():
            return found
        raise AbsentError(entry.name)

    def _every_case(self, entry: OnFile[Any], case: Process[Any]) -> dict[str, Process[Any] | None]:
        cases = {id_: self._case_of(entry.of, id_) for id_ in entry.keys(case)}
        if None in cases.values():
            raise AbsentError(entry.name, *_missing(cases))
        return cases

    def _children(self, entry: OnFile[Any], case: Process[Any]) -> tuple[Process[Any], ...]:
        return tuple([self._case(id_) for id_ in entry.keys(case)])

    def _found_cases(self, entry: OnFile[Any], case: Process[Any]) -> tuple[Process[Any], ...]:
        return tuple([self._case(id_) for id_ in self._sheet.found_for(entry, case)])

    def _ancestors(self, entry: OnFile[Any], case: Process[Any]) -> tuple[Process[Any], ...]:
        return tuple([one for one in self._above(case) if one.family == entry.of])

    # --- what an entry names --------------------------------------------------------------------

    def keys(self, entry: OnFile[Any], case: Process[Any]) -> tuple[Any, ...]:
        """What an entry names for the document as it is: worked out once."""
        named = self._named.get(entry.name)
        if named is None or named[0] is not case.document or entry.moves:
            named = self._named[entry.name] = (case.document, entry.keys(case))
        return named[1]

    def has(self, entry: OnFile[Any], case: Process[Any]) -> bool:
        """Whether an entry has been looked at for the document as it is."""
        seen = self._seen.get(entry.name)
        return seen is not None and seen[0] is case.document

    def _balance(self, entry: OnFile[Any], case: Process[Any], key: Any) -> SheetBalance:
        position, figures = entry.position(case, key), self._sheet.figures
        figures.must_have(position.posted)
        if position.available is not position.posted:
            figures.must_have(position.available)
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

    _looks: ClassVar[Mapping[Kind, str]] = {
        "document": "_one",
        "optional": "_optional",
        "every": "_every",
        "waiver": "_waiver",
        "balance": "_one_balance",
        "balances": "_balances",
        "child_balances": "_balances",
        "found_balances": "_found_balances",
        "case": "_one_case",
        "every_case": "_every_case",
        "children": "_children",
        "cases": "_found_cases",
        "ancestors": "_ancestors",
    }
    """What looks at an entry, by its kind."""


def _missing(found: Mapping[Any, object]) -> tuple[Any, ...]:
    return tuple(id_ for id_, one in found.items() if one is None)


def keys_on_file(sheet: "Worksheet", case: Process[Any], names: Iterable[str]) -> list[Key]:
    """The records that hold these entries, but for those that have been looked at.

    Of an entry that cannot say what it names before another has been read, there are none yet.
    """
    file = case.file if isinstance(case.file, SheetFile) else SheetFile(sheet)
    keys: list[Key] = []
    for name in names:
        entry = case.definition.on_file.get(name)
        if entry is not None and not file.has(entry, case):
            with suppress(NotReadError, AbsentError):
                keys += _keys_of(sheet, case, entry, file)
    return keys


def _keys_of(
    sheet: "Worksheet", case: Process[Any], entry: OnFile[Any], file: SheetFile
) -> list[Key]:
    """The records that hold one entry.  Raises `NotReadError`."""
    kind = entry.kind
    if kind == "ancestors":
        # The sheet climbs to them one by one, for each says who opened it.
        return []
    if kind == "waiver":
        return [case_key(entry.index)]
    keys = sheet.found_for(entry, case) if kind in FOUND else file.keys(entry, case)
    if kind in BALANCES:
        return _balances_of(entry, case, keys)
    if kind in OF_CASES:
        process = sheet.firm.registry.process(entry.of.family)
        return _records_of(keys, process.definition.document)
    return _records_of(keys, entry.of)


def _balances_of(entry: OnFile[Any], case: Process[Any], keys: Iterable[Any]) -> list[Key]:
    found: list[Key] = []
    for key in keys:
        position = entry.position(case, key)
        found.append(balance_key(position.available))
        if position.posted is not position.available:
            found.append(balance_key(position.posted))
    return found


def _records_of(ids: Iterable[str], kind: type[Document]) -> list[Key]:
    if not kind.personal:
        return [case_key(id_) for id_ in ids]
    return [key for id_ in ids for key in (case_key(id_), vault_key(id_))]
