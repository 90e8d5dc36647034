"""Operations: what the engine asks its driver to do.

The engine is generators that yield these and are sent the results; a driver carries them out, one
in threads, another awaiting, a third under a simulator.  Nothing else in the engine touches the
outside.
"""

from collections.abc import Generator
from datetime import timedelta
from typing import Any, TypeAlias, TypeVar

from fbo.kernel.frozen import frozen
from fbo.ports.notification import Message
from fbo.ports.storage import Batch, Key, Scan


@frozen
class Get:
    """Read records; answered with them in the order asked, `None` where absent."""

    keys: tuple[Key, ...]


@frozen
class Find:
    """Scan an index; answered with a page of what was found."""

    query: Scan


@frozen
class Commit:
    """Commit a batch; answered with what was sealed, or the store's error is thrown in."""

    batch: Batch


@frozen
class Log:
    """Read the journal; answered with a page of entries."""

    after: int
    limit: int


@frozen
class Send:
    """Hand a message to the notifier of its channel; answered with its outcome."""

    message: Message
    timeout: timedelta


@frozen
class Begin:
    """Begin a piece of work; answered with the instant it has and a new id."""


@frozen
class Now:
    """Read the clock."""


@frozen
class NewId:
    """Make an id."""


Op: TypeAlias = Get | Find | Commit | Log | Send | Begin | Now | NewId

R = TypeVar("R")
Doing: TypeAlias = Generator[Op, Any, R]
"""A piece of the engine's work: yields operations, is sent their results, returns an `R`."""
