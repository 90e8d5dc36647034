"""Gapless legal numbers, as they are asked for before anyone knows them.

A number is given under the store's lock, in the order of the journal, so that a series has no gap.
Until then a `Number` stands where it will be written, and a `Want` asks for it.  Nothing here
counts: `fbo.ports.storage` does, when a batch is sealed.
"""

from dataclasses import dataclass
from typing import NoReturn

INDEX_DIGITS = 12
"""Digits of a number among index values, so that numbers sort as text."""


class Number:
    """Stands for the number a series will give; any value in bodies, index values and entries.

    `nth` counts from 0 among the numbers of one series that one commit wants.  In a document its
    field is a `LegalNumber`, which dumps it untouched, in JSON mode too.
    """

    # Frozen and compared like a dataclass, and none: whoever makes JSON would take it for an object
    # of two values, where it has to ask which number it became.
    __slots__ = ("nth", "series")
    series: str
    nth: int

    def __init__(self, series: str, nth: int = 0) -> None:
        object.__setattr__(self, "series", series)
        object.__setattr__(self, "nth", nth)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a Number is not changed: {name}")

    def __reduce__(self) -> tuple[type["Number"], tuple[str, int]]:
        return Number, (self.series, self.nth)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Number):
            return NotImplemented
        return (self.series, self.nth) == (other.series, other.nth)

    def __hash__(self) -> int:
        return hash((self.series, self.nth))

    def __repr__(self) -> str:
        return f"Number({self.series!r}, {self.nth})"


@dataclass(frozen=True, slots=True)
class Want:
    """One number of a series.

    In a dated series `on` is the document's ISO date; before the last number's it is refused with
    `NumberOutOfOrder`.  An empty `on` asks for no date.
    """

    series: str
    on: str = ""
