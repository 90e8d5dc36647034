"""Facts: what a case keeps beside its document.

Where it is, how it came there, whose child it is, what it holds, what it waits for, who took which
step.  Progress is not among them: it is derived.  Plain data, changed only by whoever keeps the
case.
"""

from dataclasses import dataclass, field
from typing import Any

SHOWN = 50
"""So many public events a case keeps; all of them stand in the journal."""


@dataclass(slots=True)
class Facts:
    """The facts of one case.

    `parent` is the family and id of the case that opened it; `children` ids by family, oldest
    first; `holds` open holds by name; `timers` instants by step; `came_from` the state before each
    state it came to; `handoffs` the open ones by purpose; `taken` the persons who took each step;
    `owner` who opened it; `shown` what the customer was shown, the last of it: labels that were new
    to him, templates that told him; `once` what was told and is not to be told again; `held` since
    when who holds it, one item a change; `clocks` what cannot be derived of its clocks, by name;
    `escalated` since when it is flagged, why and to whom.
    """

    state: str
    entered: str = ""
    parent: tuple[str, str] | None = None
    owner: str = ""
    children: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    holds: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    timers: dict[str, str] = field(default_factory=dict[str, str])
    came_from: dict[str, str] = field(default_factory=dict[str, str])
    handoffs: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    taken: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    shown: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    once: list[str] = field(default_factory=list[str])
    held: tuple[tuple[str, str], ...] = ()
    clocks: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    escalated: dict[str, str] = field(default_factory=dict[str, str])

    def copied(self) -> "Facts":
        """The same facts, to be changed apart."""
        copy = object.__new__(Facts)
        copy.state, copy.entered, copy.parent = self.state, self.entered, self.parent
        copy.owner, copy.held, copy.escalated = self.owner, self.held, self.escalated
        copy.children = self.children.copy()
        copy.holds = self.holds.copy()
        copy.timers = self.timers.copy()
        copy.came_from = self.came_from.copy()
        copy.handoffs = self.handoffs.copy()
        copy.taken = self.taken.copy()
        copy.shown = self.shown.copy()
        copy.once = self.once.copy()
        copy.clocks = self.clocks.copy()
        return copy

    def was_shown(self, at: str, event: dict[str, Any]) -> None:
        """The customer was shown something; what is too old is left out, the label never."""
        self.shown.append({"at": at, **event})
        if len(self.shown) > SHOWN:
            label = next((e for e in reversed(self.shown) if "label" in e), None)
            del self.shown[1 if self.shown[0] is label else 0]

    def took(self, step: str, person: str, *others: str) -> None:
        """A person took a step, perhaps for others; each is noted once."""
        people = self.taken.get(step, ())
        if person not in people:
            people = self.taken[step] = (*people, person)
        for other in others:
            if other not in people:
                people = self.taken[step] = (*people, other)

    def moved_to(self, state: str, at: str, *, back: bool = False) -> None:
        """The case came to a state; from a state to itself it stays since when it was.

        `back`: it went back to where it came from; where it had come from before still holds.
        """
        if state != self.state:
            if not back:
                self.came_from[state] = self.state
            if self.clocks:
                self._forget_clocks_of(self.state)
            self.state = state
            self.entered = at

    def held_by(self, holder: str, at: str) -> bool:
        """From now on this one holds the case; whether that is somebody else than before."""
        if holder == (self.held[-1][1] if self.held else ""):
            return False
        self.held = (*self.held, (at, holder))
        return True

    def _forget_clocks_of(self, state: str) -> None:
        """A state's own clocks are for one stay in it."""
        for name in [name for name in self.clocks if name.partition(".")[0] == state]:
            del self.clocks[name]
