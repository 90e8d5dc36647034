"""The SQLite file: whose it is, what a commit costs, whose turn it is."""

import sqlite3
import zlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from fbo.adapters.sqlite import SqliteStore
from fbo.adapters.sqlite.packing import _WORDS as WORDS
from fbo.adapters.sqlite.packing import unpacked
from fbo.adapters.sqlite.schema import Connection
from fbo.adapters.sqlite.turn import Turn
from fbo.kernel.errors import Corrupt, InvalidText, SchemaMismatch, Unavailable
from fbo.ports.storage import Batch, Check, Draft, Move, Put, Scan

BRIEFLY = timedelta(milliseconds=50)


def put(name: str, version: int, *, desk: str) -> Batch:
    """A plain step: a case that changes desks, its idempotency record, a move, an entry."""
    return Batch(
        "acme",
        f"{name}-{version}",
        (
            Put(("case", name), {"desk": desk}, version, {"desk": (desk,), "process": ("o",)}),
            Put(("idem", f"{name}-{version}"), {}, 0),
            Move(("balance", "lamp"), 1),
        ),
        (Draft("moved", "2024-02-29T12:00:00.000000Z", {"desk": desk}),),
    )


class Counting(Connection):
    """A connection that notes what it is asked to run."""

    statements: ClassVar[list[str]] = []

    def run(self, statement: str, parameters: Sequence[Any]) -> list[Any]:
        Counting.statements.append(statement.split(maxsplit=1)[0])
        return super().run(statement, parameters)


class CountingStore(SqliteStore):
    connection = Counting


def pragma(path: Path, name: str) -> object:
    connection = sqlite3.connect(path)
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    connection.close()
    return value


def test_a_plain_step_costs_six_statements(tmp_path: Path) -> None:
    store = CountingStore(tmp_path / "acme.db")
    store.commit(put("order-1", 0, desk="sales"))
    Counting.statements.clear()

    store.get("acme", [("case", "order-1"), ("idem", "order-1-1")])
    store.get("acme", [("balance", "lamp")])
    store.commit(put("order-1", 1, desk="warehouse"))

    assert Counting.statements == [
        "SELECT",
        "SELECT",
        "BEGIN",
        "SELECT",
        "INSERT",
        "COMMIT",
    ]
    store.close()


def test_the_file_is_synced_at_every_commit(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "acme.db")

    settings = [
        store._idle[0].execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("synchronous", "secure_delete", "foreign_keys")
    ]

    assert settings == [2, 1, 1]
    assert pragma(tmp_path / "acme.db", "journal_mode") == "wal"
    store.close()


def test_less_than_a_sync_must_be_written_out(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "acme.db", durability="process")

    assert store._idle[0].execute("PRAGMA synchronous").fetchone() == (1,)
    store.close()


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE photos (name TEXT)")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(SchemaMismatch, match="another program"):
        SqliteStore(path)

    assert path.read_bytes() == before


def test_a_file_of_an_older_layout_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "acme.db"
    SqliteStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 1")
    connection.close()

    with pytest.raises(SchemaMismatch, match="has layout 1, and this fbo knows 3"):
        SqliteStore(path)


def test_a_body_that_was_packed_is_read_back(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "acme.db")
    body = {"text": "to be or not to be " * 100}
    store.commit(Batch("acme", "b-1", (Put(("case", "order-1"), body, 0),)))

    (found,) = store.get("acme", [("case", "order-1")])

    assert found is not None
    assert found.body == body
    assert b"to be or not to be " * 2 not in (tmp_path / "acme.db-wal").read_bytes()
    store.close()


def test_what_somebody_else_has_written_over_is_read_as_it_is_now(tmp_path: Path) -> None:
    path = tmp_path / "acme.db"
    store = SqliteStore(path)
    store.commit(put("order-1", 0, desk="sales" * 20))
    connection = sqlite3.connect(path)
    changed = b'{"desk":["warehouse"]}\n{"desk":"warehouse"}'
    connection.execute("UPDATE records SET body = ? WHERE kind = 'case'", (changed,))
    connection.commit()
    connection.close()

    (found,) = store.get("acme", [("case", "order-1")])

    assert found is not None
    assert (found.body, dict(found.index)) == ({"desk": "warehouse"}, {"desk": ("warehouse",)})
    store.close()


def test_a_body_that_was_packed_into_a_wider_window_is_read_back() -> None:
    body = b'{"text":"%b"}' % (b"to be or not to be " * 100)
    packing = zlib.compressobj(1, zlib.DEFLATED, 13, 6, zdict=WORDS)
    stored = packing.compress(body) + packing.flush()

    assert unpacked(stored) == body


def test_a_file_that_is_no_database_is_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ada, " * 500)

    with pytest.raises(Corrupt) as caught:
        SqliteStore(path)

    assert caught.value.at == "letter.txt"


def test_a_folder_that_does_not_exist_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        SqliteStore(tmp_path / "nowhere" / "acme.db")


def test_a_damaged_page_is_corrupt_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "acme.db"
    store = SqliteStore(path)
    for n in range(200):
        store.commit(put(f"order-{n}", 0, desk="sales"))
    store.close()
    pages = bytearray(path.read_bytes())
    pages[8192:] = b"\xff" * (len(pages) - 8192)
    path.write_bytes(pages)
    damaged = SqliteStore(path)

    with pytest.raises(Corrupt):
        damaged.scan("acme", Scan("case", "desk", limit=1000))
    with pytest.raises(Corrupt):
        damaged.commit(put("order-1", 1, desk="warehouse"))

    damaged.close()


def test_a_closed_store_is_unavailable(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "acme.db")
    store.close()

    with pytest.raises(Unavailable):
        store.get("acme", [("case", "order-1")])
    with pytest.raises(Unavailable):
        store.commit(Batch("acme", "b-1"))

    store.close()


def test_a_lone_surrogate_is_asked_for_in_vain(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "acme.db")
    store.commit(Batch("acme", "b-1"))

    with pytest.raises(InvalidText):
        store.get("acme", [("case", "\ud800")])

    store.close()


def test_a_check_of_five_thousand_records_is_one_commit(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "acme.db")

    sealed = store.commit(
        Batch("acme", "b-1", tuple(Check(("doc", f"{n}"), 0) for n in range(5000)))
    )

    assert sealed.head.rev == 1
    store.close()


def test_a_turn_that_another_process_keeps_is_unavailable(tmp_path: Path) -> None:
    # A second `Turn` opens the file for itself, as another process does.
    store, other = (
        SqliteStore(tmp_path / "acme.db", timeout=BRIEFLY),
        Turn(tmp_path / "acme.db.lock"),
    )
    other.take(1)

    with pytest.raises(Unavailable, match="another process"):
        store.commit(Batch("acme", "b-1"))

    other.give()
    assert store.commit(Batch("acme", "b-2")).head.rev == 1
    other.close()
    store.close()


def test_a_turn_that_was_given_up_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    keeping, waiting, third = Turn(path), Turn(path), Turn(path)
    keeping.take(1)
    with pytest.raises(Unavailable):
        waiting.take(0.02)
    keeping.give()

    third.take(1)

    third.give()
    for turn in (keeping, waiting, third):
        turn.close()


def test_a_turn_within_the_process_is_unavailable_after_its_time(tmp_path: Path) -> None:
    turn = Turn(tmp_path / "lock")
    turn.take(1)

    with pytest.raises(Unavailable, match="other writers"):
        turn.take(0.02)

    turn.give()
    turn.close()


def test_a_turn_whose_file_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    turn = Turn(tmp_path / "nowhere" / "lock")

    for _ in range(2):
        with pytest.raises(Unavailable, match="cannot be opened"):
            turn.take(1)


def test_a_store_rests_before_a_fork_and_goes_on_after_it(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "acme.db")
    store.commit(put("order-1", 0, desk="sales"))

    store.rest()
    store.begin_anew()

    assert store.commit(put("order-1", 1, desk="warehouse")).head.rev == 2
    store.close()
