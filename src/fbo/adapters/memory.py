"""A store in memory: for tests, for trying things out, for one process that may forget.

Bodies are kept as bytes, so that nothing is shared with the caller.  It passes the store contract
like any other; nothing survives its process.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TypeAlias

from fbo.kernel.errors import FboError
from fbo.ports.records import NO_INDEX
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

Place: TypeAlias = tuple[str, str]
"""A value of an index, and the id of the record that has it."""

BLOCK = 512


def open_url(url: str) -> StorePort:
    """A new, empty store; `url` is `memory:` and has nothing more to say."""
    del url
    return MemoryStore()


class MemoryStore:
    """Keeps everything in this process.  Safe for threads; never unavailable."""

    def __init__(self) -> None:
        self._spaces: dict[str, _Space] = {}
        self._making = Lock()

    @property
    def caps(self) -> Caps:
        """Within the process; what is deleted is gone; takes groups."""
        return Caps(durable=False, reach="process", erases=True, groups=True)

    def get(self, space: str, keys: Sequence[Key]) -> Sequence[Record | None]:
        """As `StorePort.get`."""
        found = self._spaces.get(space)
        return [None] * len(keys) if found is None else found.get(keys)

    def scan(self, space: str, query: Scan) -> Sequence[Found]:
        """As `StorePort.scan`."""
        found = self._spaces.get(space)
        return [] if found is None else found.scan(query)

    def commit(self, batch: Batch) -> Sealed:
        """As `StorePort.commit`."""
        return self._space(batch.space).commit(batch)

    def commit_many(self, batches: Sequence[Batch]) -> Sequence[Sealed | FboError]:
        """As `GroupStorePort.commit_many`."""
        refuse_misfits(batches)
        return self._space(batches[0].space).commit_many(batches) if batches else ()

    def log(self, space: str, after: int, limit: int) -> Sequence[Entry]:
        """As `StorePort.log`."""
        refuse_bad_page(limit)
        found = self._spaces.get(space)
        return [] if found is None else found.log(after, limit)

    def close(self) -> None:
        """There is nothing to close; stores are closed alike."""

    def copied(self) -> "MemoryStore":
        """The same once more: what is committed to one is not in the other."""
        copy = MemoryStore()
        copy._spaces = {name: space.copied() for name, space in self._spaces.items()}
        return copy

    def _space(self, name: str) -> "_Space":
        space = self._spaces.get(name)
        if space is None:
            with self._making:
                space = self._spaces.setdefault(name, _Space())
        return space


class _Places:
    """The sorted places of one index.

    They lie in blocks: in a single list each change would move along all that follow it, and so
    take the longer, the more there are.
    """

    def __init__(self) -> None:
        self._blocks: list[list[Place]] = [[]]
        # Where each block begins; the first holds whatever comes before the second.
        self._bounds: list[Place] = [("", "")]

    def copied(self) -> "_Places":
        copy = _Places()
        copy._blocks = [block.copy() for block in self._blocks]
        copy._bounds = self._bounds.copy()
        return copy

    def add(self, place: Place) -> None:
        at = bisect_right(self._bounds, place) - 1
        block = self._blocks[at]
        insort(block, place)
        if len(block) > BLOCK:
            self._blocks.insert(at + 1, block[BLOCK // 2 :])
            self._bounds.insert(at + 1, block[BLOCK // 2])
            del block[BLOCK // 2 :]

    def remove(self, place: Place) -> None:
        at = bisect_right(self._bounds, place) - 1
        block = self._blocks[at]
        del block[bisect_left(block, place)]
        if not block and len(self._blocks) > 1:
            del self._blocks[at]
            del self._bounds[max(at, 1)]

    def page(self, query: Scan) -> list[Place]:
        """The places that a scan asks for, in order."""
        found: list[Place] = []
        lo, hi = (query.lo, ""), None if query.hi is None else (query.hi, "")
        at = bisect_right(self._bounds, max(lo, query.after)) - 1
        for block in self._blocks[at:]:
            first = max(bisect_left(block, lo), bisect_right(block, query.after))
            end = len(block) if hi is None else bisect_left(block, hi)
            found += block[first:end]
            if end < len(block) or len(found) >= query.limit:
                break
        return found[: query.limit]


class _Space:
    """One company's things.  Commits wait for each other, readers only while one is placed."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._placing = Lock()
        self._head = Head()
        self._records: dict[Key, Record] = {}
        self._entries: list[Entry] = []
        # By (kind, name of the index).
        self._places: defaultdict[tuple[str, str], _Places] = defaultdict(_Places)

    def copied(self) -> "_Space":
        """Records, entries and the head are never changed: both may have them."""
        copy = _Space()
        with self._placing:
            copy._head = self._head
            copy._records = self._records.copy()
            copy._entries = self._entries.copy()
            copy._places.update((index, places.copied()) for index, places in self._places.items())
        return copy

    def get(self, keys: Sequence[Key]) -> list[Record | None]:
        with self._placing:
            found = [self._records.get(key) for key in keys]
        return [None if record is None else record.afresh() for record in found]

    def scan(self, query: Scan) -> list[Found]:
        with self._placing:
            places = self._places.get((query.kind, query.index))
            return [
                Found(value, self._records[query.kind, name].afresh())
                for value, name in (places.page(query) if places is not None else ())
            ]

    def commit(self, batch: Batch) -> Sealed:
        with self._turn:
            sealed = batch.seal(self._head, self._named(batch.keys))
            self._keep(sealed)
        return sealed

    def commit_many(self, batches: Sequence[Batch]) -> Sequence[Sealed | FboError]:
        with self._turn:
            group = seal_all(batches, self._head, self._named(keys_of(batches)))
            self._keep(group)
        return group.outcomes

    def log(self, after: int, limit: int) -> list[Entry]:
        with self._placing:
            page = self._entries[max(after, 0) : max(after, 0) + limit]
        return [Entry(e.seq, e.at, e.type, e.encoded, e.prev, e.hash) for e in page]

    def _named(self, keys: Sequence[Key]) -> Mapping[Key, Record]:
        found: dict[Key, Record] = {}
        for key in keys:
            record = self._records.get(key)
            if record is not None:
                found[key] = record
        return found

    def _keep(self, sealed: Sealed | SealedGroup) -> None:
        with self._placing:
            # As they are: whoever reads one gets it afresh, made of the bytes that were sealed.
            for record in sealed.records:
                self._store(record)
            for key in sealed.gone:
                self._remove(key)
            self._entries += sealed.entries
            self._head = sealed.head

    def _store(self, record: Record) -> None:
        kind, name = record.key
        old = self._records.get(record.key)
        self._records[record.key] = record
        before = NO_INDEX if old is None else old.index
        after = record.index
        if before is NO_INDEX and after is NO_INDEX:
            return
        for index, now in after.items():
            was = before.get(index, ())
            if was != now:
                self._move(self._places[kind, index], name, was, now)
        for index, was in before.items():
            if index not in after:
                self._move(self._places[kind, index], name, was, ())

    @staticmethod
    def _move(places: "_Places", name: str, was: Sequence[str], now: Sequence[str]) -> None:
        for value in was:
            if value not in now:
                places.remove((value, name))
        for value in now:
            if value not in was:
                places.add((value, name))

    def _remove(self, key: Key) -> None:
        if key in self._records:
            self._store(Record(key, 0, b"{}"))
            del self._records[key]
