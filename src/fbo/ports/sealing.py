"""All rules of a commit, as one pure function: versions, moves, numbers, limits, the hash chain.

`seal` is given the head of a space and the records that a batch names, read under the lock, and
returns all there is to store, or raises and so changes nothing.  `seal_all` does it for several
independent batches, each on what its neighbours before it left.  Nothing here does input or output.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from fbo.kernel.errors import (
    BugError,
    Conflict,
    Corrupt,
    FboError,
    InputError,
    Insufficient,
    InvalidText,
    LimitExceeded,
    NumberOutOfOrder,
    Shortage,
)
from fbo.kernel.frozen import frozen
from fbo.kernel.json import Json, canonical, encode
from fbo.kernel.limits import LIMITS
from fbo.kernel.numbers import INDEX_DIGITS, Number, Want
from fbo.ports.asks import Check, Delete, Draft, Move, Put
from fbo.ports.chain import entry_hash
from fbo.ports.records import NO_INDEX, Entry, Head, Index, Key, Record, Series

if TYPE_CHECKING:
    from fbo.ports.storage import Batch

Write: TypeAlias = Put | Delete | Check | Move
Numbers: TypeAlias = Mapping[str, tuple[int, ...]]
NO_NUMBERS: Numbers = {}
Replace: TypeAlias = Callable[[object], Json]


@frozen
class Sealed:
    """What a commit stores, all of it.

    Store `head`; store each of `records`: body, version, and exactly its index; remove each of
    `gone` with its index, which may never have been there; append `entries`.  `numbers` are those
    given, by series.  `joined`: durable only when the caller's transaction is.
    """

    head: Head
    records: tuple[Record, ...]
    gone: tuple[Key, ...]
    entries: tuple[Entry, ...]
    numbers: Numbers
    joined: bool = False


@frozen
class SealedGroup:
    """What a transaction of several commits stores: as `Sealed`, the last state of each key.

    `outcomes` has one a batch, in the order asked.
    """

    head: Head
    records: tuple[Record, ...]
    gone: tuple[Key, ...]
    entries: tuple[Entry, ...]
    outcomes: tuple[Sealed | FboError, ...]


def seal(batch: "Batch", head: Head, records: Mapping[Key, Record]) -> Sealed:
    """Decide a batch; `records` holds those of its keys that exist, read after the lock.

    Raises the first of these that applies, and else returns all there is to store:
    `Conflict` with all stale keys; `Insufficient` with all shortages, or `Corrupt` where a balance
    is no integer; `NumberOutOfOrder`; `LimitExceeded`.
    """
    rev = head.rev + 1
    refuse_stale(batch.writes, records)
    stored = moved(batch.writes, records, rev)
    numbers, series = numbered(batch.wants, head) if batch.wants else (NO_NUMBERS, None)
    replace = _replacing(numbers)
    gone: list[Key] = []
    for write in batch.writes:
        if isinstance(write, Put):
            index = _index(write, numbers) if write.index else NO_INDEX
            stored.append(Record(write.key, rev, encode(write.body, replace=replace), index))
        elif isinstance(write, Delete):
            gone.append(write.key)
    entries = entered(batch.entries, head, replace)
    _refuse_oversize(stored, entries)
    seq, last = (entries[-1].seq, entries[-1].hash) if entries else (head.seq, head.hash)
    after = Head(rev, seq, last, head.encoded_series if series is None else series)
    if series is not None and after.size > LIMITS.head_bytes:
        raise LimitExceeded("bytes of the head of a space", LIMITS.head_bytes, after.size)
    return Sealed(after, tuple(stored), tuple(gone), tuple(entries), numbers)


def seal_all(batches: "Sequence[Batch]", head: Head, records: Mapping[Key, Record]) -> SealedGroup:
    """Seal each batch on what its neighbours before it left.

    One that is refused is passed over: its outcome is its error, and head and records go on as if
    it had not been asked.  Raises `BugError` where the batches are of several spaces,
    `LimitExceeded` where they are too many or too large together: then none was asked.
    """
    refuse_misfits(batches)
    now = dict(records)
    touched: set[Key] = set()
    entries: list[Entry] = []
    outcomes: list[Sealed | FboError] = []
    size = 0
    for batch in batches:
        try:
            sealed = batch.seal(head, now)
        except FboError as error:
            outcomes.append(error)
            continue
        head = sealed.head
        for record in sealed.records:
            now[record.key] = record
        for key in sealed.gone:
            now.pop(key, None)
        touched.update(sealed.gone, (record.key for record in sealed.records))
        entries += sealed.entries
        outcomes.append(sealed)
        size += _size(sealed.records, sealed.entries)
    if size > LIMITS.group_bytes:
        raise LimitExceeded("bytes of a group of batches", LIMITS.group_bytes, size)
    ordered = sorted(touched)
    last = tuple(now[key] for key in ordered if key in now)
    gone = tuple(key for key in ordered if key not in now)
    return SealedGroup(head, last, gone, tuple(entries), tuple(outcomes))


def refuse_misfits(batches: "Sequence[Batch]") -> None:
    """Raise what a group of batches is refused for before any of them is looked at."""
    if len(batches) > LIMITS.group_batches:
        raise LimitExceeded("batches of a group", LIMITS.group_batches, len(batches))
    if len({batch.space for batch in batches}) > 1:
        raise BugError("a group of batches is of one space")


def refuse_stale(writes: Sequence[Write], records: Mapping[Key, Record]) -> None:
    """Raise `Conflict` with every key that is not at the version its write expects."""
    stale: list[Key] = []
    for write in writes:
        if not isinstance(write, Move):
            record = records.get(write.key)
            if (0 if record is None else record.version) != write.expect:
                stale.append(write.key)
    if stale:
        raise Conflict(stale)


def moved(writes: Sequence[Write], records: Mapping[Key, Record], rev: int) -> list[Record]:
    """The balances after all moves, or `Insufficient` with every one that is short."""
    after: list[Record] = []
    short: list[Shortage] = []
    over: int | None = None
    for write in writes:
        if not isinstance(write, Move):
            continue
        record = records.get(write.key)
        balance = 0 if record is None else balance_of(record)
        total = balance + write.quantity
        if write.quantity <= 0 and write.floor is not None and total < write.floor:
            short.append(Shortage(write.key, balance, write.quantity, write.floor))
        elif abs(total) > LIMITS.integer:
            over = total
        elif write.quantity:
            after.append(_with_balance(write.key, rev, record, total))
    if short:
        raise Insufficient(short)
    if over is not None:
        raise LimitExceeded("units of a balance", LIMITS.integer, over)
    return after


def balance_of(record: Record) -> int:
    """The balance a record has; `Corrupt` if that is no integer."""
    balance = record.body.get("balance")
    if type(balance) is not int:
        raise Corrupt(f"{record.key[0]} {record.key[1]}", "its balance is no integer")
    return balance


def numbered(wants: Sequence[Want], head: Head) -> tuple[Numbers, Series]:
    """The numbers that are given, in the order wanted, and the series after them."""
    after = dict(head.series)
    given: dict[str, tuple[int, ...]] = {}
    for want in wants:
        last, day = after.get(want.series, (0, ""))
        if want.on and want.on < day:
            raise NumberOutOfOrder(want.series, want.on, day)
        after[want.series] = (last + 1, want.on or day)
        given[want.series] = (*given.get(want.series, ()), last + 1)
    return given, after


def entered(drafts: Sequence[Draft], head: Head, replace: Replace) -> list[Entry]:
    """The drafts in their place in the chain."""
    entries: list[Entry] = []
    seq, prev = head.seq, head.hash
    for draft in drafts:
        seq += 1
        data = canonical(draft.data, replace=replace)
        sealed = entry_hash(prev, seq, draft.at, draft.type, data)
        entries.append(Entry(seq, draft.at, draft.type, data, prev, sealed))
        prev = sealed
    return entries


def _with_balance(key: Key, rev: int, record: Record | None, total: int) -> Record:
    if record is None:
        return Record(key, rev, b'{"balance":%d}' % total)
    if len(record.body) == 1:
        return Record(key, rev, b'{"balance":%d}' % total, record.index)
    return Record(key, rev, encode({**record.body, "balance": total}), record.index)


def _replacing(numbers: Numbers) -> Replace:
    def replace(value: object) -> Json:
        if isinstance(value, Number):
            return _given(value, numbers)
        raise InputError(f"a {type(value).__name__} is no JSON")

    return replace


def _given(number: Number, numbers: Numbers) -> int:
    given = numbers.get(number.series, ())
    if number.nth >= len(given):
        raise BugError(f"a number of {number.series} is used that the batch does not want")
    return given[number.nth]


def _index(put: Put, numbers: Numbers) -> Index:
    index: dict[str, tuple[str, ...]] = {}
    every: list[str] = []
    for name, values in put.index.items():
        plain = tuple([v if isinstance(v, str) else _digits(v, numbers) for v in values])
        index[name] = plain
        every += plain
    _refuse_overfull(len(index), every)
    refuse_unstorable("an index value", "".join(every))
    # Stores share it with those who read: nobody can write into it.
    return MappingProxyType(index)


def _digits(number: Number, numbers: Numbers) -> str:
    return f"{_given(number, numbers):0{INDEX_DIGITS}d}"


def _refuse_overfull(names: int, values: Sequence[str]) -> None:
    if names > LIMITS.index_names:
        raise LimitExceeded("names in an index", LIMITS.index_names, names)
    if len(values) > LIMITS.index_values:
        raise LimitExceeded("values in an index", LIMITS.index_values, len(values))
    longest = max(map(len, values), default=0)
    if longest > LIMITS.index_value:
        raise LimitExceeded("characters of an index value", LIMITS.index_value, longest)


def refuse_unstorable(what: str, text: str) -> None:
    """Raise `InvalidText` for what stores do not keep alike: NUL and lone surrogates."""
    if "\0" in text:
        raise InvalidText(what, "holds NUL")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise InvalidText(what, "holds a lone surrogate") from None


def _size(records: Sequence[Record], entries: Sequence[Entry]) -> int:
    return sum([len(r.encoded) for r in records]) + sum([len(e.encoded) for e in entries])


def _refuse_oversize(records: Sequence[Record], entries: Sequence[Entry]) -> None:
    size = _size(records, entries)
    if size <= LIMITS.record_bytes:
        return
    largest = max((len(record.encoded) for record in records), default=0)
    if largest > LIMITS.record_bytes:
        raise LimitExceeded("bytes of a record", LIMITS.record_bytes, largest)
    if size > LIMITS.batch_bytes:
        raise LimitExceeded("bytes of a batch", LIMITS.batch_bytes, size)
