"""Telling: what goes to standard output, what to standard error, and with which exit code.

With `--json` standard output gets one object and nothing else, also where something went wrong.
Whatever fbo raises on purpose is told as help: what was wrong, what has changed, what can be done.
"""

import json
import sys
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fbo.kernel.errors import BugError, FboError, RuleError, StepRefused, StoreError

DONE, FOUND, USAGE, STORE, REFUSED, BUG = range(6)
INTERRUPTED = 130
"""As shells have it: 128 and the number of the signal."""

_CHANGED = {
    "no": "Nothing was changed.",
    "unknown": "It is not known whether it was done: ask again with the same key.",
}
_TRY = {
    "never": "",
    "same": "try again",
    "reread": "look at it again, then try again",
    "later": "try again later",
}
_WIDE = 200
"""Columns of what no terminal limits: what is piped into a file is not cut."""

out = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)
err = Console(stderr=True, highlight=False)


def answer(value: Mapping[str, Any]) -> None:
    """The one JSON object of a command."""
    # ASCII, so that it is the same whatever the terminal's encoding.
    sys.stdout.write(json.dumps(value, indent=2) + "\n")
    sys.stdout.flush()


def say(text: str, style: str = "") -> None:
    """A line for a person; never part of the answer."""
    err.print(Text(text, style=style), soft_wrap=True)


def grid(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    most: int | None = None,
) -> None:
    """A table on standard output, at most so wide; what is in it is text, never markup."""
    table = Table(title=title or None, title_justify="left", header_style="bold")
    numbers = [head.startswith(">") for head in heads]
    for head, number in zip(heads, numbers, strict=True):
        justify: Literal["left", "right"] = "right" if number else "left"
        # An id that is cut is of no use: it goes on in the next line.
        table.add_column(head.removeprefix(">"), justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    out.print(table, width=None if most is None else min(most, out.width))


@contextmanager
def telling(*, as_json: bool, stays: str = "") -> Generator[None]:
    """Tell what goes wrong within, and end with the exit code that says so.

    `stays` says what was done before and stays, where a command has several commits.
    """
    try:
        yield
    except FboError as error:
        _tell(error, as_json=as_json, stays=stays)
        raise typer.Exit(exit_code(error)) from None
    except KeyboardInterrupt:
        way_out = stays or "What was committed stays."
        if as_json:
            answer(_error("interrupted", "it was interrupted", way_out, "same", "unknown"))
        say("fbo: it was interrupted", "bold red")
        say(way_out)
        raise typer.Exit(INTERRUPTED) from None


def exit_code(error: FboError) -> int:
    """The exit code for an error."""
    if isinstance(error, StoreError):
        return STORE
    if isinstance(error, RuleError):
        return REFUSED
    return BUG if isinstance(error, BugError) else USAGE


def _error(code: str, message: str, way_out: str, retry: str, committed: str) -> dict[str, Any]:
    told = {"message": message, "way_out": way_out, "retry": retry, "committed": committed}
    return {"error": {"code": code, **told}}


def _tell(error: FboError, *, as_json: bool, stays: str) -> None:
    way_out = error.way_out or _TRY[error.retry]
    if as_json:
        answer(_error(error.code, error.sentence, way_out, error.retry, error.committed))
    say(f"fbo: {error.sentence}", "bold red")
    if isinstance(error, StepRefused):
        for reason in error.reasons:
            say(f"  - {reason.sentence}" + (f": {reason.way_out}" if reason.way_out else ""))
    if stays:
        say(stays)
    elif "nothing was changed" not in way_out:
        say(_CHANGED[error.committed])
    if way_out:
        say(f"{way_out[0].upper()}{way_out[1:]}.")
