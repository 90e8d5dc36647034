"""A story tells an order with everything in it, so that one can answer its customer."""

from datetime import timedelta
from decimal import Decimal
from functools import cache

import pytest

from fbo.back.finance import Credit, CreditWanted, PaymentReport
from fbo.back.warehouse import Delivery, Picking
from fbo.company.views.story import Told, story
from fbo.front.sales import (
    AmendedLine,
    Amendment,
    Cancellation,
    CancelledLine,
    Choice,
)
from fbo.kernel.money import eur, price
from fbo.kernel.quantity import pieces
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.refunding import Refunding
from fbo.testing.shop import Shop


def paid_first(shop: Shop) -> OrderToCash:
    """Four lamps and a desk, paid before they leave; three lamps are there."""
    desk = shop.item("DESK", list_price=price("60.00", "EUR"))
    shop.receive(3)
    shop.receive(1, desk)
    lines = (shop.line(4), shop.line(1, "60.00", number=2, item=desk))
    order = shop.placed(lines=lines, prepayment=Decimal(1))
    report = PaymentReport(
        provider="paypal",
        external_ref="CAP-1",
        amount=eur("460.00"),
        customer=shop.ada.id,
        references=(order.id,),
    )
    shop.company.receive_payment(report)
    return order


def sent_in_part(shop: Shop, order: OrderToCash) -> None:
    """One lamp is not found, the rest leaves and arrives; he waits for what is missing."""
    shipment = shop.started(order)
    shipment.pick(Picking(quantities={1: pieces(2)}), by=shop.sam)
    shipment.pack(by=shop.sam)
    shipment.dispatch(by=shop.sam)
    shop.now(order).record_choice(Choice(choice="wait"), by=shop.anna)
    shop.clock.advance(timedelta(days=1))
    shipment.confirm_delivery(Delivery(proof="signed for"), by=shop.sam)


def less_of_it(shop: Shop, order: OrderToCash) -> None:
    """A lamp less is wanted, then another is called off, and what was paid for them goes back."""
    amended = Amendment(
        reason="wants one lamp less", lines=(AmendedLine(line=1, quantity=pieces(3)),)
    )
    shop.now(order).amend(amended, by=shop.anna)
    row = CancelledLine(line=1, quantity=pieces(1))
    off = Cancellation(reason="no longer needed", scope="lines", lines=(row,))
    shop.now(order).cancel(off, by=shop.anna)
    for refund in shop.company.find(Refunding, state="approved"):
        refund.submit(by=shop.rita)
        refund.confirm(by=shop.rita)


def one_was_broken(shop: Shop, order: OrderToCash) -> None:
    """A lamp of the two that came was broken."""
    (invoice,) = shop.now(order).invoices
    row = CreditWanted(line=1, quantity=pieces(1))
    form = Credit(origin=order.id, reason="quality", lines=(row,))
    shop.company.case(InvoiceToCash, invoice.id).credit(form, by=shop.rita)


@cache
def told() -> tuple[Told, ...]:
    """The story of an order that is paid first, sent in part, amended, partly cancelled."""
    shop = Shop()
    order = paid_first(shop)
    sent_in_part(shop, order)
    less_of_it(shop, order)
    one_was_broken(shop, order)
    return tuple(line for line in story(shop.company, order.id) if line.says_something)


def lines_of(document: str) -> list[str]:
    return [line.sentence() for line in told() if line.document == document]


@pytest.mark.parametrize(
    "sentence",
    [
        "Lamp: 3 reserved, 1 not there yet; Desk: 1 reserved",
        "Lamp: 2 picked; Desk: 1 picked",
        "Lamp: 2 sent; Desk: 1 sent",
        "Lamp: 2 delivered; Desk: 1 delivered",
        "Anna: amend; Lamp: 3 wanted instead of 4",
        "now fulfilled on the desk RECEIVABLES; Lamp: 1 cancelled; the customer is told",
        "the customer is told: order delayed",
    ],
)
def test_what_becomes_of_each_line_is_told_in_pieces(sentence: str) -> None:
    assert any(sentence in line for line in lines_of("Order 1"))


def test_money_that_came_for_the_order_is_part_of_its_story() -> None:
    assert any("460.00 EUR came in" in line for line in lines_of("Customer receipt"))


def test_money_that_goes_back_is_told_with_its_reason() -> None:
    refunds = lines_of("Refund")

    assert "open, now requested; 100.00 EUR; because: wants one lamp less" in refunds
    assert "open, now requested; 100.00 EUR; because: no longer needed" in refunds
    assert sum("100.00 EUR paid back" in line for line in refunds) == 2


def test_an_invoice_and_a_credit_note_are_told_with_their_amounts() -> None:
    assert "open, now drafted; 260.00 EUR in all" in lines_of("Invoice")
    assert "open, now drafted; 100.00 EUR in all; because: quality" in lines_of("Credit note")


def test_what_came_of_something_follows_it() -> None:
    dispatch = next(n for n, line in enumerate(told()) if line.did == "dispatch")

    assert not told()[dispatch].follows
    assert told()[dispatch + 1].follows


def test_nothing_is_told_in_words_that_only_the_books_know() -> None:
    said = " ".join(line.sentence() for line in told())

    assert "debit" not in said
    assert "1100" not in said


def test_what_says_nothing_is_left_to_the_machine() -> None:
    shop = Shop()
    order = paid_first(shop)

    quiet = [line.did for line in story(shop.company, order.id) if not line.says_something]

    assert "money came" in quiet
