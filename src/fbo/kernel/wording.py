"""Wording: texts with names in braces, and the values that stand for them.

A text never holds a finished value: beside it stand the values as JSON that says what each is
(`{"money": "10.10 EUR"}`), so that it can be written for whoever reads it, and in his language.
There is no attribute access and no code in a text.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeAlias, cast

from fbo.kernel.json import Json
from fbo.kernel.money import Money, Price
from fbo.kernel.numbers import Number
from fbo.kernel.quantity import Quantity
from fbo.kernel.times import instant, iso

Words: TypeAlias = Mapping[str, Json]
"""The values for the names of a text."""

_NAME: Final = re.compile(r"\{([a-z_]+)\}")
MONEY, QUANTITY, DAY = "money", "quantity", "day"
INSTANT, NUMBER, LABEL = "instant", "number", "label"

# An instant is a date, too, and so comes first.
_WRITTEN: Final[tuple[tuple[type, str, Callable[[Any], str]], ...]] = (
    (Money, MONEY, str),
    (Price, MONEY, str),
    (Quantity, QUANTITY, str),
    (datetime, INSTANT, lambda at: iso(instant(at))),
    (date, DAY, str),
    (Decimal, NUMBER, str),
)


@cache
def names_in(text: str) -> tuple[str, ...]:
    """The names in a text, each once, in their order."""
    return tuple(dict.fromkeys(_NAME.findall(text)))


def worded(value: object) -> Json:
    """A value as JSON that says what it is: an amount, a quantity, a day, an instant, a number.

    Text and whole numbers stand for themselves, for they are written alike everywhere; `None` is
    empty.
    """
    for kind, name, written in _WRITTEN:
        if isinstance(value, kind):
            return {name: written(value)}
    if value is None:
        return ""
    # A legal number is filled in when the commit is sealed.
    known = isinstance(value, (str, int, dict, Number))
    return cast("Json", value) if known else str(value)


def filled(text: str, words: Words, say: Callable[[Json], str] | None = None) -> str:
    """The text with its names filled in; a name that has no value is left empty.

    `say` writes a value for a reader; without it values stand as in JSON.
    """
    say = say or plain
    return _NAME.sub(lambda name: say(words.get(name[1], "")), text)


def plain(word: Json) -> str:
    """A value as it is written in JSON; a label is filled in."""
    if not isinstance(word, Mapping):
        return str(word)
    words = cast("Words", word)
    if LABEL in words:
        return filled(str(words[LABEL]), cast("Words", words.get("with", {})))
    return "".join(map(str, words.values()))
