"""Planted faults of stores and of sealing: each breaks one promise of the store contract.

Every class wraps a store, keeps all of its contract but one sentence, which its docstring breaks,
and names the test that notices.  Over a memory store it is a faulty one for the contract and for
the simulation.  Never for use.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from time import sleep
from typing import ClassVar, Final, TypeAlias

from fbo.kernel.errors import FboError
from fbo.ports.asks import Check, Delete, Move, Put
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
    StorePort,
    commit_many,
)

Records: TypeAlias = Mapping[Key, Record]


class Faulty:
    """A store that hands everything on; its subclasses decide some of it wrongly."""

    noticed_by: ClassVar[str]
    """The test of the store contract that fails."""

    def __init__(self, store: StorePort) -> None:
        self._store = store

    @property
    def caps(self) -> Caps:
        """As those of the store."""
        return self._store.caps

    def get(self, space: str, keys: Sequence[Key]) -> Sequence[Record | None]:
        """As the store does."""
        return self._store.get(space, keys)

    def scan(self, space: str, query: Scan) -> Sequence[Found]:
        """As the store does."""
        return self._store.scan(space, query)

    def log(self, space: str, after: int, limit: int) -> Sequence[Entry]:
        """As the store does."""
        return self._store.log(space, after, limit)

    def commit(self, batch: Batch) -> Sealed:
        """As the store does, but for what `seal` decides."""
        return self._store.commit(self._planted(batch))

    def commit_many(self, batches: Sequence[Batch]) -> Sequence[Sealed | FboError]:
        """As the store does, but for what `seal` decides."""
        return commit_many(self._store, [self._planted(batch) for batch in batches])

    def seal(self, batch: Batch, head: Head, records: Records) -> Sealed:
        """Decide a batch."""
        return batch.seal(head, records)

    def _planted(self, batch: Batch) -> Batch:
        return planted(batch, partial(self.seal, batch))


class NoVersionCheck(Faulty):
    """Whatever version a write expects is taken for the one there is."""

    noticed_by = "test_of_two_writers_at_one_version_one_wins"

    def seal(self, batch: Batch, head: Head, records: Records) -> Sealed:
        """Let every write expect what there is."""
        return _rewritten(batch, lambda write: _expecting(write, records)).seal(head, records)


class AbsenceNotCompared(Faulty):
    """A write that expects no record is served where there is one."""

    noticed_by = "test_of_32_creators_one_wins"

    def seal(self, batch: Batch, head: Head, records: Records) -> Sealed:
        """Let every write that expects 0 expect what there is."""

        def lenient(write: Put | Delete | Check) -> Put | Delete | Check:
            return write if write.expect else _expecting(write, records)

        return _rewritten(batch, lenient).seal(head, records)


class FloorLetsOneThrough(Faulty):
    """A floor is held one too low."""

    noticed_by = "test_the_floor_is_exact_under_32_writers"

    def seal(self, batch: Batch, head: Head, records: Records) -> Sealed:
        """Lower every floor by one."""
        writes = tuple(
            replace(write, floor=write.floor - 1)
            if isinstance(write, Move) and write.floor is not None
            else write
            for write in batch.writes
        )
        return replace(batch, writes=writes).seal(head, records)


class NumberTakenBefore(Faulty):
    """Numbers are given in a commit of their own, and so to those who are refused, too."""

    noticed_by = "test_numbers_have_no_gap"

    def commit(self, batch: Batch) -> Sealed:
        """Take the numbers, then commit."""
        if not batch.wants:
            return super().commit(batch)
        taken = self._store.commit(Batch(batch.space, f"{batch.id}.n", wants=batch.wants)).numbers

        def sealing(head: Head, records: Records) -> Sealed:
            before = {name: (numbers[0] - 1, "") for name, numbers in taken.items()}
            at = Head(head.rev, head.seq, head.hash, {**head.series, **before})
            sealed = batch.seal(at, records)
            after = Head(sealed.head.rev, sealed.head.seq, sealed.head.hash, head.series)
            return replace(sealed, head=after)

        return self._store.commit(planted(batch, sealing))


class BalanceReadBefore(Faulty):
    """Moves add to a balance that was read before the lock."""

    noticed_by = "test_concurrent_moves_never_conflict"

    def commit(self, batch: Batch) -> Sealed:
        """Read the balances, then commit."""
        keys = [write.key for write in batch.writes if isinstance(write, Move)]
        if not keys:
            return super().commit(batch)
        read = self._store.get(batch.space, keys)
        # Gives way to another thread, as waiting for a real lock would.
        sleep(0)
        old = {key: record for key, record in zip(keys, read, strict=True) if record is not None}
        absent = set(keys) - old.keys()

        def sealing(head: Head, records: Records) -> Sealed:
            now = {key: record for key, record in records.items() if key not in absent}
            return batch.seal(head, {**now, **old})

        return self._store.commit(planted(batch, sealing))


class StaleHead(Faulty):
    """The journal goes on from the head that the commit before found."""

    noticed_by = "test_the_log_has_no_gap"

    def __init__(self, store: StorePort) -> None:
        super().__init__(store)
        self._seen: dict[str, Head] = {}

    def seal(self, batch: Batch, head: Head, records: Records) -> Sealed:
        """Go on from the head seen last time."""
        stale = self._seen.get(batch.space, head)
        self._seen[batch.space] = head
        return batch.seal(Head(head.rev, stale.seq, stale.hash, head.series), records)


class OldIndexLeft(Faulty):
    """The index values of the old version are left behind."""

    noticed_by = "test_a_new_index_value_replaces_the_old"

    def seal(self, batch: Batch, head: Head, records: Records) -> Sealed:
        """Keep every value a record ever had."""
        sealed = batch.seal(head, records)
        return replace(sealed, records=tuple(_with_old(new, records) for new in sealed.records))


class VersionsRestart(Faulty):
    """Each record counts its own versions, from 1, and again from 1 after it was deleted."""

    noticed_by = "test_a_version_is_never_used_again"

    def seal(self, batch: Batch, head: Head, records: Records) -> Sealed:
        """Number each record after its predecessor."""
        sealed = batch.seal(head, records)
        counted = tuple(
            Record(new.key, _version(new.key, records) + 1, new.encoded, new.index)
            for new in sealed.records
        )
        return replace(sealed, records=counted)


@dataclass(frozen=True, slots=True)
class _Planted(Batch):
    """A batch that is decided by somebody else."""

    sealing: Callable[[Head, Records], Sealed] = field(kw_only=True, compare=False)

    def seal(self, head: Head, records: Records) -> Sealed:
        """Ask the planted fault."""
        return self.sealing(head, records)


def planted(batch: Batch, sealing: Callable[[Head, Records], Sealed]) -> Batch:
    """The batch, decided by somebody else."""
    return _Planted(
        batch.space, batch.id, batch.writes, batch.entries, batch.wants, sealing=sealing
    )


def _rewritten(
    batch: Batch, rewrite: Callable[[Put | Delete | Check], Put | Delete | Check]
) -> Batch:
    writes = tuple(w if isinstance(w, Move) else rewrite(w) for w in batch.writes)
    return replace(batch, writes=writes)


def _expecting(write: Put | Delete | Check, records: Records) -> Put | Delete | Check:
    return replace(write, expect=_version(write.key, records))


def _version(key: Key, records: Records) -> int:
    record = records.get(key)
    return 0 if record is None else record.version


def _with_old(new: Record, records: Records) -> Record:
    old = records.get(new.key)
    if old is None:
        return new
    index = {
        name: tuple({**dict.fromkeys(old.index.get(name, ())), **dict.fromkeys(values)})
        for name, values in {**dict.fromkeys(old.index, ()), **new.index}.items()
    }
    return Record(new.key, new.version, new.encoded, index)


MUTANTS: Final[tuple[type[Faulty], ...]] = (
    NoVersionCheck,
    AbsenceNotCompared,
    FloorLetsOneThrough,
    NumberTakenBefore,
    BalanceReadBefore,
    StaleHead,
    OldIndexLeft,
    VersionsRestart,
)
"""Every planted fault."""
