"""Locales: how amounts, days and labels are written for readers of one language.

A locale is read from a file of its own; what it says is data, never code.  Which one a reader gets,
and where the files are, is `fbo.company.messages.texts`'.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from fbo.kernel.errors import InputError, InvalidTime
from fbo.kernel.json import Json
from fbo.kernel.times import from_iso
from fbo.kernel.wording import DAY, INSTANT, LABEL, MONEY, NUMBER, QUANTITY, Words, filled, plain
from fbo.kernel.zones import zone

MONTHS = 12
SECTIONS = ("form", "units", "labels", "messages")


DECIMAL, GROUP, ON, AT = "decimal", "group", "day", "instant"
PLAIN: Mapping[str, str] = {
    DECIMAL: ".",
    GROUP: ",",
    ON: "{year}-{number}-{day}",
    AT: "{date}, {hour}:{minute}",
}
"""How numbers and times are written where a file does not say."""


@dataclass(frozen=True, slots=True)
class Locale:
    """The texts of one language.

    `form` says how numbers and times are written, `months` what the twelve are called; `units`
    gives one and several of a unit; `labels` what stands for an English label; `messages` subject
    and text of a template.
    """

    language: str
    form: Mapping[str, str]
    months: tuple[str, ...]
    units: Mapping[str, tuple[str, str]]
    labels: Mapping[str, str]
    messages: Mapping[str, tuple[str, str]]

    def label(self, text: str, words: Words, tz: str = "UTC") -> str:
        """A label in this language, with its values."""
        return self.fill(self.labels.get(text, text), words, tz)

    def fill(self, text: str, words: Words, tz: str = "UTC") -> str:
        """A text with its values as readers of this language write them."""
        return filled(text, words, lambda word: self.say(word, tz))

    def say(self, word: Json, tz: str = "UTC") -> str:
        """A value as readers of this language write it; instants by the clocks of a zone.

        What is none is written as it stands: a message is sent all the same.
        """
        if not isinstance(word, Mapping):
            return "" if word is None else str(word)
        words = cast("Words", word)
        if LABEL in words:
            return self.label(str(words[LABEL]), cast("Words", words.get("with", {})), tz)
        try:
            ((kind, value),) = words.items()
            return self._said(kind, value, tz)
        except ValueError:
            return plain(word)

    def _said(self, kind: str, value: Json, tz: str) -> str:
        written = str(value)
        if kind in (MONEY, QUANTITY):
            number, _, what = written.partition(" ")
            return f"{self._number(number)} {self._unit(what, number)}"
        if kind == NUMBER:
            return self._number(written)
        if kind == DAY:
            return self._day(date.fromisoformat(written))
        return self._instant(from_iso(written), tz) if kind == INSTANT else written

    def merged(self, other: "Locale") -> "Locale":
        """This one, where the other says nothing else; under the other's name."""
        return Locale(
            other.language,
            {**self.form, **other.form},
            other.months or self.months,
            {**self.units, **other.units},
            {**self.labels, **other.labels},
            {**self.messages, **other.messages},
        )

    def _number(self, number: str) -> str:
        whole, _, rest = number.removeprefix("-").partition(".")
        grouped = f"{int(whole):,}".replace(",", self._written(GROUP))
        sign = "-" if number.startswith("-") else ""
        return sign + grouped + (self._written(DECIMAL) + rest if rest else "")

    def _unit(self, unit: str, number: str) -> str:
        one, several = self.units.get(unit, (unit, unit))
        return one if number == "1" else several

    def _day(self, on: date) -> str:
        number = f"{on.month:02d}"
        month = self.months[on.month - 1] if self.months else number
        parts = {"day": str(on.day), "month": month, "number": number, "year": str(on.year)}
        return filled(self._written(ON), parts)

    def _instant(self, at: datetime, tz: str) -> str:
        try:
            there = at.astimezone(zone(tz))
        except InvalidTime:
            there = at
        parts = {"date": self._day(there.date()), "hour": f"{there:%H}", "minute": f"{there:%M}"}
        return filled(self._written(AT), parts)

    def _written(self, name: str) -> str:
        return self.form.get(name, PLAIN[name])


def read_locale(language: str, data: Mapping[str, Any], where: str) -> Locale:
    """A locale from what its file says.  Raises `InputError`, naming the file and the place."""
    for section, content in data.items():
        if section not in SECTIONS or not isinstance(content, Mapping):
            raise InputError(f"{where}: {section} is none of {', '.join(SECTIONS)}")
    form = dict(_in(data, "form"))
    months: Any = form.pop("months", [])
    if not form.keys() <= PLAIN.keys():
        raise InputError(f"{where}: form takes {', '.join(PLAIN)}, months")
    if not isinstance(months, list) or len(_several(months)) not in (0, MONTHS):
        raise InputError(f"{where}: form.months does not name the twelve months")
    return Locale(
        language,
        {name: _text(each, f"{where}: form.{name}") for name, each in form.items()},
        tuple(_text(each, f"{where}: form.months") for each in _several(months)),
        {name: _pair(each, f"{where}: units.{name}") for name, each in _in(data, "units")},
        {text: _text(each, f'{where}: labels."{text}"') for text, each in _in(data, "labels")},
        {name: _message(each, f"{where}: messages.{name}") for name, each in _in(data, "messages")},
    )


def _in(data: Mapping[str, Any], section: str) -> Sequence[tuple[str, Any]]:
    return list(data.get(section, {}).items())


def _several(value: Any) -> list[Any]:
    return list(value)


def _pair(value: Any, where: str) -> tuple[str, str]:
    if not isinstance(value, list) or len(_several(value)) != 2:  # noqa: PLR2004
        raise InputError(f"{where} takes two words, for one and for several")
    one, several = _several(value)
    return _text(one, where), _text(several, where)


def _message(value: Any, where: str) -> tuple[str, str]:
    if not isinstance(value, Mapping) or set(cast("Mapping[str, Any]", value)) != {
        "subject",
        "text",
    }:
        raise InputError(f"{where} takes a subject and a text")
    return _text(value["subject"], where), _text(value["text"], where)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise InputError(f"{where} is no text")
    return value
