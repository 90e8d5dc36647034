"""Hooks: what an application wants to hear of, after it has been committed."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeAlias

Hook: TypeAlias = Callable[[str], object]
"""Called with the id of the case."""

log = logging.getLogger("fbo.hooks")


class Hooks:
    """Hooks by step, run in the order in which they were added."""

    def __init__(self) -> None:
        self._hooks: dict[str, tuple[Hook, ...]] = {}

    def add(self, step: str, hook: Hook) -> None:
        """Call a hook after this step."""
        self._hooks[step] = (*self._hooks.get(step, ()), hook)

    def run(self, steps: Iterable[tuple[str, str]]) -> None:
        """Run the hooks of what was done.  What is committed stays, whatever a hook does."""
        if not self._hooks:
            return
        for step, case in steps:
            for hook in self._hooks.get(step, ()):
                try:
                    hook(case)
                except Exception:
                    log.exception("a hook of %s failed", step)
