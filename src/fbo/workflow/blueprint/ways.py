"""Ways: how each way of a step will run, before anything has a place in pixels.

A way goes straight down where the state it leads to stands next below in the same lane; it drops
in from above where nothing stands between; everything else runs beside the lanes.  All that leads
to one state shares one line, so that there are few; and each way is labelled where it begins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from fbo.workflow.blueprint.facts import Facts, Way
from fbo.workflow.blueprint.lanes import Lanes

Course = Literal["stay", "down", "drop", "side"]

ROW = 1000
"""How far two rows are apart, as long as heights are only counted."""
SLOT = 10


@dataclass(frozen=True, slots=True)
class Slot:
    """A line below a state: a way out of it, and the course it takes to each of its targets."""

    way: Way
    courses: Mapping[str, Course]

    @property
    def down(self) -> bool:
        """Whether it goes straight down."""
        return "down" in self.courses.values()


@dataclass(frozen=True, slots=True)
class Join:
    """Where a line leaves a state: its row, the slot, and the lanes the state covers."""

    row: int
    slot: int
    span: tuple[int, int]

    @property
    def height(self) -> int:
        """How far down, counted in rows and slots."""
        return self.row * ROW + (self.slot + 1) * SLOT


@dataclass(slots=True)
class Trunk:
    """One line into a state, which several ways join; beside the lanes, or from above."""

    target: str
    row: int
    span: tuple[int, int]
    above: bool
    joins: list[Join] = field(default_factory=list[Join])

    @property
    def entry(self) -> int:
        """How far down it enters the state."""
        return self.row * ROW - (SLOT // 2 if self.above else 0)

    @property
    def heights(self) -> tuple[int, int]:
        """From where to where it runs."""
        every = (self.entry, *(join.height for join in self.joins))
        return min(every), max(every)

    @property
    def rows(self) -> range:
        """The rows it passes or touches."""
        every = (self.row, *(join.row for join in self.joins))
        return range(min(every), max(every) + 1)


@dataclass(frozen=True, slots=True)
class Ways:
    """The slots below each state, in reading order, and the lines that the ways share."""

    order: tuple[str, ...]
    slots: Mapping[str, tuple[Slot, ...]]
    trunks: tuple[Trunk, ...]


def ways_of(facts: Facts, order: Sequence[str], lanes: Lanes) -> Ways:
    """How the ways of a process run whose states stand in this order, in these lanes."""
    rows = {name: row for row, name in enumerate(order)}
    slots = {name: _slots(facts, name, order, rows, lanes) for name in order}
    trunks: dict[tuple[str, bool], Trunk] = {}
    for name in order:
        for nth, slot in enumerate(slots[name]):
            for target, course in slot.courses.items():
                if course in ("drop", "side"):
                    above = course == "drop"
                    made = Trunk(target, rows[target], lanes.spans[target], above)
                    trunk = trunks.setdefault((target, above), made)
                    trunk.joins.append(Join(rows[name], nth, lanes.spans[name]))
    return Ways(tuple(order), slots, tuple(trunks.values()))


def _slots(
    facts: Facts, name: str, order: Sequence[str], rows: Mapping[str, int], lanes: Lanes
) -> tuple[Slot, ...]:
    """What leads out of a state, last the step that goes straight down, its branches together."""
    below = _next_in(lanes, order, rows[name], lanes.spans[name][0])
    found = [
        Slot(
            way,
            {
                target: _course(name, target, way, below, order, rows, lanes)
                for target in way.targets
            },
        )
        for way in facts.ways
        if way.source == name
    ]
    last = {slot.way.step for slot in found if slot.down}
    return tuple(sorted(found, key=lambda slot: (slot.way.step in last, slot.down)))


def _course(
    name: str,
    target: str,
    way: Way,
    below: str | None,
    order: Sequence[str],
    rows: Mapping[str, int],
    lanes: Lanes,
) -> Course:
    if target == name:
        return "stay"
    if target == below and len(way.targets) == 1:
        return "down"
    lane = lanes.spans[target][0]
    if _covers(lanes, name, lane) or rows[target] < rows[name]:
        return "side"
    return "drop" if _next_in(lanes, order, rows[name], lane) == target else "side"


def _next_in(lanes: Lanes, order: Sequence[str], row: int, lane: int) -> str | None:
    """The state next below a row that covers a lane."""
    return next((name for name in order[row + 1 :] if _covers(lanes, name, lane)), None)


def _covers(lanes: Lanes, name: str, lane: int) -> bool:
    first, last = lanes.spans[name]
    return first <= lane <= last
