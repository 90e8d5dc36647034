"""The journal's hash chain: how a line is sealed, and how anybody can check all of them.

The hash of an entry is the SHA-256 of the canonical JSON of `[prev, seq, at, type, data]`, in
hexadecimal, where `prev` is the hash of the entry before it.  So an edit, a deletion, an insertion
or a swap shows at the exact entry, from the log alone.  A cut tail and a full rewrite do not: those
show only against an `Anchor` that was kept outside the store.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from fbo.kernel.errors import Corrupt
from fbo.kernel.json import canonical, encode
from fbo.ports.records import Entry


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the journal ended at some moment.  Keep it anywhere but in the store."""

    seq: int = 0
    hash: str = ""


BEGINNING = Anchor()
"""Before the first entry."""


def entry_hash(prev: str, seq: int, at: str, type_: str, data: bytes) -> str:
    """The seal of an entry, in hexadecimal; `data` is canonical JSON."""
    return sha256(encode([prev, seq, at, type_])[:-1] + b"," + data + b"]").hexdigest()


def verify_entries(
    entries: Iterable[Entry], *, after: Anchor = BEGINNING, anchors: Iterable[Anchor] = ()
) -> Anchor:
    """Check every link, one page after another: give what it returned as `after` of the next.

    Raises `Corrupt`, naming the entry, where a number is missing, a hash does not match, or the
    journal is not the one an anchor was taken of.  An anchor beyond the last entry is not judged
    here, since the next page may reach it: see `verify_end`.
    """
    kept = {anchor.seq: anchor.hash for anchor in anchors}
    seq, prev = after.seq, after.hash
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            raise Corrupt(f"entry {seq}", f"the next one found is {entry.seq}")
        if entry.prev != prev:
            raise Corrupt(f"entry {seq}", "it does not follow the entry before it")
        if entry.hash != entry_hash(prev, seq, entry.at, entry.type, _data_of(entry)):
            raise Corrupt(f"entry {seq}", "its hash does not match what it says")
        if kept.get(seq, entry.hash) != entry.hash:
            raise Corrupt(f"entry {seq}", "an anchor says otherwise: the journal was rewritten")
        prev = entry.hash
    return Anchor(seq, prev)


def verify_end(end: Anchor, anchors: Iterable[Anchor]) -> None:
    """Raise `Corrupt` if the journal ends before one of the anchors: its tail was cut."""
    last = max((anchor.seq for anchor in anchors), default=0)
    if last > end.seq:
        raise Corrupt(f"entry {end.seq + 1}", f"the journal ends here; it once had {last}")


def _data_of(entry: Entry) -> bytes:
    # Not the stored bytes: another way to write the same data is no change of it.
    try:
        return canonical(entry.data)
    except ValueError:
        raise Corrupt(f"entry {entry.seq}", "its data cannot be read") from None
