"""Credit notes, refunds, and money that was taken back: nothing is given twice, to the cent."""

from decimal import Decimal
from typing import Any

import pytest

from fbo import Money, Policies, StepRefused, eur, money, order_line, price, usd
from fbo.back.finance import (
    CONTROLLER,
    Allocation,
    Cleared,
    Credit,
    CreditWanted,
    Failed,
    FinancePolicy,
    Refund,
    Rejected,
    TakenBack,
    accounts,
    unapplied,
)
from fbo.back.finance import credit as finance_credit
from fbo.front.sales import BilledLine, Billing, Cancellation, OrderLine
from fbo.kernel.people import THE_SYSTEM
from fbo.kernel.quantity import pieces
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.order_to_cash.bills import all_to_invoice
from fbo.processes.receipting import Receipting
from fbo.processes.refunding import Refunding
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
    """An invoice over four lamps at 100.00."""
    return billed(shop, 4)


def billed(shop: Shop, lamps: int, price: str = "100.00") -> InvoiceToCash:
    order = shop.placed(lamps, price)
    shop.shipped(order)
    (invoice,) = shop.now(order).invoices
    return shop.company.case(InvoiceToCash, invoice.id)


def credit(invoice: InvoiceToCash, shop: Shop, lamps: int, **more: Any) -> Crediting:
    wanted = CreditWanted(line=1, quantity=pieces(lamps))
    form = Credit(origin=invoice.id, reason="return", lines=(wanted,), **more)
    outcome = invoice.credit(form, by=shop.rita)
    return shop.company.case(Crediting, outcome.opened[0])


def gift(invoice: InvoiceToCash, shop: Shop, amount: str) -> Crediting:
    wanted = CreditWanted(line=1, amount=eur(amount))
    form = Credit(origin="complaint-7", reason="goodwill", lines=(wanted,))
    outcome = invoice.credit(form, by=shop.rita)
    return shop.company.case(Crediting, outcome.opened[0])


def taxed(shop: Shop, lamps: int) -> OrderLine:
    """A line of lamps at 100.00 and a tax of a fifth."""
    return shop.line(lamps).replacing(tax_code="S20", tax_rate=Decimal("0.2"))


def advance(shop: Shop) -> Any:
    """What Ada has with us, by the money book."""
    return -shop.company.balance(accounts.advances(shop.ada.id, "EUR")).posted


def left_of(shop: Shop, source: str) -> int:
    return shop.company.balance(unapplied.of(source, "EUR")).available


def refund_of(shop: Shop, origin: str, amount: str, order: str | None = None) -> Refunding:
    document = Refund(
        customer=shop.ada.id,
        amount=eur(amount),
        currency="EUR",
        origin=origin,
        invoice=shop.company.case(Crediting, origin).document.invoice,
        order=order,
        reason="too much",
    )
    return shop.company.open(Refunding, document, by=shop.rita)


# Credit notes.


def test_a_credit_note_lowers_what_is_open(shop: Shop, invoice: InvoiceToCash) -> None:
    note = credit(invoice, shop, 1)

    assert note.state is Crediting.posted
    assert note.document.number == 1
    assert shop.open_amount(invoice.id) == eur("300.00")
    assert advance(shop) == 0


def test_the_customer_gets_it(shop: Shop, invoice: InvoiceToCash) -> None:
    credit(invoice, shop, 1)

    shop.company.run_due()

    (told,) = [mail for mail in shop.mail.sent if mail.subject == "Your credit note 1"]
    assert told.to == "ada@example.com"
    assert told.text == "Credit note 1 over 100.00 EUR takes that much back of invoice 1."


def test_what_it_comes_to_beyond_that_is_the_customers_money(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    shop.paid(eur("350.00"), invoice.id)

    note = credit(invoice, shop, 2)

    assert shop.open_amount(invoice.id) == eur("0.00")
    assert note.document.excess == eur("150.00")
    assert left_of(shop, note.id) == advance(shop) == 150_00


def test_no_more_is_credited_than_was_billed(shop: Shop, invoice: InvoiceToCash) -> None:
    credit(invoice, shop, 3)

    with pytest.raises(StepRefused) as refused:
        credit(invoice, shop, 2)

    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts) == ("credit_cap", {"line": 1, "remaining": "1 piece"})


def test_the_parts_of_a_line_are_credited_to_the_cent(shop: Shop) -> None:
    invoice = billed(shop, 3, "3.335")

    nets = [credit(invoice, shop, 1).document.net for _ in range(3)]

    assert nets == [eur("3.34"), eur("3.33"), eur("3.34")]
    assert sum(nets, eur(0)) == invoice.document.net


def test_goodwill_is_an_amount_and_no_units(shop: Shop, invoice: InvoiceToCash) -> None:
    wanted = CreditWanted(line=1, amount=eur("25.00"))
    form = Credit(origin=invoice.id, reason="goodwill", lines=(wanted,))

    invoice.credit(form, by=shop.rita)

    assert shop.open_amount(invoice.id) == eur("375.00")


def test_goodwill_leaves_the_line_to_be_credited_in_full(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    gift(invoice, shop, "25.00")

    note = credit(invoice, shop, 4)

    assert note.document.net == eur("400.00")


def test_goodwill_takes_no_tax_back(shop: Shop) -> None:
    order = shop.placed(lines=(taxed(shop, 1),))
    shop.shipped(order)
    (child,) = shop.now(order).invoices
    invoice = shop.company.case(InvoiceToCash, child.id)

    note = gift(invoice, shop, "25.00")

    assert (note.document.net, note.document.tax) == (eur("25.00"), eur("0.00"))


def test_no_more_is_given_than_the_invoice_came_to(shop: Shop, invoice: InvoiceToCash) -> None:
    gift(invoice, shop, "300.00")

    with pytest.raises(StepRefused) as refused:
        gift(invoice, shop, "100.01")

    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts["remaining"]) == ("credit_cap", "100.00 EUR")


def test_the_cap_holds_over_all_other_reasons(shop: Shop, invoice: InvoiceToCash) -> None:
    credit(invoice, shop, 2)
    amount = CreditWanted(line=1, amount=eur("200.01"))
    form = Credit(origin="complaint-7", reason="quality", lines=(amount,))

    with pytest.raises(StepRefused) as refused:
        invoice.credit(form, by=shop.rita)

    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts["remaining"]) == ("credit_cap", "200.00 EUR")


def test_a_line_is_not_credited_twice_on_one_form(shop: Shop, invoice: InvoiceToCash) -> None:
    half = CreditWanted(line=1, quantity=pieces(3))
    form = Credit(origin="return-3", reason="return", lines=(half, half))

    with pytest.raises(StepRefused) as refused:
        invoice.credit(form, by=shop.rita)

    assert refused.value.reasons[0].code == "wrong_credit"


def test_after_a_price_reduction_a_unit_is_worth_its_part_of_what_is_left(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    amount = CreditWanted(line=1, amount=eur("350.00"))
    invoice.credit(Credit(origin="complaint-7", reason="price", lines=(amount,)), by=shop.rita)

    nets = [credit(invoice, shop, count).document.net for count in (1, 3)]

    assert nets == [eur("12.50"), eur("37.50")]


def test_above_the_threshold_the_controller_approves() -> None:
    shop = Shop(policies=Policies(finance=FinancePolicy(approve_above=eur("50.00"))))
    shop.receive(10)
    controller = shop.company.hire("Cora", CONTROLLER)
    order = shop.placed(1)
    shop.shipped(order)
    (child,) = shop.now(order).invoices
    invoice = shop.company.case(InvoiceToCash, child.id)
    assert invoice.state is InvoiceToCash.submitted

    invoice.approve(by=controller)
    invoice.issue(by=shop.rita)

    assert invoice.state is InvoiceToCash.posted


def test_nobody_writes_a_credit_note_past_its_invoice(shop: Shop, invoice: InvoiceToCash) -> None:
    note = credit(invoice, shop, 4).document

    with pytest.raises(PermissionError):
        shop.company.open(Crediting, note.changed({"number": None}), by=shop.rita)
    with pytest.raises(StepRefused) as refused:
        shop.company.open(Crediting, note.changed({"number": None}), by=THE_SYSTEM)

    assert refused.value.reasons[0].code == "is_of_its_invoice"


# Refunds.


def test_a_small_refund_is_approved_by_itself_and_paid_once_confirmed(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    shop.paid(eur("400.00"), invoice.id)
    note = credit(invoice, shop, 1)

    refund = shop.now(refund_of(shop, note.id, "100.00"))
    assert refund.state is Refunding.approved
    refund.submit(by=shop.rita)
    refund.confirm(by=shop.rita)

    assert refund.state is Refunding.settled
    assert (advance(shop), left_of(shop, note.id)) == (0, 0)


def test_a_large_one_needs_somebody_else(shop: Shop, invoice: InvoiceToCash) -> None:
    cora = shop.company.hire("Cora", CONTROLLER)
    shop.paid(eur("400.00"), invoice.id)
    note = credit(invoice, shop, 2)
    refund = shop.now(refund_of(shop, note.id, "100.01"))
    assert refund.state is Refunding.requested

    refund.approve(by=cora)

    assert refund.state is Refunding.approved


@pytest.mark.parametrize("source", ["receipt", "credit note", "order"])
def test_nobody_is_given_back_another_customers_money(
    shop: Shop, invoice: InvoiceToCash, source: str
) -> None:
    grace = shop.customer("Grace Hopper")
    receipt = shop.paid(eur("450.00"), invoice.id)
    order = shop.placed(1, prepayment=eur("50.00"))
    shop.paid(eur("50.00"), orders=(order.id,))
    origin = {"receipt": receipt, "credit note": credit(invoice, shop, 1), "order": order}[source]
    wanted = Refund(
        customer=grace.id,
        amount=eur("50.00"),
        currency="EUR",
        origin=origin.id,
        invoice=invoice.id if source == "credit note" else None,
        reason="mine",
    )

    with pytest.raises(StepRefused) as refused:
        shop.company.open(Refunding, wanted, by=shop.rita)

    assert [reason.code for reason in refused.value.reasons] == ["not_his_money"]


def test_nothing_is_refunded_twice(shop: Shop, invoice: InvoiceToCash) -> None:
    shop.paid(eur("400.00"), invoice.id)
    note = credit(invoice, shop, 1)
    refund_of(shop, note.id, "60.00")

    with pytest.raises(StepRefused) as refused:
        refund_of(shop, note.id, "60.00")

    assert refused.value.reasons[0].code == "over_refund"


def test_no_more_is_given_back_than_was_paid_for_the_order(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    shop.paid(eur("400.00"), invoice.id)
    refund_of(shop, gift(invoice, shop, "25.00").id, "25.00")
    note = credit(invoice, shop, 4)

    with pytest.raises(StepRefused) as refused:
        refund_of(shop, note.id, "400.00")

    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts) == ("over_refund", {"remaining": "375.00 EUR"})


def two_payments(shop: Shop) -> tuple[Receipting, Receipting]:
    """Ada has paid 60.00 and 100.00 for nothing that we know of."""
    return shop.paid(eur("60.00")), shop.paid(eur("100.00"))


def undone(shop: Shop, origin: str, amount: str, receipt: str | None) -> Refunding:
    document = Refund(
        customer=shop.ada.id,
        amount=eur(amount),
        currency="EUR",
        origin=origin,
        receipt=receipt,
        reason="paid twice",
    )
    return shop.company.open(Refunding, document, by=shop.rita)


def test_no_more_is_given_back_of_a_payment_than_it_was(shop: Shop) -> None:
    small, large = two_payments(shop)
    undone(shop, large.id, "50.00", receipt=small.id)

    with pytest.raises(StepRefused) as refused:
        undone(shop, large.id, "10.01", receipt=small.id)

    (reason,) = refused.value.reasons
    assert (reason.code, reason.facts) == ("over_refund", {"remaining": "10.00 EUR"})
    keep_the_laws(shop.company)


def test_what_is_denied_may_be_given_back_of_the_payment_again(shop: Shop) -> None:
    small, large = two_payments(shop)
    carl = shop.company.hire("Carl", CONTROLLER)
    asked = undone(shop, large.id, "60.00", receipt=small.id)
    shop.now(asked).deny(Rejected(reason="he has not paid twice"), by=carl)

    again = undone(shop, large.id, "60.00", receipt=small.id)

    assert again.document.amount == eur("60.00")
    assert shop.now(small).document.given_back == eur("60.00")


def test_money_that_lies_with_a_payment_is_given_back_of_that_payment(shop: Shop) -> None:
    small, large = two_payments(shop)
    undone(shop, large.id, "60.00", receipt=small.id)

    with pytest.raises(StepRefused) as refused:
        undone(shop, small.id, "0.01", receipt=None)

    assert refused.value.reasons[0].code == "over_refund"


def test_a_refund_undoes_no_payment_of_somebody_else(shop: Shop) -> None:
    grace = shop.customer("Grace Hopper")
    hers = shop.paid(eur("60.00"), customer=grace.id)
    _, large = two_payments(shop)

    with pytest.raises(StepRefused) as refused:
        undone(shop, large.id, "10.00", receipt=hers.id)

    assert refused.value.reasons[0].code == "wrong_payment"


def test_a_payment_that_the_bank_has_taken_back_gives_nothing_back(shop: Shop) -> None:
    small, large = two_payments(shop)
    refund = undone(shop, large.id, "60.00", receipt=small.id)
    shop.now(small).charge_back(TakenBack(reason="stolen card"), by=shop.rita)

    with pytest.raises(StepRefused) as refused:
        shop.now(refund).submit(by=shop.rita)

    assert refused.value.reasons[0].code == "over_refund"


def test_what_was_never_paid_but_written_off_is_not_given_back(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    shop.paid(eur("399.96"), invoice.id)

    note = credit(invoice, shop, 4)

    assert note.document.excess == eur("399.96")
    assert shop.company.balance(accounts.written_off(invoice.id, "EUR")).posted == 0


def test_a_refund_of_a_credit_note_names_its_invoice(shop: Shop, invoice: InvoiceToCash) -> None:
    shop.paid(eur("400.00"), invoice.id)
    note = credit(invoice, shop, 1)
    refund = Refund(
        customer=shop.ada.id, amount=eur(1), currency="EUR", origin=note.id, reason="too much"
    )

    with pytest.raises(StepRefused) as refused:
        shop.company.open(Refunding, refund, by=shop.rita)

    assert refused.value.reasons[0].code == "wrong_invoice"


def test_nothing_is_given_back_once_the_bank_has_taken_it(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    receipt = shop.paid(eur("400.00"), invoice.id)
    refund = shop.now(refund_of(shop, credit(invoice, shop, 1).id, "100.00"))
    receipt.charge_back(TakenBack(reason="disputed"), by=shop.rita)

    with pytest.raises(StepRefused) as refused:
        refund.submit(by=shop.rita)

    assert refused.value.reasons[0].code == "invoice_is_open"


def test_nor_a_prepayment_that_the_bank_has_taken(shop: Shop) -> None:
    order = shop.placed(4, prepayment=eur("100.00"))
    receipt = shop.paid(eur("100.00"), orders=(order.id,))
    shop.company.run_due()
    shop.now(order).cancel(Cancellation(reason="no more"), by=shop.anna)
    (refund,) = shop.company.find(Refunding)
    shop.now(receipt).charge_back(TakenBack(reason="disputed"), by=shop.rita)

    with pytest.raises(StepRefused) as refused:
        refund.submit(by=shop.rita)

    assert refused.value.reasons[0].code == "over_refund"


def test_a_refund_whose_money_has_gone_is_denied(shop: Shop, invoice: InvoiceToCash) -> None:
    cora = shop.company.hire("Cora", CONTROLLER)
    receipt = shop.paid(eur("400.00"), invoice.id)
    note = credit(invoice, shop, 1)
    refund = shop.now(refund_of(shop, note.id, "100.00"))
    receipt.charge_back(TakenBack(reason="disputed"), by=shop.rita)

    refund.deny(Rejected(reason="the bank has taken it"), by=cora)

    assert (refund.state, left_of(shop, note.id)) == (Refunding.denied, 100_00)


def test_a_refund_that_is_denied_may_be_asked_for_again(shop: Shop, invoice: InvoiceToCash) -> None:
    cora = shop.company.hire("Cora", CONTROLLER)
    shop.paid(eur("400.00"), invoice.id)
    note = credit(invoice, shop, 2)
    refund_of(shop, note.id, "200.00").deny(Rejected(reason="not yet"), by=cora)

    assert refund_of(shop, note.id, "200.00").state is Refunding.requested


def test_money_that_is_not_given_back_is_on_the_desk_of_receivables(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    cora = shop.company.hire("Cora", CONTROLLER)
    shop.paid(eur("400.00"), invoice.id)
    note = credit(invoice, shop, 2)

    refund_of(shop, note.id, "200.00").deny(Rejected(reason="not yet"), by=cora)

    (task,) = shop.company.find(Tasking, about=note.id)
    what = f"200.00 EUR of customer {shop.ada.id} stay with us: refund denied"
    assert (task.document.desk, task.document.what) == ("RECEIVABLES", what)


def test_a_refund_that_failed_is_tried_again_or_paid_by_hand(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    shop.paid(eur("400.00"), invoice.id)
    note = credit(invoice, shop, 1)
    refund = shop.now(refund_of(shop, note.id, "100.00"))
    refund.submit(by=shop.rita)
    refund.fail(Failed(reason="no such account"), by=shop.rita)
    refund.retry(by=shop.rita)
    refund.fail(Failed(reason="still not"), by=shop.rita)

    refund.pay_by_hand(by=shop.rita)
    refund.confirm_by_hand(by=shop.rita)

    assert (refund.state, advance(shop)) == (Refunding.settled, 0)


# Receipts.


def test_what_no_invoice_takes_is_kept_for_the_next(shop: Shop, invoice: InvoiceToCash) -> None:
    receipt = shop.paid(eur("500.00"), invoice.id)
    assert left_of(shop, receipt.id) == 100_00
    second = billed(shop, 2)

    receipt.allocate(Allocation(invoices=(second.id,)), by=shop.rita)

    assert shop.open_amount(second.id) == eur("100.00")
    assert (left_of(shop, receipt.id), advance(shop)) == (0, 0)


def test_a_few_cents_short_are_written_off(shop: Shop, invoice: InvoiceToCash) -> None:
    shop.paid(eur("399.96"), invoice.id)

    assert shop.open_amount(invoice.id) == eur("0.00")


def test_a_part_payment_in_yen_leaves_the_rest_open(shop: Shop) -> None:
    yen = order_line(1, shop.lamp.id, pieces(3), price(1000, "JPY"))
    order = shop.placed(lines=(yen,), currency="JPY", customer=shop.customer("Grace Hopper").id)
    shop.shipped(order)
    (invoice,) = shop.now(order).invoices

    shop.paid(money(2999, "JPY"), invoice.id, customer=order.document.customer)

    assert shop.open_amount(invoice.id) == money(1, "JPY")


@pytest.mark.parametrize(
    ("gross", "tolerated"),
    [
        (eur("1.00"), eur("0.00")),
        (eur("5.99"), eur("0.02")),
        (eur("10.00"), eur("0.05")),
        (eur("1000.00"), eur("0.05")),
        (money(100_000, "JPY"), money(0, "JPY")),
        (money("8.080", "BHD"), money("0.040", "BHD")),
    ],
)
def test_what_is_tolerated_is_no_more_than_a_two_hundredth(gross: Money, tolerated: Money) -> None:
    assert FinancePolicy().tolerated(gross) == tolerated


def test_six_cents_are_not(shop: Shop, invoice: InvoiceToCash) -> None:
    shop.paid(eur("399.94"), invoice.id)

    assert shop.open_amount(invoice.id) == eur("0.06")


def test_a_chargeback_opens_the_invoice_again(shop: Shop, invoice: InvoiceToCash) -> None:
    receipt = shop.paid(eur("400.00"), invoice.id)

    receipt.charge_back(TakenBack(reason="disputed", amount=eur("150.00")), by=shop.rita)

    assert receipt.state is Receipting.registered
    assert shop.open_amount(invoice.id) == eur("150.00")


def test_it_takes_what_no_invoice_has_first(shop: Shop, invoice: InvoiceToCash) -> None:
    receipt = shop.paid(eur("500.00"), invoice.id)

    receipt.charge_back(TakenBack(reason="disputed", amount=eur("150.00")), by=shop.rita)

    assert shop.open_amount(invoice.id) == eur("50.00")
    assert (left_of(shop, receipt.id), advance(shop)) == (0, 0)


def test_the_whole_of_it_is_bounced(shop: Shop, invoice: InvoiceToCash) -> None:
    receipt = shop.paid(eur("400.00"), invoice.id)

    receipt.bounce(Rejected(reason="no money"), by=shop.rita)

    assert receipt.state is Receipting.bounced
    assert shop.open_amount(invoice.id) == eur("400.00")


def test_no_more_is_taken_back_than_was_paid(shop: Shop, invoice: InvoiceToCash) -> None:
    receipt = shop.paid(eur("400.00"), invoice.id)
    receipt.charge_back(TakenBack(reason="disputed", amount=eur("300.00")), by=shop.rita)

    with pytest.raises(StepRefused):
        receipt.charge_back(TakenBack(reason="again", amount=eur("200.00")), by=shop.rita)

    assert shop.open_amount(invoice.id) == eur("300.00")


def test_money_of_another_currency_is_neither_taken_back_nor_cleared(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    receipt = shop.paid(eur("400.00"), invoice.id)

    taken = receipt.charge_back.refusals(TakenBack(reason="x", amount=usd(1)), by=shop.rita)
    cleared = receipt.clear.refusals(Cleared(amount=usd(1)), by=shop.rita)

    assert [reason.code for reason in (*taken, *cleared)] == ["was_paid", "came_in"]


def test_a_receipt_is_cleared_in_parts(shop: Shop, invoice: InvoiceToCash) -> None:
    receipt = shop.paid(eur("400.00"), invoice.id)

    receipt.clear(Cleared(amount=eur("100.00")), by=shop.rita)
    assert receipt.state is Receipting.registered
    receipt.clear(Cleared(amount=eur("300.00")), by=shop.rita)

    assert receipt.state is Receipting.cleared


# What becomes of the order.


def order_of(shop: Shop, invoice: InvoiceToCash) -> Any:
    return shop.company.case(OrderToCash, invoice.document.orders[0])


def test_what_came_back_is_not_billed_again(shop: Shop, invoice: InvoiceToCash) -> None:
    credit(invoice, shop, 1)

    order = order_of(shop, invoice)
    assert all_to_invoice(order.document, order.document.lines) == {}


def test_what_was_billed_in_error_is_billed_anew(shop: Shop, invoice: InvoiceToCash) -> None:
    wanted = CreditWanted(line=1, quantity=pieces(4))
    form = Credit(origin=invoice.id, reason="billing_error", lines=(wanted,))
    invoice.credit(form, by=shop.rita)
    again = Billing(lines=(BilledLine(line=1, quantity=pieces(4)),))

    order_of(shop, invoice).bill(again, by=shop.rita)

    second = order_of(shop, invoice).invoices[-1]
    assert (second.document.gross, second.state.name) == (eur("400.00"), "posted")
    keep_the_laws(shop.company)


def test_what_is_billed_anew_is_held_until_then(shop: Shop, invoice: InvoiceToCash) -> None:
    wanted = CreditWanted(line=1, quantity=pieces(4))
    form = Credit(origin=invoice.id, reason="billing_error", lines=(wanted,))

    invoice.credit(form, by=shop.rita)

    free = shop.company.balance(finance_credit.line(shop.ada.id, "EUR")).available
    assert free == -400_00


def test_an_order_is_complete_once_the_customer_has_his_money_back(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    shop.paid(eur("400.00"), invoice.id)
    shop.company.run_due()
    note = credit(invoice, shop, 1)
    assert order_of(shop, invoice).state is OrderToCash.fulfilled
    refund = refund_of(shop, note.id, "100.00", order=invoice.document.orders[0])

    shop.now(refund).submit(by=shop.rita)
    shop.now(refund).confirm(by=shop.rita)
    shop.company.run_due()

    assert order_of(shop, invoice).state is OrderToCash.completed
    keep_the_laws(shop.company)


def test_so_it_is_where_nobody_has_named_the_order_on_the_refund(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    shop.paid(eur("400.00"), invoice.id)
    wanted = CreditWanted(line=1, amount=eur("0.01"))
    form = Credit(origin=invoice.id, reason="billing_error", lines=(wanted,))
    (note,) = invoice.credit(form, by=shop.rita).opened
    assert order_of(shop, invoice).state is OrderToCash.fulfilled
    refund = refund_of(shop, note, "0.01")

    shop.now(refund).submit(by=shop.rita)
    shop.now(refund).confirm(by=shop.rita)

    assert order_of(shop, invoice).state is OrderToCash.completed
    keep_the_laws(shop.company)


def test_a_refund_of_a_credit_note_says_which_order_it_is_about(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    shop.paid(eur("400.00"), invoice.id)
    note = credit(invoice, shop, 1)

    refund = refund_of(shop, note.id, "100.00")

    assert refund.document.order == invoice.document.orders[0]


def test_what_the_customer_keeps_lets_the_order_be_complete(
    shop: Shop, invoice: InvoiceToCash
) -> None:
    shop.paid(eur("400.00"), invoice.id)
    shop.company.run_due()

    credit(invoice, shop, 1, keep_as_credit=True)

    assert order_of(shop, invoice).state is OrderToCash.completed
