"""Texts: what messages and labels say, in the language of whoever reads them.

Each language is one file, `es.toml`; fbo ships some, an application may have a folder of its own,
whose files add languages and reword what is shipped.  A reader of `es-MX` gets what `es-MX.toml`
says, else `es.toml`, else English.  Messages are kept as template and data; they become text here,
when they are sent.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from fbo.company.messages.locales import Locale, read_locale
from fbo.kernel.errors import InputError
from fbo.kernel.wording import Words, names_in
from fbo.workflow.process import Process

FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """A message as it is read: its words and the language they are in."""

    subject: str
    text: str
    language: str


class Texts:
    """The languages of a company.  `languages` are those it has a file for."""

    def __init__(self, locales: Mapping[str, Locale]) -> None:
        self._locales = locales
        self._names: dict[str, frozenset[str]] = {}

    def names(self, template: str) -> frozenset[str]:
        """The names in a message, in whichever language: what must be filled in to send it."""
        found = self._names.get(template)
        if found is None:
            texts = (locale.messages.get(template, ()) for locale in self._locales.values())
            found = frozenset(name for both in texts for text in both for name in names_in(text))
            self._names[template] = found
        return found

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are, in the order of the alphabet."""
        return tuple(sorted(self._locales))

    def message(
        self, template: str, data: Words, language: str = FALLBACK, *, tz: str = "UTC"
    ) -> Text:
        """A message for a reader.  A template that no file has says its own name."""
        for locale in self._for(language):
            if template in locale.messages:
                subject, text = (locale.fill(each, data, tz) for each in locale.messages[template])
                return Text(subject, text, locale.language)
        words = template.replace("_", " ").capitalize()
        return Text(words, words, FALLBACK)

    def label(self, text: str, words: Words, language: str = FALLBACK, *, tz: str = "UTC") -> str:
        """A label for a reader; one that no file has is in English."""
        locales = self._for(language)
        locale = next((each for each in locales if text in each.labels), locales[-1])
        return locale.label(text, words, tz)

    def missing(self, language: str, processes: Iterable[type[Process[Any]]]) -> tuple[str, ...]:
        """The templates and labels of some processes that a language has no words for."""
        english = _is_english(language)
        locales = [each for each in self._for(language) if english or each.language != FALLBACK]
        said = {("message", name) for locale in locales for name in locale.messages}
        said |= {("label", text) for locale in locales for text in locale.labels}
        needed = dict.fromkeys(each for process in processes for each in _needed(process))
        return tuple(
            f"{kind}: {name}"
            for kind, name in needed
            # A label is written in English where it is declared.
            if (kind, name) not in said and not (english and kind == "label")
        )

    def _for(self, language: str) -> tuple[Locale, ...]:
        """The locales a reader understands: his own, with what it goes back to, then English."""
        own: Locale | None = None
        parts = folded(language).split("-")
        for end in range(1, len(parts) + 1):
            found = self._locales.get("-".join(parts[:end]))
            if found is not None:
                own = found if own is None else own.merged(found)
        english = self._locales[FALLBACK]
        if own is None or _is_english(language):
            return (own or english,)
        return (own, english)


def texts_in(folder: str | Path | None = None) -> Texts:
    """The shipped languages, and what the files of a folder add to them or say otherwise.

    Raises `InputError` where the folder is not there or a file says what cannot be understood.
    """
    locales = dict(_shipped())
    if folder is not None:
        if not Path(folder).is_dir():
            raise InputError(f"there is no folder {folder}")
        for file in sorted(Path(folder).glob("*.toml")):
            own = _read(file.stem, file.read_bytes(), str(file))
            _refuse_strange_names(own, str(file))
            known = locales.get(own.language)
            locales[own.language] = known.merged(own) if known is not None else own
    return Texts(locales)


def _refuse_strange_names(own: Locale, where: str) -> None:
    """What is shipped may be worded otherwise, but not with names that nobody fills in."""
    shipped = Texts(_shipped())
    for template, both in own.messages.items():
        known = shipped.names(template)
        strange = sorted({name for text in both for name in names_in(text)} - known)
        if strange and any(template in locale.messages for locale in _shipped().values()):
            raise InputError(
                f"{where}: messages.{template} names {', '.join(strange)}, "
                f"and only {', '.join(sorted(known)) or 'nothing'} is filled in"
            )


def folded(language: str) -> str:
    """A language's tag as files are named: `es_MX` is `es-mx`."""
    return language.replace("_", "-").lower()


def _is_english(language: str) -> bool:
    return folded(language).split("-")[0] == FALLBACK


@cache
def _shipped() -> Mapping[str, Locale]:
    files = (
        file
        for file in resources.files("fbo").joinpath("texts").iterdir()
        if file.name.endswith(".toml")
    )
    found = [_read(file.name.removesuffix(".toml"), file.read_bytes(), file.name) for file in files]
    return {locale.language: locale for locale in found}


def _read(name: str, content: bytes, where: str) -> Locale:
    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{where}: {error}") from None
    return read_locale(folded(name), data, where)


def _needed(process: type[Process[Any]]) -> Iterator[tuple[str, str]]:
    """What the definition of a process says to somebody."""
    definition = process.definition
    steps = (*definition.openings, *definition.steps.values())
    told = [step.tells for step in steps] + [react.tells for react in definition.reactions]
    for notice in (notice for notices in told for notice in notices):
        yield "message", notice.template
    for state in definition.states.values():
        for label in state.labels:
            yield "label", label
