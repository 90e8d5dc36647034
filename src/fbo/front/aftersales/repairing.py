"""What of a return is repaired for the customer: a claim of its own for each thing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fbo.front.aftersales.claim import WarrantyClaim
from fbo.front.aftersales.goods_back import Decided, Return, ReturnLine
from fbo.kernel.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing with a serial number, or so much of a line that has none."""

    line: int
    quantity: Quantity
    serial: str
    has_number: bool

    def row(self) -> Decided:
        """What is decided of it."""
        return Decided(
            line=self.line,
            quantity=self.quantity,
            stock="back_to_customer",
            customer="repair",
            serials=(self.serial,) if self.has_number else (),
        )

    def claim(self, goods: Return, return_id: str) -> WarrantyClaim:
        """The claim under which it is repaired."""
        return WarrantyClaim(
            customer=goods.customer,
            order=goods.order,
            line=self.line,
            serial=self.serial,
            quantity=None if self.has_number else self.quantity,
            fault=goods.line(self.line).condition,
            origin=return_id,
        )


def repairs_of(
    goods: Return, rows: Sequence[Decided], known: Mapping[int, Sequence[str]]
) -> Iterator[Repair]:
    """What the rows say is to be repaired; `known`: the serial numbers that came, by line.

    What has no serial number is called by the number of its return.
    """
    for line in goods.lines:
        mine = [row for row in rows if row.line == line.line and row.customer == "repair"]
        rest = Quantity.zero(line.wanted.unit)
        for row in mine:
            serials = row.serials or _all_of(line, row, known.get(line.line, ()))
            for serial in serials:
                one = Quantity.from_units(1, line.wanted.unit)
                yield Repair(line.line, one, serial, has_number=True)
            rest += row.quantity if not serials else rest * 0
        if rest:
            yield Repair(line.line, rest, f"return {goods.number}, line {line.line}", False)


def _all_of(line: ReturnLine, row: Decided, serials: Sequence[str]) -> Sequence[str]:
    """The numbers that came, if all that has come is repaired and each has one."""
    whole = row.quantity == line.received and line.wanted.unit.scale == 0
    return serials if whole and len(serials) == line.received.units else ()
