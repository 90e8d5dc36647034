"""What a step answers: what was done, and what can be done next; or, as a plan, what would be done.

These are values: they travel, they are compared, they do nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fbo.kernel.json import JsonObject


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step was taken.

    `opened` are the ids of the cases it opened, in order; `numbers` the legal numbers it was given,
    by series; `next_steps` the names of the steps open to the same actor now.
    """

    step: str
    case: str
    was: str
    now: str
    opened: tuple[str, ...] = ()
    numbers: Mapping[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])
    next_steps: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a case's history: who took which step, when, and where it led."""

    step: str
    at: str
    by: str
    behalf: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step would do.

    `effects` lists it, one JSON object a journal entry, with placeholders for new ids, numbers and
    times; `digest` seals it together with the versions of the cases it looked at.  A plan is plain
    data: it may travel to a browser and back, and applying it decides again.
    """

    step: str
    case: str
    form: JsonObject | None
    effects: tuple[JsonObject, ...]
    digest: str

    def as_json(self) -> dict[str, Any]:
        """As JSON, to be sent."""
        return {
            "step": self.step,
            "case": self.case,
            "form": self.form,
            "effects": list(self.effects),
            "digest": self.digest,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Plan":
        """Back from JSON; what was tampered with is found when it is applied."""
        return cls(data["step"], data["case"], data["form"], tuple(data["effects"]), data["digest"])
