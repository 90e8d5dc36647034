"""Tracks: between which lanes each shared line runs, so that few lines cross and all are short.

Lines beside the lanes run in gutters, one left of each lane and one right of the last, in tracks
from left to right; two lines that pass the same height never share a track.  This is looked for one
line after the other, each where it costs least beside those that have a place, and again until none
moves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fbo.workflow.blueprint.lanes import Lanes
from fbo.workflow.blueprint.ways import Trunk, Ways

_LANE = 1000
"""How far two lanes are apart, as long as widths are only counted."""
_GUTTER = 150
_STEM = 320
_TRACK = 5
_CROSSING = 700
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Tracks:
    """The gutter and the track of each line beside the lanes, and how many tracks a gutter has."""

    places: Mapping[str, tuple[int, int]]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A line with a place: where it runs, and the levels that lead to it and from it."""

    at: int
    heights: tuple[int, int]
    levels: tuple[tuple[int, int, int], ...]
    """Each: how far down, and from where to where."""


def tracks_of(ways: Ways, lanes: Lanes) -> Tracks:
    """Where the lines beside the lanes run.  The same ways always give the same tracks."""
    above = [_placed(trunk, _stem(trunk.span[0])) for trunk in ways.trunks if trunk.above]
    beside = sorted(
        (trunk for trunk in ways.trunks if not trunk.above),
        key=lambda trunk: (trunk.heights[1] - trunk.heights[0], trunk.row),
    )
    wide = [lanes.spans[name] for name in ways.order]
    places: dict[str, tuple[int, int]] = {}
    for _ in range(_ROUNDS):
        before = dict(places)
        for trunk in beside:
            places.pop(trunk.target, None)
            others = [other for other in beside if other.target in places]
            fixed = [*above, *(_placed(other, _at(places[other.target])) for other in others)]
            free = _free_places(trunk, others, places, wide, len(lanes.lanes))
            places[trunk.target] = min(
                free, key=lambda place: (_cost(_placed(trunk, _at(place)), fixed), place)
            )
        if places == before:
            break
    return _packed(places, len(lanes.lanes) + 1)


def _stem(lane: int) -> int:
    return lane * _LANE + _STEM


def _at(place: tuple[int, int]) -> int:
    gutter, track = place
    return gutter * _LANE + _GUTTER + track * _TRACK


def _placed(trunk: Trunk, at: int) -> _Placed:
    """A line at this place, with the level lines from its sources and into its target."""
    levels = [(join.height, *_level(at, join.span)) for join in trunk.joins]
    if not trunk.above:
        levels.append((trunk.entry, *_level(at, trunk.span)))
    return _Placed(at, trunk.heights, tuple(levels))


def _level(at: int, span: tuple[int, int]) -> tuple[int, int]:
    """From a line to the near edge of a state, or from the edge to the line."""
    left, right = _stem(span[0]), span[1] * _LANE + _LANE
    return (at, left) if at < left else (min(right, at), at)


def _cost(one: _Placed, others: Iterable[_Placed]) -> int:
    """Crossings first, then the length of the level lines."""
    crossings = sum(_crossings(one, other) + _crossings(other, one) for other in others)
    return crossings * _CROSSING + sum(end - start for _, start, end in one.levels)


def _crossings(line: _Placed, other: _Placed) -> int:
    """How many level lines of the other one a line crosses."""
    top, bottom = line.heights
    return sum(start < line.at < end and top <= at <= bottom for at, start, end in other.levels)


def _free_places(
    trunk: Trunk,
    others: Sequence[Trunk],
    places: Mapping[str, tuple[int, int]],
    wide: Sequence[tuple[int, int]],
    lanes: int,
) -> Iterable[tuple[int, int]]:
    """The places where it meets neither a state that covers several lanes nor another line."""
    top, bottom = trunk.heights
    for gutter in range(lanes + 1):
        if any(wide[row][0] < gutter <= wide[row][1] for row in trunk.rows):
            continue
        here = [other for other in others if places[other.target][0] == gutter]
        taken = {
            places[other.target][1]
            for other in here
            if other.heights[0] <= bottom and top <= other.heights[1]
        }
        used = {places[other.target][1] for other in here} | {0}
        for track in range(min(used) - 1, max(used) + 2):
            if track not in taken:
                yield gutter, track


def _packed(places: Mapping[str, tuple[int, int]], gutters: int) -> Tracks:
    """The same, with the tracks of each gutter counted from 0 without gaps."""
    used = [
        sorted({track for gutter, track in places.values() if gutter == nth})
        for nth in range(gutters)
    ]
    packed = {
        target: (gutter, used[gutter].index(track)) for target, (gutter, track) in places.items()
    }
    return Tracks(packed, tuple(len(tracks) for tracks in used))
