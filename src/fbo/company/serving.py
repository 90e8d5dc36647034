"""Serving: who gets what has come in, in the order of service, and why.

Goods that have come are given, behind the commit that brought them, to the orders that wait for
them: the most urgent first (`priority`, the higher number), then the one whose line is promised for
the earliest day, then the one placed first, then by id.  Here it is shown whose turn it is, and
what came of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fbo.back.warehouse import StockItem
from fbo.company.afterwards.giving import in_turn, serve
from fbo.company.engine.engine import Done
from fbo.company.engine.ops import Doing
from fbo.company.engine.registry import AnyProcess
from fbo.company.reporting.projections import entries_of
from fbo.kernel.people import THE_SYSTEM, Actor
from fbo.kernel.quantity import Quantity
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.order_to_cash.allocating import promised_for, short_parts
from fbo.workflow.outcome import Outcome
from fbo.workflow.queue import Queue

if TYPE_CHECKING:
    from fbo.company.company import Company

__all__ = ["Given", "Turn", "WhyAllocated", "give_apart", "order_of_service", "why_allocated"]


@dataclass(frozen=True, slots=True)
class Turn:
    """An order that waits for an item, and what decides when it is served.

    `place` counts from 1; `number` is the order's, given when it was placed.
    """

    place: int
    order: str
    item: str
    waits_for: Quantity
    priority: int
    promised: date | None
    number: int

    def __str__(self) -> str:
        """As a sentence tells it."""
        day = f"promised for {self.promised}" if self.promised else "promised for no day"
        return f"{self.place}. order {self.number}: priority {self.priority}, {day}"


@dataclass(frozen=True, slots=True)
class Given:
    """So much of a line was allocated by a step, at an instant."""

    line: int
    quantity: Quantity
    step: str
    at: str


@dataclass(frozen=True, slots=True)
class WhyAllocated:
    """What an order was given and when, and behind whom it waits for the rest.

    `ahead` holds, by item, the turns up to and with the order's own; `lacking`, by the lines of
    kits that wait, the components of which there is not enough.  Nothing is kept for a kit that is
    not complete: until the last of it is there, what comes of the others goes to who can use it.
    `skus` are those of the items named.
    """

    order: str
    given: tuple[Given, ...]
    ahead: Mapping[str, tuple[Turn, ...]]
    lacking: Mapping[int, tuple[str, ...]]
    skus: Mapping[str, str]

    def __str__(self) -> str:
        """One sentence a line."""
        said = [f"line {one.line}: {one.quantity} by {one.step} at {one.at}" for one in self.given]
        said += [
            f"{self.skus[item]}: {turn}" for item, turns in self.ahead.items() for turn in turns
        ]
        for line, items in self.lacking.items():
            parts = " and ".join(self.skus[item] for item in items)
            said.append(f"line {line}: a kit that lacks {parts}; others may use the rest of it")
        return "\n".join(said)


def order_of_service(company: "Company", item: str) -> tuple[Turn, ...]:
    """The orders that wait for an item, in the order in which they are served."""
    waiting = company.driver.run(in_turn(company.engine, *_queue(company), item))
    orders = (company.case(OrderToCash, id_) for id_ in waiting)
    return tuple(_turn(place, item, order) for place, order in enumerate(orders, start=1))


def give_apart(company: "Company", item: str, *, by: Actor = THE_SYSTEM) -> tuple[Outcome, ...]:
    """Give what is free of an item to the orders that wait for it, each as much as there is.

    What comes is given by itself; this is for what was there and nobody could be given, at a place
    that has only now been named by the policy.  It may be called again at any time: what has been
    given is given once.  Raises `LookupError` for an item that is not on file.  To whom `by` may
    not give, nothing is given.
    """
    company.get(StockItem, item)
    all_done = company.driver.run(serve(company.engine, *_queue(company), item, by))
    return tuple(company.carry_out(_behind(done)).outcome for done in all_done)


def why_allocated(company: "Company", order: OrderToCash | str) -> WhyAllocated:
    """What an order was given, step by step, and who is served before it for what it waits for.

    Raises `LookupError` where there is no such order.
    """
    id_ = order if isinstance(order, str) else order.id
    now = company.case(OrderToCash, id_)
    ahead: dict[str, tuple[Turn, ...]] = {}
    for item in now.document.awaits:
        turns = order_of_service(company, item)
        mine = next((turn.place for turn in turns if turn.order == id_), 0)
        ahead[item] = turns[:mine]
    waiting = ((line.line, short_parts(line, now.free)) for line in now.document.stocked)
    lacking = {line: items for line, items in waiting if items}
    named = {*ahead, *(item for items in lacking.values() for item in items)}
    skus = {item: company.get(StockItem, item).document.sku for item in sorted(named)}
    return WhyAllocated(id_, _given(company, now), ahead, lacking, skus)


def _given(company: "Company", order: OrderToCash) -> tuple[Given, ...]:
    """Every gain of allocated units in the order's entries of the journal."""
    had: dict[int, int] = {}
    given: list[Given] = []
    for entry in entries_of(company.store, company.firm.space):
        if entry.data.get("case") != order.id or not entry.type.startswith(order.family):
            continue
        for row in entry.data.get("set", {}).get("lines", ()):
            line = order.document.line(row["line"])
            held = row.get("buckets", {}).get("allocated")
            units = Quantity.parse(held).units if held else 0
            more = units - had.get(line.line, 0)
            had[line.line] = units
            if more > 0:
                name = entry.type.removeprefix(order.family).lstrip(".@")
                quantity = Quantity.from_units(more, line.unit)
                given.append(Given(line.line, quantity, name, entry.at))
    return tuple(given)


def _turn(place: int, item: str, order: OrderToCash) -> Turn:
    document = order.document
    rows = [
        Quantity.from_units(line.has("backordered").units * per, unit)
        for line in document.stocked
        for (part, unit), per in line.takes.items()
        if part == item
    ]
    wants = sum(rows[1:], rows[0])
    number = document.number if isinstance(document.number, int) else 0
    day = promised_for(document, item)
    return Turn(place, order.id, item, wants, document.priority, day, number)


def _behind(done: Done) -> Doing[Done]:
    """What is done already, for what follows from it to be carried out."""
    yield from ()
    return done


def _queue(company: "Company") -> tuple[AnyProcess, Queue]:
    process = company.firm.registry.process(OrderToCash.family)
    return process, process.definition.queues[OrderToCash.goods_waited_for.name]
