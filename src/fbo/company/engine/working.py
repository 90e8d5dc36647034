"""A case being worked on within one commit: as it was read, and as it will be written."""

from collections.abc import Mapping
from itertools import compress
from operator import is_, is_not
from typing import Any

from fbo.company.engine.known import Known
from fbo.company.engine.records import EMPTY, HISTORY_LINES, PAGE_LINES, facts_body
from fbo.kernel.document import Document
from fbo.kernel.json import Json
from fbo.kernel.numbers import Number
from fbo.workflow.process import Process


class Working:
    """One case of the worksheet.

    `version` is what the record had when it was read, 0 for a new case; `json` the document as the
    record keeps it; `vault` the personal values beside it.
    """

    __slots__ = (
        "case",
        "dirty",
        "entry",
        "history",
        "id",
        "json",
        "new_vault",
        "pages",
        "secrets",
        "seq",
        "stepped",
        "timers",
        "told",
        "vault",
        "vault_version",
        "version",
    )

    def __init__(self, case: Process[Any], known: Known | None = None) -> None:
        self.case = case
        self.id = case.id
        self.version, self.vault_version, self.seq, self.pages = 0, 0, 0, 0
        self.json: dict[str, Json] = {}
        self.vault: Mapping[str, Any] = EMPTY
        self.history: list[list[str]] = []
        if known is not None:
            self.version, self.vault_version = known.version, known.vault_version
            self.seq, self.pages = known.seq, known.pages
            self.json, self.vault = known.json or {}, known.vault or EMPTY
            self.history = list(known.history)
        self.secrets: dict[str, Json] = {}
        self.new_vault: dict[str, Json] = {}
        self.timers = case.facts.timers.copy()
        self.entry: dict[str, Json] | None = None
        self.stepped: dict[str, Json] | None = None
        self.told: list[str] = []
        self.dirty = False

    def become(self, document: Document) -> tuple[dict[str, Json], list[str]]:
        """Take over a changed document; its changed fields, and those that are gone.

        Personal fields are named with their new values; they are sealed when the sheet closes.
        """
        case = self.case
        before = case.document
        if document is before and self.seq > 1:
            return {}, []
        case.document = document
        if self.seq <= 1:
            changed, gone = document.dump(), list[str]()
        else:
            touched = _touched_fields(before, document)
            written = document.dump(touched)
            changed = {name: new for name, new in written.items() if self._had(name) != new}
            gone = [name for name in touched if name in self.json and name not in written]
        for name in document.personal:
            if name in changed:
                self.secrets[name] = changed[name]
            elif name in gone:
                self.secrets.pop(name, None)
        # Another one, for what was read is shared with whoever reads it next.
        self.json = {**self.json, **changed}
        for name in gone:
            del self.json[name]
        return changed, gone

    def _had(self, name: str) -> Json:
        """A field as it was last written down, in plain words where it is personal."""
        if name not in self.case.document.personal:
            return self.json.get(name, ABSENT)
        return self.secrets.get(name, self.vault.get("values", EMPTY).get(name, ABSENT))

    def fill_in(self, given: Mapping[str, tuple[int, ...]]) -> None:
        """Put the numbers that the store has given in the place of their placeholders."""
        document = self.case.document
        numbers: dict[str, int] = {}
        for name in document.numbered if given else ():
            number = getattr(document, name)
            if isinstance(number, Number):
                numbers[name] = given[number.series][number.nth]
        if numbers:
            self.case.document = document.model_copy(update=numbers)
            self.json = {**self.json, **numbers}

    def known(self, version: int) -> Known:
        """What is known of the case once it is committed."""
        return Known(
            version,
            version if self.new_vault else self.vault_version,
            self.case.document,
            self.case.family,
            self.case.facts,
            self.json,
            self.new_vault or self.vault,
            self.seq,
            tuple(self.history),
            self.pages,
        )

    def body(self) -> tuple[dict[str, Json], tuple[int, list[list[str]]] | None]:
        """The record, and the page of older history lines that leaves it, if one is full."""
        page = None
        if len(self.history) > HISTORY_LINES:
            page = (self.pages, self.history[:PAGE_LINES])
            self.history = self.history[PAGE_LINES:]
            self.pages += 1
        body = {
            "process": self.case.family,
            **facts_body(self.case.facts),
            "document": self.json,
            "seq": self.seq,
            "history": self.history,
        }
        if self.pages:
            body["pages"] = self.pages
        return body, page


def _touched_fields(before: Document, after: Document) -> set[str]:
    """The names of the fields that may differ: their values are other objects."""
    old, new = before.__dict__, after.__dict__
    others = compress(old, map(is_not, old.values(), map(new.__getitem__, old)))
    return {name for name in others if not _has_the_same(new[name], old[name])}


def _has_the_same(value: Any, was: Any) -> bool:
    """Whether they are sequences of the same: one is made anew with its document, its items not."""
    many: Any = type(value) is type(was) is tuple
    return many and len(value) == len(was) and all(map(is_, value, was))


ABSENT = object()
"""What no field is."""
