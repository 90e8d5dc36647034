"""Order to cash, from the door to the bank: invoices, tax, rounding, receipts, what is owed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from fbo import (
    Invoice,
    InvoiceToCash,
    Money,
    OrderToCash,
    Policies,
    Receipting,
    StepRefused,
    charge_line,
    eur,
    order_line,
    percent,
    pieces,
    price,
    usd,
)
from fbo.back.finance import (
    Cleared,
    CustomerReceipt,
    Due,
    FinancePolicy,
    InvoiceLine,
    Rejected,
    TakenBack,
    credit,
)
from fbo.back.finance.accounts import (
    BANK_CLEARING,
    MONEY,
    OUTPUT_TAX,
    REVENUE,
    advances,
)
from fbo.front.sales import OrderLine, Reopening
from fbo.kernel.quantity import Commodity
from fbo.kernel.tax import tax_lines
from fbo.testing.shop import Shop
from fbo.workflow.entries import Position


def line(
    shop: Shop, count: int, at: str, *, number: int = 1, rate: int = 20, **more: object
) -> OrderLine:
    return order_line(
        number,
        shop.lamp.id,
        pieces(count),
        price(at, "EUR"),
        tax_code=f"S{rate}",
        tax_rate=percent(rate),
        **more,  # type: ignore[arg-type]
    )


def invoices(shop: Shop, order: OrderToCash) -> list[Invoice]:
    return [invoice.document for invoice in shop.now(order).invoices]


def on_account(shop: Shop, account: str, currency: str = "EUR") -> Money:
    where = Position(MONEY, account, Commodity.currency(currency))
    return Money.from_minor(shop.company.balance(where).posted, currency)


def credit_of(shop: Shop, customer: str = "") -> Money:
    """Money of the customer's that no invoice has taken."""
    balance = shop.company.balance(advances(customer or shop.ada.id, "EUR"))
    return Money.from_minor(-balance.posted, "EUR")


def credit_used(shop: Shop) -> Money:
    line = shop.company.balance(credit.line(shop.ada.id, "EUR"))
    return Money.from_minor(-line.available, "EUR")


@pytest.fixture
def order(shop: Shop) -> OrderToCash:
    """Four lamps have left, and are billed at 400.00."""
    shop.receive(4)
    order = shop.placed(4)
    shop.shipped(order)
    return shop.now(order)


@pytest.fixture
def invoice(order: OrderToCash) -> str:
    return order.invoices[0].id


# Invoices.


def test_an_invoice_is_issued_with_its_number(shop: Shop, order: OrderToCash) -> None:
    (invoice,) = order.invoices

    assert invoice.state is InvoiceToCash.posted
    assert invoice.document.number == 1
    assert invoice.document.orders == (order.id,)
    assert shop.open_amount(invoice.id) == eur("400.00")


def test_invoices_are_numbered_without_a_gap(shop: Shop) -> None:
    shop.receive(3)
    for _ in range(3):
        shop.shipped(shop.placed())

    numbers = sorted(case.document.number for case in shop.company.find(InvoiceToCash))

    assert numbers == [1, 2, 3]


def test_an_invoice_says_what_was_delivered_at_what_price(order: OrderToCash) -> None:
    (billed,) = order.invoices[0].document.lines

    assert (billed.order, billed.order_line) == (order.id, 1)
    assert (billed.quantity, billed.unit_price, billed.net) == (
        pieces(4),
        price("100.00", "EUR"),
        eur("400.00"),
    )


def test_an_invoice_goes_to_the_address_for_bills(shop: Shop) -> None:
    from fbo import Address

    shop.receive(1)
    order = shop.placed(bill_to=Address(name="Ada's accountant", city="Leeds"))

    shop.shipped(order)

    assert invoices(shop, order)[0].bill_to.city == "Leeds"


def test_without_an_address_for_bills_it_goes_where_the_goods_go(order: OrderToCash) -> None:
    assert order.invoices[0].document.bill_to == order.document.ship_to


def test_what_was_billed_is_revenue_and_owed(shop: Shop, order: OrderToCash) -> None:
    del order

    assert on_account(shop, REVENUE) == eur("-400.00")
    assert credit_used(shop) == eur("400.00")


def test_an_invoice_of_an_order_is_not_issued_by_itself_where_finance_says_so() -> None:
    shop = Shop(policies=Policies(finance=FinancePolicy(auto_issue=False)))
    shop.receive(1)
    order = shop.placed()
    shop.shipped(order)
    (invoice,) = shop.now(order).invoices
    assert invoice.state is InvoiceToCash.approved

    shop.company.case(InvoiceToCash, invoice.id).issue(by=shop.rita)

    assert shop.open_amount(invoice.id) == eur("100.00")


def test_a_draft_invoice_that_is_cancelled_takes_no_number(shop: Shop) -> None:
    shop = Shop(policies=Policies(finance=FinancePolicy(auto_issue=False)))
    shop.receive(2)
    first, second = shop.placed(), shop.placed()
    shop.shipped(first)
    shop.shipped(second)
    (cancelled,), (issued,) = (shop.now(order).invoices for order in (first, second))
    shop.company.case(InvoiceToCash, cancelled.id).cancel(
        Rejected(reason="not wanted"), by=shop.rita
    )

    shop.company.case(InvoiceToCash, issued.id).issue(by=shop.rita)

    assert shop.now(issued).document.number == 1


def test_a_customer_neither_issues_nor_cancels_an_invoice(shop: Shop, invoice: str) -> None:
    case = shop.company.case(InvoiceToCash, invoice)

    for who in (shop.anna, shop.sam, shop.ben):
        with pytest.raises(PermissionError):
            case.cancel(Rejected(reason="not wanted"), by=who)


# Tax and rounding.


def test_tax_is_worked_out_per_document_and_rate(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(
        lines=(
            line(shop, 1, "55.55", rate=23),
            line(shop, 1, "11.11", rate=23, number=2),
        )
    )
    shop.shipped(order)

    assert invoices(shop, order)[0].tax == eur("15.33")


def test_each_rate_has_a_tax_line_of_its_own(shop: Shop) -> None:
    shop.receive(2)
    order = shop.placed(
        lines=(line(shop, 1, "10.00", rate=20), line(shop, 1, "10.00", rate=5, number=2))
    )
    shop.shipped(order)

    taxes = {tax.tax_code: tax.tax for tax in invoices(shop, order)[0].tax_lines}
    assert taxes == {"S20": eur("2.00"), "S5": eur("0.50")}
    assert on_account(shop, f"{OUTPUT_TAX}/S20") == eur("-2.00")
    assert on_account(shop, f"{OUTPUT_TAX}/S5") == eur("-0.50")


def test_a_discount_comes_off_before_tax(shop: Shop) -> None:
    shop.receive(16)
    grace = shop.customer("Grace Hopper")
    discounted = line(shop, 16, "348.35", rate=22, discount=Decimal("0.04"))
    order = shop.placed(lines=(discounted,), customer=grace.id)

    shop.shipped(order)

    (document,) = invoices(shop, order)
    assert (document.net, document.tax, document.gross) == (
        eur("5350.66"),
        eur("1177.15"),
        eur("6527.81"),
    )


def test_prices_that_include_tax_are_what_is_owed(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(lines=(line(shop, 1, "12.00"),), prices_include_tax=True)

    shop.shipped(order)

    (document,) = invoices(shop, order)
    assert (document.gross, document.net, document.tax) == (eur("12.00"), eur("10.00"), eur("2.00"))


def test_the_net_of_the_parts_adds_up_to_the_net_of_the_whole(shop: Shop) -> None:
    order = shop.placed(lines=(line(shop, 3, "0.333333"),))

    for _ in range(3):
        shop.receive(1)
        shop.shipped(order)

    parts = [document.net for document in invoices(shop, order)]
    assert parts == [eur("0.33"), eur("0.34"), eur("0.33")]
    assert Money.total(parts, "EUR") == order.document.net == eur("1.00")


def test_a_discount_of_everything_bills_nothing(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(lines=(line(shop, 1, "10.00", discount=Decimal(1)),))

    shop.shipped(order)

    assert invoices(shop, order)[0].gross == eur("0.00")
    assert shop.now(order).state is OrderToCash.completed


def test_the_order_holds_what_is_still_to_be_billed(shop: Shop) -> None:
    shop.receive(3)
    order = shop.placed(lines=(line(shop, 5, "10.00"),))

    shop.shipped(order)

    held = shop.now(order).holds["credit"]["legs"]
    assert held[0][2] == -24_00
    assert credit_used(shop) == eur("60.00")


# Receipts.


def test_a_receipt_of_the_amount_settles_the_invoice(
    shop: Shop, order: OrderToCash, invoice: str
) -> None:
    shop.paid(eur("400.00"), invoice)

    assert shop.open_amount(invoice) == eur("0.00")
    assert shop.now(order).state is OrderToCash.completed
    assert on_account(shop, BANK_CLEARING) == eur("400.00")


def test_a_part_payment_leaves_the_invoice_open(
    shop: Shop, order: OrderToCash, invoice: str
) -> None:
    shop.paid(eur("150.00"), invoice)

    assert shop.open_amount(invoice) == eur("250.00")
    assert shop.now(order).state is OrderToCash.fulfilled


def test_the_last_part_payment_completes_the_order(
    shop: Shop, order: OrderToCash, invoice: str
) -> None:
    for amount in ("150.00", "150.00", "100.00"):
        shop.paid(eur(amount), invoice)

    assert shop.now(order).state is OrderToCash.completed


def test_what_is_paid_beyond_the_invoice_is_credit_of_the_customer(
    shop: Shop, invoice: str
) -> None:
    receipt = shop.paid(eur("450.00"), invoice)

    assert receipt.document.allocated[0].amount == eur("400.00")
    assert credit_of(shop) == eur("50.00")


def test_a_payment_without_an_invoice_is_credit_of_the_customer(shop: Shop) -> None:
    shop.paid(eur("30.00"))

    assert credit_of(shop) == eur("30.00")


def test_a_second_payment_of_a_settled_invoice_is_credit_of_the_customer(
    shop: Shop, invoice: str
) -> None:
    shop.paid(eur("400.00"), invoice)
    shop.paid(eur("400.00"), invoice)

    assert shop.open_amount(invoice) == eur("0.00")
    assert credit_of(shop) == eur("400.00")


def test_a_receipt_pays_invoices_in_the_order_in_which_it_names_them(shop: Shop) -> None:
    shop.receive(2)
    orders = [shop.placed(), shop.placed()]
    for each in orders:
        shop.shipped(each)
    first, second = (shop.now(each).invoices[0].id for each in orders)

    shop.paid(eur("150.00"), second, first)

    assert (shop.open_amount(first), shop.open_amount(second)) == (eur("50.00"), eur("0.00"))


def test_an_invoice_named_twice_is_paid_once(shop: Shop, invoice: str) -> None:
    shop.paid(eur("450.00"), invoice, invoice)

    assert shop.open_amount(invoice) == eur("0.00")
    assert credit_of(shop) == eur("50.00")


def test_nobody_pays_the_invoice_of_another_by_mistake(shop: Shop, invoice: str) -> None:
    grace = shop.customer("Grace Hopper")

    shop.paid(eur("400.00"), invoice, customer=grace.id)

    assert shop.open_amount(invoice) == eur("400.00")
    assert credit_of(shop, grace.id) == eur("400.00")


def test_money_of_another_currency_pays_nothing(shop: Shop, invoice: str) -> None:
    shop.paid(usd("400.00"), invoice)

    assert shop.open_amount(invoice) == eur("400.00")


def test_a_receipt_for_an_invoice_nobody_knows_is_credit_of_the_customer(shop: Shop) -> None:
    shop.paid(eur("30.00"), "nowhere")

    assert credit_of(shop) == eur("30.00")


def test_a_payment_gives_credit_back(shop: Shop, invoice: str) -> None:
    assert credit_used(shop) == eur("400.00")

    shop.paid(eur("150.00"), invoice)

    assert credit_used(shop) == eur("250.00")


def test_a_payment_lets_an_order_that_was_held_go_on(shop: Shop, invoice: str) -> None:
    held = shop.placed(7)
    assert held.state is OrderToCash.credit_hold
    shop.paid(eur("100.00"), invoice)

    held.reconsider(by=shop.carla)

    assert held.state is OrderToCash.confirmed


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_a_receipt_of_nothing_is_refused(shop: Shop, amount: str) -> None:
    with pytest.raises(StepRefused) as refused:
        shop.paid(eur(amount))

    assert [reason.code for reason in refused.value.reasons] == ["is_money"]


def test_a_receipt_in_two_currencies_is_refused(shop: Shop) -> None:
    receipt = CustomerReceipt(
        customer=shop.ada.id,
        amount=usd("5.00"),
        currency="EUR",
        received_on=shop.clock.now().date(),
    )

    with pytest.raises(StepRefused):
        shop.company.open(Receipting, receipt, by=shop.rita)


def test_a_receipt_is_drafted_registered_and_cleared(shop: Shop, invoice: str) -> None:
    receipt = shop.paid(eur("400.00"), invoice)

    receipt.clear(Cleared(amount=eur("400.00")), by=shop.rita)

    assert receipt.state is Receipting.cleared


def test_a_draft_receipt_that_is_discarded_pays_nothing(shop: Shop, invoice: str) -> None:
    document = CustomerReceipt(
        customer=shop.ada.id,
        amount=eur("400.00"),
        currency="EUR",
        received_on=shop.clock.now().date(),
        invoices=(invoice,),
    )
    receipt = shop.company.open(Receipting, document, by=shop.rita)

    receipt.discard(by=shop.rita)

    assert shop.open_amount(invoice) == eur("400.00")


def test_one_payment_reported_twice_is_one_receipt(shop: Shop, invoice: str) -> None:
    first = shop.paid(eur("400.00"), invoice, external_ref="bank-1", key="bank-1")
    again = shop.paid(eur("400.00"), invoice, external_ref="bank-1", key="bank-1")

    assert again.id == first.id
    assert credit_of(shop) == eur("0.00")


def test_a_receipt_knows_the_orders_it_was_for(
    shop: Shop, order: OrderToCash, invoice: str
) -> None:
    receipt = shop.paid(eur("1.00"), invoice)

    assert receipt.document.settles == (order.id,)


# Complete.


def test_an_order_of_several_invoices_is_complete_when_all_are_paid(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(2)
    shop.shipped(order)
    shop.receive(1)
    shop.shipped(order)
    first, second = (invoice.id for invoice in shop.now(order).invoices)
    shop.paid(eur("100.00"), second)
    assert shop.now(order).state is OrderToCash.fulfilled

    shop.paid(eur("100.00"), first)

    assert shop.now(order).state is OrderToCash.completed


def test_an_order_paid_before_its_last_parcel_is_complete_when_that_is_paid(shop: Shop) -> None:
    shop.receive(1)
    order = shop.placed(lines=(shop.line(2), charge_line(2, "freight", eur("5.00"))))
    shop.shipped(order)
    shop.settled(order)
    assert shop.now(order).state is OrderToCash.in_fulfilment
    shop.receive(1)
    shop.shipped(order)

    shop.settled(order)

    assert shop.now(order).state is OrderToCash.completed


def test_an_order_that_was_on_hold_when_it_was_paid_is_complete_when_it_resumes(
    shop: Shop, order: OrderToCash, invoice: str
) -> None:
    from fbo.front.sales import Suspension

    order.suspend(Suspension(reason="a moment"), by=shop.anna)
    shop.paid(eur("400.00"), invoice)
    assert shop.now(order).state is OrderToCash.on_hold

    shop.now(order).resume(by=shop.anna)

    assert shop.now(order).state is OrderToCash.completed


def test_nobody_reopens_an_order_for_nothing(shop: Shop, order: OrderToCash, invoice: str) -> None:
    shop.paid(eur("400.00"), invoice)

    with pytest.raises(StepRefused) as refused:
        shop.now(order).reopen(Reopening(reason="remedy"), by=shop.anna)

    assert [reason.code for reason in refused.value.reasons] == ["nothing_has_come_up"]


def test_a_customer_is_thanked_once(shop: Shop, order: OrderToCash, invoice: str) -> None:
    receipt = shop.paid(eur("400.00"), invoice)
    receipt.charge_back(TakenBack(reason="disputed"), by=shop.rita)
    shop.company.run_due()

    shop.paid(eur("400.00"), invoice)

    shop.company.run_due()
    assert shop.now(order).state is OrderToCash.completed
    thanks = [mail for mail in shop.mail.sent if mail.subject == "Thank you"]
    assert len(thanks) == 1


def test_a_complete_order_holds_nothing(shop: Shop, order: OrderToCash, invoice: str) -> None:
    shop.paid(eur("400.00"), invoice)

    assert shop.now(order).holds == {}
    assert credit_used(shop) == eur("0.00")


def test_the_customer_is_thanked(shop: Shop, invoice: str) -> None:
    shop.paid(eur("400.00"), invoice)

    shop.company.run_due()

    assert "Order 1 is complete. How did we do?" in {m.text for m in shop.mail.sent}


# An invoice made by hand.


def made_by_hand(
    shop: Shop, *nets: str, taxed: str, rate: int = 0, due: str = "", **fields: Any
) -> InvoiceToCash:
    today = shop.clock.now().date()
    taxes = tax_lines([("S", percent(rate), eur(taxed))], included=False)
    invoice = Invoice(
        customer=shop.ada.id,
        currency="EUR",
        effective_on=fields.pop("effective_on", today),
        lines=[
            InvoiceLine(
                line=n, quantity=pieces(1), unit_price=price("1", "EUR"), net=eur(net), tax_code="S"
            )
            for n, net in enumerate(nets, start=1)
        ],
        tax_lines=taxes,
        due=(Due(on=today, amount=eur(due) if due else taxes[0].base + taxes[0].tax),),
        **fields,
    )
    return shop.company.open(InvoiceToCash, invoice, by=shop.rita, then=InvoiceToCash.submit)


def test_an_invoice_made_by_hand_is_submitted_and_issued(shop: Shop) -> None:
    invoice = made_by_hand(shop, "4.00", "6.00", taxed="10.00", rate=20)

    invoice.issue(by=shop.rita)

    assert shop.open_amount(invoice.id) == eur("12.00")


def test_one_of_tomorrow_would_keep_all_others_waiting_and_is_refused(shop: Shop) -> None:
    tomorrow = shop.clock.now().date() + timedelta(days=1)

    with pytest.raises(StepRefused) as refused:
        made_by_hand(shop, "10.00", taxed="10.00", effective_on=tomorrow)

    assert [reason.code for reason in refused.value.reasons] == ["is_dated_right"]


def test_one_of_another_series_is_refused(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        made_by_hand(shop, "10.00", taxed="10.00", series="credit_note")

    assert [reason.code for reason in refused.value.reasons] == ["is_of_our_series"]


def test_lines_that_do_not_add_up_to_what_is_taxed_are_refused(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        made_by_hand(shop, "5.00", taxed="50.00")

    assert [reason.code for reason in refused.value.reasons] == ["lines_add_up"]


def test_dues_that_do_not_add_up_to_the_gross_are_refused(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        made_by_hand(shop, "5.00", taxed="5.00", due="4.00")

    assert [reason.code for reason in refused.value.reasons] == ["dues_add_up"]


def test_an_invoice_that_comes_to_less_than_nothing_is_refused(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        made_by_hand(shop, "-5.00", taxed="-5.00")

    assert [reason.code for reason in refused.value.reasons] == ["dues_add_up"]
