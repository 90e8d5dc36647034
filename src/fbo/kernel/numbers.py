"""Gapless legal numbers, as they are asked for before anyone knows them.

A number is given under the store's lock, in the order of the journal, so that a series has no gap.
Until then a `Number` stands where it will be written, and a `Want` asks for it.  Nothing here
counts: `fbo.ports.storage` does, when a batch is sealed.
"""

from dataclasses import dataclass

INDEX_DIGITS = 12
"""Digits of a number among index values, so that numbers sort as text."""


@dataclass(frozen=True, slots=True)
class Number:
    """Stands for the number a series will give; any value in bodies, index values and entries.

    `nth` counts from 0 among the numbers of one series that one commit wants.  In a document its
    field is a `LegalNumber`, which dumps it untouched, in JSON mode too.
    """

    series: str
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Want:
    """One number of a series.

    In a dated series `on` is the document's ISO date; before the last number's it is refused with
    `NumberOutOfOrder`.  An empty `on` asks for no date.
    """

    series: str
    on: str = ""
