"""A shop's shelf of lamps: what the tests of books are about."""

from datetime import date

from fbo.kernel.quantity import PIECE, Commodity
from fbo.workflow.books import Book, Hold
from fbo.workflow.entries import Chart, Entry, transfer

LAMP = Commodity.item("LAMP", PIECE)
CHAIR = Commodity.item("CHAIR", PIECE)
CHART = Chart("goods", {"supplier": None, "shelf": 0, "loading": 0, "truck": -3, "sold": None})
MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)


def moved(source: str, target: str, lamps: int, on: date | None = MONDAY) -> Entry:
    return Entry("goods", transfer(source, target, LAMP, lamps), on)


def shop_with_ten_lamps() -> Book:
    book = Book(CHART)
    book.post(moved("supplier", "shelf", 10))
    return book


def reserved(book: Book, lamps: int, *, expires: date | None = None) -> Hold:
    return book.hold(moved("shelf", "sold", lamps), name="for Ada", expires=expires)


def sight(book: Book) -> object:
    accounts = ("supplier", "shelf", "loading", "truck", "sold")
    return (
        book.act,
        book.posted,
        dict(book.holds),
        [(book.balance(a, LAMP), book.available(a, LAMP)) for a in accounts],
    )
