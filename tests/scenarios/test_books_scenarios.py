"""Scenarios of the books: holds count against what is available."""

from datetime import date

import pytest

from fbo.kernel.errors import Insufficient
from fbo.kernel.quantity import PIECE, Commodity
from fbo.workflow.books import Book
from fbo.workflow.entries import Chart, Entry, transfer

USD = Commodity.currency("USD")
PHONE = Commodity.item("PHONE", PIECE)
MONDAY = date(2026, 3, 2)


def bank_with_5000_usd() -> Book:
    book = Book(Chart("money", {"1000": 0, "3000": None, "2000": None}))
    book.post(Entry("money", transfer("3000", "1000", USD, USD.units(5000)), MONDAY))
    return book


def shop_with_10_phones() -> Book:
    book = Book(Chart("goods", {"supplier": None, "shelf": 0, "customer": None}))
    book.post(Entry("goods", transfer("supplier", "shelf", PHONE, 10), MONDAY))
    return book


def hold_1000(book: Book, name: str) -> None:
    book.hold(Entry("money", transfer("1000", "2000", USD, USD.units(1000))), name=name)


def sold(customer: str, phones: int) -> Entry:
    return Entry("goods", transfer("shelf", f"customer/{customer}", PHONE, phones), MONDAY)


def test_of_six_holds_of_1000_on_5000_usd_five_are_accepted() -> None:
    book = bank_with_5000_usd()

    available: list[int] = []
    for nth in range(5):
        hold_1000(book, f"payment-{nth}")
        available.append(book.available("1000", USD))

    assert available == [USD.units(each) for each in (4000, 3000, 2000, 1000, 0)]


def test_the_sixth_hold_is_refused_and_leaves_everything_as_it_was() -> None:
    book = bank_with_5000_usd()
    for nth in range(5):
        hold_1000(book, f"payment-{nth}")
    before = (book.act, book.posted, dict(book.holds))

    with pytest.raises(Insufficient):
        hold_1000(book, "payment-5")

    assert (book.act, book.posted, dict(book.holds)) == before
    assert book.available("1000", USD) == 0
    assert book.balance("1000", USD) == USD.units(5000)


def test_a_dispatch_of_5_phones_is_refused_naming_the_2_that_nobody_reserved() -> None:
    book = shop_with_10_phones()
    book.hold(sold("A", 8), name="order of A")

    with pytest.raises(Insufficient) as refused:
        book.post(sold("B", 5))

    assert [shortage.balance for shortage in refused.value.shortages] == [2]
    assert "is 2, asked for -5" in str(refused.value)


def test_a_dispatch_of_the_2_phones_that_nobody_reserved_passes() -> None:
    book = shop_with_10_phones()
    book.hold(sold("A", 8), name="order of A")

    book.post(sold("B", 2))

    assert book.balance("shelf", PHONE) == 8
    assert book.available("shelf", PHONE) == 0


def test_when_the_reserved_phones_are_settled_nothing_is_on_hand() -> None:
    book = shop_with_10_phones()
    hold = book.hold(sold("A", 8), name="order of A")
    book.post(sold("B", 2))

    book.settle(hold, on=MONDAY)

    assert book.balance("shelf", PHONE) == 0
    assert book.balance("customer/A", PHONE) == 8
