"""The store contract, T48-T52: histories of many at once, after Jepsen: bank, appends, counters.

What happened at once must be explained by one order of the commits.
"""
# ruff: noqa: S101, PLR2004  tests assert, with memorable numbers, and are methods

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from random import Random
from threading import Event

import pytest

from fbo.kernel.errors import CommitUnknown, Insufficient, Unavailable
from fbo.ports.storage import Check, Key, Move, Put, Sealed, StorePort, Want
from fbo.testing.stores.factory import COMMITTING, Fault, StoreFactory, failpoints_of
from fbo.testing.stores.jobs import opened
from fbo.testing.stores.kit import (
    SPACE,
    Kit,
    balance,
    batch,
    close,
    each,
    insistently,
    journal,
    note,
    put,
    race,
    there,
    tried,
)

_ACCOUNTS: list[Key] = [("account", f"a{n}") for n in range(8)]
_OPENING = 100


@dataclass(slots=True)
class Append:
    """One transaction of the appends: what it read of some lists, and what it added to others."""

    name: str
    read: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    added: dict[str, str] = field(default_factory=dict[str, str])


class Histories(Kit):
    """T48-T52."""

    def test_the_bank_keeps_its_total_by_moves(self, store: StorePort) -> None:
        """T48 Sixteen who transfer by moves: the total is constant, nobody falls below zero."""
        store.commit(batch(*[Move(key, _OPENING) for key in _ACCOUNTS]))

        def transfer(writer: int) -> None:
            chance = Random(writer)  # noqa: S311  a seed to repeat, no secret
            for _ in range(30):
                source, target = chance.sample(range(8), 2)
                amount = chance.randrange(1, 60)
                moves = Move(_ACCOUNTS[source], -amount), Move(_ACCOUNTS[target], amount)
                try:
                    store.commit(batch(*moves, entries=[note(s=source, t=target, amount=amount)]))
                except Insufficient as short:
                    (told,) = short.shortages
                    if not 0 <= told.balance < amount:
                        pytest.fail(f"refused with {told.balance} for {amount}")

        each(16, transfer)

        assert _folded(store) == [balance(store, key) for key in _ACCOUNTS]

    def test_the_bank_keeps_its_total_by_versions(self, store: StorePort) -> None:
        """T48 The same by versions: read, decide, put."""
        store.commit(batch(*[Move(key, _OPENING) for key in _ACCOUNTS]))

        def transfer(writer: int) -> None:
            chance = Random(writer)  # noqa: S311  a seed to repeat, no secret
            for _ in range(8):
                source, target = chance.sample(range(8), 2)
                insistently(partial(_transferred, store, source, target, 30))

        each(16, transfer)

        assert _folded(store) == [balance(store, key) for key in _ACCOUNTS]

    def test_what_was_acknowledged_is_there(self, store_factory: StoreFactory) -> None:
        """T49 Ten thousand adds under faults: acknowledged is present, failed absent."""
        store_factory.open()
        armed = opened(failpoints_of(store_factory).opener, store_factory.url)
        chance = Random(49)  # noqa: S311  a seed to repeat, no secret
        told: dict[str, set[int]] = {"committed": set(), "failed": set(), "unknown": set()}
        failing: Sequence[tuple[Fault, int]] = [("fail", 0), ("fail", 1), ("fail", 2)]
        losing: Sequence[tuple[Fault, int]] = [("lose", COMMITTING)]

        for n in range(0, 10_000, 20):
            if chance.random() < 0.5:
                armed.arm(*chance.choice([*failing, *losing]))
            told[_added(armed.store, n)] |= set(range(n, n + 20))

        present = {entry.data["n"] for entry in journal(armed.store)}
        assert told["committed"] <= present
        assert not told["failed"] & present
        assert present <= told["committed"] | told["unknown"]
        assert all(told.values())
        close(armed.store)

    def test_appends_keep_one_order(self, store: StorePort) -> None:
        """T50 Eight who append to five lists: one order explains all that was read (after Elle)."""
        done = [
            append
            for appends in each(8, lambda writer: _appended(store, writer, 20))
            for append in appends
        ]

        final = {f"l{n}": _list(store, f"l{n}") for n in range(5)}
        for append in done:
            for name, seen in append.read.items():
                assert seen == final[name][: len(seen)], f"{append.name} read no prefix of {name}"
        assert not _circle(_edges(done, final))

    def test_a_number_is_given_once(self, store: StorePort) -> None:
        """T51 32 writers: no number twice."""

        def write(_: int) -> list[int]:
            return [
                store.commit(batch(wants=[Want("invoice")])).numbers["invoice"][0]
                for _ in range(10)
            ]

        numbers = [number for given in each(32, write) for number in given]

        assert sorted(numbers) == list(range(1, 321))

    def test_a_number_is_given_once_under_faults(self, store_factory: StoreFactory) -> None:
        """T51 Nor where commits fail, and their numbers are given to others."""
        store_factory.open()
        armed = opened(failpoints_of(store_factory).opener, store_factory.url)
        given: list[int] = []
        for n in range(100):
            if n % 3 == 0:
                armed.arm("fail", n % 4)
            try:
                sealed = armed.store.commit(batch(entries=[note(n=n)], wants=[Want("invoice")]))
            except Unavailable:
                continue
            given += sealed.numbers["invoice"]

        assert given == list(range(1, len(given) + 1))
        close(armed.store)

    def test_two_readers_agree_on_the_order(self, store: StorePort) -> None:
        """T52 Two readers of the log, two writers of a key each: they never disagree."""
        done = Event()

        def write(name: str) -> None:
            for n in range(200):
                store.commit(batch(Move(("balance", name), 1), entries=[note(of=name, n=n)]))

        def read() -> list[tuple[str, int]]:
            seen: list[tuple[str, int]] = []
            while not done.is_set() or len(seen) < 400:
                page = store.log(SPACE, len(seen), 7)
                seen += [(entry.data["of"], entry.data["n"]) for entry in page]
            return seen

        def both() -> list[tuple[str, int]]:
            race(lambda: write("x"), lambda: write("y"))
            done.set()
            return []

        first, second, _ = race(read, read, both)

        assert first == second
        assert [n for of, n in first if of == "x"] == list(range(200))


def _folded(store: StorePort) -> list[int]:
    """The balances by the journal; at every position the total is right and nobody below zero."""
    balances = [_OPENING] * 8
    for entry in journal(store):
        balances[entry.data["s"]] -= entry.data["amount"]
        balances[entry.data["t"]] += entry.data["amount"]
        assert min(balances) >= 0, f"somebody is below zero after entry {entry.seq}"
    assert sum(balances) == 8 * _OPENING
    return balances


def _transferred(store: StorePort, source: int, target: int, amount: int) -> None:
    giver, taker = there(store, _ACCOUNTS[source]), there(store, _ACCOUNTS[target])
    if giver.body["balance"] < amount:
        return
    store.commit(
        batch(
            *[
                put(
                    record.key[1],
                    {"balance": record.body["balance"] + change},
                    kind="account",
                    expect=record.version,
                )
                for record, change in ((giver, -amount), (taker, amount))
            ],
            entries=[note(s=source, t=target, amount=amount)],
        )
    )


def _added(store: StorePort, first: int) -> str:
    try:
        store.commit(batch(entries=[note(n=n) for n in range(first, first + 20)]))
    except Unavailable:
        return "failed"
    except CommitUnknown:
        return "unknown"
    return "committed"


def _appended(store: StorePort, writer: int, times: int) -> list[Append]:
    """Read some lists and append to some of them, each time in one commit."""
    chance = Random(writer)  # noqa: S311  a seed to repeat, no secret
    done: list[Append] = []
    while len(done) < times:
        append = Append(f"{writer}-{len(done)}")
        names = chance.sample([f"l{n}" for n in range(5)], chance.randrange(1, 4))
        found = store.get(SPACE, [("doc", name) for name in names])
        writes: list[Check | Put] = []
        for name, record in zip(names, found, strict=True):
            version = record.version if record else 0
            seen: list[str] = list(record.body["of"]) if record else []
            append.read[name] = seen
            if chance.random() < 0.6:
                append.added[name] = append.name
                writes.append(put(name, {"of": [*seen, append.name]}, expect=version))
            else:
                writes.append(Check(("doc", name), version))
        if isinstance(tried(store, batch(*writes)), Sealed):
            done.append(append)
    return done


def _list(store: StorePort, name: str) -> list[str]:
    (record,) = store.get(SPACE, [("doc", name)])
    return [] if record is None else list(record.body["of"])


def _edges(done: Sequence[Append], final: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """Who must come before whom: by writes (ww), by reads of writes (wr), by reads before (rw)."""
    after: dict[str, set[str]] = defaultdict(set)
    for name, order in final.items():
        for before, later in pairwise(order):
            after[before].add(later)
        for append in done:
            if name not in append.read:
                continue
            seen = len(append.read[name])
            if seen:
                after[order[seen - 1]].add(append.name)
            if seen < len(order):
                after[append.name].add(order[seen])
    return {name: later - {name} for name, later in after.items()}


def _circle(after: Mapping[str, set[str]]) -> bool:
    """Whether somebody must come before himself."""
    open_: dict[str, set[str]] = {name: set(later) for name, later in after.items()}
    while True:
        last = {name for name, later in open_.items() if not later}
        last |= {one for later in open_.values() for one in later if one not in open_}
        if not last:
            return bool(open_)
        open_ = {name: later - last for name, later in open_.items() if name not in last}
