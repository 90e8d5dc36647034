"""What a step asks of the store: put, delete, check, move, and entries for the journal.

Values only.  Whether they are granted is decided when their batch is sealed, under the lock.
"""

from collections.abc import Mapping
from dataclasses import field

from fbo.kernel.errors import BugError
from fbo.kernel.frozen import frozen
from fbo.kernel.json import JsonObject
from fbo.kernel.numbers import Number
from fbo.ports.records import Key


@frozen
class Put:
    """Store this, if the record is still at version `expect`; 0: if there is none.

    A `Number` among the index values is written with twelve digits, so that it sorts.  A value
    given twice under one name raises `BugError`.
    """

    key: Key
    body: JsonObject
    expect: int
    index: Mapping[str, tuple[str | Number, ...]] = field(
        default_factory=dict[str, tuple[str | Number, ...]]
    )

    def __post_init__(self) -> None:
        for name, values in self.index.items():
            if len(values) > 1 and len(set(values)) < len(values):
                raise BugError(f"{self.key[0]} {self.key[1]}: index {name} gives a value twice")


@frozen
class Delete:
    """Remove the record, if it is still at version `expect`."""

    key: Key
    expect: int


@frozen
class Check:
    """Go ahead only if the record is still at version `expect`; 0: still absent."""

    key: Key
    expect: int


@frozen
class Move:
    """Add `quantity` to the balance the record has *then*, under the lock.

    The balance is the integer `body["balance"]`; an absent record has 0 and is made, with no index.
    The rest of the body and the index stay as they are.  A move that does not raise the balance
    (quantity <= 0) and would leave it below `floor` is refused; a move that raises it never is.
    `floor=None`: no floor.  Quantity 0 asks and writes nothing.
    """

    key: Key
    quantity: int
    floor: int | None = 0


@frozen
class Draft:
    """A journal entry before it has its place.

    `at` is the step's `now` in ISO 8601, UTC, with microseconds; `data` holds the changed fields,
    not the document: the fold is exact.
    """

    type: str
    at: str
    data: JsonObject
