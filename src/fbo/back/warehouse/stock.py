"""Stock: the goods book, and the words in which the rest of the house speaks to it.

Accounts are places.  Goods come from a supplier's place, lie in a bin, and go to the customer's;
what is promised to somebody is held, and counts against what is available.  Quantities only: what
goods cost is kept elsewhere.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Protocol, TypeVar

from fbo.back.warehouse.desk import STOREKEEPER
from fbo.back.warehouse.item import IN_STOCK, StockItem
from fbo.kernel.document import Document
from fbo.kernel.errors import HoldClosed, InputError, InvalidNumber
from fbo.kernel.people import Actor
from fbo.kernel.quantity import Commodity, Quantity, Unit
from fbo.workflow.entries import Chart, Entry, Leg, Position, transfer
from fbo.workflow.outcome import Outcome
from fbo.workflow.process import Case

GOODS = Chart(
    "goods",
    {
        "supplier": None,
        "customer": None,
        "production": None,
        "lost_found": None,
        "transit": None,
        "storage": 0,
        "quarantine": 0,
        "custody": 0,
    },
    posters=(STOREKEEPER,),
)
STORAGE = "storage"

D = TypeVar("D", bound=Document)
D_co = TypeVar("D_co", bound=Document, covariant=True)


class OnFile(Protocol[D_co]):
    """A document on file."""

    @property
    def document(self) -> D_co:
        """The document."""
        ...


class Ledger(Protocol):
    """Whoever keeps documents, and takes entries that no case asks for: a company."""

    def get(self, kind: type[D], id: str) -> OnFile[D]:  # noqa: A002
        """A document by its id.  Raises `LookupError`."""
        ...

    def post(
        self, chart: Chart, entry: Entry, *, by: Actor, reason: str = "", key: str | None = None
    ) -> Outcome:
        """Post an entry."""
        ...


@lru_cache(maxsize=4096)
def at(item: str, unit: Unit, place: str = STORAGE) -> Position:
    """The balance of an item at a place."""
    return Position(GOODS, place, Commodity.item(item, unit))


def hold_name(line: int, item: str, place: str, *, in_kit: bool = False) -> str:
    """The name under which goods are held for a line of an order.

    Where a line holds several things, components or the same at several places, each has a name.
    """
    plain = place == STORAGE and not in_kit
    return f"line-{line}" if plain else f"line-{line}|{item}|{place}"


def held_for(line: int, names: Iterable[str]) -> list[str]:
    """Those of the names under which goods are held for a line of an order, in their order."""
    plain, longer = f"line-{line}", f"line-{line}|"
    return [name for name in names if name == plain or name.startswith(longer)]


def reserve(case: Case, name: str, item: str, place: str, quantity: Quantity) -> None:
    """Hold goods for a customer under a name of the case, beside what it holds there already."""
    held = _held(case, name)
    if held:
        case.void(name)
        quantity += Quantity.from_units(held, quantity.unit)
    case.hold(GOODS, name, _legs(place, "customer", item, quantity))


def release(case: Case, name: str, quantity: Quantity | None = None) -> None:
    """Give up a reservation, all of it or so much.  Raises `HoldClosed` where less is held."""
    left = _held(case, name) - quantity.units if quantity is not None else 0
    if left < 0:
        raise HoldClosed(f"{case.id} {name}")
    legs = case.holds[name]["legs"] if left else ()
    case.void(name)
    for place, item, units, *_ in legs:
        if units < 0 and quantity is not None:
            case.hold(GOODS, name, (Leg(place, item, -left), Leg("customer", item, left)))


def ship(case: Case, name: str) -> None:
    """Goods held under the name have left for the customer."""
    case.settle(name)


def take_back(case: Case, item: str, place: str, quantity: Quantity) -> None:
    """Goods that had left for the customer have come back, and lie at a place again."""
    case.post(GOODS, Entry(GOODS.book, _legs("customer", place, item, quantity)))


def move(case: Case, source: str, target: str, item: str, quantity: Quantity) -> None:
    """Goods that nobody holds go from one place to another."""
    case.post(GOODS, Entry(GOODS.book, _legs(source, target, item, quantity)))


def lose(case: Case, item: str, quantity: Quantity) -> None:
    """Goods that had left for the customer are lost: nobody has them."""
    case.post(GOODS, Entry(GOODS.book, _legs("customer", "lost_found", item, quantity)))


def receive(
    company: Ledger,
    item: str,
    quantity: Quantity,
    *,
    by: Actor,
    place: str = STORAGE,
    on: date | None = None,
    key: str | None = None,
) -> Outcome:
    """Goods have come in, or are there from the beginning.

    Raises `StepRefused`, `LookupError` for an item that is not on file, `InputError` for one that
    has no stock, and `InvalidNumber` for a quantity that is not more than 0, or in another unit
    than it is counted in.
    """
    return _move(company, "supplier", place, item, quantity, by, on, key)


def adjust(
    company: Ledger,
    item: str,
    quantity: Quantity,
    *,
    by: Actor,
    place: str = STORAGE,
    on: date | None = None,
    key: str | None = None,
) -> Outcome:
    """A count has found more (+) or less (-) than the book says.  Raises as `receive` does."""
    if quantity.amount < 0:
        return _move(company, place, "lost_found", item, -quantity, by, on, key)
    return _move(company, "lost_found", place, item, quantity, by, on, key)


def _move(
    company: Ledger,
    source: str,
    target: str,
    item: str,
    quantity: Quantity,
    by: Actor,
    on: date | None,
    key: str | None,
) -> Outcome:
    document = company.get(StockItem, item).document
    if document.kind not in IN_STOCK:
        raise InputError(f"{document.sku} has no stock: it is a {document.kind}")
    unit = document.unit
    if quantity.unit != unit:
        # The book counts units without their names: a kilogram would be a thousand pieces.
        raise InvalidNumber("quantity", f"is in {quantity.unit.code}, not in {unit.code}")
    if quantity.amount <= 0:
        raise InvalidNumber("quantity", "must be more than 0")
    entry = Entry(GOODS.book, _legs(source, target, item, quantity), on)
    return company.post(GOODS, entry, by=by, key=key)


def _held(case: Case, name: str) -> int:
    """How many units the case holds under the name."""
    held = case.holds.get(name)
    return max((int(leg[2]) for leg in held["legs"]), default=0) if held else 0


def _legs(source: str, target: str, item: str, quantity: Quantity) -> tuple[Leg, ...]:
    return transfer(source, target, Commodity.item(item, quantity.unit), quantity.units)
