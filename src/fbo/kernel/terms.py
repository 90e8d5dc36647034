"""Payment terms: when a bill of a certain date is due.

Nothing here splits an amount into instalments, gives a discount for paying early, or knows a
holiday by itself.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Final, Self

from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict

from fbo.kernel.calendar import BusinessCalendar, add_months, end_of_month
from fbo.kernel.times import day

__all__ = ["IMMEDIATE", "PaymentTerms"]

_LAST: Final = 31


class PaymentTerms(BaseModel):
    """So many days after the bill's date, then so many months, then on a certain day of the month.

    `days` are 0 to 3650, `months` 0 to 120; `on_day` is 1 to 31, 31 being the last of whatever
    month it is, and `None` the day it comes to.  Where the day of the month is already over, it is
    that of the next month.  Made by `net(30)`, `end_of_month()`, `on_the(15)` and the like.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    days: Annotated[int, Ge(0), Le(3650)] = 0
    months: Annotated[int, Ge(0), Le(120)] = 0
    on_day: Annotated[int, Ge(1), Le(_LAST)] | None = None

    @classmethod
    def immediate(cls) -> Self:
        """Due on the date of the bill."""
        return cls()

    @classmethod
    def net(cls, days: int) -> Self:
        """Due so many days after the date of the bill."""
        return cls(days=days)

    @classmethod
    def end_of_month(cls, *, days: int = 0, months: int = 0) -> Self:
        """Due at the end of the month that is reached after so many days and months.

        `end_of_month(days=30)` is net 30, end of month; `end_of_month(months=1)` the end of next
        month.
        """
        return cls(days=days, months=months, on_day=_LAST)

    @classmethod
    def on_the(cls, day: int, *, days: int = 0, months: int = 1) -> Self:
        """Due on a fixed day of the month: `on_the(15)` is the 15th of next month."""
        return cls(days=days, months=months, on_day=day)

    def due(self, on: date, *, calendar: BusinessCalendar | None = None) -> date:
        """When a bill of this date is due, never before it.

        With a calendar, a due date that is no business day is rolled to the next one, or to the one
        before where that is in the next month (modified following), but not before the bill.
        Raises `InvalidTime` outside the years 1970 to 2200.
        """
        start = day(day(on) + timedelta(days=self.days))
        due = add_months(start, self.months)
        if self.on_day is not None:
            due = _in_month(due, self.on_day)
            # Only in the month it started in can the day be over.
            if due < start:
                due = _in_month(add_months(start.replace(day=1), 1), self.on_day)
        if calendar is None:
            return due
        rolled = calendar.roll_within_month(due)
        return rolled if rolled >= on else calendar.roll(due)

    def __str__(self) -> str:
        parts = [_counted(self.days, "day"), _counted(self.months, "month")]
        after = " and ".join(part for part in parts if part)
        if self.on_day is None:
            return f"{after} after the date" if after else "on the date"
        which = "the end of the month" if self.on_day == _LAST else f"day {self.on_day}"
        return f"{which}, {after} after the date" if after else f"{which} after the date"


IMMEDIATE: Final = PaymentTerms()
"""Due on the date of the bill."""


def _in_month(month: date, wanted: int) -> date:
    last = end_of_month(month)
    return last if wanted >= last.day else last.replace(day=wanted)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}" if count else ""
