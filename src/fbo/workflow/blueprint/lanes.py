"""Lanes: one a desk, the front office's before the back office's, and where each state stands.

Between the offices runs the line of visibility.  Where a process has more desks than the paper has
room for, a lane is a department, or an office.  Ends lie on no desk: they stand where the case most
often comes from.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fbo.workflow.blueprint.facts import DeskFact, Facts, StateFact
from fbo.workflow.table import in_words

Grain = Literal["desk", "department", "office"]
GRAINS: tuple[Grain, ...] = ("desk", "department", "office")

_OFFICES = ("customer", "front", "back", "third party", "")
"""From left to right; the line of visibility runs after the front office."""
_INITIALS = 3
"""A name in capitals that is no longer is short for something."""
_NOBODY: Mapping[str, str] = {
    "customer": "With the customer",
    "front": "Front office",
    "back": "Back office",
    "third party": "With a third party",
    "": "On no desk",
}


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: its title, the office it belongs to, and the desks it stands for."""

    title: str
    office: str
    desks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes from left to right, and the first and the last one that each state covers."""

    lanes: tuple[Lane, ...]
    spans: Mapping[str, tuple[int, int]]

    @property
    def seen(self) -> int:
        """How many lanes lie before the line of visibility."""
        return sum(lane.office in ("customer", "front") for lane in self.lanes)


def lanes_of(facts: Facts, order: Sequence[str], grain: Grain = "desk") -> Lanes:
    """The lanes of a process whose states are read in this order."""
    states = [facts.state(name) for name in order]
    desks: dict[Lane, list[str]] = {}
    for state in states:
        for lane, desk in _places(state, grain):
            desks.setdefault(lane, []).append(desk)
    ordered = sorted(desks, key=lambda lane: _OFFICES.index(lane.office))
    number = {lane: nth for nth, lane in enumerate(ordered)}
    spans: dict[str, tuple[int, int]] = {}
    for state in states:
        own = [number[lane] for lane, _ in _places(state, grain)]
        if own:
            spans[state.name] = (min(own), max(own))
    if not ordered:
        ordered = [Lane(_NOBODY[""], "")]
    for state in states:
        if state.name not in spans:
            place = _usual_lane(facts, state.name, spans, order)
            spans[state.name] = (place, place)
    lanes = (
        Lane(each.title, each.office, tuple(dict.fromkeys(desks.get(each, ())))) for each in ordered
    )
    return Lanes(tuple(lanes), spans)


def lane_title(desk: str) -> str:
    """The name of a desk as a heading: `CREDIT_CONTROL` is "Credit control", `HR` stays."""
    words = in_words(desk)
    if words.isupper() and len(words) <= _INITIALS:
        return words
    return (words.lower() if words.isupper() else words).capitalize()


def _places(state: StateFact, grain: Grain) -> list[tuple[Lane, str]]:
    """The lanes of a state, each with the desk it stands for; none for an end on no desk."""
    if state.desks:
        return [(_lane(desk, grain), desk.name) for desk in state.desks]
    if state.kind != "open":
        return []
    return [(Lane(_NOBODY[state.holder], state.holder), "")]


def _lane(desk: DeskFact, grain: Grain) -> Lane:
    if grain == "office":
        return Lane(_NOBODY[desk.office], desk.office)
    return Lane(lane_title(desk.name if grain == "desk" else desk.department), desk.office)


def _usual_lane(
    facts: Facts, name: str, spans: Mapping[str, tuple[int, int]], order: Sequence[str]
) -> int:
    """The lane from which most ways lead here; of several, that of the state read last."""
    sources = [way.source for way in facts.ways if name in way.targets and way.source in spans]
    counts = Counter(spans[source][0] for source in sources)
    last = {spans[source][0]: order.index(source) for source in sorted(sources, key=order.index)}
    return max(counts, key=lambda lane: (counts[lane], last[lane]), default=0)
