"""What is known of records already read: decoded and validated, by id and version.

A version is the revision of the commit that wrote it and is never used again, so a record of the
same version is the same record, whichever process wrote it.  The store is still asked each time;
what is saved is reading its answer twice.  Nothing here is ever changed: whoever works on a case
copies first.
"""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from fbo.kernel.document import Document
from fbo.kernel.frozen import frozen
from fbo.workflow.facts import Facts

MOST = 4096


@frozen
class Known:
    """One record as it was read: the document, and for a case its facts and history."""

    version: int
    vault_version: int
    document: Document
    family: str = ""
    facts: Facts | None = None
    json: dict[str, Any] | None = None
    vault: Mapping[str, Any] | None = None
    seq: int = 0
    history: tuple[list[str], ...] = ()
    pages: int = 0


class Memory:
    """What a firm has read lately.  Safe for threads: entries are replaced, never changed."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}
        self._lock = Lock()

    def recall(self, id_: str, version: int, vault_version: int) -> Known | None:
        """What is known of exactly this version."""
        known = self._known.get(id_)
        if known is None or known.version != version or known.vault_version != vault_version:
            return None
        return known

    def latest(self, id_: str) -> Known | None:
        """What was read of an id last, whatever version that was."""
        return self._known.get(id_)

    def keep(self, id_: str, known: Known) -> None:
        """Remember a record; the one that was kept longest makes room."""
        # Which was kept longest cannot be asked while another keeps something.
        with self._lock:
            self._known.pop(id_, None)
            if len(self._known) >= MOST:
                del self._known[next(iter(self._known))]
            self._known[id_] = known

    def forget(self) -> None:
        """Know nothing: for a store that has been put back to where it was."""
        with self._lock:
            self._known = {}
