"""Gathering: a step that may be taken in many states is drawn once, and not in the row of each.

A customer may call off his order nearly anywhere; said in every row, it would hide what is special
there.  So such steps stand together below a box of their own, and a table names their states.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fbo.workflow.blueprint.facts import Facts, StateFact, Way

ANYWHERE: Final = "in many states"
"""The box below which such steps stand; no state has a name of several words."""
_MANY: Final = 4


@dataclass(frozen=True, slots=True)
class Widespread:
    """A step that may be taken in many states, and which they are."""

    step: str
    states: tuple[str, ...]


def widespread(facts: Facts) -> tuple[Widespread, ...]:
    """The steps of a process that are drawn once, in the order in which the class names them."""
    steps = dict.fromkeys(way.step for way in facts.ways if way.source)
    found = (Widespread(step, _states(facts, step)) for step in steps)
    return tuple(one for one in found if len(one.states) >= _MANY and _is_alike(facts, one.step))


def gathered(facts: Facts) -> Facts:
    """The facts as they are drawn: what is widespread leads out of one box."""
    often = {one.step for one in widespread(facts)}
    if not often:
        return facts
    box = StateFact(ANYWHERE, "open", False, _home(facts).desks, "", "", ())
    ways = tuple(way for way in facts.ways if way.step not in often or not way.source)
    return replace(facts, states=(*facts.states, box), ways=(*ways, *_once(facts, often)))


def _states(facts: Facts, step: str) -> tuple[str, ...]:
    named = {way.source for way in facts.ways if way.step == step}
    return tuple(state.name for state in facts.states if state.name in named)


def _is_alike(facts: Facts, step: str) -> bool:
    """Whether each of its branches leads from everywhere to one state, or lets the case stay."""
    ways = [way for way in facts.ways if way.step == step and way.source]
    branches = {way.nth: [other for other in ways if other.nth == way.nth] for way in ways}
    return all(_target(same) is not None for same in branches.values())


def _target(ways: Sequence[Way]) -> tuple[str, ...] | None:
    """Where a branch leads from everywhere; `None`: to different states."""
    targets = {way.targets for way in ways}
    if len(targets) == 1:
        return ways[0].targets
    return (ANYWHERE,) if all(way.targets == (way.source,) for way in ways) else None


def _once(facts: Facts, often: set[str]) -> Iterator[Way]:
    """Each branch of a widespread step, once."""
    seen: set[tuple[str, int]] = set()
    for way in facts.ways:
        key = (way.step, way.nth)
        if way.step not in often or not way.source or key in seen:
            continue
        seen.add(key)
        same = [other for other in facts.ways if other.source and key == (other.step, other.nth)]
        given = next((other.hand_off for other in same if other.hand_off is not None), None)
        targets = _target(same) or way.targets
        yield replace(way, source=ANYWHERE, targets=targets, hand_off=given)


def _home(facts: Facts) -> StateFact:
    """The state in whose lane the box stands: the one where the case begins."""
    return next(state for state in facts.states if state.initial)
