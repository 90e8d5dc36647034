"""Ids: random ones for work, counted ones where every run must come out the same."""

import secrets
import threading


class RandomIds:
    """128 random bits an id, as 32 hexadecimal digits."""

    def new(self) -> str:
        """A new id."""
        return secrets.token_hex(16)


class CountingIds:
    """Ids that count, the same in every run: for tests and demonstrations, never for secrets.

    `start` continues after the ids that an earlier run has used.
    """

    def __init__(self, prefix: str = "id", start: int = 0) -> None:
        self._prefix = prefix
        self._count = start
        self._lock = threading.Lock()

    def new(self) -> str:
        """The next id."""
        with self._lock:
            self._count += 1
            return f"{self._prefix}{self._count:08d}"
