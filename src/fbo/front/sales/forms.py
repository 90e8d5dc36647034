"""The forms on which steps of an order are taken."""

from typing import Literal, Self

from pydantic import model_validator

from fbo.front.sales.line import OrderLine
from fbo.front.sales.order import CancelledLine
from fbo.kernel.document import Address, Form, Id, Many, Value
from fbo.kernel.money import Money, Price
from fbo.kernel.quantity import Quantity
from fbo.kernel.rate import Rate
from fbo.kernel.text import LongText, Name, ShortText
from fbo.kernel.times import Day
from fbo.workflow.handoff import Incomplete


class Cancellation(Form):
    """What of an order is cancelled, and why: a reason code or a sentence the customer may read.

    `scope`: `all` that remains, the `lines` named, or what is `uninvoiced`: of each line what is
    open and not billed.  `money`: whether what has been paid for it is given back, or stays with us
    as the customer's credit.  `fee`: what it costs, by the policy of orders; sales may waive it.
    """

    reason: Name
    scope: Literal["all", "lines", "uninvoiced"] = "all"
    lines: Many[CancelledLine] = ()
    money: Literal["refund", "keep"] = "refund"
    fee: Literal["by policy", "waived"] = "by policy"

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


class AmendedLine(Value):
    """What a line of the order becomes; what is left out stays as it is.

    `quantity` is how much of it is wanted in all: ordered and not cancelled.
    """

    line: int
    quantity: Quantity | None = None
    unit_price: Price | None = None
    discount: Rate | None = None


class Amendment(Form):
    """What of an order becomes otherwise, and why: lines as they shall be, and lines beside them.

    `money`: whether what has been paid beyond the new value is given back, or stays with us as the
    customer's credit.
    """

    reason: Name
    lines: Many[AmendedLine] = ()
    add: Many[OrderLine] = ()
    promised: Day | None = None
    ship_to: Address | None = None
    bill_to: Address | None = None
    instructions: LongText | None = None
    money: Literal["refund", "keep"] = "refund"

    @model_validator(mode="after")
    def _names_a_line_once(self) -> Self:
        numbers = [row.line for row in self.lines] + [line.line for line in self.add]
        if len(set(numbers)) < len(numbers):
            raise ValueError("a line is named twice")
        return self


class AmendmentTold(Form):
    """What the customer is told of an amendment: which lines have changed, and the value before."""

    lines: ShortText
    before: Money


class Suspension(Incomplete):
    """Why an order is put on hold; naming what is missing returns it to where it came from."""

    reason: Name


class Turned(Form):
    """Why an order is turned down."""

    reason: Name


class Override(Form):
    """Why an order is confirmed though the customer has no credit for it.

    `amount` is how far beyond the limit it may go (as far as it goes now, where none is named);
    `until` the last day on which that counts (always, where none is named).
    """

    reason: Name
    amount: Money | None = None
    until: Day | None = None


class BilledLine(Value):
    """So much of a line of the order is to be billed."""

    line: int
    quantity: Quantity


class Billing(Form):
    """What is to be billed by hand."""

    lines: Many[BilledLine]


class InvoiceCorrection(Form):
    """The invoice that went to the wrong address, and the right one.

    `origin`: the remedy of a complaint by which that was agreed.
    """

    invoice: Id
    bill_to: Address
    origin: Id | None = None


class MadeGood(Form):
    """So much of a line was put right: sent once more, paid back, taken to be repaired.

    `over`: that is so no more, for it failed, or is repaired and may fail again.
    """

    line: int
    quantity: Quantity
    over: bool = False


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


class Lapsed(Form):
    """Why a question need not be answered any more."""

    reason: ShortText


class Choice(Form):
    """What the customer wants done about a shortage.

    `wait`: everything stays as it is; `split`: what is there is sent without the rest; `cancel`:
    all that is not picked yet is called off; `substitute`: the order is amended, now if it is said
    how, or by sales.
    """

    choice: Literal["wait", "split", "substitute", "cancel"]
    note: ShortText = ""
    amendment: Amendment | None = None

    @model_validator(mode="after")
    def _amends_to_substitute(self) -> Self:
        if self.amendment is not None and self.choice != "substitute":
            raise ValueError("only what is substituted is amended")
        return self
