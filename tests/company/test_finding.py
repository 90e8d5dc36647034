"""Finding: cases by an index, work by desk, history from its beginning."""

from datetime import timedelta

import pytest
from press import TABLE, Book, Leaf, Note, Wish

from fbo import (
    CREDIT_CONTROL,
    SALES,
    WAREHOUSE,
    Actor,
    Company,
    Customer,
    InputError,
    InvoiceToCash,
    OrderToCash,
    Shipping,
    StockItem,
)
from fbo.front.sales import SALES_DEPARTMENT, Suspension
from fbo.testing.shop import Shop


def ids(cases: list[OrderToCash]) -> set[str]:
    return {case.id for case in cases}


# Cases.


def test_a_case_is_read_by_its_id(shop: Shop) -> None:
    order = shop.placed(3)

    found = shop.company.case(OrderToCash, order.id)

    assert found.document == order.document
    assert found.state is OrderToCash.confirmed


def test_a_case_that_is_not_there_is_a_lookup_error(shop: Shop) -> None:
    with pytest.raises(LookupError):
        shop.company.case(OrderToCash, "nowhere")


def test_a_case_of_another_process_is_a_lookup_error(shop: Shop) -> None:
    order = shop.placed()

    with pytest.raises(LookupError, match="is no case of Shipping"):
        shop.company.case(Shipping, order.id)


def test_a_filed_document_is_no_case(shop: Shop) -> None:
    with pytest.raises(LookupError):
        shop.company.case(OrderToCash, shop.ada.id)


def test_cases_are_found_by_a_field(shop: Shop) -> None:
    grace = shop.customer("Grace Hopper")
    hers = shop.placed(customer=grace.id)
    shop.placed()

    assert ids(shop.company.find(OrderToCash, customer=grace.id)) == {hers.id}


def test_cases_are_found_by_their_state(shop: Shop) -> None:
    drafted, placed = shop.drafted(), shop.placed()

    assert ids(shop.company.find(OrderToCash, state="drafted")) == {drafted.id}
    assert ids(shop.company.find(OrderToCash, state="confirmed")) == {placed.id}


def test_a_state_that_is_misspelt_is_named_with_those_there_are(shop: Shop) -> None:
    with pytest.raises(InputError, match="OrderToCash has no state confirmd; it has drafted"):
        shop.company.find(OrderToCash, state="confirmd")


def test_a_field_and_a_state_narrow_together(shop: Shop) -> None:
    shop.drafted()
    placed = shop.placed()

    found = shop.company.find(OrderToCash, customer=shop.ada.id, state="confirmed")

    assert ids(found) == {placed.id}


def test_a_field_that_is_not_indexed_narrows_beside_one_that_is(shop: Shop) -> None:
    shop.placed(priority=1)
    urgent = shop.placed(priority=2)

    assert ids(shop.company.find(OrderToCash, customer=shop.ada.id, priority=2)) == {urgent.id}


def test_without_an_index_nothing_is_searched(shop: Shop) -> None:
    with pytest.raises(InputError, match="none of priority is indexed in Order"):
        shop.company.find(OrderToCash, priority=2)


def test_a_field_that_does_not_exist_is_an_error(shop: Shop) -> None:
    with pytest.raises(InputError):
        shop.company.find(OrderToCash, colour="red")


def test_a_case_is_found_by_the_number_it_was_given(shop: Shop) -> None:
    orders = [shop.placed() for _ in range(3)]

    assert ids(shop.company.find(OrderToCash, number=2)) == {orders[1].id}


def test_an_order_and_an_invoice_of_one_number_are_told_apart(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed()
    shop.shipped(order)

    assert ids(shop.company.find(OrderToCash, number=1)) == {order.id}
    assert [case.document.number for case in shop.company.find(InvoiceToCash, number=1)] == [1]


def test_all_cases_of_a_process_are_found(shop: Shop) -> None:
    expected = {shop.drafted().id for _ in range(30)} | {shop.placed().id for _ in range(30)}

    assert ids(shop.company.find(OrderToCash)) == expected


def test_no_more_are_found_than_wanted(shop: Shop) -> None:
    for _ in range(5):
        shop.drafted()

    assert len(shop.company.find(OrderToCash, limit=3)) == 3


def test_documents_are_found_by_a_field(shop: Shop) -> None:
    assert shop.company.find_filed(StockItem, sku="LAMP") == [shop.lamp]


def test_all_documents_of_a_kind_are_found_with_their_names(shop: Shop) -> None:
    shop.customer("Grace Hopper")

    names = {filed.document.name for filed in shop.company.find_filed(Customer)}

    assert names == {"Ada Lovelace", "Grace Hopper"}


# What lies on a desk.


def test_work_lies_on_the_desk_of_its_state(shop: Shop) -> None:
    drafted, held, confirmed = shop.drafted(), shop.placed(20), shop.placed()

    assert [row.case for row in shop.company.worklist(SALES)] == [drafted.id]
    assert [row.case for row in shop.company.worklist(CREDIT_CONTROL)] == [held.id]
    assert [row.case for row in shop.company.worklist(WAREHOUSE)] == [confirmed.id]


def test_the_most_urgent_work_comes_first(shop: Shop) -> None:
    first = shop.placed(20)
    shop.clock.advance(timedelta(days=1))
    second = shop.placed(20)
    shop.clock.advance(timedelta(days=1))
    third = shop.placed(20)

    rows = shop.company.worklist(CREDIT_CONTROL)

    assert [row.case for row in rows] == [first.id, second.id, third.id]
    assert rows[0].due == first.due


def test_a_worklist_says_what_the_customer_sees(shop: Shop) -> None:
    shop.placed(20)

    (row,) = shop.company.worklist(CREDIT_CONTROL)

    assert (row.process, row.state, row.label) == ("OrderToCash", "credit_hold", "Being checked")


def test_the_worklist_of_a_department_is_that_of_its_desks(shop: Shop) -> None:
    drafted = shop.drafted()
    suspended = shop.placed()
    suspended.suspend(Suspension(reason="a moment"), by=shop.anna)

    rows = shop.company.worklist(SALES_DEPARTMENT)

    assert {row.case for row in rows} == {drafted.id, suspended.id}
    assert rows[-1].due is None


def test_what_is_done_lies_on_no_desk(press: Company, edna: Actor) -> None:
    leaf = press.open(Leaf, Note(text="at once"), by=edna)
    leaf.write(by=edna)

    assert press.worklist(TABLE) == []


# History.


def test_history_tells_who_took_which_step_and_where_it_led(shop: Shop) -> None:
    order = shop.placed()

    place = shop.company.history(order)[1]

    assert (place.step, place.by, place.was, place.now) == (
        "place",
        shop.anna.id,
        "drafted",
        "placed",
    )


def test_history_goes_back_to_the_beginning_beyond_a_hundred_lines(
    press: Company, edna: Actor
) -> None:
    book = press.open(Book, Note(text="long"), by=edna)
    for number in range(333):
        book.add(Wish(text=str(number)), by=edna)

    lines = press.history(book)

    assert [line.step for line in lines] == ["open", *["add"] * 333]
    assert [line.at for line in lines] == sorted(line.at for line in lines)


def test_a_case_shows_its_last_hundred_lines_at_most(press: Company, edna: Actor) -> None:
    book = press.open(Book, Note(text="long"), by=edna)
    for _ in range(120):
        book.pause(by=edna)
        book.go_on(by=edna)

    assert 50 <= len(press.case(Book, book.id).history) <= 100
    assert press.case(Book, book.id).history[-1].step == "go_on"


def test_history_of_a_case_that_is_not_there_is_a_lookup_error(shop: Shop) -> None:
    with pytest.raises(LookupError):
        shop.company.history("nowhere")


def test_the_journal_is_read_in_pages(shop: Shop) -> None:
    first = shop.company.journal(limit=3)
    second = shop.company.journal(after=first[-1].seq, limit=3)

    assert [entry.seq for entry in (*first, *second)] == [1, 2, 3, 4, 5, 6]


# What is narrowed after it was found.


def test_a_limit_counts_what_was_found_not_what_was_looked_through(shop: Shop) -> None:
    for _ in range(5):
        shop.drafted()
    placed = shop.placed()

    found = shop.company.find(OrderToCash, customer=shop.ada.id, state="confirmed", limit=1)

    assert ids(found) == {placed.id}


def test_a_number_that_another_kind_has_does_not_use_up_the_limit(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed()
    shop.shipped(order)

    assert ids(shop.company.find(OrderToCash, number=1, limit=1)) == {order.id}
    assert len(shop.company.find(InvoiceToCash, number=1, limit=1)) == 1


def test_documents_are_narrowed_before_they_are_counted(shop: Shop) -> None:
    for number in range(5):
        shop.company.file(Customer(name=f"Customer {number}", external_ref=None))
    french = shop.company.file(Customer(name="Marie Curie", external_ref="m", language="fr"))

    found = shop.company.find_filed(Customer, external_ref="m", language="fr", limit=1)

    assert [filed.id for filed in found] == [french.id]
