"""Projections: what the journal says, folded into an answer.

A projection sees entry after entry, in order, and has a result at any time; it reads nothing else
and changes nothing.  Several may look at one reading.  The reports of
`fbo.company.reporting.reports` are made of the ones below; an application may write its own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar

from fbo.kernel.document import Document
from fbo.kernel.limits import LIMITS
from fbo.ports.storage import Entry, StorePort

Legs: TypeAlias = Sequence[Sequence[Any]]
"""Legs in the journal: account, commodity, quantity, and 1 where the account has a floor."""


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


class Counts:
    """How many entries there are, how many steps were taken, and where the cases are."""

    def __init__(self) -> None:
        self.entries = 0
        self.steps = 0
        self.cases: dict[str, Counter[str]] = {}

    def see(self, entry: Entry) -> None:
        """Count the entry, and move its case."""
        data = entry.data
        self.entries += 1
        if "to" not in data:
            return
        states = self.cases.setdefault(entry.type.partition(".")[0], Counter())
        if "from" in data:
            self.steps += 1
            states[data["from"]] -= 1
        states[data["to"]] += 1

    def as_json(self) -> dict[str, dict[str, int]]:
        """How many cases are in each state, by process; no state without a case."""
        return {
            process: {state: count for state, count in sorted(states.items()) if count}
            for process, states in sorted(self.cases.items())
        }


class OnFile:
    """What is on file, without what is personal: the other fields of each document, by kind."""

    def __init__(self, *kinds: type[Document]) -> None:
        self.documents: dict[str, dict[str, dict[str, Any]]] = {kind.__name__: {} for kind in kinds}

    def see(self, entry: Entry) -> None:
        """Note a document that was filed or changed."""
        kind, _, what = entry.type.partition(".")
        documents = self.documents.get(kind)
        if documents is None or what not in ("file", "change"):
            return
        fields = documents.setdefault(entry.data["case"], {})
        fields.update(entry.data.get("set", {}))
        for name in entry.data.get("unset", ()):
            fields.pop(name, None)

    def of(self, kind: type[Document]) -> Mapping[str, Mapping[str, Any]]:
        """The documents of a kind by id: their fields, as the journal has them."""
        return self.documents[kind.__name__]


class Balances:
    """What is posted in a book, and what is held, by account and commodity."""

    def __init__(self, book: str) -> None:
        self.book = book
        self.posted: dict[tuple[str, str], int] = {}
        self.held: dict[tuple[str, str], int] = {}
        self._holds: dict[tuple[str, str], Legs] = {}

    def see(self, entry: Entry) -> None:
        """Add up what the entry posts, holds and releases in this book."""
        data = entry.data
        for post in data.get("posts", ()):
            if post["book"] == self.book:
                for account, commodity, quantity, *_ in post["legs"]:
                    place = (account, commodity)
                    self.posted[place] = self.posted.get(place, 0) + quantity
        for name, hold in data.get("holds", {}).items():
            place = (data["case"], name)
            self._hold(self._holds.pop(place, ()), -1)
            if hold is not None and hold["book"] == self.book:
                self._holds[place] = hold["legs"]
                self._hold(hold["legs"], 1)

    def _hold(self, legs: Legs, sign: int) -> None:
        for account, commodity, quantity, *floored in legs:
            if quantity < 0 and floored:
                place = (account, commodity)
                self.held[place] = self.held.get(place, 0) - sign * quantity
