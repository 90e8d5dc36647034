"""Layout: the drawing of a process, every box, word and line in its place.

A row a state, from top to bottom in reading order; a column a lane.  Because a row has one state,
what leads out of it runs level to the line it joins and meets nothing on its way.
"""

from dataclasses import dataclass

from fbo.workflow.blueprint.blocks import Block, block_of, longest_word
from fbo.workflow.blueprint.columns import NARROWEST, Columns, columns_of
from fbo.workflow.blueprint.drawing import Drawing
from fbo.workflow.blueprint.facts import Facts
from fbo.workflow.blueprint.frame import below_the_rows, frame
from fbo.workflow.blueprint.gathering import gathered
from fbo.workflow.blueprint.lanes import GRAINS, Grain, Lanes, lanes_of
from fbo.workflow.blueprint.pen import Pen
from fbo.workflow.blueprint.reading import reading_order
from fbo.workflow.blueprint.rows import Row, draw_row
from fbo.workflow.blueprint.tracks import tracks_of
from fbo.workflow.blueprint.ways import Ways, ways_of
from fbo.workflow.blueprint.wiring import draw_wires


@dataclass(frozen=True, slots=True)
class Plan:
    """What stands beside what: lanes, ways and columns."""

    lanes: Lanes
    ways: Ways
    columns: Columns
    desks_named: bool


def plan_of(facts: Facts) -> Plan:
    """The finest lanes for which the paper has room: no word in them has to be broken."""
    plan, room = _plan(facts, GRAINS[0]), max(NARROWEST, longest_word(facts))
    for grain in GRAINS[1:]:
        if plan.columns.lane >= room:
            break
        plan = _plan(facts, grain)
    return plan


def _plan(facts: Facts, grain: Grain) -> Plan:
    order = reading_order(facts)
    lanes = lanes_of(facts, order, grain)
    ways = ways_of(facts, order, lanes)
    return Plan(lanes, ways, columns_of(lanes, tracks_of(ways, lanes)), grain != "desk")


def draw(facts: Facts) -> Drawing:
    """The drawing of a process.  The same facts always give the same drawing."""
    shown = gathered(facts)
    plan = plan_of(shown)
    pen = Pen()
    top = frame(pen, facts, plan.lanes, plan.columns)
    rows: dict[str, Row] = {}
    y = top
    for name in plan.ways.order:
        row = draw_row(pen, _block(shown, plan, name), plan.columns, plan.lanes.spans[name], y)
        rows[name] = row
        y = row.bottom
    draw_wires(pen, plan.ways, plan.lanes, plan.columns, rows)
    height = below_the_rows(pen, facts, plan.lanes, plan.columns, top, y)
    return pen.drawing(facts, plan.columns.width, height)


def _block(facts: Facts, plan: Plan, name: str) -> Block:
    state = facts.state(name)
    left, right = plan.columns.span(*plan.lanes.spans[name])
    wide = len(state.desks) > 1
    return block_of(
        facts,
        state,
        plan.ways.slots[name],
        width=plan.columns.lane,
        box=right - left,
        desk=bool(state.desks) and (wide or plan.desks_named),
    )
