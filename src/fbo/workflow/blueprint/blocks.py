"""Blocks: what is written in and below the box of a state, and beside it for the customer.

A block is as wide as its lane and as high as its words need.  Where it stands is decided later.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fbo.workflow.blueprint.columns import CUSTOMER
from fbo.workflow.blueprint.facts import Facts, HandOff, Measured, StateFact, Way
from fbo.workflow.blueprint.lanes import lane_title
from fbo.workflow.blueprint.lettering import width_of, wrapped
from fbo.workflow.blueprint.ways import Slot
from fbo.workflow.table import in_words

NAME, STEP, SMALL = 13, 12, 11
HEIGHTS = {NAME: 18, STEP: 16, SMALL: 14}
"""How high a line of each size is."""
PAD = 10
"""Between the edge of a box and its words."""
STEM = 16
"""From the left edge of a lane to the line that runs down from its boxes."""
TEXT = 30
"""… and to the names of the steps beside it."""
SIGN = 24
"""Room for the sign behind the name of a step, and for where its line begins."""
CHIP = 18
"""How high the customer's own steps are drawn."""
BESIDE = CUSTOMER - 2 * PAD - 16
"""How wide words in the customer's column may be."""
_HOLDERS = {"customer": "the customer", "third party": "a third party"}
_TENTH = timedelta(minutes=6)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words."""

    words: str
    size: int
    style: str
    bold: bool = False

    @property
    def height(self) -> int:
        """How high it is."""
        return HEIGHTS[self.size]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the customer does, hears or sees, in lines."""

    kind: str
    lines: tuple[Line, ...]

    @property
    def height(self) -> int:
        """How high it is."""
        return sum(line.height for line in self.lines) + (CHIP - HEIGHTS[SMALL] + 2) * (
            self.kind == "does"
        )


@dataclass(frozen=True, slots=True)
class Item:
    """A step below a box, and what the customer has to do with it."""

    slot: Slot
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]

    @property
    def height(self) -> int:
        """How high it is, whichever side is the higher one."""
        return max(height_of(self.lines), sum(entry.height for entry in self.entries))


@dataclass(frozen=True, slots=True)
class Block:
    """A state with all that is written about it."""

    state: StateFact
    opening: Item | None
    lines: tuple[Line, ...]
    seen: tuple[Entry, ...]
    items: tuple[Item, ...]

    @property
    def box(self) -> int:
        """How high its box is."""
        return height_of(self.lines) + 2 * PAD - 4


def height_of(lines: Iterable[Line]) -> int:
    """How high lines are together."""
    return sum(line.height for line in lines)


def block_of(
    facts: Facts, state: StateFact, slots: Sequence[Slot], *, width: int, box: int, desk: bool
) -> Block:
    """The words about a state in a lane and in a box of these widths.

    `desk`: whether its desks have to be named, because its lane does not.
    """
    opening = next((way for way in facts.ways if not way.source), None) if state.initial else None
    return Block(
        state=state,
        opening=None if opening is None else _item(facts, Slot(opening, {}), width),
        lines=tuple(_box_lines(state, box - 2 * PAD, desk=desk)),
        seen=tuple(_seen(facts, state)),
        items=tuple(_item(facts, slot, width) for slot in slots),
    )


def longest_word(facts: Facts) -> int:
    """How wide a lane has to be for the longest word of a state's or a step's name."""
    states = (
        width_of(word, NAME, bold=True) + 2 * PAD
        for state in facts.states
        for word in in_words(state.name).capitalize().split()
    )
    steps = (
        width_of(word, STEP, bold=True) + TEXT + SIGN
        for way in facts.ways
        for word in in_words(way.step).capitalize().split()
    )
    return max((*states, *steps), default=0)


def _seen(facts: Facts, state: StateFact) -> Iterator[Entry]:
    """What the customer sees of a state, and what he is told when the case has come to it."""
    if state.labels:
        yield _entry("sees", " or ".join(state.labels))
    told = [
        template
        for way in facts.ways
        if way.source and state.name == _only_target(facts, way.step)
        for template in way.told
    ]
    for template in dict.fromkeys(told):
        yield _entry("told", f"is told: {in_words(template)}")


def _only_target(facts: Facts, step: str) -> str:
    """The state to which a step leads wherever it is taken, if it is always the same one."""
    ways = [way for way in facts.ways if way.step == step]
    targets = {target for way in ways for target in way.targets}
    return targets.pop() if len(targets) == 1 and targets.isdisjoint(w.source for w in ways) else ""


def _box_lines(state: StateFact, width: int, *, desk: bool) -> Iterator[Line]:
    style = f"in-{state.kind}".replace(" ", "-")
    for words in wrapped(in_words(state.name).capitalize(), NAME, width, bold=True):
        yield Line(words, NAME, style, bold=True)
    notes = {
        _desks(state): desk,
        state.clock if state.clock.startswith("until") else f"within {state.clock}": state.clock,
        f"held by {_HOLDERS.get(state.holder, state.holder)}": state.holder
        not in ("", *(d.office for d in state.desks)),
        "at rest": state.kind == "at rest",
    }
    for note, shown in notes.items():
        for words in wrapped(note, SMALL, width) if shown else ():
            yield Line(words, SMALL, "note" if state.kind == "open" else style)


def _desks(state: StateFact) -> str:
    names = [lane_title(desk.name) for desk in state.desks]
    return f"on one of: {', '.join(names)}" if len(names) > 1 else "".join(names)


def _item(facts: Facts, slot: Slot, width: int) -> Item:
    way = slot.way
    does = [in_words(way.step).capitalize()] if way.customer and not way.nth else []
    entries = [_entry("does", words) for words in does]
    told = () if way.source and _only_target(facts, way.step) else way.told
    entries += [_entry("told", f"is told: {in_words(template)}") for template in told]
    return Item(slot, tuple(_step_lines(facts, way, width - TEXT)), tuple(entries))


def _step_lines(facts: Facts, way: Way, width: int) -> Iterator[Line]:
    for words in wrapped(in_words(way.step).capitalize(), STEP, width - SIGN, bold=True):
        yield Line(words, STEP, "step", bold=True)
    asked = way.condition if way.condition in ("", "otherwise") else f"if {way.condition}"
    for words in wrapped(asked, SMALL, width):
        yield Line(words, SMALL, "condition")
    asks = f"asks {_either(way.asks)}" if way.asks else ""
    answers = f"{_either(way.answers)} answers" if way.answers else ""
    for said in filter(None, (asks, answers, way.agreed)):
        for words in wrapped(said, SMALL, width):
            yield Line(words, SMALL, "handed")
    if way.hand_off is not None:
        for style, said in _times(way.hand_off, facts.measured):
            for words in wrapped(said, SMALL, width):
                yield Line(words, SMALL, style)


def _either(desks: Iterable[str]) -> str:
    return " or ".join(map(lane_title, desks))


def _times(hand_off: HandOff, measured: Iterable[Measured]) -> Iterator[tuple[str, str]]:
    if not hand_off.usual:
        yield "handed", hand_off.agreed
    if len(hand_off.sources) == len(hand_off.desks) == 1:
        for one in measured:
            if (one.source, one.desk) == (hand_off.sources[0], hand_off.desks[0]):
                yield "taken", measured_in_words(one)


def measured_in_words(one: Measured) -> str:
    """What was measured, on average: "waited 1.2 h, took 7.8 h"."""
    return f"waited {hours(one.wait)}, took {hours(one.work)}"


def hours(time: timedelta) -> str:
    """A time in hours, to a tenth."""
    tenths = round(time / _TENTH)
    return f"{tenths // 10}.{tenths % 10} h"


def _entry(kind: str, words: str) -> Entry:
    lines = wrapped(words, SMALL, BESIDE, bold=kind == "does")
    return Entry(kind, tuple(Line(line, SMALL, kind, bold=kind == "does") for line in lines))
