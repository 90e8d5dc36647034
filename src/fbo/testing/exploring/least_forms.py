"""The least forms that say something: what somebody could fill in to take a step of a case.

Made from the form's own fields: every word of a closed list, each amount and quantity of which the
case's document speaks, the numbers of its lines.  A form that is refused as such is left out.  What
only the business knows is not guessed: a setting brings its own forms for such steps.
"""

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, cached_property
from itertools import product
from typing import Annotated, Any, Final, Literal, TypeVar, Union, cast, get_args, get_origin

from pydantic import ValidationError

from fbo.kernel.document import Document, Value
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity

__all__ = ["least_forms"]

V = TypeVar("V", bound=Value)

MOST: Final = 12
"""So many forms of a step at most."""

EACH: Final = 3
"""So many values of a field at most, where it is not a closed list."""


def least_forms(kind: type[V], document: Document, now: datetime) -> tuple[V, ...]:
    """Forms of a kind for a case with this document, the plainest first, at most twelve."""
    return tuple(_unlike(_values_of(kind, _Speaks(document, now))))[:MOST]


class _Speaks:
    """What a document speaks of: amounts, quantities, numbers of lines."""

    def __init__(self, document: Document, now: datetime) -> None:
        self.document, self.now = document, now

    @cached_property
    def amounts(self) -> tuple[Money, ...]:
        """Other than nothing, each once."""
        return tuple(_unlike(_found(self.document, Money)))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Other than nothing, each once."""
        return tuple(_unlike(_found(self.document, Quantity)))

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """The numbers of its lines; 1 if it has none."""
        numbers = [getattr(line, "line", 1) for line in getattr(self.document, "lines", ())]
        return tuple(dict.fromkeys((*numbers, 1)))


def _values_of(kind: type[V], speaks: _Speaks) -> Iterator[V]:
    """The plain one first, then those that differ from it in one field."""
    fields = kind.model_fields
    needed = {
        name: _candidates(name, field.annotation, speaks)
        for name, field in fields.items()
        if field.is_required()
    }
    for chosen in product(*needed.values()):
        yield from _valid(kind, dict(zip(needed, chosen, strict=True)))
    plain = {name: values[0] for name, values in needed.items() if values}
    for name, field in fields.items():
        if name not in needed and (closed := _closed(field.annotation)):
            for word in closed:
                yield from _valid(kind, {**plain, name: word})
        elif name not in needed and get_origin(_bare(field.annotation)) in (Sequence, tuple):
            for some in _candidates(name, field.annotation, speaks):
                for word in _companions(fields, name):
                    yield from _valid(kind, {**plain, name: some, **word})


def _companions(fields: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """Nothing, or a word of a closed list that goes with a list of the same name."""
    yield {}
    for other, field in fields.items():
        if name in _closed(field.annotation):
            yield {other: name}


def _candidates(name: str, annotation: Any, speaks: _Speaks) -> tuple[Any, ...]:
    bare = _bare(annotation)
    if closed := _closed(annotation):
        return closed
    if get_origin(bare) in (Sequence, tuple):
        items = _candidates(name.removesuffix("s"), get_args(bare)[0], speaks)
        return tuple((item,) for item in items[:EACH])
    if get_origin(bare) in (Mapping, dict):
        return ({},)
    if isinstance(bare, type) and issubclass(bare, Value):
        return tuple(_unlike(_values_of(bare, speaks)))[:EACH]
    return _plain(name, bare, speaks)


def _plain(name: str, bare: Any, speaks: _Speaks) -> tuple[Any, ...]:
    soon = speaks.now + timedelta(days=2)
    if bare is Money:
        return speaks.amounts[:EACH]
    if bare is Quantity:
        return speaks.quantities[:EACH]
    if bare is int and name == "line":
        return speaks.lines[:EACH]
    plain: dict[Any, Any] = {
        int: 1,
        Decimal: Decimal(1),
        datetime: soon,
        date: soon.date(),
        str: "because",
    }
    return (plain[bare],) if bare in plain else ()


def _closed(annotation: Any) -> tuple[Any, ...]:
    """The words of a closed list; empty if it is none."""
    bare = _bare(annotation)
    if get_origin(bare) is Literal:
        return get_args(bare)
    if isinstance(bare, type) and issubclass(bare, Enum):
        return tuple(bare)
    return (False, True) if bare is bool else ()


def _bare(annotation: Any) -> Any:
    """The type under marks and beside `None`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            arms = [arm for arm in get_args(annotation) if arm is not type(None)]
            annotation = arms[0]
        else:
            return annotation


def _valid(kind: type[V], values: dict[str, Any]) -> Iterator[V]:
    try:
        yield kind(**values)
    except (ValidationError, ValueError):
        return


def _found(value: Any, kind: type) -> Iterator[Any]:
    """Every value of a kind in the fields and properties of a document, however deep."""
    if isinstance(value, kind):
        if value:
            yield value
    elif isinstance(value, Value):
        for name in _names_of(type(value)):
            yield from _found(getattr(value, name, None), kind)
    elif isinstance(value, Mapping):
        yield from _found(tuple(cast("Any", value).values()), kind)
    elif isinstance(value, (tuple, list)):
        for item in cast("Iterable[Any]", value):
            yield from _found(item, kind)


@cache
def _names_of(kind: type[Value]) -> tuple[str, ...]:
    """The fields of a value, and the properties that its own classes give it."""
    ours = [each for each in kind.__mro__ if issubclass(each, Value) and each is not Value]
    said = [n for each in ours for n, p in vars(each).items() if isinstance(p, property)]
    return tuple(dict.fromkeys((*kind.model_fields, *said)))


def _unlike(values: Iterable[Any]) -> Iterator[Any]:
    """Each value once, in order."""
    seen: list[Any] = []
    for value in values:
        if value not in seen:
            seen.append(value)
            yield value
