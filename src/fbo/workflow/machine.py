"""The machine: moves a working copy from state to state.

The one place that knows `transitions`.  A process class has one shared machine; it is told the
target, because the guards have been asked once already, and refuses a move that the class does not
declare.
"""

from typing import Any

from transitions import Event, Machine

from fbo.kernel.errors import BugError


class _Copy:
    """What the machine moves; thrown away afterwards."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class _Step(Event):
    """A step: of its ways, the one that leads where the machine is told to go is taken."""

    def trigger(self, model: Any, *args: Any, **kwargs: Any) -> bool:  # noqa: ARG002  as the library asks
        """Move the copy.  Nobody listens to the machine, so no callbacks are looked for."""
        told: str = kwargs["to"]
        for way in self.transitions.get(model.state, ()):
            if way.dest == told:
                model.state = told
                return True
        return False


class _Machine(Machine):
    """A machine of such steps."""

    event_cls = _Step


class Mover:
    """One shared machine for all cases of a process class."""

    def __init__(self, states: tuple[str, ...]) -> None:
        self.sources: dict[str, frozenset[str]] = {}
        self.machine = _Machine(
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
            self.machine.add_transition(step, source, target)

    def move(self, step: str, source: str, target: str) -> str:
        """The state after the step.  Raises `BugError` for a move the class does not declare."""
        copy = _Copy(source)
        event = self.machine.events.get(step)
        if event is None or not event.trigger(copy, to=target):
            raise BugError(f"{step} does not lead from {source} to {target}")
        return copy.state
