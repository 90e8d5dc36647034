"""Names: which process a word on the command line means."""

from fbo.company.engine.registry import AnyProcess
from fbo.company.shipped import SHIPPED
from fbo.kernel.errors import InputError


def process_named(name: str) -> AnyProcess:
    """The process a name means, whether it is written with hyphens, underscores or neither.

    Raises `InputError` that tells which processes there are.
    """
    wanted = _folded(name)
    for process in SHIPPED:
        if _folded(process.family) == wanted:
            return process
    known = ", ".join(process.family for process in SHIPPED)
    raise InputError(f"there is no process {name[:60]!r}; there are {known}")


def _folded(name: str) -> str:
    return name.replace("-", "").replace("_", "").casefold()
