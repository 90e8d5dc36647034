"""Text that every store and every reader keeps alike: which characters and how many of them.

Text is kept in Unicode's NFC.  What stores and readers disagree on is refused: lone surrogates, NUL
and the other control characters, characters that turn the direction of writing, noncharacters.
Nothing here trims, translates or guesses; words for people are not judged.
"""

import re
import unicodedata
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, Strict, WithJsonSchema

from fbo.kernel.errors import InvalidText, LimitExceeded
from fbo.kernel.limits import LIMITS

__all__ = [
    "Identifier",
    "LongText",
    "Name",
    "ShortText",
    "StoreKey",
    "fold",
    "identifier",
    "long_text",
    "name",
    "short_text",
    "store_key",
]

_CONTROLS = r"\x00-\x1f\x7f-\x9f"
_CONTROLS_BUT_TAB_AND_NEWLINE = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_SURROGATES = r"\ud800-\udfff"
# Embeddings, overrides and isolates: with them, text reads otherwise than it is stored.  The marks
# U+200E, U+200F and U+061C, which Hebrew and Arabic need, stay.
_TURNS = r"\u202a-\u202e\u2066-\u2069"
_NONCHARACTERS = r"\ufdd0-\ufdef" + "".join(
    rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(17)
)
_ONE_LINE: Final = re.compile(f"[{_CONTROLS}{_SURROGATES}{_TURNS}{_NONCHARACTERS}]")
_LINES: Final = re.compile(
    f"[{_CONTROLS_BUT_TAB_AND_NEWLINE}{_SURROGATES}{_TURNS}{_NONCHARACTERS}]"
)
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9._:\-]+")

# A character of NFC comes from at most four, so a longer text cannot shrink to within the limit.
_LONGEST_DECOMPOSITION: Final = 4


def short_text(value: str, *, field: str = "text") -> str:
    """One line of at most 200 characters, in NFC; it may be empty.

    Raises `InvalidText` for a character that is refused, `LimitExceeded` for too many.
    """
    return _checked(value, field, LIMITS.short_text, _ONE_LINE)


def name(value: str, *, field: str = "name") -> str:
    """As `short_text`, and not blank."""
    return _not_blank(_checked(value, field, LIMITS.short_text, _ONE_LINE), field)


def long_text(value: str, *, field: str = "text") -> str:
    """At most 20 000 characters in NFC, newlines and tabs among them; it may be empty.

    Raises `InvalidText` for a character that is refused (so are carriage returns), `LimitExceeded`
    for too many.
    """
    return _checked(value, field, LIMITS.long_text, _LINES)


def store_key(value: str, *, field: str = "key") -> str:
    """A unique value or an idempotency key: 1 to 200 characters of one line, in NFC, not blank.

    Case and accents count; what should compare without them is folded first.  Raises as
    `short_text` does.
    """
    return _not_blank(_checked(value, field, LIMITS.store_key, _ONE_LINE), field)


def identifier(value: str, *, field: str = "id") -> str:
    """The id of a document: 1 to 64 of `A-Z a-z 0-9 . _ : -`, exact.

    Raises `InvalidText` for another character, `LimitExceeded` for too many.
    """
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidText(field, "is no text")
    if len(value) > LIMITS.document_id:
        raise LimitExceeded(f"{field}, characters", LIMITS.document_id, len(value))
    if not _IDENTIFIER.fullmatch(value):
        raise InvalidText(field, "takes one or more of A-Z a-z 0-9 . _ : - only")
    return value


def fold(text: str) -> str:
    """The form in which identifiers of people compare: NFC, without regard to case.

    E-mail addresses, tax ids and references are equal if their folded forms are.  It may be longer
    than the text.  Source: Unicode, canonical caseless matching (D145).
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


ShortText: TypeAlias = Annotated[
    str,
    Strict(),
    AfterValidator(short_text),
    WithJsonSchema({"type": "string", "maxLength": LIMITS.short_text}),
]
"""One line of at most 200 characters; it may be empty."""

Name: TypeAlias = Annotated[
    str,
    Strict(),
    AfterValidator(name),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LIMITS.short_text}),
]
"""One line of 1 to 200 characters, not blank."""

LongText: TypeAlias = Annotated[
    str,
    Strict(),
    AfterValidator(long_text),
    WithJsonSchema({"type": "string", "maxLength": LIMITS.long_text}),
]
"""At most 20 000 characters, newlines and tabs among them; it may be empty."""

Identifier: TypeAlias = Annotated[
    str,
    Strict(),
    AfterValidator(identifier),
    WithJsonSchema({"type": "string", "pattern": rf"^[A-Za-z0-9._:\-]{{1,{LIMITS.document_id}}}$"}),
]
"""The id of a document: 1 to 64 of `A-Z a-z 0-9 . _ : -`."""

StoreKey: TypeAlias = Annotated[
    str,
    Strict(),
    AfterValidator(store_key),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LIMITS.store_key}),
]
"""A unique value or an idempotency key: 1 to 200 characters, not blank."""


def _checked(value: str, field: str, limit: int, refused: re.Pattern[str]) -> str:
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidText(field, "is no text")
    if len(value) <= limit and value.isascii() and value.isprintable():
        return value
    # Before anything is looked at: a text of a gigabyte costs nothing but its length.
    if len(value) > limit * _LONGEST_DECOMPOSITION:
        raise LimitExceeded(f"{field}, characters", limit, len(value))
    if found := refused.search(value):
        raise InvalidText(field, f"contains {_described(found.group())}")
    value = unicodedata.normalize("NFC", value)
    if len(value) > limit:
        raise LimitExceeded(f"{field}, characters", limit, len(value))
    return value


def _not_blank(value: str, field: str) -> str:
    if not value or value.isspace():
        raise InvalidText(field, "is blank")
    return value


def _described(character: str) -> str:
    point = ord(character)
    kind = {"Cc": "a control character", "Cs": "half of a character"}.get(
        unicodedata.category(character),
        "which turns the direction of writing" if point < 0xFDD0 else "no character",  # noqa: PLR2004
    )
    return f"U+{point:04X}, {kind}"
