"""Redress: what is to put a matter right, as it is proposed, agreed and carried out."""

from collections.abc import Iterable, Mapping, Sequence
from string import ascii_lowercase
from typing import ClassVar, Final, Literal

from fbo.kernel.document import Id, Value
from fbo.kernel.json import JsonObject
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.kernel.text import ShortText
from fbo.kernel.wording import LABEL, names_in, worded

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


RECITED: Final[Mapping[RedressKind, str]] = {
    "apology": "an apology",
    "explanation": "an explanation",
    "price_reduction": "{amount} off the invoice",
    "refund": "{amount} paid back",
    "goodwill": "a credit of {amount}",
    "replacement": "{quantity} sent once more",
    "repair": "the repair of {serial}",
    "return_collection": "{quantity} fetched at our cost",
    "correction": "an invoice to the right address",
    "expenses": "expenses of {amount}",
    "relief": "what was given already",
}
"""What each is called where it is told; labels, so that they are told in any language."""


class Redress(Value):
    """One thing that puts a matter right.

    `amount`: what it comes to, without tax where it is credited, or what it is worth to us where it
    is no money (within whose authority a replacement is goes by what it was sold at, at least).
    `invoice` and `line`: what it credits.  `item` and `quantity`: what is sent once
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


def recited(remedies: Sequence[Redress]) -> JsonObject:
    """What several are, as a label: "40.00 EUR off the invoice, an apology"."""
    names = ascii_lowercase[: len(remedies)]
    text = ", ".join(f"{{{name}}}" for name in names)
    said = {name: _recited(one) for name, one in zip(names, remedies, strict=False)}
    return {LABEL: text, "with": said}


def _recited(one: Redress) -> JsonObject:
    text = RECITED[one.kind]
    return {LABEL: text, "with": {n: worded(getattr(one, n)) for n in names_in(text)}}


def worth(remedies: Iterable[Redress], currency: str) -> Money:
    """What several come to together; an amount in another currency is refused elsewhere."""
    amounts = (one.amount for one in remedies if one.amount is not None)
    return Money.total((one for one in amounts if one.currency == currency), currency)
