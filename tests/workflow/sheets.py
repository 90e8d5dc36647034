"""What a drawing may not have: overlaps, lines through boxes or words, anything beyond the paper.

Pure geometry over what `draw` gives, so that it says what a person would see.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TypeAlias, TypeVar

from fbo.workflow.blueprint.drawing import Drawing, Rect, Wire

PAPER = 1200
LEGIBLE = 11
HALF_A_MARK = 5
QUIET = ("leader", "stem")
"""Lines that lead to no state."""
BAND = 40

T = TypeVar("T")
U = TypeVar("U")
Items: TypeAlias = Sequence[tuple[Rect, T]]


def faults(drawing: Drawing) -> list[str]:
    """Everything that is wrong with a drawing, in words."""
    return [
        *_texts(drawing),
        *_boxes(drawing),
        *_wires(drawing),
        *_shared(drawing),
        *_edges(drawing),
        *_letters(drawing),
    ]


def _texts(drawing: Drawing) -> Iterator[str]:
    texts = [(text.rect, text) for text in drawing.texts]
    for one, other in near(texts, texts):
        if one is not other and one.rect.overlaps(other.rect):
            yield f"{one.words!r} overlaps {other.words!r}"
    for text, box in near(texts, [(box.rect, box) for box in drawing.boxes]):
        if text.owner == box.name:
            if not box.rect.holds(text.rect):
                yield f"{text.words!r} leaves its box {box.name}"
        elif text.rect.overlaps(box.rect):
            yield f"{text.words!r} overlaps the box {box.name}"
    for text, mark in near(texts, [(_around(mark.at), mark) for mark in drawing.marks]):
        if text.rect.overlaps(_around(mark.at)):
            yield f"{text.words!r} overlaps a sign: {mark.style}"


def _boxes(drawing: Drawing) -> Iterator[str]:
    for one, other in combinations(drawing.boxes, 2):
        if one.rect.overlaps(other.rect):
            yield f"the box {one.name} overlaps {other.name}"


def _wires(drawing: Drawing) -> Iterator[str]:
    every = [(piece, (wire, piece)) for wire in drawing.wires for piece in pieces(wire)]
    for _, (wire, piece) in every:
        if piece.width and piece.height:
            yield f"a line to {wire.target} is neither level nor upright"
    for (wire, piece), box in near(every, [(box.rect, box) for box in drawing.boxes]):
        if _cuts(piece, box.rect):
            yield f"a line to {wire.target} crosses the box {box.name}"
    for (wire, piece), text in near(every, [(text.rect, text) for text in drawing.texts]):
        if _cuts(piece, text.rect):
            yield f"a line to {wire.target} crosses {text.words!r}"


def _shared(drawing: Drawing) -> Iterator[str]:
    """Lines to two states lie on one another only where they leave one step."""
    wires = [wire for wire in drawing.wires if not wire.style.startswith(QUIET)]
    every = [(piece, (wire, piece)) for wire in wires for piece in pieces(wire)]
    for (one, a), (other, b) in near(every, every):
        if one.target == other.target or one.points[0][1] == other.points[0][1]:
            continue
        if _along(a, b):
            yield f"the lines to {one.target} and {other.target} lie on one another"


def near(ones: Items[T], others: Items[U]) -> Iterator[tuple[T, U]]:
    """Each two of which some part is about equally far down the paper."""
    bands: dict[int, list[int]] = {}
    for nth, (rect, _) in enumerate(others):
        for band in _bands(rect):
            bands.setdefault(band, []).append(nth)
    for rect, one in ones:
        for nth in sorted({nth for band in _bands(rect) for nth in bands.get(band, ())}):
            yield one, others[nth][1]


def _bands(rect: Rect) -> range:
    return range(rect.top // BAND, rect.bottom // BAND + 1)


def _edges(drawing: Drawing) -> Iterator[str]:
    paper = Rect(0, 0, drawing.width, drawing.height)
    rects = [*(text.rect for text in drawing.texts), *(box.rect for box in drawing.boxes)]
    rects += [panel.rect for panel in drawing.panels]
    rects += [_around(mark.at) for mark in drawing.marks]
    rects += [piece for wire in (*drawing.wires, *drawing.rules) for piece in pieces(wire)]
    yield from (f"{rect} lies beyond the paper" for rect in rects if not paper.holds(rect))


def _letters(drawing: Drawing) -> Iterator[str]:
    for text in drawing.texts:
        if text.size * PAPER < LEGIBLE * max(drawing.width, PAPER):
            yield f"{text.words!r} is too small to be read"


def pieces(wire: Wire) -> Iterator[Rect]:
    """A line's pieces, as rectangles without a width or without a height."""
    for (x, y), (x2, y2) in zip(wire.points, wire.points[1:], strict=False):
        yield Rect(min(x, x2), min(y, y2), abs(x - x2), abs(y - y2))


def _around(at: tuple[int, int]) -> Rect:
    return Rect(at[0] - HALF_A_MARK, at[1] - HALF_A_MARK, 2 * HALF_A_MARK, 2 * HALF_A_MARK)


def _cuts(piece: Rect, rect: Rect) -> bool:
    """Whether a line passes within a rectangle; along its edge is not within."""
    return (
        piece.left < rect.right
        and rect.left < piece.right + (not piece.width)
        and piece.top < rect.bottom
        and rect.top < piece.bottom + (not piece.height)
        and (bool(piece.width) or piece.left > rect.left)
        and (bool(piece.height) or piece.top > rect.top)
    )


def _along(a: Rect, b: Rect) -> bool:
    """Whether two lines run on one another for some way."""
    if not a.width and not b.width:
        return a.left == b.left and a.top < b.bottom and b.top < a.bottom
    if not a.height and not b.height:
        return a.top == b.top and a.left < b.right and b.left < a.right
    return False
