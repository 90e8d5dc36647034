"""The store over SQLite: one transaction a commit, written by as few statements as there can be.

WAL with a sync at every commit; writers take turns.  Not for network file systems, whose locks and
shared memory SQLite cannot trust.  All rules are in `Batch.seal`; nothing here decides.
"""

import os
import sqlite3
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar
from urllib.parse import parse_qsl, unquote

from fbo.adapters.sqlite import lines, schema
from fbo.adapters.sqlite.packing import Lately
from fbo.adapters.sqlite.schema import Connection
from fbo.adapters.sqlite.turn import Turn
from fbo.kernel.errors import (
    CommitUnknown,
    Corrupt,
    FboError,
    InputError,
    InvalidText,
    StoreError,
    Unavailable,
)
from fbo.ports.storage import (
    Batch,
    Caps,
    Entry,
    Found,
    Head,
    Key,
    Record,
    Scan,
    Sealed,
    SealedGroup,
    StorePort,
    keys_of,
    refuse_bad_page,
    refuse_misfits,
    seal_all,
)

T = TypeVar("T")
S = TypeVar("S", Sealed, SealedGroup)
Seal: TypeAlias = Callable[[Head, Mapping[Key, Record]], S]

_SCHEME = "sqlite:///"
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
# COMMIT fails with these before the mark of the commit is in the log: nothing happened.
_NOT_COMMITTED = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_PRIMARY = 0xFF


def open_url(url: str) -> StorePort:
    """The store of `sqlite:///acme.db` (a relative path) or `sqlite:////var/acme.db`.

    Options: `?timeout=5`, in seconds; `?durability=process` for no sync at commit.  Raises
    `InputError` for any other, and what `SqliteStore` raises.
    """
    if not url.startswith(_SCHEME):
        raise InputError("a SQLite store is named like sqlite:///acme.db or sqlite:////var/acme.db")
    path, _, query = url.removeprefix(_SCHEME).partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    durability = options.pop("durability", "disk")
    seconds = options.pop("timeout", "5")
    if options or durability not in {"disk", "process"} or not seconds.isdecimal():
        raise InputError("a SQLite store takes ?timeout=<seconds> and ?durability=process only")
    return SqliteStore(
        unquote(path),
        durability="process" if durability == "process" else "disk",
        timeout=timedelta(seconds=int(seconds)),
    )


class SqliteStore:
    """A store in one file, made if it is not there.  Safe for threads and processes of one host.

    `timeout` is how long a commit waits for other writers before it is `Unavailable`.  With
    `durability="process"` what commit returned survives a kill, and not a loss of power.  Raises
    `SchemaMismatch` for a newer store or another program's file.
    """

    connection = Connection
    """What its connections are made of; a test makes them of what fails where it likes."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        durability: Literal["disk", "process"] = "disk",
        timeout: timedelta = timedelta(seconds=5),
    ) -> None:
        self._path = Path(path)
        if self._path.name in {"", ":memory:"}:
            raise InputError("a SQLite store needs a file; for one in memory say memory:")
        self._synced = durability == "disk"
        self._seconds = timeout.total_seconds()
        self._turn = Turn(self._lock_path)
        # Last in, first out: who is alone always gets the same one, whose cache is warm.
        self._idle: list[Connection] = []
        self._spaces: dict[str, int] = {}
        self._lately = Lately()
        self._closed = False
        self._make()
        _OPEN.add(self)

    @property
    def caps(self) -> Caps:
        """Durable, for one host; what is deleted leaves the file; takes groups."""
        return Caps(durable=True, reach="host", erases=True, groups=True)

    def get(self, space: str, keys: Sequence[Key]) -> Sequence[Record | None]:
        """As `StorePort.get`."""
        read = partial(lines.read_records, keys=keys, lately=self._lately)
        nothing: Sequence[Record | None] = [None] * len(keys)
        return self._read(space, read, nothing)

    def scan(self, space: str, query: Scan) -> Sequence[Found]:
        """As `StorePort.scan`."""
        return self._read(space, partial(lines.read_places, query=query, lately=self._lately), [])

    def log(self, space: str, after: int, limit: int) -> Sequence[Entry]:
        """As `StorePort.log`."""
        refuse_bad_page(limit)
        return self._read(space, lambda run, number: lines.read_log(run, number, after, limit), [])

    def commit(self, batch: Batch) -> Sealed:
        """As `StorePort.commit`."""
        return self._commit(batch, batch.keys, batch.seal)

    def commit_many(self, batches: Sequence[Batch]) -> Sequence[Sealed | FboError]:
        """As `GroupStorePort.commit_many`."""
        refuse_misfits(batches)
        if not batches:
            return ()
        group = self._commit(batches[0], keys_of(batches), partial(seal_all, batches))
        return group.outcomes

    def close(self) -> None:
        """Close all connections; erased bodies leave the write-ahead log, too."""
        self._closed = True
        while self._idle:
            connection = self._idle.pop()
            with suppress(sqlite3.Error):
                if not self._idle:
                    connection.run("PRAGMA wal_checkpoint(TRUNCATE)", ())
                connection.close()
        self._turn.close()

    def _commit(self, first: Batch, keys: Sequence[Key], seal: Seal[S]) -> S:
        self._turn.take(self._seconds)
        try:
            connection = self._take()
            try:
                number, sealed = self._write(connection, first.space, keys, seal)
                self._end(connection, first)
            finally:
                self._give(connection)
        finally:
            self._turn.give()
        self._spaces[first.space] = number
        return sealed

    def _write(
        self, connection: Connection, space: str, keys: Sequence[Key], seal: Seal[S]
    ) -> tuple[int, S]:
        run = connection.run
        try:
            run("BEGIN IMMEDIATE", ())
            number = self._spaces.get(space) or lines.number_of(run, space)
            head, records = lines.read_all(run, number, keys, self._lately)
            sealed = seal(head, records)
            if sealed.head.rev > head.rev:
                written = lines.lines_of(number, sealed, records, self._lately)
                lines.write(run, number, written)
        except sqlite3.Error as error:
            _undo(connection)
            raise self._failed(error) from error
        except BaseException:
            _undo(connection)
            raise
        return number, sealed

    def _end(self, connection: Connection, first: Batch) -> None:
        try:
            connection.run("COMMIT", ())
        except sqlite3.Error as error:
            _undo(connection)
            code = _code(error)
            if code & _PRIMARY in _NOT_COMMITTED or code == sqlite3.SQLITE_IOERR_WRITE:
                raise self._failed(error) from error
            raise CommitUnknown(first.id) from error

    def _read(self, space: str, read: Callable[[lines.Run, int], T], nothing: T) -> T:
        connection = self._take()
        try:
            number = self._spaces.get(space)
            if number is None:
                number = lines.known_number_of(connection.run, space)
                if number is None:
                    return nothing
                self._spaces[space] = number
            return read(connection.run, number)
        except sqlite3.Error as error:
            raise self._failed(error) from error
        except UnicodeEncodeError:
            raise InvalidText("a key", "holds a lone surrogate") from None
        finally:
            self._give(connection)

    def _make(self) -> None:
        connection = self._take()
        try:
            if not schema.is_ready(connection):
                self._turn.take(self._seconds)
                try:
                    schema.make(connection)
                finally:
                    self._turn.give()
        except sqlite3.Error as error:
            self.close()
            raise self._failed(error) from error
        except BaseException:
            self._closed = True
            raise
        finally:
            self._give(connection)

    def _take(self) -> Connection:
        if self._closed:
            raise Unavailable("it was closed")
        try:
            return self._idle.pop()
        except IndexError:
            pass
        try:
            return schema.connected(
                self.connection, self._path, seconds=self._seconds, synced=self._synced
            )
        except sqlite3.Error as error:
            if not self._path.parent.is_dir():
                raise Unavailable(f"there is no folder {self._path.parent}") from error
            raise self._failed(error) from error

    def _give(self, connection: Connection) -> None:
        if connection.in_transaction:
            _undo(connection)
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    def _failed(self, error: sqlite3.Error) -> StoreError:
        if _code(error) & _PRIMARY in _DAMAGED:
            return Corrupt(self._path.name, str(error))
        return Unavailable(f"{self._path.name}: {error}")

    @property
    def _lock_path(self) -> Path:
        return self._path.with_name(f"{self._path.name}.lock")

    def rest(self) -> None:
        """Close what is idle; the next call opens it again."""
        while self._idle:
            self._idle.pop().close()

    def begin_anew(self) -> None:
        """Forget, in a new process, what belongs to the one it was forked from."""
        self._turn = Turn(self._lock_path)
        self._idle = []


def _undo(connection: Connection) -> None:
    with suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0)


# SQLite must not see a connection on both sides of a fork.
_OPEN: weakref.WeakSet[SqliteStore] = weakref.WeakSet()


def _rest_all() -> None:
    for store in list(_OPEN):
        store.rest()


def _begin_all_anew() -> None:
    for store in list(_OPEN):
        store.begin_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_rest_all, after_in_child=_begin_all_anew)
