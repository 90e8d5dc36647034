"""The documentation: every Python snippet runs, what is generated is current, commands exist."""

import importlib.util
import re
import shlex
import sys
from collections.abc import Iterator
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path
from types import ModuleType

import pytest
from sybil.document import Document
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from typer.main import get_command

from fbo.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
SHELL = re.compile(r"```(?:sh|console|bash)\n(.*?)```", re.DOTALL)
FILE = re.compile(r"`([\w./-]+\.py)`")
LINK = re.compile(r"\]\(([^)#: ]+)(?:#[^)]*)?\)")


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = _generator()
PAGES = generate.pages()
PICTURES = list(generate.pictures())


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def each_page() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", PAGES, ids=named)


@each_page()
def test_every_python_snippet_of_a_page_runs(page, tmp_path, monkeypatch):
    # What a page keeps in files stays out of the repository; its classes need a module to be in.
    monkeypatch.chdir(tmp_path)
    module = ModuleType(f"page_{page.stem.replace('-', '_')}")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    python = PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)
    document = Document.parse(str(page), python, SkipParser())
    document.namespace = vars(module)

    for example in document.examples():
        example.evaluate()


@each_page()
def test_what_is_generated_in_a_page_is_current(page):
    text = page.read_text(encoding="utf-8")

    assert generate.fresh(text) == text, "run: python docs/generate.py"


@pytest.mark.parametrize(("picture", "drawn"), PICTURES, ids=[named(path) for path, _ in PICTURES])
def test_every_picture_is_current(picture, drawn):
    assert picture.read_text(encoding="utf-8") == drawn, "run: python docs/generate.py"


def test_there_is_no_picture_of_what_is_not_there_any_more():
    assert {picture for picture, _ in PICTURES} == set((ROOT / "docs" / "pictures").iterdir())


@each_page()
def test_every_command_that_a_page_shows_exists(page):
    for line in shell_lines(page):
        _refuse_unknown(line, shlex.split(line, comments=True)[1:])


@each_page()
def test_every_link_of_a_page_leads_to_a_file(page):
    text = page.read_text(encoding="utf-8")

    missing = [link for link in LINK.findall(text) if not (page.parent / link).exists()]

    assert missing == []


@each_page()
def test_every_file_that_a_page_names_exists(page):
    files = [str(path.relative_to(ROOT)) for path in ROOT.glob("[!.]*/**/*.py")]
    named_here = FILE.findall(page.read_text(encoding="utf-8"))

    missing = [
        name
        for name in named_here
        if not name.endswith("/x.py") and not any(f"/{file}".endswith(f"/{name}") for file in files)
    ]

    assert missing == []


@pytest.mark.parametrize(
    "line",
    [
        "python3 -m venv .venv\n. .venv/bin/activate",
        'pip install ".[cli]" && fbo demo',
        'pip install -e ".[test]" && pytest',
    ],
)
def test_the_readme_says_word_for_word_how_to_begin(line):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert f"```sh\n{line}\n```" in readme


def test_every_page_is_listed_in_the_index():
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    listed = {(ROOT / "docs" / link).resolve() for link in LINK.findall(index)}

    assert {page for page in PAGES if "docs" in page.parts} - listed == {ROOT / "docs" / "index.md"}


def shell_lines(page: Path) -> Iterator[str]:
    """The calls of `fbo` in the shell snippets of a page."""
    for block in SHELL.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            for part in line.removeprefix("$ ").split("&&"):
                if part.strip().startswith("fbo "):
                    yield part.strip()


def _refuse_unknown(line: str, words: list[str]) -> None:
    """Follow the words of a call down to its command, and look for its options there."""
    command = get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    assert not hasattr(command, "commands"), f"{line}: there is no such command"
    known = {name for param in command.params for name in param.opts} | {"--help"}
    used = {word.partition("=")[0] for word in words if word.startswith("-")}
    assert used <= known, f"{line}: there is no {used - known}"
