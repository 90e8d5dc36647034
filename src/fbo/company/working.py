"""A case being worked on within one commit: as it was read, and as it will be written."""

from collections.abc import Mapping
from typing import Any

from fbo.company.known import Known
from fbo.company.records import EMPTY, HISTORY_LINES, PAGE_LINES, facts_body
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
        self.version = known.version if known is not None else 0
        self.json: dict[str, Json] = dict(known.json or EMPTY) if known is not None else {}
        self.seq = known.seq if known is not None else 0
        self.history = list(known.history) if known is not None else []
        self.pages = known.pages if known is not None else 0
        self.vault: Mapping[str, Any] = known.vault or EMPTY if known is not None else EMPTY
        self.vault_version = known.vault_version if known is not None else 0
        self.secrets: dict[str, Json] = {}
        self.new_vault: dict[str, Json] = {}
        self.timers = dict(case.facts.timers)
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
        only = None if self.seq <= 1 else _changed_fields(before, document)
        changed = document.dump(only)
        gone = [name for name in only or () if name in self.json and name not in changed]
        for name in document.personal:
            if name in changed:
                self.secrets[name] = changed[name]
            elif name in gone:
                self.secrets.pop(name, None)
        self.json = {**self.json, **changed}
        for name in gone:
            del self.json[name]
        return changed, gone

    def fill_in(self, given: Mapping[str, tuple[int, ...]]) -> None:
        """Put the numbers that the store has given in the place of their placeholders."""
        document = self.case.document
        wanted = {name: getattr(document, name) for name in document.numbered}
        numbers = {
            name: given[number.series][number.nth]
            for name, number in wanted.items()
            if isinstance(number, Number)
        }
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


def _changed_fields(before: Document, after: Document) -> set[str]:
    """The names of the fields that differ."""
    old, new = before.__dict__, after.__dict__
    return {name for name, value in new.items() if value is not old[name] and value != old[name]}
