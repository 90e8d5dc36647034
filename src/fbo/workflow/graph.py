"""The graph of a process: which states can be reached from which.

Conditions and roles are left aside: a way exists if the declared steps make one.
"""

from collections.abc import Callable

from fbo.workflow.definition import Definition
from fbo.workflow.state import State


def next_states(definition: Definition, state: str) -> frozenset[str]:
    """The states one step away."""
    return frozenset(
        target
        for step in definition.steps.values()
        if state in definition.sources(step)
        for target in definition.targets(step, state)
    ) & set(definition.states)


def reachable(definition: Definition, start: str) -> frozenset[str]:
    """Every state that can be reached from `start`, itself included."""
    found, edge = {start}, [start]
    while edge:
        for target in next_states(definition, edge.pop()) - found:
            found.add(target)
            edge.append(target)
    return frozenset(found)


def reaches(definition: Definition, start: str, wanted: Callable[[State], bool]) -> bool:
    """Whether a way that meets no final state leads from `start` to a state that is wanted."""
    found, edge = {start}, [start]
    while edge:
        here = edge.pop()
        state = definition.states[here]
        if wanted(state):
            return True
        if state.final:
            continue
        for target in next_states(definition, here) - found:
            found.add(target)
            edge.append(target)
    return False
