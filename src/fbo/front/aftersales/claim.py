"""Warranty claims: a thing that was sold fails, and whether we stand for it.

A claim is about one thing, known by its serial number.  What is given instead of it inherits its
warranty: the remaining days run on.
"""

from datetime import date
from typing import ClassVar, Final, Literal

from fbo.kernel.calendar import BusinessCalendar, Duration, days, months
from fbo.kernel.document import Document, Form, Id, LegalNumber, Many, Personal, Value
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.kernel.text import LongText, Name, ShortText
from fbo.kernel.times import Day
from fbo.workflow.guard import guard
from fbo.workflow.state import one_of

ClaimEnd = Literal["repair", "replacement", "refund"]


class WarrantyPolicy(Value):
    """How long we stand for what was sold.

    `length` from the delivery on; what is given instead has what remains of it, at least
    `statutory`, or all of it anew where it `restarts`; what was repaired has `repair` at least.
    """

    length: Duration = months(24)
    statutory: Duration | None = None
    restarts: bool = False
    repair: Duration = days(90)


class WarrantyClaim(Document):
    """What a customer says has failed.

    `line` is the order's.  `quantity`: how much of it where that has no serial number, else one.
    `follows`: the claim by which he was given this one.  `ends_on` is the last day of its warranty;
    `new_serial` what he has instead, and `new_ends_on` until when we stand for that, or for the
    repair.  `offer`: what a repair costs that is not covered.  `agreed`: it was agreed on a
    complaint (`origin`) that we repair it, whatever its warranty says.  `withdrawn`: the customer
    claims it no more.
    """

    indexed = ("customer", "order", "claimed")
    unique = ("claimed",)
    public: ClassVar[tuple[str, ...]] = (
        *("number", "serial", "ends_on", "offer", "end", "new_serial", "new_ends_on"),
    )
    restricted: ClassVar[tuple[str, ...]] = ("because",)

    number: LegalNumber | None = None
    customer: Id
    order: Id
    line: int
    serial: Name
    quantity: Quantity | None = None
    fault: Personal[LongText] = ""
    follows: Id | None = None
    origin: Id | None = None
    agreed: bool = False
    void: bool = False
    ends_on: Day | None = None
    offer: Money | None = None
    paid: bool = False
    findings: Personal[LongText] = ""
    end: ClaimEnd | None = None
    new_serial: ShortText = ""
    new_ends_on: Day | None = None
    over: bool = False
    withdrawn: bool = False
    because: ShortText = ""
    orders: Many[Id] = ()

    @property
    def claimed(self) -> str | None:
        """The serial number while the claim is open: no other open claim is about it."""
        return None if self.over else self.serial

    @property
    def last_order(self) -> str:
        """The order that was opened for it last; empty if none was."""
        return self.orders[-1] if self.orders else ""


class Proof(Form):
    """What shows that it was sold by us, where its serial number was not noted when it left."""

    evidence: ShortText = ""


class NoCover(Form):
    """Why we do not stand for it, and what a repair would cost."""

    reason: Name
    offer: Money


class Diagnosis(Form):
    """What was found, and what is to be done."""

    findings: Personal[LongText]
    end: ClaimEnd


class NoRepair(Form):
    """Why it cannot be repaired, though that was agreed on a complaint."""

    findings: Personal[LongText]


class GivenBack(Form):
    """What the customer has in the end: of a replacement, its serial number."""

    new_serial: ShortText = ""


def _closed(claim: WarrantyClaim) -> str:
    return "Withdrawn" if claim.withdrawn else "Settled"


CLOSED: Final = one_of(("Settled", "Withdrawn"), by=_closed)
"""What a customer sees of a claim that is over."""


@guard("a claim begins with nothing done of it")
def has_only_begun(claim: WarrantyClaim) -> bool:
    """Whether what comes of it is still to come."""
    said = (claim.number, claim.ends_on, claim.offer, claim.end, claim.new_ends_on)
    return said == (None,) * len(said) and not (
        claim.over or claim.withdrawn or claim.new_serial or claim.orders
    )


def ends_after(
    claim: WarrantyClaim, on: date, policy: WarrantyPolicy, calendar: BusinessCalendar
) -> date:
    """Until when we stand for what the customer has in the end, beginning on a day.

    What was repaired: what is left, at least the policy's time for repairs.  What was replaced:
    what is left, at least the law's time; all of it anew only where the policy says so.
    """

    def after(duration: Duration) -> date:
        return calendar.day_of(calendar.add(calendar.start_of_day(on), duration))

    left = claim.ends_on or on
    if claim.end == "repair":
        return max(left, after(policy.repair))
    if policy.restarts:
        return after(policy.length)
    return left if policy.statutory is None else max(left, after(policy.statutory))
