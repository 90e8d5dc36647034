"""The exploration itself: worlds are gone on from, breadth first, until there are no new ones.

Where there are too many, those that are left over are only asked for a way to an end: each is gone
on from until a world is met from which a way is known.  In each new world every law of a company is
tried.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fbo.testing.exploring.moves import Mover
from fbo.testing.exploring.settings import Begin, Setting
from fbo.testing.exploring.shipped import SETTINGS
from fbo.testing.exploring.worlds import Outline, World
from fbo.testing.laws import LawBrokenError, keep_the_laws
from fbo.workflow.process import Process

__all__ = ["Explored", "Stuck", "explore"]

FAR: Final = 200
"""So many worlds are gone on from in search of a way to an end, at most."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A world from which no way leads to an end: where the case is, and how it came there."""

    state: str
    way: tuple[str, ...]

    def __str__(self) -> str:
        """In a sentence."""
        return f"stuck in {self.state}, after {_joined(self.way)}"


@dataclass(frozen=True, slots=True)
class Explored:
    """What an exploration found: how much it saw, what nobody can reach, and what is stuck.

    `untaken` are the steps that nobody could take, `stuck` one world of each state from which no
    way leads to an end.
    """

    process: str
    worlds: int
    moves: int
    unreached: tuple[str, ...]
    untaken: tuple[str, ...]
    stuck: tuple[Stuck, ...]

    def refuse_faults(self) -> None:
        """Raise `LawBrokenError` (O2C-I11) where a state is out of reach or something is stuck."""
        faults = [f"no way leads to {name}" for name in self.unreached]
        faults += [str(one) for one in self.stuck]
        if faults:
            raise LawBrokenError(f"{self.process}: {'; '.join(faults)}")


def explore(process: type[Process[Any]], *settings: Setting, most: int = 100) -> Explored:
    """Explore a process in these settings, or in those of the shipped one of its family.

    From at most `most` worlds each step is taken that is open to anybody; all others are asked only
    for a way to an end.  Raises `LawBrokenError` where a law of the company does not hold, with the
    way there; what cannot be reached, and what is stuck, is in the result.
    """
    settings = settings or SETTINGS[process.family]
    found = _Found(process)
    beginnings = [(setting, begin) for setting in settings for begin in setting.begins]
    for setting, begin in beginnings:
        _Exploration(process, setting, begin, found).run(max(most // len(beginnings), 1))
    states, steps = process.definition.states, process.definition.steps
    return Explored(
        process.family,
        found.worlds,
        found.moves,
        tuple(name for name in states if name not in found.reached),
        tuple(name for name in steps if name not in found.taken),
        tuple(found.stuck),
    )


class _Found:
    """What was found so far, over all beginnings."""

    def __init__(self, process: type[Process[Any]]) -> None:
        self.process = process
        self.worlds = self.moves = 0
        self.reached: set[str] = set()
        self.taken: set[str] = set()
        self.stuck: list[Stuck] = []

    def saw(self, entries: Iterator[tuple[str, Mapping[str, Any]]]) -> None:
        """Note the states and steps of which the journal tells."""
        family = self.process.family
        for type_, data in entries:
            of, dot, step = type_.partition(".")
            if of == family and dot:
                self.taken.add(step)
            if data.get("process", of.partition("@")[0]) == family and data.get("to"):
                self.reached.add(data["to"])


class _Exploration:
    """The exploration from one beginning."""

    def __init__(
        self, process: type[Process[Any]], setting: Setting, begin: Begin, found: _Found
    ) -> None:
        self.mover = Mover(process, setting, begin)
        self.found = found
        self.worlds: dict[bytes, World] = {}
        self.ways: dict[bytes, tuple[bytes, str]] = {}
        self.after: dict[bytes, dict[bytes, str]] = {}
        self.outlines: set[Outline] = set()
        self.ended: set[bytes] = set()

    def run(self, most: int) -> None:
        """Go on from the first `most` worlds, and find a way to an end from each of all."""
        edge, gone_on = deque([self._saw(b"", "", *self.mover.begin())]), 0
        while edge and gone_on < most:
            here = edge.popleft()
            gone_on += 1
            for shape in self._go_on(here):
                # What has a new outline is gone on from first, or the breadth would hide the depth.
                new = (outline := self.mover.outline(self.worlds[shape])) not in self.outlines
                self.outlines.add(outline)
                edge.appendleft(shape) if new else edge.append(shape)
        asked, away = tuple(self.worlds), self._ways_to_an_end()
        for here in edge:
            if here not in away:
                self._look_for_a_way(here, away)
        away = self._ways_to_an_end()
        for here in asked:
            if here not in away:
                self._is_stuck(here)
        self.found.worlds += len(asked)

    def _go_on(self, here: bytes) -> list[bytes]:
        """Take every step that is open; the worlds it leads to that are new."""
        known = len(self.worlds)
        for name, shape, world in self.mover.moves(self.worlds[here]):
            self._saw(here, name, shape, world)
        return list(self.worlds)[known:]

    def _saw(self, here: bytes, name: str, shape: bytes, world: World) -> bytes:
        self.found.moves += 1
        self.found.saw(self.mover.told())
        if here:
            self.after.setdefault(here, {}).setdefault(shape, name)
        if shape not in self.worlds:
            self.worlds[shape] = world
            self.ways[shape] = (here, name)
            self._keep_the_laws(shape)
            if self.mover.has_ended(world):
                self.ended.add(shape)
        return shape

    def _ways_to_an_end(self) -> dict[bytes, int]:
        """The worlds from which a way to an end is known, and how far it is."""
        before: dict[bytes, list[bytes]] = {}
        for here, after in self.after.items():
            for shape in after:
                before.setdefault(shape, []).append(here)
        away, edge = dict.fromkeys(self.ended, 0), deque(self.ended)
        while edge:
            there = edge.popleft()
            for here in before.get(there, ()):
                if here not in away:
                    away[here] = away[there] + 1
                    edge.append(here)
        return away

    def _look_for_a_way(self, start: bytes, away: dict[bytes, int]) -> None:
        """Go on from a world, depth first, until one is met from which a way is known.

        What others have done on their way to an end is tried first.
        """
        liked = self._liked(away)
        way, seen = [(start, self.mover.moves(self.worlds[start], liked))], {start}
        while way and len(seen) < FAR:
            here, moves = way[-1]
            name, shape, world = next(moves, ("", b"", None))
            if world is None:
                way.pop()
                continue
            self._saw(here, name, shape, world)
            if shape in away or shape in self.ended:
                near = away.setdefault(shape, 0)
                away.update((one, near + far) for far, (one, _) in enumerate(reversed(way), 1))
                return
            if shape not in seen:
                seen.add(shape)
                way.append((shape, self.mover.moves(world, liked)))

    def _liked(self, away: dict[bytes, int]) -> Counter[str]:
        """How often each thing was done on a way to an end."""
        return Counter(
            name
            for here, there in self.after.items()
            for shape, name in there.items()
            if away.get(shape, FAR) < away.get(here, FAR)
        )

    def _keep_the_laws(self, shape: bytes) -> None:
        """Try every law of a company in the world that was just reached."""
        try:
            keep_the_laws(self.mover.company)
        except LawBrokenError as broken:
            raise LawBrokenError(f"after {_joined(self._way_to(shape))}: {broken}") from None

    def _is_stuck(self, shape: bytes) -> None:
        one = Stuck(self.mover.state_in(self.worlds[shape]), self._way_to(shape))
        if all(each.state != one.state for each in self.found.stuck):
            self.found.stuck.append(one)

    def _way_to(self, shape: bytes) -> tuple[str, ...]:
        """What was done on the way to a world."""
        way: list[str] = []
        while shape:
            shape, name = self.ways[shape]
            way.append(name)
        return tuple(reversed([name for name in way if name]))


def _joined(way: tuple[str, ...]) -> str:
    return ", ".join(way) or "nothing at all"
