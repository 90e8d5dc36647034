"""Refunds: money that is given back.

Granting is a decision (a credit note, an agreed repayment), a refund is money: until it is paid,
what was granted is still due.
"""

from collections.abc import Iterable
from typing import ClassVar, Literal

from fbo.back.finance.credit_note import CreditNote
from fbo.back.finance.invoice import Invoice
from fbo.kernel.document import Document, Id, Personal
from fbo.kernel.money import Money
from fbo.kernel.text import ShortText
from fbo.workflow.guard import guard


class Refund(Document):
    """Money that is to be given back to a customer.

    `origin` is the credit note, the order, the receipt whose unapplied money it gives back, or the
    remedy by which he was granted what he had spent;
    `invoice` the invoice of that credit note; `order` the order it is about, by itself that of the
    credit note; `receipt` the payment that is undone, by so much.
    """

    indexed = ("customer", "origin", "order")
    public: ClassVar[tuple[str, ...]] = ("amount", "currency", "method")
    restricted: ClassVar[tuple[str, ...]] = ("provider_key",)

    customer: Id
    amount: Money
    currency: ShortText
    origin: Id
    invoice: Id | None = None
    order: Id | None = None
    receipt: Id | None = None
    method: Literal["provider", "bank", "by_hand"] = "bank"
    account: Personal[ShortText] = ""
    reason: ShortText
    provider_key: ShortText = ""

    @property
    def payment(self) -> str:
        """What may be the payment it gives back: the one it names, or where the money lies."""
        return self.receipt or self.origin


@guard(
    "a refund is over an amount above zero, in its own currency",
    way_out="give it what is to be paid back, in its currency",
)
def is_an_amount(refund: Refund) -> bool:
    """Whether the amount is positive and in the refund's currency."""
    return refund.amount.amount > 0 and refund.amount.currency == refund.currency


def refundable(
    invoice: Invoice, notes: Iterable[CreditNote], kept: Money, written_off: Money
) -> Money:
    """How much of the money that came for an invoice on which nothing is open can be given back.

    `notes` are its credit notes in the books, `kept` what they still have of what they came to
    beyond what was open, `written_off` what of the invoice nobody has paid.
    """
    came = invoice.gross - written_off + kept
    return came - Money.total((note.gross for note in notes), invoice.currency)
