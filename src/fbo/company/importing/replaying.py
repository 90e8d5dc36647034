"""Replaying: the history of another system, taken through the real steps of a company.

What happened is taken again by the same steps, with the same guards and a commit each, as if it
happened today; only the clock stands where the history says.  What is there already is recognised
by its external reference and by its state, never by memory, so that a replay may be killed at any
point and run again: it goes on where it was, and does nothing twice.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final, TypeAlias

from fbo.adapters.clocks import SettableClock
from fbo.company.afterwards import following
from fbo.company.company import Company
from fbo.company.engine.engine import Done
from fbo.company.engine.ops import Doing, Find
from fbo.company.reporting.projections import entries_of, project
from fbo.kernel.document import Document
from fbo.kernel.errors import InputError
from fbo.ports.storage import Entry, Scan
from fbo.processes.shipping import Shipping

OPENS_AT: Final = time(9, tzinfo=UTC)
"""When whatever a history knows the day of has happened."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told after each event: how many are done, of how many."""


@dataclass(slots=True)
class AlreadyThere:
    """What a journal says is there: documents by external reference, cases by state."""

    ids: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    states: dict[str, str] = field(default_factory=dict[str, str])
    shipments: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    last: str = ""

    def see(self, entry: Entry) -> None:
        """Note a document's reference, a case's state, an order's shipment."""
        data, (family, _, _) = entry.data, entry.type.partition(".")
        case = data.get("case")
        if case is None:
            return
        reference = data.get("set", {}).get("external_ref")
        if reference is not None:
            self.ids[family, reference] = case
        if "to" in data:
            self.states[case] = data["to"]
            self.last = max(self.last, entry.at)
        if data.get("process") == Shipping.family and "parent" in data:
            self.shipments.setdefault(data["parent"][1], []).append(case)


class Replaying:
    """One run over a history, in a company that runs by the clock it sets.

    The clock never goes back behind what the company's journal says: what is added to a history
    later is booked when it is added.  Raises `InputError` for a company of another clock.
    """

    source = ""
    """The system whose history it is: its references begin with it."""

    def __init__(self, company: Company, clock: SettableClock) -> None:
        if company.driver.clock is not clock:
            raise InputError("the company must run by the clock that the replay sets")
        self.company = company
        self.clock = clock
        self.there = self._look()

    def reference(self, id_: str | int) -> str:
        """How a thing of the history is known in the company."""
        return f"{self.source}:{id_}"

    def set_clock(self, on: date) -> None:
        """It is nine o'clock of a day, or as late as the journal says it is already."""
        last = datetime.fromisoformat(self.there.last) if self.there.last else None
        now = datetime.combine(on, OPENS_AT)
        self.clock.set(now if last is None else max(now, last))

    def on_file(self, document: Document, id_: str) -> str:
        """The id of a document: of the one that is there already, or filed now."""
        found = self.there.ids.get((type(document).__name__, self.reference(id_)))
        return found or self.company.file(document).id

    def finish_what_was_cut_off(self) -> None:
        """What follows from the last commit before a run was killed: decided, billed, completed."""
        driver, engine = self.company.driver, self.company.engine
        cut_off: Done | None
        for key in driver.run(_waiting("apart")):
            cut_off = driver.run(following.react(engine, ("apart", key)))
            if cut_off is not None:
                driver.run(following.follow(engine, cut_off))
        for case in driver.run(_waiting("case")):
            cut_off = driver.run(following.go_on(engine, case))
            if cut_off is not None:
                driver.run(following.follow(engine, cut_off))
        self.there = self._look()

    def _look(self) -> AlreadyThere:
        return project(entries_of(self.company.store, self.company.firm.space), AlreadyThere())


def _waiting(kind: str) -> Doing[list[str]]:
    """Which reactions apart, or which cases with a timer, wait in the store."""
    found: list[str] = []
    after = ("", "")
    while page := (yield Find(Scan(kind, "due", after=after, limit=500))):
        found += [one.record.key[1] for one in page]
        after = page[-1].place
    return list(dict.fromkeys(found))
