"""The store contract, T53-T61: other processes, kills, full disks, hostile text, erasure."""
# ruff: noqa: S101, PLR2004  tests assert, with memorable numbers, and are methods

import os
from pathlib import Path
from threading import Event
from typing import ClassVar

import pytest

from fbo.adapters.stores import open_store
from fbo.kernel.errors import CommitUnknown, SchemaMismatch, Unavailable
from fbo.ports.storage import Delete, Draft, Key, Scan, StorePort, Want
from fbo.testing.stores.children import run_child, start_child
from fbo.testing.stores.factory import (
    StoreFactory,
    absent_url_of,
    failpoints_of,
    files_of,
    make_newer,
    need,
    need_other_processes,
    restarting,
    troubles_of,
)
from fbo.testing.stores.kit import (
    HANG,
    NOON,
    SPACE,
    Kit,
    balance,
    batch,
    close,
    doc,
    each,
    got,
    journal,
    note,
    put,
    race,
    there,
    verified,
)

_HOSTILE = [
    "'; DROP TABLE lines; --",
    '"; DELETE FROM records; --',
    "%",
    "_",
    "\\",
    "\\'",
    "a%b_c",
    "?1",
    ":name",
    "$1",
    "%s",
    "{0}",
    "\n\t\r",
    "NULL",
    "[x]",
    "`x`",
    "\u202e\u2028",
    "' OR '1'='1",
]


class Surviving(Kit):
    """T53-T61."""

    kills: ClassVar[int] = int(os.environ.get("FBO_KILLS", "20"))
    """How many processes T55 kills."""

    def test_another_process_reads_what_was_written(
        self, store: StorePort, store_factory: StoreFactory, tmp_path: Path
    ) -> None:
        """T53 A commit returned here; a get there sees it."""
        need_other_processes(store)
        told = tmp_path / "told"
        for n in range(3):
            store.commit(batch(put("lamp", {"n": n}, expect=n)))
            run_child("read_one", url=store_factory.url, kind="doc", name="lamp", told=str(told))

        assert told.read_text().splitlines() == ['{"n":0}', '{"n":1}', '{"n":2}']

    def test_a_reopened_store_has_everything(self, store_factory: StoreFactory) -> None:
        """T54 Close, open: records, index, journal, numbers, revisions are all there."""
        store = store_factory.open()
        need(store, "durable")
        sealed = store.commit(
            batch(put("lamp", {"n": 1}, by=("x",)), entries=[note(n=1)], wants=[Want("invoice")])
        )
        close(store)

        again = store_factory.reopen()

        assert there(again, doc("lamp")) == sealed.records[0]
        assert [found.value for found in again.scan(SPACE, Scan("doc", "by"))] == ["x"]
        assert journal(again) == list(sealed.entries)
        after = again.commit(batch(wants=[Want("invoice")]))
        assert (after.head.rev, after.numbers) == (2, {"invoice": (2,)})
        close(again)

    def test_two_hundred_kills_lose_nothing(
        self, store_factory: StoreFactory, tmp_path: Path
    ) -> None:
        """T55 After each kill the chain verifies, and what was acknowledged is present (K)."""
        need(store_factory.open(), "durable")
        opener = failpoints_of(store_factory).opener
        told = tmp_path / "told"
        for seed in range(self.kills):
            code = run_child(
                "commit_until_killed",
                opener=opener,
                url=store_factory.url,
                seed=1000 + seed,
                told=str(told),
            )
            assert code == -9, f"the child was not killed but ended with {code}"

        store = store_factory.reopen()

        verified(store)
        present = {entry.data["invoice"] for entry in journal(store)}
        acknowledged = set(told.read_text().split())
        assert acknowledged <= present
        assert len(present - acknowledged) <= self.kills
        assert all(store.get(SPACE, [("invoice", name) for name in present]))
        close(store)

    def test_what_makes_commits_impossible_is_unavailable(
        self, store_factory: StoreFactory
    ) -> None:
        """T56 A full disk, a read-only file, a lock not given up: `Unavailable`, later it works."""
        store = store_factory.open()
        troubles = troubles_of(store_factory)
        store.commit(batch(put("lamp", {"n": 0})))
        for n, (name, trouble) in enumerate(troubles.items(), start=1):
            big = {"text": "x" * 100_000}
            with trouble(store), pytest.raises(Unavailable) as caught:
                store.commit(batch(put(f"big-{n}", big), entries=[note(n=n)]))
            assert caught.value.committed == "no", name
            assert got(store, doc(f"big-{n}")) is None, name
            store.commit(batch(put(f"big-{n}", big), entries=[note(n=n)]))

        assert len(troubles) == 3
        assert len(journal(store)) == 3
        verified(store)
        close(store)

    def test_a_database_restart_loses_nothing(self, store_factory: StoreFactory) -> None:
        """T57 Restarted at once while somebody writes: acknowledged is present, failed absent."""
        store = store_factory.open()
        restart = restarting(store_factory)
        halfway = Event()
        told: dict[str, set[int]] = {"committed": set(), "failed": set(), "unknown": set()}

        def write() -> None:
            for n in range(200):
                told[_told(store, n)].add(n)
                if n == 100:
                    halfway.set()

        def restart_halfway() -> None:
            halfway.wait(HANG)
            restart()

        race(write, restart_halfway)

        present = {entry.data["n"] for entry in journal(store)}
        assert told["committed"] <= present
        assert not told["failed"] & present
        verified(store)
        close(store)

    def test_a_newer_schema_is_refused(self, store_factory: StoreFactory) -> None:
        """T58 A store that a newer library wrote is not opened."""
        store = store_factory.open()
        need(store, "durable")
        close(store)
        make_newer(store_factory)

        with pytest.raises(SchemaMismatch):
            store_factory.reopen()

    def test_an_absent_schema_is_made_once(self, store_factory: StoreFactory) -> None:
        """T58 Eight open a store that is not there yet: one schema."""
        need(store_factory.open(), "durable")
        url = absent_url_of(store_factory)

        def commit_first(n: int) -> StorePort:
            store = open_store(url)
            store.commit(batch(put(f"lamp-{n}"), entries=[note(n=n)]))
            return store

        stores = each(8, commit_first)

        assert {len(journal(store)) for store in stores} == {8}
        for store in stores:
            close(store)

    @pytest.mark.parametrize("text", _HOSTILE)
    def test_hostile_strings_are_literal(self, store: StorePort, text: str) -> None:
        """T59 In space, kind, id, index, body, entry and series they mean themselves."""
        key: Key = (text, text)
        sealed = store.commit(
            batch(
                put(text, {text: text}, kind=text, index={text: (text,)}),
                put("other", {}, kind=text, index={text: ("zzz",)}),
                entries=[Draft(text, NOON, {text: text})],
                wants=[Want(text)],
                space=text,
            )
        )

        found = store.scan(text, Scan(text, text, lo=text, hi=text + " "))

        assert there(store, key, space=text).body == {text: text}
        assert [each.place for each in found] == [(text, text)]
        assert [(e.type, e.data) for e in journal(store, space=text)] == [(text, {text: text})]
        assert sealed.numbers == {text: (1,)}
        verified(store, space=text)

    def test_what_is_erased_is_gone(self, store: StorePort) -> None:
        """T60 Personal data deleted: no port call returns it."""
        mail = "ada@example.com"
        at = store.commit(
            batch(
                put("c-1", {"mail": mail}, kind="pii", by=(mail,)),
                put("c-1", {"mark": "m"}),
                entries=[note(mark="m")],
            )
        ).head.rev

        store.commit(batch(Delete(("pii", "c-1"), at), entries=[note(erased="c-1")]))

        assert mail not in _all_told(store, ("pii", "c-1"))

    def test_what_is_erased_leaves_the_files(self, store_factory: StoreFactory) -> None:
        """T60 Its bytes are in no file after the store was closed."""
        store = store_factory.open()
        need(store, "erases")
        files_of(store_factory)
        secrets = [f"ada-{n}-{'lovelace' * 40}" for n in range(30)]
        for n, secret in enumerate(secrets):
            at = store.commit(batch(put(f"c-{n}", {"name": secret}, kind="pii"))).head.rev
            grown = put(f"c-{n}", {"name": secret * 9}, kind="pii", expect=at, by=(secret[:100],))
            store.commit(batch(grown, put(f"d-{n}", {"n": n})))
        for n in range(30):
            version = there(store, ("pii", f"c-{n}")).version
            store.commit(batch(Delete(("pii", f"c-{n}"), version)))
        close(store)

        left = [f for f in files_of(store_factory) if f.exists() and b"lovelace" in f.read_bytes()]

        assert left == []

    def test_every_writer_is_served(
        self, store: StorePort, store_factory: StoreFactory, tmp_path: Path
    ) -> None:
        """T61 Eight processes, two hundred commits each: every one ends."""
        need_other_processes(store)
        children = [
            start_child(
                "write_many",
                url=store_factory.url,
                writer=writer,
                times=200,
                told=str(tmp_path / f"{writer}"),
            )
            for writer in range(8)
        ]

        codes = [child.wait() for child in children]

        told = [int(n) for w in range(8) for n in (tmp_path / f"{w}").read_text().split()]
        assert codes == [0] * 8
        assert sorted(told) == list(range(1, 1601))
        assert balance(store, ("balance", "lamp")) == 1600


def _told(store: StorePort, n: int) -> str:
    try:
        store.commit(batch(entries=[note(n=n)]))
    except Unavailable:
        return "failed"
    except CommitUnknown:
        return "unknown"
    return "committed"


def _all_told(store: StorePort, key: Key) -> str:
    """Everything that the port's calls return about a space, as text."""
    found = [each.record for each in store.scan(SPACE, Scan(key[0], "by", limit=1000))]
    records = [*found, *store.get(SPACE, [key, doc("c-1")])]
    told = [(record.body, record.index) for record in records if record is not None]
    return f"{told} {[entry.data for entry in journal(store)]}"
