"""The frame: title, headings of the lanes, the lines of interaction and of visibility.

What stands below the rows is drawn in `fbo.workflow.blueprint.footer`.
"""

from fbo.workflow.blueprint.blocks import SMALL
from fbo.workflow.blueprint.columns import MARGIN, Columns
from fbo.workflow.blueprint.drawing import Box, Rect, Text
from fbo.workflow.blueprint.facts import Facts
from fbo.workflow.blueprint.footer import footer
from fbo.workflow.blueprint.lanes import Lanes
from fbo.workflow.blueprint.lettering import width_of, wrapped
from fbo.workflow.blueprint.pen import Pen

TITLE = 24
SENTENCE = 13


def words_of(family: str) -> str:
    """A family's name as a heading: `OrderToCash` is "Order to cash"."""
    spaced = "".join(f" {letter}" if letter.isupper() else letter for letter in family)
    return spaced.replace("_", " ").strip().capitalize()


def frame(pen: Pen, facts: Facts, lanes: Lanes, columns: Columns) -> int:
    """Draw what stands above the rows; gives back where they begin."""
    pen.texts.append(Text(MARGIN, 48, words_of(facts.name), TITLE, "title", bold=True))
    y = 72
    for words in wrapped(facts.sentence, SENTENCE, columns.width - 2 * MARGIN):
        pen.texts.append(Text(MARGIN, y, words, SENTENCE, "sentence"))
        y += 18
    y += 52
    _captions(pen, lanes, columns, y)
    y += 26
    bottom = y
    pen.texts.append(Text(MARGIN + 10, y, "Customer", 14, "heading-customer", bold=True))
    for nth, lane in enumerate(lanes.lanes):
        at = y
        for words in wrapped(lane.title, 14, columns.lane - 8, bold=True):
            pen.texts.append(
                Text(columns.lefts[nth] + 2, at, words, 14, _heading(lane.office), bold=True)
            )
            bottom = max(bottom, at)
            at += 18
    return bottom + 8


def _captions(pen: Pen, lanes: Lanes, columns: Columns, y: int) -> None:
    """The offices, above their lanes."""
    shown = {"front": "FRONT OFFICE", "back": "BACK OFFICE"}
    for office, title in shown.items():
        first = next((nth for nth, lane in enumerate(lanes.lanes) if lane.office == office), None)
        if first is not None:
            pen.texts.append(
                Text(columns.lefts[first] + 2, y, title, SMALL, _heading(office), bold=True)
            )


def below_the_rows(
    pen: Pen, facts: Facts, lanes: Lanes, columns: Columns, top: int, bottom: int
) -> int:
    """Draw what lies behind and below the rows; gives back how high the drawing is."""
    head = min(text.rect.top for text in pen.texts if text.style.startswith("heading")) - 14
    right, visible, near = columns.width - MARGIN, columns.visibility, columns.interaction
    for office, left, end in (
        ("customer", MARGIN, near),
        ("front", near, visible),
        ("back", visible, right),
    ):
        if left < end:
            pen.panels.append(Box(office, Rect(left, head, end - left, bottom - head), office))
    for nth in range(len(lanes.lanes)):
        rect = Rect(columns.lefts[nth] - 6, top, columns.lane + 12, bottom - top - 8)
        pen.panels.append(Box(f"lane {nth}", rect, "lane"))
    _line(pen, "line of visibility", "visibility", visible, head, bottom, right)
    if near < visible:
        _line(pen, "line of interaction", "interaction", near, head, bottom, right)
    return footer(pen, facts, columns, bottom + 20) + MARGIN


def _line(pen: Pen, caption: str, style: str, x: int, top: int, bottom: int, right: int) -> None:
    """A line between two sides, with its name above it, which ends where the lanes end."""
    pen.rule((x, top - 6), (x, bottom), style)
    wide = width_of(caption, SMALL)
    left = min(x - wide // 2, right - wide)
    heading = _heading("customer" if style == "interaction" else "back")
    pen.texts.append(Text(left, top - 11, caption, SMALL, heading))


def _heading(office: str) -> str:
    return f"heading-{office if office in ('customer', 'front') else 'back'}"
