"""Returns: what a customer sends back, line by line, from his wish to what became of it.

What was authorised, has come and was found good is counted; what becomes of the goods, and what the
customer has for them, is decided unit by unit, so that nobody has it twice.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from fbo.kernel.document import Document, Id, LegalNumber, Many, Value
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity
from fbo.kernel.rate import Rate
from fbo.kernel.text import ShortText
from fbo.kernel.times import Day
from fbo.workflow.guard import guard

ReturnReason = Literal["defect", "damaged", "wrong_item", "not_wanted", "warranty", "other"]
StockDisposition = Literal["restock", "refurbish", "scrap", "back_to_customer"]
CustomerDisposition = Literal["credit", "replace", "repair", "credit_and_reorder", "none"]
Count = Literal["authorised", "received", "accepted", "credited", "replaced", "repaired"]

CREDITED: tuple[CustomerDisposition, ...] = ("credit", "credit_and_reorder")
"""What gives the customer his money back."""

EXCHANGED: tuple[CustomerDisposition, ...] = (*CREDITED, "replace")
"""What gives the customer something in the place of his goods."""

OUR_FAULT: tuple[ReturnReason, ...] = ("defect", "damaged", "wrong_item", "warranty")
"""For these reasons goods come back whenever they do: no window closes."""


class ReturnLine(Value):
    """So much of a line of the order, and how far it has come.

    `line` is the order's.  `counts` holds how many were authorised, received, accepted, credited,
    replaced and repaired, those that are not zero.  `condition` is what the inspection found,
    `evidence` where that can be seen.
    """

    public: ClassVar[tuple[str, ...]] = (
        *("line", "wanted", "reason", "condition", "evidence", "serials"),
        *("authorised", "received", "accepted", "rejected"),
        *("credited", "replaced", "repaired"),
    )

    line: int
    wanted: Quantity
    reason: ReturnReason
    counts: Mapping[Count, Quantity] = {}
    condition: ShortText = ""
    evidence: Many[ShortText] = ()
    serials: Many[ShortText] = ()

    @property
    def authorised(self) -> Quantity:
        """How much he may send back."""
        return self._counted("authorised")

    @property
    def received(self) -> Quantity:
        """How much has come."""
        return self._counted("received")

    @property
    def accepted(self) -> Quantity:
        """How much of it was found to be as he said."""
        return self._counted("accepted")

    @property
    def rejected(self) -> Quantity:
        """How much of what has come was not."""
        return self.received - self.accepted if self.condition else Quantity.zero(self.wanted.unit)

    @property
    def credited(self) -> Quantity:
        """How much of it the customer has a credit note for."""
        return self._counted("credited")

    @property
    def replaced(self) -> Quantity:
        """How much of it has left for the customer once more."""
        return self._counted("replaced")

    @property
    def repaired(self) -> Quantity:
        """How much of it was repaired, and is his again."""
        return self._counted("repaired")

    def plus(self, name: Count, more: Quantity) -> "ReturnLine":
        """The line with so much more of a count; those at zero are left out."""
        counts: dict[Count, Quantity] = {**self.counts, name: self._counted(name) + more}
        return self.replacing(counts={kind: many for kind, many in counts.items() if many})

    def _counted(self, name: Count) -> Quantity:
        return self.counts.get(name) or Quantity.zero(self.wanted.unit)


class Decided(Value):
    """So many units of a line: what becomes of them, and what the customer has for them.

    `progress`: decided only; `begun`, and with others to carry out, or done; or `failed`, so that
    something else must be decided.  `serials`: which of them, where that was said.
    """

    public: ClassVar[tuple[str, ...]] = ("line", "quantity", "customer")

    line: int
    quantity: Quantity
    stock: StockDisposition
    customer: CustomerDisposition
    serials: Many[ShortText] = ()
    progress: Literal["decided", "begun", "failed"] = "decided"


class Return(Document):
    """What a customer sends back of an order.

    `number` is given when it is authorised, `send_by` the last day to send it.  `origin`: the
    complaint or the claim it comes from; `free_label`: we pay for the way.  `keep_as_credit`: he
    keeps what he has paid too much.  `fee`: what we keep of what is credited of it, as he was told,
    an amount or a rate; nothing of what comes back by our fault.  `replacements`: orders over what
    is sent once more.
    """

    indexed = ("customer", "order", "number")
    public: ClassVar[tuple[str, ...]] = (
        *("number", "order", "lines", "decided", "send_by", "free_label", "keep_as_credit"),
        "fee",
    )
    restricted: ClassVar[tuple[str, ...]] = ("because",)

    number: LegalNumber | None = None
    customer: Id
    order: Id
    lines: Many[ReturnLine] = ()
    decided: Many[Decided] = ()
    origin: Id | None = None
    free_label: bool = False
    keep_as_credit: bool = False
    fee: Money | Rate | None = None
    send_by: Day | None = None
    replacements: Many[Id] = ()
    because: ShortText = ""

    def line(self, number: int) -> ReturnLine:
        """A line by its number.  Raises `LookupError`."""
        for line in self.lines:
            if line.line == number:
                return line
        raise LookupError(f"the return has no line {number}")

    def counting(self, name: Count, more: Mapping[int, Quantity]) -> tuple[ReturnLine, ...]:
        """The lines with so much more of a count, by the number of the line."""
        return tuple(
            line.plus(name, more[line.line]) if line.line in more else line for line in self.lines
        )

    def fee_on(self, worth: Mapping[int, Money], kept: Money) -> Money:
        """What we keep of a credit that is worth so much, by line, beside what we have kept."""
        zero = kept - kept
        ours = (line.line for line in self.lines if line.reason in OUR_FAULT)
        base = sum((worth[line] for line in worth.keys() - set(ours)), zero)
        if self.fee is None:
            return zero
        if not isinstance(self.fee, Money):
            return base.rate(self.fee)
        left = self.fee - kept if self.fee.currency == kept.currency else zero
        return min(max(left, zero), base)

    @property
    def agreed_fee(self) -> str:
        """The fee in words: an amount, or a rate in percent."""
        if self.fee is None or isinstance(self.fee, Money):
            return str(self.fee or "")
        return f"{(self.fee * 100).normalize():f} %"

    def rows(self, *progress: str) -> tuple[Decided, ...]:
        """What was decided and is as far as this."""
        return tuple(row for row in self.decided if row.progress in progress)

    def share(self, number: int, kinds: tuple[CustomerDisposition, ...], progress: str) -> Quantity:
        """How much of a line has one of these ends, and is as far as this."""
        zero = Quantity.zero(self.line(number).wanted.unit)
        rows = (r for r in self.rows(progress) if r.line == number and r.customer in kinds)
        return sum((row.quantity for row in rows), zero)


@guard("a return names lines of its order, each once and more than nothing of it")
def has_return_lines(goods: Return) -> bool:
    """Whether something is to be sent back, and nothing is said to be done of it yet."""
    numbers = {line.line for line in goods.lines}
    begun = goods.number is not None or goods.decided or any(line.counts for line in goods.lines)
    some = all(line.wanted.amount > 0 for line in goods.lines)
    return not begun and some and 0 < len(numbers) == len(goods.lines)


@guard("nothing has come back yet", code="nothing_received")
def something_has_come(goods: Return) -> bool:
    """Whether anything has been received."""
    return any(line.received for line in goods.lines)
