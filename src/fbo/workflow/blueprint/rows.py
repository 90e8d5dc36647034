"""Rows: the box of a state, the steps below it, and beside it what the customer sees and does."""

from dataclasses import dataclass

from fbo.workflow.blueprint.blocks import (
    CHIP,
    HEIGHTS,
    PAD,
    SMALL,
    STEM,
    STEP,
    TEXT,
    Block,
    Entry,
    Item,
    height_of,
)
from fbo.workflow.blueprint.columns import MARGIN, Columns
from fbo.workflow.blueprint.drawing import Rect
from fbo.workflow.blueprint.facts import Way
from fbo.workflow.blueprint.gathering import ANYWHERE
from fbo.workflow.blueprint.lettering import width_of
from fbo.workflow.blueprint.pen import Pen

_ABOVE = 22
_BELOW = 14
_GAP = 8
_ITEMS = 6
_OPENING = 20
_ASIDE = 6
"""How far a line to the customer keeps from one that enters the box."""
_SIGN = 16
"""Room for a sign behind the name of a step."""


@dataclass(frozen=True, slots=True)
class Exit:
    """Where a step leaves its state: how far down, and from where to the right and to the left."""

    y: int
    right: int
    left: int
    told: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Where a state stands: its box, the exits below it, and where its row ends."""

    box: Rect
    exits: tuple[Exit, ...]
    bottom: int
    block: Block


def draw_row(pen: Pen, block: Block, columns: Columns, span: tuple[int, int], top: int) -> Row:
    """Draw a state with its steps in a row that begins at `top`."""
    left, right = columns.span(*span)
    y = top + _ABOVE
    if block.opening is not None:
        y = _draw_opening(pen, block.opening, columns, left, y)
    box = Rect(left, y, right - left, block.box)
    _draw_box(pen, block, box)
    seen = y + max(block.box - sum(entry.height for entry in block.seen), 0) // 2
    for kind, level in _draw_entries(pen, block.seen, seen):
        aside = level + _ASIDE if abs(level - box.middle) < _ASIDE else level
        draw_leader(pen, kind, min(aside, box.bottom - 2), columns, box.left)
    y = max(box.bottom, seen + sum(entry.height for entry in block.seen)) + _GAP
    exits: list[Exit] = []
    for item in block.items:
        exits.append(_draw_item(pen, item, left, y))
        y += item.height + _ITEMS
    return Row(box, tuple(exits), y + _BELOW, block)


def _draw_box(pen: Pen, block: Block, box: Rect) -> None:
    state = block.state
    style = "many" if state.name == ANYWHERE else state.kind.replace(" ", "-")
    pen.box(state.name, box, style, _tip(block))
    y = box.top + PAD - 2
    for line in block.lines:
        pen.line(line, box.left + PAD, y, owner=state.name)
        y += line.height


def _tip(block: Block) -> str:
    """What a state says of itself when it is looked at."""
    state = block.state
    where = " or ".join(desk.name for desk in state.desks) or state.kind
    seen = f"the customer sees: {' or '.join(state.labels)}" if state.labels else ""
    return "; ".join(filter(None, (f"{state.name}: {where}", state.clock, seen)))


def _step_tip(way: Way) -> str:
    needs = f"; needs {', '.join(way.needs)}" if way.needs else ""
    return f"{way.step}: by {' or '.join(way.by)}{needs}"


def _draw_opening(pen: Pen, item: Item, columns: Columns, left: int, y: int) -> int:
    """The step that opens a case, above the box it leads to."""
    exit_ = _draw_item(pen, item, left, y)
    below = y + item.height + _OPENING
    pen.mark(left + STEM, exit_.y, "start")
    pen.wire(
        (left + STEM, exit_.y),
        (left + STEM, below),
        style="on",
        target=item.slot.way.targets[0],
        arrow="end",
    )
    for kind, level in exit_.told:
        draw_leader(pen, kind, level, columns, left + STEM - 6)
    return below


def _draw_item(pen: Pen, item: Item, left: int, top: int) -> Exit:
    """The lines of a step; where it exits is level with its name."""
    y, end = top, 0
    for nth, line in enumerate(item.lines):
        text = pen.line(line, left + TEXT, y, tip="" if nth else _step_tip(item.slot.way))
        end = text.rect.right if not nth else end
        y += line.height
    level = top + HEIGHTS[STEP] // 2
    if item.slot.way.alone:
        pen.mark(end + 9, level, "alone")
        end += _SIGN
    return Exit(level, end + 6, left + STEM, _draw_entries(pen, item.entries, top))


def _draw_entries(pen: Pen, entries: tuple[Entry, ...], top: int) -> tuple[tuple[str, int], ...]:
    """What concerns the customer, in his column; gives back how far down each stands."""
    placed: list[tuple[str, int]] = []
    for entry in entries:
        words = MARGIN + PAD + 14
        if entry.kind == "does":
            width = max(width_of(line.words, SMALL, bold=True) for line in entry.lines)
            chip = Rect(
                MARGIN + PAD, top - 1, width + 16, height_of(entry.lines) + CHIP - HEIGHTS[SMALL]
            )
            name = f"does {len(pen.boxes)}"
            pen.box(name, chip, "does")
            y = chip.top + (CHIP - HEIGHTS[SMALL]) // 2
            for line in entry.lines:
                pen.line(line, chip.left + 8, y, owner=name)
                y += line.height
            placed.append((entry.kind, chip.middle))
        else:
            middle = top + HEIGHTS[SMALL] // 2 + 1
            pen.mark(MARGIN + PAD + 5, middle, entry.kind)
            y = top + 1
            for line in entry.lines:
                pen.line(line, words, y)
                y += line.height
            if entry.kind == "told":
                placed.append((entry.kind, middle))
        top += entry.height
    return tuple(placed)


def draw_leader(pen: Pen, kind: str, y: int, columns: Columns, right: int) -> None:
    """A line between the customer's column and a step: what he does, or what he is told."""
    near = columns.interaction - 8
    start, end = ((near, y), (right, y)) if kind == "does" else ((right, y), (near, y))
    pen.wire(start, end, style=f"leader {kind}", arrow="end")
