"""The SQLite file: how it is laid out, made once, recognised, and connected to.

A file of a newer layout, or of another program, is refused with `SchemaMismatch` and not touched.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fbo.kernel.errors import SchemaMismatch, Unavailable

SCHEMA = 3
# "fbo1", by which a file can be told from any other SQLite file.
APPLICATION = 0x66626F31

# A commit touches a dozen places; small pages keep what is written for each of them small.
_PAGE_BYTES = 512
_CACHE_KIB = 16 * 1024
# Four megabytes, as SQLite's own default is.
_CHECKPOINT_PAGES = 8000

_WHAT_IT_IS = """
    SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
    FROM pragma_user_version, pragma_application_id
"""

# Records of one commit have ids that begin alike, and so stand side by side.  A line of the journal
# is a commit's: its entries, one after the other, and by `n` its space and its last entry's number.
_TABLES = (
    "CREATE TABLE spaces (space INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """
    CREATE TABLE records (
        space INTEGER NOT NULL,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        version INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (space, id, kind)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE places (
        space INTEGER NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        id TEXT NOT NULL,
        PRIMARY KEY (space, kind, name, value, id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE journal (
        n INTEGER PRIMARY KEY,
        hashes BLOB NOT NULL,
        entries BLOB NOT NULL
    )
    """,
)

# Everything a commit stores is inserted into this view by one statement, and put into its table
# by a trigger: a statement less for each table saves more time than the triggers take.
_WAY_IN = (
    """
    CREATE VIEW written AS SELECT
        0 AS space, '' AS what, '' AS kind, '' AS id, '' AS name, '' AS value,
        0 AS n, x'' AS hashes, x'' AS body
    """,
    """
    CREATE TRIGGER keep_record INSTEAD OF INSERT ON written WHEN NEW.what = 'record' BEGIN
        INSERT INTO records (space, id, kind, version, body)
        VALUES (NEW.space, NEW.id, NEW.kind, NEW.n, NEW.body)
        ON CONFLICT (space, id, kind) DO UPDATE
        SET version = excluded.version, body = excluded.body;
    END
    """,
    """
    CREATE TRIGGER remove_record INSTEAD OF INSERT ON written WHEN NEW.what = 'gone' BEGIN
        DELETE FROM records WHERE space = NEW.space AND id = NEW.id AND kind = NEW.kind;
    END
    """,
    """
    CREATE TRIGGER take_place INSTEAD OF INSERT ON written WHEN NEW.what = 'place' BEGIN
        INSERT INTO places (space, kind, name, value, id)
        VALUES (NEW.space, NEW.kind, NEW.name, NEW.value, NEW.id);
    END
    """,
    """
    CREATE TRIGGER leave_place INSTEAD OF INSERT ON written WHEN NEW.what = 'left' BEGIN
        DELETE FROM places
        WHERE space = NEW.space AND kind = NEW.kind AND name = NEW.name AND value = NEW.value
        AND id = NEW.id;
    END
    """,
    """
    CREATE TRIGGER append_entries INSTEAD OF INSERT ON written WHEN NEW.what = 'entries' BEGIN
        INSERT INTO journal (n, hashes, entries) VALUES (NEW.n, NEW.hashes, NEW.body);
    END
    """,
)


class Connection(sqlite3.Connection):
    """A connection through which every statement of a store goes by one method."""

    def run(self, statement: str, parameters: Sequence[Any]) -> list[Any]:
        """Run a statement and return all it found."""
        return self.execute(statement, parameters).fetchall()


def connected(make: type[Connection], path: Path, *, seconds: float, synced: bool) -> Connection:
    """A connection with its settings; any thread may use it, one at a time."""
    connection = sqlite3.connect(
        path,
        timeout=seconds,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
        factory=make,
    )
    for setting in (
        f"synchronous = {'FULL' if synced else 'NORMAL'}",
        "secure_delete = ON",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        f"cache_size = -{_CACHE_KIB}",
        f"wal_autocheckpoint = {_CHECKPOINT_PAGES}",
    ):
        connection.execute(f"PRAGMA {setting}")
    return connection


def is_ready(connection: sqlite3.Connection) -> bool:
    """Whether the file has the layout; raises `SchemaMismatch` if it has another one."""
    # One statement: somebody else may be laying it out.
    version, application, tables = connection.execute(_WHAT_IT_IS).fetchone()
    if application == APPLICATION and version == SCHEMA:
        return True
    if application == APPLICATION:
        what = f"the store has layout {version}, and this fbo knows {SCHEMA}"
        raise SchemaMismatch(what, "install the fbo that wrote it, or a newer one")
    if application or version or tables:
        what = "the file is another program's database"
        raise SchemaMismatch(what, "name a file that does not exist yet")
    return False


def make(connection: sqlite3.Connection) -> None:
    """Lay the file out, unless somebody else just did."""
    connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise Unavailable(f"SQLite cannot keep a write-ahead log here, only {mode}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not is_ready(connection):
            for statement in (*_TABLES, *_WAY_IN):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
