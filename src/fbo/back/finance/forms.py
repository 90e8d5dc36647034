"""The forms on which finance works."""

from fbo.kernel.document import Form, Id, Many
from fbo.kernel.money import Money
from fbo.kernel.text import ShortText
from fbo.kernel.times import Instant


class Rejected(Form):
    """Why something is not approved, or not done."""

    reason: ShortText


class Failed(Form):
    """Why money could not be paid, as the bank or the provider says."""

    reason: ShortText


class WriteOff(Form):
    """How much of an invoice nobody will pay, and why."""

    amount: Money
    reason: ShortText


class Allocation(Form):
    """Which invoices take what is left of a receipt, in this order."""

    invoices: Many[Id]


class Authorisation(Form):
    """Money a card promises, until when."""

    amount: Money
    until: Instant


class HeldFor(Form):
    """The order for which what is left of a receipt is kept."""

    order: Id


class HeldUse(Form):
    """What an invoice of an order takes of what is kept for it of a receipt."""

    order: Id
    invoice: Id
    amount: Money


class AskedBack(Form):
    """How much more of a payment is to be given back; less than nothing once that is denied."""

    amount: Money


class Cleared(Form):
    """What a line of the bank statement covers of a receipt."""

    amount: Money


class TakenBack(Form):
    """What the payer's bank has taken back, and why; all of it where no amount is named.

    `external_ref` is what the bank or provider calls it: the same is taken back once.
    """

    reason: ShortText
    amount: Money | None = None
    external_ref: ShortText | None = None
