"""What the tests of the store contract are written with: short batches, races, the fixtures.

A race ends at a guard of a hundred times what it should take.  Nothing here measures time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from threading import Barrier, Event
from typing import Any, TypeVar

import pytest

from fbo.kernel.errors import Conflict
from fbo.ports.chain import BEGINNING, Anchor, verify_entries
from fbo.ports.storage import (
    Batch,
    Check,
    Delete,
    Draft,
    Entry,
    Head,
    Key,
    Move,
    Number,
    Put,
    Record,
    Sealed,
    StorePort,
    Want,
)
from fbo.testing.stores.factory import StoreFactory

T = TypeVar("T")

SPACE = "acme"
NOON = "2024-02-29T12:00:00.000000Z"
HANG = 100.0
"""Seconds after which what should have ended is taken to hang."""

_batches = count(1)


class Kit:
    """The fixtures: a factory, which a subclass gives, and a fresh store, whose chain must hold."""

    @pytest.fixture
    def store_factory(self) -> StoreFactory:
        """To be overridden: how to open the store."""
        pytest.fail("a store contract needs a fixture `store_factory`; see StoreFactory")

    @pytest.fixture
    def store(self, store_factory: StoreFactory) -> Iterator[StorePort]:
        """A fresh, empty store; when the test is over its chain is verified."""
        store = store_factory.open()
        yield store
        verified(store)
        close(store)


def close(store: StorePort) -> None:
    """Close it, if it can be closed."""
    closing = getattr(store, "close", None)
    if closing is not None:
        closing()


def batch(
    *writes: Put | Delete | Check | Move,
    entries: Sequence[Draft] = (),
    wants: Sequence[Want] = (),
    space: str = SPACE,
) -> Batch:
    """A batch with an id of its own."""
    return Batch(space, f"b-{next(_batches)}", tuple(writes), tuple(entries), tuple(wants))


def put(
    name: str,
    body: Mapping[str, Any] | None = None,
    *,
    expect: int = 0,
    kind: str = "doc",
    by: tuple[str | Number, ...] = (),
    due: tuple[str, ...] = (),
    index: Mapping[str, tuple[str | Number, ...]] | None = None,
) -> Put:
    """A put of a document, found `by` values or when it is `due`."""
    named: dict[str, tuple[str | Number, ...]] = {"by": by, "due": due, **(index or {})}
    found = {name: values for name, values in named.items() if values}
    return Put((kind, name), body or {}, expect, found)


def note(**data: Any) -> Draft:
    """A journal entry."""
    return Draft("noted", NOON, data)


def doc(name: str) -> Key:
    """The key of a document."""
    return ("doc", name)


def got(store: StorePort, key: Key, *, space: str = SPACE) -> Record | None:
    """One record."""
    (record,) = store.get(space, [key])
    return record


def there(store: StorePort, key: Key, *, space: str = SPACE) -> Record:
    """One record that must be there."""
    record = got(store, key, space=space)
    if record is None:
        pytest.fail(f"{key} is not there")
    return record


def balance(store: StorePort, key: Key) -> int:
    """The balance a record has; 0 if there is none."""
    record = got(store, key)
    return 0 if record is None else record.body["balance"]


def journal(store: StorePort, *, space: str = SPACE, page: int = 1000) -> list[Entry]:
    """All entries."""
    entries: list[Entry] = []
    while more := store.log(space, len(entries), page):
        entries += more
    return entries


def head(store: StorePort, *, space: str = SPACE) -> Head:
    """The head, as a batch that stores nothing finds it."""
    found: list[Head] = []

    def look(head: Head, _: Mapping[Key, Record]) -> Sealed:
        found.append(head)
        raise LookedError

    with pytest.raises(LookedError):
        store.commit(Sealing(space, "look", sealing=look))
    return found[0]


def verified(store: StorePort, *, space: str = SPACE) -> Anchor:
    """The journal's end; its chain is checked up to there."""
    end = BEGINNING
    while entries := store.log(space, end.seq, 1000):
        end = verify_entries(entries, after=end)
    return end


class LookedError(Exception):
    """What `head` ends its look with; no error of the library, so that it must pass through."""


@dataclass(frozen=True, slots=True)
class Sealing(Batch):
    """A batch whose decision is the test's."""

    sealing: Callable[[Head, Mapping[Key, Record]], Sealed] = field(kw_only=True, compare=False)

    def seal(self, head: Head, records: Mapping[Key, Record]) -> Sealed:
        """Ask the test."""
        return self.sealing(head, records)


@dataclass(frozen=True, slots=True)
class Stalling(Batch):
    """A batch that stays under the lock until it is let go: a slow commit."""

    entered: Event = field(default_factory=Event, compare=False)
    go: Event = field(default_factory=Event, compare=False)

    def seal(self, head: Head, records: Mapping[Key, Record]) -> Sealed:
        """Wait under the lock, then decide as usual."""
        self.entered.set()
        if not self.go.wait(HANG):
            pytest.fail("nobody let the slow commit go")
        # Not super(): a dataclass with slots is made anew, and is no longer the class named here.
        return Batch.seal(self, head, records)


def race(*runners: Callable[[], T]) -> list[T]:
    """Run all at once, each in a thread; what they returned, in order.  Raises what one raised."""
    barrier = Barrier(len(runners))

    def run(runner: Callable[[], T]) -> T:
        barrier.wait(HANG)
        return runner()

    with ThreadPoolExecutor(len(runners)) as threads:
        started: list[Future[T]] = [threads.submit(run, runner) for runner in runners]
        return [each.result(HANG) for each in started]


def each(count: int, work: Callable[[int], T]) -> list[T]:
    """Race `count` workers, who are given their numbers."""
    return race(*[partial(work, number) for number in range(count)])


def tried(store: StorePort, batch: Batch) -> Sealed | Conflict:
    """Commit; a conflict is an answer."""
    try:
        return store.commit(batch)
    except Conflict as conflict:
        return conflict


def insistently(attempt: Callable[[], T]) -> T:
    """Attempt again after each conflict, at most as often as could ever be needed."""
    for _ in range(10_000):
        try:
            return attempt()
        except Conflict:
            continue
    pytest.fail("ten thousand conflicts in a row")
