"""The clock port: the only source of time in fbo.

Nothing but punctuality depends on it: no order of events, no lock, no number.
"""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Aware, UTC, microseconds.  May jump either way."""
        ...
