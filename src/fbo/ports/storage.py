"""The store port: where a company keeps things, in four methods.

`get` by key, `scan` by index, `commit` a batch, read the `log`.  All rules are in `Batch.seal`, so
that an adapter has nothing to decide.  A *space* is one company: its commits are strictly
serializable, in the order of its journal; nothing is promised across spaces.  The contract kit
`fbo.testing.StoreContract` has a test for each sentence said here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, cast

from fbo.kernel.errors import BugError, FboError, InvalidText, LimitExceeded
from fbo.kernel.frozen import frozen
from fbo.kernel.json import Json, JsonObject
from fbo.kernel.limits import LIMITS
from fbo.kernel.numbers import Number, Want
from fbo.ports.asks import Check, Delete, Draft, Move, Put
from fbo.ports.records import Entry, Head, Index, Key, Record
from fbo.ports.sealing import (
    Sealed,
    SealedGroup,
    refuse_misfits,
    refuse_unstorable,
    seal,
    seal_all,
)

__all__ = [
    "AsyncStorePort",
    "Batch",
    "Caps",
    "Check",
    "Delete",
    "Draft",
    "Entry",
    "Found",
    "GroupStorePort",
    "Head",
    "Index",
    "Json",
    "JsonObject",
    "Key",
    "Move",
    "Number",
    "Put",
    "Record",
    "Scan",
    "Sealed",
    "SealedGroup",
    "StorePort",
    "Want",
    "commit_many",
    "keys_of",
    "only",
    "refuse_bad_page",
    "refuse_misfits",
    "seal_all",
]


@dataclass(frozen=True, slots=True)
class Batch:
    """One commit.  One write a key, whatever its kind: a second raises `BugError` here, before I/O.

    So does the engine net all moves of a counter, and a record it looked at and writes is one Put.
    More writes or entries than the limits, or a key too long, raises `LimitExceeded` here, too.
    """

    space: str
    id: str
    writes: tuple[Put | Delete | Check | Move, ...] = ()
    entries: tuple[Draft, ...] = ()
    wants: tuple[Want, ...] = ()
    keys: tuple[Key, ...] = field(init=False, repr=False, compare=False)
    """What the adapter must read, in code-point order."""

    def __post_init__(self) -> None:
        keys = sorted([write.key for write in self.writes])
        if len(set(keys)) < len(keys):
            raise BugError("a batch writes one record twice")
        if len(keys) > LIMITS.batch_writes:
            raise LimitExceeded("writes of a batch", LIMITS.batch_writes, len(keys))
        if len(self.entries) > LIMITS.batch_entries:
            raise LimitExceeded("entries of a batch", LIMITS.batch_entries, len(self.entries))
        _refuse_bad_keys(keys)
        _refuse_bad_space(self.space)
        object.__setattr__(self, "keys", tuple(keys))

    def seal(self, head: Head, records: Mapping[Key, Record]) -> Sealed:
        """Decide.  Pure; `records` holds those of `keys` that exist, read after the lock.

        1. Every Put, Delete, Check: version (0 if absent) equals `expect`, else `Conflict` with all
           stale keys.
        2. Every Move, else `Insufficient` with all shortages; `Corrupt` where a balance is no
           integer.
        3. Numbers: one per want, or `NumberOutOfOrder`; every `Number` is replaced.
        4. Limits of record, batch and head, else `LimitExceeded`.
        5. Entries: sequence number, previous hash, hash.

        Raises and changes nothing, or returns all there is to store.
        """
        return seal(self, head, records)


@dataclass(frozen=True, slots=True)
class Scan:
    """A question to an index: `lo` is included, `hi` excluded (None: no end).

    `after` is the place of the last one seen; `limit` is 1 to 1 000, else `LimitExceeded`.
    """

    kind: str
    index: str
    lo: str = ""
    hi: str | None = None
    after: tuple[str, str] = ("", "")
    limit: int = 100

    def __post_init__(self) -> None:
        refuse_bad_page(self.limit)
        refuse_unstorable(
            "a scan", "".join((self.kind, self.index, self.lo, self.hi or "", *self.after))
        )


@frozen
class Found:
    """A record and the index value it was found under."""

    value: str
    record: Record

    @property
    def place(self) -> tuple[str, str]:
        """(value, id): where the next page goes on."""
        return (self.value, self.record.key[1])


@dataclass(frozen=True, slots=True)
class Caps:
    """What a store can do, named by ability.

    `durable`: what commit returned survives a kill.  `reach`: who may write at the same time.
    `erases`: deleted bodies leave the files.  `joins`: works inside the caller's transaction.
    `groups`: has `commit_many`.
    """

    durable: bool
    reach: Literal["process", "host", "network"]
    erases: bool
    joins: bool = False
    groups: bool = False


class StorePort(Protocol):
    """Where a company keeps things.  Safe for threads.  Never looks into a body, never decides."""

    @property
    def caps(self) -> Caps:
        """What this store can do."""
        ...

    def get(self, space: str, keys: Sequence[Key]) -> Sequence[Record | None]:
        """Committed records in the order asked, None where absent.

        A read that starts after a commit returned sees it, from any process.  No record is torn;
        across keys it is not a snapshot.  Raises `Unavailable`.
        """
        ...

    def scan(self, space: str, query: Scan) -> Sequence[Found]:
        """Committed records of one kind under index values with lo <= value < hi.

        Ordered by (value, id) in code-point order, after the place `after`, at most `limit`.  A
        record is listed once for each of its values in the range.  May be stale; never torn, no
        place twice in a page.  Raises `Unavailable`.
        """
        ...

    def commit(self, batch: Batch) -> Sealed:
        """All or nothing.

        In one transaction: lock the space's head (wait; in turn, if it can), read the records of
        `batch.keys`, call `batch.seal(head, records)` once, store what it returns, make it durable,
        return it.  What seal raises passes through: nothing happened.  `Unavailable`: nothing
        happened.  Anything in doubt: `CommitUnknown`.  Never tries again by itself.
        """
        ...

    def log(self, space: str, after: int, limit: int) -> Sequence[Entry]:
        """Entries with seq > after, ascending, at most `limit`; no gap: if n is visible, 1..n are.

        `limit` is 1 to 1 000, else `LimitExceeded`.  Raises `Unavailable`.
        """
        ...


class GroupStorePort(StorePort, Protocol):
    """A store that can seal several independent batches in one transaction (`caps.groups`)."""

    def commit_many(self, batches: Sequence[Batch]) -> Sequence[Sealed | FboError]:
        """As commit, with `seal_all` over the records of all keys; one space, at most 64 batches.

        Returns one outcome a batch, in the order asked, and only after the transaction is durable.
        If it is not, raises `Unavailable` or `CommitUnknown` for them all: then nobody was refused.
        """
        ...


class AsyncStorePort(Protocol):
    """The same four, awaited."""

    @property
    def caps(self) -> Caps:
        """As `StorePort.caps`."""
        ...

    async def get(self, space: str, keys: Sequence[Key]) -> Sequence[Record | None]:
        """As `StorePort.get`."""
        ...

    async def scan(self, space: str, query: Scan) -> Sequence[Found]:
        """As `StorePort.scan`."""
        ...

    async def commit(self, batch: Batch) -> Sealed:
        """As `StorePort.commit`."""
        ...

    async def log(self, space: str, after: int, limit: int) -> Sequence[Entry]:
        """As `StorePort.log`."""
        ...


def commit_many(store: StorePort, batches: Sequence[Batch]) -> Sequence[Sealed | FboError]:
    """Commit several independent batches of one space: one outcome each, in the order asked.

    Hands over the group if the store takes groups, else loops over `commit`; callers see no
    difference but speed.  Raises `BugError` for two spaces, `LimitExceeded` for more than 64.
    """
    refuse_misfits(batches)
    if not batches:
        return ()
    if store.caps.groups:
        return cast("GroupStorePort", store).commit_many(batches)
    return tuple(_outcome(store, batch) for batch in batches)


def keys_of(batches: Iterable[Batch]) -> tuple[Key, ...]:
    """All keys the batches name, each once, in code-point order."""
    return tuple(sorted({key for batch in batches for key in batch.keys}))


def only(outcomes: Sequence[Sealed | FboError]) -> Sealed:
    """The outcome of a group of one; raises it, if it is an error."""
    (outcome,) = outcomes
    if isinstance(outcome, FboError):
        raise outcome
    return outcome


def refuse_bad_page(limit: int) -> None:
    """Raise `LimitExceeded` unless a page's limit is 1 to 1 000."""
    if not 1 <= limit <= LIMITS.page:
        raise LimitExceeded("lines of a page, and at least 1", LIMITS.page, limit)


def _outcome(store: StorePort, batch: Batch) -> Sealed | FboError:
    try:
        return store.commit(batch)
    except FboError as error:
        return error


def _refuse_bad_keys(keys: Sequence[Key]) -> None:
    for kind, name in keys:
        if not kind or not name:
            raise InvalidText("a key", "is empty")
        if len(name) > LIMITS.store_key or len(kind) > LIMITS.store_key:
            longest = max(len(name), len(kind))
            raise LimitExceeded("characters of a key", LIMITS.store_key, longest)
    refuse_unstorable("a key", "".join([part for key in keys for part in key]))


def _refuse_bad_space(space: str) -> None:
    if not space:
        raise InvalidText("a space's name", "is empty")
    if len(space) > LIMITS.store_key:
        raise LimitExceeded("characters of a space's name", LIMITS.store_key, len(space))
    refuse_unstorable("a space's name", space)
