"""Planting faults: putting something else in the place of a right thing, for a while."""

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from fbo.kernel.calendar import Duration

Planting: TypeAlias = AbstractContextManager[None]
Planted: TypeAlias = Callable[..., Any] | property | tuple[object, ...] | Duration
"""What may stand in the place of a right thing."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault: what it breaks, which test notices, how it is planted."""

    name: str
    breaks: str
    noticed_by: str
    planted: Callable[[], Planting]


def listed(
    mutants: list[Mutant],
) -> Callable[[str], Callable[[Callable[[], Planting]], Callable[[], Planting]]]:
    """A decorator that lists a fault, with the test that notices it."""

    def noticed_by(test: str) -> Callable[[Callable[[], Planting]], Callable[[], Planting]]:
        def note(plant: Callable[[], Planting]) -> Callable[[], Planting]:
            name = getattr(plant, "__name__", "")
            mutants.append(Mutant(name, plant.__doc__ or "", test, plant))
            return plant

        return note

    return noticed_by


@contextmanager
def instead(owner: Any, name: str, other: Planted) -> Generator[None, None, None]:
    """Something else under this name, for a while."""
    kept = cast("dict[str, Any]", owner.__dict__)[name]
    setattr(owner, name, other)
    try:
        yield
    finally:
        setattr(owner, name, kept)


@contextmanager
def both(first: Planting, second: Planting) -> Generator[None, None, None]:
    """Two at once."""
    with first, second:
        yield


def nothing(*_: Any, **__: Any) -> None:
    """Do not do it."""


def none(*_: Any, **__: Any) -> Iterator[Any]:
    """There are none."""
    return iter(())
