"""Types: both type checkers find each misuse, and let right use pass."""

import subprocess
import sys
from pathlib import Path


def test_mypy_and_pyright_reject_every_misuse_where_it_is_marked() -> None:
    script = Path(__file__).with_name("check_misuses.py")

    ran = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)  # noqa: S603

    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
