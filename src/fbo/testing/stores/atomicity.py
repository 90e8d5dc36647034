"""The store contract, T01-T12: records are read back as written, and a commit is all or nothing."""
# ruff: noqa: S101, PLR2004  tests assert, with memorable numbers, and are methods

from threading import Event
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fbo.kernel.errors import Conflict
from fbo.ports.storage import Check, Key, Scan, StorePort
from fbo.testing.stores.children import run_child
from fbo.testing.stores.factory import StoreFactory, failpoints_of, need
from fbo.testing.stores.kit import (
    SPACE,
    Kit,
    batch,
    doc,
    got,
    head,
    journal,
    note,
    put,
    race,
    there,
)

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_bodies = st.dictionaries(
    _texts,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | _texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
        max_leaves=15,
    ),
    max_size=6,
)


def _nested(levels: int) -> dict[str, Any]:
    return {"in": _nested(levels - 1)} if levels > 1 else {}


class Atomicity(Kit):
    """T01-T12."""

    def test_an_absent_key_reads_as_none(self, store: StorePort) -> None:
        """T01 An absent key reads as none, in the order asked."""
        keys = [doc(f"lamp-{n % 60}") for n in range(100)]

        assert list(store.get(SPACE, keys)) == [None] * 100

    def test_records_come_in_the_order_asked(self, store: StorePort) -> None:
        """T01 Present, absent and repeated keys are answered each in its place."""
        store.commit(batch(put("lamp", {"n": 1}), put("chair", {"n": 2})))

        found = store.get(SPACE, [doc("lamp"), doc("desk"), doc("chair"), doc("lamp")])

        assert [None if record is None else record.body["n"] for record in found] == [1, None, 2, 1]

    def test_nothing_is_asked_of_no_keys(self, store: StorePort) -> None:
        """T01 No keys, no records."""
        assert list(store.get(SPACE, [])) == []

    def test_what_was_put_is_read_back(self, store: StorePort) -> None:
        """T02 Any JSON object within the limits comes back equal (H)."""

        @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(_bodies)
        def check(body: dict[str, Any]) -> None:
            record = got(store, doc("lamp"))
            store.commit(batch(put("lamp", body, expect=record.version if record else 0)))

            assert there(store, doc("lamp")).body == body

        check()

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"price": "123456789012345678.123456", "none": None, "yes": True, "no": 0},
            {"name": "Åsa 😀 \u0000 \u2028 \u202e ½ \U0010ffff", "empty": "", "list": []},
            {"largest": 2**63 - 1, "smallest": -(2**63) + 1},
            _nested(20),
        ],
        ids=["empty", "decimal as text", "unicode", "integers", "nested"],
    )
    def test_what_is_unusual_is_read_back(self, store: StorePort, body: dict[str, Any]) -> None:
        """T02 So do the unusual ones."""
        store.commit(batch(put("lamp", body)))

        assert there(store, doc("lamp")).body == body

    def test_a_version_is_the_revision_that_wrote_it(self, store: StorePort) -> None:
        """T03 A version is `head.rev` of the commit that wrote it, alike for the whole batch."""
        first = store.commit(batch(put("lamp"), put("chair")))
        second = store.commit(batch(put("lamp", expect=first.head.rev)))

        versions = [there(store, doc(name)).version for name in ("lamp", "chair")]

        assert versions == [second.head.rev, first.head.rev]
        assert second.head.rev > first.head.rev

    def test_a_body_changed_after_the_put_is_the_callers_own(self, store: StorePort) -> None:
        """T04 Bodies are not shared with the caller who put them."""
        body = {"lines": [{"item": "lamp"}]}
        store.commit(batch(put("order", body)))

        body["lines"].append({"item": "chair"})

        assert there(store, doc("order")).body == {"lines": [{"item": "lamp"}]}

    def test_a_body_changed_after_the_get_is_the_callers_own(self, store: StorePort) -> None:
        """T04 Nor with the caller who got them, nor with the one who committed."""
        sealed = store.commit(batch(put("order", {"lines": ["lamp"]}), entries=[note(a=["b"])]))
        bodies: list[Any] = [there(store, doc("order")).body, sealed.records[0].body]

        for body in bodies:
            body["lines"].append("chair")
        sealed.entries[0].data["a"].append("c")
        journal(store)[0].data["a"].append("d")

        assert there(store, doc("order")).body == {"lines": ["lamp"]}
        assert journal(store)[0].data == {"a": ["b"]}

    def test_keys_differ_by_case_accent_and_trailing_space(self, store: StorePort) -> None:
        """T05 Keys are exact."""
        names = ["a", "A", "á", "a\u0301", "a ", " a", "a\n", "\uff41", "ß", "ss", "a%", "a_"]
        keys: list[Key] = [("doc", name) for name in names] + [("Doc", "a"), ("doc ", "a")]
        store.commit(batch(*[put(name, {"n": f"{kind}/{name}"}, kind=kind) for kind, name in keys]))

        found = store.get(SPACE, keys)

        assert [record and record.body["n"] for record in found] == [f"{k}/{n}" for k, n in keys]

    def test_spaces_do_not_see_each_other(self, store: StorePort) -> None:
        """T06 One space's records are not another's."""
        store.commit(batch(put("lamp", {"of": "acme"}, by=("x",)), space="acme"))
        store.commit(batch(put("lamp", {"of": "bolt"}, by=("x",)), space="bolt"))

        assert there(store, doc("lamp"), space="acme").body == {"of": "acme"}
        assert there(store, doc("lamp"), space="bolt").body == {"of": "bolt"}
        assert got(store, doc("lamp"), space="Acme") is None

    def test_spaces_have_journals_and_revisions_of_their_own(self, store: StorePort) -> None:
        """T06 Nor are its journal and its head."""
        for number in range(3):
            store.commit(batch(entries=[note(n=number)], space="acme"))
        sealed = store.commit(batch(entries=[note(n=9)], space="bolt"))

        assert (sealed.head.rev, sealed.head.seq) == (1, 1)
        assert [entry.data for entry in journal(store, space="bolt")] == [{"n": 9}]

    def test_a_batch_appears_as_a_whole(self, store: StorePort) -> None:
        """T07 A hundred writes and a hundred entries are visible together."""
        writes = [put(f"lamp-{n}", {"n": n}) for n in range(100)]
        store.commit(batch(*writes, entries=[note(n=n) for n in range(100)]))

        found = store.get(SPACE, [write.key for write in writes])

        assert [record and record.body["n"] for record in found] == list(range(100))
        assert [entry.data["n"] for entry in journal(store)] == list(range(100))

    def test_a_conflicting_batch_changes_nothing(self, store: StorePort) -> None:
        """T08 The last of a hundred is stale: it is named, and nothing changed."""
        store.commit(batch(put("lamp-99")))
        before = head(store)
        writes = [put(f"lamp-{n}", by=("x",)) for n in range(100)]

        with pytest.raises(Conflict) as caught:
            store.commit(batch(*writes, entries=[note()]))

        assert caught.value.keys == (doc("lamp-99"),)
        assert list(store.get(SPACE, [w.key for w in writes[:99]])) == [None] * 99
        assert (head(store), journal(store)) == (before, [])

    def test_a_conflict_names_all_stale_keys(self, store: StorePort) -> None:
        """T08 Every stale key is named."""
        store.commit(batch(put("lamp"), put("chair")))

        with pytest.raises(Conflict) as caught:
            store.commit(batch(put("lamp"), Check(doc("chair"), 7), put("desk", expect=3)))

        assert set(caught.value.keys) == {doc("lamp"), doc("chair"), doc("desk")}

    def test_no_reader_sees_half_a_batch(self, store: StorePort) -> None:
        """T09 There is no entry without its records, nor one of two records alone."""
        done = Event()

        def write() -> None:
            try:
                first = second = 0
                for n in range(1, 1001):
                    sealed = store.commit(
                        batch(
                            put("a", {"n": n}, expect=first),
                            put("b", {"n": n}, expect=second),
                            entries=[note(n=n)],
                        )
                    )
                    first = second = sealed.head.rev
            finally:
                done.set()

        def read() -> None:
            seen = 0
            while not done.is_set() or seen < 1000:
                entries = store.log(SPACE, seen, 1000)
                if entries:
                    seen = entries[-1].data["n"]
                    a = there(store, doc("a")).body["n"]
                    assert a >= seen
                    assert there(store, doc("b")).body["n"] >= a

        race(write, read)

    def test_a_kill_between_two_statements_leaves_all_or_nothing(
        self, store_factory: StoreFactory
    ) -> None:
        """T10 Document, message, timer and entry: all four or none (K)."""
        need(store_factory.open(), "durable")
        opener = failpoints_of(store_factory).opener

        for statement in range(50):
            name = f"order-{statement}"
            code = run_child(
                "commit_one", opener=opener, url=store_factory.url, name=name, statement=statement
            )
            store = store_factory.reopen()
            parts = _parts(store, name)
            assert parts in {0, 4}, f"{parts} of 4 parts after a kill at statement {statement}"
            if code == 0:
                assert parts == 4
                return
        pytest.fail("a commit of more than fifty statements")

    def test_entries_without_writes_are_kept(self, store: StorePort) -> None:
        """T11 A batch of entries only is in the log."""
        store.commit(batch(entries=[note(lamp="on"), note(lamp="off")]))

        assert [entry.data for entry in journal(store)] == [{"lamp": "on"}, {"lamp": "off"}]

    def test_writes_without_entries_leave_the_log_alone(self, store: StorePort) -> None:
        """T12 A batch of writes only adds a revision and no entry."""
        before = store.commit(batch(entries=[note()])).head

        after = store.commit(batch(put("lamp"))).head

        assert (after.rev, after.seq, after.hash) == (before.rev + 1, before.seq, before.hash)
        assert len(journal(store)) == 1


def _parts(store: StorePort, name: str) -> int:
    """How many there are of the four things that the child's commit makes."""
    found = store.get(SPACE, [("case", name), ("outbox", name)])
    timers = [at for at in store.scan(SPACE, Scan("case", "due")) if at.record.key[1] == name]
    entries = [entry for entry in journal(store) if entry.data["case"] == name]
    return sum(record is not None for record in found) + len(timers) + len(entries)
