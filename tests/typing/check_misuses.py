"""Proves that mypy and pyright reject each misuse, where it is marked, and nothing else.

Every file in `misuse/` marks the lines that are wrong with `# wrong`.  Each is checked twice, as it
is and without those lines: the type checkers must complain of every marked line, of no other, and
of nothing in the file without them.  Run it as `python tests/typing/check_misuses.py`.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
MARK = "# wrong"
CHECKERS = ("mypy", "pyright")

Complaints: TypeAlias = dict[str, set[int]]
"""The lines complained of, by the name of the file."""


@dataclass(frozen=True)
class Misuse:
    """A file of misuses: its text, and the numbers of the lines that are marked."""

    name: str
    text: str

    @property
    def marked(self) -> set[int]:
        """The lines that must be complained of."""
        lines = self.text.splitlines()
        return {number for number, line in enumerate(lines, 1) if line.endswith(MARK)}

    @property
    def without(self) -> str:
        """The file without them."""
        lines = self.text.splitlines(keepends=True)
        return "".join(line for line in lines if not line.rstrip().endswith(MARK))


def misuses() -> list[Misuse]:
    """Every misuse, by name."""
    files = sorted((HERE / "misuse").glob("*.py"))
    return [Misuse(file.stem, file.read_text(encoding="utf-8")) for file in files]


def faults(checker: str) -> list[str]:
    """What a type checker wrongly accepts or wrongly rejects, in sentences."""
    found: list[str] = []
    with TemporaryDirectory() as folder:
        for misuse in misuses():
            Path(folder, f"{misuse.name}.py").write_text(misuse.text, encoding="utf-8")
            Path(folder, f"{misuse.name}_without.py").write_text(misuse.without, encoding="utf-8")
        complaints = COMPLAINTS[checker](Path(folder))
    for misuse in misuses():
        seen = complaints.get(misuse.name, set())
        if not misuse.marked:
            found.append(f"{misuse.name} marks no line")
        found += [f"{misuse.name}:{n} is accepted by {checker}" for n in misuse.marked - seen]
        found += [f"{misuse.name}:{n} is rejected by {checker}" for n in seen - misuse.marked]
        found += [
            f"{misuse.name} without its wrong lines is rejected by {checker}, in line {n}"
            for n in complaints.get(f"{misuse.name}_without", set())
        ]
    return sorted(found)


def mypy_complaints(folder: Path) -> Complaints:
    """What mypy says of the files in a folder, with the settings of the project."""
    settings = ["--config-file", str(ROOT / "pyproject.toml"), "--no-error-summary"]
    said = _said("mypy", *settings, "--strict", *_files(folder))
    complaints: Complaints = {}
    for line in said.splitlines():
        match = re.match(r"(?:.*[/\\])?(\w+)\.py:(\d+): error:", line)
        if match:
            complaints.setdefault(match[1], set()).add(int(match[2]))
        elif ": note:" not in line:
            raise RuntimeError(f"mypy could not check the misuses: {said}")
    return complaints


def pyright_complaints(folder: Path) -> Complaints:
    """What pyright says of the files in a folder, in strict mode."""
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": ["."]}
    Path(folder, "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    said = _said("pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(folder))
    try:
        report: Any = json.loads(said[said.index("{") :])
    except ValueError:
        raise RuntimeError(f"pyright could not check the misuses: {said}") from None
    complaints: Complaints = {}
    for complaint in report["generalDiagnostics"]:
        if complaint["severity"] == "error":
            line = complaint["range"]["start"]["line"] + 1
            complaints.setdefault(Path(complaint["file"]).stem, set()).add(line)
    return complaints


COMPLAINTS: dict[str, Callable[[Path], Complaints]] = {
    "mypy": mypy_complaints,
    "pyright": pyright_complaints,
}


def _files(folder: Path) -> list[str]:
    return [str(file) for file in sorted(folder.glob("*.py"))]


def _said(module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603
    if ran.returncode > 1:
        raise RuntimeError(f"{module} could not check the misuses: {ran.stdout}{ran.stderr}")
    return ran.stdout


def main() -> int:
    """Say what is wrong; 0 if nothing is."""
    found = [fault for checker in CHECKERS for fault in faults(checker)]
    for fault in found:
        print(fault)  # noqa: T201  a command speaks
    if not found:
        print(f"{len(misuses())} misuses are rejected by {' and '.join(CHECKERS)}")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
