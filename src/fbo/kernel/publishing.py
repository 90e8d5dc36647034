"""Publishing: what of a document a customer may see, as JSON.

What a class names in `public` is shown, and of its parts what their classes name; all else stays
inside.  Who asks, and whether he may see the document at all, is decided elsewhere.
"""

from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from fbo.kernel.amounts import Amount
from fbo.kernel.document import Value
from fbo.kernel.errors import UnknownField
from fbo.kernel.json import Json
from fbo.kernel.numbers import Number
from fbo.kernel.times import iso

Visibility: TypeAlias = Literal["public", "office", "restricted"]


def visibility(kind: type[Value], name: str) -> Visibility:
    """Who may see a field: the customer, the staff, or only the department that needs it.

    Raises `UnknownField` where the class has neither field nor property of that name.
    """
    if name in kind.public:
        return "public"
    if name in kind.restricted:
        return "restricted"
    if name in kind.model_fields or isinstance(getattr(kind, name, None), property):
        return "office"
    raise UnknownField(name, kind.__name__)


def published(value: Value) -> dict[str, Json]:
    """The public fields and properties of a document or a part of it; those that are not empty."""
    shown = {name: _shown(value, name) for name in value.public}
    return {name: each for name, each in shown.items() if each not in (None, "", [], {})}


def _shown(value: Value, name: str) -> Json:
    found = getattr(value, name)
    if _is_plain(found):
        return _plain(found)
    # Its class says how it is written.
    written: Json = value.model_dump(mode="json", include={name})[name]
    return written


def _is_plain(value: Any) -> bool:
    if isinstance(value, (str, int, date, Amount, Value, Number)) or value is None:
        return True
    return value.__class__ in (list, tuple) and all(map(_is_plain, value))


def _plain(value: Any) -> Json:  # noqa: PLR0911 - one way out for each kind
    match value:
        case Value():
            return published(value)
        case datetime():
            return iso(value)
        case date():
            return value.isoformat()
        case Amount():
            return str(value)
        case Number():
            # It is given when the commit is sealed.
            return None
        case str() | int() | None:
            return value
        case _:
            return [_plain(each) for each in value]
