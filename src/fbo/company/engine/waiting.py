"""Waiting: who lost a race queues for the key he lost, and backs off a little across processes.

In one process losers stand in line, first come first served, so that each is decided on what his
predecessor left.  Other processes cannot be seen; a short random wait keeps them from marching in
step.
"""

import random
import threading
import time
from collections import deque

from fbo.ports.storage import Key

FIRST_WAIT = 0.001
LONGEST_WAIT = 0.05


class Lines:
    """One line a key; empty lines are forgotten."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[Key, deque[threading.Event]] = {}

    def join(self, key: Key) -> None:
        """Stand in line, and return when it is one's turn."""
        turn = threading.Event()
        with self._lock:
            line = self._lines.setdefault(key, deque())
            line.append(turn)
            if len(line) == 1:
                turn.set()
        turn.wait()

    def leave(self, key: Key) -> None:
        """Give one's place at the head of the line to the next."""
        with self._lock:
            line = self._lines[key]
            line.popleft()
            if line:
                line[0].set()
            else:
                del self._lines[key]


class Caller:
    """A call: it stands in at most one line, and leaves it when it is done."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._key: Key | None = None
        self._losses = 0

    def lost(self, key: Key) -> None:
        """The call lost a race for a key: join its line; already in one, wait a moment."""
        self._losses += 1
        if self._key is None:
            self._key = key
            self._lines.join(key)
            return
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2**self._losses)
        # Jitter need not be secret; it only keeps processes apart.
        time.sleep(random.uniform(0, longest))  # noqa: S311

    def goes(self) -> None:
        """The call is over, however it ended."""
        if self._key is not None:
            self._lines.leave(self._key)
            self._key = None
