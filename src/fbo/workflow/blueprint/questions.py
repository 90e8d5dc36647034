"""Questions: lines from a step to the lane of the desk it asks, and back to the step that answers.

The case stays where it is, so that the row of its state is free beside it: the line runs level with
the name of the step.
"""

from fbo.workflow.blueprint.blocks import STEM
from fbo.workflow.blueprint.columns import Columns
from fbo.workflow.blueprint.lanes import Lanes
from fbo.workflow.blueprint.pen import Pen
from fbo.workflow.blueprint.rows import Exit, Row
from fbo.workflow.blueprint.ways import Slot

_EDGE = 2
"""So far within its lane a line ends."""
_SIGN = 9
"""From the edge of a lane to the sign of a desk that is asked."""


def draw_question(
    pen: Pen, row: Row, exit_: Exit, slot: Slot, lanes: Lanes, columns: Columns
) -> bool:
    """Draw what a step asks of other lanes, or what it answers them; whether a line runs left."""
    way = slot.way
    desks = way.asks or way.answers
    first, last = lanes.spans[row.block.state.name]
    beside = [
        nth
        for nth, lane in enumerate(lanes.lanes)
        if not first <= nth <= last and not set(desks).isdisjoint(lane.desks)
    ]
    for nth in beside:
        left = nth < first
        edge = columns.lefts[nth] + (columns.lane - _EDGE if left else _EDGE)
        near = (row.box.left + STEM if left else exit_.right, exit_.y)
        ends = (near, (edge, exit_.y)) if way.asks else ((edge, exit_.y), near)
        pen.wire(*ends, style="asks", arrow="end", tip=way.step)
        far = columns.lefts[nth] + (columns.lane - _SIGN if left else _SIGN)
        pen.mark(far, exit_.y, "asked")
    return any(nth < first for nth in beside)
