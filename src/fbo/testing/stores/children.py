"""Child processes for the store contract, each made in a few milliseconds.

One process that has imported the library and opened nothing forks a child for each job: a second
writer, or somebody who is killed.  A job is a function of `fbo.testing.stores.jobs`, its arguments
are JSON.  Where the system cannot fork, tests that need a child are skipped.
"""

import atexit
import json
import os
import select
import subprocess
import sys
from functools import cache
from itertools import count
from typing import IO, Any, cast

import pytest

HANG = 100.0


def run_child(job: str, **arguments: Any) -> int:
    """Run a job in a child of its own; its exit code, negative for a signal."""
    return start_child(job, **arguments).wait()


def start_child(job: str, **arguments: Any) -> "Child":
    """Start a job in a child of its own."""
    if not hasattr(os, "fork"):
        pytest.skip("needs children: this system cannot fork")
    return _nursery().start(job, arguments)


class Child:
    """A job in a process of its own."""

    def __init__(self, nursery: "_Nursery", number: int) -> None:
        self._nursery = nursery
        self._number = number

    def wait(self) -> int:
        """Its exit code when it has ended; fails the test if it hangs."""
        return self._nursery.code_of(self._number)


class _Nursery:
    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fbo.testing.stores.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._numbers = count(1)
        self._codes: dict[int, int] = {}
        self._rest = b""
        atexit.register(self.close)

    def start(self, job: str, arguments: dict[str, Any]) -> Child:
        number = next(self._numbers)
        told = cast("IO[bytes]", self._process.stdin)
        told.write(json.dumps([number, job, arguments]).encode() + b"\n")
        told.flush()
        return Child(self, number)

    def code_of(self, number: int) -> int:
        answers = cast("IO[bytes]", self._process.stdout).fileno()
        while number not in self._codes:
            ready, _, _ = select.select([answers], [], [], HANG)
            if not ready:
                pytest.fail("a child hangs")
            if not (part := os.read(answers, 4096)):
                pytest.fail("the process that makes children has died")
            *lines, self._rest = (self._rest + part).split(b"\n")
            for line in lines:
                ended, code = json.loads(line)
                self._codes[ended] = code
        return self._codes.pop(number)

    def close(self) -> None:
        with self._process:
            cast("IO[bytes]", self._process.stdin).close()


@cache
def _nursery() -> _Nursery:
    return _Nursery()
