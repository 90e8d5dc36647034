"""Promises: how many were kept, and how many broke as a surprise, as a projection of the journal.

A promise is *decided* once it is kept or broken.  A *surprise* is one that broke before the
customer was told that it might.  What was promised anew, withdrawn or is still to come is counted
and says nothing about whether we keep our word; the promise that took its place does.
"""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from fbo.kernel.json import JsonObject
from fbo.ports.storage import Entry
from fbo.processes.promise_keeping import PromiseKeeping

ENDS = ("kept", "broken", "renegotiated", "withdrawn")
OPEN = ("made", "at_risk")


class Promises:
    """Every promise by its id: where it is, and whether the customer was warned."""

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self.warned: set[str] = set()
        self.surprises = 0

    def see(self, entry: Entry) -> None:
        """Note what an entry says of a promise."""
        family, _, step = entry.type.partition(".")
        if family != PromiseKeeping.family or "to" not in entry.data:
            return
        id_, now = entry.data["case"], entry.data["to"]
        self.states[id_] = now
        if step == PromiseKeeping.warn.name:
            self.warned.add(id_)
        if now == "broken":
            self.surprises += id_ not in self.warned
        if now in ENDS:
            self.warned.discard(id_)

    def as_json(self) -> JsonObject:
        """How many there are, by what has become of them, and the two figures, in percent.

        `kept_percent` and `surprises_percent` are of all that are decided, to a tenth, half up;
        `None` where none is.
        """
        counts = Counter(self.states.values())
        decided = counts["kept"] + counts["broken"]
        return {
            "made": len(self.states),
            "open": sum(counts[state] for state in OPEN),
            "at_risk": counts["at_risk"],
            **{end: counts[end] for end in ENDS},
            "surprises": self.surprises,
            "kept_percent": _percent(counts["kept"], decided),
            "surprises_percent": _percent(self.surprises, decided),
        }


def _percent(part: int, whole: int) -> str | None:
    if not whole:
        return None
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP))
