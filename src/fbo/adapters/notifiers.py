"""Notifiers that need no network: into memory for tests, onto the console for a first look."""

import sys
import threading
from datetime import timedelta
from typing import TextIO

from fbo.ports.notification import Delivered, Message, Outcome

CHANNELS = frozenset({"email", "desk", "chat", "phone", "web"})


class MemoryNotifier:
    """Keeps what it is given in `sent`, in order; a message given twice is there twice."""

    def __init__(self, channels: frozenset[str] = CHANNELS) -> None:
        self.channels = channels
        self.sent: list[Message] = []
        self._lock = threading.Lock()

    def send(self, message: Message, *, timeout: timedelta) -> Outcome:
        """Keep the message; that takes no time."""
        del timeout
        with self._lock:
            self.sent.append(message)
            return Delivered(str(len(self.sent)))


class ConsoleNotifier:
    """Writes each message as a few lines of text."""

    def __init__(self, stream: TextIO | None = None, channels: frozenset[str] = CHANNELS) -> None:
        self.channels = channels
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, message: Message, *, timeout: timedelta) -> Outcome:
        """Write the message; that takes no time."""
        del timeout
        stream = self._stream or sys.stdout
        with self._lock:
            stream.write(
                f"to {message.to} ({message.channel}): {message.subject}\n{message.text}\n"
            )
            stream.flush()
        return Delivered()
