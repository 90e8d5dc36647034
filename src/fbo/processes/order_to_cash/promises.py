"""The promise of an order: when its goods will be there, or will have left, as sales promises.

The face by which an order deals with its promise, in the order's own commit, so that the promise is
kept or broken at the instant at which the goods moved.  An order without a date promises nothing.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

from fbo.front.crm import NewPromise, Promise, Risk
from fbo.front.sales import SALES_DEPARTMENT, Bucket, Order, OrderLine, OrderPolicy
from fbo.kernel.document import Form
from fbo.kernel.people import Department
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.shipping import Shipping
from fbo.workflow.step import StepOf

AnyOrder: TypeAlias = OrderOnFile[Any]

NOT_THERE: Final[tuple[Bucket, ...]] = ("in_transit", "bounced", "lost")
"""Where goods are that have left and have not arrived."""

AN_INSTANT: Final = timedelta(microseconds=1)
"""A day that is promised ends so long before the next begins."""

KEPT_BY: Final[Mapping[str, str]] = {
    "delivery": str(Shipping.confirm_delivery),
    "dispatch": str(Shipping.dispatch),
}
"""The fact that keeps a promise, by what was promised."""


def given(order: AnyOrder, document: Order, by: Department = SALES_DEPARTMENT) -> str | None:
    """Promise the customer the date of a confirmed order; the promise's id, `None` for none.

    What is promised already stays promised.  With units backordered it is at risk from the start.
    Services alone are neither sent nor delivered, so that nothing could keep such a promise.
    """
    what = order.policy(OrderPolicy).promises
    if not document.stocked:
        return document.promise
    if document.promised is None or what == "nothing" or _open(order) is not None:
        return document.promise
    due = order.calendar.end_of_day(document.promised) - AN_INSTANT
    if due <= order.now:
        return document.promise
    promise = Promise(
        customer=document.customer,
        about=order.id,
        made_by=by.name,
        what=what,
        due=due,
        depends_on=(KEPT_BY[what],),
    )
    if any(line.has("backordered") for line in document.lines):
        form = Risk(because="backordered")
        return order.open(PromiseKeeping, promise, then=PromiseKeeping.put_at_risk, form=form)
    return order.open(PromiseKeeping, promise)


def moved(order: AnyOrder, day: date) -> bool:
    """Promise another day instead, where a promise is open; whether one was."""
    promise = _open(order)
    if promise is None:
        return False
    due = order.calendar.end_of_day(day) - AN_INSTANT
    if due != promise.document.due:
        _take(order, promise, PromiseKeeping.renegotiate, NewPromise(due=due))
    return True


def at_risk(order: AnyOrder, because: str) -> None:
    """Say that the order's promise may not be kept."""
    promise = _open(order)
    if promise is not None and promise.state.name == "made":
        _take(order, promise, PromiseKeeping.put_at_risk, Risk(because=because))


def has_left(order: AnyOrder, lines: tuple[OrderLine, ...]) -> None:
    """Goods have left: a promise of dispatch is kept once nothing is left to ship."""
    promise = _open(order)
    if promise is not None and promise.document.what == "dispatch" and not _is_open(lines):
        _take(order, promise, PromiseKeeping.keep)


def has_arrived(order: AnyOrder, lines: tuple[OrderLine, ...]) -> None:
    """Goods have arrived: a promise of delivery is kept once all are there."""
    promise = _open(order)
    if promise is None or promise.document.what != "delivery" or _is_open(lines):
        return
    if not any(line.sum_of(NOT_THERE) for line in lines if line.is_stocked):
        _take(order, promise, PromiseKeeping.keep)


def is_less(order: AnyOrder, lines: tuple[OrderLine, ...]) -> None:
    """A part is cancelled: the promise holds for the rest, and is kept if that is there."""
    if any(line.shipped for line in lines):
        has_left(order, lines)
        has_arrived(order, lines)


def falls_away(order: AnyOrder) -> None:
    """The order is off, and its promise with it."""
    promise = _open(order)
    if promise is not None:
        _take(order, promise, PromiseKeeping.fall_away)


def _take(
    order: AnyOrder,
    promise: PromiseKeeping,
    step: StepOf[PromiseKeeping, Any],
    form: Form | None = None,
) -> None:
    """Take a step of the promise; if its time is over, it is broken, whatever came then."""
    if order.now > promise.document.due:
        step, form = PromiseKeeping.miss, None
    order.take(step, promise.id, form)


def _open(order: AnyOrder) -> PromiseKeeping | None:
    if order.document.promise is None:
        return None
    promises: Mapping[str, PromiseKeeping] = order.promises
    return next((one for one in promises.values() if not one.state.ended), None)


def _is_open(lines: tuple[OrderLine, ...]) -> bool:
    return any(line.open for line in lines)
