"""A case being worked on within one commit: as it was read, and as it will be written."""

from collections.abc import Mapping
from typing import Any

from fbo.company.records import EMPTY, HISTORY_LINES, PAGE_LINES, facts_body
from fbo.kernel.document import Document
from fbo.kernel.json import Json
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
        "timers",
        "vault",
        "vault_version",
        "version",
    )

    def __init__(self, case: Process[Any], body: Mapping[str, Any], version: int) -> None:
        self.case = case
        self.id = case.id
        self.version = version
        self.json: dict[str, Json] = body.get("document", {})
        self.seq: int = body.get("seq", 0)
        self.history: list[list[str]] = list(body.get("history", ()))
        self.pages: int = body.get("pages", 0)
        self.vault: Mapping[str, Any] = EMPTY
        self.vault_version = 0
        self.secrets: dict[str, Json] = {}
        self.new_vault: dict[str, Json] = {}
        self.timers = dict(case.facts.timers)
        self.entry: dict[str, Json] | None = None
        self.dirty = False

    def become(self, document: Document) -> tuple[dict[str, Json], list[str]]:
        """Take over a changed document; its changed fields, and those that are gone.

        Personal fields are named with their new values; they are sealed when the sheet closes.
        """
        case = self.case
        if document is case.document and self.version:
            return {}, []
        new = document.dump()
        case.document = document
        old_values = self.vault.get("values", EMPTY)
        changed: dict[str, Json] = {}
        for name, value in new.items():
            if name in document.personal:
                if name in self.secrets or old_values.get(name, EMPTY) != value:
                    self.secrets[name] = value
                    changed[name] = value
                else:
                    new[name] = self.json[name]
            elif name not in self.json or self.json[name] != value:
                changed[name] = value
        gone = [name for name in self.json if name not in new]
        self.json = new
        return changed, gone

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
