"""Reactions: what a process does when another process takes a step.

A reaction is a method under `@when(Other.step)`.  It runs in the commit of the step it reacts to,
or, if it is `apart`, in a commit of its own, exactly once.  How that is carried out is not known
here.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast, overload

from fbo.kernel.document import Document
from fbo.workflow.notice import Notice
from fbo.workflow.state import Notices, Sources, many
from fbo.workflow.step import StepOf

if TYPE_CHECKING:
    from fbo.workflow.process import Process

D = TypeVar("D", bound=Document)
S = TypeVar("S", bound="Process[Any]")
R = TypeVar("R", bound=Document | None)


class Reaction(Generic[S, D, R]):
    """A declared reaction; calling it on a case runs its effect."""

    def __init__(
        self,
        effect: "Callable[[S, D], R]",
        to: "tuple[StepOf[Any, Any], ...]",
        of: Callable[[Any], Iterable[str] | str] | None,
        while_: Sources | None,
        *,
        apart: bool,
        tells: tuple[Notice, ...] = (),
    ) -> None:
        self.effect = effect
        self.name = effect.__name__
        self.to = to
        self.of = of
        self.states = None if while_ is None else while_.states
        self.apart = apart
        self.tells = tells
        self.__doc__ = effect.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """A reaction is called what the class calls it."""
        self.name = name

    @overload
    def __get__(self, case: None, owner: type) -> "Reaction[S, D, R]": ...
    @overload
    def __get__(self, case: S, owner: type) -> "Callable[[D], R]": ...
    def __get__(self, case: Any, owner: type) -> Any:
        """On a case the effect, so that a subclass may call `super()._bill(shipment)`."""
        effect: Any = self.effect
        return self if case is None else effect.__get__(case, owner)

    def reacts_in(self, state: str) -> bool:
        """Whether a case in this state reacts."""
        return self.states is None or any(state == allowed.name for allowed in self.states)

    def cases(self, document: Document) -> tuple[str, ...]:
        """The ids that `of=` names for the document of the other case; each once."""
        if self.of is None:
            return ()
        named = self.of(document)
        return tuple(dict.fromkeys((named,) if isinstance(named, str) else named))


class _StepOn(Protocol[D]):
    """A step of a process of documents `D`, whichever it is."""

    @property
    def process(self) -> "type[Process[D]]": ...


def when(
    *steps: _StepOn[D],
    of: Callable[[D], Iterable[str] | str] | None = None,
    while_: Sources | None = None,
    apart: bool = False,
    tells: Notices = (),
) -> "Callable[[Callable[[S, D], R]], Reaction[S, D, R]]":
    """React to steps of another process.

    The case that opened the other reacts; `of` names the cases by id otherwise.  `while_`: only in
    these states.  `apart`: for facts that cannot be refused (dispatched, paid, lost): a commit of
    its own, exactly once, and a task if it fails.  `tells`: who hears of it; so a customer hears of
    what the back office has done from the front office.  The method takes the other case's document
    and returns its own changed document, or `None`.
    """

    def make(effect: "Callable[[S, D], R]") -> "Reaction[S, D, R]":
        named = cast("tuple[StepOf[Any, Any], ...]", steps)
        return Reaction(effect, named, of, while_, apart=apart, tells=many(tells))

    return make
