"""Worlds: a company's store as it once was, and what matters of it.

A world is a copy of everything in the store, so that one can go back and do something else.  Two
worlds are alike if their cases are in the same states with documents of the same shape and the same
holds and timers, and if the same balances are above, at and below nothing.  Ids, days and how much
there is of something do not matter: else no exploration would ever end.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final, TypeAlias, cast

from fbo.adapters.memory import MemoryStore
from fbo.kernel.json import canonical
from fbo.ports.storage import (
    Batch,
    Caps,
    Entry,
    Found,
    Key,
    Record,
    Scan,
    Sealed,
)

__all__ = ["Branching", "Known", "Outline", "World", "outline_of", "shape_of_world"]

Outline: TypeAlias = tuple[str, tuple[str, ...]]
"""Less than a shape: where the case is, what is asked, in which states cases are beside it."""

PASSING: Final = re.compile(r"id\d{8}|[0-9a-f]{32,}|\d{4}-\d\d-\d\d(T[0-9:.]+(Z|\+00:00)?)?")
"""What names one thing or one moment: an id, a seal, a day, an instant."""

AMOUNT: Final = re.compile(r"(-?)\d[\d.]*( \S+)?")
LEFT_OUT: Final = ("salt", "number", "trail")


class Known:
    """A case or a balance as it is in a world, and what matters of it."""

    def __init__(self, record: Record) -> None:
        self.record = record

    @cached_property
    def process(self) -> str:
        """The family of a case; empty for what is none."""
        return str(self.record.body.get("process", ""))

    @cached_property
    def shape(self) -> bytes:
        """What matters of it."""
        return _shape_of_case(self.record) if self.process else _shape_of_balance(self.record)


@dataclass(frozen=True, slots=True)
class World:
    """Everything as it once was: the store, where its journal ends, the time, cases, balances."""

    store: MemoryStore
    end: int
    at: datetime
    known: Mapping[Key, Known]


class Branching:
    """A store in memory that can go back to where it was, and on from there another way."""

    def __init__(self) -> None:
        self._store, self._end = MemoryStore(), 0
        self.known: dict[Key, Known] = {}
        """The cases and balances there are."""

    def keep(self, at: datetime) -> World:
        """The world as it is now."""
        return World(self._store.copied(), self._end, at, dict(self.known))

    def go_to(self, world: World) -> None:
        """Be as it was then; the world itself stays as it is."""
        self._store, self._end = world.store.copied(), world.end
        self.known = dict(world.known)

    @property
    def caps(self) -> Caps:
        """As those of the store in memory, one batch at a time."""
        return Caps(durable=False, reach="process", erases=True)

    def get(self, space: str, keys: Sequence[Key]) -> Sequence[Record | None]:
        """As `StorePort.get`."""
        return self._store.get(space, keys)

    def scan(self, space: str, query: Scan) -> Sequence[Found]:
        """As `StorePort.scan`."""
        return self._store.scan(space, query)

    def commit(self, batch: Batch) -> Sealed:
        """As `StorePort.commit`."""
        sealed = self._store.commit(batch)
        self._end = sealed.head.seq
        for record in sealed.records:
            if record.key[0] in ("case", "balance"):
                self.known[record.key] = Known(record.afresh())
        return sealed

    def log(self, space: str, after: int, limit: int) -> Sequence[Entry]:
        """As `StorePort.log`."""
        return self._store.log(space, after, limit)

    def close(self) -> None:
        """There is nothing to close."""


def shape_of_world(known: Mapping[Key, Known], subject: str, families: frozenset[str]) -> bytes:
    """What matters of a world: its subject, the cases beside it, and the balances."""
    others = {
        one.shape
        for (kind, name), one in known.items()
        if kind == "balance" or (one.process in families and name != subject)
    }
    return b"\n".join((known["case", subject].shape, *sorted(others)))


def outline_of(known: Mapping[Key, Known], subject: str, families: frozenset[str]) -> Outline:
    """Where the case is, what somebody was asked about it, and in which states others are."""
    others = {
        f"{one.process}.{one.record.body['state']}"
        for (_, name), one in known.items()
        if name != subject and one.process in families
    }
    body = known["case", subject].record.body
    return body["state"], (*body.get("handoffs", ()), *sorted(others))


def _shape_of_case(record: Record) -> bytes:
    """What matters of a case: where it is and came from, its document, what it holds and awaits."""
    body = record.body
    came_from = body.get("from", {}).get(body["state"], "")
    asked = {purpose: given.get("status") for purpose, given in body.get("handoffs", {}).items()}
    waits = (sorted(body.get("holds", ())), sorted(body.get("timers", ())), asked)
    return canonical(
        _shape([body["process"], body["state"], came_from, body.get("document", {}), *waits])
    )


def _shape_of_balance(record: Record) -> bytes:
    amount = record.body.get("balance", 0)
    return canonical([PASSING.sub("", record.key[1]), (amount > 0) - (amount < 0)])


def _shape(value: Any) -> Any:
    """A value without what names one thing or moment, and without how much it is."""
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        return {PASSING.sub("", k): _shape(v) for k, v in fields.items() if k not in LEFT_OUT}
    if isinstance(value, (list, tuple)):
        items = cast("Sequence[Any]", value)
        return sorted({canonical(_shape(item)).decode() for item in items})
    if isinstance(value, str):
        amount = AMOUNT.fullmatch(value)
        if amount is not None:
            nothing = not value.strip("-0. " + (amount[2] or ""))
            return "0" if nothing else f"{amount[1]}+"
        return PASSING.sub("", value)
    if isinstance(value, bool) or value is None:
        return value
    return (value > 0) - (value < 0)
