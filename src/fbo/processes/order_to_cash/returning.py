"""Returning: goods of an order come back, and the order follows.

What was authorised, has come and will not come moves in its lines, in the commit of the return's
own step.  What the customer is to have for it the order gives: a credit of its invoices, through
their one gate, or a line at no price while it is still being shipped.
"""

from typing import Final

from typing_extensions import TypeVar

from fbo.back.finance import Refund
from fbo.back.warehouse import Shipment
from fbo.front.aftersales import Failure, Return, SentInstead, replacement_lines
from fbo.front.sales import Cancellation, CancelledLine, Order, Reopening, nothing_has_left
from fbo.kernel.calendar import business_days
from fbo.kernel.people import SYSTEM
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash.billing import OrderBilling
from fbo.processes.order_to_cash.changing import OrderChanging
from fbo.processes.order_to_cash.comings_back import credits_for, followed
from fbo.processes.order_to_cash.fulfilling import OrderFulfilling
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.processes.order_to_cash.parts import brought
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.processes.refunding import Refunding
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer
from fbo.workflow.reaction import when
from fbo.workflow.state import same

DECIDED_OTHERWISE: Final = "something else was decided for what came back"

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderReturning(OrderChanging[O], OrderBilling[O], OrderFulfilling[O], abstract=True):
    """An order of which goods come back."""

    # What moves it on.
    call_off_replacement = (
        (At.placed | At.credit_hold | At.confirmed | At.in_fulfilment | At.on_hold)
        .to(
            At.cancelled,
            by=SYSTEM,
            needs=OrderOnFile.is_cancellable,
            when=(OrderOnFile.leaves_nothing_open, nothing_has_left),
            takes=Cancellation,
            checklist=("customer",),
            agreed=Agreed(accept=None, done=business_days(1)),
            tells=to_customer("replacement_called_off"),
        )
        .otherwise(At.fulfilled, when=OrderOnFile.leaves_nothing_open)
        .otherwise(same)
    )

    # To what effect.
    @call_off_replacement.then
    def _send_it_no_more(self, form: Cancellation) -> O:
        """As any cancellation; whose idea it was the customer hears from after-sales."""
        self.tell("replacement_called_off", number=self.document.number)
        return self._call_off(form)

    # What others have done.
    @when(ReturnToSettlement.authorise, of=lambda goods: goods.order)
    def _expect_goods_back(self, _: Return) -> O:
        """An order that was complete is so no more while something of it may come back."""
        if self.state == At.completed:
            self.proceed(OrderBilling.reopen, Reopening(reason="return"))
        order: O = self.change(returns=(*self.document.returns, self.cause.id))
        return self._following(order)

    @when(
        ReturnToSettlement.receive,
        ReturnToSettlement.inspect,
        ReturnToSettlement.decide,
        ReturnToSettlement.report_failure,
        ReturnToSettlement.count_repaired,
        ReturnToSettlement.expire,
        ReturnToSettlement.cancel,
        ReturnToSettlement.close,
        of=lambda goods: goods.order,
    )
    def _follow_goods_back(self, _: Return) -> O | None:
        return self._following(self.document) if self.document.returns else None

    @when(ReturnToSettlement.start_settlement, of=lambda goods: goods.order)
    def _give_for_it(self, goods: Return) -> O | None:
        """Credit is asked of the invoices; what is sent once more is put on an order in hand."""
        posted = {one.id: one.document for one in self.invoices if one.state.name == "posted"}
        notes = [note.document for note in self.credit_notes if note.state.name != "cancelled"]
        for id_, form in tuple(credits_for(self.id, self.cause.id, goods, posted, notes)):
            self.take(InvoiceToCash.credit, id_, form)
        return self._send_once_more(goods) if self.document.is_open else None

    @when(ReturnToSettlement.report_failure, of=lambda goods: (goods.order, *goods.replacements))
    def _send_no_more(self, _: Return) -> None:
        """What was to be sent once more, and has not left, is called off."""
        rows = tuple(
            CancelledLine(line=line.line, quantity=line.open)
            for line in self.document.lines
            if line.replaces == self.cause.id and line.open
        )
        if rows:
            form = Cancellation(reason=DECIDED_OTHERWISE, scope="lines", lines=rows)
            self.proceed(OrderReturning.call_off_replacement, form)

    @when(Refunding.confirm, Refunding.confirm_by_hand, Refunding.deny, apart=True)
    def _say_what_was_paid_back(self, _: Refund) -> None:
        """A return whose money is back may be settled."""
        for id_, goods in self.goods_back.items():
            if goods.state == ReturnToSettlement.in_settlement:
                self.take(ReturnToSettlement.count_refund, id_)

    # What it does beside.
    def _say_what_left(self, shipment: Shipment) -> None:
        """A return hears that what it is settled by has left."""
        for line in self.document.lines:
            if line.replaces is None or line.item is None:
                continue
            left = brought(line, shipment)
            goods = self.goods_back.get(line.replaces)
            if left and goods is not None and goods.state == ReturnToSettlement.in_settlement:
                form = SentInstead(item=line.item, quantity=left)
                self.take(ReturnToSettlement.count_replaced, line.replaces, form)

    def _call_off(self, form: Cancellation) -> O:
        """A return hears that what it had promised will not be sent."""
        less = super()._call_off(form)
        was = {line.line: line.cancelled for line in self.document.lines}
        gone = {line.replaces for line in less.lines if line.cancelled != was[line.line]}
        for id_, case in self.goods_back.items() if gone - {None} else ():
            if id_ in gone and case.state == ReturnToSettlement.in_settlement:
                self.take(ReturnToSettlement.report_failure, id_, Failure(reason=form.reason))
        return less

    def _following(self, order: O) -> O:
        cases = {id_: case for id_, case in self.goods_back.items() if id_ != self.cause.id}
        every = (*cases.values(), self.cause)
        theirs = [case for case in every if isinstance(case, ReturnToSettlement)]
        mine = [case for case in theirs if case.document.order == self.id]
        followed_: O = order.changed({"lines": followed(order, mine)})
        return followed_

    def _send_once_more(self, goods: Return) -> O | None:
        order = self.document
        first = max(line.line for line in order.lines) + 1
        more = replacement_lines(order, goods, self.cause.id, first)
        if not more:
            return None
        # They alone: what the customer has waited for and sent back is served before the rest.
        served = self._allocate(order.changed({"lines": more}))
        both: O = self.change(lines=(*order.lines, *served))
        self._start_by_itself(both)
        return both
