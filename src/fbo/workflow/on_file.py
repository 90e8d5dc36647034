"""On file: what lies on the desk beside a case when a step is taken.

A process declares it once and reads it as an attribute: `self.customer.credit_limit`.  A path finds
it in the case's document, or in that and the form of the step (a path of two parameters).  What was
looked at is noted, so that the commit can check that it has not moved.  Nothing is fetched here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import signature
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    Protocol,
    TypeAlias,
    TypeVar,
    cast,
    overload,
)

from fbo.kernel.document import Document
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.workflow.entries import Position

if TYPE_CHECKING:
    from fbo.workflow.process import Process

D = TypeVar("D", bound=Document)
P = TypeVar("P", bound="Process[Any]")
V_co = TypeVar("V_co", covariant=True)

Kind = Literal[
    "document",
    "optional",
    "every",
    "case",
    "every_case",
    "children",
    "cases",
    "ancestors",
    "waiver",
    "balance",
    "balances",
    "child_balances",
    "found_balances",
]
OF_CASES = ("case", "every_case", "children", "cases")
"""The kinds that are cases of a process the class names."""
BALANCES = ("balance", "balances", "child_balances", "found_balances")
"""The kinds that are balances."""
FOUND = ("cases", "found_balances")
"""The kinds that are found by an index."""
MOVING = (*OF_CASES, "child_balances", "found_balances", "ancestors")
"""What may become more, or move on, while the document stays the same."""
Amount: TypeAlias = Money | Quantity | int


class File(Protocol):
    """Answers what is on file for one case."""

    def look(self, entry: "OnFile[Any]", case: "Process[Any]") -> Any:
        """The value of an entry, noted as looked at."""


class OnFile(Generic[V_co]):
    """One declared thing on file; on a case it is that thing."""

    def __init__(
        self,
        kind: Kind,
        of: Any,
        path: Callable[..., Any] | None = None,
        index: str = "",
        process: Any = None,
        *,
        own: bool = False,
        of_case: bool = False,
    ) -> None:
        self.own = own
        self.of_case = of_case
        self.wants_form = path is not None and len(signature(path).parameters) > 1
        self.kind: Kind = kind
        self.moves = kind in MOVING or self.wants_form
        """Whether it is looked at anew while the document stays: the next form is another one."""
        self.of: Any = of
        self.process = process
        self.path = path
        self.index = index
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """It is called what the class calls it; of no process named, it is of the class's own."""
        self.name = name
        if self.of is None:
            self.of = owner

    @overload
    def __get__(self, case: None, owner: type) -> "OnFile[V_co]": ...
    @overload
    def __get__(self, case: object, owner: type) -> V_co: ...
    def __get__(self, case: Any, owner: type) -> Any:
        """On a case, what is on file; looking is noted."""
        return self if case is None else case.file.look(self, case)

    def keys(self, case: "Process[Any]") -> tuple[Any, ...]:
        """What the entry names for this case, each once; nothing where the path finds `None`."""
        if self.kind == "children":
            return case.child_ids(self.of)
        if self.kind == "child_balances":
            return case.child_ids(self.process)
        named: Any = self._named(case)
        if self.kind == "found_balances":
            named = named[0]
        several = self.kind in ("every", "every_case", "balances")
        if several or (self.kind == "cases" and isinstance(cast("object", named), tuple)):
            return tuple(dict.fromkeys(named))
        return () if named is None else (named,)

    def _named(self, case: "Process[Any]") -> Any:
        if self.path is None:
            return None
        about = case if self.of_case else case.document
        return self.path(about, case.form) if self.wants_form else self.path(about)

    def position(self, case: "Process[Any]", key: Any) -> Position:
        """Where the balance of a key is, as the face says."""
        parts = (case.id, *_parts(key)) if self.own else _parts(key)
        if self.kind == "child_balances" and self.path:
            parts = (*parts, *_parts(self.path(case.document)))
        if self.kind == "found_balances" and self.path:
            parts = (*parts, *_parts(self.path(case.document)[1]))
        position: Position = self.of(*parts)
        return position


def _parts(key: Any) -> tuple[Any, ...]:
    return key if isinstance(key, tuple) else (key,)  # pyright: ignore[reportUnknownVariableType]


class Balance(Protocol):
    """A balance on file.

    Guards ask `covers`, which the commit asks again under the store's lock; `available` and
    `posted` are figures to show or to divide, as of the moment they were read, and no promise.
    """

    @property
    def position(self) -> Position:
        """Where it is."""
        ...

    @property
    def available(self) -> int:
        """What is there and not held, in the commodity's smallest unit."""
        ...

    @property
    def posted(self) -> int:
        """What is there, in the commodity's smallest unit."""
        ...

    def covers(self, amount: Amount, *, floor: int | None = None) -> bool:
        """Whether so much can be taken without going below the floor (the chart's, or this one)."""
        ...

    def is_clear(self) -> bool:
        """Whether nothing is there at all.  For a balance few write: its record is checked."""
        ...


class Balances(Protocol):
    """Several balances on file, by the keys of their path."""

    def __getitem__(self, key: Any) -> Balance:
        """The balance of one key."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """The keys, in order."""
        ...


class _OnFileMaker:
    """`on_file(…)` and its kinds."""

    def __call__(self, document: type[D], path: Callable[[Any], str]) -> OnFile[D]:
        """A document by the id that `path` finds in the case's document."""
        return OnFile("document", document, path)

    def optional(self, document: type[D], path: Callable[[Any], str | None]) -> OnFile[D | None]:
        """A document that may not be there."""
        return OnFile("optional", document, path)

    def every(
        self,
        document: type[D],
        path: Callable[[Any], Iterable[str]] | Callable[[Any, Any], Iterable[str]],
        *,
        of_case: bool = False,
    ) -> OnFile[Mapping[str, D]]:
        """Several documents, by id.

        `of_case`: `path` is given the case with its policies and what else is on file, instead of
        its document alone.
        """
        return OnFile("every", document, path, of_case=of_case)

    def case(self, process: type[P], path: Callable[[Any], str]) -> OnFile[P]:
        """A case by the id that `path` finds in the case's document."""
        return OnFile("case", process, path)

    def every_case(
        self,
        process: type[P],
        path: Callable[[Any], Iterable[str]] | Callable[[Any, Any], Iterable[str]],
    ) -> OnFile[Mapping[str, P]]:
        """Several cases, by id."""
        return OnFile("every_case", process, path)

    def children(self, process: type[P]) -> OnFile[tuple[P, ...]]:
        """The cases of a process that this case opened, oldest first."""
        return OnFile("children", process)

    def balance(
        self, face: Callable[..., Position], path: Callable[[Any], object]
    ) -> OnFile[Balance]:
        """A balance: `face` says where it is for what `path` finds, a value or a tuple of them."""
        return OnFile("balance", face, path)

    def own_balance(
        self, face: Callable[..., Position], path: Callable[[Any], object]
    ) -> OnFile[Balance]:
        """A balance of the case itself; `face` takes its id and what `path` finds."""
        return OnFile("balance", face, path, own=True)

    def balances(
        self,
        face: Callable[..., Position],
        path: Callable[[Any], Iterable[Any]] | Callable[[Any, Any], Iterable[Any]],
        *,
        of_case: bool = False,
    ) -> OnFile[Balances]:
        """Several balances, by what `path` finds; `of_case` as in `every`."""
        return OnFile("balances", face, path, of_case=of_case)

    def child_balances(
        self, process: type[P], face: Callable[..., Position], path: Callable[[Any], object]
    ) -> OnFile[Balances]:
        """A balance of each child case, by its id; `face` takes that id and what `path` finds."""
        return OnFile("child_balances", face, path, process=process)

    def found_balances(
        self,
        process: type[P],
        index: str,
        face: Callable[..., Position],
        path: Callable[[Any], tuple[str, object]],
    ) -> OnFile[Balances]:
        """A balance of each case found by a declared index, by its id.

        `path` finds what is looked for and what `face` takes beside the id.  The list may be stale;
        the balances are asked as any others are.
        """
        return OnFile("found_balances", face, path, index, process)

    def ancestors(self, family: str) -> OnFile[tuple["Process[Any]", ...]]:
        """The cases of a family that this case came from: which opened it, which opened that.

        By name, since a process knows those of the cases it opens, and not the other way round.
        """
        return OnFile("ancestors", family)

    def cases(
        self, process: type[P], index: str, path: Callable[[Any], str | tuple[str, ...] | None]
    ) -> OnFile[tuple[P, ...]]:
        """Cases found by a declared index: by one value of it, or by each of a tuple.

        The list may be stale and is never a ground for allowing; the cases in it are checked.
        """
        return OnFile("cases", process, path, index)

    def others(
        self, index: str, path: Callable[[Any], str | None]
    ) -> "OnFile[tuple[Process[Any], ...]]":
        """Cases of the same process found by a declared index, the case itself among them.

        As with `cases`, the list may be stale.
        """
        return OnFile("cases", None, path, index)


on_file = _OnFileMaker()
