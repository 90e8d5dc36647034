"""The SQL by which records and places are read, and by which all that a commit stores is written.

A record has a version, and index and body packed together; each of its index values has a place.
The head of a space is the record of kind "": the last entry's hash and number, and the series.
What did not change is not written.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, TypeAlias

from fbo.adapters.sqlite import journal
from fbo.adapters.sqlite.packing import Lately, PackedRecord, packed_record
from fbo.kernel.errors import BugError
from fbo.ports.records import NO_INDEX
from fbo.ports.storage import Entry, Found, Head, Index, Key, Record, Scan, Sealed, SealedGroup

Run: TypeAlias = Callable[[str, Sequence[Any]], list[Any]]
"""Runs a statement with its parameters and returns all it found."""

Line: TypeAlias = tuple[str, str, str, str, str, int, bytes | None, bytes]
"""what, kind, id, name, value, n, hashes, body; `n` is a record's version."""

HEAD: Key = ("", "head")
_HASH_BYTES = 32

# SQL texts differ by how many lines they are for; longer lists are cut, so that they stay few.
_READ_AT_ONCE = 32
_WRITE_AT_ONCE = 64

_SPACE = "SELECT space FROM spaces WHERE name = ?"
_NEW_SPACE = "INSERT INTO spaces (name) VALUES (?)"
_SCAN = """
    SELECT place.value, place.id, record.version, record.body
    FROM places AS place CROSS JOIN records AS record
    ON record.space = place.space AND record.id = place.id AND record.kind = place.kind
    WHERE place.space = ? AND place.kind = ? AND place.name = ?
    AND (place.value, place.id) > (?, ?) AND place.value >= ? {bound}
    ORDER BY place.value, place.id LIMIT ?
"""
_SCAN_ON = _SCAN.format(bound="")
_SCAN_TO = _SCAN.format(bound="AND place.value < ?")


def known_number_of(run: Run, space: str) -> int | None:
    """The number by which lines name the space; None before its first commit."""
    found = run(_SPACE, (space,))
    return found[0][0] if found else None


def number_of(run: Run, space: str) -> int:
    """As `known_number_of`, and made if need be."""
    number = known_number_of(run, space)
    if number is None:
        run(_NEW_SPACE, (space,))
        number = known_number_of(run, space)
    if number is None:
        raise BugError("a space that was just made is not there")
    return number


def read_records(
    run: Run, space: int, keys: Sequence[Key], lately: Lately
) -> list[PackedRecord | None]:
    """The records in the order asked, None where absent."""
    found: list[PackedRecord | None] = [None] * len(keys)
    for first in range(0, len(keys), _READ_AT_ONCE):
        asked = keys[first : first + _READ_AT_ONCE]
        parameters = (space, *chain.from_iterable(asked))
        rows: list[tuple[int, int, bytes]] = run(_select(len(asked)), parameters)
        for which, version, stored in rows:
            found[first + which] = PackedRecord(asked[which], version, stored, lately)
    return found


def read_all(
    run: Run, space: int, keys: Sequence[Key], lately: Lately
) -> tuple[Head, dict[Key, Record]]:
    """The head of the space, and those of the records that exist."""
    head, *records = read_records(run, space, (HEAD, *keys), lately)
    found: dict[Key, Record] = {record.key: record for record in records if record is not None}
    return Head() if head is None else head_of(head.version, head.stored), found


def read_log(run: Run, space: int, after: int, limit: int) -> list[Entry]:
    """A page of the journal."""
    lines = run(journal.PAGE, journal.page_asked(space, after, limit))
    return journal.entries_of(lines, after, limit)


def read_places(run: Run, space: int, query: Scan, lately: Lately) -> list[Found]:
    """A page of an index."""
    parameters: list[Any] = [space, query.kind, query.index, *query.after, query.lo]
    if query.hi is not None:
        parameters.append(query.hi)
    parameters.append(query.limit)
    return [
        Found(value, PackedRecord((query.kind, name), version, stored, lately))
        for value, name, version, stored in run(
            _SCAN_ON if query.hi is None else _SCAN_TO, parameters
        )
    ]


def lines_of(
    space: int, sealed: Sealed | SealedGroup, before: Mapping[Key, Record], lately: Lately
) -> list[Line]:
    """What to write; `before` holds the records as they were, whose places need not be repeated."""
    lines: list[Line] = []
    for key in sealed.gone:
        lines.append(("gone", *key, "", "", 0, None, b""))
        if (old := before.get(key)) is not None:
            lines += _moves(key, old.index, NO_INDEX)
    for record in sealed.records:
        key = record.key
        stored = packed_record(record)
        lines.append(("record", *key, "", "", record.version, None, stored))
        old = before.get(key)
        was, now = NO_INDEX if old is None else old.index, record.index
        # What only a move has changed has the very same index.
        if now is not was:
            lines += _moves(key, was, now)
        lately.note(stored, record)
    lines.append(("record", *HEAD, "", "", sealed.head.rev, None, stored_head(sealed.head)))
    if sealed.entries:
        n, hashes, entries = journal.line_of(space, sealed.entries)
        lines.append(("entries", "", "", "", "", n, hashes, entries))
    return lines


def write(run: Run, space: int, lines: Sequence[Line]) -> None:
    """Write the lines: new ones, and over those at the same places."""
    for first in range(0, len(lines), _WRITE_AT_ONCE):
        part = lines[first : first + _WRITE_AT_ONCE]
        run(_insert(len(part)), (space, *chain.from_iterable(part)))


def stored_head(head: Head) -> bytes:
    """The head as it is stored, but for its revision."""
    hashed = bytes.fromhex(head.hash) or bytes(_HASH_BYTES)
    return hashed + b"%d" % head.seq + head.encoded_series


def head_of(rev: int, stored: bytes) -> Head:
    """The head of this revision, as it was stored."""
    hashed, rest = stored[:_HASH_BYTES], stored[_HASH_BYTES:]
    seq, bracket, series = rest.partition(b"{")
    return Head(rev, int(seq), hashed.hex() if any(hashed) else "", bracket + series)


def _moves(key: Key, before: Index, after: Index) -> list[Line]:
    """The places that are left and taken; most stay."""
    kind, id_ = key
    moves: list[Line] = []
    for name, values in before.items():
        now = after.get(name, ())
        if values != now:
            left = [value for value in values if value not in now]
            moves += [("left", kind, id_, name, value, 0, None, b"") for value in left]
    for name, values in after.items():
        was = before.get(name, ())
        if values != was:
            new = [value for value in values if value not in was]
            moves += [("place", kind, id_, name, value, 0, None, b"") for value in new]
    return moves


@cache
def _select(count: int) -> str:
    # One simple look-up after the other: SQLite plans a list of pairs as a walk through the table.
    return " UNION ALL ".join(_look_up(n) for n in range(count))


def _look_up(n: int) -> str:
    place = f"space = ?1 AND kind = ?{2 * n + 2} AND id = ?{2 * n + 3}"
    return f"SELECT {n}, version, body FROM records WHERE {place}"  # noqa: S608  numbers only


@cache
def _insert(count: int) -> str:
    width = 8
    values = ", ".join(
        f"(?1, {', '.join(f'?{2 + n * width + column}' for column in range(width))})"
        for n in range(count)
    )
    return (
        "INSERT INTO written (space, what, kind, id, name, value, n, hashes, body) "  # noqa: S608
        f"VALUES {values}"
    )
