"""Figures: balances as one commit sees them.

What the store had, what the store told since (a shortage), and what this commit has asked for so
far. A guard's yes is noted, so that the commit asks it again under the lock.
"""

from typing import Any

from fbo.company.engine.records import balance_key
from fbo.kernel.errors import Corrupt, Insufficient, Shortage
from fbo.ports.storage import Key, Move, Put, Record
from fbo.workflow.entries import Changes, Counter, Position
from fbo.workflow.on_file import Amount


class NotReadError(Exception):
    """Something was looked at that has not been read: read it and decide again."""


class Figures:
    """The balances of one worksheet."""

    def __init__(
        self, records: dict[Key, Record | None], told: dict[Key, int], commit: str
    ) -> None:
        self.changes = Changes()
        self.wanted: dict[Counter, int] = {}
        self.checked: dict[Key, int] = {}
        self.unfenced = 0
        """How often a balance was looked at, or said no, which the commit does not ask again."""
        self._records = records
        self._told = told
        self._own = f"{commit}."

    def base(self, counter: Counter) -> int:
        """What the store had, or has told since."""
        key = balance_key(counter)
        if key in self._told:
            return self._told[key]
        if key not in self._records:
            if self._is_new(counter[1]):
                return 0
            raise NotReadError
        record = self._records[key]
        if record is None:
            return 0
        balance = record.body["balance"]
        if not isinstance(balance, int):
            raise Corrupt(str(key), "a balance is no integer")
        return balance

    def must_have(self, counter: Counter) -> None:
        """Raise `NotReadError` where it is not known what the store had."""
        key = balance_key(counter)
        if not (key in self._records or key in self._told or self._is_new(counter[1])):
            raise NotReadError

    def _is_new(self, account: str) -> bool:
        """Whether the account is that of a case opened in this commit, so that nothing is in it.

        The case's id is made of the commit's, which was never given before.
        """
        return account.startswith(self._own) or f"/{self._own}" in account

    def now(self, counter: Counter) -> int:
        """The balance with what this commit has asked for so far."""
        return self.base(counter) + self.changes.sums.get(counter, 0)

    def want(self, counter: Counter, floor: int) -> None:
        """A guard said yes on the ground that the balance, as of now, is at least `floor`."""
        least = floor - self.changes.sums.get(counter, 0)
        self.wanted[counter] = max(least, self.wanted.get(counter, least))

    def clear(self, counter: Counter) -> bool:
        """Whether the balance is zero; yes or no, it is checked by the record's version.

        Were a no not checked, a payment that came meanwhile would never complete its order.
        """
        key, balance = balance_key(counter), self.now(counter)
        self.checked[key] = self._version(key)
        return balance == 0

    def writes(self) -> list[Move | Put]:
        """One write a counter: a move with the strictest floor, so that nobody loses a race for it.

        A yes about a counter that nothing moves is asked by a move of zero.  What no floor can ask
        (it was to be zero, or this commit raises it) is asked by the version of the balance.
        """
        writes: list[Move | Put] = []
        for counter, quantity in self.changes.sums.items():
            if quantity == 0:
                continue
            key = balance_key(counter)
            wanted, floor = self.wanted.get(counter), self.changes.floors.get(counter)
            if key in self.checked or (wanted is not None and quantity > 0):
                writes.append(self._fenced(counter, quantity, floor))
                continue
            if wanted is not None:
                floor = max(wanted + quantity, floor if floor is not None else wanted + quantity)
            writes.append(Move(key, quantity, floor))
        writes += [
            Move(balance_key(counter), 0, floor)
            for counter, floor in self.wanted.items()
            if not self.changes.sums.get(counter) and balance_key(counter) not in self.checked
        ]
        return writes

    def _fenced(self, counter: Counter, quantity: int, floor: int | None) -> Put:
        """The balance after the change, at the version that was looked at."""
        key, base = balance_key(counter), self.base(counter)
        if quantity < 0 and floor is not None and base + quantity < floor:
            raise Insufficient((Shortage(key, base, quantity, floor),))
        return Put(key, {"balance": base + quantity}, self._version(key))

    def _version(self, key: Key) -> int:
        record = self._records.get(key)
        return 0 if record is None else record.version

    def shortages(self) -> tuple[Shortage, ...]:
        """The moves that would break a floor the store has told about already."""
        if not self._told:
            return ()
        return tuple(
            Shortage(move.key, self._told[move.key], move.quantity, move.floor)
            for move in self.writes()
            if isinstance(move, Move)
            and move.key in self._told
            and move.floor is not None
            and move.quantity <= 0
            and self._told[move.key] + move.quantity < move.floor
        )


class SheetBalance:
    """A balance on file, as a process sees it."""

    __slots__ = ("_figures", "position")

    def __init__(self, figures: Figures, position: Position) -> None:
        self._figures = figures
        self.position = position

    @property
    def available(self) -> int:
        """What is there and not held."""
        self._figures.unfenced += 1
        return self._figures.now(self.position.available)

    @property
    def posted(self) -> int:
        """What is there."""
        self._figures.unfenced += 1
        return self._figures.now(self.position.posted)

    def covers(self, amount: Amount, *, floor: int | None = None) -> bool:
        """Whether so much can be taken; the commit asks again."""
        low = self.position.chart.floor(self.position.account) if floor is None else floor
        if low is None:
            return True
        units = amount if isinstance(amount, int) else self.position.commodity.units(amount)
        if self._figures.now(self.position.available) - units < low:
            self._figures.unfenced += 1
            return False
        self._figures.want(self.position.available, low + units)
        return True

    def is_clear(self) -> bool:
        """Whether nothing is there; the commit checks the record."""
        return self._figures.clear(self.position.posted)


class SheetBalances:
    """Several balances on file, by key."""

    def __init__(self, balances: dict[Any, SheetBalance]) -> None:
        self._balances = balances

    def __getitem__(self, key: Any) -> SheetBalance:
        """The balance of one key."""
        return self._balances[key]

    def __iter__(self) -> Any:
        """The keys, in order."""
        return iter(self._balances)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._balances)
