"""The firm: what every decision of a company has in common, and none of it changes.

Which processes run, on what calendar, under which policies, in which space of the store.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from fbo.company.engine.known import Memory
from fbo.company.engine.registry import Registry
from fbo.kernel.calendar import BusinessCalendar


def _nothing(_: str) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Firm:
    """One company's constants.

    `names` says which names the text of a template has, for all of them must be filled in.
    `looks` remembers which entries on file each step looked at, so that the next time they are read
    in one go.  It decides nothing: what is missing is read when it is looked at.
    """

    space: str
    registry: Registry
    calendar: BusinessCalendar
    policies: Mapping[type, Any]
    policies_version: int = 0
    names: Callable[[str], Collection[str]] = _nothing
    memory: Memory = field(default_factory=Memory)
    looks: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
