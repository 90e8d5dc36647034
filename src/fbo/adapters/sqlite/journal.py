"""The journal's lines, one a commit: how its entries are packed into one, and told again.

A line's `n` has the number of the space in its upper bits and that of the commit's last entry in
the lower forty.  `hashes` are those of its entries, `entries` two rows of text for each: its type,
and before it the moment where that is not the one of the entry above; then its data, byte for byte
as it was hashed; all of it packed.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from fbo.adapters.sqlite.packing import packed, unpacked
from fbo.kernel.errors import Corrupt
from fbo.kernel.json import encode, parse_trusted
from fbo.ports.storage import Entry

_SPACE_BITS = 40
_LAST = (1 << _SPACE_BITS) - 1
_HASH_BYTES = 32

# The line before the page begins it: its last hash is the one that the first entry follows.
PAGE = f"""
    SELECT n, hashes, entries FROM journal
    WHERE n >= coalesce(
        (SELECT max(n) FROM journal WHERE n >= ?1 << {_SPACE_BITS} AND n <= ?2), ?1 << {_SPACE_BITS}
    ) AND n < (?1 + 1) << {_SPACE_BITS} ORDER BY n LIMIT ?3
"""  # noqa: S608

Line: TypeAlias = tuple[int, bytes, bytes]
"""n, hashes, entries."""


def page_asked(space: int, after: int, limit: int) -> tuple[int, int, int]:
    """What `PAGE` is to be given for the entries after a number."""
    return space, (space << _SPACE_BITS) + min(max(after, 0), _LAST), limit + 1


def line_of(space: int, entries: Sequence[Entry]) -> Line:
    """What the line of these entries, one at least, has: n, hashes, entries."""
    parts: list[bytes] = []
    at = ""
    for entry in entries:
        parts.append(_typed(entry.type) if entry.at == at else encode([entry.at, entry.type]))
        parts.append(entry.encoded)
        at = entry.at
    hashes = bytes.fromhex("".join([entry.hash for entry in entries]))
    return (space << _SPACE_BITS) + entries[-1].seq, hashes, packed(b"\n".join(parts))


@lru_cache(maxsize=1024)
def _typed(type_: str) -> bytes:
    """The row above an entry of the same moment; there are not many types."""
    return encode([type_])


def entries_of(lines: Sequence[Line], after: int, limit: int) -> list[Entry]:
    """At most so many of the entries with a greater number."""
    found: list[Entry] = []
    prev = ""
    for line in lines:
        if len(found) >= limit:
            break
        entries = list(_entries(line, prev))
        found += [entry for entry in entries if entry.seq > after]
        prev = entries[-1].hash if entries else prev
    return found[:limit]


def _entries(line: Line, prev: str) -> Iterator[Entry]:
    n, hashes, entries = line
    count = len(hashes) // _HASH_BYTES
    first = (n & _LAST) - count + 1
    try:
        parts = unpacked(entries).split(b"\n") if count else []
        headers: list[list[str]] = [parse_trusted(part) for part in parts[::2]]
    except ValueError:
        raise Corrupt(f"entry {first}", "its line cannot be read") from None
    if len(parts) != 2 * count:
        raise Corrupt(f"entry {first}", "its line is not whole")
    at = ""
    for place, (*moment, type_) in enumerate(headers):
        at = moment[0] if moment else at
        hashed = hashes[_HASH_BYTES * place : _HASH_BYTES * (place + 1)].hex()
        yield Entry(first + place, at, type_, parts[2 * place + 1], prev, hashed)
        prev = hashed
