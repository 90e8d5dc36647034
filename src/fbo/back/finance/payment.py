"""Payment reports: what a provider or a bank says about money, as it comes in from outside.

A report is no document: it becomes a receipt, or a step of one, or nothing, where it was told
before.  Nothing is decided here.
"""

from typing import Literal

from fbo.kernel.document import Id, Many, Value
from fbo.kernel.money import Money
from fbo.kernel.text import Name, ShortText
from fbo.kernel.times import Day, Instant


class PaymentReport(Value):
    """What a provider, or a bank where there is none, reports of one payment.

    `external_ref` is what it calls the payment: the same provider and reference again is the same
    payment.  `what`: it was captured (the money is ours), only authorised (until `until`), or
    charged back, for `reason`, by what `charge_back_ref` names.  `references` is what the payer
    wrote; `customer` is known where the provider knows him.
    """

    provider: ShortText = ""
    external_ref: Name
    what: Literal["captured", "authorised", "charged_back"] = "captured"
    amount: Money
    customer: Id | None = None
    on: Day | None = None
    until: Instant | None = None
    references: Many[ShortText] = ()
    charge_back_ref: ShortText = ""
    reason: ShortText = ""
