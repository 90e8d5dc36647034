"""Customer returns: goods on their way back into the house, and the forms on which they come.

What a customer has for them is not known here; what becomes of the goods is told by whoever is
asked for them back.
"""

from collections.abc import Iterator
from typing import ClassVar, Literal

from fbo.kernel.document import Document, Form, Id, Many, Value
from fbo.kernel.errors import Reason
from fbo.kernel.quantity import Quantity, Unit
from fbo.kernel.text import Name, ShortText
from fbo.workflow.guard import guard

OutcomeOfGoods = Literal["restock", "refurbish", "scrap", "repair", "back_to_customer"]


class ReturnedPart(Value):
    """An item that comes back with the smallest amount of a line, and how much of it."""

    item: Id
    unit: Unit
    units: int


class ReturnedLine(Value):
    """So much of a line of the order: expected, come, and found good.

    `parts`: what one of it is, on the shelf; a kit comes back as its components.
    `accepted` and `condition` are what the inspection found, `evidence` where that can be seen.
    `serials`: the numbers of what has come, each one of those it `may_be`; empty: any may come.
    """

    public: ClassVar[tuple[str, ...]] = ("line", "expected", "received", "accepted")

    line: int
    parts: Many[ReturnedPart]
    expected: Quantity
    received: Quantity
    accepted: Quantity | None = None
    condition: ShortText = ""
    evidence: Many[ShortText] = ()
    serials: Many[ShortText] = ()
    may_be: Many[ShortText] = ()

    def goods(self, quantity: Quantity) -> Iterator[tuple[str, Quantity]]:
        """What so much of the line is on the shelf: items, with how much of each."""
        for part in self.parts:
            yield part.item, Quantity.from_units(quantity.units * part.units, part.unit)


class CustomerReturn(Document):
    """Goods that a customer may send back; `split_from` the case from which it was split off."""

    indexed = ("customer",)
    public: ClassVar[tuple[str, ...]] = ("lines",)

    customer: Id
    lines: Many[ReturnedLine]
    split_from: Id | None = None
    because: ShortText = ""


class Arrived(Value):
    """So much of a line has come."""

    line: int
    quantity: Quantity
    serials: Many[ShortText] = ()


class Arrival(Form):
    """What has come, beside what had come before."""

    lines: Many[Arrived]


class Finding(Value):
    """How much of a line is as it should be, in which condition, and where that is seen."""

    line: int
    accepted: Quantity
    condition: Name
    evidence: Many[ShortText] = ()


class Findings(Form):
    """What was found of everything that has come."""

    lines: Many[Finding]


class GoodsOutcome(Form):
    """What becomes of the goods: of so much of each line that is named, or of all of them."""

    outcome: OutcomeOfGoods
    lines: Many[Arrived] = ()


@guard("goods that are expected back are named, more than nothing of each, and none has come yet")
def has_expected_lines(goods: CustomerReturn) -> bool:
    """Whether something is expected; what was split off has come already."""
    if goods.split_from is not None:
        return bool(goods.lines)
    return bool(goods.lines) and all(
        line.expected.amount > 0 and not line.received for line in goods.lines
    )


def why_not_arrived(goods: CustomerReturn, form: Arrival) -> Reason | None:
    """Why so much cannot be received; `None`: it can."""
    lines = {line.line: line for line in goods.lines}
    for row in form.lines:
        line = lines.get(row.line)
        if line is None:
            return Reason("no_such_line", f"line {row.line} is not expected")
        left = line.expected - line.received
        if row.quantity.unit != left.unit or not 0 < row.quantity.amount <= left.amount:
            return Reason(
                "over_receipt",
                f"{row.quantity} of line {row.line} have come, {left} are expected",
                {"line": row.line, "expected": str(left)},
                way_out="have the rest authorised in a return of its own",
            )
        wrong = _why_not_this_one(line, row)
        if wrong is not None:
            return wrong
    numbers = {row.line for row in form.lines}
    if not form.lines or len(numbers) < len(form.lines):
        return Reason("nothing_received", "every line that has come is named once")
    return None


def _why_not_this_one(line: ReturnedLine, row: Arrived) -> Reason | None:
    """Why the serial numbers are not of what is expected; `None`: they are, or none is named."""
    known = [one for one in row.serials if one in line.serials]
    if known or len(set(row.serials)) < len(row.serials) or len(row.serials) > row.quantity.amount:
        return Reason(
            "wrong_serials",
            f"line {row.line}: each of {row.quantity} has a number of its own, that has not come",
            {"line": row.line},
            way_out="read the numbers again, and name each once",
        )
    others = [one for one in row.serials if line.may_be and one not in line.may_be]
    if others:
        return Reason(
            "wrong_serials",
            f"line {row.line}: {', '.join(others)} is not expected, {', '.join(line.may_be)} is",
            {"line": row.line, "expected": ", ".join(line.may_be)},
            way_out="read the number again; what is another one comes in without its number, and "
            "is not accepted when it is inspected",
        )
    return None


def why_not_found(goods: CustomerReturn, form: Findings) -> Reason | None:
    """Why the findings do not fit what has come; `None`: they do."""
    came = {line.line: line.received for line in goods.lines if line.received}
    found = {row.line: row.accepted for row in form.lines}
    if len(found) < len(form.lines) or found.keys() != came.keys():
        return Reason("wrong_lines", "every line of which something has come is inspected, once")
    for number, accepted in found.items():
        if accepted.unit != came[number].unit or not 0 <= accepted.amount <= came[number].amount:
            return Reason(
                "over_accepted",
                f"{accepted} of line {number} were accepted, {came[number]} have come",
                {"line": number, "received": str(came[number])},
            )
    return None
