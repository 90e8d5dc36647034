"""Reading order: which state stands above which, so that time runs down the page.

Each state has a row of its own.  The order in which the class names its states is where this
begins, for that is how its author tells them; a state is moved only where fewer ways then run back
up the page.  The case begins in the first row and ends in the last ones.
"""

from collections.abc import Sequence

from fbo.workflow.blueprint.facts import Facts
from fbo.workflow.blueprint.gathering import ANYWHERE

_BACK = 8
"""What a way back costs…"""
_TURNED = 3
"""… and what two states cost that stand otherwise than the class names them."""

Costs = Sequence[Sequence[int]]


def reading_order(facts: Facts) -> tuple[str, ...]:
    """The names of the states from top to bottom.  The same facts always give the same order."""
    costs = _costs(facts)
    bands: dict[int, list[int]] = {}
    for nth in range(len(facts.states)):
        bands.setdefault(_band(facts, nth), []).append(nth)
    order = [nth for band in sorted(bands) for nth in _sifted(bands[band], costs)]
    return tuple(facts.states[nth].name for nth in order)


def _band(facts: Facts, nth: int) -> int:
    """First where the case begins, then what is open, what may be done in many states, the ends."""
    state = facts.states[nth]
    if state.initial:
        return 0
    return 2 if state.name == ANYWHERE else {"open": 1, "at rest": 3, "final": 4}[state.kind]


def _costs(facts: Facts) -> Costs:
    """What it costs that one state stands above another: `costs[above][below]`."""
    number = {state.name: nth for nth, state in enumerate(facts.states)}
    every = range(len(number))
    costs = [[_TURNED * (above > below) for below in every] for above in every]
    for way in facts.ways:
        for target in way.targets if way.source else ():
            costs[number[target]][number[way.source]] += _BACK
    return costs


def _sifted(order: list[int], costs: Costs) -> list[int]:
    """Put one state after the other where it costs least, until no state moves.

    Each move makes the sum smaller, so that this ends.
    """
    moving = True
    while moving:
        moving = False
        for state in tuple(order):
            at = order.index(state)
            rest = [*order[:at], *order[at + 1 :]]
            to = _best_place(state, at, rest, costs)
            if to != at:
                order, moving = [*rest[:to], state, *rest[to:]], True
    return order


def _best_place(state: int, at: int, rest: Sequence[int], costs: Costs) -> int:
    """Where among the others it costs least; where it stands unless another place is better."""
    cost = sum(costs[state][other] for other in rest)
    found = [cost]
    for other in rest:
        cost += costs[other][state] - costs[state][other]
        found.append(cost)
    return at if found[at] == min(found) else found.index(min(found))
