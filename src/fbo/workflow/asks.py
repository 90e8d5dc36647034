"""What an effect asks for: consequences as values.

An effect never does anything itself.  It returns its document, and what else is to happen (a case
opened, a step taken, an entry posted, somebody told) stands in a list of these values, which the
company carries out in the same commit, in order.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from fbo.kernel.document import Document, Form
from fbo.kernel.frozen import frozen
from fbo.kernel.numbers import Want
from fbo.workflow.entries import Chart, Entry, Floors, Leg

if TYPE_CHECKING:
    from fbo.workflow.step import StepOf


@frozen
class OpenCase:
    """Open a child case, and perhaps take its first step."""

    process: Any
    document: Document
    then: "StepOf[Any, Any] | None"
    form: Form | None
    id: str


@frozen
class TakeStep:
    """Take a step of another case, as SYSTEM with the hand of whoever set this off."""

    step: "StepOf[Any, Any]"
    case: str
    form: Form | None


@frozen
class ProceedTo:
    """Take a further step of the own case."""

    step: str
    form: Form | None


@frozen
class Tell:
    """Fill in a notice that the step declares."""

    template: str
    data: Mapping[str, Any]


@frozen
class SetTimer:
    """Take a step of the own case at an instant; `None` drops the timer."""

    step: str
    at: datetime | None


@frozen
class PostEntry:
    """Post an entry to its book."""

    chart: Chart
    entry: Entry
    floors: Floors | None
    reason: str


@frozen
class TakeHold:
    """Hold the outgoing legs under a name of the own case."""

    chart: Chart
    name: str
    legs: tuple[Leg, ...]
    expires: date | None
    floors: Floors | None
    reason: str


@frozen
class SettleHold:
    """Post a hold of the own case, all of it or so many units; the rest is released."""

    name: str
    quantity: int | None
    on: date | None


@frozen
class VoidHold:
    """Release a hold of the own case."""

    name: str


@frozen
class Flag:
    """Flag the own case as escalated, unless it is; without a reason, take the flag off."""

    reason: str


@frozen
class CloseQuestion:
    """Close the consultation that a step of the own case has opened: no answer is needed."""

    purpose: str


@frozen
class WantNumber:
    """A legal number wanted of a series."""

    want: Want


Ask: TypeAlias = (
    OpenCase
    | TakeStep
    | ProceedTo
    | Tell
    | SetTimer
    | PostEntry
    | TakeHold
    | SettleHold
    | VoidHold
    | Flag
    | CloseQuestion
    | WantNumber
)
