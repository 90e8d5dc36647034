"""Planted faults of goods: a place in the queue that is lost, goods that vanish on their way back.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from typing import Final

from fbo.back.warehouse import stock
from fbo.front.sales import Order
from fbo.processes.order_to_cash import OrderToCash, allocating, goods, promises
from fbo.processes.order_to_cash.shortages import OrderShortages
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of goods."""

_noticed_by = planting.listed(MUTANTS)


@_noticed_by("test_a_backorder_keeps_its_place_when_something_else_of_the_order_changes")
def backorder_loses_its_place() -> Planting:
    """Who was touched last stands at the end of the queue."""

    def by_last_touch(order: Order, id_: str) -> tuple[str, str]:
        return (str(order.because), id_)

    return planting.instead(OrderToCash.goods_waited_for, "rank", by_last_touch)


@_noticed_by("test_what_comes_back_lies_on_the_shelf_again")
def goods_vanish_on_their_way_back() -> Planting:
    """What comes back is counted in the order, and put nowhere."""
    return planting.instead(stock, "take_back", planting.nothing)


@_noticed_by("test_a_short_pick_asks_by_itself")
def short_pick_not_asked_about() -> Planting:
    """Nobody is asked about what was not found."""
    return planting.instead(OrderShortages, "_ask_about", planting.nothing)


@_noticed_by("test_an_order_that_is_to_leave_complete_waits_for_all_of_it")
def ship_policy_forgotten() -> Planting:
    """Everything that is ready leaves, whatever was agreed."""
    return planting.both(
        planting.instead(goods, "may_leave", _yes),
        planting.instead(allocating, "may_leave", _yes),
    )


@_noticed_by("test_what_is_lost_keeps_no_promise")
def lost_goods_keep_the_promise() -> Planting:
    """What is not on its way any more counts as arrived, though it is lost."""
    return planting.instead(promises, "NOT_THERE", ("in_transit",))


def _yes(*_: object) -> bool:
    return True
