"""Entries: the arithmetic of double entry, shared by every book.

A chart says which accounts a book has and how low each may go.  An entry is signed integer legs
that sum to zero per commodity.  Posting, holding, settling and voiding are turned into changes of
two counters an account and commodity: what is *posted*, and what of it is *available*.  Nothing
here keeps a balance; `fbo.workflow.books` does in memory, a company does in its store.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from fbo.kernel.errors import Insufficient, InvalidNumber, Shortage, Unbalanced, UnknownAccount
from fbo.kernel.frozen import frozen
from fbo.kernel.people import Role
from fbo.kernel.quantity import Commodity

Counter: TypeAlias = tuple[str, str, str, str]
"""Book, account, commodity code, and `posted` or `available`."""


def balance_key(counter: Counter) -> tuple[str, str]:
    """The key of the record in which a counter is kept, and by which a shortage names it."""
    return ("balance", "|".join(counter))


@dataclass(frozen=True, slots=True)
class Chart:
    """The accounts of one book.

    `floors` maps a kind of account to the lowest balance that may be available in it, in the
    commodity's smallest unit; `None` is unbounded: nothing is refused there, and all is available.
    An account is its kind, or `kind/…` with ids behind it: `1100/ada/inv-7`.  `posters` are the
    roles that post to it by hand, where no case does; none: SYSTEM only.  `overriders` are those of
    them who may, with a reason, go below a floor; none: SYSTEM only.
    """

    book: str
    floors: Mapping[str, int | None]
    posters: tuple[Role, ...] = field(default=(), compare=False)
    overriders: tuple[Role, ...] = field(default=(), compare=False)

    def is_the_same_as(self, other: "Chart") -> bool:
        """Whether both say the same of one book: accounts, floors, and who may post."""
        rights = (self.posters, self.overriders)
        return self == other and rights == (other.posters, other.overriders)

    def floor(self, account: str) -> int | None:
        """How low the account may go.  Raises `UnknownAccount`."""
        try:
            return self.floors[account.partition("/")[0]]
        except KeyError:
            raise UnknownAccount(self.book, account) from None


@frozen
class Leg:
    """Into an account (+) or out of it (-), in the commodity's smallest unit; never zero."""

    account: str
    commodity: str
    quantity: int


@frozen
class Entry:
    """Legs of one book that belong together.

    `on` is the day when it counts, `source` what it came from, `reverses` the id of the entry that
    it takes back.
    """

    book: str
    legs: tuple[Leg, ...]
    on: date | None = None
    id: str = ""
    source: str = ""
    reverses: str | None = None

    def as_json(self, chart: Chart) -> dict[str, Any]:
        """As it stands in the journal."""
        body: dict[str, Any] = {
            "book": self.book,
            "id": self.id,
            "legs": legs_json(chart, self.legs),
        }
        if self.on is not None:
            body["on"] = self.on.isoformat()
        if self.source:
            body["source"] = self.source
        if self.reverses is not None:
            body["reverses"] = self.reverses
        return body


def legs_json(chart: Chart, legs: Iterable[Leg]) -> list[list[Any]]:
    """Legs as JSON; a fourth value, 1, marks an account that has a floor, and so two counters."""
    floor = chart.floor
    return [
        [leg.account, leg.commodity, leg.quantity]
        if floor(leg.account) is None
        else [leg.account, leg.commodity, leg.quantity, 1]
        for leg in legs
    ]


def legs_from(book: str, stored: Iterable[Sequence[Any]]) -> tuple[Chart, tuple[Leg, ...]]:
    """Legs back from JSON, with a chart that knows which of their accounts have a floor."""
    rows = list(stored)
    floors = {row[0].partition("/")[0]: 0 if len(row) > FLOORED else None for row in rows}
    return Chart(book, floors), tuple(Leg(*row[:FLOORED]) for row in rows)


FLOORED = 3


@dataclass(frozen=True)
class Position:
    """Where a balance is: a book's account, and the commodity counted in it."""

    # Without slots, so that its counters are made once: faces give the same position again.

    chart: Chart
    account: str
    commodity: Commodity

    @cached_property
    def posted(self) -> Counter:
        """The counter of what is there."""
        return (self.chart.book, self.account, self.commodity.code, "posted")

    @cached_property
    def available(self) -> Counter:
        """The counter of what is there and not held; unbounded accounts have only the one."""
        if self.chart.floor(self.account) is None:
            return self.posted
        return (self.chart.book, self.account, self.commodity.code, "available")


@dataclass(slots=True)
class Changes:
    """What a commit adds to counters, over all its entries, netted to one sum a counter.

    The floor of a sum is the strictest one of the asks that lower the counter.
    """

    sums: dict[Counter, int] = field(default_factory=dict[Counter, int])
    floors: dict[Counter, int] = field(default_factory=dict[Counter, int])

    def add(self, counter: Counter, quantity: int, floor: int | None) -> None:
        """One leg's part of the sum."""
        self.sums[counter] = self.sums.get(counter, 0) + quantity
        if quantity < 0 and floor is not None:
            self.floors[counter] = max(floor, self.floors.get(counter, floor))


def check(chart: Chart, legs: Sequence[Leg]) -> None:
    """At least two legs, none zero, accounts known, sum zero per commodity.

    Raises `Unbalanced`, `UnknownAccount`.
    """
    sums: dict[str, int] = {}
    for leg in legs:
        chart.floor(leg.account)
        sums[leg.commodity] = sums.get(leg.commodity, 0) + leg.quantity
        if leg.quantity == 0:
            raise Unbalanced(leg.commodity, 0)
    if not legs:
        raise Unbalanced("", 0)
    for commodity, difference in sums.items():
        if difference:
            raise Unbalanced(commodity, difference)


def post(
    changes: Changes, chart: Chart, legs: Iterable[Leg], *, floors: "Floors | None" = None
) -> None:
    """Move both counters of every leg."""
    for leg in legs:
        floor = chart.floor(leg.account)
        changes.add((chart.book, leg.account, leg.commodity, "posted"), leg.quantity, None)
        if floor is not None:
            changes.add(_available(chart, leg), leg.quantity, _asked(floors, leg, floor))


def hold(
    changes: Changes, chart: Chart, legs: Iterable[Leg], *, floors: "Floors | None" = None
) -> None:
    """Take the outgoing legs out of what is available; incoming ones cannot be spent yet."""
    for leg in legs:
        floor = chart.floor(leg.account)
        if leg.quantity < 0 and floor is not None:
            changes.add(_available(chart, leg), leg.quantity, _asked(floors, leg, floor))


def void(changes: Changes, chart: Chart, legs: Iterable[Leg]) -> None:
    """Give back what a hold took."""
    for leg in legs:
        if leg.quantity < 0 and chart.floor(leg.account) is not None:
            changes.add(_available(chart, leg), -leg.quantity, None)


def give_back(changes: Changes, book: str, stored: Iterable[Sequence[Any]]) -> None:
    """As `void`, by the legs of the hold as JSON."""
    for account, commodity, quantity, *floored in stored:
        if quantity < 0 and floored:
            changes.add((book, account, commodity, "available"), -quantity, None)


Floors: TypeAlias = Mapping[str, int | None]
"""Floors of single accounts other than the chart's; `None`: this act may pass the floor."""


def scaled(legs: Sequence[Leg], quantity: int) -> tuple[Leg, ...]:
    """The two legs of a hold for `quantity` units instead of all.

    Raises `Insufficient` for more than is held; `InvalidNumber` for less than one unit, and where
    the hold has other than two legs, so that nobody could say whose part it is.
    """
    if len(legs) != 2:  # noqa: PLR2004 - one account gives, one takes
        raise InvalidNumber("quantity", "settles a part of a hold of two legs only")
    if quantity < 1:
        raise InvalidNumber("quantity", "is less than one unit; void the hold instead")
    held = abs(legs[0].quantity)
    if quantity > held:
        giving = min(legs, key=lambda leg: leg.quantity)
        raise Insufficient([Shortage(("hold", giving.account), held, -quantity, 0)])
    return tuple(
        Leg(leg.account, leg.commodity, quantity if leg.quantity > 0 else -quantity) for leg in legs
    )


def mirrored(legs: Iterable[Leg]) -> tuple[Leg, ...]:
    """The legs of a reversal."""
    return tuple(Leg(leg.account, leg.commodity, -leg.quantity) for leg in legs)


def transfer(source: str, target: str, commodity: Commodity, quantity: int) -> tuple[Leg, ...]:
    """Two legs: out of one account, into another."""
    return (Leg(source, commodity.code, -quantity), Leg(target, commodity.code, quantity))


def _available(chart: Chart, leg: Leg) -> Counter:
    return (chart.book, leg.account, leg.commodity, "available")


def _asked(floors: "Floors | None", leg: Leg, floor: int) -> int | None:
    return floors[leg.account] if floors is not None and leg.account in floors else floor
