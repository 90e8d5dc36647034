"""Shortages: what a book is short of, told in the words of the business instead of its accounts."""

from typing import TYPE_CHECKING, Any

from fbo.back.finance import MONEY, credit
from fbo.back.warehouse import StockItem, stock
from fbo.company.engine.known import Memory
from fbo.company.engine.ops import Doing
from fbo.company.engine.records import case_key
from fbo.kernel.errors import Insufficient, Reason, RuleError, Shortage
from fbo.kernel.money import Money
from fbo.kernel.quantity import Quantity

if TYPE_CHECKING:
    from fbo.company.engine.worksheet import Worksheet

WAIT = "take less, or wait until there is more"


def reason_of(shortage: Shortage, memory: Memory) -> Reason:
    """A shortage as the ground of a refusal; `memory` knows what the items are called."""
    kind, name = shortage.key
    if kind == "hold":
        held, more = shortage.balance, -shortage.quantity
        facts = {"account": name, "available": held, "wanted": more}
        return Reason("insufficient", f"{held} are held in {name}, {more} are wanted", facts, WAIT)
    book, account, commodity, _ = name.split("|")
    free = max(shortage.balance - shortage.floor, 0)
    # A question under the lock moves nothing: it says only how much more is wanted than is there.
    wanted = -shortage.quantity or shortage.floor - shortage.balance
    facts = {"book": book, "account": account, "commodity": commodity}
    facts |= {"available": free, "wanted": wanted}
    if book == credit.CREDIT.book:
        left, asked = (Money.from_minor(units, commodity) for units in (free, wanted))
        sentence = f"the credit line has {left} left, {asked} is wanted"
        way_out = "wait for a payment, or have the limit raised"
        return Reason("insufficient", sentence, facts, way_out)
    there, asked, of = _told(book, commodity, free, wanted, memory)
    return Reason("insufficient", f"{asked}{of} is wanted, {there} is available", facts, WAIT)


def know_items(sheet: "Worksheet", error: RuleError) -> Doing[None]:
    """Read what the items are called that a book is short of."""
    if not isinstance(error, Insufficient):
        return
    goods = f"{stock.GOODS.book}|"
    names = [s.key[1] for s in error.shortages if s.key[1].startswith(goods)]
    ids = [name.split("|")[2] for name in names]
    yield from sheet.read(case_key(id_) for id_ in ids if sheet.firm.memory.latest(id_) is None)
    for id_ in ids:
        record = sheet.records.get(case_key(id_))
        if record is not None and record.body.get("kind") == StockItem.__name__:
            sheet.known(id_, record, StockItem)


def _told(
    book: str, commodity: str, free: int, wanted: int, memory: Memory
) -> tuple[Any, Any, str]:
    """What is there and what is wanted, as people count it, and of what."""
    if book == MONEY.book:
        return Money.from_minor(free, commodity), Money.from_minor(wanted, commodity), ""
    known = memory.latest(commodity)
    if book == stock.GOODS.book and known is not None and isinstance(known.document, StockItem):
        item = known.document
        there, asked = (Quantity.from_units(units, item.unit) for units in (free, wanted))
        return there, asked, f" of {item.sku}"
    return free, wanted, f" of {commodity}"
