"""Wiring: the lines from the steps below one state to the boxes of others."""

from fbo.workflow.blueprint.blocks import STEM, TEXT
from fbo.workflow.blueprint.columns import Columns
from fbo.workflow.blueprint.drawing import Point
from fbo.workflow.blueprint.lanes import Lanes
from fbo.workflow.blueprint.pen import Pen
from fbo.workflow.blueprint.questions import draw_question
from fbo.workflow.blueprint.rows import Exit, Row, draw_leader
from fbo.workflow.blueprint.ways import Slot, Ways

_ASIDE = 5
"""How far a line to the customer keeps from one that leaves on the same side."""


def draw_wires(pen: Pen, ways: Ways, lanes: Lanes, columns: Columns, rows: dict[str, Row]) -> None:
    """Draw every way, and the stem that holds the names of the steps below a box."""
    tops = _tops(ways, columns)
    for name in ways.order:
        row, slots = rows[name], ways.slots[name]
        for nth, slot in enumerate(slots):
            leftward = draw_question(pen, row, row.exits[nth], slot, lanes, columns)
            for target, course in slot.courses.items():
                if course == "side":
                    leftward |= _beside(pen, row, nth, rows[target], columns.tracks[target], slot)
                elif course == "drop":
                    leftward |= _drop(pen, row, nth, rows[target], tops[target], slot)
                elif course == "down":
                    _down(pen, row, nth, rows[target], slot)
            for kind, y in row.exits[nth].told:
                # It ends before the line that leaves beside it begins.
                level, near = (y + _ASIDE, -4) if leftward else (y, STEM - 6)
                draw_leader(pen, kind, level, columns, row.box.left + near)
        _stem(pen, row, slots)


def _stem(pen: Pen, row: Row, slots: tuple[Slot, ...]) -> None:
    x = row.box.left + STEM
    if slots:
        down = [row.exits[nth].y for nth, slot in enumerate(slots) if slot.down]
        last = min((row.exits[-1].y, *down))
        pen.wire((x, row.box.bottom), (x, last), style="stem")
    for nth, slot in enumerate(slots):
        y = row.exits[nth].y
        if "stay" in slot.courses.values():
            pen.mark(x + 7, y, "stay")
        elif not slot.down:
            pen.wire((x, y), (row.box.left + TEXT - 5, y), style="stem")


def _tops(ways: Ways, columns: Columns) -> dict[str, int]:
    """Where lines drop into the boxes from above: at the stem, or at the far side if all do."""
    straight = {
        target
        for slots in ways.slots.values()
        for slot in slots
        for target, course in slot.courses.items()
        if course == "down"
    }
    tops: dict[str, int] = {}
    for trunk in ways.trunks:
        if trunk.above:
            left = columns.lefts[trunk.span[0]]
            near = trunk.target in straight or any(j.span[1] < trunk.span[0] for j in trunk.joins)
            tops[trunk.target] = left + STEM if near else left + columns.lane - STEM
    return tops


def _style(row: Row, there: Row) -> str:
    if there.box.top < row.box.top:
        return "up"
    return "end" if there.block.state.kind == "final" else "on"


def _beside(pen: Pen, row: Row, nth: int, there: Row, x: int, slot: Slot) -> bool:
    """Along the line beside the lanes; gives back whether it leaves to the left."""
    exit_ = row.exits[nth]
    leftward = x < row.box.left
    edge = there.box.left if x < there.box.left else there.box.right
    y = there.box.middle
    _way(pen, row, there, slot, _start(exit_, leftward), (x, exit_.y), (x, y), (edge, y))
    _hand_off(pen, slot, _start(exit_, leftward), leftward=leftward)
    return leftward


def _drop(pen: Pen, row: Row, nth: int, there: Row, x: int, slot: Slot) -> bool:
    exit_ = row.exits[nth]
    leftward = x < row.box.left
    start = _start(exit_, leftward)
    _way(pen, row, there, slot, start, (x, exit_.y), (x, there.box.top))
    _hand_off(pen, slot, start, leftward=leftward)
    return leftward


def _down(pen: Pen, row: Row, nth: int, there: Row, slot: Slot) -> None:
    x = row.box.left + STEM
    y = row.exits[nth].y
    _way(pen, row, there, slot, (row.box.left + TEXT - 5, y), (x, y), (x, there.box.top))
    if slot.way.hand_off is not None:
        pen.mark(x, row.exits[nth].y, "hand-off")


def _start(exit_: Exit, leftward: bool) -> Point:
    return (exit_.left if leftward else exit_.right, exit_.y)


def _way(pen: Pen, row: Row, there: Row, slot: Slot, *points: Point) -> None:
    pen.wire(
        *points,
        style=_style(row, there),
        source=row.block.state.name,
        target=there.block.state.name,
        arrow="end",
        tip=slot.way.step,
    )


def _hand_off(pen: Pen, slot: Slot, start: Point, *, leftward: bool) -> None:
    if slot.way.hand_off is not None:
        pen.mark(start[0] + (-9 if leftward else 5), start[1], "hand-off")
