"""Holds and reversals: what is promised nobody else takes, and what was done is taken back."""

from dataclasses import replace

import pytest
from lamps import CHART, FRIDAY, LAMP, TUESDAY, moved, reserved, shop_with_ten_lamps, sight

from fbo.kernel.errors import (
    AlreadyReversed,
    BugError,
    HoldClosed,
    Insufficient,
    InvalidNumber,
)
from fbo.workflow.books import Book, Hold
from fbo.workflow.entries import Entry, Leg

# --- holding -----------------------------------------------------------------------------------


def test_what_is_held_is_there_and_not_available() -> None:
    book = shop_with_ten_lamps()

    hold = reserved(book, 8)

    assert book.balance("shelf", LAMP) == 10
    assert book.available("shelf", LAMP) == 2
    assert book.holds == {"for Ada": hold}


def test_what_is_to_come_cannot_be_taken_yet() -> None:
    book = shop_with_ten_lamps()
    book.hold(moved("shelf", "loading", 8), name="for Ada")

    with pytest.raises(Insufficient):
        book.post(moved("loading", "sold", 1))


def test_what_is_held_cannot_be_held_again() -> None:
    book = shop_with_ten_lamps()
    reserved(book, 8)

    with pytest.raises(Insufficient):
        book.hold(moved("shelf", "sold", 3), name="for Ben")


def test_a_hold_with_a_reason_may_pass_the_floor() -> None:
    book = Book(CHART)

    hold = book.hold(
        moved("shelf", "sold", 2), name="for Ada", below_floor="a receipt is on its way"
    )

    assert hold.below_floor == "a receipt is on its way"
    assert book.available("shelf", LAMP) == -2


def test_two_open_holds_do_not_share_a_name() -> None:
    book = shop_with_ten_lamps()
    reserved(book, 1)

    with pytest.raises(BugError, match="holds for Ada already"):
        reserved(book, 1)


def test_the_name_of_a_closed_hold_may_be_used_again() -> None:
    book = shop_with_ten_lamps()
    book.void(reserved(book, 1))

    second = reserved(book, 2)

    assert book.holds == {"for Ada": second}


def test_settling_posts_what_was_held() -> None:
    book = shop_with_ten_lamps()
    hold = reserved(book, 8)

    posted = book.settle(hold, on=TUESDAY)

    assert posted.settles == hold.id
    assert posted.entry.on == TUESDAY
    assert book.balance("sold", LAMP) == 8
    assert book.available("shelf", LAMP) == 2
    assert book.holds == {}


def test_settling_a_part_releases_the_remainder() -> None:
    book = shop_with_ten_lamps()
    hold = reserved(book, 8)

    book.settle(hold, on=TUESDAY, quantity=5)

    assert book.balance("sold", LAMP) == 5
    assert book.available("shelf", LAMP) == 5


def test_more_than_is_held_is_not_settled() -> None:
    book = shop_with_ten_lamps()
    hold = reserved(book, 8)
    before = sight(book)

    with pytest.raises(Insufficient):
        book.settle(hold, on=TUESDAY, quantity=9)

    assert sight(book) == before


@pytest.mark.parametrize("quantity", [0, -1])
def test_less_than_one_unit_is_not_settled(quantity: int) -> None:
    book = shop_with_ten_lamps()
    hold = reserved(book, 8)

    with pytest.raises(InvalidNumber, match="void the hold"):
        book.settle(hold, on=TUESDAY, quantity=quantity)


def test_a_hold_of_three_legs_is_settled_whole() -> None:
    book = shop_with_ten_lamps()
    legs = (Leg("shelf", "LAMP", -5), Leg("loading", "LAMP", 3), Leg("sold", "LAMP", 2))
    hold = book.hold(Entry("goods", legs), name="for Ada")

    with pytest.raises(InvalidNumber, match="two legs"):
        book.settle(hold, on=TUESDAY, quantity=2)

    book.settle(hold, on=TUESDAY)
    assert book.balance("loading", LAMP) == 3


def test_voiding_gives_back_what_was_held() -> None:
    book = shop_with_ten_lamps()
    hold = reserved(book, 8)

    book.void(hold)

    assert book.available("shelf", LAMP) == 10
    assert book.holds == {}


@pytest.mark.parametrize("first", ["settle", "void"])
@pytest.mark.parametrize("second", ["settle", "void"])
def test_a_hold_is_resolved_once(first: str, second: str) -> None:
    book = shop_with_ten_lamps()
    hold = reserved(book, 8)
    resolve(book, hold, first)
    before = sight(book)

    with pytest.raises(HoldClosed, match="for Ada"):
        resolve(book, hold, second)

    assert sight(book) == before


def resolve(book: Book, hold: Hold, how: str) -> None:
    if how == "settle":
        book.settle(hold, on=TUESDAY)
    else:
        book.void(hold)


def test_a_closed_hold_does_not_settle_its_namesake() -> None:
    book = shop_with_ten_lamps()
    first = reserved(book, 1)
    book.void(first)
    reserved(book, 2)

    with pytest.raises(HoldClosed):
        book.settle(first, on=TUESDAY)


def test_a_hold_is_good_on_its_last_day() -> None:
    book = shop_with_ten_lamps()
    hold = reserved(book, 8, expires=TUESDAY)

    book.settle(hold, on=TUESDAY)

    assert book.balance("sold", LAMP) == 8


def test_an_expired_hold_cannot_be_settled_but_voided() -> None:
    book = shop_with_ten_lamps()
    hold = reserved(book, 8, expires=TUESDAY)

    with pytest.raises(HoldClosed):
        book.settle(hold, on=FRIDAY)

    book.void(hold)
    assert book.available("shelf", LAMP) == 10


def test_settling_never_breaks_a_floor_that_held_when_the_hold_was_taken() -> None:
    book = shop_with_ten_lamps()
    hold = reserved(book, 10)
    book.post(moved("shelf", "supplier", 4), below_floor="broken by the storm")

    book.settle(hold, on=TUESDAY)

    assert book.balance("shelf", LAMP) == -4


# --- reversing ---------------------------------------------------------------------------------


def test_a_reversal_mirrors_the_entry_and_names_it() -> None:
    book = shop_with_ten_lamps()
    posted = book.post(replace(moved("shelf", "sold", 3), source="shipment-1"))

    reversal = book.reverse(posted.id, on=FRIDAY)

    assert reversal.entry.legs == (Leg("shelf", "LAMP", 3), Leg("sold", "LAMP", -3))
    assert (reversal.entry.reverses, reversal.entry.source) == (posted.id, "shipment-1")
    assert book.balance("shelf", LAMP) == 10


def test_an_entry_is_reversed_once() -> None:
    book = shop_with_ten_lamps()
    posted = book.post(moved("shelf", "sold", 3))
    reversal = book.reverse(posted.id, on=FRIDAY)

    with pytest.raises(AlreadyReversed) as refused:
        book.reverse(posted.id, on=FRIDAY)

    assert (refused.value.entry, refused.value.reversal) == (posted.id, reversal.id)
    assert book.balance("shelf", LAMP) == 10


def test_a_reversal_may_itself_be_reversed() -> None:
    book = shop_with_ten_lamps()
    posted = book.post(moved("shelf", "sold", 3))
    reversal = book.reverse(posted.id, on=FRIDAY)

    book.reverse(reversal.id, on=FRIDAY)

    assert book.balance("shelf", LAMP) == 7


def test_a_reversal_keeps_the_floors() -> None:
    book = Book(CHART)
    receipt = book.post(moved("supplier", "shelf", 5))
    book.post(moved("shelf", "sold", 1))

    with pytest.raises(Insufficient):
        book.reverse(receipt.id, on=FRIDAY)


def test_a_settled_hold_is_reversed_as_an_entry_and_the_hold_is_not() -> None:
    book = shop_with_ten_lamps()
    hold = reserved(book, 8)
    settled = book.settle(hold, on=TUESDAY)

    with pytest.raises(BugError, match=f"holds {hold.id}"):
        book.reverse(hold.id, on=FRIDAY)

    book.reverse(settled.id, on=FRIDAY)
    assert book.balance("shelf", LAMP) == 10


def test_an_entry_that_was_never_posted_cannot_be_reversed() -> None:
    with pytest.raises(BugError, match="no entry dispatch-1"):
        Book(CHART).reverse("dispatch-1", on=FRIDAY)


def test_an_entry_that_says_it_reverses_another_must_mirror_it() -> None:
    book = shop_with_ten_lamps()
    posted = book.post(moved("shelf", "sold", 3))

    with pytest.raises(BugError, match="does not mirror"):
        book.post(replace(moved("sold", "shelf", 2), reverses=posted.id))


def test_an_entry_cannot_reverse_what_was_never_posted() -> None:
    with pytest.raises(BugError, match="no entry dispatch-1"):
        Book(CHART).post(replace(moved("supplier", "shelf", 2), reverses="dispatch-1"))
