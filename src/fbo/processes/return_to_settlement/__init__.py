"""Return to settlement: what a customer sends back comes in, and he has what he is to have for it.

After-sales authorises it; the warehouse and quality receive and inspect it in a case of their own
(`fbo.processes.return_to_restock`), which this one follows: `coming_in`.  What a return does to the
order is decided, unit by unit, and carried out by the order, which reacts: a credit note and
nothing to be shipped, or goods at no price and no credit note, never both: `settling`.
"""

from fbo.processes.return_to_settlement.coming_in import ReturnComingIn
from fbo.processes.return_to_settlement.settling import ReturnSettling

__all__ = ["ReturnToSettlement"]


class ReturnToSettlement(ReturnSettling, ReturnComingIn):
    """Goods that a customer sends back, from his wish to what he has for them."""
