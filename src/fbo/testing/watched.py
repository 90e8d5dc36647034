"""A store that is watched: it counts what is asked of it, and lets a test step in.

It stands before another store and passes everything on.  `before_commit` and `after_commit` are run
in the caller's thread, so that a test can put somebody else's commit exactly between a decision and
its own, or let the process die when its commit is done.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock
from typing import TypeAlias

from fbo.ports.storage import (
    Batch,
    Caps,
    Check,
    Delete,
    Entry,
    Found,
    Key,
    Move,
    Put,
    Record,
    Scan,
    Sealed,
    StorePort,
)

__all__ = ["Died", "WatchedStore", "Watcher"]

Watcher: TypeAlias = Callable[[Batch], None]


class Died(BaseException):
    """The process died here.  No `Exception`, so that nothing on the way out can catch it."""


class WatchedStore:
    """Another store, watched.  Safe for threads.

    `gets` and `scans` count the calls; `attempts` are the batches it was asked to commit, `batches`
    those that were sealed.
    """

    def __init__(self, store: StorePort) -> None:
        self.store = store
        self.before_commit: Watcher | None = None
        self.after_commit: Watcher | None = None
        self._counting = Lock()
        self.reset()

    def reset(self) -> None:
        """Count from here."""
        self.gets = self.scans = 0
        self.attempts: list[Batch] = []
        self.batches: list[Batch] = []

    @property
    def commits(self) -> int:
        """How many commits were asked for."""
        return len(self.attempts)

    @property
    def refused(self) -> int:
        """How many of them the store refused."""
        return len(self.attempts) - len(self.batches)

    @property
    def caps(self) -> Caps:
        """Those of the store; every commit is watched alone, so none are grouped."""
        return replace(self.store.caps, groups=False)

    def get(self, space: str, keys: Sequence[Key]) -> Sequence[Record | None]:
        """As `StorePort.get`."""
        with self._counting:
            self.gets += 1
        return self.store.get(space, keys)

    def scan(self, space: str, query: Scan) -> Sequence[Found]:
        """As `StorePort.scan`."""
        with self._counting:
            self.scans += 1
        return self.store.scan(space, query)

    def commit(self, batch: Batch) -> Sealed:
        """As `StorePort.commit`."""
        self.attempts.append(batch)
        if self.before_commit is not None:
            self.before_commit(batch)
        sealed = self.store.commit(batch)
        self.batches.append(batch)
        if self.after_commit is not None:
            self.after_commit(batch)
        return sealed

    def log(self, space: str, after: int, limit: int) -> Sequence[Entry]:
        """As `StorePort.log`."""
        return self.store.log(space, after, limit)

    def close(self) -> None:
        """Let go of the store."""
        close = getattr(self.store, "close", None)
        if close is not None:
            close()

    # --- what a test does with it ---------------------------------------------------------------

    def meanwhile(
        self,
        act: Callable[[], object],
        *,
        times: int = 1,
        on: Callable[[Batch], bool] = lambda _: True,
    ) -> None:
        """Before the next commit (or the next few) somebody else does something.

        `on` chooses the commits before which he does.
        """
        left = times

        def step_in(batch: Batch) -> None:
            nonlocal left
            if left and on(batch):
                left -= 1
                act()

        self.before_commit = step_in

    def die_after(self, entry: str) -> None:
        """Once an entry of this type is committed, the process dies: `Died` is raised."""

        def die(batch: Batch) -> None:
            if any(draft.type == entry for draft in batch.entries):
                self.after_commit = None
                raise Died(entry)

        self.after_commit = die

    def die_at(self, number: int, *, before: bool) -> None:
        """The process dies at the n-th commit from now, just before it or when it is done."""
        last = len(self.attempts) + number

        def die(batch: Batch) -> None:
            if len(self.attempts) == last:
                self.before_commit = self.after_commit = None
                raise Died(batch.id)

        if before:
            self.before_commit = die
        else:
            self.after_commit = die

    def fail_at(self, number: int, error: Exception, *, before: bool) -> None:
        """The n-th commit from now fails: it was not done, or it was and nobody hears of it."""
        last = len(self.attempts) + number

        def fail(batch: Batch) -> None:  # noqa: ARG001  whatever it is about
            if len(self.attempts) == last:
                self.before_commit = self.after_commit = None
                raise error

        if before:
            self.before_commit = fail
        else:
            self.after_commit = fail

    def writes(self, *kinds: type[Put | Delete | Check | Move]) -> int:
        """How many writes of these kinds all sealed batches had together."""
        return sum(isinstance(write, kinds) for batch in self.batches for write in batch.writes)
