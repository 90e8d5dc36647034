"""Books: entries balance, floors hold, and what happened can be asked as of any day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from lamps import (
    CHAIR,
    CHART,
    FRIDAY,
    LAMP,
    MONDAY,
    TUESDAY,
    moved,
    reserved,
    shop_with_ten_lamps,
    sight,
)

from fbo.kernel.errors import (
    FboError,
    IdempotencyMismatch,
    Insufficient,
    Unbalanced,
    UnknownAccount,
)
from fbo.kernel.money import eur
from fbo.kernel.quantity import PIECE, Commodity, Quantity
from fbo.workflow.books import Book
from fbo.workflow.entries import Chart, Entry, Leg, Position, transfer

# --- posting -----------------------------------------------------------------------------------


def test_an_entry_moves_what_it_says() -> None:
    book = shop_with_ten_lamps()

    book.post(moved("shelf", "sold", 3))

    assert book.balance("shelf", LAMP) == 7
    assert book.balance("sold", LAMP) == 3
    assert book.balance("supplier", LAMP) == -10


def test_an_entry_is_known_by_its_place_among_the_acts() -> None:
    book = shop_with_ten_lamps()

    posted = book.post(moved("shelf", "sold", 3))

    assert posted.act == book.act == 2
    assert book.posted[-1] == posted


def test_an_entry_without_an_id_gets_one_nobody_has() -> None:
    book = Book(CHART)
    book.post(replace(moved("supplier", "shelf", 1), id="goods-2"))

    posted = book.post(moved("supplier", "shelf", 1))

    assert posted.id == "goods-3"


@pytest.mark.parametrize(
    ("legs", "error"),
    [
        ((), Unbalanced),
        ((Leg("shelf", "LAMP", 3),), Unbalanced),
        ((Leg("supplier", "LAMP", -3), Leg("shelf", "LAMP", 2)), Unbalanced),
        ((Leg("supplier", "LAMP", -3), Leg("shelf", "CHAIR", 3)), Unbalanced),
        ((Leg("supplier", "LAMP", 0), Leg("shelf", "LAMP", 0)), Unbalanced),
        ((Leg("supplier", "LAMP", -3), Leg("moon", "LAMP", 3)), UnknownAccount),
    ],
)
@pytest.mark.parametrize("act", ["post", "hold"])
def test_legs_that_make_no_entry_are_refused(
    legs: tuple[Leg, ...], error: type[FboError], act: str
) -> None:
    book = shop_with_ten_lamps()
    before = sight(book)
    entry = Entry("goods", legs, MONDAY)

    with pytest.raises(error):
        _ = book.post(entry) if act == "post" else book.hold(entry, name="for Ada")

    assert sight(book) == before


def test_an_entry_of_several_commodities_balances_in_each() -> None:
    book = Book(CHART)

    book.post(
        Entry(
            "goods",
            (*transfer("supplier", "shelf", LAMP, 3), *transfer("supplier", "shelf", CHAIR, 4)),
        )
    )

    assert book.balance("shelf", LAMP) == 3
    assert book.balance("shelf", CHAIR) == 4


def test_entries_never_cross_books() -> None:
    book = shop_with_ten_lamps()

    with pytest.raises(UnknownAccount, match="money:shelf"):
        book.post(replace(moved("shelf", "sold", 1), book="money"))


def test_an_account_has_the_floor_of_its_kind() -> None:
    book = Book(CHART)
    book.post(moved("supplier", "shelf/aisle-7", 2))

    with pytest.raises(Insufficient):
        book.post(moved("shelf/aisle-7", "sold", 3))


def test_nothing_is_taken_below_the_floor() -> None:
    book = shop_with_ten_lamps()
    before = sight(book)

    with pytest.raises(Insufficient) as refused:
        book.post(moved("shelf", "sold", 11))

    (shortage,) = refused.value.shortages
    assert (shortage.balance, shortage.quantity, shortage.floor) == (10, -11, 0)
    assert sight(book) == before


def test_every_shortage_of_an_entry_is_named() -> None:
    book = shop_with_ten_lamps()

    with pytest.raises(Insufficient) as refused:
        book.post(
            Entry(
                "goods",
                (Leg("shelf", "LAMP", -11), Leg("loading", "LAMP", -1), Leg("sold", "LAMP", 12)),
            )
        )

    assert [short.key[1] for short in refused.value.shortages] == [
        "goods|shelf|LAMP|available",
        "goods|loading|LAMP|available",
    ]


def test_a_floor_may_lie_below_zero() -> None:
    book = Book(CHART)

    book.post(moved("truck", "sold", 3))

    assert book.balance("truck", LAMP) == -3
    with pytest.raises(Insufficient):
        book.post(moved("truck", "sold", 1))


def test_an_entry_with_a_reason_may_pass_the_floor() -> None:
    book = Book(CHART)

    posted = book.post(moved("shelf", "sold", 2), below_floor="counted again")

    assert posted.below_floor == "counted again"
    assert book.balance("shelf", LAMP) == -2


def test_putting_something_in_is_not_refused_below_the_floor() -> None:
    book = Book(CHART)
    book.post(moved("shelf", "sold", 2), below_floor="counted again")

    book.post(moved("supplier", "shelf", 1))

    assert book.balance("shelf", LAMP) == -1


def test_an_entry_is_judged_by_what_it_takes_in_sum() -> None:
    book = Book(CHART)

    book.post(
        Entry(
            "goods",
            (
                Leg("shelf", "LAMP", -5),
                Leg("shelf", "LAMP", 5),
                Leg("supplier", "LAMP", -1),
                Leg("sold", "LAMP", 1),
            ),
        )
    )

    assert book.balance("shelf", LAMP) == 0


# --- the same again ----------------------------------------------------------------------------


def test_the_same_entry_with_the_same_id_is_posted_once() -> None:
    book = shop_with_ten_lamps()
    entry = replace(moved("shelf", "sold", 3), id="dispatch-1")
    first = book.post(entry)

    again = book.post(entry)

    assert again == first
    assert book.balance("sold", LAMP) == 3


def test_the_same_id_with_other_content_is_refused() -> None:
    book = shop_with_ten_lamps()
    book.post(replace(moved("shelf", "sold", 3), id="dispatch-1"))

    with pytest.raises(IdempotencyMismatch):
        book.post(replace(moved("shelf", "sold", 4), id="dispatch-1"))

    assert book.balance("sold", LAMP) == 3


def test_a_refused_entry_may_come_again_under_its_id() -> None:
    book = shop_with_ten_lamps()
    entry = replace(moved("shelf", "sold", 12), id="dispatch-1")
    with pytest.raises(Insufficient):
        book.post(entry)
    book.post(moved("supplier", "shelf", 5))

    book.post(entry)

    assert book.balance("shelf", LAMP) == 3


def test_the_same_hold_with_the_same_id_is_taken_once() -> None:
    book = shop_with_ten_lamps()
    entry = replace(moved("shelf", "sold", 3), id="reservation-1")
    first = book.hold(entry, name="for Ada")

    again = book.hold(entry, name="for Ada")

    assert again == first
    assert book.available("shelf", LAMP) == 7


def test_an_entry_and_a_hold_do_not_share_an_id() -> None:
    book = shop_with_ten_lamps()
    entry = replace(moved("shelf", "sold", 3), id="lamps-1")
    book.hold(entry, name="for Ada")

    with pytest.raises(IdempotencyMismatch):
        book.post(entry)


# --- looking -----------------------------------------------------------------------------------


def test_a_balance_is_told_as_of_a_day() -> None:
    book = Book(CHART)
    book.post(moved("supplier", "shelf", 10, on=FRIDAY))
    book.post(moved("supplier", "shelf", 4, on=MONDAY))

    assert book.balance("shelf", LAMP, on=TUESDAY) == 4
    assert book.balance("shelf", LAMP, on=FRIDAY) == 14


def test_a_balance_is_told_as_it_was_known_after_an_act() -> None:
    book = Book(CHART)
    first = book.post(moved("supplier", "shelf", 10, on=FRIDAY))
    book.post(moved("supplier", "shelf", 4, on=MONDAY))

    assert book.balance("shelf", LAMP, known_at=first.act) == 10
    assert book.balance("shelf", LAMP, on=TUESDAY, known_at=first.act) == 0


def test_an_entry_without_a_date_always_counts() -> None:
    book = Book(CHART)
    book.post(moved("supplier", "shelf", 10, on=None))

    assert book.balance("shelf", LAMP, on=date(1990, 1, 1)) == 10


def test_an_account_without_a_floor_covers_everything() -> None:
    assert Book(CHART).covers("supplier", LAMP, 1_000_000)


def test_an_account_covers_what_is_available() -> None:
    book = shop_with_ten_lamps()
    reserved(book, 8)

    assert book.covers("shelf", LAMP, 2)
    assert not book.covers("shelf", LAMP, 3)


@pytest.mark.parametrize("question", ["balance", "available", "covers"])
def test_nobody_can_ask_about_an_account_the_chart_does_not_have(question: str) -> None:
    book = Book(CHART)
    quantity = (1,) if question == "covers" else ()

    with pytest.raises(UnknownAccount, match="moon"):
        getattr(book, question)("moon", LAMP, *quantity)


def test_a_process_sees_a_balance_of_the_book_on_file() -> None:
    book = shop_with_ten_lamps()
    reserved(book, 8)

    shelf = book.at(Position(CHART, "shelf", LAMP))

    assert (shelf.posted, shelf.available) == (10, 2)
    assert shelf.covers(Quantity(Decimal(2), PIECE))
    assert not shelf.covers(3)
    assert not shelf.covers(2, floor=1)
    assert not shelf.is_clear()


def test_a_balance_on_file_is_asked_in_money() -> None:
    euros = Commodity.currency("EUR")
    chart = Chart("credit", {"granted": None, "line": 0})
    book = Book(chart)
    book.post(Entry("credit", transfer("granted", "line/ada", euros, euros.units(100))))

    line = book.at(Position(chart, "line/ada", euros))

    assert line.covers(eur("100.00"))
    assert not line.covers(eur("100.01"))
