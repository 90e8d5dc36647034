"""The machine: moves a working copy from state to state.

The one place that knows `transitions`.  A process class has one shared machine; it is told the
target, because the guards have been asked once already, and refuses a move that the class does not
declare.
"""

from typing import Any

from transitions import EventData, Machine, MachineError

from fbo.kernel.errors import BugError


class _Copy:
    """What the machine moves; thrown away afterwards."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class Mover:
    """One shared machine for all cases of a process class."""

    def __init__(self, states: tuple[str, ...]) -> None:
        self.sources: dict[str, frozenset[str]] = {}
        self.machine = Machine(
            model=None,
            states=list(states),
            initial=None,
            auto_transitions=False,
            send_event=True,
            queued=False,
        )

    def add(self, step: str, ways: tuple[tuple[str, str], ...]) -> None:
        """Declare a step: a transition for each way it may go, from a state to another."""
        self.sources[step] = frozenset(source for source, _ in ways)
        for source, target in ways:
            self.machine.add_transition(step, source, target, conditions=_is_told)

    def move(self, step: str, source: str, target: str) -> str:
        """The state after the step.  Raises `BugError` for a move the class does not declare."""
        copy = _Copy(source)
        try:
            moved = self.machine.events[step].trigger(copy, to=target)
        except (MachineError, KeyError) as error:
            raise BugError(f"{step} does not lead from {source}") from error
        if not moved:
            raise BugError(f"{step} does not lead from {source} to {target}")
        return copy.state


def _is_told(event: EventData) -> bool:
    target: Any = event.kwargs["to"]
    return event.transition is not None and event.transition.dest == target
