"""Picking: what was found for a shipment, and what of it can leave.

Pure functions of a shipment and the form on which it is picked.  A kit leaves whole or not at all:
what was found of one that is not complete stays where it lies.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from fbo.back.warehouse.forms import Picking
from fbo.back.warehouse.shipment import Shipment, ShipmentLine
from fbo.kernel.errors import Reason
from fbo.kernel.quantity import Quantity, Unit

Lines = tuple[ShipmentLine, ...]


def picked_lines(shipment: Shipment, form: Picking) -> Lines:
    """The shipment's lines with what is picked of each.  `is_picked_right` has been asked."""
    picked = {
        _place(line): line.replacing(
            picked=quantity, serials=tuple(form.serials.get(line.line, ()))
        )
        for lines in _by_order_line(shipment).values()
        for line, quantity in _whole_kits(_found(lines, form))
    }
    return tuple(picked[_place(line)] for line in shipment.lines)


def is_picked_right(shipment: Shipment, form: Picking) -> bool | Reason:
    """Whether something was picked, of lines the shipment has, and no more than is assigned."""
    why = _why_not_so_many(shipment, form) or _why_not_found(shipment, form)
    if why is not None:
        return why
    if not any(line.leaving for line in picked_lines(shipment, form)):
        return Reason("nothing_picked", "nothing was picked", way_out="cancel the shipment")
    return True


def count_of(lines: Iterable[tuple[ShipmentLine, Quantity]]) -> int:
    """How many smallest units of its order line so much on the lines of a shipment comes to."""
    sums: defaultdict[str, int] = defaultdict(int)
    per: dict[str, int] = {}
    for line, quantity in lines:
        sums[line.item] += quantity.units
        per[line.item] = 1 if line.per_kit is None else line.per_kit.units
    return min((sums[item] // per[item] for item in per), default=0)


def shares_of(lines: Iterable[ShipmentLine], count: int) -> Iterator[tuple[ShipmentLine, Quantity]]:
    """What of each line is meant by so many smallest units of the order line: the first first."""
    left: dict[str, int] = {}
    for line in lines:
        per = 1 if line.per_kit is None else line.per_kit.units
        wanted = left.get(line.item, count * per)
        part = min(wanted, line.leaving.units)
        left[line.item] = wanted - part
        yield line, Quantity.from_units(part, line.quantity.unit)


def _why_not_so_many(shipment: Shipment, form: Picking) -> Reason | None:
    """Why so many of a line cannot have been picked, as the order counts it."""
    assigned = _by_order_line(shipment)
    for number, quantity in form.quantities.items():
        lines = assigned.get(number)
        if lines is None:
            nowhere = f"the shipment has no line {number}"
            return Reason("no_such_line", nowhere, way_out="name a line of the order it serves")
        most = count_of((line, line.quantity) for line in lines)
        # Kits are counted in whole units, whatever these are called.
        fits = quantity.unit.scale == 0 if lines[0].per_kit else quantity.unit == _unit(lines)
        if not (fits and 0 <= quantity.units <= most):
            there = most if lines[0].per_kit else Quantity.from_units(most, _unit(lines))
            return _too_much(number, quantity, str(there))
    return None


def _why_not_found(shipment: Shipment, form: Picking) -> Reason | None:
    """Why so much cannot have been found at the places that are named."""
    assigned = {_place(line): line for line in shipment.lines}
    for found in form.found:
        line = assigned.get((found.line, found.item, found.location))
        if line is None or found.line in form.quantities:
            sentence = f"line {found.line} is not picked there, or is counted as a whole"
            facts = {"line": found.line}
            return Reason("no_such_line", sentence, facts, "name the place on the pick list")
        quantity = found.quantity
        if quantity.unit != line.quantity.unit or not 0 <= quantity.amount <= line.quantity.amount:
            return _too_much(found.line, quantity, str(line.quantity))
    return None


def _too_much(number: int, quantity: Quantity, assigned: str) -> Reason:
    return Reason(
        "qty_exceeds_assigned",
        f"{quantity} were picked for line {number}, {assigned} are assigned",
        {"line": number, "assigned": assigned},
        way_out="say what was found, at most what is assigned",
    )


def _found(lines: Lines, form: Picking) -> Iterator[tuple[ShipmentLine, Quantity]]:
    """What was found for one line of the order, at each place."""
    counted = form.quantities.get(lines[0].line)
    if counted is not None:
        yield from shares_of(lines, counted.units)
        return
    found = {(row.line, row.item, row.location): row.quantity for row in form.found}
    for line in lines:
        yield line, found.get(_place(line), line.quantity)


def _whole_kits(
    found: Iterable[tuple[ShipmentLine, Quantity]],
) -> Iterator[tuple[ShipmentLine, Quantity]]:
    """What can leave of what was found for one line of the order."""
    rows = tuple(found)
    picked = [line.replacing(picked=quantity) for line, quantity in rows]
    whole = shares_of(picked, count_of(rows))
    for (line, _), (_, quantity) in zip(rows, whole, strict=True):
        yield line, quantity


def _by_order_line(shipment: Shipment) -> Mapping[int, Lines]:
    lines: defaultdict[int, Lines] = defaultdict(tuple)
    for line in shipment.lines:
        lines[line.line] += (line,)
    return lines


def _place(line: ShipmentLine) -> tuple[int, str, str]:
    return line.line, line.item, line.location


def _unit(lines: Lines) -> Unit:
    return lines[0].quantity.unit
