"""The SQLite store for the contract: its factory, its failpoints, its troubles."""
# ruff: noqa: SLF001  the troubles are made inside the store, where its users cannot reach
# pyright: reportPrivateUsage=false

import os
import sqlite3
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL
from typing import Any, cast

from fbo.adapters.sqlite import SqliteStore
from fbo.adapters.sqlite.schema import Connection
from fbo.ports.storage import StorePort
from fbo.testing.stores.factory import COMMITTING, Fault, Trouble

_PATIENCE = 30


class SqliteFactory:
    """SQLite stores in a folder: one each time a fresh one is opened."""

    opener = "fbo.testing.stores.sqlite:open_armed"
    store: type[SqliteStore] = SqliteStore
    """What it opens; to try a faulty one, another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened = 0

    @property
    def path(self) -> Path:
        """The file of the store opened last."""
        return self._folder / f"store-{self._opened}.db"

    @property
    def url(self) -> str:
        """The URL of the store opened last."""
        return f"sqlite:///{self.path}?timeout={_PATIENCE}"

    def open(self) -> StorePort:
        """A fresh, empty store."""
        self._opened += 1
        return self.reopen()

    def reopen(self) -> StorePort:
        """The store opened last, once more."""
        return self.store(self.path, timeout=timedelta(seconds=_PATIENCE))

    def absent_url(self) -> str:
        """The URL of a store that is not there yet."""
        self._opened += 1
        return self.url

    def newer(self) -> None:
        """Mark the store opened last as written by a newer library."""
        connection = sqlite3.connect(self.path)
        connection.execute("PRAGMA user_version = 999")
        connection.close()

    def files(self) -> Sequence[Path]:
        """All files of the store opened last."""
        return sorted(self._folder.glob(f"{self.path.name}*"))

    def failpoints(self) -> "SqliteFactory":
        """The factory itself, which says where the opener is."""
        return self

    def troubles(self) -> Mapping[str, Trouble]:
        """What can be wrong with a file."""
        return {
            "a full disk": self._full,
            "a read-only file": self._read_only,
            "a lock that is not given up": self._locked,
        }

    @contextmanager
    def _full(self, store: StorePort) -> Generator[None, None, None]:
        import resource

        del store
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        # The log may not grow at all: what a commit writes can be packed very small.  Python
        # ignores the signal, the write fails.
        log = self.path.with_name(f"{self.path.name}-wal").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (log, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    @contextmanager
    def _read_only(self, store: StorePort) -> Generator[None, None, None]:
        # Not by the file's mode, which neither an open file nor the superuser heeds.
        connections = cast("SqliteStore", store)._idle
        for connection in connections:
            connection.execute("PRAGMA query_only = ON")
        try:
            yield
        finally:
            for connection in connections:
                connection.execute("PRAGMA query_only = OFF")

    @contextmanager
    def _locked(self, store: StorePort) -> Generator[None, None, None]:
        connections = cast("SqliteStore", store)._idle
        other = sqlite3.connect(self.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for connection in connections:
            connection.execute("PRAGMA busy_timeout = 20")
        try:
            yield
        finally:
            other.close()
            for connection in connections:
                connection.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")


def open_armed(url: str) -> "ArmedSqlite":
    """A store with failpoints, of a URL that the factory gave."""
    path, _, _ = url.removeprefix("sqlite:///").partition("?")
    return ArmedSqlite(Path(path))


class ArmedSqlite:
    """A store that fails, or loses an answer, or kills its process where it is told to."""

    def __init__(self, path: Path) -> None:
        self._fault: Fault | None = None
        self._statement = 0
        self._later = 0
        self._now = 0
        self.statements = 0
        """How many statements the last commit was made of."""
        self.store: StorePort = _armed(self)(path)

    def arm(self, fault: Fault, statement: int, *, commit: int = 0) -> None:
        """Let one statement of the next commit, or of a later one, go wrong."""
        self._fault, self._statement, self._later = fault, statement, commit

    def strike(self, statement: str, *, before: bool) -> None:
        """Called around each statement of a commit: go wrong, if this is the one."""
        if before:
            self._count(statement)
        wanted = self._statement == (COMMITTING if statement == "COMMIT" else self._now)
        if self._fault is None or self._later >= 0 or not wanted:
            return
        if before == (self._fault in {"fail", "kill"}):
            fault, self._fault = self._fault, None
            if fault in {"kill", "kill_after"}:
                os.kill(os.getpid(), SIGKILL)
            raise _made_to_fail(sqlite3.SQLITE_FULL if fault == "fail" else sqlite3.SQLITE_IOERR)

    def _count(self, statement: str) -> None:
        if statement.startswith("BEGIN"):
            self._now = 0
            self._later -= 1
        else:
            self._now += 1
        self.statements = self._now + 1


def _made_to_fail(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("made to fail")
    error.sqlite_errorcode = code
    return error


def _armed(armed: ArmedSqlite) -> type[SqliteStore]:
    class ArmedConnection(Connection):
        def run(self, statement: str, parameters: Sequence[Any]) -> list[Any]:
            if not (self.in_transaction or statement.startswith("BEGIN")):
                return super().run(statement, parameters)
            armed.strike(statement, before=True)
            found = super().run(statement, parameters)
            armed.strike(statement, before=False)
            return found

    class ArmedStore(SqliteStore):
        connection = ArmedConnection

    return ArmedStore
