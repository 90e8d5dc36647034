"""Shortages: goods are missing, sales is asked, and the customer says what he wants done.

The warehouse reports what it cannot send; the order stays where it is while sales and the customer
find out.  What they choose is carried out by the order's other steps.
"""

from typing import Final

from typing_extensions import TypeVar

from fbo.back.warehouse import STOREKEEPER
from fbo.front.sales import (
    SALES,
    SALES_REP,
    Bucket,
    Cancellation,
    CancelledLine,
    Choice,
    Lapsed,
    Order,
    OrderLine,
    Shortage,
)
from fbo.kernel.calendar import business_hours
from fbo.kernel.errors import Reason
from fbo.kernel.people import CUSTOMER, SYSTEM
from fbo.processes.order_to_cash import promises
from fbo.processes.order_to_cash.amending import OrderAmending
from fbo.processes.order_to_cash.changing import OrderChanging
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.workflow.guard import rule
from fbo.workflow.handoff import Agreed
from fbo.workflow.notice import to_customer, to_desk
from fbo.workflow.state import same

NOT_PICKED: Final[tuple[Bucket, ...]] = ("unplanned", "backordered", "allocated")

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


class OrderShortages(At[O], abstract=True):
    """An order of which something is missing."""

    # Rules.
    @rule("nothing is missing", code="nothing_missing")
    def something_is_missing(self, form: Shortage) -> bool | Reason:
        """Whether a line that is named waits for goods, or was not found when it was picked."""
        lines = {line.line: line for line in self.document.stocked}
        for number in form.lines:
            if number not in lines:
                return Reason("no_such_line", f"the order has no line {number} of goods")
        short = [lines[number] for number in form.lines] or list(lines.values())
        return self.is_short(short)

    # What moves it on.
    report_shortage = (At.confirmed | At.in_fulfilment).to(
        same,
        by=(STOREKEEPER, SYSTEM),
        needs=something_is_missing,
        takes=Shortage,
        asks=SALES,
        packet=("lines", "promised", "ship_policy"),
        agreed=Agreed(accept=business_hours(2), done=business_hours(4)),
        tells=to_customer("order_delayed"),
    )
    record_choice = (At.confirmed | At.in_fulfilment).to(
        same,
        by=(CUSTOMER, SALES_REP),
        takes=Choice,
        answers=report_shortage,
        tells=to_desk(SALES, "shortage_choice"),
    )
    lapse_shortage = (At.confirmed | At.in_fulfilment | At.fulfilled | At.on_hold).to(
        same, by=SYSTEM, takes=Lapsed, tells=to_desk(SALES, "shortage_over")
    )

    # To what effect.
    @report_shortage.then
    def _tell_of_delay(self) -> None:
        """The customer hears that he waits; of what and until when, sales tells him."""
        self.tell("order_delayed", number=self.document.number)
        promises.at_risk(self, "short")

    @record_choice.then
    def _do_as_chosen(self, form: Choice) -> O | None:
        self.tell("shortage_choice", number=self.document.number, choice=form.choice)
        if form.choice == "cancel":
            self._call_off_the_rest()
        if form.amendment is not None:
            self.proceed(OrderAmending.amend, form.amendment)
        if form.choice == "split":
            return self.change(ship_policy="partial_allowed")
        return None

    @lapse_shortage.then
    def _ask_sales_no_more(self, form: Lapsed) -> None:
        """Sales hears why it need not find out any more what the customer wants."""
        self.ask_no_more(OrderShortages.report_shortage)
        self.tell("shortage_over", number=self.document.number, reason=form.reason)

    # What other effects use.
    def _call_off_the_rest(self) -> None:
        """Cancel all that is open; of what is picked already, the warehouse must be asked.

        It is we who have not got it, so that it costs the customer nothing.
        """
        order = self.document
        if not any("picked" in line.buckets for line in order.lines):
            form = Cancellation(reason="not in stock", fee="waived")
            self.proceed(OrderChanging.cancel, form)
            return
        rest = [(line.line, line.sum_of(NOT_PICKED)) for line in order.stocked]
        rows = tuple(CancelledLine(line=line, quantity=left) for line, left in rest if left)
        if rows:
            form = Cancellation(reason="not in stock", scope="lines", lines=rows, fee="waived")
            self.proceed(OrderChanging.cancel, form)

    def _ask_about(self, lines: tuple[OrderLine, ...]) -> None:
        """Report that these lines are short, unless sales has been asked and not yet answered."""
        asked = OrderShortages.report_shortage.name in self.facts.handoffs
        if lines and not asked and self.state.name in ("confirmed", "in_fulfilment"):
            form = Shortage(lines=tuple(line.line for line in lines))
            self.proceed(OrderShortages.report_shortage, form)
