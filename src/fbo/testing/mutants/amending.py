"""Planted faults of amendments: more than the credit bears, what was lost and stays, what is kept.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from typing import Any, Final

from fbo.back.finance import credit
from fbo.front.sales import OrderLine
from fbo.processes.order_to_cash import OrderToCash, amended, cancelling, settling
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of amendments."""

_noticed_by = planting.listed(MUTANTS)


@_noticed_by("test_no_more_is_wanted_than_there_is_credit_for")
def amendment_skips_the_credit_check() -> Planting:
    """What an order comes to more is held of the credit, whether it is there or not."""
    rule: Any = OrderToCash.definition.rules["increase_is_within_credit"]
    return planting.both(
        planting.instead(rule, "ask", _yes), planting.instead(credit, "hold_anew", credit.keep)
    )


@_noticed_by("test_an_amended_order_that_loses_its_promotion_is_owed_the_difference")
def promotion_survives_its_rule() -> Planting:
    """A promotion that was placed stays, however little is left of the goods."""
    return planting.both(
        planting.instead(amended, "judged", _as_they_are),
        planting.instead(cancelling, "judged", _as_they_are),
    )


@_noticed_by("test_a_promotion_worth_more_than_the_goods_is_billed_and_takes_their_credit")
def lost_promotion_not_charged_back() -> Planting:
    """What a lost promotion has taken off already is left with the customer."""
    settle: Any = vars(settling)["_over_billed"]

    def without_promotions(*given: Any) -> Any:
        found = settle(*given)
        invoices = given[2]
        for id_, parts in found.items():
            rows = {row.line: row for row in invoices[id_].lines}
            parts[:] = [part for part in parts if rows[part.line].kind != "promotion"]
        return found

    return planting.instead(settling, "_over_billed", without_promotions)


@_noticed_by("test_what_is_billed_keeps_its_price_and_the_rest_is_a_line_of_its_own")
def billed_units_have_another_price() -> Planting:
    """A line has its new price, whatever was billed at the old one."""
    return planting.instead(amended, "billed_of", _nothing_of)


def _yes(*_: object) -> bool:
    return True


def _as_they_are(lines: Any, *, again: bool = False) -> tuple[OrderLine, ...]:
    del again
    return tuple(lines)


def _nothing_of(line: OrderLine) -> Any:
    return line.wanted - line.wanted
