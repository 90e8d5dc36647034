"""Backorders: whether units that are not there may be waited for.

A word that an order and an item share, though one is the front office's and the other the back's.
What is done about goods that are missing is not decided here.
"""

from datetime import date
from typing import ClassVar, Literal, TypeAlias

from fbo.kernel.document import Value
from fbo.kernel.times import Day

__all__ = ["Backorder", "Until", "may_wait", "until"]


class Until(Value):
    """What is not there may be waited for as long as it is ordered on this day or before."""

    public: ClassVar[tuple[str, ...]] = ("day",)

    day: Day


Backorder: TypeAlias = Literal["allow", "deny"] | Until
"""`allow`: what is missing is delivered later; `deny`: it is not sold; `until` a day: as `allow` up
to and with that day, and as `deny` from the next."""


def until(day: date) -> Until:
    """Backorders are taken up to and with a day: `until(date(2026, 12, 1))`."""
    return Until(day=day)


def may_wait(policy: Backorder, on: date) -> bool:
    """Whether goods that are ordered on a day, and are not there, may be waited for."""
    return on <= policy.day if isinstance(policy, Until) else policy == "allow"
