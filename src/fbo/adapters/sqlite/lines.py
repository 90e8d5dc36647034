"""The lines of the one table, and the SQL that reads and writes them.

A line's place is (space, kind, id, name, n).  Of a record, the line without a name has version,
body and index; each of its index values has a line more, with the index's name, `n` for the how
manyeth it is, and the value, or NULL where there is one less than before.  Kind "" is the space's
own: its head, and its journal, where `n` is the entry's number.  So all that a commit stores is
written by one statement, and what did not change is not written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from typing import Any, TypeAlias

from fbo.kernel.errors import BugError
from fbo.kernel.json import encode, parse_trusted
from fbo.ports.storage import Entry, Found, Head, Index, Key, Record, Scan

Run: TypeAlias = Callable[[str, Sequence[Any]], list[Any]]
"""Runs a statement with its parameters and returns all it found."""

Line: TypeAlias = tuple[str, str, str, int, str | None, int | None, bytes | None, bytes | None]
"""kind, id, name, n, value, version, body, index."""

HEAD: Key = ("", "head")
_LOG: Key = ("", "log")
_HASH_BYTES = 32
_NO_INDEX = b"{}"

# SQL texts differ by how many lines they are for; longer lists are cut, so that they stay few.
_READ_AT_ONCE = 32
_WRITE_AT_ONCE = 64

_SPACE = "SELECT space FROM spaces WHERE name = ?"
_NEW_SPACE = "INSERT INTO spaces (name) VALUES (?)"
_LOG_PAGE = """
    SELECT n, body, ix FROM lines
    WHERE space = ? AND kind = '' AND id = 'log' AND name = '' AND n > ? ORDER BY n LIMIT ?
"""
_SCAN = """
    SELECT place.value, place.id, record.version, record.body, record.ix
    FROM lines AS place CROSS JOIN lines AS record
    ON record.space = place.space AND record.kind = place.kind AND record.id = place.id
    AND record.name = '' AND record.n = 0
    WHERE place.space = ? AND place.kind = ? AND place.name = ? AND place.value IS NOT NULL
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


def read(run: Run, space: int, keys: Sequence[Key]) -> Iterator[tuple[Key, int, bytes, bytes]]:
    """The lines of those keys that exist: key, version, body, index."""
    for first in range(0, len(keys), _READ_AT_ONCE):
        asked = keys[first : first + _READ_AT_ONCE]
        parameters: list[Any] = [space]
        for key in asked:
            parameters += key
        for which, version, body, ix in run(_select(len(asked)), parameters):
            yield asked[which], version, body, ix or _NO_INDEX


def read_records(run: Run, space: int, keys: Sequence[Key]) -> dict[Key, Record]:
    """Those of the records that exist."""
    return {
        key: Record(key, version, body, ix) for key, version, body, ix in read(run, space, keys)
    }


def read_all(run: Run, space: int, keys: Sequence[Key]) -> tuple[Head, dict[Key, Record]]:
    """The head of the space, and those of the records that exist."""
    records: dict[Key, Record] = {}
    head = Head()
    for key, version, body, ix in read(run, space, (HEAD, *keys)):
        if key is HEAD:
            head = Head(version, int(ix[_HASH_BYTES:]), _spelled(ix[:_HASH_BYTES]), body)
        else:
            records[key] = Record(key, version, body, ix)
    return head, records


def read_log(run: Run, space: int, after: int, limit: int) -> list[Entry]:
    """A page of the journal."""
    return [_entry(*line) for line in run(_LOG_PAGE, (space, after, limit))]


def read_places(run: Run, space: int, query: Scan) -> list[Found]:
    """A page of an index."""
    parameters: list[Any] = [space, query.kind, query.index, *query.after, query.lo]
    if query.hi is not None:
        parameters.append(query.hi)
    parameters.append(query.limit)
    return [
        Found(value, Record((query.kind, name), version, body, ix or _NO_INDEX))
        for value, name, version, body, ix in run(
            _SCAN_ON if query.hi is None else _SCAN_TO, parameters
        )
    ]


def lines_of(
    head: Head,
    records: Iterable[Record],
    entries: Iterable[Entry],
    before: Mapping[Key, Record],
) -> list[Line]:
    """What to write; `before` holds the records as they were, whose index need not be repeated."""
    hashed = bytes.fromhex(head.hash) or bytes(_HASH_BYTES)
    lines: list[Line] = [
        (*HEAD, "", 0, None, head.rev, head.encoded_series, hashed + b"%d" % head.seq)
    ]
    for record in records:
        ix = record.encoded_index
        stored = None if ix == _NO_INDEX else ix
        lines.append((*record.key, "", 0, None, record.version, record.encoded, stored))
        old = before.get(record.key)
        if old is None:
            lines += _places(record.key, {}, record.index)
        elif old.encoded_index != ix:
            lines += _places(record.key, old.index, record.index)
    lines += [_line_of(entry) for entry in entries]
    return lines


def write(run: Run, space: int, lines: Sequence[Line]) -> None:
    """Write the lines: new ones, and over those at the same places."""
    for first in range(0, len(lines), _WRITE_AT_ONCE):
        part = lines[first : first + _WRITE_AT_ONCE]
        parameters: list[Any] = [space]
        for line in part:
            parameters += line
        run(_upsert(len(part)), parameters)


def remove(run: Run, space: int, keys: Sequence[Key]) -> None:
    """Remove the records with all their lines."""
    for first in range(0, len(keys), _READ_AT_ONCE):
        part = keys[first : first + _READ_AT_ONCE]
        parameters: list[Any] = [space]
        for key in part:
            parameters += key
        run(_delete(len(part)), parameters)


@cache
def _select(count: int) -> str:
    # One simple look-up after the other: SQLite plans a list of pairs as a walk through the table.
    return " UNION ALL ".join(_look_up(n) for n in range(count))


def _look_up(n: int) -> str:
    place = f"space = ?1 AND kind = ?{2 * n + 2} AND id = ?{2 * n + 3} AND name = '' AND n = 0"
    return f"SELECT {n}, version, body, ix FROM lines WHERE {place}"  # noqa: S608  numbers only


@cache
def _upsert(count: int) -> str:
    width = 8
    values = ", ".join(
        f"(?1, {', '.join(f'?{2 + n * width + column}' for column in range(width))})"
        for n in range(count)
    )
    return (
        "INSERT INTO lines (space, kind, id, name, n, value, version, body, ix) "  # noqa: S608
        f"VALUES {values} ON CONFLICT (space, kind, id, name, n) DO UPDATE SET "
        "value = excluded.value, version = excluded.version, body = excluded.body, "
        "ix = excluded.ix"
    )


@cache
def _delete(count: int) -> str:
    wanted = " OR ".join(
        f"(space = ?1 AND kind = ?{2 * n + 2} AND id = ?{2 * n + 3})" for n in range(count)
    )
    return f"DELETE FROM lines WHERE {wanted}"  # noqa: S608  numbered parameters only


def _places(key: Key, before: Index, after: Index) -> Iterator[Line]:
    for name in before.keys() | after.keys():
        pairs = zip_longest(before.get(name, ()), after.get(name, ()))
        for n, (was, now) in enumerate(pairs):
            if was != now:
                yield (*key, name, n, now, None, None, None)


def _line_of(entry: Entry) -> Line:
    hashes = (bytes.fromhex(entry.prev) or bytes(_HASH_BYTES)) + bytes.fromhex(entry.hash)
    ix = hashes + encode([entry.at, entry.type])
    return (*_LOG, "", entry.seq, None, None, entry.encoded, ix)


def _entry(seq: int, body: bytes, ix: bytes) -> Entry:
    prev, hashed = _spelled(ix[:_HASH_BYTES]), ix[_HASH_BYTES : 2 * _HASH_BYTES].hex()
    at, type_ = parse_trusted(ix[2 * _HASH_BYTES :])
    return Entry(seq, at, type_, body, prev, hashed)


def _spelled(hashed: bytes) -> str:
    return hashed.hex() if any(hashed) else ""
