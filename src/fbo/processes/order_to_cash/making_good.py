"""Making good: what was delivered and is not as it should be is put right, each unit once.

The one gate for goods, as the invoice is for credits: whoever sends something once more, pays its
price back or takes it to be repaired, on a complaint or a claim, asks the order, which counts it in
its lines.  What came back for something is counted there, too.
"""

from typing_extensions import TypeVar

from fbo.front.sales import MadeGood, Order, why_not_made_good
from fbo.kernel.errors import Reason
from fbo.kernel.people import SYSTEM
from fbo.processes.order_to_cash.states import OrderStates as At
from fbo.workflow.guard import rule
from fbo.workflow.state import same

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one

SOMETHING_MAY_HAVE_LEFT = (
    At.placed
    | At.credit_hold
    | At.awaiting_prepayment
    | At.confirmed
    | At.in_fulfilment
    | At.on_hold
    | At.fulfilled
    | At.completed
)


class OrderMakingGood(At[O], abstract=True):
    """An order of which something is put right."""

    # What must hold.
    @rule("more would be put right than was delivered", code="qty_exceeds_delivered")
    def is_redressable(self, form: MadeGood) -> bool | Reason:
        """Whether so much of the line has left, and the customer has had nothing else for it."""
        if form.over:
            return form.quantity <= self.document.line(form.line).has("made_good")
        return why_not_made_good(self.document, {form.line: form.quantity}) or True

    # What moves it on.
    make_good = SOMETHING_MAY_HAVE_LEFT.to(same, by=SYSTEM, takes=MadeGood, needs=is_redressable)

    # To what effect.
    @make_good.then
    def _count_made_good(self, form: MadeGood) -> O:
        more = -form.quantity if form.over else form.quantity
        return self.change(
            lines=tuple(
                line.add("made_good", more) if line.line == form.line else line
                for line in self.document.lines
            )
        )
