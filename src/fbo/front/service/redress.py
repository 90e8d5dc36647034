"""Redress: what is to put a matter right, as it is proposed, agreed and carried out."""

from collections.abc import Iterable
from typing import ClassVar, Literal

from fbo.kernel.document import Id, Value
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.kernel.text import ShortText

RedressKind = Literal[
    "apology",
    "explanation",
    "price_reduction",
    "refund",
    "goodwill",
    "replacement",
    "repair",
    "return_collection",
    "correction",
    "expenses",
    "relief",
]
NO_DOCUMENT: frozenset[str] = frozenset(("apology", "explanation", "relief"))
"""What is said only, or was given already by whoever was complained about."""


class Redress(Value):
    """One thing that puts a matter right.

    `amount`: what it comes to, without tax where it is credited, or what it is worth to us where it
    is no money.  `invoice` and `line`: what it credits.  `item` and `quantity`: what is sent once
    more, fetched, repaired or paid back, `order` and `order_line` what it was sold by; `serial`:
    which one of them is repaired.  A `correction` bills an invoice anew to the address on the
    customer's record, and comes to nothing.  `expenses` are what he has spent, and `reason` says on
    what.  `relief` is what others say they have given already: nobody here carries it out, and what
    it came to may be unknown.
    """

    public: ClassVar[tuple[str, ...]] = (
        *("kind", "amount", "invoice", "line", "item", "quantity", "serial", "reason"),
    )

    kind: RedressKind
    amount: Money | None = None
    invoice: Id | None = None
    line: int | None = None
    order: Id | None = None
    order_line: int | None = None
    item: Id | None = None
    quantity: Quantity | None = None
    serial: ShortText = ""
    reason: ShortText = ""

    @property
    def is_no_document(self) -> bool:
        """Whether nothing of ours comes of it: it is said only, or was given already."""
        return self.kind in NO_DOCUMENT


def worth(remedies: Iterable[Redress], currency: str) -> Money:
    """What several come to together; an amount in another currency is refused elsewhere."""
    amounts = (one.amount for one in remedies if one.amount is not None)
    return Money.total((one for one in amounts if one.currency == currency), currency)
