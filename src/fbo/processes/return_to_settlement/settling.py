"""Settling: what becomes of goods that came back, and what the customer has for them.

It is decided unit by unit, and carried out by the order, which reacts, and by the warehouse.  What
cannot be carried out is decided again, and nothing is carried out twice.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from fbo.back.finance import AR_CLERK, CONTROLLER, CreditNote
from fbo.back.production import INSPECTOR
from fbo.back.warehouse import STOREKEEPER
from fbo.front.aftersales import (
    CREDITED,
    Decided,
    Disposition,
    Failure,
    Repaired,
    Return,
    SentInstead,
    SoMuch,
    is_open,
    order_anew,
    replacement_order,
    why_given_already,
    why_not_decided,
)
from fbo.kernel.errors import Reason
from fbo.kernel.people import SYSTEM
from fbo.kernel.quantity import Quantity
from fbo.processes.crediting import Crediting
from fbo.processes.return_to_settlement.placing import ReturnPlacing
from fbo.processes.return_to_settlement.states import DECIDES
from fbo.processes.return_to_settlement.states import ReturnStates as At
from fbo.workflow.guard import rule
from fbo.workflow.notice import to_customer, to_its_desk
from fbo.workflow.reaction import when
from fbo.workflow.state import same


class ReturnSettling(ReturnPlacing, abstract=True):
    """A return whose goods have come, and what the customer has for them."""

    # What must hold.
    @rule("not everything is decided")
    def is_all_decided(self, form: Disposition) -> bool | Reason:
        """Whether each unit that has come has one end, and the customer one thing for it."""
        return why_not_decided(self.document, form) or True

    @rule("the customer has had something for it already", code="qty_exceeds_delivered")
    def is_given_nothing_for(self, form: Disposition) -> bool | Reason:
        """Whether what he is to have for it was not given on a complaint or a claim."""
        return why_given_already(self.order, form) or True

    @rule("the customer has not all he is to have", code="not_settled")
    def is_settled(self) -> bool:
        """Whether what was decided is carried out: credited, paid back, sent once more."""
        goods = self.document
        carried_out = all(
            line.credited == goods.share(line.line, CREDITED, "begun")
            and line.replaced == goods.share(line.line, ("replace",), "begun")
            and line.repaired == goods.share(line.line, ("repair",), "begun")
            for line in goods.lines
        )
        mine = {note.id for note in self.credit_notes if note.document.origin == self.id}
        return carried_out and all(
            refund.state.ended for refund in self.refunds if refund.document.origin in mine
        )

    @rule(
        "what was never billed cannot be credited",
        code="not_billed",
        way_out="have receivables bill it, or give nothing for it",
    )
    def is_billed(self) -> bool:
        """Whether what is to be credited is on an invoice; how much of it is left, that knows."""
        goods, credited = self.document, CREDITED
        lines = {row.line for row in goods.rows("decided") if row.customer in credited}
        return all(self.order.line(line).has("invoiced") for line in lines)

    @rule("something has failed, and nothing else is decided", way_out="decide it again")
    def nothing_has_failed(self) -> bool:
        """Whether all that failed was decided again."""
        return not self.document.rows("failed")

    # What moves it on.
    decide = (At.inspected | At.decided).to(
        At.decided,
        by=(INSPECTOR, *DECIDES),
        takes=Disposition,
        needs=(is_all_decided, is_given_nothing_for),
        checklist=("lines",),
        packet=("number", "lines", "decided"),
        tells=to_customer("return_decided"),
    )
    start_settlement = At.decided.to(
        At.in_settlement,
        by=(SYSTEM, *DECIDES),
        needs=(nothing_has_failed, is_billed),
        checklist=("decided",),
        packet=("number", "decided", "keep_as_credit"),
    )
    count_replaced = At.in_settlement.to(same, by=SYSTEM, takes=SentInstead)
    count_repaired = (At.in_settlement | At.decided).to(same, by=SYSTEM, takes=Repaired)
    count_refund = At.in_settlement.to(same, by=SYSTEM)
    report_failure = At.in_settlement.to(
        At.decided,
        by=(SYSTEM, AR_CLERK, CONTROLLER, STOREKEEPER),
        takes=Failure,
        checklist=("decided",),
        packet=("decided", "because"),
        tells=to_its_desk("return_failed"),
    )
    close = At.in_settlement.to(
        At.closed, by=SYSTEM, needs=is_settled, as_soon_as=True, tells=to_customer("return_settled")
    )

    # To what effect.
    @decide.then
    def _decide(self, form: Disposition) -> Return:
        """The goods go where they belong at once; decided anew, most are there already."""
        goods = self.document
        rows = self._rows_of(form)
        if goods.decided:
            self._place_what_was_not_repaired(rows)
        else:
            self._place_goods(rows)
        kept = tuple(row for row in goods.decided if not is_open(row))
        self.tell(
            "return_decided",
            number=goods.number,
            received=_sum(line.received for line in goods.lines),
            accepted=_sum(line.accepted for line in goods.lines),
        )
        return self.change(decided=(*kept, *rows))

    @start_settlement.then
    def _begin(self) -> Return:
        """The order gives credit, and what it can send along; else goods leave by an order anew.

        What is repaired has a claim of its own, each thing that has a serial number.
        """
        from fbo.processes.order_to_cash import OrderToCash
        from fbo.processes.warranty_service import WarrantyService

        goods = self.document
        for repair in tuple(self._repairs(goods.rows("decided"))):
            claim = repair.claim(goods, self.id)
            self.open(WarrantyService, claim, then=WarrantyService.take_over)
        begun = [
            row.replacing(progress="begun") if row.progress == "decided" else row
            for row in goods.decided
        ]
        after = self.change(decided=begun)
        again = replacement_order(self.order, after, self.id)
        if any(row.customer == "credit_and_reorder" for row in goods.rows("decided")):
            self.open(OrderToCash, order_anew(self.order, goods, self.id))
        if not again.lines or self.order.is_open:
            return after
        id_ = self.open(OrderToCash, again, then=OrderToCash.place)
        return after.changed({"replacements": (*goods.replacements, id_)})

    @count_replaced.then
    def _count_what_left(self, form: SentInstead) -> Return:
        """So much of an item counts for the lines whose goods it is, the first ones first."""
        goods, left, counted = self.document, form.quantity, dict[int, Quantity]()
        for line in goods.lines:
            due = goods.share(line.line, ("replace",), "begun") - line.replaced
            if due and left and self.order.line(line.line).item == form.item:
                counted[line.line] = min(due, left)
                left -= counted[line.line]
        return self.change(lines=goods.counting("replaced", counted))

    @count_repaired.then
    def _count_what_was_repaired(self, form: Repaired) -> Return:
        self._give_back(form)
        more = {form.line: form.quantity}
        return self.change(lines=self.document.counting("repaired", more))

    @report_failure.then
    def _find_another_way(self, form: Failure) -> Return:
        """What is carried out stays so; of the rest something else must be decided.

        What is on its way to be carried out stays so, too: a credit note that waits for somebody to
        approve it, a repair of which nobody says that it has failed.
        """
        self.tell("return_failed", number=self.document.number, reason=form.reason)
        decided = _with_failures(self.document, self._being_credited(), form.repair)
        return self.change(decided=decided, because=form.reason)

    @close.then
    def _say_it_is_settled(self) -> None:
        self.tell("return_settled", number=self.document.number)

    # What others have done.
    @when(Crediting.issue, of=lambda note: note.origin)
    def _count_credited(self, note: CreditNote) -> Return:
        """What he had paid for it the order gives back, unless he keeps it with us."""
        units = {row.order_line: row.quantity for row in note.lines if row.order_line is not None}
        return self.change(lines=self.document.counting("credited", units))

    @when(Crediting.cancel, of=lambda note: note.origin, while_=At.in_settlement)
    def _credit_was_refused(self, _: CreditNote) -> None:
        self.proceed(ReturnSettling.report_failure, Failure(reason="it was not credited"))

    # What the effects have in common.
    def _rows_of(self, form: Disposition) -> list[Decided]:
        """What is decided, row by row; of what is repaired each thing has a row of its own."""
        rows = [
            Decided(line=r.line, quantity=r.quantity, stock=r.stock, customer=r.customer)
            for r in form.lines
            if r.customer != "repair"
        ]
        wanted = [
            Decided(
                line=r.line,
                quantity=r.quantity,
                stock=r.stock,
                customer=r.customer,
                serials=r.serials,
            )
            for r in form.lines
            if r.customer == "repair"
        ]
        return [*rows, *(repair.row() for repair in self._repairs(wanted))]

    def _being_credited(self) -> dict[int, Quantity]:
        """How much of each line stands on a credit note that somebody has still to post."""
        waiting: dict[int, Quantity] = {}
        for note in self.credit_notes:
            if note.document.origin == self.id and not note.state.ended:
                for row in note.document.lines:
                    if row.order_line is not None:
                        zero = row.quantity * 0
                        waiting[row.order_line] = waiting.get(row.order_line, zero) + row.quantity
        return waiting


def _sum(parts: Iterable[Quantity]) -> Quantity | Decimal:
    """How much it is together; of several units only how many."""
    every = tuple(parts)
    alike = len({part.unit for part in every}) == 1
    return sum(every[1:], every[0]) if alike else sum((p.amount for p in every), Decimal(0))


def _with_failures(
    goods: Return, waiting: Mapping[int, Quantity], repair: SoMuch | None = None
) -> list[Decided]:
    """What was decided, with what is not carried out marked as failed.

    `waiting`: how much of each line stands on a credit note that is not posted yet; `repair`: how
    much of which line cannot be repaired.
    """
    done = {
        line.line: {
            "credit": line.credited + waiting.get(line.line, line.credited * 0),
            "replace": line.replaced,
            "repair": _repairs_that_go_on(goods, line.line, repair),
        }
        for line in goods.lines
    }
    rows: list[Decided] = []
    for row in goods.decided:
        kind = row.customer if row.customer in ("replace", "repair") else "credit"
        if row.progress != "begun" or row.customer == "none":
            rows.append(row)
            continue
        part = min(done[row.line][kind], row.quantity)
        done[row.line][kind] -= part
        if part:
            rows.append(row.replacing(quantity=part))
        if part < row.quantity:
            rows.append(row.replacing(quantity=row.quantity - part, progress="failed"))
    return rows


def _repairs_that_go_on(goods: Return, line: int, failed: SoMuch | None) -> Quantity:
    begun = goods.share(line, ("repair",), "begun")
    return begun - failed.quantity if failed is not None and failed.line == line else begun
