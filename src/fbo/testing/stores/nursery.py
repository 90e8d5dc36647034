"""The process that makes the children of the store contract.

It has imported the library and opened nothing, so that a fork of it is a clean process at once.
Reads a job a line, `[number, name, arguments]`, and writes `[number, exit code]` as each one ends.
"""

import json
import os
import select
import traceback
from typing import Any

from fbo.testing.stores import jobs


def serve() -> None:
    """Fork a child for each line of the input, and tell how each ended."""
    running: dict[int, int] = {}
    rest = b""
    while True:
        ready, _, _ = select.select([0], [], [], 0.002 if running else None)
        if ready:
            if not (part := os.read(0, 65536)):
                return
            *lines, rest = (rest + part).split(b"\n")
            for line in lines:
                number, job, arguments = json.loads(line)
                running[_forked(getattr(jobs, job), arguments)] = number
        _tell_ended(running)


def _tell_ended(running: dict[int, int]) -> None:
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        answer = json.dumps([running.pop(pid), os.waitstatus_to_exitcode(status)])
        os.write(1, answer.encode() + b"\n")


def _forked(job: Any, arguments: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        job(**arguments)
    except BaseException:  # noqa: BLE001  a child that failed says so and ends, whatever it was
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    serve()
