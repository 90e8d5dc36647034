"""Laws of orders: their numbers, their lines, what they hold, how they end."""

from collections import defaultdict
from decimal import Decimal
from typing import Any, Final

from fbo.back.warehouse import WarehousePolicy
from fbo.front.sales.line import OPEN, OrderLine
from fbo.kernel.money import Money
from fbo.processes.order_to_cash.allocating import possible
from fbo.testing.laws.sight import Sight, must
from fbo.workflow.process import Process

NEVER_TAKEN: Final = ("rejected", "expired")
"""How an order ends that was never confirmed: what it was for stays open, and nobody owes it."""


def numbers_have_no_gap(sight: Sight) -> None:
    """N1, N3: 1 to n, each once, taken by what was issued and by nothing else."""
    placed = [_given(case.document.number) for case in sight.orders if case.document.number]
    must(sorted(placed) == list(range(1, len(placed) + 1)), f"orders are numbered {placed}")
    for case in sight.orders:
        drafted = case.state.name == "drafted"
        must(not drafted or case.document.number is None, "a draft has a number")
    issued = [_given(invoice.number) for invoice in sight.issued]
    must(sorted(issued) == list(range(1, len(issued) + 1)), f"invoices are numbered {issued}")
    others = [case.document.number for case in sight.invoices if case.state.name != "posted"]
    must(others == [None] * len(others), "an invoice that was not issued has a number")


def numbers_follow_the_dates(sight: Sight) -> None:
    """N2: invoices in the order of their numbers are in the order of their dates."""
    dates = [
        invoice.effective_on for invoice in sorted(sight.issued, key=lambda i: _given(i.number))
    ]
    must(dates == sorted(dates), "invoices are numbered against the order of their dates")


def _given(number: object) -> int:
    must(isinstance(number, int), f"{number!r} is kept where a number was given")
    return number if isinstance(number, int) else 0


def lines_are_partitioned(sight: Sight) -> None:
    """O2C-I1: every unit is in one bucket, and what was shipped is somewhere."""
    for case in sight.orders:
        for line in case.document.lines:
            must(
                all(quantity.units > 0 for quantity in line.buckets.values()),
                f"a bucket of order {case.id} is not above zero: {line.buckets}",
            )
            whereabouts = line.sum_of(("in_transit", "delivered", "lost", "bounced"))
            must(
                not line.is_stocked or whereabouts == line.has("shipped"),
                f"of line {line.line} {line.has('shipped')} are shipped, {whereabouts} known of",
            )


def confirmed_orders_are_planned(sight: Sight) -> None:
    """Each unit of a confirmed order is allocated or backordered, or on its way."""
    for case in sight.orders:
        if case.state.name in ("confirmed", "in_fulfilment", "fulfilled", "completed"):
            waiting = [line for line in case.document.stocked if line.has("unplanned")]
            must(not waiting, f"order {case.id} is {case.state.name} and not planned")
        if case.state.name in ("fulfilled", "completed"):
            must(not case.document.is_open, f"order {case.id} is fulfilled and open")


def nobody_waits_for_a_decision(sight: Sight) -> None:
    """O2C-I13: no order stays placed."""
    placed = [case.id for case in sight.orders if case.state.name == "placed"]
    must(not placed, f"orders stay placed: {placed}")


def lines_hold_what_they_have(sight: Sight) -> None:
    """O2C-I2: allocated and picked is what the order and its shipments hold of each line.

    Of a kit that is what its components come to, at whatever places.
    """
    holds = _held_by_line(sight)
    for case in sight.orders:
        for line in case.document.stocked:
            has = line.sum_of(("allocated", "picked")).units
            held = holds[case.id, f"line-{line.line}"]
            wanted = {item: has * per for (item, _), per in line.takes.items() if has}
            must(wanted == held, f"line {line.line} of {case.id} needs {wanted} and holds {held}")


def _held_by_line(sight: Sight) -> defaultdict[tuple[str, str], dict[str, int]]:
    """What is held of each item for a line, by the order itself and by its shipments."""
    held: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict[str, int])
    owners: list[tuple[str, Process[Any]]] = [(order.id, order) for order in sight.orders]
    owners += [(shipment.document.order, shipment) for shipment in sight.shipments]
    for order, case in owners:
        for name, hold in case.holds.items():
            if hold["book"] != "goods":
                continue
            items = held[order, name.partition("|")[0]]
            for _, item, quantity, *_ in hold["legs"]:
                if quantity > 0:
                    items[item] = items.get(item, 0) + quantity
    return held


def nobody_waits_for_what_is_free(sight: Sight) -> None:
    """Whatever is gained is given: no line waits that what is free would be enough for."""
    places = sight.company.firm.policies.get(WarehousePolicy, WarehousePolicy()).places
    for case in sight.orders:
        if case.state.name not in ("confirmed", "in_fulfilment"):
            continue
        for line in case.document.stocked:
            free = {
                (item, unit): {at: sight.available["goods", at, item] for at in places}
                for item, unit in line.takes
            }
            waits = line.has("backordered") and possible(line, free)
            must(not waits, f"line {line.line} of {case.id} waits for what is free: {free}")


def promotions_in_force_hold(sight: Sight) -> None:
    """What is taken off an order is what its goods are enough for, and come to."""
    for case in sight.orders:
        lines, currency = case.document.lines, case.document.currency
        goods = [line for line in lines if line.is_stocked]
        worth = Money.total((line.value(line.wanted) for line in goods), currency)
        for line in lines:
            if case.state.name == "drafted" or line.kind != "promotion" or not line.wanted:
                continue
            over = line.rule.goods_over if line.rule else None
            must(over is None or worth > over, f"{worth} are not over {over}, in {case.id}")
            mine = [one for one in lines if one.kind in ("item", "promotion")]
            mine = [one for one in mine if (one.tax_code, one.tax_rate) == _tax(line)]
            left = Money.total((one.value(one.wanted) for one in mine), currency)
            must(left.amount >= 0, f"{left} are left of the goods of order {case.id}")


def nobody_is_asked_about_nothing(sight: Sight) -> None:
    """Sales is asked what becomes of a shortage only while something is missing."""
    for case in sight.orders:
        if "report_shortage" in case.facts.handoffs:
            must(case.is_short(case.document.lines), f"nothing of order {case.id} is missing")


def _tax(line: OrderLine) -> tuple[str, Decimal]:
    return line.tax_code, line.tax_rate


def nothing_leaves_for_an_order_that_is_over(sight: Sight) -> None:
    """No shipment of an order that is called off, rejected or expired is still in the house."""
    over = {case.id for case in sight.orders if case.state.final}
    for shipment in sight.shipments:
        of_it = shipment.document.order in over and not shipment.state.ended
        must(not of_it, f"shipment {shipment.id} is {shipment.state.name}, and its order is over")


def nothing_open_is_forgotten(sight: Sight) -> None:
    """What is still to be shipped belongs to an order that somebody works on."""
    for case in sight.orders:
        if case.state.ended and case.state.name not in NEVER_TAKEN:
            left = [line.line for line in case.document.lines if line.sum_of(OPEN)]
            must(not left, f"order {case.id} has ended with open lines {left}")
