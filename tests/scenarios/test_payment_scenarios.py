"""Scenario: one payment, however often it is reported (S5)."""

import hmac
from datetime import timedelta
from hashlib import sha256
from threading import Thread
from time import sleep
from typing import Any

import pytest

from fbo import PaymentReport, StepRefused, eur, verified_report
from fbo.back.finance import RECEIVABLES, accounts, unapplied
from fbo.company.payments import PaymentTaken
from fbo.front.sales import SALES
from fbo.kernel.errors import InvalidText
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.receipting import Receipting
from fbo.processes.tasks import Tasking
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.receive(10)
    return shop


@pytest.fixture
def invoice(shop: Shop) -> InvoiceToCash:
    """An open invoice of 80.00."""
    return billed(shop, "80.00")


def billed(shop: Shop, price: str) -> InvoiceToCash:
    order = shop.placed(1, price)
    shop.shipped(order)
    (invoice,) = shop.now(order).invoices
    return shop.company.case(InvoiceToCash, invoice.id)


def paypal(shop: Shop, ref: str = "CAP-1", amount: str = "80.00", **more: Any) -> PaymentReport:
    more.setdefault("customer", shop.ada.id)
    return PaymentReport(provider="paypal", external_ref=ref, amount=eur(amount), **more)


def receipts(shop: Shop) -> list[Receipting]:
    return shop.company.find(Receipting)


def registrations(shop: Shop) -> int:
    entries = shop.company.journal()
    return sum(entry.type == "Receipting.register" for entry in entries)


def credit(shop: Shop) -> int:
    return -shop.company.balance(accounts.advances(shop.ada.id, "EUR")).posted


def tasks(shop: Shop, desk: Any) -> list[str]:
    return [
        task.document.what for task in shop.company.find(Tasking) if task.document.desk == desk.name
    ]


# The scenario.


def test_a_payment_reported_three_times_two_of_them_70_ms_apart_is_one_receipt(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    answers: list[PaymentTaken] = [shop.company.receive_payment(paypal(shop))]
    threads = [
        Thread(target=lambda: answers.append(shop.company.receive_payment(paypal(shop))))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
        sleep(0.07)
    for thread in threads:
        thread.join()

    assert answers == [answers[0]] * 3
    assert (len(receipts(shop)), registrations(shop)) == (1, 1)
    assert shop.open_amount(invoice.id) == eur("0.00")
    assert credit(shop) == 0


def test_reported_first_by_many_at_once_it_is_one_receipt(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    answers: list[PaymentTaken] = []
    threads = [
        Thread(target=lambda: answers.append(shop.company.receive_payment(paypal(shop))))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [answers[0]] * 6
    assert (len(receipts(shop)), registrations(shop)) == (1, 1)
    assert shop.open_amount(invoice.id) == eur("0.00")


@pytest.mark.usefixtures("invoice")
def test_a_second_real_payment_is_customer_credit_and_a_task(shop: Shop) -> None:
    shop.company.receive_payment(paypal(shop))

    shop.company.receive_payment(paypal(shop, "CAP-2"))

    assert len(receipts(shop)) == 2
    assert credit(shop) == 80_00
    assert tasks(shop, SALES) == ["the customer paid twice"]
    keep_the_laws(shop.company)


@pytest.mark.usefixtures("invoice")
def test_the_same_reference_with_another_amount_changes_nothing_and_receivables_is_told(
    shop: Shop,
) -> None:
    shop.company.receive_payment(paypal(shop))

    for _ in range(2):
        with pytest.raises(StepRefused) as refused:
            shop.company.receive_payment(paypal(shop, amount="79.00"))
        assert [reason.code for reason in refused.value.reasons] == ["external_ref_conflict"]

    assert (len(receipts(shop)), registrations(shop)) == (1, 1)
    assert tasks(shop, RECEIVABLES) == ["external_ref_conflict: paypal:CAP-1, 79.00 EUR, captured"]


@pytest.mark.usefixtures("invoice")
def test_two_providers_may_use_one_reference(shop: Shop) -> None:
    shop.company.receive_payment(paypal(shop))

    shop.company.receive_payment(paypal(shop).replacing(provider="stripe"))

    assert len(receipts(shop)) == 2


def test_money_of_somebody_nobody_knows_is_not_taken_in_and_receivables_is_told(
    shop: Shop,
) -> None:
    with pytest.raises(StepRefused) as refused:
        shop.company.receive_payment(paypal(shop, customer="nobody"))

    assert [reason.code for reason in refused.value.reasons] == ["unknown_payer"]
    assert receipts(shop) == []
    assert tasks(shop, RECEIVABLES) == ["unknown_payer: paypal:CAP-1, 80.00 EUR, captured"]


# What it pays.


def test_what_the_payer_names_is_paid_first(shop: Shop) -> None:
    older, newer = billed(shop, "80.00"), billed(shop, "50.00")

    shop.company.receive_payment(
        paypal(shop, amount="60.00", references=(f"Invoice no. {newer.document.number}",))
    )

    assert shop.open_amount(newer.id) == eur("0.00")
    assert shop.open_amount(older.id) == eur("70.00")


def test_without_a_reference_the_oldest_due_is_paid_first_and_the_rest_is_credit(
    shop: Shop,
) -> None:
    older = billed(shop, "80.00")
    shop.clock.advance(timedelta(days=1))
    newer = billed(shop, "50.00")

    shop.company.receive_payment(paypal(shop, amount="100.00"))
    assert (shop.open_amount(older.id), shop.open_amount(newer.id)) == (eur(0), eur("30.00"))
    shop.company.receive_payment(paypal(shop, "CAP-2", "45.00"))

    assert shop.open_amount(newer.id) == eur("0.00")
    assert credit(shop) == 15_00


def test_the_number_of_an_order_says_who_has_paid(shop: Shop, invoice: InvoiceToCash) -> None:
    (order,) = shop.company.find(OrderToCash)

    shop.company.receive_payment(
        paypal(shop, customer=None, references=(f"order {order.document.number}, thanks",))
    )

    assert shop.open_amount(invoice.id) == eur("0.00")
    assert shop.now(order).state == OrderToCash.completed


def test_a_payment_for_an_order_that_is_paid_first_confirms_it(shop: Shop) -> None:
    order = shop.drafted(1, prepayment=eur("100.00"))
    order.place(by=shop.anna)
    billed(shop, "80.00")

    shop.company.receive_payment(
        paypal(shop, amount="100.00", references=(f"Order {order.document.number}",))
    )

    assert shop.now(order).state == OrderToCash.confirmed
    assert shop.company.balance(unapplied.of(order.id, "EUR")).available == 100_00


def test_when_nothing_says_who_has_paid_receivables_is_told(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        shop.company.receive_payment(paypal(shop, customer=None))

    assert [reason.code for reason in refused.value.reasons] == ["unknown_payer"]
    assert len(tasks(shop, RECEIVABLES)) == 1


# Reports out of order.


def test_an_authorisation_that_comes_after_the_capture_changes_nothing(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    taken = shop.company.receive_payment(paypal(shop))
    until = shop.clock.now() + timedelta(days=7)

    again = shop.company.receive_payment(paypal(shop, what="authorised", until=until))

    assert again == taken
    assert receipts(shop)[0].state == Receipting.registered
    assert shop.open_amount(invoice.id) == eur("0.00")


def test_what_was_authorised_is_money_once_it_is_captured(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    until = shop.clock.now() + timedelta(days=7)
    shop.company.receive_payment(paypal(shop, what="authorised", until=until))
    assert shop.open_amount(invoice.id) == eur("80.00")

    shop.company.receive_payment(paypal(shop))

    assert shop.open_amount(invoice.id) == eur("0.00")


def test_what_is_charged_back_before_it_was_reported_changes_nothing_yet(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    back = paypal(shop, what="charged_back", charge_back_ref="CB-1")
    with pytest.raises(StepRefused) as refused:
        shop.company.receive_payment(back)
    assert [reason.code for reason in refused.value.reasons] == ["unknown_payment"]
    assert len(tasks(shop, RECEIVABLES)) == 1

    shop.company.receive_payment(paypal(shop))
    shop.company.receive_payment(back)

    assert shop.open_amount(invoice.id) == eur("80.00")


def test_a_chargeback_reported_three_times_is_taken_back_once(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    shop.company.receive_payment(paypal(shop))
    back = paypal(shop, amount="30.00", what="charged_back", charge_back_ref="CB-1")

    answers = {shop.company.receive_payment(back) for _ in range(3)}

    assert len(answers) == 1
    assert shop.open_amount(invoice.id) == eur("30.00")


# Verified.


def test_a_report_that_was_signed_with_our_secret_is_read() -> None:
    body = b'{"external_ref": "CAP-1", "provider": "paypal", "amount": "80.00 EUR"}'
    signature = hmac.new(b"ours", body, sha256).hexdigest()

    report = verified_report(body, signature, b"ours")

    assert report == PaymentReport(provider="paypal", external_ref="CAP-1", amount=eur("80.00"))


def test_a_report_that_was_not_is_refused() -> None:
    with pytest.raises(InvalidText):
        verified_report(b"{}", "00", b"ours")
