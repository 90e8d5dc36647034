"""The `fbo` command.  It needs the extra `fbo[cli]`, and says so where that is missing."""

import io
import os
import sys

from fbo.kernel.errors import MissingExtra

__all__ = ["main"]

_OF_THE_EXTRA = ("typer", "click", "rich")
_USAGE, _STORE = 2, 3


def main() -> None:
    """Run the command line; ends the program with its exit code."""
    try:
        from fbo.cli.app import app
    except ImportError as missing:
        if (missing.name or "").partition(".")[0] not in _OF_THE_EXTRA:
            raise
        sys.stderr.write(f"fbo: {MissingExtra('cli', 'typer and rich')}\n")
        sys.exit(_USAGE)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a terminal cannot show becomes a question mark, and the rest is shown.
            stream.reconfigure(errors="replace")
    try:
        app()
    except OSError as error:
        # Of the outside only where the answer goes is not looked after by the commands.
        sys.stderr.write(f"fbo: the answer could not be written: {error.strerror}\n")
        # Python would try once more at its end, and complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_STORE)
