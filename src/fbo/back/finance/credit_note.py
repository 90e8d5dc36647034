"""Credit notes: what is taken back of an invoice, in a document of its own.

An invoice never changes once it is issued; whatever was billed too much is credited.  How much of
it can be, and to which cent, is in `fbo.back.finance.credited`.
"""

from collections.abc import Sequence
from typing import ClassVar, Final, Literal

from fbo.kernel.document import Document, Form, Id, LegalNumber, Many, Value
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.kernel.tax import TaxLine
from fbo.kernel.text import ShortText
from fbo.kernel.times import Day
from fbo.workflow.guard import guard

CreditReason = Literal["return", "cancellation", "price", "quality", "goodwill", "billing_error"]
"""Why something is credited.

Units credited for a `cancellation` or a `billing_error` count as not billed; for a `return`, the
`price` or the `quality` they stay billed, and are not billed again.  `goodwill` is a gift: an
amount without tax, which leaves what the invoice says as it is.
"""

UNBILLED: Final[tuple[CreditReason, ...]] = ("cancellation", "billing_error")
"""The reasons for which units that are credited count as not billed."""


class CreditedLine(Value):
    """What is credited of a line of the invoice: units of it, or an amount (`quantity` 0)."""

    public: ClassVar[tuple[str, ...]] = ("line", "quantity", "net", "order", "order_line")

    line: int
    quantity: Quantity
    net: Money
    order: Id | None = None
    order_line: int | None = None


class CreditNote(Document):
    """What is taken back of an invoice.

    `origin` is what it comes from: a return, a complaint, an order that was cancelled.  With
    `keep_as_credit` the customer keeps what he has paid too much, and is not paid back; `excess` is
    how much that is, filled in when the note is posted.  `fee` is what we keep of it, as agreed.
    """

    indexed = ("customer", "invoice", "number")
    public: ClassVar[tuple[str, ...]] = (
        *("number", "currency", "effective_on", "invoice", "orders", "lines", "tax_lines"),
        *("net", "tax", "fee", "gross", "keep_as_credit"),
    )

    number: LegalNumber | None = None
    series: ShortText = "credit_note"
    customer: Id
    currency: ShortText
    effective_on: Day
    invoice: Id
    orders: Many[Id] = ()
    origin: Id
    reason: CreditReason
    lines: Many[CreditedLine] = ()
    tax_lines: Many[TaxLine] = ()
    keep_as_credit: bool = False
    fee: Money | None = None
    excess: Money | None = None

    @property
    def net(self) -> Money:
        """Without tax."""
        return Money.total((tax.base for tax in self.tax_lines), self.currency)

    @property
    def tax(self) -> Money:
        """The tax."""
        return Money.total((line.tax for line in self.tax_lines), self.currency)

    @property
    def gross(self) -> Money:
        """With tax, less the fee: what is not owed any more."""
        whole = self.net + self.tax
        return whole if self.fee is None else whole - self.fee

    @property
    def is_goodwill(self) -> bool:
        """Whether it gives something beside what was billed, and takes nothing back of it."""
        return self.reason == "goodwill"

    @property
    def unbilled(self) -> Sequence[CreditedLine]:
        """The lines whose units count as not billed."""
        return self.lines if self.reason in UNBILLED else ()


class CreditWanted(Value):
    """What is to be credited of a line of the invoice: so many units, or so much money."""

    line: int
    quantity: Quantity | None = None
    amount: Money | None = None


class Credit(Form):
    """What is to be credited of an invoice, and why; of that we keep `fee`, all of it at most."""

    origin: Id
    reason: CreditReason
    lines: Many[CreditWanted]
    keep_as_credit: bool = False
    fee: Money | None = None


@guard("nothing is credited", way_out="name a line of the invoice")
def credits_something(note: CreditNote) -> bool:
    """Whether the note names a line, be it of goods that cost nothing."""
    return bool(note.lines) and note.gross.amount >= 0
