"""Planted faults of promises: kept too easily, broken in silence, forgotten.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from typing import Any, Final

from fbo.company.messages import recipients
from fbo.company.reporting.promises import Promises
from fbo.processes.order_to_cash import changing, promises
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of promises."""

_noticed_by = planting.listed(MUTANTS)


@_noticed_by("test_a_part_of_the_goods_keeps_no_promise")
def promise_kept_by_a_part() -> Planting:
    """Whatever arrives keeps the promise, be it one lamp of three."""
    return planting.instead(promises, "_is_open", planting.nothing)


@_noticed_by("test_goods_that_arrive_late_break_the_promise_though_nobody_had_looked")
def promise_kept_late() -> Planting:
    """Its time is never over."""
    rule: Any = PromiseKeeping.definition.rules["is_in_time"]
    take: Any = vars(promises)["_take"]

    def always(order: Any, promise: Any, step: Any, form: Any = None) -> None:
        now, order.now = order.now, promise.document.due
        take(order, promise, step, form)
        order.now = now

    return planting.both(
        planting.instead(rule, "ask", _yes),
        planting.instead(promises, "_take", always),
    )


@_noticed_by("test_a_cancelled_order_takes_its_promise_with_it")
def promise_outlives_its_order() -> Planting:
    """A cancelled order leaves its promise behind."""
    return planting.instead(promises, "falls_away", planting.nothing)


@_noticed_by("test_an_order_on_hold_puts_its_promise_at_risk")
def risk_not_told() -> Planting:
    """What happens in the back office puts nothing at risk."""
    return planting.instead(promises, "at_risk", planting.nothing)


@_noticed_by("test_the_front_office_hears_before_the_customer")
def customer_hears_first() -> Planting:
    """The customer is told in the same moment as the department that promised it."""
    endanger: Any = vars(PromiseKeeping)["_endanger"]

    def instead(case: Any, form: Any) -> Any:
        changed = endanger(case, form)
        case.proceed(PromiseKeeping.warn)
        return changed

    return planting.instead(PromiseKeeping, "_endanger", instead)


@_noticed_by("test_without_an_account_owner_whoever_opened_the_order_hears")
def nobody_hears_by_name() -> Planting:
    """Nobody looks up who opened the order that a promise belongs to."""

    def instead(_: Any) -> Any:
        nobody: list[str] = []
        return nobody
        yield

    return planting.instead(recipients, "_opened_by", instead)


@_noticed_by("test_that_colleagues_were_warned_makes_it_no_less_a_surprise")
def surprise_talked_away() -> Planting:
    """A promise that was at risk counts as one the customer was warned of."""
    see: Any = vars(Promises)["see"]

    def instead(counted: Promises, entry: Any) -> None:
        if entry.data.get("to") == "at_risk":
            counted.warned.add(entry.data["case"])
        see(counted, entry)

    return planting.instead(Promises, "see", instead)


@_noticed_by("test_the_new_promise_is_kept_by_the_goods")
def new_promise_not_followed() -> Planting:
    """An order goes on by the promise that was replaced."""
    follow: Any = vars(changing.OrderChanging)["_go_by_the_new_promise"]
    return planting.instead(follow, "effect", planting.nothing)


def _yes(_: object) -> bool:
    return True
