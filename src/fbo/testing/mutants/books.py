"""Planted faults of books: each breaks one law that `fbo.testing.machines.books` knows.

Every class is a `Book` with one thing wrong, which its docstring names.  Never for use.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from fbo.kernel.errors import AlreadyReversed, Insufficient, Shortage
from fbo.workflow import entries
from fbo.workflow.books import Act, Book, Hold, Posted
from fbo.workflow.entries import Changes, Entry


class HoldIgnoredWhenPosting(Book):
    """Entries look at what is there, not at what is held of it."""

    def _shortages(self, changes: Changes) -> Iterator[Shortage]:
        posting = any(counter[3] == "posted" for counter in changes.sums)
        return _not_even_posted(self, changes) if posting else super()._shortages(changes)


class HoldIgnoredWhenHolding(Book):
    """Holds look at what is there, not at what is held of it."""

    def _shortages(self, changes: Changes) -> Iterator[Shortage]:
        posting = any(counter[3] == "posted" for counter in changes.sums)
        return super()._shortages(changes) if posting else _not_even_posted(self, changes)


class OversoldByOne(Book):
    """A floor lets one unit through."""

    def _shortages(self, changes: Changes) -> Iterator[Shortage]:
        for short in super()._shortages(changes):
            if short.balance + short.quantity + 1 < short.floor:
                yield short


class LegLost(Book):
    """The last counter that an act moves stays where it was."""

    def _change(self, changes: Changes) -> None:
        super()._change(changes)
        for counter in list(changes.sums)[-1:]:
            self._counters[counter] -= changes.sums[counter]


class LegNotNoted(Book):
    """The journal loses the last leg of an entry that has three."""

    def _note(self, act: Act) -> Act:
        legs = act.entry.legs
        noted = super()._note(act)
        if len(legs) > 2:  # noqa: PLR2004  two legs are the usual case
            self._acts[act.id] = replace(act, entry=replace(act.entry, legs=legs[:-1]))
        return noted


class HoldResolvedTwice(Book):
    """A hold that was settled or voided may be so again."""

    def _check_open(self, hold: Hold) -> None:
        """Never refuse."""


class ExpiredHoldSettled(Book):
    """A hold may be settled after its last day."""

    def settle(self, hold: Hold, *, on: date, quantity: int | None = None) -> Posted:
        """Settle, as if it were still the last day."""
        expires = hold.expires
        return super().settle(
            hold, on=on if expires is None else min(on, expires), quantity=quantity
        )


class RemainderKept(Book):
    """What is left of a hold that was settled in part stays held."""

    def settle(self, hold: Hold, *, on: date, quantity: int | None = None) -> Posted:
        """Settle, and take the remainder again."""
        posted = super().settle(hold, on=on, quantity=quantity)
        if quantity is not None and quantity < abs(hold.entry.legs[0].quantity):
            rest = Changes()
            left = abs(hold.entry.legs[0].quantity) - quantity
            entries.hold(rest, self.chart, entries.scaled(hold.entry.legs, left))
            self._change(rest)
        return posted


class RefusalLeavesATrace(Book):
    """A refused act has moved the counters all the same."""

    def _change(self, changes: Changes) -> None:
        try:
            super()._change(changes)
        except Insufficient:
            for counter, quantity in changes.sums.items():
                self._counters[counter] = self._counters.get(counter, 0) + quantity
            raise


class SameIdPostedTwice(Book):
    """An entry whose id is known is posted again."""

    def _first(self, act: Act) -> Act | None:  # noqa: ARG002  that is the fault
        return None


class ReversedTwice(Book):
    """Nobody looks whether an entry was reversed before."""

    def _check_reversal(self, entry: Entry) -> None:
        """Never refuse."""


class ReversalNotMirrored(Book):
    """A reversal posts the same legs again."""

    def reverse(self, entry_id: str, *, on: date) -> Posted:
        """Post the entry again, and call it a reversal."""
        first = self._acts[entry_id].entry
        return self.post(replace(first, id="", on=on, reverses=entry_id))

    def _check_reversal(self, entry: Entry) -> None:
        """Look only whether it was reversed before."""
        if entry.reverses in self._reversals:
            raise AlreadyReversed(entry.reverses, self._reversals[entry.reverses])


def _not_even_posted(book: Book, changes: Changes) -> Iterator[Shortage]:
    for counter, floor in changes.floors.items():
        _, account, commodity, _ = counter
        balance, quantity = book.balance(account, commodity), changes.sums[counter]
        if quantity < 0 and balance + quantity < floor:
            yield Shortage(entries.balance_key(counter), balance, quantity, floor)


MUTANTS: Final[tuple[type[Book], ...]] = (
    HoldIgnoredWhenPosting,
    HoldIgnoredWhenHolding,
    OversoldByOne,
    LegLost,
    LegNotNoted,
    HoldResolvedTwice,
    ExpiredHoldSettled,
    RemainderKept,
    RefusalLeavesATrace,
    SameIdPostedTwice,
    ReversedTwice,
    ReversalNotMirrored,
)
"""Every planted fault."""
