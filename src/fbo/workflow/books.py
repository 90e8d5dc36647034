"""Books: accounts of things that are conserved, may not run short, and can be promised.

A `Book` keeps one kind of thing (money, goods, leave days, seats) in memory, for tests and
what-ifs; a company's steps do the same acts through `fbo.workflow.entries`, and its store keeps the
balances.  A book has no clock: whoever acts says on which day.  It knows no periods, lots or cost.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from fbo.kernel.errors import (
    AlreadyReversed,
    BugError,
    HoldClosed,
    IdempotencyMismatch,
    Insufficient,
    Shortage,
    UnknownAccount,
)
from fbo.kernel.quantity import Commodity
from fbo.workflow import entries
from fbo.workflow.entries import Changes, Chart, Counter, Entry, Floors, Leg, Position
from fbo.workflow.on_file import Amount, Balance


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry that counts.

    `act` is its place among the acts of the book, from 1; `below_floor` the reason why it could
    pass a floor; `settles` the id of the hold whose legs these are.
    """

    entry: Entry
    act: int
    below_floor: str = ""
    settles: str = ""

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.entry.id


@dataclass(frozen=True, slots=True)
class Hold:
    """A promise to post an entry; until it is settled or voided nobody else can take its legs.

    `expires` is the last day on which it can be settled.
    """

    entry: Entry
    act: int
    name: str
    expires: date | None = None
    below_floor: str = ""

    @property
    def id(self) -> str:
        """The id of the entry held."""
        return self.entry.id


Act = TypeVar("Act", Posted, Hold)


class Book:
    """One book of double entry, in memory.

    Quantities are whole numbers of the commodity's smallest unit.  A refused act changes nothing.
    An act whose entry has an id that was used before returns what it returned then, if it is the
    same act, and is refused with `IdempotencyMismatch` otherwise; an entry without an id gets one.
    """

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self._counters: dict[Counter, int] = {}
        self._acts: dict[str, Posted | Hold] = {}
        self._open: dict[str, Hold] = {}
        self._reversals: dict[str, str] = {}
        self._act = 0

    # --- what can be seen ----------------------------------------------------------------------

    @property
    def act(self) -> int:
        """How many acts there have been: posts, holds, settlements, voids, reversals."""
        return self._act

    @property
    def posted(self) -> tuple[Posted, ...]:
        """Every entry that counts, oldest first."""
        return tuple(act for act in self._acts.values() if isinstance(act, Posted))

    @property
    def holds(self) -> Mapping[str, Hold]:
        """The holds that are open, by name."""
        return MappingProxyType(self._open)

    def balance(
        self,
        account: str,
        commodity: Commodity | str,
        *,
        on: date | None = None,
        known_at: int | None = None,
    ) -> int:
        """What is in the account.

        `on`: only what counts on that day or before; an entry without a date always counts.
        `known_at`: only what was posted by that act of the book.  Raises `UnknownAccount`.
        """
        self.chart.floor(account)
        code = _code(commodity)
        if on is None and known_at is None:
            return self._counters.get((self.chart.book, account, code, "posted"), 0)
        return sum(
            leg.quantity
            for posted in self.posted
            if (known_at is None or posted.act <= known_at)
            and (on is None or posted.entry.on is None or posted.entry.on <= on)
            for leg in posted.entry.legs
            if leg.account == account and leg.commodity == code
        )

    def available(self, account: str, commodity: Commodity | str) -> int:
        """What is in the account and not held: a figure to show.  Raises `UnknownAccount`."""
        kind = "posted" if self.chart.floor(account) is None else "available"
        return self._counters.get((self.chart.book, account, _code(commodity), kind), 0)

    def covers(self, account: str, commodity: Commodity | str, quantity: int) -> bool:
        """Whether so much can be taken without passing the floor.  Raises `UnknownAccount`."""
        floor = self.chart.floor(account)
        return floor is None or self.available(account, commodity) - quantity >= floor

    def at(self, position: Position) -> Balance:
        """A balance as a process sees it on file: `OrderToCash.case(order, credit=book.at(…))`."""
        return _BalanceAt(self, position)

    # --- what can be done ----------------------------------------------------------------------

    def post(self, entry: Entry, *, below_floor: str | None = None) -> Posted:
        """Post an entry.

        Each account that it takes from keeps its floor, counting all open holds; `below_floor` is
        the reason why this entry may pass it.  Raises `Unbalanced`, `UnknownAccount`,
        `Insufficient`, `IdempotencyMismatch`; `AlreadyReversed` for one that `reverses` another.
        """
        posted = Posted(self._named(entry), self._act + 1, below_floor or "")
        first = self._first(posted)
        if first is not None:
            return first
        self._check(entry.legs, entry.book)
        self._check_reversal(entry)
        changes = Changes()
        entries.post(changes, self.chart, entry.legs, floors=_floors(entry.legs, below_floor))
        self._change(changes)
        return self._note(posted)

    def hold(
        self,
        entry: Entry,
        *,
        name: str,
        expires: date | None = None,
        below_floor: str | None = None,
    ) -> Hold:
        """Hold what the entry would take; what it would bring cannot be taken yet.

        Raises as `post` does, and `BugError` while another hold of that name is open.
        """
        hold = Hold(self._named(entry), self._act + 1, name, expires, below_floor or "")
        first = self._first(hold)
        if first is not None:
            return first
        if name in self._open:
            raise BugError(f"the book {self.chart.book} holds {name} already")
        self._check(entry.legs, entry.book)
        changes = Changes()
        entries.hold(changes, self.chart, entry.legs, floors=_floors(entry.legs, below_floor))
        self._change(changes)
        self._open[name] = hold
        return self._note(hold)

    def settle(self, hold: Hold, *, on: date, quantity: int | None = None) -> Posted:
        """Post what is held, and close the hold.

        `quantity`: only so much of a hold of two legs; the remainder is released.  Raises
        `HoldClosed` after it was settled or voided, or has expired; `Insufficient` for more than is
        held, `InvalidNumber` for a part that cannot be.
        """
        self._check_open(hold)
        if hold.expires is not None and on > hold.expires:
            raise HoldClosed(hold.name)
        held = hold.entry.legs
        legs = held if quantity is None else entries.scaled(held, quantity)
        entry = replace(hold.entry, id="", legs=legs, on=on)
        posted = Posted(self._named(entry), self._act + 1, settles=hold.id)
        changes = Changes()
        # Given back and posted in one: its own hold does not count against it.
        entries.void(changes, self.chart, held)
        entries.post(changes, self.chart, legs, floors=_floors(legs, "held"))
        self._change(changes)
        self._close(hold)
        return self._note(posted)

    def void(self, hold: Hold) -> None:
        """Release what is held.  Raises `HoldClosed`."""
        self._check_open(hold)
        changes = Changes()
        entries.void(changes, self.chart, hold.entry.legs)
        self._change(changes)
        self._close(hold)
        self._act += 1

    def reverse(self, entry_id: str, *, on: date) -> Posted:
        """Post the mirror of an entry, which may be a reversal itself.

        Raises `AlreadyReversed`, `Insufficient`, and `BugError` where no such entry was posted.
        """
        first = self._acts.get(entry_id)
        if not isinstance(first, Posted):
            what = "holds" if first else "has no entry"
            raise BugError(f"the book {self.chart.book} {what} {entry_id}")
        mirror = Entry(
            self.chart.book,
            entries.mirrored(first.entry.legs),
            on,
            source=first.entry.source,
            reverses=entry_id,
        )
        return self.post(mirror)

    # --- how it is kept ------------------------------------------------------------------------

    def _check(self, legs: tuple[Leg, ...], book: str) -> None:
        """Its own legs, which balance: entries never cross books."""
        if book != self.chart.book:
            raise UnknownAccount(self.chart.book, f"{book}:{legs[0].account if legs else ''}")
        entries.check(self.chart, legs)

    def _check_reversal(self, entry: Entry) -> None:
        if entry.reverses is None:
            return
        first = self._acts.get(entry.reverses)
        if not isinstance(first, Posted):
            raise BugError(f"the book {self.chart.book} has no entry {entry.reverses}")
        if entry.reverses in self._reversals:
            raise AlreadyReversed(entry.reverses, self._reversals[entry.reverses])
        if entry.legs != entries.mirrored(first.entry.legs):
            raise BugError(f"the reversal of {entry.reverses} does not mirror it")

    def _check_open(self, hold: Hold) -> None:
        if self._open.get(hold.name) != hold:
            raise HoldClosed(hold.name)

    def _close(self, hold: Hold) -> None:
        self._open.pop(hold.name, None)

    def _change(self, changes: Changes) -> None:
        """Move the counters, or raise `Insufficient` and move none."""
        short = tuple(self._shortages(changes))
        if short:
            raise Insufficient(short)
        for counter, quantity in changes.sums.items():
            self._counters[counter] = self._counters.get(counter, 0) + quantity

    def _shortages(self, changes: Changes) -> Iterator[Shortage]:
        for counter, floor in changes.floors.items():
            quantity, balance = changes.sums[counter], self._counters.get(counter, 0)
            if quantity < 0 and balance + quantity < floor:
                yield Shortage(entries.balance_key(counter), balance, quantity, floor)

    def _named(self, entry: Entry) -> Entry:
        return entry if entry.id else replace(entry, id=self._new_id())

    def _new_id(self) -> str:
        number = self._act + 1
        while (id_ := f"{self.chart.book}-{number}") in self._acts:
            number += 1
        return id_

    def _first(self, act: Act) -> Act | None:
        """The first result of an act that has been done before."""
        first = self._acts.get(act.id)
        if first is None:
            return None
        if isinstance(first, type(act)) and replace(act, act=first.act) == first:
            return first
        raise IdempotencyMismatch(act.id)

    def _note(self, act: Act) -> Act:
        self._act += 1
        self._acts[act.id] = act
        if isinstance(act, Posted) and act.entry.reverses is not None:
            self._reversals[act.entry.reverses] = act.id
        return act


class _BalanceAt:
    """A balance of a book, as a process sees it on file."""

    __slots__ = ("_book", "position")

    def __init__(self, book: Book, position: Position) -> None:
        self._book = book
        self.position = position

    @property
    def available(self) -> int:
        return self._book.available(self.position.account, self.position.commodity)

    @property
    def posted(self) -> int:
        return self._book.balance(self.position.account, self.position.commodity)

    def covers(self, amount: Amount, *, floor: int | None = None) -> bool:
        low = self.position.chart.floor(self.position.account) if floor is None else floor
        units = amount if isinstance(amount, int) else self.position.commodity.units(amount)
        return low is None or self.available - units >= low

    def is_clear(self) -> bool:
        return self.posted == 0


def _code(commodity: Commodity | str) -> str:
    return commodity if isinstance(commodity, str) else commodity.code


def _floors(legs: Iterable[Leg], reason: str | None) -> Floors | None:
    """With a reason, no floor is asked for."""
    return dict.fromkeys((leg.account for leg in legs), None) if reason else None
