"""The forms on which steps of a return are taken."""

from typing import Literal

from fbo.front.aftersales.goods_back import CustomerDisposition, StockDisposition
from fbo.kernel.document import Form, Id, Many, Value
from fbo.kernel.quantity import Quantity
from fbo.kernel.text import Name, ShortText


class SoMuch(Value):
    """So much of a line."""

    line: int
    quantity: Quantity


class Authorisation(Form):
    """What may be sent back; without lines, all that was asked for.

    `fee`: what we keep of its price, by the policy of after-sales, or nothing.
    """

    lines: Many[SoMuch] = ()
    fee: Literal["by policy", "waived"] = "by policy"


class Refusal(Form):
    """Why goods are not taken back, or are not to come any more."""

    reason: Name


class GoodsBack(Form):
    """What has come, beside what had come before."""

    lines: Many[SoMuch]


class Inspected(Value):
    """How much of a line is as the customer said, in which condition, and where that is seen."""

    line: int
    accepted: Quantity
    condition: Name
    evidence: Many[ShortText] = ()


class Inspection(Form):
    """What was found of what has come: every line of which something has."""

    lines: Many[Inspected]


class DecidedLine(Value):
    """So many units of a line: what becomes of them, and what the customer has for them.

    `serials`: which of them, where that matters: each that is repaired has a claim of its own.
    """

    line: int
    quantity: Quantity
    stock: StockDisposition
    customer: CustomerDisposition
    serials: Many[ShortText] = ()


class Disposition(Form):
    """What becomes of everything that has come; once decided, of what nobody carries out."""

    lines: Many[DecidedLine]


class Failure(Form):
    """Why what was decided cannot be done; of repairs only `repair`, those of others go on."""

    reason: Name
    repair: SoMuch | None = None


class Repaired(Form):
    """So much of a line is repaired, and on its way to the customer."""

    line: int
    quantity: Quantity


class SentInstead(Form):
    """So much of an item has left for the customer, instead of what he sent back."""

    item: Id
    quantity: Quantity
