"""Placing: goods that came back go where they belong, each in a case of the warehouse.

Those of one end go together; the case in which they came has the first, and what has another is
split off it.  What is repaired for the customer has a case for each claim, until it is his again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from fbo.back.warehouse import Arrived, CustomerReturn, GoodsOutcome, ReturnedLine
from fbo.back.warehouse.customer_return import OutcomeOfGoods
from fbo.front.aftersales import Decided, Repair, Repaired, is_open, repairs_of
from fbo.kernel.errors import BugError
from fbo.kernel.quantity import Quantity
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.processes.return_to_settlement.states import ReturnStates as At

SoMuchOf = Mapping[int, Quantity]
"""So much of each line, by its number."""

Part = tuple[OutcomeOfGoods, SoMuchOf]


class ReturnPlacing(At, abstract=True):
    """A return whose goods are placed."""

    def _place_goods(self, rows: Sequence[Decided]) -> None:
        """Goods of one end go with the case they came in, those of others with one of their own."""
        came_in = self.child_ids(ReturnToRestock)[0]
        self._place(came_in, (*_by_end(rows), *self._to_repair(rows)))

    def _place_what_was_not_repaired(self, rows: Sequence[Decided]) -> None:
        """What could not be repaired is with us still; all else has gone its way before."""
        open_ = [row for row in self.document.decided if is_open(row)]
        gone = _sums(open_)
        left = {place: many - gone.get(place, many * 0) for place, many in _sums(rows).items()}
        used: set[str] = set()
        for row in open_:
            if row.customer == "repair":
                case = self._in_repair(row.line, row.quantity, used)
                used.add(case)
                self._place(case, tuple(_taken(left, row.line, row.quantity)))

    def _give_back(self, form: Repaired) -> None:
        """What was repaired leaves for the customer."""
        case = self._in_repair(form.line, form.quantity)
        self.take(ReturnToRestock.decide, case, GoodsOutcome(outcome="back_to_customer"))

    def _to_repair(self, rows: Sequence[Decided]) -> Iterator[Part]:
        for repair in self._repairs(rows):
            yield "repair", {repair.line: repair.quantity}

    def _repairs(self, rows: Sequence[Decided]) -> Iterator[Repair]:
        """What is repaired, each thing for itself."""
        came = {
            line.line: line.serials
            for case in self.goods_back
            if case.document.split_from is None
            for line in case.document.lines
        }
        return repairs_of(self.document, rows, came)

    def _in_repair(self, line: int, quantity: Quantity, used: Collection[str] = ()) -> str:
        """A case in which so much of a line lies while it is repaired."""
        for case in self.goods_back:
            rows = [(row.line, row.received) for row in case.document.lines]
            fits = case.state == ReturnToRestock.repairing and rows == [(line, quantity)]
            if fits and case.id not in used:
                return case.id
        raise BugError(f"{quantity} of line {line} are nowhere repaired")

    def _place(self, case: str, parts: Sequence[Part]) -> None:
        for place, (end, so_much) in enumerate(parts):
            goes = self._split_off(case, so_much) if place else case
            named = [Arrived(line=line, quantity=many) for line, many in so_much.items()]
            self.take(ReturnToRestock.decide, goes, GoodsOutcome(outcome=end, lines=named))

    def _split_off(self, came_in: str, so_much: SoMuchOf) -> str:
        lines = [
            ReturnedLine(
                line=line,
                parts=self._as_goods(line),
                expected=many,
                received=many,
                condition=self.document.line(line).condition,
            )
            for line, many in so_much.items()
        ]
        goods = CustomerReturn(customer=self.document.customer, lines=lines, split_from=came_in)
        return self.open(ReturnToRestock, goods, then=ReturnToRestock.take_over)


def _by_end(rows: Iterable[Decided]) -> list[Part]:
    """What is not repaired for the customer, by what becomes of it."""
    ends: dict[OutcomeOfGoods, dict[int, Quantity]] = {}
    for row in rows:
        if row.customer != "repair":
            lines = ends.setdefault(row.stock, {})
            lines[row.line] = lines.get(row.line, row.quantity * 0) + row.quantity
    return list(ends.items())


def _sums(rows: Iterable[Decided]) -> dict[tuple[int, OutcomeOfGoods], Quantity]:
    """How much of each line has each end."""
    return {(line, end): many for end, lines in _by_end(rows) for line, many in lines.items()}


def _taken(
    left: dict[tuple[int, OutcomeOfGoods], Quantity], number: int, quantity: Quantity
) -> Iterator[Part]:
    """So much of a line, out of what is left of each end."""
    for (line, end), many in left.items():
        part = min(many, quantity)
        if line == number and part:
            left[line, end], quantity = many - part, quantity - part
            yield end, {line: part}
