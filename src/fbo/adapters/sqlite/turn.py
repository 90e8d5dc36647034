"""Turns at a file: writers of several processes wait in the kernel's queue, not by asking again.

SQLite's own waiting sleeps and asks again, and so starves: of eight busy writers one may get a
single commit in seconds.  A lock on a file beside the database, taken before SQLite's, is given in
turn, and the kernel takes it back when its holder dies.  It is for fairness only: where the system
has no `flock`, writers of one process take turns and SQLite's own lock does the rest.
"""

import os
from pathlib import Path
from threading import Event, Lock, Thread
from types import ModuleType

from fbo.kernel.errors import Unavailable

_fcntl: ModuleType | None
try:
    import fcntl as _fcntl
except ImportError:
    _fcntl = None


class Turn:
    """The right to write, held by one thread of one process at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._within = Lock()
        self._file: int | None = None

    def take(self, seconds: float) -> None:
        """Wait for the turn, at most so long; then raise `Unavailable`."""
        if not self._within.acquire(timeout=seconds):
            raise Unavailable(f"other writers kept the store busy for {seconds:g} s")
        try:
            self._take_file(seconds)
        except BaseException:
            self._within.release()
            raise

    def give(self) -> None:
        """Let the next one write."""
        if _fcntl is not None and self._file is not None:
            _fcntl.flock(self._file, _fcntl.LOCK_UN)
        self._within.release()

    def close(self) -> None:
        """Close the file; a turn that is held ends."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def _take_file(self, seconds: float) -> None:
        if _fcntl is None:
            return
        if self._file is None:
            self._file = _opened(self._path)
        try:
            _fcntl.flock(self._file, _fcntl.LOCK_EX | _fcntl.LOCK_NB)
        except BlockingIOError:
            place = _Place(self._path)
            if not place.came.wait(seconds) and place.leave():
                sentence = f"another process kept the store busy for {seconds:g} s"
                raise Unavailable(sentence) from None
            os.close(self._file)
            self._file = place.file


class _Place:
    """A place in the kernel's queue, which knows no time limit: a thread stands in it for us."""

    def __init__(self, path: Path) -> None:
        self.came = Event()
        self.file = _opened(path)
        self._deciding = Lock()
        self._left = False
        Thread(target=self._stand, daemon=True).start()

    def leave(self) -> bool:
        """Give the place up, unless the turn came in this moment."""
        with self._deciding:
            self._left = not self.came.is_set()
            return self._left

    def _stand(self) -> None:
        if _fcntl is not None:
            _fcntl.flock(self.file, _fcntl.LOCK_EX)
        with self._deciding:
            if self._left:
                os.close(self.file)
            self.came.set()


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise Unavailable(f"the lock beside the store cannot be opened: {error.strerror}") from None
