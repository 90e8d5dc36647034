"""Allocating: what is on the shelves is given to the lines of an order, as one batch.

Pure functions of an order and of what is free.  Whatever its lines want, of goods or of components
of kits, comes out of one sum for each item and place, so that no unit is given twice.  The places
are gone through in the order in which the company names them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from fbo.back.warehouse import ShipmentLine, stock
from fbo.front.sales import Bucket, Order, OrderLine
from fbo.kernel.quantity import Quantity, Unit

Stuff: TypeAlias = tuple[str, Unit]
"""An item, and the unit in which it is counted."""

Free: TypeAlias = Mapping[Stuff, Mapping[str, int]]
"""How much of each item is free at each place, in its smallest unit, in the order of the places."""

WAITING: Final[tuple[Bucket, ...]] = ("unplanned", "backordered")


@dataclass(frozen=True, slots=True)
class Share:
    """So much of an item, at a place, for a line of the order; held under a name."""

    line: int
    item: str
    place: str
    quantity: Quantity
    name: str


@dataclass(frozen=True, slots=True)
class Allotment:
    """The lines with what they are given, and what is to be held of the shelves for them."""

    lines: tuple[OrderLine, ...]
    shares: tuple[Share, ...]


def demand(lines: Iterable[OrderLine]) -> dict[Stuff, int]:
    """What lines still want from stock: one sum for each item, in its smallest unit."""
    wanted: dict[Stuff, int] = {}
    for line in lines:
        waiting = line.sum_of(WAITING).units
        for stuff, per in line.takes.items():
            wanted[stuff] = wanted.get(stuff, 0) + waiting * per
    return wanted


def there_is(free: Free, stuff: Stuff) -> int:
    """How much of an item is free at all places together."""
    return sum(max(units, 0) for units in free.get(stuff, {}).values())


def possible(line: OrderLine, free: Free) -> int:
    """How many more of a line what is free is enough for: of a kit, with all its components."""
    enough = min(there_is(free, stuff) // per for stuff, per in line.takes.items())
    return min(line.sum_of(WAITING).units, enough)


def allotted(order: Order, free: Free, sure: Collection[int] = ()) -> Allotment:
    """What is free is allocated, and the rest backordered.

    First of all those lines are served that may not wait (`sure`), then those that are promised
    earlier, then in their order.
    """
    left = {stuff: dict(places) for stuff, places in free.items()}
    given: dict[int, int] = {}
    shares: list[Share] = []
    day = order.promised or date.max
    turns = sorted(order.stocked, key=lambda one: (one.line not in sure, one.promised or day))
    for line in turns:
        given[line.line] = possible(line, left)
        shares += _taken(line, given[line.line], left)
    lines = tuple(
        _allocated(line, Quantity.from_units(given[line.line], line.unit))
        if line.line in given
        else line
        for line in order.lines
    )
    return Allotment(lines, tuple(shares))


def _taken(line: OrderLine, count: int, left: dict[Stuff, dict[str, int]]) -> Iterator[Share]:
    """What so many of a line take from the shelves, which then have so much less."""
    for stuff, per in line.takes.items():
        wanted, (item, unit) = count * per, stuff
        for place in left.get(stuff, {}):
            part = min(wanted, max(left[stuff][place], 0))
            if part:
                wanted -= part
                left[stuff][place] -= part
                name = stock.hold_name(line.line, item, place, in_kit=bool(line.components))
                yield Share(line.line, item, place, Quantity.from_units(part, unit), name)


def _allocated(line: OrderLine, given: Quantity) -> OrderLine:
    """Units that have waited longest are served first; what is left waits as backordered."""
    from_backorder = min(given, line.has("backordered"))
    line = line.move("backordered", "allocated", from_backorder)
    line = line.move("unplanned", "allocated", given - from_backorder)
    return line.move_all(("unplanned",), "backordered")


# Who is served before whom.


def rank(order: Order, id_: str, item: str) -> tuple[int, date, int, str]:
    """The place of an order among those that wait for an item.

    The more urgent, promised earlier, placed first.  Nothing of it changes when something else of
    the order does.  Numbers are given when orders are placed, one after the other.
    """
    number = order.number if isinstance(order.number, int) else 0
    return (-order.priority, promised_for(order, item) or date.max, number, id_)


def promised_for(order: Order, item: str) -> date | None:
    """The earliest day for which a line is promised that waits for an item.

    A line without a day of its own is promised for that of the order.
    """
    days = (
        line.promised or order.promised
        for line in order.stocked
        if line.has("backordered") and any(item == part for part, _ in line.takes)
    )
    return min(filter(None, days), default=None)


def short_parts(line: OrderLine, free: Free) -> tuple[str, ...]:
    """Of the components of a kit that waits, those that are not enough for one more of it."""
    if not line.components or not line.has("backordered"):
        return ()
    return tuple(stuff[0] for stuff, per in line.takes.items() if there_is(free, stuff) < per)


# What is held.


def held_for(line: OrderLine, holds: Mapping[str, Mapping[str, Any]]) -> tuple[Share, ...]:
    """What a case holds of the shelves for a line, in the order in which it was taken."""
    units = dict(line.takes)
    return tuple(
        Share(line.line, item, place, Quantity.from_units(-count, unit), name)
        for name in stock.held_for(line.line, holds)
        for place, item, count, *_ in holds[name]["legs"]
        for unit in (unit for part, unit in units if part == item)
        if count < 0
    )


def count_held(line: OrderLine, shares: Iterable[Share]) -> int:
    """How many of a line so much comes to, in its smallest unit; of a kit, whole ones."""
    sums = dict.fromkeys(line.takes, 0)
    for share in shares:
        sums[share.item, share.quantity.unit] += share.quantity.units
    return min((sums[stuff] // per for stuff, per in line.takes.items()), default=0)


def given_up(line: OrderLine, shares: Iterable[Share], count: int) -> Iterator[Share]:
    """What is let go of when so many of a line are not wanted: what was taken last, first."""
    left = {stuff: count * per for stuff, per in line.takes.items()}
    for share in reversed(tuple(shares)):
        stuff = (share.item, share.quantity.unit)
        part = min(left[stuff], share.quantity.units)
        if part:
            left[stuff] -= part
            quantity = Quantity.from_units(part, share.quantity.unit)
            yield Share(share.line, share.item, share.place, quantity, share.name)


# What leaves.


def may_leave(order: Order, line: OrderLine) -> bool:
    """Whether the order's ship policy lets what is ready of a line leave now."""
    if order.ship_policy == "complete_order":
        return not any(each.sum_of(WAITING) for each in order.stocked)
    return order.ship_policy == "partial_allowed" or not line.sum_of(WAITING)


def pick_list(order: Order, holds: Mapping[str, Mapping[str, Any]]) -> tuple[ShipmentLine, ...]:
    """All that the order holds itself and that may leave now, as the lines of a shipment."""
    return tuple(
        _to_be_picked(line, share)
        for line in order.stocked
        if may_leave(order, line)
        for share in held_for(line, holds)
    )


def _to_be_picked(line: OrderLine, share: Share) -> ShipmentLine:
    per = line.takes[share.item, share.quantity.unit] if line.components else None
    return ShipmentLine(
        line=line.line,
        item=share.item,
        location=share.place,
        quantity=share.quantity,
        per_kit=None if per is None else Quantity.from_units(per, share.quantity.unit),
    )
