"""Refunds: money that is given back.

Granting is a decision (a credit note, an agreed repayment), a refund is money: until it is paid,
what was granted is still due.
"""

from typing import ClassVar, Literal

from fbo.kernel.document import Document, Id, Personal
from fbo.kernel.money import Money
from fbo.kernel.text import ShortText
from fbo.workflow.guard import guard


class Refund(Document):
    """Money that is to be given back to a customer.

    `origin` is the credit note, or the receipt, whose unapplied money it gives back; `order` the
    order it is about; `receipt` the payment that is undone.
    """

    indexed = ("customer", "origin", "order")
    public: ClassVar[tuple[str, ...]] = ("amount", "currency", "method")
    restricted: ClassVar[tuple[str, ...]] = ("provider_key",)

    customer: Id
    amount: Money
    currency: ShortText
    origin: Id
    order: Id | None = None
    receipt: Id | None = None
    method: Literal["provider", "bank", "by_hand"] = "bank"
    account: Personal[ShortText] = ""
    reason: ShortText
    provider_key: ShortText = ""


@guard("a refund is over an amount above zero, in its own currency")
def is_an_amount(refund: Refund) -> bool:
    """Whether the amount is positive and in the refund's currency."""
    return refund.amount.amount > 0 and refund.amount.currency == refund.currency
