"""Audits: reading a store that may be damaged, and keeping account of what was found.

What cannot be decoded is reported with its place, and never ends a reading.  Whether what was read
is right is judged in `fbo.company.verifying.judging`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from fbo.kernel.errors import Conflict, Corrupt
from fbo.kernel.limits import LIMITS
from fbo.ports.storage import (
    Batch,
    Entry,
    Found,
    Head,
    Key,
    Record,
    Scan,
    Sealed,
    StorePort,
)

NOT_DECODED = (ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What reading raises where bytes are not what they were."""

PAGE = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it must be: which check found it, where, and what it is."""

    check: str
    at: str
    message: str


class Findings:
    """What has been looked at by each check, and what was wrong with it."""

    def __init__(self) -> None:
        self.counted: dict[str, int] = {}
        self.bad: set[str] = set()
        self.first: Fault | None = None

    def count(self, check: str, number: int = 1) -> None:
        """So many things were looked at."""
        self.counted[check] = self.counted.get(check, 0) + number

    def fault(self, check: str, at: str, message: str) -> None:
        """Something is wrong."""
        self.count(check, 0)
        self.bad.add(check)
        self.first = self.first or Fault(check, at, message)


class Reader:
    """Reads one space; `head` is where it stood when it was last looked at."""

    def __init__(self, store: StorePort, space: str) -> None:
        self.space = space
        self.head = Head()
        self._store = store

    def look(self) -> bool:
        """Look at the head again; whether it has moved.  Raises `Corrupt`."""
        before = self.head.rev
        self.head = head_of(self._store, self.space)
        return self.head.rev != before

    def has_moved(self) -> bool:
        """Whether somebody has committed since the head was looked at."""
        return head_of(self._store, self.space).rev != self.head.rev

    def log(self, after: int) -> Iterator[Entry]:
        """The journal up to the head.  Raises `Corrupt` where an entry cannot be decoded."""
        while after < self.head.seq:
            limit = min(LIMITS.page, self.head.seq - after)
            try:
                page = self._store.log(self.space, after, limit)
            except NOT_DECODED:
                page = self._until_the_bad_one(after, limit)
            if not page:
                return
            yield from page
            after = page[-1].seq

    def goes_on(self) -> bool:
        """Whether the journal has an entry behind the head."""
        try:
            return bool(self._store.log(self.space, self.head.seq, 1))
        except NOT_DECODED:
            return True

    def get(self, keys: Sequence[Key]) -> dict[Key, Record | None]:
        """The records of these keys, not yet decoded."""
        return dict(zip(keys, self._store.get(self.space, keys), strict=True))

    def scan(self, kind: str, index: str) -> Iterator[Found]:
        """All of an index."""
        after = ("", "")
        while page := self._store.scan(self.space, Scan(kind, index, after=after, limit=PAGE)):
            yield from page
            after = page[-1].place

    def _until_the_bad_one(self, after: int, limit: int) -> Sequence[Entry]:
        good: list[Entry] = []
        with suppress(*NOT_DECODED):
            for number in range(limit):
                good += self._store.log(self.space, after + number, 1)
        if not good:
            raise Corrupt(f"entry {after + 1}", "it cannot be decoded") from None
        return good


def head_of(store: StorePort, space: str) -> Head:
    """Where a space stands: shown, under the lock, to a commit that then gives up.

    Raises `Corrupt` where it cannot be decoded.
    """
    seen: list[Head] = []

    class Look(Batch):
        """A commit that only looks."""

        def seal(self, head: Head, records: Mapping[Key, Record]) -> Sealed:
            del records
            # Decoded here, where what cannot be is noticed.
            seen.append(Head(head.rev, head.seq, head.hash, dict(head.series)))
            raise Conflict(())

    try:
        store.commit(Look(space, "look"))
    except Conflict:
        pass
    except NOT_DECODED:
        raise Corrupt("head", "it cannot be decoded") from None
    return seen[0]
