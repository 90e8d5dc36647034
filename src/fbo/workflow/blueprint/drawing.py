"""Drawings: boxes, texts, lines and marks with a place in pixels, and nothing about how they look.

What is to be shown has been decided before; which colours it gets is decided after.  Between the
two, a test can ask whether anything overlaps.
"""

from dataclasses import dataclass
from typing import Literal

from fbo.workflow.blueprint.lettering import width_of

Point = tuple[int, int]
Arrow = Literal["", "end"]


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle; `right` and `bottom` are where it ends."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.top + self.height

    @property
    def middle(self) -> int:
        """How far down its middle is."""
        return self.top + self.height // 2

    def overlaps(self, other: "Rect") -> bool:
        """Whether the two have some area in common; touching is not overlapping."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: "Rect") -> bool:
        """Whether the other lies within it."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text at its left end, on its baseline; `owner` names the box it belongs to."""

    left: int
    baseline: int
    words: str
    size: int
    style: str
    bold: bool = False
    owner: str = ""
    tip: str = ""

    @property
    def width(self) -> int:
        """How wide it is."""
        return width_of(self.words, self.size, bold=self.bold)

    @property
    def rect(self) -> Rect:
        """The room it takes."""
        return Rect(self.left, self.baseline - self.size * 4 // 5, self.width, self.size)


@dataclass(frozen=True, slots=True)
class Box:
    """A box; one that can be looked at by itself has a `tip`."""

    name: str
    rect: Rect
    style: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Wire:
    """A line of level and upright pieces; `target` is what it leads to, if it leads to a state."""

    points: tuple[Point, ...]
    style: str
    source: str = ""
    target: str = ""
    arrow: Arrow = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A small sign around a point."""

    at: Point
    style: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn, from what lies below to what lies above."""

    title: str
    sentence: str
    width: int
    height: int
    panels: tuple[Box, ...]
    rules: tuple[Wire, ...]
    wires: tuple[Wire, ...]
    boxes: tuple[Box, ...]
    marks: tuple[Mark, ...]
    texts: tuple[Text, ...]
