"""The firm: what every decision of a company has in common, and none of it changes.

Which processes run, on what calendar, under which policies, in which space of the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fbo.company.known import Memory
from fbo.company.registry import Registry
from fbo.kernel.calendar import BusinessCalendar
from fbo.workflow.definition import Definition
from fbo.workflow.facts import Facts


@dataclass(frozen=True, slots=True)
class Firm:
    """One company's constants.

    `looks` remembers which entries on file each step looked at, so that the next time they are read
    in one go.  It decides nothing: what is missing is read when it is looked at.
    """

    space: str
    registry: Registry
    calendar: BusinessCalendar
    policies: Mapping[type, Any]
    policies_version: int = 0
    memory: Memory = field(default_factory=Memory)
    looks: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def due(self, definition: Definition, facts: Facts, document: Any) -> datetime | None:
        """When a case must have left its state: the earliest of the state's clocks."""
        state = definition.states[facts.state]
        if state.ended or not facts.entered:
            return None
        entered = datetime.fromisoformat(facts.entered)
        instants = [self.calendar.add(entered, clock) for clock in state.clocks]
        until = state.until(document) if state.until else None
        if isinstance(until, datetime):
            instants.append(until)
        elif until is not None:
            instants.append(self.calendar.end_of_day(until))
        return min(instants, default=None)
