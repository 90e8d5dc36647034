"""After-sales in the demonstration: what comes back is looked at, what has failed is mended.

Tom says what may come back and what the customer has for it, Quinn looks at the goods, Olga mends.
What customers send, and when, is in `fbo.company.demo.unhappy`.
"""

from collections.abc import Mapping
from functools import partial

from fbo.back.production import PRODUCTION, QUALITY
from fbo.back.warehouse import Finding, Findings
from fbo.company.company import Company
from fbo.company.demo.days import Days
from fbo.company.demo.desks import Does, work_off
from fbo.company.demo.troubles import AS_NEW, ENDS, USED
from fbo.front.aftersales import (
    AFTER_SALES,
    Authorisation,
    DecidedLine,
    Diagnosis,
    Disposition,
    GivenBack,
    Proof,
    Refusal,
)
from fbo.kernel.people import Actor
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.processes.warranty_service import WarrantyService

LETTERS, TESTS, MENDING = (10, 14), (10, 15), (11, 16)
"""At which hours each desk sees to these things."""


class AfterSales:
    """Tom, Quinn and Olga."""

    def __init__(self, company: Company, days: Days, staff: Mapping[str, Actor]) -> None:
        self.company, self.days = company, days
        self.tom, self.quinn, self.olga = staff["tom"], staff["quinn"], staff["olga"]
        self._letters: Mapping[str, Does] = {
            "decided": self._settle,
            "requested": self._say_whether_it_may_come_back,
        }
        self._claims: Mapping[str, Does] = {
            "returned": self._say_it_is_mended,
            "decided": self._have_it_mended,
            "verified": self._have_it_examined,
            "registered": self._verify,
        }
        self._repairs: Mapping[str, Does] = {
            "in_repair": self._mend,
            "in_diagnosis": self._examine,
        }

    def work(self, hour: int) -> None:
        """Each desk at its hours: the last step first, so that each takes an hour at least."""
        if hour in LETTERS:
            work_off(self.company, AFTER_SALES, ReturnToSettlement, self._letters)
            work_off(self.company, AFTER_SALES, WarrantyService, self._claims)
        if hour in TESTS:
            work_off(self.company, QUALITY, ReturnToSettlement, {"inspected": self._decide})
            work_off(self.company, QUALITY, ReturnToRestock, {"received": self._inspect})
        if hour in MENDING:
            work_off(self.company, PRODUCTION, WarrantyService, self._repairs)

    # --- returns --------------------------------------------------------------------------------

    def _say_whether_it_may_come_back(self, id_: str) -> None:
        goods = self._return(id_)
        if goods.document.lines[0].reason == USED:
            no = Refusal(reason="it has been used")
            self.days.attempt(partial(goods.refuse, no, by=self.tom))
        else:
            self.days.attempt(partial(goods.authorise, Authorisation(), by=self.tom))

    def _inspect(self, id_: str) -> None:
        goods = self.company.case(ReturnToRestock, id_)
        lines = [
            Finding(line=line.line, accepted=line.received, condition=AS_NEW)
            for line in goods.document.lines
        ]
        self.days.attempt(partial(goods.inspect, Findings(lines=lines), by=self.quinn))

    def _decide(self, id_: str) -> None:
        """What is damaged is scrapped; who had the wrong thing has another one."""
        goods = self._return(id_)
        rows: list[DecidedLine] = []
        for line in goods.document.lines:
            stock, customer = ENDS.get(line.reason, ("restock", "credit"))
            row = DecidedLine(
                line=line.line, quantity=line.received, stock=stock, customer=customer
            )
            rows.append(row)
        self.days.attempt(partial(goods.decide, Disposition(lines=rows), by=self.quinn))

    def _settle(self, id_: str) -> None:
        self.days.attempt(partial(self._return(id_).start_settlement, by=self.tom))

    # --- claims ---------------------------------------------------------------------------------

    def _verify(self, id_: str) -> None:
        form = Proof(evidence="the invoice")
        self.days.attempt(partial(self._claim(id_).verify, form, by=self.tom))

    def _have_it_examined(self, id_: str) -> None:
        self.days.attempt(partial(self._claim(id_).diagnose, by=self.tom))

    def _examine(self, id_: str) -> None:
        form = Diagnosis(findings="The switch is worn out.", end="repair")
        self.days.attempt(partial(self._claim(id_).decide, form, by=self.olga))

    def _have_it_mended(self, id_: str) -> None:
        self.days.attempt(partial(self._claim(id_).start_repair, by=self.tom))

    def _mend(self, id_: str) -> None:
        self.days.attempt(partial(self._claim(id_).give_back, GivenBack(), by=self.olga))

    def _say_it_is_mended(self, id_: str) -> None:
        self.days.attempt(partial(self._claim(id_).close, by=self.tom))

    def _return(self, id_: str) -> ReturnToSettlement:
        return self.company.case(ReturnToSettlement, id_)

    def _claim(self, id_: str) -> WarrantyService:
        return self.company.case(WarrantyService, id_)
