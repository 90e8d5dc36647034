"""The days of the demonstration: a clock, an agenda of what the outside will do, and chance.

Nothing here knows an order.  What customers and staff do is in `fbo.company.demo.desks`.
"""
# ruff: noqa: S311  chance is to come out the same for the same seed; nothing here is secret

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random

from fbo.adapters.clocks import SettableClock
from fbo.adapters.ids import CountingIds
from fbo.kernel.calendar import NINE_TO_FIVE, business_hours
from fbo.kernel.errors import StepRefused

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 31)
LAST_ORDER = date(2026, 3, 27)
OPENING, CLOSING = 9, 17


def seeded_ids(seed: int) -> CountingIds:
    """Ids that count, so that they sort by age; those of another seed begin otherwise."""
    return CountingIds(f"{Random(f'ids {seed}').getrandbits(32):08x}-")


@dataclass(order=True, slots=True)
class _Appointment:
    at: datetime
    place: int
    act: Callable[[], object] = field(compare=False)


class Days:
    """A month of working hours, and what is on the agenda for it."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(f"days {seed}")
        # A pace of its own, so that a step more changes nothing of what customers choose.
        self._pace = Random(f"pace {seed}")
        self.clock = SettableClock(datetime.combine(FIRST, time(OPENING - 1), UTC))
        self.days = NINE_TO_FIVE.business_days_between(FIRST, LAST)
        self._agenda: list[_Appointment] = []
        self._planned = 0

    def plan(self, at: datetime, act: Callable[[], object]) -> None:
        """Have something done at an instant; what is planned first is done first."""
        self._planned += 1
        heappush(self._agenda, _Appointment(at, self._planned, act))

    def plan_in(self, hours: int, act: Callable[[], object]) -> None:
        """Have something done after so many business hours."""
        self.plan(NINE_TO_FIVE.add(self.clock.now(), business_hours(hours)), act)

    def plan_on(self, day: date, hour: int, act: Callable[[], object]) -> None:
        """Have something done at an hour of a day, or of the next business day."""
        self.plan(datetime.combine(NINE_TO_FIVE.roll(day), time(hour), UTC), act)

    def hours(self, day: date) -> Iterator[int]:
        """The hours of a day; before each, what is on the agenda until then is done."""
        for hour in range(OPENING, CLOSING):
            at = datetime.combine(day, time(hour), UTC)
            while self._agenda and self._agenda[0].at <= at:
                appointment = heappop(self._agenda)
                self.clock.set(max(appointment.at, self.clock.now()))
                appointment.act()
            self.clock.set(max(at, self.clock.now()))
            yield hour

    def some_moments(self, count: int) -> list[datetime]:
        """So many minutes of working time, in order; the last days are left to finish things."""
        days = NINE_TO_FIVE.business_days_between(FIRST, LAST_ORDER)
        minutes = (CLOSING - OPENING) * 60
        openings = (
            datetime.combine(self.random.choice(days), time(OPENING), UTC) for _ in range(count)
        )
        return sorted(at + timedelta(minutes=self.random.randrange(minutes)) for at in openings)

    def chance(self, of: str) -> Random:
        """A chance of its own for something, so that it changes nothing else of the month."""
        return Random(f"{of} {self.seed}")

    def happens(self, percent: int) -> bool:
        """Whether something happens that happens in so many of a hundred cases."""
        return self.random.randrange(100) < percent

    def attempt(self, step: Callable[[], object]) -> bool:
        """Take a step that may be refused; a minute goes by."""
        self.clock.advance(timedelta(seconds=self._pace.randint(20, 90)))
        try:
            step()
        except StepRefused:
            return False
        return True
