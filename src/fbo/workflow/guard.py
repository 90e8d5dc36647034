"""Guards: yes-or-no questions with the sentence that refuses.

A guard asks a document; a rule is a method of a process and may also ask what is on file and the
form.  Both answer yes, no, or a `Reason` of their own.  They decide nothing else and change
nothing.
"""

import inspect
from collections.abc import Callable
from typing import Any, Generic, TypeAlias, TypeVar, overload

from fbo.kernel.document import Document
from fbo.kernel.errors import Reason

D_contra = TypeVar("D_contra", bound=Document, contravariant=True)

Answer: TypeAlias = bool | Reason
"""Yes (`True`), no (`False`: the guard's own sentence), or no for a reason with its own facts."""


class Guard(Generic[D_contra]):
    """A question about one document.  Calling it asks."""

    def __init__(
        self, ask: Callable[[D_contra], Answer], sentence: str, code: str, way_out: str
    ) -> None:
        self.name = ask.__name__
        self.code = code or self.name
        self.sentence = sentence
        self.way_out = way_out
        self.__doc__ = ask.__doc__
        self.ask = ask
        self.reason = Reason(self.code, sentence, way_out=way_out)
        """What a plain no means."""

    def __call__(self, document: D_contra) -> Answer:
        """Ask."""
        return self.ask(document)

    @property
    def document(self) -> Any:
        """The type of document it asks, as its function declares it."""
        parameters = list(inspect.signature(self.ask, eval_str=True).parameters.values())
        return parameters[0].annotation if parameters else inspect.Parameter.empty


class Rule:
    """A question a process asks of its case, of what is on file, and perhaps of the form."""

    def __init__(self, ask: Callable[..., Answer], sentence: str, code: str, way_out: str) -> None:
        self.name = ask.__name__
        self.code = code or self.name
        self.sentence = sentence
        self.way_out = way_out
        self.__doc__ = ask.__doc__
        self.ask = ask
        self.reason = Reason(self.code, sentence, way_out=way_out)
        """What a plain no means."""
        parameters = list(inspect.signature(ask).parameters.values())
        self.wants_form = len(parameters) > 1
        self.form: Any = parameters[1].annotation if self.wants_form else None

    @overload
    def __get__(self, case: None, owner: type) -> "Rule": ...
    @overload
    def __get__(self, case: object, owner: type) -> Callable[..., Answer]: ...
    def __get__(self, case: object | None, owner: type) -> "Rule | Callable[..., Answer]":
        """On a case, the question itself: `self.within_credit()`."""
        return self if case is None else self.ask.__get__(case, owner)


def guard(
    sentence: str, *, code: str = "", way_out: str = ""
) -> Callable[[Callable[[D_contra], Answer]], Guard[D_contra]]:
    """Make a function of a document a guard.

    `sentence` says what is wrong when it does not hold ("the order has no lines"); `code` is stable
    and defaults to the function's name; `way_out` says what to do about it.
    """

    def make(ask: Callable[[D_contra], Answer]) -> Guard[D_contra]:
        return Guard(ask, sentence, code, way_out)

    return make


def rule(
    sentence: str, *, code: str = "", way_out: str = ""
) -> Callable[[Callable[..., Answer]], Rule]:
    """Make a method of a process a guard; it may take the form as its one argument."""

    def make(ask: Callable[..., Answer]) -> Rule:
        return Rule(ask, sentence, code, way_out)

    return make
