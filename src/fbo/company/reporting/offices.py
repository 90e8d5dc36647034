"""The offices: where the time of all cases went, and how work passed between the desks, as JSON.

The figures are those of `fbo.company.reporting.time_ledger` and
`fbo.company.reporting.handoff_figures`, as of the last entry of the journal; times are seconds as
decimal text, so that parts add up to their sum.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from fbo.company.engine.registry import Registry
from fbo.company.reporting.handoff_figures import (
    MOST_MISSING,
    HandoffLog,
    PairFigures,
    Times,
    by_pair,
)
from fbo.company.reporting.projections import Together, entries_of, project
from fbo.company.reporting.stays import Stays
from fbo.company.reporting.time_ledger import HOLDERS, TimeLedger, ledger_of
from fbo.company.reporting.turnover import plain
from fbo.kernel.calendar import BusinessCalendar
from fbo.kernel.json import JsonObject
from fbo.kernel.times import iso
from fbo.ports.storage import Entry

if TYPE_CHECKING:
    from fbo.company.company import Company

MICROSECOND = timedelta(microseconds=1)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Offices:
    """The projection behind the figures of both offices: stays on desks, and hand-offs."""

    def __init__(self, registry: Registry, calendar: BusinessCalendar) -> None:
        self.calendar = calendar
        self.stays = Stays(registry)
        self.handoffs = HandoffLog(registry, calendar)
        self._see = Together(self.stays, self.handoffs).see
        self._last = ""

    def see(self, entry: Entry) -> None:
        """Follow cases and hand-offs."""
        self._last = entry.at
        self._see(entry)

    @property
    def as_of(self) -> datetime:
        """The instant of the last entry: what goes on is counted until then."""
        return datetime.fromisoformat(self._last) if self._last else LONG_AGO

    def pairs(self) -> tuple[PairFigures, ...]:
        """How work passed between each pair of desks."""
        return by_pair(self.handoffs.handoffs(), self.calendar, self.as_of)

    def time(self) -> TimeLedger:
        """Where the time of all cases went."""
        return ledger_of(self.stays.stays, self.calendar, self.as_of)

    def as_json(self) -> JsonObject:
        """Both, with the instant they are as of."""
        return {
            "as_of": iso(self.as_of),
            "time": time_json(self.time()),
            "handoffs": handoffs_json(self.pairs()),
        }


def offices(company: "Company") -> Offices:
    """The figures of both offices of a company, from its journal alone."""
    firm = company.firm
    return project(entries_of(company.store, firm.space), Offices(firm.registry, firm.calendar))


def time_json(ledger: TimeLedger) -> JsonObject:
    """Seconds by holder, in calendar time and in working time; the holders add up to `elapsed`."""
    return {
        name: {
            "elapsed": seconds(total),
            **{holder.replace(" ", "_"): seconds(part[holder]) for holder in HOLDERS},
        }
        for name, total, part in (
            ("calendar", ledger.elapsed, ledger.calendar),
            ("working", ledger.worked, ledger.working),
        )
    }


def handoffs_json(pairs: Iterable[PairFigures]) -> JsonObject:
    """The figures of each pair of desks, and the fields most often missing."""
    rows = list(pairs)
    missing: dict[str, int] = {}
    for pair in rows:
        for field, count in pair.missing:
            missing[field] = missing.get(field, 0) + count
    most = sorted(missing.items(), key=lambda one: (-one[1], one[0]))[:MOST_MISSING]
    return {
        "count": sum(pair.count for pair in rows),
        "open": sum(pair.open for pair in rows),
        "returned": sum(pair.returns for pair in rows),
        "missing": [{"field": field, "count": count} for field, count in most],
        "pairs": [_pair_json(pair) for pair in rows],
    }


def _pair_json(pair: PairFigures) -> JsonObject:
    return {
        "from": pair.source,
        "to": pair.desk,
        "crosses_line": pair.crosses_line,
        "count": pair.count,
        "open": pair.open,
        "done": pair.done,
        "cancelled": pair.cancelled,
        "returned": pair.returns,
        "bounce_rate": f"{float(pair.bounce_rate):.4f}",
        "first_time_right": f"{float(pair.first_time_right):.4f}",
        "accepted_late": pair.accepted_late,
        "done_late": pair.done_late,
        "late": pair.late,
        "queue_seconds": _times_json(pair.wait),
        "work_seconds": _times_json(pair.work),
        "returned_seconds": _times_json(pair.returned),
        "missing": [{"field": field, "count": count} for field, count in pair.missing],
    }


def _times_json(times: Times) -> JsonObject:
    return {
        "total": seconds(times.total),
        "mean": seconds(times.mean),
        "longest": seconds(times.longest),
    }


def seconds(time: timedelta) -> str:
    """Seconds as decimal text, exact."""
    return plain(Decimal(time // MICROSECOND) / 1_000_000)
