"""The forms on which steps of an order are taken."""

from typing import Literal, Self

from pydantic import model_validator

from fbo.front.sales.order import CancelledLine
from fbo.kernel.document import Form, Id, Many, Value
from fbo.kernel.quantity import Quantity
from fbo.kernel.text import Name, ShortText
from fbo.kernel.times import Day
from fbo.workflow.handoff import Incomplete


class Cancellation(Form):
    """What of an order is cancelled, and why: a reason code or a sentence the customer may read.

    `scope`: `all` that remains, the `lines` named, or what is `uninvoiced`: of each line what is
    open and not billed.  `money`: whether what has been paid for it is given back, or stays with us
    as the customer's credit.
    """

    reason: Name
    scope: Literal["all", "lines", "uninvoiced"] = "all"
    lines: Many[CancelledLine] = ()
    money: Literal["refund", "keep"] = "refund"

    @model_validator(mode="after")
    def _names_what_it_means(self) -> Self:
        if (self.scope == "lines") != bool(self.lines):
            raise ValueError("lines are named with the scope 'lines', and with no other")
        numbers = [row.line for row in self.lines]
        if len(set(numbers)) < len(numbers):
            raise ValueError("a line is named twice")
        return self


class CancellationAnswer(Form):
    """How much of what was asked the warehouse can still stop; without lines it is too late."""

    lines: Many[CancelledLine] = ()


class Suspension(Incomplete):
    """Why an order is put on hold; naming what is missing returns it to where it came from."""

    reason: Name


class Turned(Form):
    """Why an order is turned down."""

    reason: Name


class Override(Form):
    """Why an order is confirmed though the customer has no credit for it, and until when."""

    reason: Name
    until: Day | None = None


class BilledLine(Value):
    """So much of a line of the order is to be billed."""

    line: int
    quantity: Quantity


class Billing(Form):
    """What is to be billed by hand."""

    lines: Many[BilledLine]


class CreditUse(Form):
    """The invoice that takes what a customer has with us: all of it, or of one credit note."""

    invoice: Id
    note: Id | None = None


class Reopening(Form):
    """What has come up after an order was complete."""

    reason: Literal["return", "credit_note", "chargeback", "remedy"]


class Shortage(Form):
    """What is missing of an order, when it may be there, and what could be had instead.

    `lines` are the numbers of the lines that are short; without any it is all that wait.
    """

    lines: Many[int] = ()
    expected: Day | None = None
    alternatives: Many[ShortText] = ()


class Choice(Form):
    """What the customer wants done about a shortage.

    `wait`: everything stays as it is; `split`: what is there is sent without the rest; `cancel`:
    all that is not picked yet is called off; `substitute`: sales is to change it.
    """

    choice: Literal["wait", "split", "substitute", "cancel"]
    note: ShortText = ""
