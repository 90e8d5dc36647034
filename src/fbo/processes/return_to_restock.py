"""Return to restock: goods that a customer sends back come in, are looked at, and find their place.

They are expected, received into quarantine, inspected, and then lie on the shelf again, are mended,
repaired for the customer, scrapped, or go back to him.  What he has for them is decided in
`fbo.processes.return_to_settlement`, which opens these cases and tells them their outcome.
"""

from fbo.back.production import INSPECTOR, QUALITY
from fbo.back.warehouse import (
    RECEIVER,
    RECEIVING,
    STOREKEEPER,
    Arrival,
    CustomerReturn,
    Findings,
    GoodsOutcome,
    Reason,
    ReturnedLine,
    WarehousePolicy,
    has_expected_lines,
    stock,
    why_not_arrived,
    why_not_found,
)
from fbo.kernel.calendar import business_days
from fbo.kernel.errors import Reason as Why
from fbo.kernel.people import SYSTEM
from fbo.kernel.quantity import Quantity
from fbo.workflow.guard import rule
from fbo.workflow.process import Process
from fbo.workflow.state import State


def place_for(outcome: str, shelf: str) -> str:
    """Where goods go: on the shelf only those that are as good as new."""
    return {"scrap": "lost_found", "back_to_customer": "customer"}.get(outcome, shelf)


class ReturnToRestock(Process[CustomerReturn]):
    """Goods that come back from a customer, until they lie where they belong."""

    # What must hold.
    @rule(
        "goods are expected back for a return only",
        way_out="authorise a return, which expects its goods",
    )
    def is_of_a_return(self) -> bool:
        """Whether another case asked for them."""
        return self.parent is not None

    @rule("more has come than is expected")
    def came_as_expected(self, form: Arrival) -> bool | Why:
        """Whether so much may come: no more than was authorised."""
        return why_not_arrived(self.document, form) or True

    @rule("the findings are not about what has come")
    def found_as_it_came(self, form: Findings) -> bool | Why:
        """Whether everything that has come was looked at."""
        return why_not_found(self.document, form) or True

    @rule("it was not split off another")
    def is_split_off(self) -> bool:
        """Whether its goods had been inspected before it was opened."""
        return self.document.split_from is not None

    @rule("they do not go on the shelf")
    def is_kept(self, form: GoodsOutcome) -> bool:
        """Whether they can be sold again as they are."""
        return form.outcome == "restock"

    @rule("they are not scrapped")
    def is_scrap(self, form: GoodsOutcome) -> bool:
        """Whether nobody can use them any more."""
        return form.outcome == "scrap"

    @rule("they are not mended")
    def is_to_be_mended(self, form: GoodsOutcome) -> bool:
        """Whether they can be sold again once they are mended."""
        return form.outcome == "refurbish"

    @rule("they are not repaired for the customer")
    def is_to_be_repaired(self, form: GoodsOutcome) -> bool:
        """Whether he is to have them again once they are repaired."""
        return form.outcome == "repair"

    # Where it is.
    expected = State(RECEIVING, initial=True, holder="")
    received = State(QUALITY, within=business_days(2))
    inspected = State(QUALITY, within=business_days(2))
    refurbishing = State(QUALITY, within=business_days(10))
    repairing = State(QUALITY, holder="")
    restocked = State(final=True)
    scrapped = State(final=True)
    rejected = State(final=True)
    cancelled = State(final=True)

    # What moves it on.
    expect = expected.opens(by=SYSTEM, needs=(is_of_a_return, has_expected_lines))
    receive = (expected | received).to(
        received, by=RECEIVER, takes=Arrival, needs=came_as_expected, packet=("lines",)
    )
    inspect = received.to(inspected, by=INSPECTOR, takes=Findings, needs=found_as_it_came)
    take_over = expected.to(inspected, by=SYSTEM, needs=is_split_off)
    decide = (
        (inspected | repairing)
        .to(restocked, by=SYSTEM, takes=GoodsOutcome, when=is_kept)
        .otherwise(scrapped, when=is_scrap)
        .otherwise(refurbishing, when=is_to_be_mended)
        .otherwise(repairing, when=is_to_be_repaired)
        .otherwise(rejected)
    )
    finish_mending = (
        refurbishing.to(restocked, by=INSPECTOR, takes=GoodsOutcome, when=is_kept)
        .otherwise(scrapped, when=is_scrap)
    )  # fmt: skip
    cancel = expected.to(cancelled, by=(SYSTEM, STOREKEEPER), takes=Reason)

    # To what effect.
    @receive.then
    def _put_into_quarantine(self, form: Arrival) -> CustomerReturn:
        """Nobody can sell what nobody has looked at."""
        came = {row.line: row for row in form.lines}
        lines: list[ReturnedLine] = []
        for line in self.document.lines:
            row = came.get(line.line)
            if row is None:
                lines.append(line)
                continue
            self._move(line, row.quantity, "customer", "quarantine")
            serials = (*line.serials, *row.serials)
            received = line.received + row.quantity
            lines.append(line.replacing(received=received, serials=serials))
        return self.change(lines=lines)

    @inspect.then
    def _note_what_was_found(self, form: Findings) -> CustomerReturn:
        found = {row.line: row for row in form.lines}
        return self.change(
            lines=[
                line.replacing(
                    accepted=found[line.line].accepted,
                    condition=found[line.line].condition,
                    evidence=found[line.line].evidence,
                )
                if line.line in found
                else line
                for line in self.document.lines
            ]
        )

    @decide.then
    def _put_where_they_belong(self, form: GoodsOutcome) -> CustomerReturn:
        """What is to be mended stays in quarantine; what is not named goes with another case.

        What is repaired is held by whoever repairs it, in a case of his own.
        """
        named = {row.line: row.quantity for row in form.lines}
        lines = [
            line.replacing(received=named.get(line.line, line.received))
            for line in self.document.lines
            if not named or line.line in named
        ]
        if form.outcome not in ("refurbish", "repair"):
            place = place_for(form.outcome, self.policy(WarehousePolicy).places[0])
            for line in lines:
                self._move(line, line.received, "quarantine", place)
        return self.change(lines=lines)

    @finish_mending.then
    def _put_on_the_shelf(self, form: GoodsOutcome) -> CustomerReturn:
        return self._put_where_they_belong(form)

    @cancel.then
    def _note_why(self, form: Reason) -> CustomerReturn:
        return self.change(because=form.reason)

    def _move(self, line: ReturnedLine, quantity: Quantity, source: str, target: str) -> None:
        for item, so_much in line.goods(quantity):
            if so_much:
                stock.move(self, source, target, item, so_much)
