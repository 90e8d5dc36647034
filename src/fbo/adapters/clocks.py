"""Clocks: the system's, and one that is set by hand for tests, replays and demonstrations."""

import threading
from datetime import UTC, datetime, timedelta

from fbo.kernel.times import instant


class SystemClock:
    """The time of this machine, in UTC."""

    def now(self) -> datetime:
        """Now."""
        return datetime.now(UTC)


class SettableClock:
    """A clock that stands still until it is set or moved on.  Safe for threads."""

    def __init__(self, start: datetime) -> None:
        self._now = instant(start)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """What it was last set to."""
        return self._now

    def set(self, now: datetime) -> None:
        """Set it to an aware instant; it may go back."""
        with self._lock:
            self._now = instant(now)

    def advance(self, by: timedelta) -> datetime:
        """Move it on, and say what it shows."""
        with self._lock:
            self._now += by
            return self._now
