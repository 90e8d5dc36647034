"""Planted faults of after-sales: what came back comes back again, is sold as scrap, is paid twice.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from typing import Any, Final

from fbo.front.aftersales import Return, replacement_lines
from fbo.front.sales import Order, OrderLine
from fbo.processes import return_to_restock, ticketing, warranty_service
from fbo.processes.order_to_cash import returning
from fbo.processes.return_to_settlement import settling
from fbo.processes.ticketing import Ticketing
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of after-sales and of tickets."""

_noticed_by = planting.listed(MUTANTS)


@_noticed_by("test_a_second_return_is_refused_while_the_first_is_only_authorised")
def over_return() -> Planting:
    """Only what has come back counts, not what still may."""

    def returnable(line: OrderLine) -> Any:
        return line.delivered - line.has("returned")

    return planting.instead(OrderLine, "returnable", property(returnable))


@_noticed_by("test_scrapped_goods_are_on_no_shelf")
def restocked_scrap_is_sold() -> Planting:
    """What nobody can use lies on the shelf with the rest."""

    def everything_on_the_shelf(outcome: str, shelf: str) -> str:
        return "customer" if outcome == "back_to_customer" else shelf

    return planting.instead(return_to_restock, "place_for", everything_on_the_shelf)


@_noticed_by("test_a_return_of_70_with_disposition_credit")
def credited_and_replaced() -> Planting:
    """Whoever has his money has the goods once more, too."""

    def both(order: Order, goods: Return, return_id: str, first: int) -> Any:
        rows = tuple(row.replacing(customer="replace") for row in goods.decided)
        return replacement_lines(order, goods.changed({"decided": rows}), return_id, first)

    return planting.instead(returning, "replacement_lines", both)


@_noticed_by("test_what_failed_is_decided_again_and_nothing_else")
def failure_forgets_what_was_done() -> Planting:
    """What was carried out before something failed is to be done once more."""

    def everything(goods: Return) -> Any:
        return [row.replacing(progress="failed") for row in goods.decided]

    return planting.instead(settling, "_with_failures", everything)


@_noticed_by("test_a_replacement_inherits_what_remains_and_both_serials_are_known")
def replacement_restarts_the_warranty() -> Planting:
    """What is given instead is covered for the full time once more."""

    def anew(claim: Any, on: Any, policy: Any, calendar: Any) -> Any:
        del claim
        return calendar.day_of(calendar.add(calendar.start_of_day(on), policy.length))

    return planting.instead(warranty_service, "ends_after", anew)


@_noticed_by("test_a_note_among_colleagues_is_no_response")
def note_counts_as_response() -> Planting:
    """Whoever writes to a colleague has answered the customer."""
    clock = Ticketing.definition.clocks["first_response"]
    stops = (*clock.stops, Ticketing.definition.steps["note"])
    return planting.instead(clock, "stops", stops)


@_noticed_by("test_thanks_leave_it_resolved_and_keep_the_message")
def thanks_reopen() -> Planting:
    """Whoever says thanks wants something."""

    def always(text: str) -> str:
        del text
        return "same_need"

    return planting.instead(ticketing, "kind_of", always)
