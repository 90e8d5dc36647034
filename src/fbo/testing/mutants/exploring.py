"""Planted faults of whole processes: cases that find no end, whatever anybody does.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from typing import Any, Final

from fbo.processes.order_to_cash import delivering
from fbo.processes.order_to_cash.on_file import OrderOnFile
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of whole processes."""

_noticed_by = planting.listed(MUTANTS)


@_noticed_by("test_an_order_whose_goods_are_lost_finds_its_end")
def nobody_settles_what_is_lost() -> Planting:
    """An order of which something was lost is never settled, however much is paid."""
    rule: Any = OrderOnFile.is_settled
    right = rule.ask

    def unless_something_is_lost(order: Any) -> Any:
        return right(order) and not any(line.has("lost") for line in order.document.lines)

    return planting.instead(rule, "ask", unless_something_is_lost)


@_noticed_by("test_an_order_whose_goods_are_lost_finds_its_end")
def what_is_lost_stays_on_its_way() -> Planting:
    """A lost shipment leaves the lines of its order as they were."""

    def as_before(order: Any, _: Any) -> Any:
        return order.lines

    return planting.instead(delivering, "lost", as_before)
