"""The goods of an order: the items it names, the shelves they lie on, what it holds of them.

What lies on the desk beside an order on the warehouse's side, the rules that ask it, and what
effects do with it.  The arithmetic is in `allocating`.
"""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from typing_extensions import TypeVar

from fbo.back.warehouse import (
    Shipment,
    StockItem,
    WarehousePolicy,
    shares_of,
    stock,
    why_not_made,
    why_not_sold,
)
from fbo.front.sales import KitPart, Lapsed, Order, OrderLine, OrderPolicy
from fbo.kernel.backorder import may_wait
from fbo.kernel.errors import Reason
from fbo.kernel.quantity import Quantity, Unit
from fbo.processes.order_to_cash.allocating import (
    Free,
    allotted,
    count_held,
    demand,
    given_up,
    held_for,
    may_leave,
    possible,
    there_is,
)
from fbo.processes.order_to_cash.parts import brought, lines_of
from fbo.processes.shipping import Shipping
from fbo.workflow.guard import rule
from fbo.workflow.on_file import Balances, on_file
from fbo.workflow.process import Process

GOODS_HAVE_COME: Final = "the goods have come"
"""Why nobody need answer any more what becomes of something that was missing."""

Shelf: TypeAlias = tuple[str, Unit, str]
"""An item, the unit in which it is counted, and a place."""

O = TypeVar("O", bound=Order, default=Order)  # noqa: E741 - an order, and any enriched one


def _named(order: Order) -> list[str]:
    """The items that the lines of an order name."""
    return [line.item for line in order.lines if line.item is not None]


def _components(case: "OrderGoods[Order]") -> list[str]:
    """What the kits among them are made of."""
    return [part.item for item in case.items.values() for part in item.components]


def _shelves(case: "OrderGoods[Order]") -> list[Shelf]:
    """Every item that is wanted, at every place it may be taken from."""
    return shelves_of(case.as_sold().stocked, case.policy(WarehousePolicy).places)


def shelves_of(lines: Iterable[OrderLine], places: Sequence[str]) -> list[Shelf]:
    """Every item that lines want, at every place it may be taken from."""
    wanted = [stuff for line in lines if line.item for stuff in line.takes]
    return [(item, unit, place) for item, unit in wanted for place in places]


def free_on(shelf: Balances) -> dict[tuple[str, Unit], dict[str, int]]:
    """What is free of each item at each place."""
    free: dict[tuple[str, Unit], dict[str, int]] = {}
    for item, unit, place in shelf:
        free.setdefault((item, unit), {})[place] = shelf[item, unit, place].available
    return free


class OrderGoods(Process[O], abstract=True):
    """An order and its goods; no process of its own."""

    # On file: what lies on the desk beside the order.
    items = on_file.every(StockItem, _named)
    components = on_file.every(StockItem, _components, of_case=True)
    shelf = on_file.balances(stock.at, _shelves, of_case=True)
    shipments = on_file.children(Shipping)

    # Rules.
    @rule("an item cannot be ordered")
    def items_are_sold(self) -> bool | Reason:
        """Whether every item is active, of a kind that fits its line, and counted in its unit."""
        return next(filter(None, map(self._why_not_sold, self.document.lines)), True)

    @rule("the goods are not there", code="out_of_stock")
    def goods_are_there(self) -> bool | Reason:
        """What may not be backordered must be free, all of it; the rest may wait."""
        order = self.as_sold()
        return self._are_there(order, self._sure(order))

    @rule("the goods are not there", code="out_of_stock")
    def more_is_there(self) -> bool | Reason:
        """As `goods_are_there`, of the lines of which more is ordered than before."""
        order = self.document
        fresh = {line.line for line in order.stocked if line.has("unplanned")}
        return self._are_there(order, self._sure(order) & fresh)

    @rule("nothing is ready to be shipped", way_out="wait for the goods")
    def goods_are_ready(self) -> bool | Reason:
        """Whether it holds goods that no shipment has taken over and its policy lets leave."""
        order, holds = self.document, self.holds
        ready = [line for line in order.stocked if held_for(line, holds)]
        if not ready or any(may_leave(order, line) for line in ready):
            return bool(ready)
        whole = "the order" if order.ship_policy == "complete_order" else "a line"
        return Reason(
            "ship_policy",
            f"{whole} is to leave complete, and something is missing",
            {"ship_policy": order.ship_policy},
            way_out="wait for the rest, or ask the customer whether he wants it sent in parts",
        )

    @rule("nothing is waiting for goods", way_out="nothing has to be done")
    def goods_are_awaited(self) -> bool:
        """Whether units are backordered that could be allocated now."""
        waiting = [line for line in self.document.stocked if line.has("backordered")]
        return bool(waiting) and any(possible(line, self.free) for line in waiting)

    # What rules and effects have in common.
    def as_sold(self) -> O:
        """The order with what its items' records say; once it is placed, it says so itself."""
        order = self.document
        if order.number is not None:
            return order
        lines = tuple(
            line_as_sold(line, self.items[line.item]) if line.is_stocked and line.item else line
            for line in order.lines
        )
        return order if lines == order.lines else order.replacing(lines=lines)

    def _are_there(self, order: Order, sure: frozenset[int]) -> bool | Reason:
        if not sure:
            return True
        free = self.free
        why = self._why_out_of_stock(order, sure, free)
        if why is not None:
            return why
        asked: dict[tuple[str, Unit, str], int] = {}
        for share in allotted(order, free, sure).shares:
            if share.line in sure:
                key = (share.item, share.quantity.unit, share.place)
                asked[key] = asked.get(key, 0) + share.quantity.units
        return all(self.shelf[key].covers(units) for key, units in asked.items())

    def _why_not_sold(self, line: OrderLine) -> Reason | None:
        if line.item is None:
            return None
        item = self.items[line.item]
        if not line.is_stocked:
            return why_not_sold(item, line.unit, ("service", "charge"))
        why = why_not_sold(item, line.unit)
        return why or (why_not_made(item, self.components) if item.components else None)

    def _sure(self, order: Order) -> frozenset[int]:
        """The lines that may not be backordered: the item's word counts before the order's."""
        agreed = order.backorder or self.policy(OrderPolicy).backorder
        today = self.calendar.day_of(self.now)
        return frozenset(
            line.line
            for line in order.stocked
            if line.item is not None and not may_wait(line.backorder or agreed, today)
        )

    def _why_out_of_stock(self, order: Order, sure: frozenset[int], free: Free) -> Reason | None:
        """Why what the lines want that may not wait is not there; `None`: it is."""
        wanted = demand(line for line in order.lines if line.line in sure)
        for (item, unit), units in wanted.items():
            there = there_is(free, (item, unit))
            if units > there:
                return self._out_of_stock(item, unit, units, there)
        return None

    def _out_of_stock(self, item: str, unit: Unit, units: int, there: int) -> Reason:
        wanted, free = (Quantity.from_units(count, unit) for count in (units, there))
        return Reason(
            "out_of_stock",
            f"{wanted} of {self._item(item).sku} are wanted, {free} are free",
            {"item": item, "available": str(free)},
            way_out="order less, or allow a backorder",
        )

    def _item(self, item: str) -> StockItem:
        return self.items.get(item) or self.components[item]

    @property
    def free(self) -> Free:
        """What is free of each item at each place."""
        return free_on(self.shelf)

    def is_free(self, item: str) -> bool:
        """Whether anything of an item is free at all."""
        return any(self.shelf[key].available > 0 for key in self.shelf if key[0] == item)

    def _allocate(self, order: Order) -> tuple[OrderLine, ...]:
        """Hold what is free for the order: its lines, with that allocated and the rest waiting."""
        given = allotted(order, self.free, self._sure(order))
        for share in given.shares:
            stock.reserve(self, share.name, share.item, share.place, share.quantity)
        return given.lines

    def _release_goods(self, line: OrderLine, quantity: Quantity) -> None:
        """Let go of what the order itself holds of a line; what a shipment holds, that gives back.

        `line` says what one of it takes; so much of it is not wanted any more.
        """
        own = held_for(line, self.holds)
        for share in given_up(line, own, min(quantity.units, count_held(line, own))):
            stock.release(self, share.name, share.quantity)

    def _hold_again(self, order: Order, shipment: Shipment) -> None:
        """What a cancelled shipment held is the order's again, as far as it is wanted still."""
        for line in order.stocked:
            again = min(brought(line, shipment).units, self._unheld(line))
            for row, quantity in shares_of(lines_of(line, shipment), again):
                if quantity:
                    stock.reserve(self, row.hold, row.item, row.location, quantity)

    def is_short(self, lines: Iterable[OrderLine]) -> bool:
        """Whether something of an order with such lines is missing still.

        It waits for goods, or was not found when it was picked and has not been picked since.
        """
        goods = [line for line in lines if line.is_stocked]
        if any(line.has("backordered") for line in goods):
            return True
        parts = (row for each in self.shipments for row in each.document.lines)
        missed = {row.line for row in parts if row.leaving != row.quantity}
        return any(line.line in missed and line.cancellable for line in goods)

    def _settle_shortage(self, lines: Iterable[OrderLine], reason: str) -> None:
        """Whoever was asked what becomes of what is missing need not answer, if nothing is."""
        if "report_shortage" in self.facts.handoffs and not self.is_short(lines):
            self.proceed(self.definition.steps["lapse_shortage"], Lapsed(reason=reason))

    def _unheld(self, line: OrderLine) -> int:
        """How much is allocated of a line and held neither by the order nor by a shipment."""
        held = count_held(line, held_for(line, self.holds)) + sum(
            brought(line, shipment.document).units
            for shipment in self.shipments
            if shipment.state.name == "assigned"
        )
        return max(line.has("allocated").units - held, 0)


def line_as_sold(line: OrderLine, item: StockItem) -> OrderLine:
    """The line with what the record of its item says."""
    parts = tuple(KitPart(item=part.item, quantity=part.quantity) for part in item.components)
    if (parts, item.backorder) == (line.components, line.backorder):
        return line
    return line.replacing(components=parts, backorder=item.backorder)
