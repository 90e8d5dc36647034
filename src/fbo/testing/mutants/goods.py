"""Planted faults of goods: a place in the queue that is lost, goods that vanish on their way back.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from typing import Any, Final

from fbo.back.warehouse import picking, stock
from fbo.company.afterwards import gains
from fbo.company.engine import closing
from fbo.front.sales import Order
from fbo.kernel.calendar import days
from fbo.processes.order_to_cash import (
    OrderToCash,
    allocating,
    deciding,
    goods,
    intercepting,
    promises,
)
from fbo.processes.order_to_cash.goods import OrderGoods
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

    def by_last_touch(order: Order, id_: str, _: str) -> tuple[str, str]:
        return (str(order.because), id_)

    return planting.instead(OrderToCash.goods_waited_for, "rank", by_last_touch)


@_noticed_by("test_the_pick_list_of_an_order_goes_with_it_when_it_is_rejected")
def pick_list_outlives_its_order() -> Planting:
    """What is on a pick list leaves, though its order was turned down."""
    return planting.instead(deciding, "freed_shipments", planting.none)


@_noticed_by("test_a_line_that_is_promised_earlier_than_its_order_is_served_earlier")
def day_of_a_line_forgotten() -> Planting:
    """A line waits as long as its order, whatever it is promised for."""

    def by_the_order(order: Order, _: str) -> Any:
        return order.promised

    return planting.instead(allocating, "promised_for", by_the_order)


@_noticed_by("test_two_kits_that_share_a_component_get_no_unit_twice")
def kit_component_given_twice() -> Planting:
    """What one line of an order was given, the next is given, too."""
    taken = allocating.__dict__["_taken"]

    def from_a_copy(line: Any, count: int, left: Any) -> Any:
        return taken(line, count, {stuff: dict(places) for stuff, places in left.items()})

    return planting.instead(allocating, "_taken", from_a_copy)


@_noticed_by("test_where_nothing_may_wait_kits_and_lines_are_asked_for_together")
def demand_not_summed() -> Planting:
    """Of what several lines want, only the last is asked for."""

    def of_the_last(lines: Any) -> dict[Any, int]:
        last = tuple(lines)[-1]
        wanted = last.sum_of(allocating.WAITING).units
        return {stuff: wanted * per for stuff, per in last.takes.items()}

    return planting.instead(goods, "demand", of_the_last)


@_noticed_by("test_a_kit_leaves_whole")
def kit_leaves_in_part() -> Planting:
    """What was found of a kit leaves, though the rest of it was not."""

    def as_found(found: Any) -> Any:
        return found

    return planting.instead(picking, "_whole_kits", as_found)


@_noticed_by("test_what_a_cancelled_order_held_goes_to_who_waits")
def gain_not_noted() -> Planting:
    """What becomes free stays on the shelf until somebody asks."""
    return planting.instead(closing, "note_gains", planting.nothing)


@_noticed_by("test_who_begins_to_wait_while_goods_come_is_not_forgotten")
def wake_up_lost() -> Planting:
    """Goods that came while an order was decided are given to nobody."""
    return planting.instead(gains, "_newly_waited_for", planting.none)


@_noticed_by("test_the_first_place_is_emptied_before_the_next_is_touched")
def places_out_of_order() -> Planting:
    """Goods are taken from whichever place has the last name."""
    taken = allocating.__dict__["_taken"]

    def from_the_last(line: Any, count: int, left: Any) -> Any:
        for stuff, places in left.items():
            left[stuff] = dict(sorted(places.items(), reverse=True))
        return taken(line, count, left)

    return planting.instead(allocating, "_taken", from_the_last)


@_noticed_by("test_no_answer_within_an_hour_is_a_refusal")
def silence_keeps_the_question_open() -> Planting:
    """Who is not answered waits for ever."""
    return planting.instead(intercepting, "AN_HOUR", days(30))


@_noticed_by("test_what_comes_back_lies_on_the_shelf_again")
def goods_vanish_on_their_way_back() -> Planting:
    """What comes back is counted in the order, and put nowhere."""
    return planting.instead(stock, "take_back", planting.nothing)


@_noticed_by("test_a_short_pick_asks_by_itself")
def short_pick_not_asked_about() -> Planting:
    """Nobody is asked about what was not found."""
    return planting.instead(OrderShortages, "_ask_about", planting.nothing)


@_noticed_by("test_once_it_is_cancelled_nobody_is_asked_what_becomes_of_it")
def question_outlives_what_was_missing() -> Planting:
    """Whoever was asked what becomes of something missing is asked for ever."""
    return planting.instead(OrderGoods, "_settle_shortage", planting.nothing)


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
