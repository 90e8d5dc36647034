"""The machine: moves a working copy from state to state.

The one place that knows `transitions`.  A process class has one shared machine; it is told the
target, because the guards have been asked once already, and refuses a move that the class does not
declare.
"""

from transitions import EventData, Machine, MachineError, Transition

from fbo.kernel.errors import BugError


class _Copy:
    """What the machine moves; thrown away afterwards."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class _Way(Transition):
    """A way from a state to another: taken if it leads where the machine is told to go."""

    def execute(self, event_data: EventData) -> bool:
        """Move the copy.  Nobody listens to the machine, so no callbacks are looked for."""
        told: str = event_data.kwargs["to"]
        if self.dest != told:
            return False
        event_data.machine.set_state(told, event_data.model)
        return True


class _Machine(Machine):
    """A machine of such ways."""

    transition_cls = _Way


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
        try:
            moved = self.machine.events[step].trigger(copy, to=target)
        except (MachineError, KeyError) as error:
            raise BugError(f"{step} does not lead from {source}") from error
        if not moved:
            raise BugError(f"{step} does not lead from {source} to {target}")
        return copy.state
