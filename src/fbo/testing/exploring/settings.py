"""Settings: with which cases an exploration begins, what happens beside it, what forms it needs.

Those of the shipped processes are in `fbo.testing.exploring.shipped`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from fbo.company.policies import Policies
from fbo.kernel.document import Form
from fbo.kernel.errors import Reason, StepRefused
from fbo.kernel.money import Money
from fbo.testing.shop import Shop
from fbo.workflow.process import Process

__all__ = ["NOTHING", "Begin", "Case", "FormsOf", "Happen", "Setting", "unless"]

Case: TypeAlias = Process[Any]
Begin: TypeAlias = Callable[[Shop], Case]
"""Opens the case that is explored; whatever else there is to be comes before it."""

Happen: TypeAlias = Callable[[Shop, Case], object]
"""Something that is no step: money or goods come.  What is refused has not happened."""

FormsOf: TypeAlias = Callable[[Any], Iterable[Form]]
"""The forms of a step for a case."""

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Setting:
    """How a process is explored.

    `begins`: cases with which to begin, each in a shop of its own; `along`: families of which steps
    are taken too, since the case goes on when they do; `happens`: what may happen at any time, by
    name; `forms`: by `Family.step`, those forms that cannot be guessed; `policies`: those of the
    company; left out, the defaults; `limits`: up to what anybody may decide, by what it is about;
    without one, anything.
    """

    begins: tuple[Begin, ...]
    along: tuple[type[Case], ...] = ()
    happens: Mapping[str, Happen] = field(default_factory=lambda: NOTHING)
    forms: Mapping[str, FormsOf] = field(default_factory=lambda: NOTHING)
    policies: Policies | None = None
    limits: Mapping[str, Money] = field(default_factory=lambda: NOTHING)


def unless(nothing_to_do: bool) -> None:
    """Refuse what cannot happen now."""
    if nothing_to_do:
        raise StepRefused("happen", (Reason("nothing_to_do", "nothing can happen now"),))
