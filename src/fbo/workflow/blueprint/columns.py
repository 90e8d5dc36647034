"""Columns: how far from the left each lane and each line beside the lanes stands.

The paper is 1200 pixels wide at most, so that letters of eleven pixels stay legible; what needs
more room grows downward.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fbo.workflow.blueprint.lanes import Lanes
from fbo.workflow.blueprint.tracks import Tracks

PAPER = 1200
NARROWEST = 104
"""A lane with less room for words is joined with its neighbours, as long as there is a way."""
MARGIN = 24
CUSTOMER = 184
_WIDEST = 230
_LEAST = 760
_BESIDE = 17
"""From a lane to the first line beside it, with room for an arrowhead."""
_TRACK = 10
_EMPTY = 20
_VISIBILITY = 16


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the lanes begin, how wide each is, and where the lines beside them run."""

    width: int
    lane: int
    lefts: tuple[int, ...]
    tracks: Mapping[str, int]
    visibility: int
    interaction: int

    def span(self, first: int, last: int) -> tuple[int, int]:
        """From where to where a state reaches that covers these lanes."""
        return self.lefts[first], self.lefts[last] + self.lane


def columns_of(lanes: Lanes, tracks: Tracks) -> Columns:
    """The columns of a drawing; its lanes are all of one width."""
    number = len(lanes.lanes)
    gutters = [_gutter(count, nth == lanes.seen) for nth, count in enumerate(tracks.counts)]
    start = MARGIN + CUSTOMER
    room = PAPER - MARGIN - start - sum(gutters)
    lane = max(min(room // number, _WIDEST), 1)
    spare = max(_LEAST - MARGIN - start - sum(gutters) - number * lane, 0)
    gutters[0] += spare // 2
    gutters[-1] += spare - spare // 2
    lefts: list[int] = []
    places: list[int] = []
    for gutter in gutters[:-1]:
        places.append(start)
        lefts.append(start + gutter)
        start += gutter + lane
    places.append(start)
    return Columns(
        width=start + gutters[-1] + MARGIN,
        lane=lane,
        lefts=tuple(lefts),
        tracks={
            target: _track(places, gutters, gutter, track, tracks.counts[gutter], lanes.seen)
            for target, (gutter, track) in tracks.places.items()
        },
        visibility=_visibility(places, gutters, lanes.seen),
        interaction=MARGIN + CUSTOMER,
    )


def _visibility(places: list[int], gutters: list[int], seen: int) -> int:
    """Left of the lines that run in its gutter; right of them where nothing lies behind it."""
    if not seen:
        return places[0]
    if seen == len(gutters) - 1:
        return places[seen] + gutters[seen] - _VISIBILITY // 2
    return places[seen] + _VISIBILITY // 2


def _gutter(count: int, visibility: bool) -> int:
    room = 2 * _BESIDE + (count - 1) * _TRACK if count else _EMPTY
    return room + _VISIBILITY * visibility


def _track(
    places: list[int], gutters: list[int], gutter: int, track: int, count: int, seen: int
) -> int:
    """In the middle of the room that the gutter has beside the line of visibility."""
    aside = _VISIBILITY if gutter == seen else 0
    room = gutters[gutter] - aside
    if gutter == len(gutters) - 1:
        aside = 0
    return places[gutter] + aside + (room - (count - 1) * _TRACK) // 2 + track * _TRACK
