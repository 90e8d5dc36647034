"""The time ledger: how long the front office, the back office, the customer and others held cases.

Computed from the journal alone, from the opening of a case to its end, or until now.  Every instant
stands in exactly one holder's account, so that the parts sum to the whole, in calendar time as in
working time.  While a case is finished or at rest nobody holds it, and no time is booked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fbo.company.reporting.stays import Stay, stays
from fbo.kernel.calendar import BusinessCalendar

if TYPE_CHECKING:
    from fbo.company.company import Company

HOLDERS: tuple[str, ...] = ("front", "back", "customer", "third party")


@dataclass(frozen=True, slots=True)
class TimeLedger:
    """Time by holder, in calendar time and in working time."""

    calendar: Mapping[str, timedelta]
    working: Mapping[str, timedelta]

    @property
    def elapsed(self) -> timedelta:
        """All calendar time."""
        return sum(self.calendar.values(), timedelta())

    @property
    def worked(self) -> timedelta:
        """All working time."""
        return sum(self.working.values(), timedelta())

    def share(self, holder: str) -> float:
        """The part of the calendar time that a holder had, from 0 to 1: to be shown, not added."""
        return self.calendar[holder] / self.elapsed if self.elapsed else 0.0


def time_ledger(company: "Company", case: str = "", *, process: str = "") -> TimeLedger:
    """The time of one case, of all cases of a process, or of all there are, until now."""
    chosen = [
        stay for stay in stays(company) if case in ("", stay.case) and process in ("", stay.process)
    ]
    return ledger_of(chosen, company.firm.calendar, company.driver.clock.now())


def ledger_of(every: Iterable[Stay], calendar: BusinessCalendar, now: datetime) -> TimeLedger:
    """The time of some stays by holder; one that goes on counts until now."""
    elapsed = dict.fromkeys(HOLDERS, timedelta())
    working = dict.fromkeys(HOLDERS, timedelta())
    for stay in every:
        left = now if stay.left is None else stay.left
        elapsed[stay.holder] += left - stay.came
        working[stay.holder] += calendar.elapsed(stay.came, left)
    return TimeLedger(elapsed, working)
