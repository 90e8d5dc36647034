"""The repository: what the house rules say, as far as a program can tell."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import fbo

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "fbo"
MODULES = sorted(SOURCE.rglob("*.py"))
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}

CORE = ("kernel", "workflow", "front", "back", "processes", "ports", "company")
EDGES = ("company/engine/waiting.py", "company/demo")
"""Inside the core's folders, but made to wait or to make things up."""
IMPURE = {"time", "random", "uuid", "secrets", "pickle", "marshal", "shelve"}
IMPURE_CALLS = {"now", "utcnow", "today", "urandom"}
CODE_FROM_TEXT = {"eval", "exec", "compile", "__import__"}


def named(module: Path) -> str:
    return module.relative_to(SOURCE).as_posix()


def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(module)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


# --- names -------------------------------------------------------------------------------------


def test_the_public_names_are_sorted_and_each_stands_once() -> None:
    assert fbo.__all__ == sorted(set(fbo.__all__))


def test_the_public_names_are_those_that_the_package_imports() -> None:
    offered = {name for name in vars(fbo) if not name.startswith("_")}
    modules = {path.stem for path in SOURCE.iterdir()} | {"TYPE_CHECKING", "order_to_cash"}

    assert offered - modules == set(fbo.__all__)


def test_the_five_entities_that_everyone_meets_first_are_public() -> None:
    assert {"Customer", "Order", "Invoice", "Employee", "StockItem"} <= set(fbo.__all__)


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_no_file_is_named_after_nothing(module: Path) -> None:
    assert not NO_NAMES & set(module.relative_to(SOURCE).with_suffix("").parts)


# --- length ------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_file_stops_at_four_hundred_lines(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LINES_OF_A_FILE


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_function_stops_at_forty_lines(module: Path) -> None:
    long = {
        function.name: function.end_lineno - function.lineno + 1
        for function in functions(module)
        if function.end_lineno is not None
        and function.end_lineno - function.lineno >= LINES_OF_A_FUNCTION
    }

    assert long == {}


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_module_opens_with_what_it_is_for(module: Path) -> None:
    assert ast.get_docstring(tree(module))


# --- what the core leaves to others ---------------------------------------------------------------


def is_shipped_test(module: Path) -> bool:
    return named(module).startswith("testing/")


@pytest.mark.parametrize("module", [m for m in MODULES if not is_shipped_test(m)], ids=named)
def test_nothing_relies_on_assertions(module: Path) -> None:
    assert [node.lineno for node in ast.walk(tree(module)) if isinstance(node, ast.Assert)] == []


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_no_text_becomes_code(module: Path) -> None:
    calls = [
        node.func.id
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]

    assert not CODE_FROM_TEXT & set(calls)
    assert not {"pickle", "marshal", "shelve"} & imported(module)


def is_core(module: Path) -> bool:
    name = named(module)
    return name.partition("/")[0] in CORE and not name.startswith(EDGES)


@pytest.mark.parametrize("module", [m for m in MODULES if is_core(m)], ids=named)
def test_the_core_reads_no_clock_and_makes_nothing_up(module: Path) -> None:
    calls = {
        node.func.attr
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and not node.args
        and isinstance(node.func.value, (ast.Name, ast.Attribute))
        and ast.unparse(node.func.value) in {"datetime", "date", "datetime.datetime", "os"}
    }

    assert not IMPURE & imported(module)
    assert not IMPURE_CALLS & calls


def imported(module: Path) -> set[str]:
    """The names of the packages that a module imports."""
    found: set[str] = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found
