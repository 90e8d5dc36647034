"""Planted faults of returns: what came back comes back again, is sold as scrap, is paid twice.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from typing import Any, Final

from fbo.back.finance import InvoiceLine, credited
from fbo.front.aftersales import Return, goods_back, replacement_lines
from fbo.front.sales import Order, OrderLine
from fbo.kernel.quantity import Quantity
from fbo.processes import return_to_restock
from fbo.processes.order_to_cash import comings_back, returning
from fbo.processes.return_to_settlement import coming_in, settling
from fbo.processes.return_to_settlement.settling import ReturnSettling
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of returns."""

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

    def everything(goods: Return, *_: Any) -> Any:
        return [row.replacing(progress="failed") for row in goods.decided]

    return planting.instead(settling, "_with_failures", everything)


@_noticed_by("test_more_than_was_authorised_is_not_received")
def over_receipt() -> Planting:
    """Whatever comes is received, and counted."""
    return planting.both(
        planting.instead(return_to_restock, "why_not_arrived", planting.nothing),
        planting.instead(coming_in, "why_not_received", planting.nothing),
    )


@_noticed_by("test_what_comes_back_is_worth_what_was_paid_for_it")
def credited_at_list_price() -> Planting:
    """What comes back is worth its price, whatever was taken off that."""

    def at_its_price(row: InvoiceLine, _: Any, quantity: Quantity, __: str) -> Any:
        return row.unit_price.times(quantity)

    return planting.instead(credited, "_net_of", at_its_price)


@_noticed_by("test_what_is_repaired_is_with_us_until_it_is")
def repaired_is_his_at_once() -> Planting:
    """What is to be repaired counts as given back before it is."""
    moved: Any = vars(comings_back)["_moved"]

    def at_once(case: Any) -> Any:
        yield from moved(case)
        for row in case.document.decided:
            if row.customer == "repair":
                yield row.line, "returned", -row.quantity

    return planting.instead(comings_back, "_moved", at_once)


@_noticed_by("test_a_credit_note_that_waits_is_not_asked_for_once_more")
def waiting_credit_not_counted() -> Planting:
    """A credit note that somebody has still to approve counts as refused."""

    def none_waits(_: Any) -> dict[int, Quantity]:
        return {}

    return planting.instead(ReturnSettling, "_being_credited", none_waits)


@_noticed_by("test_what_is_our_fault_costs_nothing")
def fee_for_our_fault() -> Planting:
    """Whoever was sent the wrong thing pays for sending it back."""
    return planting.both(
        planting.instead(coming_in, "OUR_FAULT", ()), planting.instead(goods_back, "OUR_FAULT", ())
    )


@_noticed_by("test_an_amount_is_kept_once_however_many_invoices_there_are")
def fee_for_each_invoice() -> Planting:
    """The fee is kept of every credit note of a return."""
    fee: Any = vars(comings_back)["_fee"]

    def anew(goods: Any, note: Any, _: Any) -> Any:
        return fee(goods, note, ())

    return planting.instead(comings_back, "_fee", anew)
