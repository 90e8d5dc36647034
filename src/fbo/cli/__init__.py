"""The `fbo` command.  It needs the extra `fbo[cli]`, and says so where that is missing."""

import sys

from fbo.kernel.errors import MissingExtra

__all__ = ["main"]

_OF_THE_EXTRA = ("typer", "click", "rich")
_USAGE = 2


def main() -> None:
    """Run the command line; ends the program with its exit code."""
    try:
        from fbo.cli.app import app
    except ImportError as missing:
        if (missing.name or "").partition(".")[0] not in _OF_THE_EXTRA:
            raise
        sys.stderr.write(f"fbo: {MissingExtra('cli', 'typer and rich')}\n")
        sys.exit(_USAGE)
    app()
