"""What customer service decides once for all complaints."""

from collections.abc import Mapping
from decimal import Decimal

from fbo.front.service.regime import GENERAL, UK_DISP, Regime
from fbo.kernel.calendar import Duration, business_days, business_hours, days
from fbo.kernel.document import Value
from fbo.kernel.text import ShortText


class ComplaintPolicy(Value):
    """How complaints are handled.

    `regimes` by name.  `resolution`: our own time for each severity.  `authority`: up to what each
    role may offer on one complaint, all remedies together, in any currency; beyond that a
    controller approves.  `goodwill`: so many goodwill remedies a customer has in
    `goodwill_within` before the manager decides.  `levels`: how often a complaint is looked into
    at most; the answer at the last one is final.
    """

    regimes: Mapping[ShortText, Regime] = {"general": GENERAL, "uk_disp": UK_DISP}
    resolution: Mapping[ShortText, Duration] = {
        "low": business_hours(80),
        "medium": business_hours(40),
        "high": business_hours(16),
        "critical": business_hours(8),
    }
    investigation: Duration = business_days(5)
    investigation_critical: Duration = business_days(1)
    authority: Mapping[ShortText, Decimal] = {
        "SERVICE_AGENT": Decimal(50),
        "SERVICE_LEAD": Decimal(250),
        "SERVICE_MANAGER": Decimal(1000),
    }
    goodwill: int = 3
    goodwill_within: Duration = days(90)
    levels: int = 2
    offer_valid: Duration = days(28)
    reminds_of_offer: Duration = days(14)
    reminds_of_question: tuple[Duration, ...] = (business_days(3), business_days(7))
    waits_for_reply: Duration = business_days(10)
    third_party_grace: int = 2
    reopens_within: Duration = days(90)

    def regime(self, name: str) -> Regime:
        """A regime by its name; the general one where it is not known."""
        return self.regimes.get(name, GENERAL)
