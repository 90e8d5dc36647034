"""Paths: whether a path into a document names fields that exist.

The path is a function; it is tried on a stand-in that knows the document's fields and properties
and answers each with a stand-in of the field's type.  What it does beyond reading fields is not
judged.
"""

import types
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel


def missing_field(
    path: Callable[..., Any], document: type[BaseModel], *, form: bool = False
) -> str:
    """The first field the path asks for and the document does not have; empty if all exist.

    `form`: the path looks at the form of a step, too, and is tried without one.
    """
    try:
        for _ in _walk(path(_StandIn(document), *((None,) if form else ()))):
            pass
    except _MissingFieldError as missing:
        return str(missing)
    except Exception:  # noqa: BLE001 - arithmetic on stand-ins fails, which says nothing of fields
        return ""
    return ""


class _MissingFieldError(Exception):
    pass


class _StandIn:
    """Answers every field of a type with a stand-in of the field's type."""

    def __init__(self, kind: Any) -> None:
        self.__dict__["_kind"] = _model(kind)
        self.__dict__["_item"] = _item(kind)

    def __getattr__(self, name: str) -> Any:
        kind = self.__dict__["_kind"]
        if kind is None:
            return _StandIn(None)
        if name in kind.model_fields:
            return _StandIn(kind.model_fields[name].annotation)
        if hasattr(kind, name):
            return _StandIn(None)
        raise _MissingFieldError(f"{kind.__name__}.{name}")

    def __iter__(self) -> Iterator[Any]:
        yield _StandIn(self.__dict__["_item"])

    def __hash__(self) -> int:
        return 0


def _walk(found: Any) -> Iterator[Any]:
    """A path may be lazy (a generator): reading it to the end asks for all its fields."""
    if isinstance(found, (types.GeneratorType, tuple, list, set, frozenset)):
        yield from found


def _plain(kind: Any) -> Any:
    """Without `Annotated` and `| None`."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        arms = [arm for arm in get_args(kind) if arm is not type(None)]
        return _plain(arms[0]) if len(arms) == 1 else None
    return kind


def _model(kind: Any) -> type[BaseModel] | None:
    kind = _plain(kind)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _item(kind: Any) -> Any:
    kind = _plain(kind)
    if isinstance(get_origin(kind), type) and issubclass(get_origin(kind), Sequence):
        return get_args(kind)[0]
    return None
