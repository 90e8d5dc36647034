"""What every error has: a code, a sentence, its facts, and whether to ask again.

The root of the tree that `fbo.kernel.errors` draws, apart from it only so that each file stays
short.  Import from there.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeAlias, cast

Retry: TypeAlias = Literal["never", "same", "reread", "later"]
Committed: TypeAlias = Literal["no", "unknown"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a refusal: a stable code, a sentence in business words, facts, a way out.

    `said` is what a person has said, for whoever was refused: no journal, log or record keeps it.
    """

    code: str
    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    way_out: str = ""
    said: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Shortage:
    """A balance that a move would have left below its floor, as it stood under the lock."""

    key: tuple[str, str]
    balance: int
    quantity: int
    floor: int


class FboError(Exception):
    """The root of everything fbo raises on purpose."""

    code: ClassVar[str] = "error"
    retry: ClassVar[Retry] = "never"
    committed: ClassVar[Committed] = "no"
    way_out: ClassVar[str] = ""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)

    def __str__(self) -> str:
        return f"{self.sentence}; {self.way_out}" if self.way_out else self.sentence

    @property
    def facts(self) -> dict[str, Any]:
        """The facts as plain JSON values, by name."""
        return {
            name: _plain(value)
            for name, value in vars(self).items()
            if name != "sentence" and not name.startswith("_")
        }

    def as_reason(self) -> Reason:
        """The error as one ground of a step's refusal."""
        return Reason(self.code, self.sentence, self.facts, self.way_out)

    def __reduce__(self) -> tuple[Any, ...]:
        # Rebuilt from its facts: the constructors take those, not the sentence.
        return _rebuilt, (type(self), self.sentence, dict(vars(self)))

    def __deepcopy__(self, memo: dict[int, Any]) -> "FboError":
        return _rebuilt(type(self), self.sentence, deepcopy(dict(vars(self)), memo))


class RuleError(FboError):
    """The business says no.  Inside a step it appears among the reasons of a `StepRefused`."""

    code = "rule"


def _rebuilt(cls: type[FboError], sentence: str, state: dict[str, Any]) -> FboError:
    error = cls.__new__(cls, sentence)
    error.args = (sentence,)
    vars(error).update(state)
    return error


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Reason | Shortage):
        return {name: _plain(getattr(value, name)) for name in value.__slots__}
    if isinstance(value, Mapping):
        named = cast("Mapping[object, object]", value)
        return {str(name): _plain(part) for name, part in named.items()}
    if isinstance(value, Sequence):
        return [_plain(part) for part in cast("Sequence[object]", value)]
    return str(value)
