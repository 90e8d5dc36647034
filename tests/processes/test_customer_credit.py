"""Customer credit: what a customer has with us pays his next invoice, without anybody's doing."""

from decimal import Decimal
from typing import Any

import pytest

from fbo import Actor, Company, OrderPolicy, Policies, eur
from fbo.back.finance import CONTROLLER, Credit, CreditWanted, CustomerReceipt, accounts, unapplied
from fbo.company.verifying.verify import verify
from fbo.front.sales import Cancellation
from fbo.kernel.quantity import pieces
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.receipting import Receipting
from fbo.processes.refunding import Refunding
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.receive(20)
    return shop


def billed(shop: Shop, price: str, **fields: Any) -> InvoiceToCash:
    order = shop.placed(1, price, **fields)
    shop.shipped(order)
    (invoice,) = shop.now(order).invoices
    return shop.company.case(InvoiceToCash, invoice.id)


def credit(shop: Shop) -> int:
    return -shop.company.balance(accounts.advances(shop.ada.id, "EUR")).posted


def left_of(shop: Shop, source: str) -> int:
    return shop.company.balance(unapplied.of(source, "EUR")).available


def order_of(shop: Shop, invoice: InvoiceToCash) -> OrderToCash:
    return shop.company.case(OrderToCash, invoice.document.orders[0])


def test_what_was_paid_too_much_pays_the_next_invoice(shop: Shop) -> None:
    receipt = shop.paid(eur("130.00"), billed(shop, "80.00").id)

    invoice = billed(shop, "70.00")

    assert shop.open_amount(invoice.id) == eur("20.00")
    assert left_of(shop, receipt.id) == credit(shop) == 0


def test_the_bill_says_what_of_it_is_still_to_be_paid(shop: Shop) -> None:
    shop.paid(eur("130.00"), billed(shop, "80.00").id)

    billed(shop, "70.00")

    shop.company.run_due()
    told = "Invoice 2 is over 70.00 EUR; 20.00 EUR of it is to be paid by 23 Dec 2026."
    assert told in {mail.text for mail in shop.mail.sent}


def test_who_has_paid_first_is_asked_for_nothing(shop: Shop) -> None:
    order = shop.placed(1, prepayment=Decimal(1))
    shop.paid(eur("100.00"), orders=(order.id,))

    shop.shipped(order)

    shop.company.run_due()
    told = "Invoice 1 is over 100.00 EUR; 0.00 EUR of it is to be paid by 23 Dec 2026."
    assert told in {mail.text for mail in shop.mail.sent}


def test_an_order_that_credit_pays_in_full_is_complete(shop: Shop) -> None:
    shop.paid(eur("130.00"), billed(shop, "80.00").id)

    invoice = billed(shop, "40.00")

    assert shop.open_amount(invoice.id) == eur("0.00")
    assert order_of(shop, invoice).state == OrderToCash.completed
    assert credit(shop) == 10_00
    keep_the_laws(shop.company)
    assert verify(shop.company).ok


def test_several_receipts_pay_it_the_oldest_first(shop: Shop) -> None:
    first, second = shop.paid(eur("30.00")), shop.paid(eur("30.00"))

    invoice = billed(shop, "40.00")

    assert shop.open_amount(invoice.id) == eur("0.00")
    assert left_of(shop, first.id) + left_of(shop, second.id) == credit(shop) == 20_00


@pytest.mark.parametrize(("keeps", "open_"), [(True, "40.00"), (False, "70.00")])
def test_what_a_credit_note_leaves_is_used_if_the_customer_keeps_it(
    shop: Shop, *, keeps: bool, open_: str
) -> None:
    paid = billed(shop, "30.00")
    shop.paid(eur("30.00"), paid.id)
    wanted = CreditWanted(line=1, quantity=pieces(1))
    form = Credit(origin=paid.id, reason="return", lines=(wanted,), keep_as_credit=keeps)
    note = paid.credit(form, by=shop.rita).opened[0]

    invoice = billed(shop, "70.00")

    assert shop.open_amount(invoice.id) == eur(open_)
    assert left_of(shop, note) == credit(shop) == (0 if keeps else 30_00)
    keep_the_laws(shop.company)
    assert verify(shop.company).ok


def test_a_plain_order_has_no_step_for_it(shop: Shop) -> None:
    billed(shop, "70.00")

    assert "OrderToCash.use_credit" not in [entry.type for entry in shop.company.journal()]


def test_a_prepayment_pays_its_own_order_and_what_it_leaves_the_next(shop: Shop) -> None:
    order = shop.drafted(1, prepayment=eur("100.00"))
    order.place(by=shop.anna)
    receipt = CustomerReceipt(
        customer=shop.ada.id,
        amount=eur("130.00"),
        currency="EUR",
        received_on=shop.clock.now().date(),
        orders=(order.id,),
    )
    paid = shop.company.open(Receipting, receipt, by=shop.rita, then=Receipting.register)
    other = billed(shop, "50.00")
    assert shop.open_amount(other.id) == eur("50.00")

    shop.shipped(shop.now(order))
    assert shop.now(order).state == OrderToCash.completed
    assert (left_of(shop, order.id), left_of(shop, paid.id)) == (0, 30_00)
    third = billed(shop, "20.00")

    assert shop.open_amount(third.id) == eur("0.00")
    assert credit(shop) == 10_00
    keep_the_laws(shop.company)
    assert verify(shop.company).ok


def prepaid(shop: Shop, paid: str) -> OrderToCash:
    """An order of 100.00 that is paid first, and so much has come for it."""
    order = shop.placed(1, prepayment=Decimal(1))
    shop.paid(eur(paid), orders=(order.id,))
    return shop.now(order)


def test_what_was_kept_of_an_order_that_is_called_off_pays_the_next(shop: Shop) -> None:
    order = prepaid(shop, "120.00")
    order.cancel(Cancellation(reason="no more", money="keep"), by=shop.anna)

    invoice = billed(shop, "100.00")

    assert (left_of(shop, order.id), shop.now(order).refunds) == (0, ())
    assert shop.open_amount(invoice.id) == eur("0.00")
    assert credit(shop) == 20_00
    keep_the_laws(shop.company)


def test_and_so_does_what_is_kept_beyond_the_fee() -> None:
    shop = Shop(policies=Policies(order=OrderPolicy(cancellation_fee=eur("15.00"))))
    shop.receive(20)
    order = prepaid(shop, "100.00")

    order.cancel(Cancellation(reason="no more", money="keep"), by=shop.anna)

    (receipt,) = shop.company.find(Receipting)
    assert (left_of(shop, order.id), left_of(shop, receipt.id)) == (0, 85_00)
    keep_the_laws(shop.company)


def test_the_money_for_an_order_that_expired_pays_the_next(shop: Shop) -> None:
    from datetime import timedelta

    order = shop.drafted(1, prepayment=eur("100.00"))
    order.place(by=shop.anna)
    shop.company.open(
        Receipting,
        CustomerReceipt(
            customer=shop.ada.id,
            amount=eur("60.00"),
            currency="EUR",
            received_on=shop.clock.now().date(),
            orders=(order.id,),
        ),
        by=shop.rita,
        then=Receipting.register,
    )
    shop.clock.advance(timedelta(days=8))
    shop.company.run_due()

    invoice = billed(shop, "70.00")

    assert left_of(shop, order.id) == 0
    assert shop.open_amount(invoice.id) == eur("10.00")


def test_a_refund_of_what_an_order_holds_is_judged_by_whoever_never_saw_the_order(
    shop: Shop,
) -> None:
    order = shop.placed(2, prepayment=Decimal(1))
    shop.paid(eur("200.00"), orders=(order.id,))
    shop.now(order).cancel(Cancellation(reason="no more"), by=shop.anna)
    (refund,) = shop.company.find(Refunding)
    refund.approve(by=Actor.employee("carl", CONTROLLER))
    elsewhere = Company(shop.company.store, clock=shop.clock)

    reasons = elsewhere.case(Refunding, refund.id).submit.refusals(by=shop.rita)

    assert reasons == ()
