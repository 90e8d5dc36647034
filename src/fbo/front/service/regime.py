"""Regimes: what law or a scheme says about how complaints are answered, as data.

A regime says how long each answer may take and which outside body the complainant may turn to.
Adding one is adding a value to the policy; no process changes.
"""

from typing import ClassVar, Final

from fbo.kernel.calendar import Duration, business_days, days, months
from fbo.kernel.document import Value
from fbo.kernel.text import ShortText


class Regime(Value):
    """How long what may take, from the effective receipt of a complaint on.

    `ack`: the acknowledgement; `summary`: up to then a complaint may be settled on the spot, with
    no final response owed; `update`: how long the customer may hear nothing; `final`: the final
    response; `adr`: how long after it `body`, an outside body, may be turned to; `remedy`: how long
    what was agreed may take.
    """

    public: ClassVar[tuple[str, ...]] = ("body",)

    ack: Duration = business_days(1)
    summary: Duration = business_days(3)
    update: Duration = business_days(10)
    final: Duration = business_days(20)
    adr: Duration = months(12)
    remedy: Duration = business_days(5)
    body: ShortText = "the ombudsman"


GENERAL: Final = Regime()
"""Where no law says otherwise."""

UK_DISP: Final = Regime(
    update=business_days(20),
    final=days(56),
    adr=months(6),
    body="the Financial Ombudsman Service",
)
"""Source: FCA Handbook, DISP 1.5 (summary resolution) and 1.6 (eight weeks), 2.8 (six months)."""
