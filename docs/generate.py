"""Writes what of the documentation is made from the code: parts of pages, and pictures.

    python docs/generate.py

A page marks such a part with `<!-- generated: what -->` and `<!-- end -->`; the rest of it is left
alone.  A test compares every page and picture with what this would write, so that none can fall
behind the code.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from typer.main import get_command

from fbo.cli.app import app
from fbo.company.reporting.happenings import MEANINGS
from fbo.company.shipped import SHIPPED
from fbo.kernel import errors
from fbo.workflow import table
from fbo.workflow.blueprint import blueprint
from fbo.workflow.diagram import mermaid

ROOT = Path(__file__).resolve().parents[1]
PART = re.compile(r"(<!-- generated: (\w+)(?: ([^\n]+?))? -->\n).*?(<!-- end -->)", re.DOTALL)
PROCESSES = {process.family: process for process in SHIPPED}
PICTURES = ROOT / "docs" / "pictures"
WIDTH = "96"


def pages() -> list[Path]:
    """Every page of the repository that is documentation."""
    return sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))


def fresh(text: str) -> str:
    """A page with its generated parts written anew."""
    return PART.sub(lambda part: part[1] + MAKERS[part[2]](part[3] or "") + part[4], text)


def pictures() -> Iterator[tuple[Path, str]]:
    """Every picture, with what should be in it: the blueprint of each process."""
    for family, process in PROCESSES.items():
        yield PICTURES / _picture(family), blueprint(process)


def diagram(family: str) -> str:
    """The blueprint of a process, and its states as Mermaid, on a page of the reference."""
    return (
        "![The service blueprint: what the customer does and sees, the desks, the hand-offs]"
        f"(../pictures/{_picture(family)})\n\n"
        "[How to draw it](../how-to/draw-a-blueprint.md), as a picture or a page, with the times\n"
        "that hand-offs took. The states alone, for a page that knows Mermaid:\n\n"
        f"```mermaid\n{mermaid(PROCESSES[family])}```\n"
    )


def about(family: str) -> str:
    """What a process says of itself, and where it stands."""
    process = PROCESSES[family]
    module = process.__module__.replace(".", "/")
    ending = ".py" if (ROOT / "src" / f"{module}.py").is_file() else ""
    document = process.definition.document.__name__
    return (
        f"{(process.__doc__ or '').strip()}\n\n"
        f"Its document is `{document}`. The class is `{family}` in `src/{module}{ending}`,\n"
        "and this page is made from it. SYSTEM is what happens by itself.\n"
    )


def tables(family: str) -> str:
    """The states and steps of a process."""
    return table.markdown(PROCESSES[family])


def listing(path: str) -> str:
    """A file of the repository."""
    return f"```python\n{(ROOT / path).read_text(encoding='utf-8')}```\n"


def output(command: str) -> str:
    """What a command prints: all of it, or its first lines with `40 fbo …`."""
    lines, _, words = command.rpartition("fbo ")
    said = subprocess.run(  # noqa: S603  the command stands in our own page
        [sys.executable, "-c", "from fbo.cli import main; main()", *words.split()],
        env={**os.environ, "COLUMNS": WIDTH, "TERM": "dumb", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    shown = [line.rstrip() for line in said.splitlines()]
    if lines.strip():
        shown = [*shown[: int(lines)], "…"]
    return "\n".join(("```text", f"$ fbo {words}", *shown, "```", ""))


def error_tree(_: str) -> str:
    """The tree as it is drawn, and one row an error."""
    drawn = re.search(r"^    FboError\n(?:    .*\n)+", errors.__doc__ or "", re.MULTILINE)
    if drawn is None:
        raise SystemExit("kernel/errors.py draws no tree")
    tree = "\n".join(line[4:] for line in drawn[0].splitlines())
    rows = [
        f"| `{error.__name__}` | `{error.code}` | {error.retry} | {error.committed} "
        f"| {_first_line(error)} |"
        for error in _errors(errors.FboError)
    ]
    heads = ("| error | code | retry | committed | meaning |", "| --- | --- | --- | --- | --- |")
    return "\n".join(("```text", tree, "```", "", *heads, *rows, ""))


def commands(_: str) -> str:
    """Every command with its arguments and options."""
    return "\n".join(_command("fbo", get_command(app)))


def counted(_: str) -> str:
    """What `happened` counts, by name."""
    rows = [f"| `{name}` | {meaning} |" for name, meaning in MEANINGS.items()]
    return "\n".join(("| name | counts |", "| --- | --- |", *rows, ""))


MAKERS: Mapping[str, Callable[[str], str]] = {
    "about": about,
    "diagram": diagram,
    "tables": tables,
    "listing": listing,
    "output": output,
    "errors": error_tree,
    "commands": commands,
    "counted": counted,
}


def _picture(family: str) -> str:
    """The file of a process: `order-to-cash.svg`."""
    return re.sub(r"(?<!^)([A-Z])", r"-\1", family).lower() + ".svg"


def _errors(error: type[errors.FboError]) -> Iterator[type[errors.FboError]]:
    yield error
    for kind in error.__subclasses__():
        if kind.__module__.startswith("fbo.kernel"):
            yield from _errors(kind)


def _first_line(thing: Any) -> str:
    return (thing.__doc__ or "").strip().splitlines()[0]


def _command(name: str, command: Any) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if inner:
        for word in sorted(inner):
            yield from _command(f"{name} {word}", inner[word])
        return
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    usage = " ".join((name, *(_metavar(each) for each in arguments), "[OPTIONS]"))
    yield f"### {name}\n"
    yield f"`{usage}`\n"
    yield f"{(command.help or '').strip()}\n"
    for each in arguments:
        yield f"- `{_metavar(each)}`: {each.help}"
    for each in options:
        yield f"- `{'`, `'.join(each.opts)}`: {each.help}{_default(each)}"
    yield ""


def _metavar(argument: Any) -> str:
    return str(argument.metavar or argument.name.upper())


def _default(option: Any) -> str:
    if option.is_flag or option.default in (None, "", ()):
        return ""
    return f" Default: `{option.default}`."


def main() -> None:
    """Write every page and every picture anew, and say which ones changed."""
    PICTURES.mkdir(exist_ok=True)
    for page in pages():
        _write(page, fresh(page.read_text(encoding="utf-8")))
    for picture, drawn in pictures():
        _write(picture, drawn)


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
