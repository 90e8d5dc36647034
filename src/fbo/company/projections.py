"""Projections: what the journal says, folded into an answer.

A projection sees entry after entry, in order, and has a result at any time; it reads nothing else and
changes nothing.  Several may look at one reading.  The reports of `fbo.company.reports` are made of
the ones below; an application may write its own.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from fbo.kernel.limits import LIMITS
from fbo.ports.storage import Entry, StorePort


class Projection(Protocol):
    """Whatever makes something of the journal's entries."""

    def see(self, entry: Entry) -> None:
        """Take one entry into account; they come in the order of the journal, each once."""
        ...


P = TypeVar("P", bound=Projection)


def project(entries: Iterable[Entry], projection: P) -> P:
    """Fold entries into a projection; the projection."""
    for entry in entries:
        projection.see(entry)
    return projection


class Together:
    """Several projections that see the same entries."""

    def __init__(self, *projections: Projection) -> None:
        self._see = tuple(projection.see for projection in projections)

    def see(self, entry: Entry) -> None:
        """Show the entry to each."""
        for see in self._see:
            see(entry)


def entries_of(store: StorePort, space: str = "main", *, after: int = 0) -> Iterator[Entry]:
    """The journal of a space from behind an entry to its end, a page at a time."""
    while page := store.log(space, after, LIMITS.page):
        yield from page
        after = page[-1].seq
