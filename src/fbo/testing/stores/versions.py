"""The store contract, T13-T24: versions, failing commits, and the limits.

Of those who decide on the same version one wins; of a commit that failed it is known whether it
took effect.
"""
# ruff: noqa: S101, PLR2004  tests assert, with memorable numbers, and are methods

from collections.abc import Callable, Mapping
from functools import partial

import pytest

from fbo.kernel.errors import BugError, CommitUnknown, Conflict, LimitExceeded, Unavailable
from fbo.kernel.limits import LIMITS
from fbo.ports.storage import Batch, Check, Delete, Head, Move, Put, Sealed, StorePort, Want
from fbo.testing.stores.factory import COMMITTING, Fault, StoreFactory, failpoints_of
from fbo.testing.stores.jobs import opened
from fbo.testing.stores.kit import (
    Kit,
    balance,
    batch,
    close,
    doc,
    each,
    got,
    head,
    journal,
    note,
    put,
    race,
    there,
    tried,
)

_EMPTY_TEXT = len(b'{"text":""}')


def _sized(name: str, size: int) -> Put:
    return put(name, {"text": "x" * (size - _EMPTY_TEXT)})


def _longest_series(store: StorePort) -> str:
    """A series whose name alone brings the head to its limit."""
    before = head(store)
    short = Head(before.rev + 1, before.seq, before.hash, {"": (1, "")})
    return "s" * (LIMITS.head_bytes - short.size)


_AT_LIMIT: Mapping[str, Callable[[int], Batch]] = {
    "bytes of a record": lambda more: batch(_sized("lamp", LIMITS.record_bytes + more)),
    "bytes of a batch": lambda more: batch(
        *[_sized(f"lamp-{n}", LIMITS.batch_bytes // 8) for n in range(7)],
        _sized("lamp", LIMITS.batch_bytes // 8 + more),
    ),
    "writes": lambda more: batch(*[put(f"d{n}") for n in range(LIMITS.batch_writes + more)]),
    "entries": lambda more: batch(entries=[note()] * (LIMITS.batch_entries + more)),
    "characters of a key": lambda more: batch(put("l" * (LIMITS.store_key + more))),
    "index names": lambda more: batch(
        put("lamp", index={f"i{n}": ("v",) for n in range(LIMITS.index_names + more)})
    ),
    "index values": lambda more: batch(
        put("lamp", by=tuple(str(n) for n in range(LIMITS.index_values + more)))
    ),
    "characters of a value": lambda more: batch(
        put("lamp", by=("v" * (LIMITS.index_value + more),))
    ),
}


class Versions(Kit):
    """T13-T18, T23, T24."""

    def test_of_two_writers_at_one_version_one_wins(self, store: StorePort) -> None:
        """T13 Two readers at one version both put: exactly one conflict."""
        version = store.commit(batch(put("lamp"))).head.rev
        for _ in range(20):
            put_at = partial(_tried_put, store, version)

            outcomes = each(2, put_at)

            served = [outcome for outcome in outcomes if isinstance(outcome, Sealed)]
            assert len(served) == 1
            version = served[0].head.rev

    def test_of_32_creators_one_wins(self, store: StorePort) -> None:
        """T14 Of 32 who create one key 31 hear of a conflict."""
        outcomes = each(32, lambda n: tried(store, batch(put("lamp", {"by": n}))))

        assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 31

    @pytest.mark.parametrize("expect", [0, 7])
    def test_deleting_a_stale_record_conflicts(self, store: StorePort, expect: int) -> None:
        """T15 A record at another version is not deleted."""
        store.commit(batch(put("lamp")))

        with pytest.raises(Conflict):
            store.commit(batch(Delete(doc("lamp"), expect)))

        assert got(store, doc("lamp")) is not None

    def test_deleting_an_absent_record_conflicts(self, store: StorePort) -> None:
        """T15 Nor one that is not there."""
        with pytest.raises(Conflict) as caught:
            store.commit(batch(Delete(doc("lamp"), 3)))

        assert caught.value.keys == (doc("lamp"),)

    def test_a_check_stops_write_skew(self, store: StorePort) -> None:
        """T16 A checks b and writes a, B checks a and writes b, at once: at most one commits."""
        for n in range(20):
            a, b = f"a{n}", f"b{n}"
            at = store.commit(batch(put(a), put(b))).head.rev

            one = batch(Check(doc(b), at), put(a, expect=at))
            other = batch(Check(doc(a), at), put(b, expect=at))

            outcomes = race(partial(tried, store, one), partial(tried, store, other))

            assert sum(isinstance(outcome, Sealed) for outcome in outcomes) == 1

    def test_a_check_for_absence_holds(self, store: StorePort) -> None:
        """T17 Another creates the record first: the check conflicts."""
        store.commit(batch(Check(doc("lamp"), 0), put("chair")))
        store.commit(batch(put("lamp")))

        with pytest.raises(Conflict):
            store.commit(batch(Check(doc("lamp"), 0), put("desk")))

        assert got(store, doc("desk")) is None

    def test_a_check_changes_nothing(self, store: StorePort) -> None:
        """T17 A record that was checked keeps its version."""
        at = store.commit(batch(put("lamp"))).head.rev

        store.commit(batch(Check(doc("lamp"), at), put("chair")))

        assert there(store, doc("lamp")).version == at

    def test_a_version_is_never_used_again(self, store: StorePort) -> None:
        """T18 Put, delete, put: who holds the first version cannot act on it."""
        first = store.commit(batch(put("lamp", {"owner": "Anna"}))).head.rev
        store.commit(batch(Delete(doc("lamp"), first)))
        store.commit(batch(put("lamp", {"owner": "Ben"})))

        with pytest.raises(Conflict):
            store.commit(batch(Delete(doc("lamp"), first)))

        assert there(store, doc("lamp")).version > first

    @pytest.mark.parametrize(
        "second",
        [put("lamp"), Delete(doc("lamp"), 1), Check(doc("lamp"), 1)],
        ids=lambda write: type(write).__name__,
    )
    def test_one_write_a_key(self, second: Put | Delete | Check) -> None:
        """T23 A second write on one key is a bug, found before any I/O."""
        with pytest.raises(BugError):
            batch(put("lamp"), second)

    @pytest.mark.parametrize("at_limit", _AT_LIMIT.values(), ids=_AT_LIMIT.keys())
    def test_limits_hold_at_the_edge(
        self, store: StorePort, at_limit: Callable[[int], Batch]
    ) -> None:
        """T24 At the limit it is stored; one more is `LimitExceeded`, and nothing happened."""
        with pytest.raises(LimitExceeded) as caught:
            store.commit(at_limit(1))
        assert caught.value.committed == "no"

        sealed = store.commit(at_limit(0))

        assert sealed.head.rev == 1

    def test_the_limit_of_the_head_holds_at_the_edge(self, store: StorePort) -> None:
        """T24 So with the head, which grows by its series."""
        series = _longest_series(store)
        with pytest.raises(LimitExceeded):
            store.commit(batch(wants=[Want(series + "s")]))

        sealed = store.commit(batch(wants=[Want(series)]))

        assert sealed.head.size == LIMITS.head_bytes
        assert head(store) == sealed.head


class Failing(Kit):
    """T19-T22 and M14: a failed call says whether it took effect."""

    def test_unavailable_means_nothing_happened(self, store_factory: StoreFactory) -> None:
        """T19 A fault before the commit is made durable: nothing changed, and later works."""
        store_factory.open()
        armed = opened(failpoints_of(store_factory).opener, store_factory.url)
        store = armed.store
        store.commit(batch(put("lamp", {"n": 0}, by=("x",)), entries=[note(n=0)]))
        before = head(store)

        for statement in range(50):
            armed.arm("fail", statement)
            asked = batch(put("lamp", {"n": 1}, expect=1, by=("y",)), entries=[note(n=1)])
            try:
                store.commit(asked)
            except Unavailable as error:
                assert error.committed == "no"  # noqa: PT017  it need not be raised
                assert there(store, doc("lamp")).body == {"n": 0}
                assert (head(store), len(journal(store))) == (before, 1)
            else:
                assert there(store, doc("lamp")).body == {"n": 1}
                assert statement > 2
                break
        close(store)

    def test_a_lost_acknowledgement_is_unknown_not_failed(
        self, store_factory: StoreFactory
    ) -> None:
        """T20 The answer to COMMIT is lost: `CommitUnknown`, and the idempotency record tells."""
        store_factory.open()
        armed = opened(failpoints_of(store_factory).opener, store_factory.url)
        asked = batch(put("anna:press-1", {"answer": "placed"}, kind="idem"))
        armed.arm("lose", COMMITTING)

        with pytest.raises(CommitUnknown) as caught:
            armed.store.commit(asked)

        assert caught.value.batch_id == asked.id
        found = there(store_factory.reopen(), ("idem", "anna:press-1"))
        assert found.body == {"answer": "placed"}
        close(armed.store)

    def test_a_late_commit_takes_effect_once(self, store: StorePort) -> None:
        """T21 The first attempt stalls, its retry commits, the first arrives: one effect."""
        lamps = ("balance", "lamp")
        for n in range(20):
            attempt = batch(put(f"press-{n}", kind="idem"), Move(lamps, 1), entries=[note(n=n)])

            outcomes = race(partial(tried, store, attempt), partial(tried, store, attempt))

            assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "Sealed"]
        assert (balance(store, lamps), len(journal(store))) == (20, 20)

    def test_one_call_has_at_most_one_effect(self, store_factory: StoreFactory) -> None:
        """T22 Whatever goes wrong at whichever statement, one call leaves 0 or 1 entries."""
        store_factory.open()
        armed = opened(failpoints_of(store_factory).opener, store_factory.url)
        store = armed.store
        store.commit(batch(put("lamp"), entries=[note(n=-1)]))
        store.commit(batch(put("chair"), entries=[note(n=-1)]))
        statements = (*range(armed.statements - 1), COMMITTING)

        n = 0
        faults: tuple[Fault, ...] = ("fail", "lose")
        for fault in faults:
            for statement in statements:
                armed.arm(fault, statement)
                outcome = _outcome(store, batch(put(f"lamp-{n}"), entries=[note(n=n)]))
                effects = sum(entry.data["n"] == n for entry in journal(store))
                assert effects in _allowed(outcome), f"{fault} at statement {statement}"
                assert (got(store, doc(f"lamp-{n}")) is not None) == bool(effects)
                n += 1
        close(store)

    def test_a_retried_move_counts_once(self, store_factory: StoreFactory) -> None:
        """M14 The acknowledgement is lost; the retry with the idempotency record has no effect."""
        store_factory.open()
        armed = opened(failpoints_of(store_factory).opener, store_factory.url)
        lamps = ("balance", "lamp")

        def ask() -> Batch:
            return batch(put("anna:press-1", kind="idem"), Move(lamps, 5), entries=[note()])

        armed.arm("lose", COMMITTING)
        with pytest.raises(CommitUnknown):
            armed.store.commit(ask())
        with pytest.raises(Conflict):
            armed.store.commit(ask())

        assert (balance(armed.store, lamps), len(journal(armed.store))) == (5, 1)
        close(armed.store)


def _tried_put(store: StorePort, version: int, n: int) -> Sealed | Conflict:
    return tried(store, batch(put("lamp", {"by": n}, expect=version)))


def _outcome(store: StorePort, asked: Batch) -> str:
    try:
        store.commit(asked)
    except Unavailable:
        return "unavailable"
    except CommitUnknown:
        return "unknown"
    return "committed"


def _allowed(outcome: str) -> set[int]:
    return {"unavailable": {0}, "unknown": {0, 1}, "committed": {1}}[outcome]
