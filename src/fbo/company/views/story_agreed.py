"""The words of a story for complaints: what was found, offered, agreed, and has come of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from fbo.front.service import Redress, recited
from fbo.kernel.wording import plain

__all__ = ["agreed", "recite"]


def agreed(changed: Mapping[str, Any]) -> Iterator[str]:
    """What an entry says of a complaint, or of what puts it right; of other cases nothing."""
    if changed.get("outcome"):
        yield str(changed["outcome"]).replace("_", " ")
    for cause in changed.get("root_causes", ()):
        yield f"the cause: {cause['code']}"
    if changed.get("proposed"):
        yield f"proposed: {recite(changed['proposed'])}"
    if changed.get("offers"):
        offer = changed["offers"][-1]
        yield f"proposal {offer['version']}: {recite(offer['remedies'])}"
    if isinstance(changed.get("what"), Mapping):
        yield recite([changed["what"]])
    if changed.get("failed_for"):
        yield f"because {changed['failed_for']}"


def recite(remedies: list[Any]) -> str:
    """Remedies as they stand in the journal, in words."""
    every = [Redress.model_validate(one, strict=False) for one in remedies]
    return plain(recited(every))
