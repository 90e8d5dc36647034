"""Rows: CSV files of others, read line by line, so that one bad row costs nothing but itself.

A file is bounded before it is read.  What cannot be read as a row (broken encoding, a quotation
mark that is never closed, a wrong number of columns) comes with its fault, and reading goes on with
the next line.  What the rows mean is judged by whoever asks for them.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from fbo.kernel.errors import InputError, LimitExceeded
from fbo.kernel.limits import LIMITS

_BOM = "\ufeff"
_MOST_LINES_OF_A_ROW = 100
_LONGEST_REASON = 200


class BadRowError(Exception):
    """Why a row is left out, in one sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Rejected:
    """A row that was left out: its file, its first line (the header is line 1), and why."""

    file: str
    line: int
    reason: str

    def as_json(self) -> dict[str, str | int]:
        """As JSON."""
        return {"file": self.file, "line": self.line, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its first line, its values by column, and its fault, if it has one.

    A row with a fault has the values that could be told, if any.
    """

    line: int
    values: Mapping[str, str]
    fault: str = ""

    def __getitem__(self, column: str) -> str:
        """The value in a column, without spaces around it."""
        return self.values.get(column, "").strip()


def rows(
    path: Path, columns: Sequence[str], *, known_as: Callable[[str], str] = str
) -> Iterator[Row]:
    """The rows of a CSV file with a header line; blank lines are passed over.

    `columns` must be there, in whatever order; others may be.  `known_as` says what a column of the
    header is called here, where files spell it in several ways.  Raises `InputError` where the file
    or a column is missing, `LimitExceeded` for more bytes or rows than an import takes.
    """
    lines = _lines(path)
    header = [known_as(name) for name in _header(path, lines)]
    _need(path, header, columns)
    line = 1
    while line < len(lines):
        used = 1
        if lines[line].strip():
            values, used, fault = _row(lines, line, len(header))
            yield Row(line + 1, dict(zip(header, values, strict=False)), fault)
            # After a fault read on with the next line: a stray quotation mark swallows no good
            # rows.
            used = 1 if fault else used
        line += used


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            data = file.read(LIMITS.import_bytes + 1)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise InputError(f"{path.name} is missing: {path.absolute().parent} has none") from None
        why = "is a folder" if isinstance(error, IsADirectoryError) else "cannot be read"
        raise InputError(f"{path.name} {why}: name a CSV file that you may read") from None
    if len(data) > LIMITS.import_bytes:
        size = path.stat().st_size
        raise LimitExceeded(f"bytes of {path.name}", LIMITS.import_bytes, size)
    # What is no UTF-8 becomes lone surrogates, by which its row is known.
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    if len(lines) - 1 > LIMITS.import_rows + 1:
        raise LimitExceeded(f"rows of {path.name}", LIMITS.import_rows, len(lines) - 1)
    return lines


def header_of(path: Path) -> list[str]:
    """The names of the columns of a file, as it spells them; raises as `rows` does."""
    return _header(path, _lines(path))


def reason_of(fault: Exception) -> str:
    """Why a row is left out, in one sentence and without what it says about a person."""
    text = str(fault)
    if isinstance(fault, ValidationError):
        text = "; ".join(str(error["msg"]) for error in fault.errors())
    # What a file says is shown on terminals: nothing in it may steer them.
    return "".join(c if c.isprintable() else "\ufffd" for c in text[:_LONGEST_REASON])


def _header(path: Path, lines: list[str]) -> list[str]:
    if not any(line.strip() for line in lines):
        raise InputError(f"{path.name} is empty: its first line must name its columns")
    names, _, fault = _row([lines[0].removeprefix(_BOM)], 0, None)
    if fault:
        raise InputError(f"{path.name}, line 1: the header {fault}")
    return [name.strip() for name in names]


def _need(path: Path, header: Sequence[str], columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in header]
    if missing:
        raise InputError(f"{path.name}, line 1: the column {', '.join(missing)} is missing")
    twice = [name for name in columns if header.count(name) > 1]
    if twice:
        raise InputError(f"{path.name}, line 1: the column {twice[0]} is there twice")


def _row(lines: Sequence[str], first: int, width: int | None) -> tuple[list[str], int, str]:
    """The values of the row that begins at a line, how many lines it takes, and what is wrong."""
    used, quotes = 1, lines[first].count('"')
    while quotes % 2 and first + used < len(lines) and used < _MOST_LINES_OF_A_ROW:
        quotes += lines[first + used].count('"')
        used += 1
    if quotes % 2:
        return [], 1, "has a quotation mark that is not closed"
    text = "\n".join(lines[first : first + used])
    try:
        values: list[str] = next(csv.reader([text.removesuffix("\r")], strict=True), list[str]())
    except csv.Error:
        long = len(text) > csv.field_size_limit()
        return [], 1, "has a value that is too long" if long else "is not written as CSV"
    if not text.isascii() and not _is_text(text):
        return values, used, "is not in UTF-8"
    if width is not None and len(values) != width:
        return values, used, f"has {len(values)} columns, the header has {width}"
    return values, used, ""


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
