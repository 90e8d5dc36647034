"""The store contract, G01-G11: several independent commits asked for together.

They hold of the default loop as of a store that takes groups, but for those about the one
transaction of a group that fails.
"""
# ruff: noqa: S101, PLR2004  tests assert, with memorable numbers, and are methods

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias, cast

import pytest

from fbo.kernel.errors import (
    BugError,
    CommitUnknown,
    Conflict,
    FboError,
    Insufficient,
    LimitExceeded,
    Shortage,
    Unavailable,
)
from fbo.ports.storage import (
    Batch,
    Caps,
    Delete,
    Key,
    Move,
    Scan,
    Sealed,
    StorePort,
    Want,
    commit_many,
)
from fbo.testing.stores.children import run_child
from fbo.testing.stores.factory import COMMITTING, Armed, StoreFactory, failpoints_of, need
from fbo.testing.stores.jobs import opened
from fbo.testing.stores.kit import (
    SPACE,
    Kit,
    batch,
    close,
    doc,
    each,
    got,
    head,
    journal,
    note,
    put,
    there,
    verified,
)

LAMPS: Key = ("balance", "lamp")
DESKS: Key = ("balance", "desk")


Many: TypeAlias = Callable[[Sequence[Batch]], Sequence[Sealed | FboError]]


class Ungrouped:
    """A store that says it takes no groups."""

    def __init__(self, store: StorePort) -> None:
        self._store = store

    @property
    def caps(self) -> Caps:
        """What the store can do, but for groups."""
        return replace(self._store.caps, groups=False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def names(outcomes: Sequence[Sealed | FboError]) -> list[str]:
    """What each outcome is."""
    return [type(outcome).__name__ for outcome in outcomes]


def sealed(outcome: Sealed | FboError) -> Sealed:
    """An outcome that must be served."""
    if isinstance(outcome, FboError):
        pytest.fail(f"refused: {outcome}")
    return outcome


class Groups(Kit):
    """G01-G04, G08-G11."""

    @pytest.fixture(params=["together", "one by one"])
    def many(self, request: pytest.FixtureRequest, store: StorePort) -> Many:
        """How several are committed: as one group, if the store takes groups, and by the loop."""
        if request.param == "together":
            need(store, "groups")
            return partial(commit_many, store)
        return partial(commit_many, cast("StorePort", Ungrouped(store)))

    def test_a_group_of_one_is_a_commit(self, store: StorePort, many: Many) -> None:
        """G01 `commit_many([b])` is as `commit(b)`."""
        (outcome,) = many(
            [batch(put("lamp", {"n": 1}, by=("x",)), entries=[note(n=1)], wants=[Want("i")])],
        )

        assert there(store, doc("lamp")) == sealed(outcome).records[0]
        assert journal(store) == list(sealed(outcome).entries)
        assert sealed(outcome).numbers == {"i": (1,)}
        assert head(store) == sealed(outcome).head

    def test_a_group_of_none_has_no_outcomes(self, many: Many) -> None:
        """G01 Nothing asked, nothing answered."""
        assert list(many([])) == []

    def test_one_refused_batch_does_not_harm_its_neighbours(
        self, store: StorePort, many: Many
    ) -> None:
        """G02 Served, conflict, served, short, served: three stored, two absent."""
        asked = [
            batch(put("a"), entries=[note(n="a")]),
            batch(put("b", expect=7), entries=[note(n="b")]),
            batch(put("c"), entries=[note(n="c")]),
            batch(put("d"), Move(DESKS, 5), Move(LAMPS, -1), entries=[note(n="d")]),
            batch(put("e"), entries=[note(n="e")]),
        ]

        outcomes = many(asked)

        assert names(outcomes) == ["Sealed", "Conflict", "Sealed", "Insufficient", "Sealed"]
        found = store.get(SPACE, [doc(name) for name in "abcde"])
        assert [record and record.version for record in found] == [1, None, 2, None, 3]
        assert [(e.seq, e.data["n"]) for e in journal(store)] == [(1, "a"), (2, "c"), (3, "e")]
        assert got(store, DESKS) is None

    def test_the_last_piece_is_served_once(self, store: StorePort, many: Many) -> None:
        """G03 Two take the last one: served, and `Insufficient` with the balance that was left."""
        store.commit(batch(Move(LAMPS, 1)))

        outcomes = many([batch(Move(LAMPS, -1)), batch(Move(LAMPS, -1))])

        assert names(outcomes) == ["Sealed", "Insufficient"]
        assert isinstance(outcomes[1], Insufficient)
        assert outcomes[1].shortages == (Shortage(LAMPS, 0, -1, 0),)

    def test_one_version_is_served_once(self, store: StorePort, many: Many) -> None:
        """G03 Two put at one version: stored, and `Conflict`."""
        at = store.commit(batch(put("lamp"))).head.rev

        outcomes = many([batch(put("lamp", {"n": n}, expect=at)) for n in (1, 2)])

        assert names(outcomes) == ["Sealed", "Conflict"]
        assert there(store, doc("lamp")).body == {"n": 1}

    def test_numbers_go_on_within_a_group(self, store: StorePort, many: Many) -> None:
        """G03 Two want a number: n and n + 1, in one chain."""
        store.commit(batch(wants=[Want("i")]))

        outcomes = many([batch(entries=[note(n=n)], wants=[Want("i")]) for n in (1, 2)])

        assert [sealed(outcome).numbers["i"] for outcome in outcomes] == [(2,), (3,)]
        assert verified(store).seq == 2

    def test_outcomes_come_in_the_order_asked(self, store: StorePort, many: Many) -> None:
        """G04 Of 64 mixed batches the i-th outcome is of the i-th."""
        asked = [
            batch(put(f"lamp-{n}", {"n": n}, expect=7 if n % 3 == 1 else 0), Move(LAMPS, n % 3 - 2))
            for n in range(64)
        ]
        store.commit(batch(Move(LAMPS, 20)))

        outcomes = many(asked)

        for n, outcome in enumerate(outcomes):
            if n % 3 == 1:
                assert isinstance(outcome, Conflict)
                assert outcome.keys == (doc(f"lamp-{n}"),)
            elif isinstance(outcome, Sealed):
                assert doc(f"lamp-{n}") in {record.key for record in outcome.records}
            else:
                assert isinstance(outcome, Insufficient)
                assert got(store, doc(f"lamp-{n}")) is None
        assert len(outcomes) == 64

    def test_a_group_of_refusals_writes_nothing(self, store: StorePort, many: Many) -> None:
        """G08 All are refused: the head is what it was."""
        store.commit(batch(put("lamp"), entries=[note()]))
        before = head(store)

        outcomes = many(
            [batch(put("lamp"), entries=[note()]), batch(Move(LAMPS, -1), entries=[note()])]
        )

        assert names(outcomes) == ["Conflict", "Insufficient"]
        assert head(store) == before

    def test_groups_and_single_commits_interleave(self, store: StorePort, many: Many) -> None:
        """G09 Eight write by groups, eight one by one: no gap, one chain, exact floors."""
        store.commit(batch(Move(LAMPS, 500)))

        def asked(writer: int, n: int) -> Batch:
            return batch(Move(LAMPS, -1), entries=[note(writer=writer, n=n)], wants=[Want("i")])

        def write(writer: int) -> list[Sealed | FboError]:
            outcomes: list[Sealed | FboError] = []
            for turn in range(5):
                numbers = range(turn * 8, turn * 8 + 8)
                if writer % 2:
                    outcomes += many([asked(writer, n) for n in numbers])
                else:
                    for n in numbers:
                        outcomes += many([asked(writer, n)])
            return outcomes

        outcomes = [outcome for group in each(16, write) for outcome in group]

        served = [outcome for outcome in outcomes if isinstance(outcome, Sealed)]
        assert sorted(outcome.numbers["i"][0] for outcome in served) == list(range(1, 501))
        assert names(outcomes).count("Insufficient") == 640 - 500
        assert verified(store).seq == 500

    def test_a_group_is_of_one_space(self, store: StorePort, many: Many) -> None:
        """G10 Two spaces in one group are a bug; nothing is asked."""
        with pytest.raises(BugError):
            many([batch(put("a")), batch(put("a"), space="bolt")])

        assert got(store, doc("a")) is None

    def test_a_group_keeps_its_limit(self, store: StorePort, many: Many) -> None:
        """G10 65 batches are `LimitExceeded`; nothing is asked."""
        with pytest.raises(LimitExceeded):
            many([batch(put(f"lamp-{n}")) for n in range(65)])

        assert got(store, doc("lamp-0")) is None

    def test_the_last_state_of_a_key_is_stored(self, store: StorePort, many: Many) -> None:
        """G11 Made, unmade and made again with another index, in one group."""
        outcomes = many(
            [
                batch(put("lamp", {"n": 1}, by=("a", "b"))),
                batch(Delete(doc("lamp"), 1)),
                batch(put("lamp", {"n": 3}, by=("c",))),
            ],
        )

        record = there(store, doc("lamp"))
        found = store.scan(SPACE, Scan("doc", "by"))
        assert names(outcomes) == ["Sealed"] * 3
        assert (record.version, record.body) == (3, {"n": 3})
        assert [at.value for at in found] == ["c"]


class FailingGroups(Kit):
    """G05-G07: a transaction that fails refuses nobody."""

    def test_a_group_that_fails_refuses_nobody(self, store_factory: StoreFactory) -> None:
        """G05 A fault before COMMIT, some would be refused: `Unavailable` for all."""
        armed = _armed_groups(store_factory)
        before = head(armed.store)

        for statement in range(50):
            armed.arm("fail", statement)
            try:
                outcomes = commit_many(armed.store, _some_refused())
            except Unavailable:
                assert head(armed.store) == before
                assert list(armed.store.get(SPACE, [doc("a"), doc("c")])) == [None, None]
            else:
                assert names(outcomes) == ["Sealed", "Conflict", "Sealed"]
                assert statement > 2
                break
        close(armed.store)

    def test_a_group_in_doubt_is_unknown_for_all(self, store_factory: StoreFactory) -> None:
        """G06 The acknowledgement is lost: `CommitUnknown` for all; what is there tells."""
        armed = _armed_groups(store_factory)
        armed.arm("lose", COMMITTING)

        with pytest.raises(CommitUnknown):
            commit_many(armed.store, _some_refused())

        found = armed.store.get(SPACE, [doc("a"), doc("b"), doc("c")])
        assert [record is not None for record in found] == [True, False, True]
        close(armed.store)

    def test_a_group_is_one_transaction(self, store_factory: StoreFactory) -> None:
        """G07 A kill between any two statements leaves all that were sealed, or none (K)."""
        armed = _armed_groups(store_factory)
        close(armed.store)
        opener = failpoints_of(store_factory).opener

        for statement in range(50):
            kinds = [f"{statement}-{n}" for n in range(3)]
            code = run_child(
                "commit_group",
                opener=opener,
                url=store_factory.url,
                names=kinds,
                statement=statement,
            )
            store = store_factory.reopen()
            found = store.get(SPACE, [doc(name) for name in kinds])
            there = sum(record is not None for record in found)
            close(store)
            assert there in {0, 3}, f"{there} of 3 after a kill at statement {statement}"
            if code == 0:
                assert there == 3
                return
        pytest.fail("a group of more than fifty statements")


def _armed_groups(factory: StoreFactory) -> Armed:
    store = factory.open()
    need(store, "groups")
    close(store)
    armed = opened(failpoints_of(factory).opener, factory.url)
    armed.store.commit(batch(put("first")))
    return armed


def _some_refused() -> list[Batch]:
    return [batch(put("a"), entries=[note()]), batch(put("b", expect=7)), batch(put("c"))]
